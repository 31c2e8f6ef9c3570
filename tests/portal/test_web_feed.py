import gzip
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from portal.web.app import create_app
from tests.portal.invites_portal import JORG, PORTAL, VISIT, Trip

PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def trip() -> Trip:
    return Trip()


async def test_a_feed_is_a_calendar_that_calendar_services_can_keep(trip: Trip):
    async with trip.browser() as browser:
        answer = await browser.get(trip.feed(), headers=PLAIN)

    assert answer.status_code == 200
    assert answer.content == trip.feeds.calendar("usa-2017", "A-17")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'inline; filename="programme.ics"'
    assert answer.headers["cache-control"] == "private, max-age=900"
    assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    assert answer.headers["last-modified"] == "Mon, 01 May 2017 12:00:00 GMT"
    assert "set-cookie" not in answer.headers


async def test_who_has_the_newest_feed_is_told_so_and_gets_nothing(trip: Trip):
    async with trip.browser() as browser:
        first = await browser.get(trip.feed(), headers=PLAIN)
        known = {**PLAIN, "If-None-Match": f'"other", W/{first.headers["etag"]}'}
        again = await browser.get(trip.feed(), headers=known)
        trip.publish(JORG.id, VISIT)
        changed = await browser.get(trip.feed(), headers=known)

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert changed.status_code == 200
    assert b"STATUS:CANCELLED" in changed.content


async def test_a_compressed_feed_is_the_same_feed_under_an_etag_of_its_own(trip: Trip):
    async with trip.browser() as browser:
        plain = await browser.get(trip.feed(), headers=PLAIN)
        compressed = await browser.get(trip.feed(), headers={"Accept-Encoding": "br;q=1, gzip"})
        named = {"Accept-Encoding": "gzip", "If-None-Match": compressed.headers["etag"]}
        again = await browser.get(trip.feed(), headers=named)

    assert compressed.headers["content-encoding"] == "gzip"
    assert compressed.headers["vary"] == "Accept-Encoding"
    assert compressed.content == plain.content  # httpx unpacks
    assert compressed.headers["etag"] not in ("", plain.headers["etag"])
    assert int(compressed.headers["content-length"]) == len(gzip.compress(plain.content, mtime=0))
    assert again.status_code == 304


async def test_who_refuses_gzip_gets_none(trip: Trip):
    async with trip.browser() as browser:
        answer = await browser.get(trip.feed(), headers={"Accept-Encoding": "gzip;q=0, identity"})

    assert "content-encoding" not in answer.headers


async def test_head_says_the_same_without_the_calendar(trip: Trip):
    async with trip.browser() as browser:
        whole = await browser.get(trip.feed(), headers=PLAIN)
        head = await browser.head(trip.feed(), headers=PLAIN)

    assert head.content == b""
    assert dict(head.headers) == dict(whole.headers)


async def test_a_revoked_feed_answers_exactly_as_one_that_never_was(trip: Trip):
    revoked = trip.feed()
    trip.feeds.revoke("usa-2017", "A-17")

    async with trip.browser() as browser:
        gone = await browser.get(revoked)
        never = await browser.get(f"/c/{'a' * 26}.ics")
        nonsense = await browser.get("/c/..%2F..%2Fetc.ics")
        fresh = await browser.get(trip.feed())

    assert (gone.status_code, never.status_code, nonsense.status_code) == (404, 404, 404)
    assert gone.content == never.content
    assert dict(gone.headers) == dict(never.headers)
    assert fresh.status_code == 200


async def test_feeds_are_served_while_the_engine_is_away(trip: Trip):
    trip.books.is_away = True

    async with trip.browser() as browser:
        assert (await browser.get(trip.feed())).status_code == 200


async def test_a_vault_that_is_away_is_asked_again_later(trip: Trip, monkeypatch: pytest.MonkeyPatch):
    path = trip.feed()

    def away(_: str) -> bytes:
        raise OSError("The store is away.")

    monkeypatch.setattr(trip.store, "read", away)
    async with trip.browser() as browser:
        answer = await browser.get(path)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


async def test_nothing_is_forbidden_to_robots_because_calendar_services_ask(trip: Trip):
    async with trip.browser() as browser:
        answer = await browser.get("/robots.txt")

    assert answer.text == "User-agent: *\nDisallow:\n"


async def test_whoever_finds_a_hole_reads_whom_to_tell_where_somebody_was_named(trip: Trip):
    desk = replace(trip.desk(), security_contact="mailto:security@platform.example")
    transport = httpx.ASGITransport(create_app(desk))
    async with trip.browser() as without, httpx.AsyncClient(transport=transport, base_url=PORTAL) as browser:
        nobody = await without.get("/.well-known/security.txt")
        answer = await browser.get("/.well-known/security.txt")

    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert nobody.status_code == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:security@platform.example"
    assert lines["Canonical"] == f"{PORTAL}/.well-known/security.txt"
    ahead = datetime.fromisoformat(lines["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < ahead < timedelta(days=366)


async def test_the_portal_says_how_it_is(trip: Trip):
    async with trip.browser() as browser:
        answer = await browser.get("/healthz")

    assert answer.json() == {"engine": "up", "vault": "up", "ways": {"embedded mailboxes": "up"}}


async def test_an_unknown_page_says_what_to_do(trip: Trip):
    async with trip.browser() as browser:
        answer = await browser.get("/c/")

    assert answer.status_code == 404
    assert "There is no such page" in answer.text
