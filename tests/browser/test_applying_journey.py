"""Somebody applies in a real browser: on a phone, without JavaScript, clumsily, and by keyboard alone."""

import time
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from delegation.document import DocumentRef
from tests.browser.by_keyboard import Keyboard, Stop, out_of_order
from tests.browser.pages_open import DESKTOP, PHONE, Watched, served, too_wide
from tests.portal.applying_portal import ANSWERS, LINA, Applying

TYPED: dict[str, str | list[str]] = {**LINA, **ANSWERS}
del TYPED["person.zone"]
WAYS = [
    pytest.param({"viewport": PHONE, "has_touch": True, "is_mobile": True}, id="phone"),
    pytest.param({"viewport": DESKTOP, "java_script_enabled": False}, id="desktop-without-javascript"),
]
"""How somebody looks: a phone with everything on, a desktop with JavaScript off."""


def fill_in(page: Page, typed: Mapping[str, str | list[str]]) -> None:
    for name, value in typed.items():
        field = page.locator(f'[name="{name}"]').first
        if isinstance(value, list) or field.get_attribute("type") == "radio":
            for one in [value] if isinstance(value, str) else value:
                page.locator(f'[name="{name}"][value="{one}"]').check()
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def on_the_form(page: Page, address: str) -> None:
    page.goto(f"{address}/d/usa-2017/apply")


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


def send(page: Page) -> None:
    page.get_by_role("button", name="Send the application").click()


def slow(town: Applying) -> None:
    """The vault takes its time, so that one can press again while the first press is on its way."""
    create = town.store.create

    def later(key: str, content: bytes, media_type: str) -> DocumentRef:
        time.sleep(0.5)
        return create(key, content, media_type)

    town.store.create = later  # type: ignore[method-assign]


def kept(town: Applying) -> Mapping[str, Any]:
    """The answers of the only application."""
    (participant,) = town.applied
    return town.register.application(town.file.slug, participant).answers


@pytest.mark.parametrize("way", WAYS)
def test_somebody_opens_the_call_makes_mistakes_follows_the_summary_mends_and_is_received(
    chromium: Browser, way: dict[str, Any]
):
    town = Applying()
    wrong = {"person.email": "lina at fyn", "answers.country": "", "answers.members": "many"}
    with served(town.desk()) as desk, chromium.new_context(**way) as context:
        page = context.new_page()
        watched = Watched(page, desk.address)
        page.goto(desk.address)
        page.get_by_role("link", name="EU Cluster Delegation to the USA 2017").first.click()
        page.get_by_role("link", name="Apply").first.click()
        fill_in(
            page,
            {name: wrong.get(name, value) for name, value in TYPED.items() if name != "answers.escp-member"},
        )
        send(page)

        links = page.locator(".errors a")
        targets = [str(links.nth(at).get_attribute("href")).removeprefix("#") for at in range(links.count())]
        assert town.applied == []
        assert len(targets) == 4
        for at, target in enumerate(targets):
            links.nth(at).click()
            assert focused(page) == target
            assert page.locator(f"#{target}").is_visible()
        assert page.locator('[name="answers.objectives"]').input_value() == TYPED["answers.objectives"]
        assert page.locator('[name="person.email"]').input_value() == "lina at fyn"
        assert too_wide(page) == 0

        fill_in(page, {name: TYPED[name] for name in (*wrong, "answers.escp-member")})
        send(page)
        code = page.locator(".code").inner_text()
        assert code == town.legation.journeys[town.applied[0]].receipt
        page.locator("a.button").first.click()
        assert page.locator("h1").count() == 1
        assert watched.troubles == []
    assert kept(town)["members"] == 120
    assert kept(town)["escp-member"] in ("no", False)


