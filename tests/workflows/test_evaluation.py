"""The evaluation: every application gets its score sheets in time for the panel."""

import pytest
from temporalio.client import Client

from delegation.application import Applied, Facts
from delegation.evaluation import ConflictOfInterest, Evaluation, Relief, Scoresheets
from delegation.file import DelegationFile
from delegation.ids import delegation_workflow_id
from delegation.status import Admitted
from portal.errors import Refused
from tests.workflows.conftest import delegation_on
from tests.workflows.trip import (
    DAY_OF_APPLICATIONS,
    EVALUATION_OPENS,
    PANEL,
    SHEETS_DUE,
    Trip,
    application,
    sheet,
)

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


async def test_an_evaluator_who_never_answers_is_relieved_and_the_others_share_what_is_owed(trip: Trip):
    await reach_evaluation(trip, "A-1", "A-2", "A-3", "A-4")
    silent = (await trip.evaluation()).owed["e3"]
    for evaluator in ("e1", "e2"):
        await trip.hand_in(evaluator)
    await trip.reach(SHEETS_DUE)

    view = await trip.legation.relieve(trip.file.slug, relief("e3", trip))
    await trip.settle()

    assert sorted(name for names in view.owed.values() for name in names) == sorted(silent)
    assert "e3" not in view.owed
    assert [one.is_relieved for one in view.evaluators] == [False, False, True]
    asked = {one: trip.letters_to(person) for one, person in EVALUATORS.items()}
    assert asked["e3"] == ["scores-wanted", "scores-overdue"]
    assert {one for one in ("e1", "e2") if asked[one] == ["scores-wanted"] * 2} == set(view.owed)

    for evaluator in sorted(view.owed):
        await trip.hand_in(evaluator)
    assert (await trip.evaluation()).owed == {}


async def test_what_is_owed_on_the_date_for_it_goes_to_those_who_owe_nothing(
    client: Client, small: DelegationFile, quick_tries: None
):
    dated = with_evaluation(small, remind_days_before=(2,), reassign="2027-02-20 12:00")
    async with delegation_on(client, dated) as trip:
        await reach_evaluation(trip, "A-1", "A-2", "A-3")
        silent = (await trip.evaluation()).owed["e3"]
        for evaluator in ("e1", "e2"):
            await trip.hand_in(evaluator)
        await trip.reach("2027-02-20 12:00")
        view = await trip.evaluation()

        assert trip.letters_to("evaluator-3") == ["scores-wanted", "scores-wanted", "scores-overdue"]
        assert trip.letters_to("evaluator-1")[:1] == ["scores-wanted"]
        assert "e3" not in view.owed
        assert sorted(name for names in view.owed.values() for name in names) == sorted(silent)


async def test_the_panel_is_told_which_sheets_are_still_missing(trip: Trip):
    await reach_evaluation(trip, "A-1", "A-2")
    owed = (await trip.evaluation()).owed
    (first, *others) = owed
    await trip.hand_in(first)
    await trip.reach(PANEL)

    closed = await trip.evaluation()
    assert closed.owed == {one: owed[one] for one in others}
    assert {one.application: one.needed - one.held for one in closed.applications if one.held < 2} == {
        name: sum(name in names for names in closed.owed.values())
        for name in {name for names in closed.owed.values() for name in names}
    }


async def test_a_conflict_declared_midway_sends_the_application_to_another_and_its_sheet_no_longer_counts(
    trip: Trip,
):
    await reach_evaluation(trip, "A-2")
    (first, second) = (await trip.evaluation()).owed
    await trip.hand_in(first, A_2=5)
    await trip.hand_in(second, A_2=5)
    conflict = ConflictOfInterest(at=trip.now, evaluator=first, application="A-2", reason="A cousin applies.")
    view = await trip.legation.declare_conflict(trip.file.slug, conflict)
    await trip.settle()

    (third,) = view.owed
    assert third not in (first, second)
    assert trip.letters_to(EVALUATORS[third]) == ["scores-wanted"]
    assert [one.reason for one in view.conflicts] == ["A cousin applies."]
    held = await trip.legation.score_sheets(trip.file.slug)
    assert [one.evaluator for one in held.sheets] == [second]
    again = Scoresheets(at=trip.now, evaluator=first, sheets=(sheet("A-2", first, 5),))
    with pytest.raises(Refused, match=f"{first} must not score A-2"):
        await trip.legation.hand_in(trip.file.slug, again)


async def test_an_application_admitted_while_the_evaluation_runs_gets_evaluators_once(trip: Trip):
    await reach_evaluation(trip, "A-1", "A-2")
    for _ in range(2):
        await admit(trip, "A-5")
    view = await trip.evaluation()

    (admitted,) = (one for one in view.assignment.assigned if one.application == "A-5")
    assert len(admitted.evaluators) == 2
    for evaluator in admitted.evaluators:
        assert "A-5" in view.owed[evaluator]
    assert sum(len(trip.letters_to(person)) for person in EVALUATORS.values()) == 3 + 2


async def test_a_third_opinion_is_asked_for_when_it_closes_though_others_still_owe_sheets(trip: Trip):
    await reach_evaluation(trip, "A-1", "A-2", "A-3")
    view = await trip.evaluation()
    (both,) = (one for one in view.assignment.assigned if one.application == "A-2")
    high, low = both.evaluators
    for evaluator, mark in ((high, 5), (low, 1)):
        handed_in = Scoresheets(at=trip.now, evaluator=evaluator, sheets=(sheet("A-2", evaluator, mark),))
        await trip.legation.hand_in(trip.file.slug, handed_in)
    await trip.reach(SHEETS_DUE)

    (asked,) = (one for one in (await trip.evaluation()).applications if one.application == "A-2")
    assert (asked.is_third_asked, asked.spread, asked.needed, asked.held) == (True, 400, 3, 2)
    assert asked.third not in (high, low, None)


async def test_in_blind_mode_letters_name_applications_by_their_ids_only(
    client: Client, small: DelegationFile, quick_tries: None
):
    async with delegation_on(client, with_evaluation(small, blind=True)) as trip:
        await reach_evaluation(trip, "A-1")
        letters = [mail for person in EVALUATORS.values() for mail in trip.mails_to(person)]
        bodies = [
            str(part.get_content())
            for mail in letters
            for part in mail.parsed.walk()
            if part.get_content_type() == "text/plain"
        ]

    assert len(bodies) == 2
    assert [body for body in bodies if "A-1" not in body or "Mälar" in body] == []


def relief(evaluator: str, trip: Trip) -> Relief:
    return Relief(at=trip.now, evaluator=evaluator, author="The organiser", reason="Silent.")


def with_evaluation(file: DelegationFile, **more: object) -> DelegationFile:
    changed = Evaluation.model_validate({**file.evaluation.model_dump(), **more})
    return file.model_copy(update={"evaluation": changed})


async def admit(trip: Trip, participant: str) -> None:
    typed = application(participant)
    facts = Facts(organisation=typed.person.organisation, country=str(typed.answers["country"]))
    applied = Applied(participant=participant, facts=facts, received_at=trip.now)
    evaluation = trip.legation.client.get_workflow_handle(
        f"{delegation_workflow_id(trip.file.slug)}/evaluation"
    )
    await evaluation.signal("application_admitted", Admitted(at=trip.now, applied=applied))
    await trip.settle()
