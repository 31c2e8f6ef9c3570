"""An organiser decides, publishes, looks after offers and mails, and changes the programme, in a browser."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser

from activities.ledger import HoldReason
from delegation.offer import OfferOutcome
from tests.browser.journeying import ALL_WAYS, WAYS, Walk, Way, walking
from tests.portal import stages
from tests.portal.desk_portal import LOGIN, account_at, desk_of
from tests.portal.organiser_portal import NAMES, OrganisersDesk
from tests.portal.panel_portal import panel_meets
from tests.portal.places_portal import offers_are_out

HERE = "/desk/usa-2017"
PASSWORD = "nineteen clusters go west"


def tab(walk: Walk, name: str) -> None:
    walk.page.locator("header .tabs").get_by_role("link", name=name, exact=True).click()


@WAYS
def test_an_organiser_signs_in_decides_on_the_group_and_publishes_it(chromium: Browser, way: Way):
    legation = panel_meets()
    with walking(chromium, desk_of(legation), way) as walk:
        assert walk.desk.accounts is not None
        walk.desk.accounts.choose_password(account_at(walk.desk), PASSWORD)
        walk.open(f"{HERE}/selection")
        walk.page.get_by_label("Login").fill(LOGIN)
        walk.page.get_by_label("Password").fill("not this one at all")
        walk.press("Sign in")
        walk.is_told("alert")
        walk.well()
        walk.page.get_by_label("Password").fill(PASSWORD)
        walk.press("Sign in")

        walk.heading("Selection")
        walk.follow("Decide on this group")
        walk.heading("Decide on this group?")
        walk.well()
        assert legation.writes == []
        walk.page.locator("#reason").fill("Unanimous.")
        walk.press("Decide on this group")
        walk.heading("Selection")
        walk.well()
        walk.follow("Publish it")
        walk.heading("Publish the selection?")
        walk.well()
        walk.press("Publish it")
        walk.is_told("status")
        walk.well()

    assert legation.writes == ["decide", "publish"]
    assert legation.state.decision is not None
    assert (legation.state.decision.author, legation.state.decision.note) == ("Anna Weber", "Unanimous.")


@WAYS
def test_a_selection_that_changed_meanwhile_is_not_decided_and_the_note_stays(chromium: Browser, way: Way):
    legation = panel_meets()
    with walking(chromium, desk_of(legation), way, signed_in=True) as walk:
        walk.open(f"{HERE}/selection/decide")
        walk.page.locator("#reason").fill("Unanimous.")
        selection = legation.state.selection
        assert selection is not None
        turned = selection.model_copy(update={"decisions": tuple(reversed(selection.decisions))})
        legation.state = legation.state.model_copy(update={"selection": turned})
        walk.press("Decide on this group")
        walk.is_told("alert")
        walk.well()
        assert walk.page.locator("#reason").input_value() == "Unanimous."

    assert legation.writes == []


@WAYS
def test_an_organiser_answers_for_somebody_and_passes_a_free_place_on(chromium: Browser, way: Way):
    legation = offers_are_out()
    legation.ended("A-01", OfferOutcome.DECLINED)
    with walking(chromium, desk_of(legation), way, signed_in=True) as walk:
        walk.open(HERE)
        tab(walk, "Offers")
        walk.reads("1 place is free")
        walk.page.locator("#col-offered").wait_for()
        walk.well()
        walk.follow("Pass a place on")
        walk.heading("Pass a free place on?")
        walk.page.locator("#reason").evaluate("one => one.removeAttribute('required')")
        walk.page.locator("#reason").evaluate("one => one.removeAttribute('minlength')")
        walk.press("Pass it on")
        walk.is_told("alert")
        walk.well()
        walk.page.locator("#reason").fill("Agreed by phone")
        walk.press("Pass it on")
        walk.is_told("status")
        walk.well()
        walk.page.get_by_role("link", name="Answer for them … A-05").click()
        walk.page.get_by_label("They accept").check()
        walk.well()
        walk.press("Take the answer")
        walk.is_told("status")

    assert legation.writes[:2] == ["pass_on", "answer"]
    assert legation.state.promotions[0].author == "Anna Weber"


@ALL_WAYS
def test_an_organiser_holds_a_mail_back_in_time_releases_it_and_drops_another(chromium: Browser, way: Way):
    one, two, three = NAMES
    office = OrganisersDesk(stages.offered())
    office.mail(one, reason=HoldReason.UNDO, leaves_at=datetime.now(UTC) + timedelta(minutes=10))
    office.mail(two, owner="A-02", html="<p>Welcome.</p>")
    office.mail(three, owner="A-03")
    with walking(chromium, office.desk, way, signed_in=True) as walk:
        walk.open(HERE)
        tab(walk, "Mail")
        walk.press("Release the ticked")
        assert "Tick the mails first" in walk.is_told("alert")
        walk.well()
        walk.open(f"{HERE}/outbox/{one}")
        walk.well()
        walk.press("Call it back")
        assert "held" in walk.is_told("status")
        walk.well()
        walk.press("Let it leave")
        assert "released" in walk.is_told("status")

        tab(walk, "Mail")
        walk.page.locator(f'[name="mail"][value="{two}"]').check()
        walk.page.locator(f'[name="mail"][value="{three}"]').check()
        walk.press("Drop the ticked")
        walk.heading("Drop 2 mails?")
        walk.well()
        walk.follow("Do nothing")
        walk.page.locator(f'[name="mail"][value="{three}"]').check()
        walk.press("Drop the ticked")
        walk.press("Drop them")
        assert "1 mail is dropped" in walk.is_told("status")
        walk.well()
        walk.open(f"{HERE}/outbox/{two}")
        frame = walk.page.frame_locator("iframe")
        walk.page.locator("iframe").scroll_into_view_if_needed()
        frame.get_by_text("Welcome.").wait_for()

    assert set(office.legation.writes) == {"wake_dispatch"}


@ALL_WAYS
def test_an_organiser_changes_the_programme_after_a_look_and_finds_the_record(chromium: Browser, way: Way):
    legation = stages.published()
    with walking(chromium, desk_of(legation), way, signed_in=True) as walk:
        walk.open(f"{HERE}/itinerary")
        walk.page.locator('main a[href*="/itinerary/visit-wistar"]').first.click()
        walk.page.get_by_role("heading", level=1).wait_for()
        walk.well()
        walk.open(f"{HERE}/change?what=cancel-item")
        walk.press("Show what it does")
        walk.is_told("alert")
        walk.well()
        walk.page.locator("#item").select_option("visit-wistar")
        walk.page.locator("#reason").fill("Fire alarm")
        walk.page.locator("main form#change button").first.click()
        walk.page.get_by_role("button", name="Carry it out").wait_for()
        walk.page.locator("#effects").get_by_text("would be told").wait_for()
        walk.well()
        assert legation.writes == []
        walk.press("Carry it out")
        walk.reads("The change is made")
        walk.well()
        tab(walk, "Programme")
        walk.follow("Versions") if walk.page.get_by_role("link", name="Versions").count() else None
        walk.well()

    assert legation.writes == ["change"]