def test_every_target_of_the_form_is_large_enough_for_a_thumb(chromium: Browser):
    with served(Applying().desk()) as desk:
        page = chromium.new_page(viewport=PHONE)  # type: ignore[arg-type]
        on_the_form(page, desk.address)
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, select, a.button, textarea, input")]
              .map((one) => (one.closest("label.option, .tick") || one))
              .filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 43.5)
              .map((one) => one.outerHTML.slice(0, 120))"""
        )
        assert small == []
        page.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])
def test_a_double_click_is_one_application(chromium: Browser, *, scripts: bool):
    town = Applying()
    slow(town)
    with served(town.desk()) as desk, chromium.new_context(java_script_enabled=scripts) as context:
        page = context.new_page()
        on_the_form(page, desk.address)
        fill_in(page, TYPED)
        sent: list[str] = []
        page.on("request", lambda asked: sent.append(asked.method))
        button = page.get_by_role("button", name="Send the application")
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box is not None
        for _ in range(2):
            page.mouse.click(box["x"] + 20, box["y"] + 20)
            page.wait_for_timeout(200)
        page.locator(".code").wait_for()

    assert sent.count("POST") == 2
    assert len(town.applied) == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])
def test_going_back_finds_what_was_typed_and_sending_it_again_is_the_same_application(
    chromium: Browser, *, scripts: bool
):
    town = Applying()
    with served(town.desk()) as desk, chromium.new_context(java_script_enabled=scripts) as context:
        page = context.new_page()
        on_the_form(page, desk.address)
        fill_in(page, TYPED)
        send(page)
        page.locator(".code").wait_for()
        first = town.applied
        page.go_back()
        assert page.locator('[name="answers.seek"]').input_value() == TYPED["answers.seek"]
        assert page.locator('[name="answers.members"]').input_value() == TYPED["answers.members"]
        page.locator('[name="answers.seek"]').fill("Makers of pumps.")
        send(page)
        page.locator(".code").wait_for()
        page.reload()
        page.locator(".code").wait_for()

    assert town.applied == first
    assert kept(town)["seek"] == "Makers of pumps."


def test_a_form_kept_for_later_is_one_application_from_two_tabs(chromium: Browser):
    town = Applying()
    with served(town.desk()) as desk, chromium.new_context() as context:
        tab = context.new_page()
        on_the_form(tab, desk.address)
        fill_in(tab, TYPED)
        tab.get_by_role("button", name="Save and go on later").click()
        tab.wait_for_url("**/draft/**")
        other = context.new_page()
        other.goto(tab.url)
        assert other.locator('[name="answers.members"]').input_value() == "120"
        send(other)
        other.locator(".code").wait_for()
        send(tab)
        tab.locator("h1").wait_for()

    assert len(town.applied) == 1


# --- by keyboard alone ------------------------------------------------------------------------------


def type_at(keys: Keyboard, stop: Stop, typed: Mapping[str, str | list[str]]) -> None:
    """What somebody does at a question they came to."""
    value = typed.get(stop.name)
    if stop.type == "radio":
        if isinstance(value, str):
            keys.choose(stop.name, value)
    elif stop.type == "checkbox":
        if isinstance(value, list) and stop.value in value:
            keys.press("Space")
    elif isinstance(value, str):
        keys.write({"DK": "Denmark", "en": "English"}.get(value, value) if stop.tag == "select" else value)


def test_the_whole_journey_needs_no_mouse_and_the_focus_is_always_seen_and_never_jumps(chromium: Browser):
    town = Applying()
    first = {name: value for name, value in TYPED.items() if name != "answers.phone"}
    with served(town.desk()) as desk:
        page = chromium.new_page(viewport=DESKTOP)  # type: ignore[arg-type]
        keys = Keyboard(page)
        page.goto(desk.address)
        keys.reach_text("EU Cluster Delegation to the USA 2017")
        keys.press("Enter")
        page.wait_for_url("**/d/usa-2017*")
        keys.reach_text("Apply")
        keys.press("Enter")
        page.wait_for_url("**/apply*")

        keys.stops.clear()
        for stop in keys.walk():
            type_at(keys, stop, first)
            if stop.tag == "button":
                break
        assert out_of_order(keys.stops) == []
        keys.press("Enter")
        page.locator(".errors").wait_for()
        assert town.applied == []

        mistake = keys.reach(lambda stop: stop.tag == "a" and stop.href.startswith("#"))
        keys.press("Enter")
        here = keys.here()
        assert here is not None
        assert (here.id, here.seen) == (mistake.href.removeprefix("#"), True)
        keys.write(str(TYPED["answers.phone"]))
        keys.press("Enter")
        page.locator(".code").wait_for()
        page.close()

    assert keys.unseen == []
    assert len(town.applied) == 1
    answers = kept(town)
    assert (answers["country"], set(answers["focus-areas"])) == ("DK", {"energy", "materials"})


def test_a_focus_that_is_not_seen_and_one_that_jumps_are_found(chromium: Browser):
    """So that none being found means something."""
    with served(Applying().desk()) as desk:
        page = chromium.new_page(viewport=DESKTOP)  # type: ignore[arg-type]
        on_the_form(page, desk.address)
        page.evaluate(
            """() => {
              const plain = new CSSStyleSheet();
              plain.replaceSync("input { outline: none !important }");
              document.adoptedStyleSheets = [plain];
              document.querySelector("button").tabIndex = 1;
            }"""
        )
        keys = Keyboard(page)
        stops = list(keys.walk())
        page.close()

    assert any("person.name" in one for one in keys.unseen)
    assert [one.partition(" →")[0] for one in out_of_order(stops)] == ["do"]
