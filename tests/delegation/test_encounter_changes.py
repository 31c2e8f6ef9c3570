"""Changes to meetings of delegates with each other: what is freed, who gains, and what is refused."""

from datetime import UTC, datetime

import pytest

from delegation.change import (
    CancelItem,
    ChangeRoom,
    ComeBack,
    DropOut,
    Join,
    Meet,
    MoveItem,
    ReinstateItem,
    StayAway,
    SwapMeetings,
)
from delegation.itinerary import ItineraryItem
from delegation.planning.changing import inverse, preview
from delegation.planning.clashes import itinerary_problems
from delegation.planning.composing import encounter_item_id, meeting_item_id
from delegation.planning.differences import effects_between
from delegation.planning.plan import Wishing, plan
from delegation.planning.plan_state import PlanState, encounter_of, meeting_of, recomposed
from tests.two_rooms import applied, asked, change, fair_file, pairs, planned, refusal, round_of
from tests.two_rooms import meeting_of as met

ONE_TABLE = {"rooms": [{"id": "small", "name": "Small room", "tables": 1}], "at_most": 2}
DURING = datetime(2016, 4, 25, 8, 30, tzinfo=UTC)
"""Half past ten in Hannover: the first two slots have begun."""
GROUPS = {"A": "cluster", "B": "cluster", "C": "cluster", "D": "company"}


@pytest.fixture(scope="module")
def file():
    return fair_file()


@pytest.fixture(scope="module")
def state(file) -> PlanState:
    return planned(file, asked("A", "B", "must", "must"), asked("A", "D", "nice", "must"), **GROUPS)


def item_of(state: PlanState, who: str, title: str) -> ItineraryItem:
    return next(one for one in state.itinerary.of(who) if one.title == title)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2016, 4, day, hour, minute)  # noqa: DTZ001 - a local time


def test_each_of_two_who_meet_reads_the_organisation_of_the_other_with_room_and_table(state, file):
    a, b = item_of(state, "A", "Meeting with Org B"), item_of(state, "B", "Meeting with Org A")

    assert a.id == b.id == "meeting-a-b"
    assert (a.room, a.table, a.place, a.rsvp) == ("Room 12", "Table 1", "hall-2", True)
    assert state.itinerary.item("meeting-a-b").title == "Meeting of Org A and Org B"
    assert itinerary_problems(state.itinerary, file) == ()


def test_a_meeting_of_delegates_is_no_meeting_with_a_host(state):
    assert meeting_of(state, "meeting-a-b") is None
    assert encounter_of(state, "meeting-a-b") == met(state, "A", "B")
    assert encounter_item_id("B", "A") == encounter_item_id("A", "B") == "meeting-a-b"
    assert meeting_item_id("A", "mit") == "meeting-a-mit"


def test_planning_again_with_the_same_requests_changes_nothing_and_a_newcomer_moves_nobody(state, file):
    people = [Wishing(participant=one, organisation=f"Org {one}", wishes={}) for one in (*GROUPS, "E")]
    groups = {**GROUPS, "E": "cluster"}

    same = plan(file, people[:-1], state, requests=state.requests, groups=GROUPS)
    more = plan(file, people, state, requests=(*state.requests, asked("E", "C")), groups=groups)

    assert same == state
    assert (state.itinerary.version, more.itinerary.version) == (1, 2)
    assert pairs(state) < pairs(more)
    assert met(more, "C", "E")


def test_who_drops_out_is_cancelled_for_both_and_the_freed_table_goes_to_who_wanted_it():
    file = fair_file(round_of("clusters", 1, ("10:00",), "cluster", "cluster", **ONE_TABLE))
    before = planned(
        file, asked("A", "B", "must", "must"), asked("A", "C"), **dict.fromkeys("ABC", "cluster")
    )

    after = applied(DropOut(participant="B"), before, file)

    assert pairs(before) == {("A", "B", "d1-1")}
    assert pairs(after) == {("A", "C", "d1-1")}
    told = {one.recipient: one.differences for one in effects_between(before, after, file)}
    assert [one.title for one in told["A"]] == ["Meeting with Org B", "Meeting with Org C"]
    assert [(one.title, one.new) for one in told["B"]] == [("Meeting with Org A", "")]
    assert [(one.title, one.old) for one in told["C"]] == [("Meeting with Org A", "")]


