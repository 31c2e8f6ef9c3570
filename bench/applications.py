"""Ten thousand people apply at the portal of a real stack: what was answered, kept, told and lost.

    python -m bench.applications                                10,000, sixteen browsers
    python -m bench.applications --count 200 --keep FOLDER      fewer; the stack's folder stays there

Each browser opens the form, sends it and opens the receipt, then the next person sits down: as fast as it
goes. Engine, vault, mail, worker and portal are processes of their own, as in production; the rule for how
often one address may post is raised by its setting, as all browsers sit at one. Beside them a process serves
`/bare`, a bare FastAPI route with the template of the form, which is asked by turns. Exit code 1 when
something was lost, refused or doubled, or when it took longer than `--minutes`.
"""

import argparse
import asyncio
import multiprocessing
import os
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple
from urllib.parse import urljoin

import httpx

from bench.applicants import FORM_HEADERS, Applicant, applicants, filled_form
from bench.applied import Judged, judge, until_taken
from bench.portal import BARE, serve
from composition import open_legation
from delegation.file import DelegationFile
from delegation.tempo import Tempo
from embedded.settings import EmbeddedSettings
from embedded.stack import Stack
from portal.client import Legation
from portal.rehearsals.demo import PORTAL, WORKER
from portal.story_files import read_story_folder
from settings import Settings
from tests.browser.pages_open import free_port

EXAMPLE = Path(__file__).parents[1] / "examples" / "usa-2017"
SLUG = "ten-thousand"
RAISED = {"LEGATION_PORTAL__POSTS_A_MINUTE": "1000000"}
BARE_EVERY = 10
"""Applications of one browser between two looks at the bare route."""
CODE = re.compile(r'<strong class="code">([^<]+)</strong>')
KEPT = '<p class="said good" role="status">'
"""On the page of an application that is safe, with its receipt to come by mail."""
FORM, SENT, RECEIPT, BARE_FORM = "the form", "an application sent", "the receipt", "bare: the form's template"


class Applied(NamedTuple):
    """What the browsers saw."""

    times: dict[str, list[float]]
    """Milliseconds of each answer, by what was asked."""
    wrong: Counter[str]
    """Answers that were none, by what they said."""
    codes: dict[str, str]
    """The receipt each person was shown, by address; empty: told that it is safe and comes by mail."""
    seconds: float


class Browsers:
    """So many at once, each with one person after the other."""

    def __init__(self, address: str, bare: str, people: Iterator[Applicant]) -> None:
        self._address, self._bare, self._people = address, bare, people
        self.times: dict[str, list[float]] = defaultdict(list)
        self.wrong: Counter[str] = Counter()
        self.codes: dict[str, str] = {}

    async def work(self, count: int) -> Applied:
        began, self._at_work = time.monotonic(), count
        async with asyncio.TaskGroup() as group:
            for _ in range(count):
                group.create_task(self._one())
            group.create_task(self._tell(began))
        return Applied(self.times, self.wrong, self.codes, self._ended - began)

    async def _one(self) -> None:
        headers = {"Origin": self._address, "Sec-Fetch-Site": "same-origin"}
        async with httpx.AsyncClient(timeout=120, headers=headers) as client:
            for done, person in enumerate(self._people):
                try:
                    await self._apply(client, person)
                except (httpx.HTTPError, LookupError) as reason:
                    self.wrong[f"{type(reason).__name__}: {reason}"[:120]] += 1
                if done % BARE_EVERY == 0:
                    await self._timed(BARE_FORM, client.build_request("GET", self._bare + BARE), client)
        self._ended, self._at_work = time.monotonic(), self._at_work - 1

    async def _apply(self, client: httpx.AsyncClient, person: Applicant) -> None:
        form = await self._timed(
            FORM, client.build_request("GET", f"{self._address}/d/{SLUG}/apply"), client, 200
        )
        filled = filled_form(form.text, person)
        sent = client.build_request(
            "POST", urljoin(self._address, filled.action), content=filled.body, headers=FORM_HEADERS
        )
        told = await self._timed(SENT, sent, client, 303)
        address = urljoin(self._address, told.headers["location"])
        receipt = await self._timed(RECEIPT, client.build_request("GET", address), client, 200)
        self.codes[person.email] = _shown(receipt.text)

    async def _timed(
        self, what: str, request: httpx.Request, client: httpx.AsyncClient, wanted: int = 200
    ) -> httpx.Response:
        """Raises LookupError for another status than `wanted`."""
        began = time.perf_counter()
        answer = await client.send(request)
        self.times[what].append((time.perf_counter() - began) * 1000)
        if answer.status_code != wanted:
            raise LookupError(f"{what}: {answer.status_code}")
        return answer

    async def _tell(self, began: float) -> None:
        """Now and then, how far it is."""
        before = 0
        while self._at_work:
            await asyncio.sleep(10)
            now, seconds = len(self.codes), time.monotonic() - began
            said = f"{seconds:4.0f} s: {now} taken, {(now - before) * 6} a minute; {dict(self.wrong)}"
            print(said, file=sys.stderr, flush=True)
            before = now


