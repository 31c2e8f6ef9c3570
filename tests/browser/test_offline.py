"""Today without a network: kept after the first load, said to be a copy, and gone with the address."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page

from delegation.access import Role
from portal.web.desk import Desk
from tests.browser.pages_open import PHONE, served
from tests.portal import stages
from tests.portal.front_world import SLUG, FrontWorld

AT_LUNCH = datetime(2017, 5, 15, 16, 40, tzinfo=UTC)
KEPT = "async () => (await Promise.all((await caches.keys()).map(async n => (await (await caches.open(n)).keys()).length))).reduce((a, b) => a + b, 0)"  # noqa: E501
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"


class Opened(NamedTuple):
    """Today, opened on a telephone, with its copy in place."""

    world: FrontWorld
    desk: Desk
    context: BrowserContext
    page: Page
    address: str


@contextmanager
def today(chromium: Browser) -> Iterator[Opened]:
    world = FrontWorld(stages.published())
    world.legation.now = AT_LUNCH
    with served(world.desk) as desk:
        context = chromium.new_context(viewport=PHONE)  # type: ignore[arg-type]
        page = context.new_page()
        address = f"{desk.address}/o/{world.token(Role.DELEGATE, 'o')}"
        page.goto(f"{address}/today")
        page.wait_for_selector("#kept:not([hidden])")
        page.wait_for_function(f"async () => (await ({KEPT})()) >= 3")
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        yield Opened(world, desk, context, page, address)
        context.close()


def test_today_is_read_without_a_network_and_says_as_of_when(chromium: Browser):
    with today(chromium) as opened:
        assert not opened.page.is_visible(".copy-note")
        opened.context.set_offline(True)
        opened.page.reload()

        assert opened.page.inner_text(".copy-note").endswith("seither können sich Zeiten geändert haben.")
        assert "12:40 Philadelphia (EDT, UTC-4)" in opened.page.inner_text(".copy-note")
        assert "Lunch at the Science Center" in opened.page.inner_text(".stop.now")
        assert opened.page.evaluate("getComputedStyle(document.querySelector('.bar')).color") == (
            "rgb(255, 255, 255)"
        )


def test_a_page_that_was_never_opened_is_not_made_up(chromium: Browser):
    with today(chromium) as opened:
        opened.context.set_offline(True)
        failed = ""
        try:
            opened.page.goto(f"{opened.address}/documents")
        except Exception as error:
            failed = str(error)

        assert "ERR_INTERNET_DISCONNECTED" in failed


def test_when_the_engine_is_away_the_copy_is_shown(chromium: Browser):
    with today(chromium) as opened:

        async def away(slug: str, participant: str) -> None:
            raise OSError

        opened.world.legation.journey = away  # type: ignore[method-assign,assignment]
        opened.page.reload()

        assert opened.page.is_visible(".copy-note")
        assert "Lunch at the Science Center" in opened.page.inner_text(".stop.now")


def test_a_revoked_address_takes_copy_and_worker_with_it(chromium: Browser):
    with today(chromium) as opened:
        opened.desk.feeds.ring.bump(SLUG, opened.world.delegate, AT_LUNCH)
        answer = opened.page.reload()
        assert answer is not None
        assert answer.status == 404
        opened.page.wait_for_function(f"async () => (await ({KEPT})()) === 0")
        opened.page.wait_for_function(f"async () => (await ({WORKERS})()) === 0")


def test_the_copy_can_be_removed_by_hand(chromium: Browser):
    with today(chromium) as opened:
        opened.page.click("#forget")
        opened.page.wait_for_function(f"async () => (await ({KEPT})()) === 0")

        assert opened.page.evaluate(WORKERS) == 0
        assert not opened.page.is_visible("#kept")


def test_what_is_next_becomes_now_by_itself_and_what_is_over_leaves_the_top(chromium: Browser):
    with today(chromium) as opened:
        opened.context.set_offline(True)
        title = opened.page.inner_text(".stop.next .stop-title")
        opened.page.evaluate(
            "() => { const real = Date.now; const later = 100 * 60_000; Date.now = () => real() + later; }"
        )
        opened.page.wait_for_function(
            "title => document.querySelector('.stop.now .stop-title')?.innerText === title",
            arg=title,
            timeout=30_000,
        )

        over = opened.page.eval_on_selector_all(".earlier .stop", "all => all.length")
        assert over >= 5
        assert "Lunch" not in opened.page.inner_text("ol.today >> nth=0")
