"""Timetables: both ways of counting find what trying every timetable finds; the check names each fault."""

import subprocess
import sys
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.timetabling.checking import breaks_of, faults
from delegation.timetabling.counting import by_sums, by_totals
from delegation.timetabling.cp_sat import Search
from delegation.timetabling.instance import AgreedMeeting, Instance, Session
from delegation.timetabling.portfolio import SUMS, SUMS_OUTRIGHT, members_for, prove
from delegation.timetabling.program import Program
from delegation.timetabling.rules import Counting, Rules
from delegation.timetabling.solved import Status
from delegation.timetabling.solving import silently, solve_dzn

FEW = settings(max_examples=40, deadline=None)


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Small enough to try every timetable: at most 5 people, 5 meetings, 5 slots."""
    people, slots = draw(st.integers(2, 5)), draw(st.integers(1, 5))
    number = draw(st.integers(0, 5))
    pairs = st.lists(st.integers(1, people), min_size=2, max_size=2, unique=True)
    meetings = [
        AgreedMeeting(
            first=(pair := draw(pairs))[0],
            second=pair[1],
            session=draw(st.sampled_from((3, 3, 3, 1, 2))),
            fixed=draw(st.sampled_from((None, None, None, *range(1, slots + 1)))),
            after=tuple(draw(st.sets(st.integers(1, number), max_size=1)) - {at})
            if draw(st.booleans())
            else (),
        )
        for at in range(1, number + 1)
    ]
    closed = st.sets(st.integers(1, slots), max_size=1)
    return Instance(
        participants=people, tables=draw(st.integers(1, 3)), slots=slots,
        morning_slots=draw(st.integers(0, slots)), meetings=tuple(meetings),
        forbidden=tuple(tuple(draw(closed)) for _ in range(people)),
    )  # fmt: skip


def fewest_breaks(instance: Instance, fairness: int | None) -> int | None:
    """By trying every timetable; None where all break a rule."""
    every = product(range(1, instance.slots + 1), repeat=len(instance.meetings))
    return min(
        (sum(breaks_of(instance, one)) for one in every if not faults(instance, one, fairness)), default=None
    )


def found(instance: Instance, fairness: int | None, counting: Counting, worker: str) -> int | None:
    rules = Rules(instance, fairness, counting)
    answer = Search(rules.program, [worker], lambda _bound: None).run(20)
    assert answer.settled
    return sum(answer.values[one - 1] for one in rules.program.costs) if answer.found else None


@pytest.mark.parametrize("counting", [by_sums, by_totals])
@FEW
@given(instance=instances(), fairness=st.sampled_from((None, 0, 1, 2)))
def test_either_way_of_counting_finds_the_fewest_breaks_of_all_timetables(
    counting: Counting, instance: Instance, fairness: int | None
):
    assert found(instance, fairness, counting, "core") == fewest_breaks(instance, fairness)


@settings(max_examples=20, deadline=None)
@given(instances(), st.sampled_from((None, 0, 1, 2)))
def test_the_two_searches_together_find_it_too_and_their_timetable_passes_the_check(
    instance: Instance, fairness: int | None
):
    proof = prove(instance, fairness, 20, silently)

    assert proof.settled
    assert proof.cost == fewest_breaks(instance, fairness)
    if proof.cost is not None:
        assert faults(instance, proof.slots, fairness) == []
        assert sum(breaks_of(instance, proof.slots)) == proof.cost == proof.bound


@FEW
@given(st.integers(1, 7), st.integers(-1, 8), st.integers(-1, 8), st.data())
def test_sums_and_totals_allow_exactly_the_same_choices(
    number: int, least: int, most: int, data: st.DataObject
):
    chosen = data.draw(st.lists(st.booleans(), min_size=number, max_size=number))

    def allows(counting: Counting) -> bool:
        program = Program()
        literals = [program.variable() for _ in range(number)]
        counting(program, literals, least, most)
        for literal, is_true in zip(literals, chosen, strict=True):
            program.clause(literal if is_true else -literal)
        return bool(Search(program, ["core"], lambda _bound: None).run(10).found)

    assert allows(by_sums) == allows(by_totals) == (least <= sum(chosen) <= most)


def meeting(first: int, second: int, **more: object) -> AgreedMeeting:
    return AgreedMeeting.model_validate({"first": first, "second": second, **more})


SOUND = Instance(
    participants=4, tables=2, slots=4, morning_slots=2, forbidden=((), (), (), (1,)),
    meetings=(
        meeting(1, 2, session=1), meeting(3, 4, session=2), meeting(1, 3, fixed=2), meeting(2, 4, after=(1,)),
    ),
)  # fmt: skip
KEPT = (1, 3, 2, 2)


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ((3, 4, 2, 4), "meeting 1 is in the afternoon"),
        ((1, 2, 2, 3), "meeting 2 is in the morning"),
        ((1, 3, 4, 2), "meeting 3 is in slot 4, not in 2 as fixed"),
        ((1, 1, 2, 3), "closed to participant 4"),
        ((1, 3, 2, 1), "meeting 4 is not after meeting 1"),
        ((2, 3, 2, 3), "participant 1 has two meetings in slot 2"),
        ((1, 9, 2, 2), "slot 9, which does not exist"),
        ((1, 3, 2), "3 slots are given for 4 meetings"),
    ],
)
def test_the_check_names_each_kind_of_fault(slots: tuple[int, ...], said: str):
    assert faults(SOUND, KEPT, 2) == []

    assert any(said in one for one in faults(SOUND, slots, 2))


def test_the_check_counts_tables():
    crowded = SOUND.model_copy(update={"tables": 1})

    assert faults(crowded, KEPT, 2) == ["2 meetings are in slot 2, with 1 tables"]


def test_lunch_is_no_break_but_a_free_slot_beside_it_is():
    day = Instance(
        participants=3, tables=1, slots=4, morning_slots=2, forbidden=((), (), ()),
        meetings=(meeting(1, 2), meeting(1, 3)),
    )  # fmt: skip

    assert breaks_of(day, (2, 3)) == (0, 0, 0)
    assert breaks_of(day, (1, 3)) == (1, 0, 0)
    assert breaks_of(day, (1, 4)) == (1, 0, 0)


def test_who_has_no_meeting_has_no_breaks_and_is_compared_with():
    apart = Instance(
        participants=4, tables=1, slots=3, morning_slots=3, forbidden=((2,), (), (), ()),
        meetings=(meeting(1, 2), meeting(1, 3)),
    )  # fmt: skip

    assert prove(apart, 1, 20, silently).cost == 1
    assert prove(apart, 0, 20, silently).cost is None


def test_where_nobody_may_have_a_break_there_is_nothing_to_keep_few():
    alone = SOUND.model_copy(update={"meetings": SOUND.meetings[:2]})

    assert SUMS_OUTRIGHT in members_for(alone, 0)
    assert SUMS in members_for(alone, 2)
    assert SUMS in members_for(SOUND, 0)


def test_equal_instances_give_equal_programs():
    assert Rules(SOUND, 2, by_totals).program.text() == Rules(SOUND, 2, by_totals).program.text()


def test_too_little_time_is_said_and_not_dressed_up_as_a_proof():
    rows = "".join(f"{a},{b},3|" for a in range(1, 31) for b in range(a + 1, 31))
    text = f"nBusiness=30; nMeetings=435; nTables=15; nTotalSlots=40; requested=[|{rows}];"

    solved = solve_dzn(text, "fair.dzn", 0, seconds=0.2)

    assert solved.status in (Status.UNKNOWN, Status.FEASIBLE)
    assert solved.status is Status.FEASIBLE or (solved.meetings, solved.objective) == ((), None)
    assert not solved.solver.endswith((",", " "))


def test_importing_the_timetables_loads_no_solver():
    code = (
        "import sys, delegation.timetabling.solving;"
        "print([one for one in ('numpy', 'ortools', 'pandas', 'scipy') if one in sys.modules])"
    )

    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert outcome.stdout.strip() == "[]"


def test_a_session_says_which_slots_it_has():
    assert list(SOUND.session_slots(Session.AFTERNOON)) == [3, 4]