def _shown(page: str) -> str:
    """The receipt; empty where the application is safe and the receipt comes by mail."""
    if CODE.search(page) is None and KEPT not in page:
        raise LookupError("the receipt: neither a code nor that it is safe")
    found = CODE.search(page)
    return found[1] if found else ""


@contextmanager
def bare_route() -> Iterator[str]:
    """The address of a process that serves `/bare` from the template of the form."""
    port, (hears, tells) = free_port(), multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=serve, args=("/d/{slug}/apply", port, tells), daemon=True
    )
    process.start()
    address = f"http://127.0.0.1:{port}"
    path, _ = hears.recv()
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=20)) as client:
            client.get(address + path).raise_for_status()
        yield address
    finally:
        process.terminate()
        process.join()


async def apply(settings: EmbeddedSettings, bare: str, count: int, browsers: int) -> tuple[Applied, Judged]:
    file, story = read_story_folder(EXAMPLE)
    file = file.model_copy(update={"slug": SLUG})
    legation = await open_legation(Settings(embedded=settings))
    await _open(legation, file)
    models = [one.application["answers"] for one in story.applications]
    people = applicants(count, [one for one in models if isinstance(one, dict)])
    applied = await Browsers(settings.portal_address, bare, people).work(browsers)
    mails = await until_taken(settings, count)
    return applied, await judge(legation, file, applied.codes, settings, mails)


async def _open(legation: Legation, file: DelegationFile) -> None:
    """With its call open from now on, at the speed of real time."""
    now = datetime.now(UTC)
    await legation.open(file, Tempo(real_origin=now, trip_origin=file.call.opens_at))


def table(applied: Applied, judged: Judged, count: int) -> str:
    base = quantiles(applied.times[BARE_FORM], n=100)[98]
    rows = ["| asked | times | median ms | p99 ms | p99 / bare |", "|---|---|---|---|---|"]
    for name in (FORM, SENT, RECEIPT, BARE_FORM):
        cuts = quantiles(applied.times[name], n=100)
        told = f"{len(applied.times[name]):,} | {cuts[49]:.0f} | {cuts[98]:.0f} | {cuts[98] / base:.1f}"
        rows.append(f"| {name} | {told} |")
    minutes, shown = applied.seconds / 60, sum(map(bool, applied.codes.values()))
    rows += [
        "",
        "| | |",
        "|---|---|",
        f"| applications | {count:,} |",
        f"| minutes | {minutes:.1f} |",
        f"| a minute | {count / minutes:,.0f} |",
        f"| answers other than success | {applied.wrong.total()} |",
        f"| receipts shown | {shown:,} |",
        f"| told that it is safe, receipt to come by mail | {len(applied.codes) - shown:,} |",
        *(f"| {name} | {value:,} |" for name, value in judged._asdict().items() if isinstance(value, int)),
    ]
    return "\n".join(row.replace("_", " ") for row in rows)


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--browsers", type=int, default=16)
    options.add_argument("--keep", type=Path, help="leave the stack's folder here")
    given = options.parse_args()
    os.environ.update(RAISED)
    with tempfile.TemporaryDirectory() as folder, bare_route() as bare:
        settings = EmbeddedSettings.on_free_ports(given.keep or Path(folder))
        with Stack(settings, WORKER, portal_command=PORTAL) as stack:
            stack.wait_ready()
            applied, judged = asyncio.run(apply(settings, bare, given.count, given.browsers))
    print(table(applied, judged, given.count))
    for said, times in applied.wrong.most_common():
        print(f"{times} x {said}")
    in_time = applied.seconds <= given.minutes * 60
    return 0 if in_time and not applied.wrong and judged.is_flawless(given.count) else 1


if __name__ == "__main__":
    from delegation.unoptimised import demand_assertions

    demand_assertions()
    sys.exit(main())
