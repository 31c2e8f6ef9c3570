"""An organiser at the desk in a real browser: signs in, looks, tries, and changes the programme by keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from portal.web.desk import Desk
from tests.browser.by_keyboard import Keyboard, Stop, out_of_order
from tests.browser.pages_open import DESKTOP, PHONE, Watched, served, sign_in, too_wide
from tests.portal import stages
from tests.portal.desk_portal import LOGIN, account_at, desk_of
from tests.portal.fakes_portal import LegationInMemory
from tests.portal.panel_portal import panel_meets

PASSWORD = "nineteen clusters go west"
TITLE = "EU Cluster Delegation to the USA 2017"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])


@contextmanager
def at_desk(
    chromium: Browser, legation: LegationInMemory, *, signed_in: bool = True, **way: Any
) -> Iterator[tuple[Page, Desk]]:
    """Anna at her screen; nothing may go wrong on the way."""
    with served(desk_of(legation)) as desk, chromium.new_context(**{"viewport": DESKTOP, **way}) as context:
        context.set_default_timeout(20_000)
        if signed_in:
            sign_in(context, desk)
        page = context.new_page()
        watched = Watched(page, desk.address)
        yield page, desk
        assert watched.troubles == []


@SCRIPTS
def test_an_organiser_signs_in_comes_to_what_was_asked_for_and_opens_an_application(
    chromium: Browser, *, scripts: bool
):
    legation = stages.solved()
    with at_desk(chromium, legation, signed_in=False, java_script_enabled=scripts) as (page, desk):
        account = account_at(desk)
        assert desk.accounts is not None
        desk.accounts.choose_password(account, PASSWORD)
        page.goto(f"{desk.address}/desk")
        page.get_by_label("Login").fill(LOGIN)
        page.get_by_label("Password").fill("a wrong one altogether")
        page.get_by_role("button", name="Sign in").click()
        assert page.get_by_role("alert").is_visible()
        assert page.get_by_label("Login").input_value() == LOGIN
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()

        page.get_by_role("heading", name="Waiting for you").wait_for()
        page.locator(".card").get_by_role("link", name=TITLE).click()
        page.locator(".tabs").get_by_role("link", name="Applications").click()
        page.get_by_label("Id or organisation").fill("A-05")
        page.get_by_role("button", name="Show").click()
        page.get_by_role("link", name="A-05", exact=True).click()
        assert "Norte Energía" in page.locator("main").inner_text()
        page.get_by_role("button", name="Sign out").click()
        page.goto(f"{desk.address}/desk/usa-2017")
        assert page.get_by_label("Password").is_visible()

    assert legation.writes == []


def test_what_if_shows_who_moves_while_one_types_and_keeps_the_place_of_the_cursor(chromium: Browser):
    legation = panel_meets()
    with at_desk(chromium, legation) as (page, desk):
        page.goto(f"{desk.address}/desk/usa-2017/selection")
        places = page.locator("#places")
        before = places.input_value()
        places.fill("20")
        page.locator("#effect").get_by_text("1 comes in").wait_for()
        assert page.locator(":focus").get_attribute("id") == "places"
        assert "places=20" in page.url
        page.reload()
        assert page.locator("#places").input_value() == "20"
        assert page.locator("#effect").get_by_text("1 comes in").is_visible()
        page.get_by_role("link", name="As it stands").click()
        assert page.locator("#places").input_value() == before

    assert legation.writes == []


def test_what_if_without_javascript_is_a_button_and_a_mistake_leads_to_its_field(chromium: Browser):
    legation = panel_meets()
    with at_desk(chromium, legation, java_script_enabled=False, viewport=PHONE) as (page, desk):
        page.goto(f"{desk.address}/desk/usa-2017/selection")
        page.locator("#places").fill("many")
        page.get_by_role("button", name="Show who moves").click()
        page.locator(".errors a").first.click()
        assert page.locator(":focus").get_attribute("id") == "places"
        assert page.locator("#places").input_value() == "many"
        page.locator("#places").fill("20")
        page.get_by_role("button", name="Show who moves").click()
        assert page.locator("#effect").get_by_text("1 comes in").is_visible()
        assert too_wide(page) == 0

    assert legation.writes == []


@SCRIPTS
def test_a_change_is_composed_looked_at_and_carried_out_once_by_keys_alone(
    chromium: Browser, *, scripts: bool
):
    legation = stages.published()
    with at_desk(chromium, legation, java_script_enabled=scripts) as (page, desk):
        keys = Keyboard(page)
        page.goto(f"{desk.address}/desk/usa-2017/change")
        keys.press("Tab", "Enter")
        keys.stops.clear()
        keys.reach_text("Another room or place")
        keys.press("Enter")
        page.wait_for_url("**what=change-room*")

        keys.stops.clear()
        first = keys.reach_name("item")
        assert first.tag == "select"
        keys.write("Mon 15 May 14:00 Visit")
        chosen = keys.here()
        assert chosen is not None
        assert chosen.value
        keys.reach_name("room")
        keys.write("Room 7")
        keys.reach_name("reason")
        keys.write("The other one is flooded")
        if scripts:
            page.locator("#effects").get_by_text("would be told").wait_for()
            assert legation.writes == []
        keys.reach_text("Show what it does")
        assert out_of_order(keys.stops) == []
        keys.press("Enter")
        page.locator("#effects").get_by_text("would be told").wait_for()
        assert legation.writes == []
        keys.reach_text("Carry it out")
        keys.press("Enter")
        page.get_by_text("The change is made").wait_for()
        page.reload()
        assert keys.unseen == []

    assert legation.writes == ["change"]
    assert legation.state.plan is not None
    made = legation.state.changes[0].change
    assert (made.reason, made.author) == ("The other one is flooded", "Anna Weber")


@SCRIPTS
def test_a_change_without_a_reason_leads_to_its_field_by_keys_alone(chromium: Browser, *, scripts: bool):
    legation = stages.published()
    with at_desk(chromium, legation, java_script_enabled=scripts) as (page, desk):
        keys = Keyboard(page)
        page.goto(f"{desk.address}/desk/usa-2017/change?what=cancel-item")
        keys.reach_name("item")
        keys.write("Mon 15 May 14:00 Visit")
        chosen = page.locator("#item").input_value()
        keys.reach_text("Show what it does")
        keys.press("Enter")
        page.locator(".errors").wait_for()
        keys.reach(lambda stop: stop.href == "#reason")
        keys.press("Enter")
        here = keys.here()
        assert here is not None
        assert (here.id, here.seen) == ("reason", True)
        keys.write("Fire alarm")
        keys.press("Enter")
        page.get_by_role("button", name="Carry it out").wait_for()
        assert page.locator("#item").input_value() == chosen
        keys.reach_text("Carry it out")
        keys.press("Enter")
        page.get_by_text("The change is made").wait_for()
        assert keys.unseen == []

    assert legation.writes == ["change"]


def test_two_clicks_and_two_tabs_carry_a_change_out_once(chromium: Browser):
    legation = stages.published()
    with at_desk(chromium, legation) as (page, desk):
        page.goto(f"{desk.address}/desk/usa-2017/change?what=cancel-item")
        page.locator("#item").select_option("visit-wistar")
        page.locator("#reason").fill("Fire alarm")
        page.get_by_role("button", name="Show what it does").click()
        page.get_by_role("button", name="Carry it out").dblclick()
        page.get_by_role("heading", name="Cancel an item").wait_for()
        page.locator("dl").first.wait_for()

    assert legation.writes == ["change"]


def test_tabs_of_the_desk_are_reached_and_seen_by_keys(chromium: Browser):
    with at_desk(chromium, stages.published()) as (page, desk):
        keys = Keyboard(page)
        page.goto(f"{desk.address}/desk/usa-2017")
        seen: list[Stop] = list(keys.walk(400))
        assert out_of_order(seen) == []
        assert keys.unseen == []
        assert {"Overview", "Programme", "People", "Uploads"} <= {one.text for one in seen}
