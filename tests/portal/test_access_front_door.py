"""Who may do what at the front door: every page x every role x every relation, on the real application."""

import re
from functools import cache

import httpx
import pytest

from delegation.access import ROUTES, Relation, Role, Way
from delegation.access_pages import PAGES
from tests.portal.front_world import OTHER, SLUG, FrontWorld, world_for

STREAMED = ("/desk/{slug}/live",)
"""Pages that go on telling: asked for their head alone."""
LINKED = sorted(key for key, row in PAGES.items() if Way.LINK in row.ways)
AT_THE_DESK = sorted(
    (method, path)
    for (method, path), row in PAGES.items()
    if Way.ACCOUNT in row.ways and not (method == "GET" and path in STREAMED)
)
LOOKED_AT = sorted(path for method, path in PAGES if method == "GET" and path not in STREAMED)
FORM = {"nothing": "known"}
"""A form no page asks for: what it says of it, only who may send it says."""


@cache
def world_at(path: str) -> FrontWorld:
    return world_for(path)


def filled(world: FrontWorld, path: str, **more: str) -> str:
    """The path with everything in its slots. What `FrontWorld.slots` does not know is `none`."""
    slots = {**world.slots, **more}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda slot: slots.get(slot[1], "none"), path)


async def said(client: httpx.AsyncClient, method: str, path: str) -> tuple[int, str]:
    answer = await client.request(method, path, data=FORM if method == "POST" else None)
    return answer.status_code, answer.text


@pytest.mark.parametrize(("method", "path"), LINKED)
async def test_a_page_behind_a_link_opens_for_whose_it_is_and_for_nobody_else(method: str, path: str):
    world, kind, leaks = world_for(path), path[1], []
    async with world.browser(is_signed_in=False) as client:
        unknown = await said(client, method, filled(world, path, token="unknown"))
        assert unknown[0] == 404
        for role in Role:
            for relation in Relation:
                is_allowed = ROUTES[method, path].allows(role, relation)
                for token in world.tried(role, kind, relation):
                    answer = await said(client, method, filled(world, path, token=token))
                    is_open = answer != unknown
                    if is_open != is_allowed:
                        leaks.append((role, relation, answer[0]))
    assert leaks == []


@pytest.mark.parametrize(("method", "path"), AT_THE_DESK)
async def test_a_page_of_the_desk_opens_for_the_accounts_of_the_delegation_alone(method: str, path: str):
    world = world_at(path)
    async with world.browser(is_signed_in=False) as stranger:
        asked = await stranger.request(method, filled(world, path), data=FORM if method == "POST" else None)
    async with world.browser(OTHER) as neighbour:
        elsewhere = (await said(neighbour, method, filled(world, path)))[0]
        unknown = (await said(neighbour, method, filled(world, path, slug="atlantis-2030")))[0]
    async with world.browser(SLUG) as own, world.browser() as everywhere:
        mine = [(await said(one, method, filled(world, path)))[0] for one in (own, everywhere)]

    assert asked.status_code == (401 if method == "POST" else 303)
    assert asked.headers.get("location", "/sign-in?next=").startswith("/sign-in?next=")
    if "{slug}" in path:
        assert (elsewhere, unknown) == (404, 404)
        assert not {404, 401, 403, 500} & set(mine), mine
    else:  # opening a delegation is for those who see all of them
        assert not {404, 401, 403, 500} & set(mine[1:]), mine


@pytest.mark.parametrize("path", LOOKED_AT)
async def test_looking_at_a_page_changes_nothing(path: str):
    world = world_for(path)
    tokens = [token for role in Role if (token := world.token(role, path[1:2]))] or ["none"]
    async with world.browser() as client:
        await client.get("/healthz")
        before = world.state()
        for method in ("GET", "HEAD", "GET"):
            for token in tokens:
                await client.request(method, filled(world, path, token=token))
        after = world.state()

    assert after == before


@pytest.mark.parametrize(("method", "path"), [*LINKED, *AT_THE_DESK])
async def test_a_personal_page_is_not_kept_and_an_own_form_is_demanded(method: str, path: str):
    world = world_at(path)
    token = next((token for role in Role if (token := world.token(role, path[1]))), "none")
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} if method == "POST" else {}
    async with world.browser() as client:
        answer = await client.request(method, filled(world, path, token=token), headers=headers)

    assert "no-store" in answer.headers["cache-control"]
    if method == "POST":
        assert answer.status_code == 403
