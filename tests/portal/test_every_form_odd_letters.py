"""Every text field of every form: letters nobody expects are kept as they are, or refused and given back."""

from collections.abc import Iterator, Mapping

import httpx
import pytest

from tests.portal.every_form import PLACES, Found, Place, every_form, place
from tests.portal.forms_found import typed_back
from tests.portal.odd_letters import ODD, letters, read_as, readings, shown_on, written_in

pytestmark = pytest.mark.timeout(900)
APART = ("emoji, both directions, marks and code", "one letter", "a hundred and twenty")
"""Each of these is typed into one field alone as well, so that no other field is refused before."""
NOT_ASKED = {("/o/{token}/papers/{paper}", "room-with")}
"""What is asked only after another answer is left out with it, as its label says."""


@pytest.fixture(scope="module")
def forms() -> list[Found]:
    return [one for one in every_form() if one.form.free()]


@pytest.mark.parametrize("stage", PLACES)
async def test_odd_letters_are_kept_or_come_back(forms: list[Found], stage: str):
    lost = []
    at = place(stage).put_back()
    async with at.browser() as browser:
        before = at.state()
        for found in (one for one in forms if one.stage == stage):
            for odd, names in groups_of(found):
                at.put_back(before)
                typed = dict.fromkeys(names, ODD[odd])
                answer = await posted(browser, found, typed)
                gone = lost_of(at, before, answer, typed)
                lost += [(found.route, odd, name) for name in gone if (found.route, name) not in NOT_ASKED]
    assert lost == []


def groups_of(found: Found) -> Iterator[tuple[str, tuple[str, ...]]]:
    """All fields at once, then one by one."""
    names = found.form.free()
    for odd in ODD:
        yield odd, names
        if odd in APART and len(names) > 1:
            yield from ((odd, (name,)) for name in names)


async def posted(browser: httpx.AsyncClient, found: Found, typed: Mapping[str, str]) -> httpx.Response:
    content, kind = found.form.sent(found.form.filled(typed))
    return await browser.post(found.form.action, content=content, headers={"content-type": kind})


def lost_of(
    at: Place, before: Mapping[str, object], answer: httpx.Response, typed: Mapping[str, str]
) -> list[str]:
    """Which fields lost their text: it is neither kept, nor shown, nor given back in a field."""
    refused = answer.status_code in (409, 422)
    assert refused or answer.status_code < 400, (answer.status_code, answer.text[:200])
    if refused:
        back = {letters(one) for one in typed_back(answer.text)}
        return [name for name, text in typed.items() if not readings(name, text) & back]
    if answer.status_code == 200 and "<html" not in answer.text:
        return []  # a part of the page, put beside the form, which stays as it is
    known = f"{written_in(at.new_since(before))}\n{shown_on(answer.text)}"
    return [name for name, text in typed.items() if not any(one in known for one in readings(name, text))]


def test_what_nobody_can_read_is_marked_where_it_stood():
    assert read_as("a\x00b\ud83dc\u2028d é") == "a\ufffdb\ufffd\ufffd\ufffdc d é"
