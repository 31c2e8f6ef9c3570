"""Journeys in a real browser: on a desktop, on a phone, without JavaScript, and looked at amid each step."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page

from portal.web.desk import Desk
from tests.browser.pages_open import DESKTOP, PHONE, Watched, findings, served, sign_in, too_wide


class Way(NamedTuple):
    """How somebody looks at the pages."""

    size: Mapping[str, int]
    scheme: str
    has_script: bool = True


BOTH = [
    pytest.param(Way(DESKTOP, "light"), id="desktop"),
    pytest.param(Way(PHONE, "dark"), id="phone"),
]
PLAIN = pytest.param(Way(PHONE, "light", has_script=False), id="phone-without-javascript")
WAYS = pytest.mark.parametrize("way", BOTH)
"""Of pages that run nothing but the script that lets one go back."""
ALL_WAYS = pytest.mark.parametrize("way", [*BOTH, PLAIN])
"""Of pages with scripts of their own."""


class Walk:
    """Somebody on their way through the pages."""

    def __init__(self, page: Page, desk: Desk, way: Way) -> None:
        self.page = page
        self.desk = desk
        self.has_script = way.has_script

    def open(self, path: str) -> None:
        self.page.goto(self.desk.address + path)

    def press(self, name: str) -> None:
        """The button of that name."""
        self.page.get_by_role("button", name=name).click()

    def follow(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def comes_to(self, path: str) -> None:
        """Waits until the address holds it."""
        self.page.wait_for_url(lambda url: path in url)

    def reads(self, text: str) -> Locator:
        """Waits until it stands there."""
        found = self.page.get_by_text(text).first
        found.wait_for()
        return found

    def heading(self, name: str) -> None:
        self.page.get_by_role("heading", level=1, name=name).wait_for()

    def is_told(self, role: str) -> str:
        """What an alert or a status says, where the focus or the eye is after a form was sent."""
        one = self.page.locator(f"main [role={role}]").first
        one.wait_for()
        return one.inner_text()

    def well(self) -> None:
        """The page as it is now, amid the journey: no finding, and nothing sticks out."""
        found = [] if self.page.locator("h1").count() == 1 else ["not one heading of the first level"]
        if too_wide(self.page):
            found.append(f"{too_wide(self.page)} pixels too wide")
        if self.has_script:  # axe waits for timers, which a browser without JavaScript does not run
            found += findings(self.page)
        assert not found, (self.page.title(), found)


@contextmanager
def walking(chromium: Browser, desk: Desk, way: Way, *, signed_in: bool = False) -> Iterator[Walk]:
    """Nothing may go wrong on the way: no error on the console, no request to elsewhere."""
    seen: dict[str, Any] = {"viewport": way.size, "color_scheme": way.scheme}
    with served(desk) as here, chromium.new_context(**seen, java_script_enabled=way.has_script) as context:
        context.set_default_timeout(20_000)
        if signed_in:
            sign_in(context, here)
        page = context.new_page()
        watched = Watched(page, here.address)
        yield Walk(page, here, way)
        assert not watched.troubles, watched.troubles
