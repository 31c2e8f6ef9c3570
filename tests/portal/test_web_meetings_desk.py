"""Meetings at the organiser's desk: the table, how good it is, and what programs read."""

import json

import pytest

from tests.portal import stages
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import OrganisersDesk


@pytest.fixture
def desk() -> OrganisersDesk:
    return OrganisersDesk(stages.published())


async def test_the_table_has_a_row_for_each_host_and_a_column_for_each_time(desk: OrganisersDesk):
    page = (await desk.get("/meetings")).text

    held = desk.legation.state.plan.schedule.meetings
    assert f"{len(held)} meetings:" in page
    assert page.count('class="met"') > 0
    for host in {one.host for one in held}:
        assert f'href="/desk/{SLUG}/hosts/{host}"' in page


async def test_by_delegate_the_rows_are_delegates_and_nothing_is_lost(desk: OrganisersDesk):
    page = (await desk.get("/meetings?by=delegate")).text

    held = desk.legation.state.plan.schedule.meetings
    assert page.count('class="met"') == len({(one.participant, one.slot) for one in held})
    assert f'href="/desk/{SLUG}/people/{held[0].participant}"' in page
    assert (await desk.get("/meetings?by=weather")).status_code == 404


async def test_programs_read_the_meetings_as_json_and_offices_as_a_workbook(desk: OrganisersDesk):
    found = (await desk.get("/meetings?format=json")).json()
    book = await desk.get("/meetings?format=xlsx&by=delegate")

    assert len(found["meetings"]) == len(desk.legation.state.plan.schedule.meetings)
    assert book.headers["content-disposition"] == f'attachment; filename="meetings-{SLUG}-by-delegate.xlsx"'
    [sheet, *_] = json.loads(book.content)["sheets"]
    assert sheet["columns"][0]["title"] == "Delegate"
    assert sheet["rows"]


async def test_before_they_are_solved_the_page_says_so():
    early = OrganisersDesk(stages.offered())

    assert "No meetings are scheduled yet" in (await early.get("/meetings")).text
    assert (await early.get("/meetings?format=xlsx")).status_code == 200