def test_a_substitute_takes_over_meetings_requests_and_group(state, file):
    after = applied(DropOut(participant="A", substitute="X"), state, file)

    assert {(one, other) for one, other, _ in pairs(after)} == {("B", "X"), ("D", "X")}
    assert after.groups["X"] == "cluster"
    assert [(one.asks, one.whom) for one in after.requests] == [("X", "B"), ("X", "D")]
    assert after.encounters.value == state.encounters.value


def test_meetings_that_have_begun_stay_when_somebody_leaves(state, file):
    after = applied(DropOut(participant="B"), state, file, now=DURING)

    assert met(state, "A", "B").slot == "d1-1"
    assert pairs(after) == pairs(state)


def test_who_stays_away_from_a_meeting_gets_it_back_with_slot_and_table(state, file):
    away = applied(StayAway(participant="B", items=("meeting-a-b",)), state, file)
    back = applied(ComeBack(participant="B", items=("meeting-a-b",)), away, file)

    assert pairs(away) == {one for one in pairs(state) if "B" not in one}
    assert back.encounters.encounters == state.encounters.encounters
    assert back.itinerary.items == state.itinerary.items


def test_staying_away_from_the_session_of_a_round_frees_all_meetings_in_it(state, file):
    away = applied(StayAway(participant="A", items=("round-table",)), state, file)

    assert {(one, other) for one, other, _ in pairs(away)} == {("A", "D")}
    assert (
        applied(ComeBack(participant="A", items=("round-table",)), away, file).itinerary.items
        == state.itinerary.items
    )


def test_a_cancelled_meeting_does_not_come_back_by_itself_but_can_be_reinstated(state, file):
    cancelled = applied(CancelItem(item="meeting-a-b"), state, file)
    people = [Wishing(participant=one, organisation=f"Org {one}", wishes={}) for one in GROUPS]

    again = plan(file, people, cancelled, requests=state.requests, groups=GROUPS)
    back = applied(ReinstateItem(item="meeting-a-b"), cancelled, file)

    assert ("A", "B") not in {one[:2] for one in pairs(again)}
    assert back.itinerary.items == state.itinerary.items
    assert back.encounters.unmet_musts == ()


def test_a_cancelled_session_takes_its_round_along_and_gets_no_new_meetings(state, file):
    cancelled = applied(CancelItem(item="round-table"), state, file)
    people = [Wishing(participant=one, organisation=f"Org {one}", wishes={}) for one in (*GROUPS, "E")]
    requests = (*state.requests, asked("E", "C"))

    again = plan(file, people, cancelled, requests=requests, groups={**GROUPS, "E": "cluster"})

    assert {one[:2] for one in pairs(cancelled)} == {("A", "D")}
    assert pairs(again) == pairs(cancelled)
    assert "no meeting slot" not in (refusal(Meet(who="B", whom="C", slot="d1-3"), cancelled, file) or "")
    assert "its session is cancelled" in refusal(Meet(who="B", whom="C", slot="d1-3"), cancelled, file)
    assert (
        applied(ReinstateItem(item="round-table"), cancelled, file).itinerary.items == state.itinerary.items
    )


def test_a_meeting_moves_to_another_slot_and_only_the_two_are_told(state, file):
    after = applied(
        MoveItem(item="meeting-a-b", starts=local(25, 11, 15), ends=local(25, 11, 35)), state, file
    )

    assert met(after, "A", "B").slot == "d1-4"
    assert {one.recipient for one in effects_between(state, after, file)} == {"A", "B"}
    assert "Meetings take place in slots only" in refusal(
        MoveItem(item="meeting-a-b", starts=local(25, 11), ends=local(25, 11, 20)), state, file
    )


