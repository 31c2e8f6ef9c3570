"""The door: who came, recorded on a phone."""

from datetime import timedelta

import pytest

from tests.portal import stages
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import OrganisersDesk


@pytest.fixture
def desk() -> OrganisersDesk:
    desk = OrganisersDesk(stages.published())
    desk.legation.now = desk.legation._file.starts_at + timedelta(days=2)
    return desk


async def test_who_comes_is_recorded_by_item_and_stands_there_afterwards(desk: OrganisersDesk):
    page = await desk.get("/attendance?item=briefing")
    assert page.text.count("<legend>") == len(desk.legation.state.delegates)

    done = await desk.post("/attendance", **{"item": "briefing", "who-A-01": "came", "who-A-02": "missed"})

    assert done.headers["location"] == f"/desk/{SLUG}/attendance?item=briefing&done=yes"
    [sheet] = desk.legation.state.attendance
    assert (sheet.item, sheet.present, sheet.absent, sheet.author) == (
        "briefing",
        ("A-01",),
        ("A-02",),
        "Anna Weber",
    )
    after = (await desk.get("/attendance?item=briefing&done=yes")).text
    assert "1 came" in after
    assert "by Anna Weber" in after


async def test_the_same_form_twice_records_once_and_a_mistake_is_corrected(desk: OrganisersDesk):
    form = {"item": "briefing", "who-A-01": "came"}
    await desk.post("/attendance", **form)
    await desk.post("/attendance", **form)
    assert desk.legation.writes == ["check_in"]

    await desk.post("/attendance", **{**form, "who-A-01": "missed"})
    assert desk.legation.state.attendance[0].absent == ("A-01",)


async def test_too_early_is_refused_in_words_and_what_was_marked_is_kept(desk: OrganisersDesk):
    desk.legation.now = desk.legation._file.starts_at - timedelta(days=9)

    answer = await desk.post("/attendance", **{"item": "briefing", "who-A-01": "came"})

    assert answer.status_code == 409
    assert "attendance is taken from that day on" in answer.text
    assert 'name="who-A-01" value="came" checked' in answer.text
    assert (await desk.get("/attendance?item=nowhere")).status_code == 404


async def test_of_a_visit_only_those_who_have_a_place_are_expected(desk: OrganisersDesk):
    visit = next(one for one in desk.legation.state.plan.itinerary.items if one.block and one.attendees)

    page = (await desk.get(f"/attendance?item={visit.id}")).text

    assert page.count("<legend>") == len(visit.attendees)
