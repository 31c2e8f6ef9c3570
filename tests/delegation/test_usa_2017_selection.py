"""The real call: 34 applications of the shipped example, from eligibility to the reserve list."""

from pathlib import Path

import pytest

from delegation.application import ApplicationStatus, Applied
from delegation.file import DelegationFile
from delegation.reading.delegation_file import read_delegation
from delegation.reading.intake import facts_of, read_application
from delegation.reading.story import Story
from delegation.reading.story_reading import read_story
from delegation.selecting.assignment import assign_evaluators, third_opinion
from delegation.selecting.eligibility import check_eligibility
from delegation.selecting.promotion import needs_visa, promote
from delegation.selecting.scoring import Evaluated, evaluate
from delegation.selecting.selection import select

EXAMPLE = Path(__file__).parents[2] / "examples" / "usa-2017"


@pytest.fixture(scope="module")
def file() -> DelegationFile:
    return read_delegation((EXAMPLE / "delegation.yaml").read_text())


@pytest.fixture(scope="module")
def story(file: DelegationFile) -> Story:
    names = [path for path in EXAMPLE.rglob("*.yaml") if path.name != "delegation.yaml"]
    return read_story({str(path.relative_to(EXAMPLE)): path.read_text() for path in names}, file)


@pytest.fixture(scope="module")
def evaluated(file: DelegationFile, story: Story) -> tuple[Evaluated, ...]:
    eligible = [one for one in applied(file, story, mended=True) if is_eligible(one, file)]
    assignment = assign_evaluators(eligible, file.evaluation)
    sheets = [
        story.scores.sheet(one.application, name) for one in assignment.assigned for name in one.evaluators
    ]
    further = third_opinion(eligible, assignment, sheets, file.evaluation)
    sheets += [story.scores.sheet(one.application, name) for one in further for name in one.evaluators]
    assert assignment.notes == ()
    assert [one.application for one in further] == ["A-26", "A-33"]
    return evaluate(eligible, sheets, file.evaluation)


def applied(file: DelegationFile, story: Story, *, mended: bool) -> list[Applied]:
    def raw(sent):
        return sent.mended_application() if mended and sent.mended else sent.application

    read = [(sent, read_application(raw(sent), file)) for sent in story.applications]
    return [
        Applied(participant=one.id, facts=facts_of(one, file), received_at=file.at(sent.sent))
        for sent, one in read
    ]


def is_eligible(one: Applied, file: DelegationFile) -> bool:
    return check_eligibility(one, file.call.first_closes_at, file.eligibility).is_eligible


def test_three_of_34_are_not_eligible_and_one_more_mends_the_application(file, story):
    cut_off = file.call.first_closes_at
    reports = [
        check_eligibility(one, cut_off, file.eligibility) for one in applied(file, story, mended=False)
    ]
    unmet = {
        one.participant: [finding.reason for finding in one.unmet] for one in reports if not one.is_eligible
    }

    assert len(reports) == 34
    assert unmet == {
        "A-04": ['The field "eccp profile" is empty.'],
        "A-06": ['The field "eccp profile" is empty.'],
        "A-18": ['The field "organisation type" says "consultancy"; accepted is "cluster-organisation".'],
        "A-27": [
            "The application arrived on 17 Feb 2017 at 17:06 (CET), six minutes after the cut-off of "
            "17 Feb 2017 at 17:00 (CET)."
        ],
    }
    assert [one.participant for one in reports if one.is_fixable] == ["A-04", "A-06"]
    assert sum(is_eligible(one, file) for one in applied(file, story, mended=True)) == 31


def test_nineteen_are_selected_with_proof_and_six_wait_on_the_reserve_list(file, evaluated):
    selection = select(evaluated, file.selection)

    assert len(selection.with_status(ApplicationStatus.SELECTED)) == 19
    assert selection.is_optimal
    assert selection.objective == selection.bound == 157_150
    assert all(check.satisfied for check in selection.rules)
    assert selection.with_status(ApplicationStatus.RESERVE) == (
        "A-13",
        "A-25",
        "A-29",
        "A-23",
        "A-24",
        "A-16",
    )
    assert any("the limit of 3 for FR" in reason for reason in selection.of("A-20").reasons)


def test_two_who_decline_and_a_silent_one_are_replaced_and_the_late_visa_passes_one_over(file, evaluated):
    selection = select(evaluated, file.selection)
    holding = list(selection.with_status(ApplicationStatus.SELECTED))
    reserve = selection.with_status(ApplicationStatus.RESERVE)
    visas = [one.participant for one in evaluated if needs_visa(one.facts, file.offers)]
    out, promoted = [], []

    for leaver in ("A-02", "A-09", "A-12", "A-21"):
        holding.remove(leaver)
        out.append(leaver)
        is_may = leaver == "A-21"  # the visa refused on 2 May
        promotion = promote(
            evaluated,
            file.selection,
            holding=holding,
            out=out,
            reserve=reserve,
            needs_visa=visas,
            visa_too_late=is_may,
        )
        assert all(check.satisfied for check in promotion.rules)
        holding.append(promotion.participant)
        promoted.append(promotion.participant)

    assert promoted == ["A-13", "A-25", "A-29", "A-24"]
