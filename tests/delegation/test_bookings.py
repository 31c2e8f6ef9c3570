"""Talks at contact points: first come, first served, and nobody is given what nobody asked for."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from delegation.change import Book, GiveBack, HostWithdraws
from delegation.meeting import MeetingRules
from delegation.planning.changing import inverse, solves
from delegation.planning.plan_state import PlanState, changed
from delegation.zoned import instant
from tests.conference import (
    BERLIN,
    PEOPLE,
    SLOTS,
    after,
    change,
    conference,
    planned,
    refusal,
    sessions_wished,
    talk_wished,
    talks,
)


def held(state: PlanState) -> set[tuple[str, str, str]]:
    return {(one.participant, one.host, one.slot) for one in state.schedule.meetings}


def test_nobody_is_given_a_talk_that_nobody_asked_for():
    file = conference()

    state = planned(file, {"R-2": talk_wished("export")})

    assert [(one.participant, one.host) for one in state.schedule.meetings] == [("R-2", "export")]


def test_a_contact_point_owes_nobody_a_talk():
    with pytest.raises(ValidationError, match="nobody is owed a meeting"):
        MeetingRules.model_validate({**talks().model_dump(), "at_least": 1})


def test_the_next_slot_that_both_have_free_is_booked_and_told_to_both():
    file = conference()
    state = planned(file, {})

    one = after(Book(participant="R-1", host="export"), state, file)
    two = after(Book(participant="R-2", host="export"), one, file)
    three = after(Book(participant="R-1", host="funding"), two, file)

    assert held(three) == {("R-1", "export", "t1"), ("R-2", "export", "t2"), ("R-1", "funding", "t2")}
    meeting = next(item for item in three.itinerary.of("R-1") if item.id == "meeting-r-1-funding")
    assert (meeting.room, meeting.table) == ("Foyer", "Table 2")
    assert not solves(change(Book(participant="R-1", host="export")))


def test_a_slot_that_is_taken_is_refused_with_the_next_that_are_free():
    file = conference()
    state = after(Book(participant="R-1", host="export", slot="t1"), planned(file, {}), file)

    assert refusal(Book(participant="R-2", host="export", slot="t1"), state, file) == (
        "The talk with Export at 10:30 is taken. The next times free for R-2: 10:45 (slot t2), "
        "12:30 (slot t3) and 12:45 (slot t4)."
    )
    assert refusal(Book(participant="R-1", host="export"), state, file) == (
        "R-1 has a talk with Export at 10:30 already; give it back first to have another time."
    )
    assert refusal(Book(participant="R-1", host="funding", slot="t1"), state, file).startswith(
        "R-1 has another meeting at 10:30. The next times free for R-1: 10:45"
    )
    assert refusal(Book(participant="R-1", host="nobody"), state, file) == (
        "There is no contact point 'nobody'; there are export, funding."
    )
    assert refusal(Book(participant="R-9", host="export"), state, file) == "R-9 is not among the delegates."
    assert refusal(Book(participant="R-2", host="export", slot="t9"), state, file).startswith(
        "There is no slot 't9'."
    )


def test_no_talk_is_booked_beside_a_session_or_in_the_past():
    file = conference()
    inside = tuple(
        slot.model_copy(update={"starts": datetime.fromisoformat("2015-03-26 11:15")})
        if slot.id == "t2"
        else slot
        for slot in talks().slots
    )
    wishes = sessions_wished(R_1=("energy",))
    state = planned(file, wishes)
    state = changed(state, meeting_rules=talks().model_copy(update={"slots": inside}))
    at_noon = instant(datetime.fromisoformat("2015-03-26 12:31"), BERLIN)

    assert refusal(Book(participant="R-1", host="export", slot="t2"), state, file).startswith(
        "R-1 attends 'Energy' at 11:15."
    )
    assert refusal(Book(participant="R-1", host="export", slot="t1"), state, file, now=at_noon).startswith(
        "The talk at 10:30 has begun already. The next times free for R-1: 12:45 (slot t4)."
    )
    assert held(after(Book(participant="R-1", host="export"), state, file, now=at_noon)) == {
        ("R-1", "export", "t4")
    }


def test_what_is_given_back_can_be_booked_by_anybody():
    file = conference()
    state = after(Book(participant="R-1", host="export", slot="t3"), planned(file, {}), file)
    giving = GiveBack(participant="R-1", host="export")

    free = after(giving, state, file)

    assert held(free) == set()
    assert held(after(Book(participant="R-2", host="export", slot="t3"), free, file)) == {
        ("R-2", "export", "t3")
    }
    back = inverse(change(giving), state, free, file, {})
    assert back is not None
    assert back.change == Book(participant="R-1", host="export", slot="t3")
    assert "no talk with 'export'" in refusal(giving, free, file)
    begun = instant(datetime.fromisoformat("2015-03-26 12:31"), BERLIN)
    assert "cannot be given back" in refusal(giving, state, file, now=begun)


def test_a_full_or_withdrawn_contact_point_says_so():
    file = conference()
    state = planned(file, {})
    for who in PEOPLE[:4]:
        state = after(Book(participant=who, host="export"), state, file)

    assert refusal(Book(participant="R-5", host="export"), state, file) == (
        "Export has no free talk left at a time that R-5 has free."
    )
    gone = after(HostWithdraws(host="funding"), state, file)
    assert refusal(Book(participant="R-5", host="funding"), gone, file) == "Funding takes no talks."


BOOKINGS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(("export", "funding")),
        st.sampled_from((None, *SLOTS)),
        st.booleans(),
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@given(BOOKINGS)
def test_nobody_is_in_two_talks_at_once_and_a_booking_moves_nobody(steps):
    file = conference()
    state = planned(file, {"R-6": talk_wished("export", "funding")})
    for who, host, slot, gives_back in steps:
        kind = (
            GiveBack(participant=who, host=host)
            if gives_back
            else Book(participant=who, host=host, slot=slot)
        )
        if refusal(kind, state, file) is not None:
            continue
        before, state = held(state), after(kind, state, file)
        assert {one for one in before ^ held(state) if one[:2] != (who, host)} == set()
        assert ((who, host) in {one[:2] for one in held(state)}) is not gives_back
    seats = [(one.host, one.slot) for one in state.schedule.meetings]
    people = [(one.participant, one.slot) for one in state.schedule.meetings]
    tables = [(one.table, one.slot) for one in state.schedule.meetings]
    assert all(len(some) == len(set(some)) for some in (seats, people, tables))
