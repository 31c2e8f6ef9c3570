"""Every page there is, opened by somebody it is for: accessible, contained, wide enough, quiet."""

from collections.abc import Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser, Page

from delegation.access import ROUTES, Role, Row, Way
from delegation.access_pages import PAGES
from tests.browser.pages_open import DESKTOP, PHONE, Watched, findings, served, sign_in, too_wide
from tests.portal.front_world import FrontWorld, world_for
from tests.portal.test_access_front_door import STREAMED, filled

OLDER = ("/o/{token}", "/h/{token}")
"""Pages whose rows stand elsewhere in the table."""
PATHS = sorted(
    {path for method, path in PAGES if method == "GET" and path not in STREAMED}.union(OLDER)
    - {"/openapi.json", "/desk/{slug}/outbox/{send_id}/html", "/desk/{slug}/letters/{letter}/html"}
    - {"/oidc/start", "/oidc/callback"}  # there and back: test_signing_in_elsewhere_journey
)
WAYS_TO_LOOK = [
    pytest.param(DESKTOP, "light", id="desktop-light"),
    pytest.param(PHONE, "dark", id="phone-dark"),
]


@cache
def world_at(path: str) -> FrontWorld:
    return world_for(path)


def addresses(world: FrontWorld, path: str, row: Row) -> Iterator[str]:
    """One for each role the page is for."""
    if "{token}" not in path:
        yield filled(world, path)
        return
    for role in Role:
        if role in row.allowed and (token := world.token(role, path[1])):
            yield filled(world, path, token=token)


def opened(page: Page, address: str) -> bool:
    """Whether it is a page at all, and no file to be kept."""
    try:
        answer = page.goto(address, wait_until="networkidle")
    except Exception as error:
        if "Download is starting" in str(error):
            return False
        raise
    assert answer is not None
    assert answer.status == 200, (address, answer.status)
    return "text/html" in answer.headers.get("content-type", "")


@pytest.mark.parametrize(("size", "scheme"), WAYS_TO_LOOK)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_no_finding_asks_nobody_else_and_fits(chromium: Browser, path: str, size, scheme: str):
    row = ROUTES["GET", path]
    with served(world_at(path).desk) as desk:
        context = chromium.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        if Way.ACCOUNT in row.ways:
            sign_in(context, desk)
        for address in addresses(world_at(path), path, row):
            page = context.new_page()
            watched = Watched(page, desk.address)
            if opened(page, desk.address + address):
                assert findings(page) == [], address
                assert too_wide(page) == 0, address
            assert watched.troubles == [], address
        context.close()


def test_planted_faults_are_found(chromium: Browser):
    """So that a page without findings means something."""
    with served(world_at("/sign-in").desk) as desk:
        page = chromium.new_page(viewport=PHONE)  # type: ignore[arg-type]
        watched = Watched(page, desk.address)
        page.goto(f"{desk.address}/sign-in")
        page.evaluate(
            """() => {
              document.querySelector('label').remove();
              document.querySelector('h1').insertAdjacentHTML('afterend',
                '<img src="http://elsewhere.invalid/x.png"><p id="wide">' + 'x'.repeat(400) + '</p>');
              const wide = document.getElementById('wide');
              wide.setAttribute('class', 'badge');
              console.error('broken');
            }"""
        )
        page.wait_for_timeout(300)
        found = {one.partition(":")[0] for one in findings(page)}
        page.close()

    assert {"label", "image-alt"} <= found
    assert any("broken" in one for one in watched.troubles)
    assert any("elsewhere.invalid" in one or "Content Security Policy" in one for one in watched.troubles)
