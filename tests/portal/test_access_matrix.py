"""Who may do what, to whose: every route x every role x every relation, on the real application."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from delegation.access import MESSAGES, ROUTES, Relation, Role, Way
from delegation.access_pages import PAGES
from portal.web.app import create_app
from portal.web.doors import Door, demand_doors
from portal.web.limiting import Limit, Limits
from tests.contracts import definitions
from tests.portal.access_portal import PORTAL, READER, SLUG, World

SCANNERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Safe Links",
    "Mozilla/5.0 (compatible; Proofpoint URL Defense)",
    "Barracuda Sentinel (EE)",
    "Mimecast-URL-Scanner/2.0",
    "Googlebot/2.1 (+http://www.google.com/bot.html)",
    "Slackbot-LinkExpanding 1.0",
    "WhatsApp/2.23.20 A",
    "facebookexternalhit/1.1",
    "Outlook-iOS-Android/1.0",
    "curl/8.5.0",
)
CALLED = {
    "calendars.calendar": {"Participant.calendar", "Host.calendar"},
    "calendars.answer_invite": {"Participant.answer_invite", "Host.answer_invite"},
    "journeys.journey": {"Participant.view"},
    "journeys.roster": {"Delegation.roster"},
    "journeys.answer": {"Participant.answer"},
    "journeys.withdraw": {"Participant.withdraw"},
    "hosts.host": {"Host.view"},
    "hosts.answer_host": {"Host.answer_host"},
    "hosts.withdraw_host": {"Host.withdraw"},
    "parties.journey": {"Participant.view"},
    "parties.meeting_book": {"Delegation.meeting_book"},
    "parties.request_meetings": {"Participant.request_meetings"},
    "parties.answer_requests": {"Participant.answer_requests"},
    "parties.rate_meetings": {"Participant.rate_meetings"},
}
"""Which messages the methods behind the pages are."""
SLOTS = {"{stamp}": "0123456789", "{name:path}": "style.css", "{slug}": SLUG}
"""What stands in paths besides secrets."""
FORMS = (
    {"answer": "decline", "standing": "received", "sure": "yes"},
    {"answer": "accept", "sequence": "0", "costs": "yes"},
    {"answer": "withdraw", "standing": "received", "sure": "yes"},
    {"reason": "plans", "sure": "yes"},
    {"part": "ask", "wish-A-20": "must"},
    {"part": "answer", "answer-A-20": "nice"},
    {"meetings": "3"},
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def browser(world: World, address: str = "127.0.0.1", limits: Limits | None = None) -> httpx.AsyncClient:
    from dataclasses import replace

    desk = replace(world.desk, limits=limits or Limits(wrong=Limit(10**9, 1), posts=Limit(10**9, 1)))
    transport = httpx.ASGITransport(create_app(desk), client=(address, 50000))
    return httpx.AsyncClient(transport=transport, base_url=PORTAL)


def secret_routes() -> Iterator[tuple[str, str, str]]:
    """Method, path and kind of each route with a secret in it; `test_access_front_door` has the rest."""
    for (method, path), row in sorted(ROUTES.items()):
        if row.ways & {Way.LINK, Way.FEED} and (method, path) not in PAGES:
            yield method, path, path[1]


async def said(client: httpx.AsyncClient, method: str, path: str, token: str) -> tuple[int, str, str]:
    """Status, body and headers, without what tells only the time."""
    data = {"answer": "accept"} if method == "POST" else None
    answer = await client.request(method, path.replace("{token}", token), data=data)
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    return answer.status_code, answer.text, str(sorted(headers.items()))


async def test_every_route_by_every_role_to_every_relation_shows_what_is_theirs_and_nothing_else(
    world: World,
):
    tried, leaks, opened = 0, [], 0
    async with browser(world) as client:
        for method, path, kind in secret_routes():
            unknown = await said(client, method, path, "unknown")
            assert unknown[0] == 404, (method, path)
            for role in Role:
                for relation in Relation:
                    allowed = ROUTES[method, path].allows(role, relation)
                    for token in world.tried(role, kind, relation):
                        tried += 1
                        answer = await said(client, method, path, token)
                        opened += answer[0] != 404
                        if not allowed and answer != unknown:
                            leaks.append((method, path, role, relation))
                        if allowed and answer[0] == 404:
                            leaks.append((method, path, role, relation, "not opened"))
    assert leaks == []
    assert tried > 2000
    assert opened >= 30


async def test_a_genuine_address_opens_its_kind_of_page_and_no_other(world: World):
    """So that the matrix is known to notice: each role opens exactly what the table gives it."""
    async with browser(world) as client:
        for role in Role:
            kinds = {
                kind for _, path, kind in secret_routes() if ROUTES["GET", path].allows(role, Relation.OWN)
            }
            assert kinds == {one.kind for one in world.held_by(role)}
            for one in world.held_by(role):
                path = next(path for _, path, kind in secret_routes() if kind == one.kind)
                token = world.own(one.kind, one.person)
                assert (await client.get(path.replace("{token}", token))).status_code == 200, (role, one)


async def test_readers_of_payloads_are_known_by_their_token_and_by_nothing_else(world: World):
    tokens = ["x", *(world.own(one.kind, one.person) for role in Role for one in world.held_by(role))]
    async with browser(world) as client:
        for role_token in tokens[:19]:
            for path in ("/codec/decode", f"/codec/{role_token}/decode"):
                headers = {"Authorization": f"Bearer {role_token}"}
                answer = await client.post(path, json={"payloads": []}, headers=headers)
                assert answer.status_code in (401, 429)
        headers = {"Authorization": f"Bearer {READER}"}
        assert (await client.post("/codec/decode", json={"payloads": []}, headers=headers)).status_code == 200


def example_of(path: str) -> str:
    """The path with everything filled in that is no secret."""
    for slot, filled in SLOTS.items():
        path = path.replace(slot, filled)
    return path


async def test_whatever_looks_at_pages_changes_nothing_however_often(world: World):
    """GET and HEAD of every route, with genuine addresses, 200 times each."""
    tokens = {one.kind: world.own(one.kind, one.person) for role in Role for one in world.held_by(role)}
    before, count = world.state(), 0
    paths = [key for key in ROUTES if key[0] in ("GET", "HEAD") and key not in PAGES]
    async with browser(world) as client:
        for method, path in paths:
            for number in range(100):
                agent = SCANNERS[number % len(SCANNERS)]
                address = example_of(path).replace("{token}", tokens.get(path[1], ""))
                answer = await client.request(method, address, headers={"User-Agent": agent})
                assert answer.status_code == 200, address
                count += 1
    assert world.state() == before
    assert count == 100 * len(paths)


async def test_pages_call_only_what_their_row_allows(world: World):
    seen: set[str] = set()
    async with browser(world) as client:
        for method, path, kind in secret_routes():
            row = ROUTES[method, path]
            for role in Role:
                for one in world.held_by(role):
                    if one.kind != kind:
                        continue
                    for form in FORMS if method == "POST" else ({},):
                        world.called.clear()
                        address = path.replace("{token}", world.own(kind, one.person))
                        await client.request(method, address, data=form or None)
                        messages = set().union(*(CALLED[name] for name in world.called))
                        assert messages <= row.calls, (method, path, world.called)
                        seen |= messages
    assert {name for key, row in ROUTES.items() if key not in PAGES for name in row.calls} - seen <= {
        "Delegation.programme",
        "Delegation.roster",
        "Participant.rate_meetings",
    }


def test_every_message_a_page_may_send_is_one_that_its_people_may_send():
    for (method, path), row in ROUTES.items():
        for call in row.calls & set(MESSAGES):
            assert Way.LINK in MESSAGES[call].ways, (method, path, call)
            senders = {role for role in Role if MESSAGES[call].allows(role, Relation.OWN)}
            assert senders & set(row.allowed), (method, path, call)


def test_every_update_and_signal_of_every_workflow_has_a_row_and_every_row_a_message():
    there = {
        f"{one.name}.{name}"
        for one in definitions()
        for kind in (one.updates, one.signals)
        for name in kind
        if name
    }

    assert there == set(MESSAGES)


def test_by_a_link_or_mail_nobody_reaches_what_is_not_theirs():
    for row in (*ROUTES.values(), *MESSAGES.values()):
        if row.ways & {Way.LINK, Way.FEED, Way.MAIL}:
            others = {
                role: relations for role, relations in row.allowed.items() if role is not Role.ORGANISER
            }
            assert all(relations == {Relation.OWN} for relations in others.values())


def test_evaluators_reach_their_own_score_sheets_and_nothing_else():
    rows = {**{path: row for (_, path), row in ROUTES.items()}, **MESSAGES}
    reached = {
        name for name, row in rows.items() if Way.OPEN not in row.ways and Role.EVALUATOR in row.allowed
    }

    assert reached == {
        "/e/{token}",
        "/e/{token}/{application}",
        "/e/{token}/{application}/conflict",
        "Evaluation.hand_in",
        "Evaluation.declare_conflict",
    }
    assert all(rows[name].allowed[Role.EVALUATOR] == {Relation.OWN} for name in reached)


def test_the_application_serves_exactly_the_routes_of_the_table(world: World):
    app = create_app(world.desk)
    served = {(method, route.path) for route in app.routes for method in route.methods}  # type: ignore[attr-defined]

    assert served == set(ROUTES)


def test_a_route_nobody_decided_about_cannot_be_served(world: World):
    app = create_app(world.desk)

    with pytest.raises(
        LookupError, match=r"The route GET /all-applications has no row in delegation/access\.py"
    ):
        app.get("/all-applications")(lambda: "everything")
    with pytest.raises(LookupError, match=r"POST /robots\.txt has no row"):
        app.post("/robots.txt")(lambda: "everything")
    bare = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    bare.get("/robots.txt")(lambda: "")
    with pytest.raises(LookupError, match="did not come in by"):
        demand_doors(bare)


def test_all_routes_come_in_by_the_door(world: World):
    assert all(isinstance(route, Door) for route in create_app(world.desk).routes)


# --- what an address reveals, and how often one may try ----------------------------------------------------


async def test_pages_with_secrets_are_neither_kept_nor_found_by_search_engines(world: World):
    async with browser(world) as client:
        for method, path, kind in secret_routes():
            if method == "GET" and kind != "c":
                one = next(one for role in Role for one in world.held_by(role) if one.kind == kind)
                for token in (world.own(kind, one.person), "unknown"):
                    answer = await client.get(path.replace("{token}", token))
                    assert answer.headers["cache-control"] == "no-store"
                    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
                    assert answer.headers["referrer-policy"] == "same-origin"


async def test_who_tries_tokens_has_to_wait_and_others_have_not(world: World):
    limits = Limits(wrong=Limit(5, 3600), posts=Limit(100, 60))
    genuine = world.own("o", "A-18")
    desk_browser = browser(world, "203.0.113.7", limits)
    async with desk_browser as client:
        tries = [await client.get(f"/{kind}/guess-{number}") for number, kind in enumerate("aohma")]
        late = await client.get("/o/guess-6")
        even_so = await client.get(f"/o/{genuine}")
        small = await client.get("/robots.txt")
    async with browser(world, "203.0.113.8", limits) as client:
        other = await client.get(f"/o/{genuine}")

    assert [one.status_code for one in tries] == [404] * 5
    assert (late.status_code, even_so.status_code) == (429, 429)
    assert 3590 <= int(late.headers["retry-after"]) <= 3601
    assert "Too many tries" in late.text
    assert (small.status_code, other.status_code) == (200, 200)


async def test_opening_a_genuine_address_again_and_again_is_no_try(world: World):
    async with browser(world, "203.0.113.7", Limits(wrong=Limit(3, 3600))) as client:
        answers = [await client.get(f"/o/{world.own('o', 'A-18')}") for _ in range(20)]

    assert {one.status_code for one in answers} == {200}


async def test_forms_are_limited_and_a_post_too_many_does_nothing(world: World):
    path = f"/h/{world.own('h', 'ben-franklin')}"
    async with browser(world, "203.0.113.7", Limits(posts=Limit(2, 60))) as client:
        answers = [await client.post(path, data={"meetings": str(number)}) for number in (3, 4, 5)]

    assert [one.status_code for one in answers] == [303, 303, 429]
    assert [one.at_most for one in world.town.hosts.heard] == [3, 4]  # type: ignore[union-attr]


async def test_the_header_of_a_proxy_counts_only_where_it_was_set(world: World):
    async def last(limits: Limits, *told: str) -> int:
        async with browser(world, "203.0.113.7", limits) as client:
            return [
                (await client.get(f"/o/guess-{one}", headers={"X-Forwarded-For": one})).status_code
                for one in told
            ][-1]

    strict = Limit(1, 3600)
    assert await last(Limits(wrong=strict), "198.51.100.1", "198.51.100.2") == 429
    behind = Limits(wrong=strict, header="x-forwarded-for")
    assert await last(behind, "198.51.100.1", "198.51.100.2") == 404
    assert await last(behind, "6.6.6.6, 198.51.100.1", "7.7.7.7, 198.51.100.1") == 429
    assert await last(behind, "2001:db8:1:2::1", "2001:db8:1:2::2") == 429


def test_what_opens_nothing_says_the_same_in_the_same_words_for_every_kind(world: World):
    assert len({re.sub(r"\{.*", "", path) for _, path, _ in secret_routes()}) == 5
