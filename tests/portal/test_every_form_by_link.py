"""Every form behind an address of somebody's own: revoked, run out, or of another kind, it does nothing."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from activities.links import PERSON, Links
from portal.web.organising import sessions
from tests.portal.every_form import Found, Place, every_form, place

pytestmark = pytest.mark.timeout(900)
LINKED = re.compile(r"^/(a|o|h|m|e|draft|instead)/([^/?]+)")
INVITATION = re.compile(r"^/sign-in/[^/?]+")
LONG_AFTER = datetime(2060, 1, 1, tzinfo=UTC)
Claims = dict[str, str]


@pytest.fixture(scope="module")
def forms() -> list[Found]:
    return [one for one in every_form() if LINKED.match(one.form.action) or INVITATION.match(one.form.action)]


async def answered(at: Place, found: Found, actions: Iterator[str] | list[str]) -> list[tuple[str, int, str]]:
    """What each of these addresses is answered with; none of them has an effect."""
    said = []
    content, kind = found.form.sent(found.form.filled())
    async with at.browser() as browser:
        before = at.state()
        for action in actions:
            answer = await browser.post(action, content=content, headers={"content-type": kind})
            assert at.changed(before) == [], found.route
            page = re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2])
            said.append((found.route, answer.status_code, " ".join(page.split())))
    return said


async def test_a_revoked_link_does_nothing_and_says_where_the_new_one_is(forms: list[Found]):
    for found in (one for one in forms if LINKED.match(one.form.action)):
        at = place(found.stage).put_back()
        claims = claims_of(found)
        links_of(at)._ring.bump(claims["d"], person_of(claims), datetime.now(UTC))

        [(_, status, page)] = await answered(at, found, [found.form.action])

        assert status == 404, found.route
        assert "it was replaced by a newer one. Please open it from the newest mail." in page
        at.put_back()


async def test_a_link_that_has_run_out_does_nothing_and_says_whom_to_ask(
    forms: list[Found], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sessions, "INVITATION_SECONDS", -1)
    for found in forms:
        at = place(found.stage).put_back()
        for clock in (one for one in (*at.engines(), at.desk.legation) if hasattr(one, "now")):
            clock.now = LONG_AFTER

        [(route, status, page)] = await answered(at, found, [found.form.action])

        assert status in (404, 409, 410), route
        assert re.search(r"organiser|antworten Sie|schreiben Sie bitte an|reply|invite you", page), (
            route,
            page,
        )
        at.put_back()


async def test_a_genuine_link_of_another_kind_opens_nothing_here(forms: list[Found]):
    for found in (one for one in forms if LINKED.match(one.form.action)):
        at = place(found.stage).put_back()

        said = await answered(at, found, others_in_its_place(at, found))

        assert {status for _, status, _ in said} == {404}, found.route
        assert all("Please open it from the newest mail." in page for *_, page in said)


def others_in_its_place(at: Place, found: Found) -> Iterator[str]:
    """The form's address with each other token that the same person could hold."""
    known = LINKED.match(found.form.action)
    assert known is not None
    claims, links = claims_of(found), links_of(at)
    slug, who = claims["d"], person_of(claims)
    held = (
        links.offer_link(slug, who),
        links.host_link(slug, who),
        links.meetings_link(slug, who),
        links.draft_link(slug, who),
        links.instead_link(slug, who),
        links.evaluator_link(slug, who),
        *links.answer_links(slug, who, [("welcome", 0, LONG_AFTER)]).values(),
    )
    for _, kind, token in (one.rsplit("/", 2) for one in held):
        if kind != known[1]:
            yield found.form.action.replace(known[2], token)


def links_of(at: Place) -> Links:
    links = at.desk.links
    assert isinstance(links, Links)
    return links


def claims_of(found: Found) -> Claims:
    known = LINKED.match(found.form.action)
    assert known is not None
    said = known[2].partition(".")[0]
    claims: Claims = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    return claims


def person_of(claims: Claims) -> str:
    return next(claims[name] for name in PERSON if name in claims)
