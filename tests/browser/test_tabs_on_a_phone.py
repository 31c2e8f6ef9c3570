"""Tabs that a phone has no room for: the current one is in sight from the start."""

from playwright.sync_api import Browser

from delegation.access import Role
from tests.browser.pages_open import PHONE, served
from tests.portal.front_world import world_for
from tests.portal.test_access_front_door import filled

PAGE = "/o/{token}/people"
CURRENT = "nav.tabs [aria-current]"


def test_the_tab_of_the_page_is_in_sight_on_a_phone(chromium: Browser) -> None:
    world = world_for(PAGE)
    with served(world.desk) as desk:
        page = chromium.new_page(viewport=PHONE)  # type: ignore[arg-type]
        page.goto(f"{desk.address}{filled(world, PAGE, token=world.token(Role.DELEGATE, 'o'))}")
        box = page.locator(CURRENT).bounding_box()
        page.close()

    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
