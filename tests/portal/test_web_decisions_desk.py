"""Decisions at the organiser's desk: everything the audit has, found again, with who it was about."""

import json
from datetime import UTC, datetime

import pytest

from delegation.audit import audit_of
from delegation.panel import Adjust, Adjustment
from delegation.status import DelegationState
from tests.portal import stages
from tests.portal.fakes_portal import LegationInMemory
from tests.portal.organiser_portal import OrganisersDesk
from tests.portal.stages import SLUG

AT = datetime(2017, 3, 7, 12, tzinfo=UTC)
TAKEN = Adjust(
    author="Petra <b>Novak</b>",
    reason="The only cluster of its field.",
    at=AT,
    adjustment=Adjustment(take=("A-01",), places=20),
)


def decided(*adjustments: Adjust) -> LegationInMemory:
    legation = stages.published()
    legation.state = legation.state.model_copy(update={"adjustments": adjustments})
    return legation


@pytest.fixture(scope="module")
def desk() -> OrganisersDesk:
    return OrganisersDesk(decided(TAKEN))


async def test_what_was_decided_is_listed_with_who_when_and_why(desk: OrganisersDesk):
    page = (await desk.get("/decisions")).text

    assert "20 places; taken: A-01" in page
    assert "Petra &lt;b&gt;Novak&lt;/b&gt;" in page
    assert "The only cluster of its field." in page
    assert "Tue 7 March 2017, 13:00 (CET, UTC+1)" in page
    assert f'/desk/{SLUG}/people/A-01">A-01</a>' in page


async def test_all_of_the_audit_is_there_in_the_order_of_time(desk: OrganisersDesk):
    entries = (await desk.get("/decisions?format=json")).json()["entries"]
    expected = audit_of(await desk.legation.file(SLUG), desk.legation.state)

    assert entries == json.loads(json.dumps([one.model_dump(mode="json") for one in expected]))
    assert len(entries) == len(expected) >= 2


@pytest.mark.parametrize("find", ["NOVAK", "a-01", "only cluster", "20 places"])
async def test_a_decision_is_found_by_any_part_of_it(desk: OrganisersDesk, find: str):
    found = (await desk.get(f"/decisions?format=json&find={find}")).json()["entries"]

    assert TAKEN.reason in {one["why"] for one in found}
    assert all(find.casefold() in json.dumps(one, ensure_ascii=False).casefold() for one in found)


async def test_what_is_not_there_is_said(desk: OrganisersDesk):
    page = (await desk.get("/decisions?find=%3Cscript%3E")).text

    assert "decisions is like that" in page
    assert "<script>" not in page
    empty = OrganisersDesk(LegationInMemory(stages.example()[0], DelegationState(), AT))
    assert "Nothing was decided yet." in (await empty.get("/decisions")).text


async def test_a_spreadsheet_has_what_the_page_has(desk: OrganisersDesk):
    book = json.loads((await desk.get("/decisions?format=xlsx&find=Novak")).content)

    (row,) = book["sheets"][0]["rows"]
    assert row[1:5] == ["20 places; taken: A-01", TAKEN.author, TAKEN.reason, "A-01"]
