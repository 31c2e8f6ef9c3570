"""An evaluator scores in a real browser: with the keys the page offers, and without JavaScript."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.by_keyboard import Keyboard, out_of_order
from tests.browser.pages_open import DESKTOP, PHONE, Watched, served, too_wide
from tests.portal.evaluators_portal import Panel

WORDS = "A clear plan – “sound”, with naïve costs. 🚢"


@contextmanager
def evaluating(chromium: Browser, panel: Panel, **way: Any) -> Iterator[Page]:
    """The evaluator has opened the link of the letter; nothing may go wrong on the way."""
    with served(panel.desk) as desk, chromium.new_context(**way) as context:
        page = context.new_page()
        watched = Watched(page, desk.address)
        answer = page.goto(desk.address + panel.path())
        assert answer is not None
        assert answer.status == 200, page.locator("body").inner_text()
        page.set_default_timeout(15_000)
        yield page
        assert watched.troubles == []


def test_an_evaluator_scores_two_applications_by_keys_alone_and_sees_how_far_it_is(chromium: Browser):
    panel = Panel()
    first, second, third = panel.asked()[:3]
    with evaluating(chromium, panel, viewport=DESKTOP) as page:
        keys = Keyboard(page)
        assert page.get_by_text(f"0 of {len(panel.asked())} handed in").is_visible()
        keys.reach_text(f"Begin with {first}")
        keys.press("Enter")
        page.wait_for_url(f"**/{first}")

        keys.press(*"4" * len(panel.rules.criteria))
        keys.write(WORDS)
        assert "4.00" in page.locator(".total").inner_text()
        assert keys.reach_name("go").text.startswith("Hand in")
        keys.press("Enter")
        page.wait_for_url(f"**/{second}*")
        assert page.locator("[role=status]").first.inner_text().startswith(f"Your score sheet for {first}")

        keys.press(*"3" * len(panel.rules.criteria))
        keys.write("Thin. Press 5 or n if in doubt.")
        keys.press("Tab", "s")
        page.wait_for_url(f"**/{third}*")
        keys.stops.clear()
        list(keys.walk())
        assert out_of_order(keys.stops) == []
        assert keys.unseen == []
        assert page.get_by_text("2 handed in").is_visible()

    told = {one.application: (one.comment, {each.mark for each in one.marks}) for one in panel.held()}
    assert told == {first: (WORDS, {4}), second: ("Thin. Press 5 or n if in doubt.", {3})}


def test_what_was_written_survives_going_to_the_next_application_and_back_by_keys(chromium: Browser):
    panel = Panel()
    first, second = panel.asked()[:2]
    with evaluating(chromium, panel, viewport=DESKTOP) as page:
        page.get_by_role("link", name=f"Begin with {first}").click()
        page.wait_for_url(f"**/{first}")
        keys = Keyboard(page)
        keys.press("5")
        page.locator("#comment").focus()
        keys.write(WORDS)
        keys.press("Tab", "n")
        page.wait_for_url(f"**/{second}")
        assert page.locator("#comment").input_value() == ""
        keys.press("p")
        page.wait_for_url(f"**/{first}")
        assert page.locator("#comment").input_value() == WORDS
        assert page.locator("input[type=radio]:checked").get_attribute("value") == "5"
        assert page.get_by_text("put back as you left it").is_visible()

    assert panel.held() == ()


def test_whoever_turns_the_keys_off_marks_nothing_by_accident(chromium: Browser):
    panel = Panel()
    with evaluating(chromium, panel, viewport=DESKTOP) as page:
        page.get_by_role("link", name=f"Begin with {panel.asked()[0]}").click()
        page.wait_for_url(f"**/{panel.asked()[0]}")
        page.keyboard.press("?")
        page.get_by_label("Use single keys on this desk").uncheck()
        page.reload()
        page.keyboard.press("4")
        assert page.locator("input[type=radio]:checked").count() == 0


def test_without_javascript_two_are_scored_on_a_phone_and_a_forgotten_mark_costs_no_word(chromium: Browser):
    panel = Panel()
    first, second = panel.asked()[:2]
    criteria = [one.id for one in panel.rules.criteria]
    with evaluating(chromium, panel, viewport=PHONE, java_script_enabled=False) as page:
        page.get_by_role("link", name=f"Begin with {first}").click()
        assert not page.locator("#keys").is_visible()
        for criterion in criteria[:-1]:
            page.locator(f'[id="mark-{criterion}-4"]').check()
        page.locator("#comment").fill(WORDS)
        page.get_by_role("button", name="Hand in and go on").click()

        page.locator(".errors a").first.click()
        assert page.locator(":focus").get_attribute("name") == f"mark-{criteria[-1]}"
        assert page.locator("#comment").input_value() == WORDS
        assert page.locator("input[type=radio]:checked").count() == len(criteria) - 1
        assert too_wide(page) == 0
        assert panel.held() == ()
        page.locator(f'[id="mark-{criteria[-1]}-2"]').check()
        page.get_by_role("button", name="Hand in and go on").click()

        page.wait_for_url(f"**/{second}*")
        for criterion in criteria:
            page.locator(f'[id="mark-{criterion}-1"]').check()
        page.locator("#comment").fill("No.")
        page.get_by_role("button", name="Hand in, back to the list").dblclick()
        page.get_by_text(f"2 of {len(panel.asked())} handed in").wait_for()

    assert [one.application for one in panel.held()] == sorted((first, second))
    assert [one.comment for one in panel.held() if one.application == first] == [WORDS]
