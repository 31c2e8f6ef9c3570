"""Somebody erased at the desk on request: what goes and what stays is shown first, and it is done once."""

import re
from dataclasses import replace

import pytest

from delegation.application import ApplicationStatus
from portal.web.app import create_app
from tests.portal.organiser_portal import EVIL, OrganisersDesk
from tests.portal.trips_portal import KATRIN, SLUG, sealed

PAGE = f"/people/{KATRIN}/erase"


@pytest.fixture
def desk() -> OrganisersDesk:
    return OrganisersDesk(sealed().legation)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


async def test_their_page_leads_to_what_goes_and_what_stays_and_nothing_is_done(desk: OrganisersDesk):
    kept = desk.store._inner  # type: ignore[attr-defined]
    link = f'href="/desk/{SLUG}/people/{KATRIN}/erase"'
    assert link in (await desk.get(f"/people/{KATRIN}")).text
    before = dict(kept.content)

    said = words((await desk.get(PAGE)).text)

    assert "Erase Katrin Lohmann?" in said
    assert "What would be destroyed, with every version" in said
    assert re.search(r"Their application, in every version \d", said)
    assert "What stays" in said
    assert "under the id alone" in said
    assert (dict(kept.content), desk.legation.writes) == (before, [])


async def test_they_leave_their_data_is_destroyed_and_the_receipt_names_nobody(desk: OrganisersDesk):
    answer = await desk.post(PAGE, confirmed=f" {KATRIN.lower()} ")
    page = (await desk.get(PAGE)).text

    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/{SLUG}{PAGE}")
    assert desk.legation.journeys[KATRIN].status is ApplicationStatus.WITHDRAWN
    assert f"{KATRIN} is erased" in page
    assert "What was destroyed" in page
    assert "Lohmann" not in page
    assert 'name="confirmed"' not in page
    assert "Lohmann" not in (await desk.get(f"/people/{KATRIN}")).text


async def test_afterwards_an_embedded_vault_overwrites_what_was_removed(desk: OrganisersDesk):
    compacted: list[str] = []
    desk.app = create_app(replace(desk.desk, compact=lambda: compacted.append("now")))

    await desk.post(PAGE, confirmed="A-99")
    assert compacted == []
    await desk.post(PAGE, confirmed=KATRIN)
    await desk.post(PAGE, confirmed=KATRIN)

    assert compacted == ["now"]


async def test_a_vault_that_cannot_overwrite_now_spoils_nothing(desk: OrganisersDesk):
    def broken() -> None:
        raise RuntimeError("the store is busy")

    desk.app = create_app(replace(desk.desk, compact=broken))

    assert (await desk.post(PAGE, confirmed=KATRIN)).status_code == 303
    assert f"{KATRIN} is erased" in (await desk.get(PAGE)).text


@pytest.mark.parametrize("typed", ["", "A-02", EVIL])
async def test_without_the_id_nobody_is_erased_and_what_was_typed_comes_back(
    desk: OrganisersDesk, typed: str
):
    answer = await desk.post(PAGE, confirmed=typed)

    assert answer.status_code == 422
    assert '<a href="#confirmed">Type A-01 here' in answer.text
    assert EVIL not in answer.text
    assert desk.legation.writes == []
    assert "Katrin Lohmann" in answer.text


async def test_nobody_unknown_is_erased(desk: OrganisersDesk):
    shown = await desk.get("/people/A-99/erase")
    posted = await desk.post("/people/A-99/erase", confirmed="A-99")

    assert (shown.status_code, posted.status_code) == (404, 404)