def test_the_session_of_a_round_takes_its_slots_along(state, file):
    after = applied(MoveItem(item="round-table", starts=local(25, 10, 20), ends=local(25, 16)), state, file)

    assert item_of(after, "A", "Meeting with Org B").starts == local(25, 10, 30)
    assert itinerary_problems(after.itinerary, file) == ()


def test_one_room_cannot_replace_two(state, file):
    assert "held in Room 12 or Room 13, which one other room cannot replace" in refusal(
        ChangeRoom(item="round-table", room="Room 20"), state, file
    )
    after = applied(ChangeRoom(item="meeting-a-b", room="Corner"), state, file)
    assert item_of(after, "A", "Meeting with Org B").room == "Corner"


def test_two_delegates_book_the_next_time_both_have_free(state, file):
    after = applied(Meet(who="C", whom="A"), state, file, now=DURING)

    assert met(after, "A", "C").slot == "d1-3"
    assert {one.recipient for one in effects_between(state, after, file)} == {"A", "C"}
    back = inverse(change(Meet(who="C", whom="A")), state, after, file, {})
    assert back is not None
    assert back.change == CancelItem(item="meeting-a-c")


def test_a_booking_names_slot_room_and_table(file):
    state = planned(file, **GROUPS, E="cluster")
    wanted = Meet(who="B", whom="C", slot="d1-2", room="room-13", table=4)

    after = applied(wanted, state, file)

    assert met(after, "B", "C").model_dump(include={"slot", "room", "table"}) == {
        "slot": "d1-2", "room": "room-13", "table": 4
    }  # fmt: skip
    assert "The table is taken then" in refusal(
        Meet(who="A", whom="E", slot="d1-2", room="room-13", table=4), after, file
    )


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Meet(who="A", whom="A"), "A cannot meet themselves"),
        (Meet(who="A", whom="Z"), "Z is not among the delegates"),
        (Meet(who="B", whom="A"), "A and B meet already; move that meeting instead"),
        (Meet(who="A", whom="C", slot="d9-9"), "There is no meeting slot 'd9-9'"),
        (
            Meet(who="A", whom="C", slot="d1-1"),
            "A has another meeting at 10:00. Both are free at Mon 25 April 2016, 10:25 (CEST, UTC+2) (slot",
        ),
        (Meet(who="C", whom="D", slot="d1-1"), "D is not of a group that meets in 'Clusters'."),
        (
            SwapMeetings(one="A", one_slot="d1-1", other="C", other_slot="d1-2"),
            "A meets another delegate in slot 'd1-1', who agreed to nobody else; cancel that meeting",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(state, file, kind, said):
    assert said in refusal(kind, state, file)


def test_who_said_no_is_not_told_when_a_booking_is_refused(file):
    state = planned(file, asked("A", "B", "nice", "no"), **GROUPS)

    assert refusal(Meet(who="A", whom="B"), state, file) == "A meeting of A and B is ruled out."


def test_a_newcomer_gets_the_meetings_asked_for_in_time_that_is_free(state, file):
    knows = recomposed(state.model_copy(update={"requests": (*state.requests, asked("C", "E"))}), file)

    after = applied(Join(participant="E", organisation="Org E", group="cluster"), knows, file)

    assert pairs(state) < pairs(after)
    assert item_of(after, "C", "Meeting with Org E")


def test_the_preview_says_who_would_be_told_and_what_is_lost(state, file):
    seen = preview(change(CancelItem(item="meeting-a-b")), state, file, {})

    assert seen.problems == ()
    assert (seen.disturbance.dropped, seen.disturbance.regained) == (1, 0)
    assert [one.recipient for one in seen.effects] == ["A", "B"]
