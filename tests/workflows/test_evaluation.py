"""The evaluation: every application gets its score sheets in time for the panel."""

import pytest

from delegation.evaluation import Scoresheets
from portal.errors import Refused
from tests.workflows.trip import DAY_OF_APPLICATIONS, EVALUATION_OPENS, PANEL, SHEETS_DUE, Trip, sheet

EVALUATORS = {"e1": "evaluator-1", "e2": "evaluator-2", "e3": "evaluator-3"}


async def reach_evaluation(trip: Trip, *applicants: str) -> None:
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply(*applicants)
    await trip.reach(EVALUATION_OPENS)


async def test_only_the_evaluator_who_owes_sheets_is_reminded(trip: Trip):
    await reach_evaluation(trip, "A-1", "A-2", "A-3")
    asked = (await trip.evaluation()).owed
    for evaluator in ("e1", "e2"):
        await trip.hand_in(evaluator)
    await trip.reach(SHEETS_DUE)

    assert sorted(asked) == ["e1", "e2", "e3"]
    assert sorted((await trip.evaluation()).owed) == ["e3"]
    assert {one: trip.letters_to(person) for one, person in EVALUATORS.items()} == {
        "e1": ["scores-wanted"],
        "e2": ["scores-wanted"],
        "e3": ["scores-wanted", "scores-overdue"],
    }


async def test_where_two_evaluators_lie_far_apart_a_third_is_asked(trip: Trip):
    await reach_evaluation(trip, "A-2")
    (first, second) = (await trip.evaluation()).owed
    await trip.hand_in(first, A_2=5)
    await trip.hand_in(second, A_2=2)

    (third,) = (await trip.evaluation()).owed
    assert third not in (first, second)
    assert trip.letters_to(EVALUATORS[third]) == ["scores-wanted"]

    await trip.hand_in(third, A_2=5)
    await trip.reach(PANEL)
    (entry,) = (await trip.roster()).entries
    assert entry.score == 8000


async def test_a_later_sheet_of_an_evaluator_replaces_the_earlier_one(trip: Trip):
    await reach_evaluation(trip, "A-2")
    (first, second) = (await trip.evaluation()).owed
    await trip.hand_in(first, A_2=3)
    again = Scoresheets(at=trip.now, evaluator=first, sheets=(sheet("A-2", first, 5),))
    await trip.legation.hand_in(trip.file.slug, again)
    await trip.hand_in(second, A_2=5)
    await trip.reach(PANEL)

    (entry,) = (await trip.roster()).entries
    assert entry.score == 10000


async def test_a_sheet_for_an_application_of_somebody_else_is_refused_in_words(trip: Trip):
    await reach_evaluation(trip, "A-2")
    (other,) = {"e1", "e2", "e3"} - set((await trip.evaluation()).owed)
    uncalled = Scoresheets(at=trip.now, evaluator=other, sheets=(sheet("A-2", other, 5),))

    with pytest.raises(Refused, match=f"A-2 is not assigned to {other}; leave its score sheet out"):
        await trip.legation.hand_in(trip.file.slug, uncalled)
