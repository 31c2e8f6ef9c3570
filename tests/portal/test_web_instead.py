"""Travelling in place of a colleague: an address of the organiser, used once, while the call is over."""

import re
from datetime import timedelta
from html import unescape

import pytest

from activities.keys import intake_prefix
from activities.sweeping import Slips
from delegation.application import ApplicationStatus
from delegation.status import ReleasePlace
from portal.errors import EngineAway
from tests.portal import stages
from tests.portal.applying_portal import ANSWERS, LINA
from tests.portal.organiser_portal import OrganisersDesk
from tests.portal.trips_portal import KATRIN, PORTAL, SLUG, Travelling


@pytest.fixture
def trip() -> Travelling:
    return Travelling(stages.published()).at("2017-05-12 10:00")


def organisation(trip: Travelling) -> str:
    return trip.legation.journeys[KATRIN].facts.organisation


def details(trip: Travelling, **others: str) -> dict[str, object]:
    return {**LINA, **ANSWERS, "person.organisation": organisation(trip), "do": "send", **others}


def address(trip: Travelling, number: int = 0) -> str:
    return trip.links.instead_link(SLUG, KATRIN, number).removeprefix(PORTAL)


def substitutes(trip: Travelling) -> list[str]:
    return [one.participant for one in trip.legation.state.substitutes]


async def test_a_colleague_hands_in_details_after_the_call_and_steps_into_the_place(trip: Travelling):
    async with trip.browser() as browser:
        form = await browser.get(address(trip))
        sent = await browser.post(address(trip), data=details(trip))
        receipt = await browser.get(sent.headers["location"])
    [colleague] = substitutes(trip)
    release = ReleasePlace(participant=KATRIN, author="Office", reason="fell ill", substitute=colleague)
    released = await trip.legation.release_place(SLUG, release)

    assert form.status_code == 200
    assert f"takes over the place {KATRIN}" in form.text
    assert f'value="{organisation(trip)}"' in unescape(form.text)
    assert 'value="keep"' not in form.text
    assert (sent.status_code, receipt.status_code) == (303, 200)
    assert trip.legation.journeys[colleague].substitute_for == KATRIN
    assert KATRIN in released.text


async def test_nothing_of_the_delegate_stands_on_the_form_but_the_place_and_its_organisation(
    trip: Travelling,
):
    person = trip.legation.register.person(SLUG, KATRIN)
    async with trip.browser() as browser:
        form = await browser.get(address(trip))

    assert person.name not in form.text
    assert person.email not in form.text


async def test_a_double_click_is_one_person_and_both_come_to_the_receipt(trip: Travelling):
    async with trip.browser() as browser:
        first = await browser.post(address(trip), data=details(trip))
        second = await browser.post(address(trip), data=details(trip))

    assert first.headers["location"] == second.headers["location"]
    assert len(substitutes(trip)) == 1
    assert trip.legation.writes.count("submit") == 1


async def test_the_address_works_once(trip: Travelling):
    other = {"person.name": "Somebody Else"}
    async with trip.browser() as browser:
        await browser.post(address(trip), data=details(trip))
        shown = await browser.get(address(trip))
        sent = await browser.post(address(trip), data=details(trip, **other))

    assert (shown.status_code, sent.status_code) == (410, 409)
    assert "Somebody has already sent their details" in shown.text
    [colleague] = substitutes(trip)
    assert trip.legation.register.person(SLUG, colleague).name == LINA["person.name"]


async def test_a_place_stays_with_its_organisation_however_it_is_spelt(trip: Travelling):
    typed = organisation(trip).upper().replace(" ", "  ")
    async with trip.browser() as browser:
        refused = await browser.post(
            address(trip), data=details(trip, **{"person.organisation": "Another firm"})
        )
        taken = await browser.post(address(trip), data=details(trip, **{"person.organisation": typed}))

    assert refused.status_code == 422
    assert f"This place belongs to {organisation(trip)}" in unescape(refused.text)
    assert 'value="Another firm"' in refused.text
    assert taken.status_code == 303
    [colleague] = trip.legation.state.substitutes
    assert colleague.facts.organisation == organisation(trip)


async def test_what_is_missing_is_said_and_what_was_typed_comes_back(trip: Travelling):
    async with trip.browser() as browser:
        answer = await browser.post(address(trip), data=details(trip, **{"answers.country": ""}))

    assert answer.status_code == 422
    assert f'value="{LINA["person.name"]}"' in answer.text
    assert f"takes over the place {KATRIN}" in answer.text
    assert not substitutes(trip)


