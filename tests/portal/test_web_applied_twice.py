"""Two applications by one address: marked at both, found by a filter, in the workbook and in JSON."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from activities.applied_from import AppliedFrom
from delegation.application import ApplicationStatus
from delegation.letter import Letter, LetterName
from tests.portal import stages
from tests.portal.organisers_portal import Organisers

SLUG = stages.SLUG
PAGE = f"/desk/{SLUG}/applications"
SAME = ("A-01", "A-02")
AT = "2017-02-06T10:12+01:00[Europe/Brussels]|Brussels"


def received(at: Organisers, *participants: str, address: str = "office@cluster.example") -> None:
    """Their receipts are written, with the same address."""
    register = at.legation.register
    for one in participants:
        person = register.person(SLUG, one).model_copy(update={"email": address})
        register.keep(SLUG, person)
        letter = Letter(name=LetterName.APPLICATION_RECEIVED, recipient=one, facts={"received_at": AT})
        AppliedFrom(at.legation.store, register).told(SLUG, letter, person)


@pytest.fixture
def at_call() -> Organisers:
    return Organisers(stages.call_open())


def marked(page: str) -> dict[str, list[str]]:
    """By id, whom its mark links to."""
    rows = re.findall(r'<tr><th scope="row"><a [^>]*/applications/([^"]+)">.*?</tr>', page)
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page):
        ids = re.findall(r'/applications/([^"]+)"', row)
        if "perhaps twice" in row:
            found[ids[0]] = ids[1:]
    assert rows
    return found


async def test_both_are_marked_with_a_link_to_each_other_and_found_by_the_filter(at_call: Organisers):
    async with at_call.browser(SLUG) as client:
        before = await client.get(PAGE)
        received(at_call, *SAME)
        received(at_call, "A-03", address="other@cluster.example")
        page = await client.get(PAGE)
        found = await client.get(PAGE, params={"twice": "yes"})

    assert "perhaps twice" not in before.text
    assert marked(page.text) == {"A-01": ["A-02"], "A-02": ["A-01"]}
    assert '<option value="yes">perhaps twice' in page.text
    assert '<option value="yes" selected>perhaps twice' in found.text
    assert re.findall(r'<th scope="row"><a href="[^"]*/applications/([^"]+)"', found.text) == [*SAME]


async def test_the_mark_stands_in_json_and_workbook(at_call: Organisers):
    received(at_call, *SAME)
    async with at_call.browser(SLUG) as client:
        as_json = (await client.get(PAGE, params={"format": "json"})).json()
        book = await client.get(PAGE, params={"twice": "yes", "format": "xlsx"})

    said = {one["participant"]: one["perhaps_twice"] for one in as_json["entries"]}
    assert {one: others for one, others in said.items() if others} == {"A-01": ["A-02"], "A-02": ["A-01"]}
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    [heads] = [row for row in rows if "Perhaps twice" in row]
    column = heads.index("Perhaps twice")
    assert {str(row[0]): row[column] for row in rows if str(row[0]).startswith("A-")} == {
        "A-01": "A-02",
        "A-02": "A-01",
    }


async def test_once_one_of_them_is_withdrawn_nothing_is_marked(at_call: Organisers):
    received(at_call, *SAME)
    state = at_call.legation.state
    applied = tuple(
        one.model_copy(update={"status": ApplicationStatus.WITHDRAWN}) if one.participant == "A-02" else one
        for one in state.applied
    )
    at_call.legation.state = state.model_copy(update={"applied": applied})
    async with at_call.browser(SLUG) as client:
        page = await client.get(PAGE)

    assert marked(page.text) == {}
