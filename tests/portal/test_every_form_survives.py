"""Every form of every page: sent twice, far too long, with a wrong link, without an engine."""

import inspect
import re

import httpx
import pytest

from delegation.access import ROUTES
from portal.errors import EngineAway
from tests.portal.every_form import Found, Place, every_form, place
from tests.portal.forms_found import Pairs, typed_back

pytestmark = pytest.mark.timeout(900)
"""The first test walks through all pages, which takes minutes where many tests run at once."""
MEGABYTES = "x" * 5_000_000
Mine = list[tuple[Found, Place]]
FOR_PROGRAMS = ("/api/", "/codec/")
"""What is posted to without any form."""
POSTED = {path for method, path in ROUTES if method == "POST" and not path.startswith(FOR_PROGRAMS)}
LINKED = re.compile(r"^/(?:a|o|h|m|e|draft|sign-in)/([^/?]+)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "route" in metafunc.fixturenames:
        metafunc.parametrize("route", sorted(POSTED))


@pytest.fixture(scope="module")
def forms() -> list[Found]:
    return every_form()


@pytest.fixture
def mine(forms: list[Found], route: str) -> list[tuple[Found, Place]]:
    """The forms posted to that route, each with its delegation."""
    found = [(one, place(one.stage)) for one in forms if one.route == route]
    assert found, f"no page has a form for {route}: show one at a stage in every_form.py"
    return found


async def sent(browser: httpx.AsyncClient, found: Found, pairs: Pairs, action: str = "") -> httpx.Response:
    content, kind = found.form.sent(pairs)
    return await browser.post(action or found.form.action, content=content, headers={"content-type": kind})


def said_in(answer: httpx.Response) -> str:
    """The words of a page; whoever is sent on is told there."""
    assert answer.status_code < 500, (answer.status_code, answer.text[:200])
    if answer.is_redirect or "text/html" not in answer.headers["content-type"]:
        return "It is found elsewhere, or is a file."
    return re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2] or answer.text).strip()


async def test_there_is_no_form_without_a_route_and_no_route_without_a_form(forms: list[Found]):

    assert [one.form.action for one in forms if not one.route] == []
    assert POSTED - {one.route for one in forms} == set()


async def test_the_same_thing_twice_is_done_once(mine: Mine):
    for found, at in mine:
        at.put_back()
        async with at.browser() as browser:
            first = await sent(browser, found, found.form.filled())
            once = at.state()
            second = await sent(browser, found, found.form.filled())

        said_in(first)
        assert said_in(second)
        assert at.changed(once) == [], found.form.action


async def test_five_megabytes_in_any_field_are_refused_in_words(mine: Mine):
    for found, at in mine:
        at.put_back()
        async with at.browser() as browser:
            for name in {*found.form.typed()[:1], *found.form.typed()[-1:]}:
                before = at.state()
                answer = await sent(browser, found, found.form.with_text(name, MEGABYTES))
                assert answer.status_code in (413, 422), (name, answer.status_code)
                assert len(said_in(answer)) > 20
                assert at.changed(before) == []


async def test_with_the_engine_away_it_is_said_and_what_was_typed_comes_back(
    mine: Mine, monkeypatch: pytest.MonkeyPatch
):
    lost = []
    for found, at in mine:
        at.put_back()
        typed = {name: f"{name} typed" for name in found.form.written()}
        async with at.browser() as browser:
            with monkeypatch.context() as away:
                for one in at.engines():
                    for name, _ in inspect.getmembers(type(one), inspect.iscoroutinefunction):
                        away.setattr(one, name, no_answer)
                answer = await sent(browser, found, found.form.filled(typed))
        assert answer.status_code < 500 or answer.status_code == 503, found.form.action
        assert len(re.sub("<[^>]+>", "", answer.text).strip()) > 20 or answer.is_redirect
        if answer.status_code == 503 and not set(typed.values()) <= set(typed_back(answer.text)):
            lost.append((found.form.action, sorted(typed)))
    assert lost == []


async def no_answer(*_: object, **__: object) -> None:
    raise EngineAway("Temporal does not answer.")


async def test_a_link_that_is_cut_or_somebody_elses_changes_nothing_and_says_so(mine: Mine):
    for found, at in mine:
        link = LINKED.match(found.form.action)
        if link is None:
            continue
        at.put_back()
        async with at.browser() as browser:
            for wrong in (link[1][:-4], link[1][:-1] + "~", "expired.link", "a" * 3_000):
                before = at.state()
                action = found.form.action.replace(link[1], wrong)
                answer = await sent(browser, found, found.form.filled(), action)
                assert answer.status_code in (404, 410), (wrong[:20], answer.status_code)
                assert len(said_in(answer)) > 20
                assert at.changed(before) == []
