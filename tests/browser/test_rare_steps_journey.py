"""Rare and final steps at the desk, and a colleague who travels instead, in a real browser."""

from playwright.sync_api import Browser

from delegation.application import ApplicationStatus
from delegation.file import Phase
from tests.browser.journeying import ALL_WAYS, WAYS, Way, walking
from tests.browser.test_applying_journey import TYPED, fill_in
from tests.portal import stages
from tests.portal.desk_portal import desk_of
from tests.portal.organiser_portal import OrganisersDesk
from tests.portal.running_portal import running
from tests.portal.trips_portal import KATRIN, PORTAL, SLUG, Travelling, sealed

HERE = f"/desk/{SLUG}"
READS = "The letter with made-up facts"


@ALL_WAYS
def test_a_letter_reads_at_once_is_tried_refused_saved_and_taken_back(chromium: Browser, way: Way):
    office = OrganisersDesk(running())
    with walking(chromium, office.desk, way, signed_in=True) as walk:
        walk.open(f"{HERE}/letters")
        walk.well()
        walk.page.locator('main a[href$="/letters/offer"]').first.click()
        reads = walk.page.frame_locator(f'iframe[title="{READS}"]')
        reads.get_by_text("we are glad to offer you a place").wait_for()
        walk.well()
        body = walk.page.locator("#body").input_value()

        walk.page.locator("#body").fill(body.replace("glad", "most delighted"))
        walk.press("Show below how it reads")
        reads.get_by_text("we are most delighted").wait_for()
        walk.page.locator("#body").fill(f"{body}\n{{{{ person.shoe_size }}}}")
        walk.press("Save")
        walk.is_told("alert")
        walk.well()
        assert walk.page.locator("#body").input_value().endswith("{{ person.shoe_size }}")
        walk.page.locator("#body").fill(body.replace("glad", "most delighted"))
        walk.press("Save")
        assert "Saved." in walk.is_told("status")
        reads.get_by_text("we are most delighted").wait_for()
        walk.well()
        walk.press("Take our own words again")
        assert "our own words" in walk.is_told("status")
        assert walk.page.locator("#body").input_value() == body


@WAYS
def test_a_cut_off_is_moved_after_a_look_at_who_is_told(chromium: Browser, way: Way):
    legation = stages.call_open()
    with walking(chromium, desk_of(legation), way, signed_in=True) as walk:
        walk.open(HERE)
        walk.page.locator(f'main a[href="{HERE}/call"]').click()
        walk.page.locator("#closes").fill("2017-01-01T10:00")
        walk.page.locator("#reason").fill("The portal was away.")
        walk.press("Show what it does")
        walk.is_told("alert")
        walk.well()
        assert walk.page.locator("#reason").input_value() == "The portal was away."
        walk.page.locator("#closes").fill("2017-02-18T17:00")
        walk.press("Show what it does")
        walk.heading("Move the cut-off first?")
        walk.well()
        assert legation.writes == []
        walk.press("Move it, and tell them")
        assert "The cut-off first closes on Sat 18 February 2017" in walk.is_told("status")
        walk.well()

    assert legation.writes == ["move_cut_off"]


@WAYS
def test_a_delegation_is_cancelled_once_with_its_name_typed(chromium: Browser, way: Way):
    legation = running()
    with walking(chromium, desk_of(legation), way, signed_in=True) as walk:
        walk.open(HERE)
        walk.page.locator(f'main a[href="{HERE}/cancel"]').click()
        walk.page.locator("#reason").fill("The border is closed.")
        walk.page.locator("#confirmed").fill("usa-2018")
        walk.press("Cancel the delegation")
        walk.is_told("alert")
        walk.well()
        assert walk.page.locator("#reason").input_value() == "The border is closed."
        assert legation.writes == []
        walk.page.locator("#confirmed").fill(SLUG)
        walk.press("Cancel the delegation")
        walk.heading("The delegation is cancelled")
        walk.well()
        walk.follow("To the overview")
        walk.page.get_by_role("heading", level=1).wait_for()
        walk.well()

    assert legation.writes == ["cancel"]
    assert legation.state.phase is Phase.CANCELLED


@WAYS
def test_somebody_is_erased_with_their_id_typed_and_the_receipt_names_nobody(chromium: Browser, way: Way):
    office = OrganisersDesk(sealed().legation)
    with walking(chromium, office.desk, way, signed_in=True) as walk:
        walk.open(f"{HERE}/people/{KATRIN}")
        walk.well()
        walk.page.locator(f'main a[href$="/people/{KATRIN}/erase"]').click()
        walk.page.locator("#confirmed").fill("A-99")
        walk.press("Erase for good")
        walk.is_told("alert")
        walk.well()
        assert office.legation.writes == []
        walk.page.locator("#confirmed").fill(KATRIN)
        walk.press("Erase for good")
        walk.heading(f"{KATRIN} is erased")
        walk.well()
        assert "Lohmann" not in walk.page.content()

    assert office.legation.journeys[KATRIN].status is ApplicationStatus.WITHDRAWN


@ALL_WAYS
def test_a_colleague_steps_in_by_the_address_an_organiser_passed_on(chromium: Browser, way: Way):
    trip = Travelling(stages.published()).at("2017-05-12 10:00")
    theirs = trip.legation.journeys[KATRIN].facts.organisation
    details = {name: value for name, value in TYPED.items() if name != "person.organisation"}
    with walking(chromium, trip.desk(), way) as walk:
        walk.open(trip.links.instead_link(SLUG, KATRIN).removeprefix(PORTAL))
        walk.well()
        fill_in(walk.page, {**details, "person.email": "lina at fyn"})
        walk.page.locator('button[name="do"][value="send"]').click()
        walk.is_told("alert")
        walk.well()
        assert walk.page.locator('[name="person.organisation"]').input_value() == theirs
        walk.page.locator('[name="person.email"]').fill(str(TYPED["person.email"]))
        walk.page.locator('button[name="do"][value="send"]').click()
        walk.page.locator(".code").wait_for()
        walk.well()

    (colleague,) = trip.legation.state.substitutes
    assert trip.legation.journeys[colleague.participant].substitute_for == KATRIN
