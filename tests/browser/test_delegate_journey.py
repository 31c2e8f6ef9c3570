"""A delegate with a telephone, in a real browser: what is to do, the trip, and no network on the way."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser.pages_open import PHONE, Watched, served, too_wide
from tests.portal import stages
from tests.portal.todo_portal import ANNA, DIET, FLOWN, PASSPORT, Prepared
from tests.portal.trips_portal import KATRIN, Travelling

HEAVIEST = 100_000
"""Bytes of a page with all that it loads besides pictures."""
PAGES = ("", "todo", "programme", "calendar", "today", "documents", "people", "mine")
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])


class Weighed:
    """How much a page loads. What is compressed on its way counts as it is written."""

    def __init__(self, page: Page) -> None:
        self._answers: list[Response] = []
        page.on("response", self._answered)

    def _answered(self, answer: Response) -> None:
        self._answers.append(answer)

    def bytes(self) -> int:
        """Since it was asked last."""
        counted = [one for one in self._answers if one.request.resource_type != "image" and one.ok]
        self._answers.clear()
        return sum(len(one.body()) for one in counted)


def on_a_phone(chromium: Browser, *, scripts: bool = True) -> BrowserContext:
    context = chromium.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        java_script_enabled=scripts,
        is_mobile=True,
        has_touch=True,
    )
    context.set_default_timeout(15_000)
    return context


def trip() -> Travelling:
    """Half past twelve on the first day of the trip."""
    return Travelling(stages.invited(KATRIN)).speaks("en").at("2017-05-15 12:40")


def send(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


@SCRIPTS
def test_a_delegate_does_all_that_is_to_do_on_a_phone_and_a_mistake_costs_nothing(
    chromium: Browser, *, scripts: bool
):
    prepared = Prepared()
    with served(prepared.desk()) as desk, on_a_phone(chromium, scripts=scripts) as context:
        page = context.new_page()
        watched = Watched(page, desk.address)
        page.goto(desk.address + prepared.page("todo"))
        page.locator("a.button").first.click()
        assert "Passport" in page.locator("h1").inner_text()
        _fill(page, {**PASSPORT, "passport-number": "", "passport-expires": "2016-01-31"})
        send(page, "Hand in")
        link = page.locator(".errors a").first
        target = str(link.get_attribute("href")).removeprefix("#")
        link.click()
        assert page.locator(":focus").get_attribute("id") == target
        assert page.locator('[name="full-name"]').input_value() == PASSPORT["full-name"]
        _fill(page, PASSPORT)
        page.get_by_role("button", name="Hand in").dblclick()
        page.get_by_text("1 of 6 done").wait_for()
        assert PASSPORT["passport-number"] not in page.content()

        page.get_by_role("link", name="Hotel room", exact=True).click()
        _answer_room(page)
        page.get_by_text("2 of 6 done").wait_for()
        page.get_by_role("link", name="Your flights", exact=True).click()
        _fill(page, FLOWN)
        page.locator("form button").click()
        page.get_by_text("3 of 6 done").wait_for()
        page.get_by_role("link", name="Diet and emergency contact", exact=True).click()
        _fill(page, DIET)
        page.locator("form button").click()
        page.get_by_text("4 of 6 done").wait_for()
        page.go_back()
        page.goto(desk.address + prepared.page("todo"))
        assert page.get_by_text("4 of 6 done").is_visible()
        assert too_wide(page) == 0
        assert watched.troubles == []

    assert len(prepared.state(ANNA).provided) >= 3


@SCRIPTS
def test_the_pages_of_the_trip_are_light_lead_to_each_other_and_ask_nobody_else(
    chromium: Browser, *, scripts: bool
):
    travelling = trip()
    with served(travelling.desk()) as desk, on_a_phone(chromium, scripts=scripts) as context:
        weights, watched = {}, []
        for name in PAGES:
            page = context.new_page()
            watched.append(Watched(page, desk.address))
            weighed = Weighed(page)
            answer = page.goto(desk.address + travelling.path(name), wait_until="networkidle")
            assert answer is not None
            assert answer.status == 200, name
            weights[name] = weighed.bytes()
            assert too_wide(page) == 0, name
            assert page.locator("h1").count() == 1, name
            page.close()
        assert [one.troubles for one in watched] == [[]] * len(PAGES)

        page = context.new_page()
        page.goto(desk.address + travelling.path())
        for tab in ("To do", "Programme", "Today", "Documents", "People", "My data"):
            page.locator(".tabs").get_by_role("link", name=tab).click()
            assert page.locator('.tabs [aria-current="page"]').inner_text() == tab
    assert {name: size for name, size in weights.items() if size > HEAVIEST} == {}, weights
    assert min(weights.values()) > 5_000


def test_today_and_the_programme_are_there_without_a_network_and_say_as_of_when(chromium: Browser):
    travelling = trip()
    with served(travelling.desk()) as desk, on_a_phone(chromium) as context:
        page = context.new_page()
        watched = Watched(page, desk.address)
        page.goto(desk.address + travelling.path("today"))
        page.wait_for_function("async () => Boolean((await navigator.serviceWorker.ready).active)")
        page.locator("#kept").wait_for()
        page.goto(desk.address + travelling.path("programme"), wait_until="networkidle")
        page.goto(desk.address + travelling.path("today"), wait_until="networkidle")
        assert not page.locator(".copy-note").is_visible()
        assert watched.troubles == []

        context.set_offline(True)
        page.reload()
        note = page.locator(".copy-note")
        note.wait_for()
        assert "Mon 15 May 2017, 12:40" in note.inner_text()
        assert "as of" in note.inner_text()
        assert page.get_by_text("Lunch at the Science Center").first.is_visible()
        assert _is_styled(page)
        page.goto(desk.address + travelling.path("programme"))
        assert page.locator(".copy-note").is_visible()

        context.set_offline(False)
        page.goto(desk.address + travelling.path("today"), wait_until="networkidle")
        assert not page.locator(".copy-note").is_visible()
        page.locator("#forget").click()
        page.locator("#kept").wait_for(state="hidden")
        page.reload(wait_until="domcontentloaded")
        page.goto("about:blank")
        assert context.new_page().goto(desk.address + travelling.path("today")) is not None


def test_the_copy_of_one_person_is_nobody_elses(chromium: Browser):
    travelling = trip()
    other = "A-03"
    with served(travelling.desk()) as desk, on_a_phone(chromium) as context:
        page = context.new_page()
        page.goto(desk.address + travelling.path("today"))
        page.locator("#kept").wait_for()
        context.set_offline(True)
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(desk.address + travelling.path("today", other))


@SCRIPTS
def test_a_calendar_is_made_by_a_press_and_its_address_can_be_had(chromium: Browser, *, scripts: bool):
    travelling = Travelling(stages.published()).speaks("en").at("2017-05-10 12:00")
    with served(travelling.desk()) as desk, on_a_phone(chromium, scripts=scripts) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=desk.address)
        page = context.new_page()
        page.goto(desk.address + travelling.path("programme"))
        page.locator("main a.button").first.click()
        if page.get_by_role("button", name="Make my address").count():
            page.get_by_role("button", name="Make my address").click()
        feed = page.get_by_label("Address of your calendar").input_value()
        assert re.search(r"/c/[\w.-]+\.ics$", feed)
        if scripts:
            page.get_by_role("button", name="Copy the address").click()
            page.get_by_text("Copied.").wait_for()
            assert page.evaluate("navigator.clipboard.readText()") == feed
        else:
            assert not page.get_by_role("button", name="Copy the address").is_visible()
        assert too_wide(page) == 0


@SCRIPTS
def test_somebody_takes_all_of_their_data_and_looks_before_they_erase_it(chromium: Browser, *, scripts: bool):
    travelling = trip()
    with served(travelling.desk()) as desk, on_a_phone(chromium, scripts=scripts) as context:
        page = context.new_page()
        page.goto(desk.address + travelling.path("mine"))
        with page.expect_download() as download:
            page.locator('button[name="take"]').click()
        assert download.value.suggested_filename.endswith(".zip")
        page.locator("main a.button.quiet").last.click()
        assert page.url.endswith("/mine/erase")
        page.go_back()
        assert page.locator("h1").inner_text()

    assert travelling.legation.writes == []


def _fill(page: Page, typed: dict[str, Any]) -> None:
    for name, value in typed.items():
        field = page.locator(f'[name="{name}"]').first
        if field.get_attribute("type") in ("radio", "checkbox"):
            page.locator(f'[name="{name}"][value="{value}"]').check()
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def _answer_room(page: Page) -> None:
    """The first of what is offered in every group."""
    for group in page.locator("form fieldset").all():
        group.locator("input").first.check()
    page.locator("form button").click()


def _is_styled(page: Page) -> bool:
    """Whether the style came out of the copy as well."""
    styled: bool = page.evaluate(
        "document.styleSheets.length > 0 && document.styleSheets[0].cssRules.length > 50"
    )
    return styled
