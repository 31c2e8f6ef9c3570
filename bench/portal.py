"""How much a page of the portal costs beside a bare FastAPI route that fills in the same template.

    python -m bench.portal                      each page, 16 browsers at once
    python -m bench.portal --seconds 20 --browsers 4

Both are served by one process and asked by turns in the same run, so the ratio holds on any machine. The
delegation is in memory: what is measured is the portal, not the engine or the vault.
"""

import argparse
import asyncio
import multiprocessing
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, NamedTuple

import httpx

from bench.applicants import FORM_HEADERS, applicants, filled_form
from delegation.access import Role
from portal.story_files import read_story_folder
from portal.web.organising.sessions import COOKIE
from tests.browser.pages_open import free_port
from tests.portal.desk_portal import account_at, cookie_of
from tests.portal.front_world import FrontWorld, world_for

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

PAGES = (
    ("the call", "/d/{slug}"),
    ("the form", "/d/{slug}/apply"),
    ("where I stand", "/o/{token}"),
    ("my programme", "/o/{token}/programme"),
    ("today", "/o/{token}/today"),
    ("to do", "/o/{token}/todo"),
    ("a host's page", "/h/{token}"),
    ("a score sheet", "/e/{token}/{application}"),
    ("the board", "/desk"),
    ("applications", "/desk/{slug}/applications"),
    ("the programme at the desk", "/desk/{slug}/itinerary"),
)
APPLY = "/d/{slug}/apply"
SENT = "an application sent"
EXAMPLE = Path(__file__).parents[1] / "examples" / "usa-2017"
BARE = "/bare"
Ask = Callable[[], Awaitable[httpx.Response]]


class Timed(NamedTuple):
    """One route under load."""

    median: float
    """Milliseconds."""
    p99: float
    bytes: int


def serve(path: str, port: int, told: "Connection") -> None:
    """The portal at the stage of this path; `/bare` fills in once more what the page was made of."""
    import uvicorn
    from fastapi import FastAPI, Request, Response

    from portal.web.app import create_app
    from portal.web.pages import Pages

    made: dict[str, Callable[[], Response]] = {}
    usual = Pages.shown

    def shown(self: Pages, *given: object, **named: object) -> Response:
        made["last"] = lambda: usual(self, *given, **named)  # type: ignore[arg-type]
        return made["last"]()

    Pages.shown = shown  # type: ignore[assignment, method-assign]
    world = world_for(path)
    told.send((address_of(world, path), cookie_of(world.desk, account_at(world.desk))))
    portal = create_app(replace(world.desk, address=f"http://127.0.0.1:{port}"))
    bare = FastAPI()

    @bare.get(BARE)
    async def again(_: Request) -> Response:
        return made["last"]()

    async def app(scope: dict, receive: object, send: object) -> None:  # type: ignore[type-arg]
        await (bare if scope.get("path") == BARE else portal)(scope, receive, send)  # type: ignore[operator]

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


async def measure(path: str, seconds: float, browsers: int, *, sends: bool = False) -> tuple[Timed, Timed]:
    """The page, or what is sent by its form, and the bare route."""
    port, (hears, tells) = free_port(), multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=serve, args=(path, port, tells), daemon=True
    )
    process.start()
    try:
        address, cookie = await asyncio.to_thread(hears.recv)
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", cookies={COOKIE: cookie}, timeout=60
        ) as client:
            await _until_up(client, address, process)
            asked = _applying(client, address) if sends else lambda: client.get(address)
            page = await _loaded(asked, seconds, browsers)
            return page, await _loaded(lambda: client.get(BARE), seconds, browsers)
    finally:
        process.terminate()
        process.join()


def _applying(client: httpx.AsyncClient, address: str) -> Ask:
    """Somebody else each time opens the form and sends it; the sending is what is timed."""
    _, story = read_story_folder(EXAMPLE)
    answers = [one for sent in story.applications if isinstance(one := sent.application["answers"], dict)]
    people = applicants(10**9, answers)
    own = {"Origin": str(client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin", **FORM_HEADERS}

    async def ask() -> httpx.Response:
        form = filled_form((await client.get(address)).text, next(people))
        began = time.perf_counter()
        answer = await client.post(form.action, content=form.body, headers=own)
        answer.extensions["seconds"] = time.perf_counter() - began
        if answer.status_code != 303:
            raise LookupError(f"an application was answered with {answer.status_code}")
        return answer

    return ask


def address_of(world: FrontWorld, path: str) -> str:
    from tests.portal.test_access_front_door import filled

    roles = (Role.DELEGATE, Role.HOST, Role.EVALUATOR)
    token = next((token for role in roles if (token := world.token(role, path[1]))), "none")
    return filled(world, path, token=token)


async def _until_up(client: httpx.AsyncClient, address: str, process: "BaseProcess") -> None:
    for _ in range(600):
        try:
            answer = await client.get(address)
        except httpx.TransportError:
            if not process.is_alive():
                raise
            await asyncio.sleep(0.1)
            continue
        answer.raise_for_status()
        return
    raise TimeoutError("The portal did not start.")


async def _loaded(ask: Ask, seconds: float, browsers: int) -> Timed:
    """So many browsers, each asking again as soon as it has an answer."""
    times: list[float] = []
    size, end = 0, time.monotonic() + seconds

    async def one() -> None:
        nonlocal size
        while time.monotonic() < end:
            began = time.perf_counter()
            answer = await ask()
            if not answer.has_redirect_location:
                answer.raise_for_status()
            size = len(answer.content)
            times.append(answer.extensions.get("seconds", time.perf_counter() - began) * 1000)

    await asyncio.gather(*(one() for _ in range(browsers)))
    cuts = quantiles(times, n=100)
    return Timed(cuts[49], cuts[98], size)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--seconds", type=float, default=8)
    options.add_argument("--browsers", type=int, default=16)
    given = options.parse_args()
    print("| page | KB | median ms | p99 ms | bare p99 ms | p99 / bare |\n" + "|---|" + "---|" * 5)
    for name, path in (*PAGES, (SENT, APPLY)):
        page, bare = asyncio.run(measure(path, given.seconds, given.browsers, sends=name == SENT))
        print(
            f"| {name} | {page.bytes / 1000:.0f} | {page.median:.0f} | {page.p99:.0f} "
            f"| {bare.p99:.0f} | {page.p99 / bare.p99:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    from delegation.unoptimised import demand_assertions

    demand_assertions()
    main()
