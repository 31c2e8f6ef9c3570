"""Going back to a page that answered a form, in chromium: what was typed is there, nothing is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from portal.web.desk import Desk
from tests.browser.pages_open import DESKTOP, PHONE, Watched, findings, served, sign_in
from tests.browser.test_applying_journey import TYPED, fill_in, on_the_form, send
from tests.portal import stages
from tests.portal.applying_portal import Applying
from tests.portal.desk_portal import desk_of
from tests.portal.organiser_portal import NAMES, OrganisersDesk
from tests.portal.running_portal import running
from tests.portal.todo_portal import ANNA, PASSPORT, Prepared

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
MISTAKEN = {**TYPED, "person.email": "lina at fyn"}


@contextmanager
def looking(chromium: Browser, desk: Desk, **way: Any) -> Iterator[tuple[Page, Desk]]:
    """Somebody at a screen, signed in where the desk knows accounts; nothing may go wrong on the way."""
    with served(desk) as here, chromium.new_context(**{"viewport": DESKTOP, **way}) as context:
        context.set_default_timeout(20_000)
        if here.accounts is not None:
            sign_in(context, here)
        page = context.new_page()
        watched = Watched(page, here.address)
        yield page, here
        assert watched.troubles == []


def posts(page: Page) -> list[str]:
    """The addresses to which something is posted from now on."""
    sent: list[str] = []

    def note(asked: Request) -> None:
        if asked.method == "POST":
            sent.append(asked.url)

    page.on("request", note)
    return sent


def typed(page: Page, name: str) -> str:
    return page.locator(f'[name="{name}"]').first.input_value()


def kept(page: Page) -> str:
    """What this tab keeps of answered forms."""
    found: str = page.evaluate("sessionStorage.getItem('posted') || '[]'")
    return found


@SIZES
def test_a_refused_form_is_found_again_by_going_back_and_reloading_sends_nothing(chromium: Browser, size):
    town = Applying()
    with looking(chromium, town.desk(), viewport=size) as (page, desk):
        on_the_form(page, desk.address)
        fill_in(page, MISTAKEN)
        sent = posts(page)
        send(page)
        page.locator(".errors").wait_for()
        page.locator('[name="answers.seek"]').fill("Makers of pumps.")

        page.locator(".over a").click()
        page.get_by_role("link", name="Apply").first.wait_for()
        page.go_back()
        back = typed(page, "person.email"), typed(page, "answers.seek"), page.title().partition(":")[0]
        assert back == ("lina at fyn", "Makers of pumps.", "Problem")
        chosen = page.locator('[name="answers.focus-areas"]:checked').count()
        assert chosen == len(TYPED["answers.focus-areas"])
        assert page.locator(".errors a").count() == 1
        assert findings(page) == []

        page.reload()
        assert typed(page, "answers.seek") == "Makers of pumps."
        assert len(sent) == 1
        page.locator('[name="person.email"]').fill(str(TYPED["person.email"]))
        send(page)
        page.locator(".code").wait_for()
        assert kept(page) == "[]"
        assert "@" not in page.url

    assert len(town.applied) == 1
    assert len(sent) == 2


def test_a_form_refused_twice_is_found_with_what_was_typed_each_time(chromium: Browser):
    town = Applying()
    with looking(chromium, town.desk()) as (page, desk):
        on_the_form(page, desk.address)
        fill_in(page, MISTAKEN)
        send(page)
        page.locator('[name="person.email"]').fill("lina again")
        send(page)
        page.wait_for_function(
            "document.querySelector('[name=\"person.email\"]').defaultValue === 'lina again'"
        )
        page.goto(f"{desk.address}/d/usa-2017")
        page.go_back()
        assert typed(page, "person.email") == "lina again"

    assert town.applied == []


def test_a_passport_that_was_given_is_not_found_by_going_back(chromium: Browser):
    prepared = Prepared()
    with looking(chromium, prepared.desk(), viewport=PHONE) as (page, desk):
        page.goto(desk.address + prepared.page("papers/passport"))
        fill_in(page, {**PASSPORT, "full-name": ""})
        page.get_by_role("button", name="Hand in").click()
        page.locator(".errors").wait_for()
        page.goto(desk.address + prepared.page("todo"))
        page.go_back()
        assert typed(page, "passport-number") == PASSPORT["passport-number"]
        page.locator('[name="full-name"]').fill(PASSPORT["full-name"])
        page.get_by_role("button", name="Hand in").click()
        page.get_by_text("1 of 6 done").wait_for()
        assert kept(page) == "[]"
        page.go_back()
        assert PASSPORT["passport-number"] not in page.content()
        assert typed(page, "passport-number") == ""


def test_whom_one_looked_for_is_still_there_after_a_look_at_one_of_them(chromium: Browser):
    with looking(chromium, desk_of(running())) as (page, desk):
        page.goto(f"{desk.address}/desk/usa-2017/people")
        page.get_by_label("Name, organisation").fill("A-0")
        page.get_by_role("button", name="Find").click()
        found = page.locator("main table").inner_text()
        page.locator("main tbody a").first.click()
        page.get_by_role("heading", level=1).wait_for()
        sent = posts(page)
        page.go_back()
        assert page.locator("main table").inner_text() == found
        assert typed(page, "wanted") == "A-0"
        assert page.url.endswith("/people")
        assert sent == []

        page.get_by_role("button", name="Sign out").click()
        page.get_by_label("Password").wait_for()
        assert kept(page) == "[]"


def test_a_step_before_the_last_and_its_preview_are_found_and_nothing_is_done(chromium: Browser):
    legation = stages.published()
    with looking(chromium, desk_of(legation)) as (page, desk):
        page.goto(f"{desk.address}/desk/usa-2017/change?what=cancel-item")
        page.locator("#item").select_option("visit-wistar")
        page.locator("#reason").fill("Fire alarm")
        page.get_by_role("button", name="Show what it does").click()
        page.get_by_role("button", name="Carry it out").wait_for()
        page.get_by_role("link", name="another change").click()
        page.get_by_role("heading", name="Change the programme").wait_for()
        page.go_back()
        assert (typed(page, "item"), typed(page, "reason")) == ("visit-wistar", "Fire alarm")
        assert page.locator("#effects").get_by_text("would be told").is_visible()
        assert legation.writes == []
        page.get_by_role("button", name="Carry it out").click()
        page.get_by_text("The change is made").wait_for()

    assert legation.writes == ["change"]


def test_a_link_to_the_form_itself_shows_it_afresh(chromium: Browser):
    office = OrganisersDesk(stages.offered())
    office.mail(NAMES[0])
    with looking(chromium, office.desk) as (page, desk):
        page.goto(f"{desk.address}/desk/usa-2017/outbox")
        page.locator('[name="mail"]').check()
        page.get_by_role("button", name="Drop the ticked").click()
        page.get_by_role("heading", name="Drop 1 mail?").wait_for()
        page.get_by_role("link", name="Do nothing").click()
        page.get_by_role("heading", name="Mail", exact=True).wait_for()
        page.reload()
        page.get_by_role("heading", name="Mail", exact=True).wait_for()
        assert kept(page) == "[]"


def test_what_was_typed_is_shown_to_nobody_whose_page_is_gone(chromium: Browser):
    """The page is asked for first; what this tab kept stands in it, or nowhere."""
    prepared = Prepared()
    with looking(chromium, prepared.desk()) as (page, desk):
        page.goto(desk.address + prepared.page("papers/passport"))
        fill_in(page, {**PASSPORT, "full-name": ""})
        page.get_by_role("button", name="Hand in").click()
        page.locator(".errors").wait_for()
        page.goto("about:blank")
        prepared.feeds.ring.bump(prepared.slug, ANNA, prepared.legation.now)
        page.go_back()
        page.get_by_role("heading", level=1).wait_for()
        assert PASSPORT["passport-number"] not in page.content()


def test_no_password_is_kept(chromium: Browser):
    with looking(chromium, desk_of(stages.solved())) as (page, desk):
        page.context.clear_cookies()
        page.goto(f"{desk.address}/sign-in")
        page.get_by_label("Login").fill("anna@platform.example")
        page.get_by_label("Password").fill("a wrong one altogether")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("alert").wait_for()
        page.goto(f"{desk.address}/")
        assert "altogether" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_without_javascript_the_browser_asks_and_sending_again_is_refused_with_what_was_typed(
    chromium: Browser,
):
    town = Applying()
    with looking(chromium, town.desk(), java_script_enabled=False) as (page, desk):
        on_the_form(page, desk.address)
        fill_in(page, MISTAKEN)
        send(page)
        page.locator(".errors").wait_for()
        page.goto(f"{desk.address}/d/usa-2017")
        with pytest.raises(Exception, match="ERR_CACHE_MISS"):
            page.go_back()
        page.wait_for_url("chrome-error://**")
        page.reload()
        assert typed(page, "person.email") == "lina at fyn"
        assert typed(page, "answers.seek") == TYPED["answers.seek"]
        assert page.locator(".errors a").count() == 1

    assert town.applied == []
