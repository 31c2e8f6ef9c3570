"""The evaluation at the organiser's desk: who owes what, and somebody else asked instead."""

import pytest

from tests.portal import stages
from tests.portal.organisers_portal import Organisers

SLUG = stages.SLUG
PAGE = f"/desk/{SLUG}/evaluation"


@pytest.fixture
def scoring() -> Organisers:
    """One score sheet of the story has not been handed in yet, two days before they are due."""
    legation = stages.solved()
    rules = legation._file.evaluation_rules
    legation.now = rules.opens_at + (rules.closes_at - rules.opens_at) / 2
    return Organisers(legation)


def owing(scoring: Organisers) -> str:
    """Who owes the sheet."""
    held = {(one.application, one.evaluator) for one in scoring.legation.state.sheets}
    return next(
        evaluator
        for one in scoring.legation.state.assignment.assigned
        for evaluator in one.evaluators
        if (one.application, evaluator) not in held
    )


async def test_the_page_says_who_owes_which_sheet_and_when_it_is_due(scoring: Organisers) -> None:
    async with scoring.browser(SLUG) as client:
        page = (await client.get(PAGE)).text

    assert "Score sheets are due on" in page
    assert '<span class="badge news">1 to come</span>' in page
    assert f"{PAGE}/{owing(scoring)}/relieve" in page
    assert "1 without all their score sheets" in page


async def test_after_the_date_what_is_owed_is_overdue(scoring: Organisers) -> None:
    scoring.legation.now = scoring.legation._file.evaluation_rules.panel_at
    async with scoring.browser(SLUG) as client:
        page = (await client.get(PAGE)).text

    assert "1 score sheet is overdue since" in page
    assert '<span class="badge bad">1 overdue</span>' in page
    assert "/relieve" not in page


async def test_an_evaluator_is_relieved_with_a_reason_and_only_once(scoring: Organisers) -> None:
    path = f"{PAGE}/{owing(scoring)}/relieve"
    async with scoring.browser(SLUG) as client:
        asked = await client.get(path)
        without = await client.post(path, data={"reason": " "})
        answers = [await client.post(path, data={"reason": "No answer for a week"}) for _ in range(2)]
        again = await client.post(path, data={"reason": "Really"})

    assert "still owes 1 score sheet" in asked.text
    assert without.status_code == 422
    assert [one.status_code for one in answers] == [303, 303]
    assert again.status_code == 409
    (relief,) = scoring.legation.relieved
    assert (relief.author, relief.reason) == ("Hanna Vermeulen", "No answer for a week")


async def test_an_application_goes_to_somebody_else_where_a_conflict_is_declared(scoring: Organisers) -> None:
    assigned = scoring.legation.state.assignment.assigned[0]
    evaluator, id_ = assigned.evaluators[0], assigned.application
    path, form = f"{PAGE}/{evaluator}/conflict", {"application": id_, "reason": "They share a project"}
    async with scoring.browser(SLUG) as client:
        nothing = await client.post(path, data={"application": "", "reason": "They share a project"})
        answers = [await client.post(path, data=form) for _ in range(2)]
        page = (await client.get(f"{PAGE}?done=conflict")).text

    assert (nothing.status_code, 'value="They share a project"' in nothing.text) == (422, True)
    assert [one.status_code for one in answers] == [303, 303]
    now = scoring.legation.state.assignment.of(id_)
    assert now is not None
    assert evaluator not in now.evaluators
    assert "They share a project" in page


async def test_before_it_opens_the_page_says_when_and_a_cut_off_that_is_none_is_not_there() -> None:
    async with Organisers(stages.call_open()).browser(SLUG) as client:
        page = await client.get(PAGE)
        unknown = await client.get(PAGE, params={"cut-off": "third"})

    assert "Evaluators are asked for score sheets on" in page.text
    assert unknown.status_code == 404


async def test_the_panel_gets_the_same_as_a_workbook_and_json(scoring: Organisers) -> None:
    async with scoring.browser(SLUG) as client:
        book = await client.get(f"{PAGE}?format=xlsx")
        as_json = (await client.get(f"{PAGE}?format=json")).json()

    assert book.content.startswith(b"PK")
    assert as_json["sheets"] == len(scoring.legation.state.sheets)


async def test_the_evaluation_of_others_is_not_there(scoring: Organisers) -> None:
    path = f"{PAGE}/{owing(scoring)}/relieve"
    async with scoring.browser("japan-2018") as client:
        answers = [
            (await client.get(PAGE)).status_code,
            (await client.get(path)).status_code,
            (await client.post(path, data={"reason": "Why not"})).status_code,
        ]
    async with scoring.browser(SLUG) as client:
        answers += [(await client.get(f"{PAGE}/nobody/relieve")).status_code]

    assert answers == [404] * 4
    assert scoring.legation.writes == []
