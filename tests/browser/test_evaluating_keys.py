"""The evaluation desk by keyboard alone, with and without script, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.pages_open import DESKTOP, PHONE, findings, served, too_wide
from tests.portal.evaluators_portal import E1, Panel
from tests.portal.invites_portal import SLUG


class Scoring:
    """A panel whose evaluators sit at a real browser."""

    def __init__(self, panel: Panel, address: str, context: BrowserContext) -> None:
        self.panel = panel
        self.page: Page = context.new_page()
        self._own = address + panel.path()

    def open(self, tail: str = "") -> None:
        self.page.goto(f"{self._own}/{tail}" if tail else self._own)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def marked(self) -> list[str]:
        found: list[str] = self.page.eval_on_selector_all(
            "#sheet input[type=radio]:checked", "all => all.map(one => one.value)"
        )
        return found


@pytest.fixture
def panel() -> Panel:
    return Panel()


@pytest.fixture
def scoring(chromium: Browser, panel: Panel) -> Iterator[Scoring]:
    with served(panel.desk) as desk:
        context = chromium.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
        yield Scoring(panel, desk.address, context)
        context.close()


def test_an_evaluator_scores_with_the_keyboard_alone(scoring: Scoring):
    first, second, *_ = scoring.panel.asked()
    scoring.open(first)

    scoring.press("4", "3", "5", "4", "2")
    assert scoring.marked() == ["4", "3", "5", "4", "2"]
    assert scoring.page.locator("#total").inner_text() == "3.75"
    scoring.page.keyboard.type("nps 5: a clear plan?")
    scoring.press("Tab", "s")
    scoring.page.wait_for_url(f"**/{second}?taken={first}")

    (sheet,) = scoring.panel.held()
    assert (sheet.application, sheet.evaluator, sheet.comment) == (first, E1, "nps 5: a clear plan?")
    assert [one.mark for one in sheet.marks] == [4, 3, 5, 4, 2]


def test_what_was_not_handed_in_is_put_back_and_forgotten_once_it_is(scoring: Scoring):
    first, second, *_ = scoring.panel.asked()
    scoring.open(first)
    scoring.press("4", "3", "n")
    scoring.page.wait_for_url(f"**/{second}")
    scoring.press("p")
    scoring.page.wait_for_url(f"**/{first}")

    assert scoring.marked() == ["4", "3"]
    assert "put back as you left it" in scoring.page.locator("#sheet .news").inner_text()
    scoring.press("1", "1", "1", "1", "1")
    scoring.press("Tab", "s")
    scoring.page.wait_for_url(f"**?taken={first}")
    assert scoring.page.evaluate("sessionStorage.length") == 0


def test_single_keys_can_be_switched_off_for_good(scoring: Scoring):
    scoring.open(scoring.panel.asked()[0])
    scoring.press("?")
    scoring.page.locator("#keys-on").uncheck()
    scoring.page.reload()

    scoring.press("4", "s", "n")

    assert scoring.marked() == []
    assert scoring.panel.held() == ()


def test_mistakes_are_told_where_the_keyboard_is(scoring: Scoring):
    scoring.open(scoring.panel.asked()[0])
    scoring.press("s")
    scoring.page.wait_for_selector(".errors")

    assert scoring.page.evaluate("document.activeElement.className") == "errors"
    assert findings(scoring.page) == []
    scoring.press("Tab", "Enter", "Space")
    assert scoring.marked() == ["0"]


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_a_sheet_is_handed_in_on_a_small_phone_by_touch_with_and_without_script(
    chromium: Browser, panel: Panel, has_script: bool
):
    application = panel.asked()[0]
    with served(panel.desk) as desk:
        context = chromium.new_context(viewport=PHONE, java_script_enabled=has_script)  # type: ignore[arg-type]
        scoring = Scoring(panel, desk.address, context)
        scoring.open()
        scoring.page.get_by_text(f"Begin with {application}").click()
        for criterion in panel.rules.criteria:
            scoring.page.locator(f"#mark-{criterion.id}-4").click()
        scoring.page.get_by_text("Hand in and go on").click()
        scoring.page.wait_for_url(f"**?taken={application}")
        context.close()

    assert panel.held()[0].application == application


def test_a_conflict_is_declared_by_keyboard(scoring: Scoring):
    application = scoring.panel.asked()[0]
    scoring.open(f"{application}/conflict")
    scoring.page.locator("#link-work").focus()
    scoring.press("Space", "Tab")
    scoring.page.keyboard.type("A project we share.")
    scoring.press("Enter")
    scoring.page.wait_for_selector("text=Declare this conflict of interest?")
    assert findings(scoring.page) == []
    assert too_wide(scoring.page) == 0
    scoring.page.locator("button.danger").focus()
    scoring.press("Enter")
    scoring.page.wait_for_url(f"**?declared={application}")

    (declared,) = scoring.panel.legation.conflicts
    assert declared.reason == "I work or have worked with the applicant. A project we share."
    assert scoring.panel.legation.register.knows(SLUG, application)
