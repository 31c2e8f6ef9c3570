"""What a host may say when, and what its answers mean for the planning."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.change import CancelItem, LimitHost, Urgency
from delegation.correspondence import Row
from delegation.host_changes import consequences
from delegation.host_letters import (
    meetings_with,
    news_of_asking,
    news_of_requests,
    reminder_facts,
    rows_asked,
)
from delegation.host_rules import (
    asked,
    host_wishes,
    hosts_as_answered,
    items_as_answered,
    merged,
    reminded,
    reminder_due,
    reminder_of,
    requested,
    says_the_same,
    unanswered,
    why_not_answer_host,
    why_not_withdraw_host,
)
from delegation.host_state import HostState
from delegation.hosting import HostAnswer, HostRules, HostWithdrawal
from delegation.meeting import Host, HostWish, MeetingWish, Wish, Wishes
from tests.small_trip import first_version, small_file
from tests.usa import usa_2017

NOW = datetime(2017, 3, 16, 9, tzinfo=UTC)
NAMES = ("A-1", "A-2", "A-3")
HOST = "mit"

wishes = st.lists(
    st.builds(HostWish, host=st.just(HOST), participant=st.sampled_from(NAMES), wish=st.sampled_from(Wish)),
    unique_by=lambda wish: wish.participant,
    max_size=3,
).map(tuple)
answers = st.builds(
    HostAnswer,
    host=st.just(HOST),
    confirmed=st.sampled_from((None, True)),
    at_most=st.none() | st.integers(0, 9),
    guests_at_most=st.none() | st.integers(1, 30),
    unavailable=st.none() | st.lists(st.sampled_from(("s1", "s2")), unique=True).map(tuple),
    wishes=wishes,
    left_open=st.just(()),
)


@given(st.lists(answers, min_size=1, max_size=6))
@settings(max_examples=50)
def test_the_last_word_on_each_thing_counts_and_silence_changes_nothing(said: list[HostAnswer]):
    together = None
    for one in said:
        together = merged(together, one)

    assert together is not None
    for name in ("confirmed", "at_most", "guests_at_most", "unavailable"):
        spoken = [value for one in said if (value := getattr(one, name)) is not None]
        assert getattr(together, name) == (spoken[-1] if spoken else None)
    last = {wish.participant: wish.wish for one in said for wish in one.wishes}
    assert {wish.participant: wish.wish for wish in together.wishes} == last


@given(st.none() | answers, answers)
@settings(max_examples=50)
def test_saying_the_same_twice_is_saying_it_once(before: HostAnswer | None, said: HostAnswer):
    once = merged(before, said)

    assert merged(once, said) == once
    assert says_the_same(once, merged(once, said))
    assert HostAnswer.model_validate_json(once.model_dump_json()) == once


@given(answers, st.sampled_from(NAMES))
@settings(max_examples=50)
def test_an_answer_that_is_taken_back_is_gone_and_no_other_is(said: HostAnswer, name: str):
    after = merged(said, HostAnswer(host=HOST, left_open=(name,)))

    assert [wish.participant for wish in after.wishes] == sorted(
        wish.participant for wish in said.wishes if wish.participant != name
    )


@given(st.integers(0, 20), st.integers(1, 60))
@settings(max_examples=50)
def test_a_reminder_lies_in_the_second_half_of_the_time_and_never_after_it(days: int, lasting: int):
    until = NOW + timedelta(days=lasting)
    at = reminder_of(NOW, until, days)

    assert at is not None
    assert NOW + (until - NOW) / 2 <= at <= until
    assert at >= until - timedelta(days=days)


def test_a_question_without_time_is_not_reminded_of():
    assert reminder_of(NOW, NOW, 3) is None


def asked_state() -> HostState:
    file = usa_2017()
    host, rules, meetings = file.host("ben-franklin"), file.hosting, file.meetings
    assert host is not None
    assert rules is not None
    assert meetings is not None
    asking = news_of_asking(host, file, rules.asked_at)
    wish = Wishes(meetings=(MeetingWish(host=host.id, wish=Wish.MUST),))
    names = {"A-01": "NanoRhone", "A-03": "Bretagne BioMer"}
    requests = news_of_requests(host, file, dict.fromkeys(names, wish), names, meetings.wishes_close_at)
    assert asking is not None
    assert requests is not None
    return requested(asked(HostState(), asking), requests)


def test_each_question_is_reminded_of_once_and_not_at_all_once_it_is_answered():
    state = asked_state()
    confirmed = state.model_copy(update={"answer": HostAnswer(host="ben-franklin", confirmed=True)})
    assert state.confirming is not None
    assert state.requesting is not None

    assert reminder_due(state) == state.confirming.remind_at
    assert reminder_due(confirmed) == state.requesting.remind_at
    assert reminder_due(reminded(state)) is None
    assert reminder_due(state.model_copy(update={"withdrawal": withdrawal("ben-franklin")})) is None
    assert reminder_facts(state)["waiting"] == (
        "You have not confirmed what you receive.",
        "2 organisations ask for a meeting with you and have no answer yet.",
    )
    assert reminder_facts(confirmed)["due"] == state.requesting.told


def test_hearing_the_same_news_twice_changes_nothing():
    file = usa_2017()
    host, rules = file.host("ben-franklin"), file.hosting
    assert host is not None
    assert rules is not None
    news = news_of_asking(host, file, rules.asked_at)
    assert news is not None
    once = asked(HostState(), news)

    assert asked(once, news) == once
    assert HostState.model_validate_json(once.model_dump_json()) == once


def test_after_the_date_of_requests_a_host_can_only_rule_meetings_out():
    state = asked_state()
    assert state.requesting is not None
    late = state.requesting.until + timedelta(minutes=1)

    def says(wish: Wish) -> str | None:
        answer = HostAnswer(
            host="ben-franklin", wishes=(HostWish(host="ben-franklin", participant="A-01", wish=wish),)
        )
        return why_not_answer_host(answer, state, late)

    assert says(Wish.NO) is None
    assert "Requests could be answered until Fri 5 May 2017, 18:00 Brussels" in str(says(Wish.MUST))
    assert unanswered(state) == ("A-01", "A-03")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"confirmed": False}, "withdraws, with a reason"),
        ({"unavailable": ("s9",)}, "There is no slot s9"),
        (
            {"wishes": (HostWish(host="ben-franklin", participant="Z-9", wish=Wish.MUST),)},
            "Z-9 asked this host for no meeting",
        ),
        ({"left_open": ("Z-9",)}, "Z-9 asked this host for no meeting"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(said: dict[str, object], sentence: str):
    answer = HostAnswer.model_validate({"host": "ben-franklin", **said})

    assert sentence in str(why_not_answer_host(answer, asked_state(), NOW))


def test_a_host_without_meetings_cannot_limit_them():
    state = asked_state().model_copy(update={"at_most": None, "slots": ()})

    assert "takes no one-to-one meetings" in str(
        why_not_answer_host(HostAnswer(host="ben-franklin", at_most=3), state, NOW)
    )


def test_a_host_answers_and_withdraws_until_the_last_thing_it_receives_is_over():
    state = asked_state()
    assert state.ends_at is not None
    before, after = state.ends_at - timedelta(seconds=1), state.ends_at

    assert why_not_withdraw_host(state, before) is None
    assert why_not_withdraw_host(state, after) == "What this host receives is over."
    gone = state.model_copy(update={"withdrawal": withdrawal("ben-franklin")})
    assert "has withdrawn" in str(why_not_answer_host(HostAnswer(host="ben-franklin"), gone, before))


# --- planning --------------------------------------------------------------------------------------


def withdrawal(host: str) -> HostWithdrawal:
    return HostWithdrawal(host=host, reason="The laboratory is flooded.")


def test_the_planning_sees_hosts_as_they_said():
    hosts = tuple(
        Host(id=name, organisation=name, person="x", meets=True, at_most=8) for name in ("a", "b", "c")
    )
    said = (HostAnswer(host="a", at_most=2, unavailable=("s1",)), HostAnswer(host="b", confirmed=True))
    limited, same, gone = hosts_as_answered(hosts, said, (withdrawal("c"),))

    assert (limited.at_most, limited.unavailable, limited.guests_at_most) == (2, ("s1",), None)
    assert same == hosts[1]
    assert (gone.meets, gone.at_most, gone.organisation) == (False, 0, "c")


def test_without_answers_the_planning_sees_what_the_file_says():
    file = usa_2017()

    assert hosts_as_answered(file.hosts, (), ()) == file.hosts
    assert items_as_answered(file.itinerary, ()) == file.itinerary
    assert host_wishes(()) == ()


def test_what_only_a_host_that_withdrew_received_is_cancelled_and_what_others_share_is_not():
    file = usa_2017()
    after = {
        one.id: one
        for one in items_as_answered(file.itinerary, (withdrawal("singh-host"), withdrawal("eda")))
    }

    assert after["visit-singh"].cancelled
    shared = [one for one in file.itinerary if "eda" in one.hosts and len(one.hosts) > 1]
    assert shared
    assert [(after[one.id].cancelled, "eda" in after[one.id].hosts) for one in shared] == [
        (False, False) for _ in shared
    ]


def test_a_lower_limit_is_one_change_and_a_higher_one_is_for_a_person():
    plan = first_version(small_file())
    fewer = consequences(
        HostAnswer(host="mit", at_most=1, guests_at_most=5), plan, number=4, urgency=Urgency.NORMAL
    )
    more = consequences(HostAnswer(host="mit", at_most=9), plan, number=4, urgency=Urgency.NORMAL)

    assert [one.change for one in fewer.changes] == [LimitHost(host="mit", at_most=1, guests_at_most=5)]
    assert [(one.id, one.author) for one in fewer.changes] == [("host-4", "mit")]
    assert more.changes == ()
    assert "takes up to 9 meetings instead of 4" in more.for_a_person[0]


def test_a_slot_the_host_cannot_take_any_more_is_closed_and_one_closed_before_is_not_told_again():
    plan = first_version(small_file())
    slot = plan.of_host("mit")[0].slot

    found = consequences(HostAnswer(host="mit", unavailable=(slot,)), plan, number=4, urgency=Urgency.NORMAL)

    assert [one.change for one in found.changes] == [LimitHost(host="mit", unavailable=(slot,))]
    closed = plan.model_copy(
        update={"hosts": tuple(one.model_copy(update={"unavailable": (slot,)}) for one in plan.hosts)}
    )
    again = HostAnswer(host="mit", unavailable=(slot,))
    assert consequences(again, closed, number=5, urgency=Urgency.NORMAL) == ((), ())


def test_a_no_frees_exactly_the_meeting_it_is_about():
    plan = first_version(small_file())
    met = plan.of_host("mit")[0]
    answer = HostAnswer(host="mit", wishes=(HostWish(host="mit", participant=met.participant, wish=Wish.NO),))
    found = consequences(answer, plan, number=1, urgency=Urgency.URGENT)

    (change,) = found.changes
    assert isinstance(change.change, CancelItem)
    item = plan.itinerary.item(change.change.item)
    assert item is not None
    assert (item.hosts, item.attendees) == (("mit",), (met.participant,))
    assert change.urgency is Urgency.URGENT


def test_saying_what_is_planned_already_changes_nothing():
    plan = first_version(small_file())
    answer = HostAnswer(host="mit", confirmed=True, at_most=4, unavailable=())

    assert consequences(answer, plan, number=1, urgency=Urgency.NORMAL) == ((), ())


# --- what hosts are told -----------------------------------------------------------------------------


def test_every_host_of_the_example_is_asked_for_something():
    file = usa_2017()

    assert [host.id for host in file.hosts if not rows_asked(host, file)] == []


def test_a_no_of_a_delegate_is_no_request_and_how_much_others_want_it_stays_with_us():
    state = asked_state()

    assert "must" not in state.model_dump_json()
    assert [one.organisation for one in state.requests] == ["NanoRhone", "Bretagne BioMer"]


def test_hosts_cannot_be_due_before_they_are_asked():
    with pytest.raises(ValueError, match="move 'confirm_by' or 'asked'"):
        HostRules.model_validate(
            {
                "zone": "Europe/Brussels",
                "asked": "2017-03-16 10:00",
                "confirm_by": "2017-03-15 10:00",
                "guest_list": "2017-05-09 12:00",
            }
        )


def day_of_meetings(rows: tuple[Row, ...]) -> str:
    (day,) = (row["day"] for row in rows if row["title"] == "One-to-one meetings")
    return day


def test_what_a_host_is_asked_for_stands_in_order_of_time():
    file = usa_2017()
    host = file.host("necec-host")
    assert host is not None

    assert [row["day"] for row in rows_asked(host, file)] == ["Tue 16 May", "Thu 18 May"]


def test_in_a_second_city_a_host_is_asked_for_the_meetings_of_that_city():
    file = usa_2017()
    host, rules = file.host("necec-host"), file.meetings
    assert host is not None
    assert rules is not None
    slots = tuple(
        slot.model_copy(update={"id": f"b{slot.id}", "starts": slot.starts + timedelta(days=2)})
        for slot in rules.slots
    )
    boston = rules.model_copy(update={"leg": "boston", "slots": slots, "place": "necec", "room": ""})
    several = file.model_copy(update={"more_meetings": (boston,)})
    there = host.model_copy(update={"meets_in": "boston"})

    first, second = meetings_with(host, several), meetings_with(there, several)
    assert (first, second) == (rules, boston)
    assert day_of_meetings(rows_asked(host, several)) == "Tue 16 May"
    assert day_of_meetings(rows_asked(there, several)) == "Thu 18 May"
    assert meetings_with(host.model_copy(update={"meets": False}), several) is None
