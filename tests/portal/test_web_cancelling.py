"""A whole delegation cancelled at the desk: what it would do, then once."""

import asyncio
import re

import pytest

from delegation.file import Phase
from tests.portal import stages
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import EVIL, OrganisersDesk
from tests.portal.running_portal import running

WHY = "The border is closed."
SURE = {"reason": WHY, "confirmed": SLUG}


@pytest.fixture
def desk() -> OrganisersDesk:
    return OrganisersDesk(running())


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


async def test_the_overview_leads_to_it_quietly_and_no_longer_once_it_is_over(desk: OrganisersDesk):
    link = f'href="/desk/{SLUG}/cancel"'

    assert link in (await desk.get("")).text
    await desk.post("/cancel", **SURE)
    assert link not in (await desk.get("")).text


async def test_the_page_says_who_would_be_told_and_whose_calendars_are_emptied(desk: OrganisersDesk):
    state = desk.legation.state
    assert state.plan is not None
    hosts = {one for item in state.plan.itinerary.items if not item.cancelled for one in item.hosts}

    said = words((await desk.get("/cancel")).text)

    assert f"Hosts with an agenda {len(hosts)}" in said
    assert f"{len(state.delegates) + len(hosts)} calendars are emptied" in said
    assert "cannot be taken back" in said
    assert "Cancelled by Anna Weber" in said
    assert desk.legation.writes == []


async def test_before_anybody_has_a_programme_no_invite_is_taken_back():
    desk = OrganisersDesk(stages.call_open())

    said = words((await desk.get("/cancel")).text)

    assert "no invite has to be taken back" in said
    assert f"Applicants {len(desk.legation.state.applied)}" in said


async def test_it_is_cancelled_in_the_name_of_the_account_with_the_reason(
    desk: OrganisersDesk, monkeypatch: pytest.MonkeyPatch
):
    ordered, cancel = [], desk.legation.cancel
    monkeypatch.setattr(desk.legation, "cancel", lambda slug, one: ordered.append(one) or cancel(slug, one))

    answer = await desk.post("/cancel", reason=f"  {WHY}\n", confirmed=" USA-2017 ")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/{SLUG}/cancel?done=cancelled")
    assert [(one.author, one.reason) for one in ordered] == [("Anna Weber", WHY)]
    assert desk.legation.state.phase is Phase.CANCELLED
    page = (await desk.get("/cancel?done=cancelled")).text
    assert "Everyone whom it concerns is being told" in page
    assert 'name="confirmed"' not in page


async def test_clicked_twice_it_is_cancelled_once(desk: OrganisersDesk):
    first, second = await asyncio.gather(desk.post("/cancel", **SURE), desk.post("/cancel", **SURE))
    third = await desk.post("/cancel", reason="Another reason", confirmed="wrong")

    assert {one.headers["location"] for one in (first, second, third)} == {
        f"/desk/{SLUG}/cancel?done=cancelled"
    }
    assert desk.legation.writes == ["cancel"]
    assert desk.legation.state.cancelled == WHY


@pytest.mark.parametrize(
    ("reason", "confirmed", "field"),
    [("", SLUG, "reason"), ("x", SLUG, "reason"), ("x" * 900, SLUG, "reason"), (EVIL, "usa", "confirmed")],
)
async def test_a_form_that_is_not_whole_comes_back_with_what_was_typed(
    desk: OrganisersDesk, reason: str, confirmed: str, field: str
):
    answer = await desk.post("/cancel", reason=reason, confirmed=confirmed)

    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert f'aria-describedby="{field}-why"' in answer.text
    assert f'value="{confirmed}"' in answer.text
    assert EVIL not in answer.text
    assert desk.legation.writes == []


async def test_what_has_ended_as_planned_is_not_cancelled():
    desk = OrganisersDesk(stages.ended())

    shown, answer = await desk.get("/cancel"), await desk.post("/cancel", **SURE)

    assert "there is nothing left to cancel" in shown.text
    assert answer.status_code == 409
    assert "It went as planned" in answer.text
    assert desk.legation.writes == []
