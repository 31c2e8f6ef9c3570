"""Meetings of delegates with each other: who meets whom in which round, and how good that is."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.encounters import EncounterSchedule
from delegation.meeting import Wish
from delegation.planning.encounter_events import Gathering
from delegation.planning.encounter_requests import said_of_each_other, unmet_musts
from delegation.planning.encounters import reschedule_encounters, schedule_encounters, valued_encounters
from tests.two_rooms import BUSINESS, CLUSTERS, asked, fair, round_of

MET = ("cluster", "company")


def demand_possible(gathering: Gathering, schedule: EncounterSchedule) -> None:
    """Nobody in two places, no pair twice, no limit, table or group disregarded, and no `no`."""
    rounds = {one.id: one for one in gathering.rounds}
    seats = Counter((one.round, one.slot, one.room, one.table) for one in schedule.encounters)
    pairs = Counter((one.one, one.other) for one in schedule.encounters)
    assert max((*seats.values(), *pairs.values()), default=1) == 1
    for one in schedule.encounters:
        room, said = rounds[one.round].room(one.room), said_of_each_other(gathering.requests)
        assert rounds[one.round].slot(one.slot) is not None
        assert room is not None
        assert 1 <= one.table <= room.tables
        words = {said.get((one.one, one.other)), said.get((one.other, one.one))}
        assert words & {Wish.MUST, Wish.NICE}
        assert Wish.NO not in words
        assert gathering.may_meet_in((rounds[one.round],), one.one, one.other)
    for who in gathering.delegates:
        mine = schedule.of(who)
        hours = sorted(rounds[one.round].hours(rounds[one.round].slot(one.slot)) for one in mine)
        assert all(one[1] <= other[0] for one, other in pairwise(hours))
        assert not {one.slot for one in mine} & {*gathering.busy.get(who, ())}
        for name, count in Counter(one.round for one in mine).items():
            assert count <= rounds[name].at_most
    assert schedule.value <= schedule.bound


@pytest.fixture(scope="module")
def hannover() -> tuple[Gathering, EncounterSchedule]:
    gathering = fair(7)
    return gathering, schedule_encounters(gathering)


def test_a_fair_of_a_hundred_people_gets_more_than_140_meetings_and_nothing_could_be_better(hannover):
    gathering, schedule = hannover

    demand_possible(gathering, schedule)
    assert len(gathering.delegates) == 100
    assert len(schedule.encounters) > 140
    assert schedule.proven
    assert schedule.gap_percent == 0
    assert {one.room for one in schedule.encounters} == {"room-12", "room-13"}


def test_every_must_without_a_meeting_has_its_reason(hannover):
    gathering, schedule = hannover

    assert schedule.unmet_musts == unmet_musts(gathering.requests, schedule.encounters)
    assert len(schedule.reasons) == len(schedule.unmet_musts) > 0
    assert {one.code for one in schedule.reasons} <= {
        "other-full", "self-full", "no-free-common-slot", "tables-full", "others-first"
    }  # fmt: skip


def test_the_same_requests_in_any_order_give_the_same_meetings(hannover):
    gathering, schedule = hannover
    turned = replace(gathering, requests=gathering.requests[::-1], delegates=gathering.delegates[::-1])

    assert schedule_encounters(turned).encounters == schedule.encounters


def test_what_nobody_answered_counts_neither_for_nor_against_a_meeting():
    gathering = Gathering((CLUSTERS,), ("A", "B", "C"), dict.fromkeys("ABC", "cluster"))
    silent = replace(gathering, requests=(asked("A", "B", "must", None),))
    returned = replace(silent, requests=(*silent.requests, asked("B", "A", "nice", None)))

    assert schedule_encounters(silent) == EncounterSchedule()
    assert [(one.one, one.other) for one in schedule_encounters(returned).encounters] == [("A", "B")]
    assert schedule_encounters(returned).score.mutual == 1


def test_a_pair_meets_once_though_two_rounds_are_open_to_it():
    evening = round_of("evening", 1, ("18:00", "18:25"), "cluster", "cluster", at_most=2)
    gathering = Gathering((CLUSTERS, evening), ("A", "B"), dict.fromkeys("AB", "cluster"), (asked("A", "B"),))

    assert len(schedule_encounters(gathering).encounters) == 1


def test_rounds_of_the_same_groups_on_two_days_are_decided_together_within_the_limit_of_each():
    days = (
        round_of("monday", 1, ("10:00", "10:25"), "cluster", "cluster", at_most=1),
        round_of("tuesday", 2, ("10:00", "10:25"), "cluster", "cluster", at_most=1),
    )
    requests = tuple(asked("A", other) for other in "BCD")
    gathering = Gathering(days, tuple("ABCD"), dict.fromkeys("ABCD", "cluster"), requests)

    schedule = schedule_encounters(gathering)

    demand_possible(gathering, schedule)
    assert {one.round for one in schedule.of("A")} == {"monday", "tuesday"}
    assert schedule.proven


def test_a_must_between_groups_without_a_round_says_so():
    gathering = Gathering(
        (BUSINESS,), ("A", "B"), dict.fromkeys("AB", "cluster"), (asked("A", "B", "must", "nice"),)
    )

    (reason,) = schedule_encounters(gathering).reasons

    assert reason.code == "no-round"
    assert reason.sentence == "There is no round in which your group meets that of B."


@st.composite
def gatherings(draw: st.DrawFn) -> Gathering:
    groups = {f"P-{n}": draw(st.sampled_from(MET)) for n in range(1, draw(st.integers(2, 9)) + 1)}
    people = sorted(groups)
    wishes, answers = st.sampled_from(("must", "nice", "no")), st.sampled_from(("must", "nice", "no", None))
    asking = st.tuples(st.sampled_from(people), st.sampled_from(people), wishes, answers)
    told = draw(st.lists(asking, max_size=20, unique_by=lambda one: one[:2]))
    few = {
        "rooms": [
            {"id": "a", "name": "A", "tables": 1},
            {"id": "b", "name": "B", "tables": draw(st.integers(1, 2))},
        ]
    }
    starts = ("10:00", "10:25", "10:50")
    shapes = st.sampled_from((("cluster", "cluster"), ("cluster", "company"), ("company", "company")))
    rounds = [
        round_of(f"r{day}", day, starts, *draw(shapes), at_most=draw(st.integers(1, 3)), **few)
        for day in range(1, draw(st.integers(1, 3)) + 1)
    ]
    slots = [slot.id for one in rounds for slot in one.slots]
    busy = draw(st.dictionaries(st.sampled_from(people), st.lists(st.sampled_from(slots), max_size=3)))
    requests = tuple(asked(one, other, wish, answer) for one, other, wish, answer in told if one != other)
    return Gathering(tuple(rounds), tuple(people), groups, requests, busy=busy)


@settings(max_examples=60, deadline=None)
@given(gatherings(), st.data())
def test_no_rule_is_ever_broken_and_what_is_kept_stays(gathering: Gathering, data: st.DataObject):
    schedule = schedule_encounters(gathering, iterations=500)
    demand_possible(gathering, schedule)
    kept = [one for one in schedule.encounters if data.draw(st.booleans())]

    again = schedule_encounters(gathering, kept, iterations=500)

    demand_possible(gathering, again)
    assert {*kept} <= {*again.encounters}
    assert again.value <= schedule.bound
    assert valued_encounters(gathering, again.encounters).score == again.score


@settings(max_examples=40, deadline=None)
@given(gatherings(), st.data())
def test_when_somebody_leaves_only_those_they_would_have_met_get_something_new(
    gathering: Gathering, data: st.DataObject
):
    schedule = schedule_encounters(gathering, iterations=500)
    gone = data.draw(st.sampled_from(gathering.delegates))
    left = replace(gathering, delegates=tuple(one for one in gathering.delegates if one != gone))
    kept = [one for one in schedule.encounters if not one.is_of(gone)]
    freed = {one.other_than(gone) for one in schedule.of(gone)}

    after = reschedule_encounters(left, kept, people=freed)

    demand_possible(left, after)
    assert {*kept} <= {*after.encounters}
    assert all({one.one, one.other} & freed for one in {*after.encounters} - {*kept})