async def test_while_the_engine_is_away_what_was_typed_comes_back(trip: Travelling):
    async with trip.browser() as browser:
        await browser.get(address(trip))
        trip.legation.is_away = True
        answer = await browser.post(address(trip), data=details(trip))

    assert answer.status_code == 503
    assert f'value="{LINA["person.name"]}"' in answer.text
    assert not list(trip.legation.store.keys(intake_prefix(SLUG)))


async def test_what_the_sweeper_brings_in_later_knows_whose_place_it_is(
    trip: Travelling, monkeypatch: pytest.MonkeyPatch
):
    async def away(*_: object, **__: object) -> None:
        raise EngineAway("Temporal does not answer.")

    monkeypatch.setattr(trip.legation, "take_in", away)
    async with trip.browser() as browser:
        sent = await browser.post(address(trip), data=details(trip))
    [(_, slip)] = Slips(trip.legation.store).pending(SLUG)

    assert sent.status_code == 303
    assert slip.substitute_for == KATRIN


@pytest.mark.parametrize("why", ["released", "over"])
async def test_the_address_ends_with_the_place_and_with_the_trip(trip: Travelling, why: str):
    file = trip.legation.register.delegation_file(SLUG)
    if why == "released":
        await trip.legation.release_place(
            SLUG, ReleasePlace(participant=KATRIN, author="Office", reason="fell ill")
        )
    else:
        trip.legation.now = file.ends_at + timedelta(seconds=1)
    async with trip.browser() as browser:
        shown = await browser.get(address(trip))
        sent = await browser.post(address(trip), data=details(trip))

    assert (shown.status_code, sent.status_code) == (410, 409)
    assert "can no longer be taken over" in shown.text
    assert not substitutes(trip)


async def test_no_other_address_of_the_delegate_opens_it(trip: Travelling):
    others = (trip.links.offer_link(SLUG, KATRIN), trip.links.draft_link(SLUG, KATRIN))
    async with trip.browser() as browser:
        answers = [await browser.get(f"/instead/{one.rpartition('/')[2]}") for one in others]
        back = await browser.get(f"/o/{address(trip).rpartition('/')[2]}")

    assert [one.status_code for one in (*answers, back)] == [404] * 3


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "Travel in place of a colleague"),
        ("de", "Anstelle einer Kollegin oder eines Kollegen reisen"),
        ("fr", "Voyager à la place d’un collègue"),
    ],
)
async def test_it_speaks_the_language_of_the_browser(trip: Travelling, language: str, heading: str):
    async with trip.browser() as browser:
        answer = await browser.get(address(trip), headers={"Accept-Language": language})

    assert f"<h1>{heading}</h1>" in unescape(answer.text)


# --- at the desk ----------------------------------------------------------------------------------


@pytest.fixture
def desk(trip: Travelling) -> OrganisersDesk:
    return OrganisersDesk(trip.legation)


def passed_on(page: str) -> str:
    found = re.search(r'id="instead"[^>]* value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


async def test_the_organiser_passes_an_address_on_then_releases_the_place_to_who_used_it(
    trip: Travelling, desk: OrganisersDesk
):
    before = (await desk.get(f"/people/{KATRIN}")).text
    async with trip.browser() as browser:
        await browser.post(passed_on(before).removeprefix(PORTAL), data=details(trip))
    after = (await desk.get(f"/people/{KATRIN}")).text
    [colleague] = substitutes(trip)
    shown = await desk.post(f"/people/{KATRIN}/release", reason="fell ill", substitute=colleague)
    done = await desk.post(f"/people/{KATRIN}/release", reason="fell ill", substitute=colleague, sure="yes")

    assert passed_on(before)
    assert not passed_on(after)
    assert f"{colleague} of" in after
    assert f'id="substitute" name="substitute" value="{colleague}"' in after
    assert "Release this place?" in shown.text
    assert done.status_code == 303


async def test_who_withdraws_before_stepping_in_leaves_room_for_another(
    trip: Travelling, desk: OrganisersDesk
):
    async with trip.browser() as browser:
        await browser.post(address(trip), data=details(trip))
        [first] = substitutes(trip)
        journey = trip.legation.journeys[first]
        gone = journey.model_copy(update={"status": ApplicationStatus.WITHDRAWN})
        trip.legation.journeys[first] = gone
        anew = passed_on((await desk.get(f"/people/{KATRIN}")).text).removeprefix(PORTAL)
        old, new = await browser.get(address(trip)), await browser.get(anew)
        await browser.post(anew, data=details(trip, **{"person.name": "Ida Holm"}))

    assert (old.status_code, new.status_code) == (410, 200)
    assert len({*substitutes(trip)}) == 2


async def test_who_is_no_delegate_has_no_address(trip: Travelling, desk: OrganisersDesk):
    other = next(one for one in sorted(trip.legation.journeys) if one not in trip.legation.state.delegates)
    assert not passed_on((await desk.get(f"/people/{other}")).text)
