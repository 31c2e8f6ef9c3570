"""A store that is away when worker and portal start is waited for; one that breaks a promise ends them."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

import vault
from activities.adapters.local_keys import LocalKeys
from embedded.capability import StoreAway
from embedded.errors import StackError
from embedded.object_store import REGION, credentials
from embedded.program import wait_until
from embedded.settings import EmbeddedSettings
from settings import Settings, VaultSettings
from tests.faults.dice import NO_FAULTS, Dice
from tests.faults.http_proxy import FAILED, HttpProxy, Request
from vault import demand_promises, probe_vault, wait_for_promises

ROOT = Path(__file__).parents[2]


class Answering(BaseHTTPRequestHandler):
    """A store that answers everything with one status, or hangs up (0)."""

    status = 503

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.status:
            self.close_connection = True
            return
        self.send_response(self.status)
        self.send_header("ETag", '"same"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PUT = do_HEAD = do_DELETE = _answer  # noqa: N815 - as http.server asks for them

    def log_message(self, format: str, *args: object) -> None:
        """Quietly."""


@pytest.fixture
def answering() -> Iterator[Callable[[int], Settings]]:
    """Settings of a bucket at a store that answers with that status."""
    servers: list[ThreadingHTTPServer] = []

    def at(status: int) -> Settings:
        handler = type("Handler", (Answering,), {"status": status})
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        Thread(target=servers[-1].serve_forever, daemon=True).start()
        return bucket_at(f"http://127.0.0.1:{servers[-1].server_port}")

    yield at
    for server in servers:
        server.shutdown()
        server.server_close()


def bucket_at(endpoint: str) -> Settings:
    return Settings(
        vault=VaultSettings(bucket="vault", endpoint=endpoint, access_key="test", secret_key="test")
    )


@pytest.mark.parametrize("status", [0, 429, 500, 502, 503, 504])
def test_a_store_that_cannot_answer_now_breaks_no_promise(answering: Callable[[int], Settings], status: int):
    settings = answering(status)

    with pytest.raises(StoreAway):
        demand_promises(settings)
    [finding] = probe_vault(settings)
    assert not finding.ok
    assert finding.detail.startswith(f"not reachable at {settings.vault.endpoint}: ")


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9", "http://no-such-host.invalid"])
def test_a_store_at_whose_address_nobody_answers_breaks_no_promise(endpoint: str):
    with pytest.raises(StoreAway, match="nothing answers there, or its name is not known"):
        demand_promises(bucket_at(endpoint))


def test_a_store_that_never_answers_is_away_after_a_while(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vault, "PROBE_READS", 0.2)
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), Answering) as silent,  # listens, and nobody serves
        pytest.raises(StoreAway, match="does not answer in time"),
    ):
        demand_promises(bucket_at(f"http://127.0.0.1:{silent.server_port}"))


@pytest.mark.parametrize("status", [200, 400, 403, 404, 501])
async def test_an_answer_that_breaks_a_promise_ends_the_start_at_once(
    answering: Callable[[int], Settings], status: int
):
    with pytest.raises(StackError, match="The bucket 'vault' cannot be the vault"):
        await wait_for_promises(answering(status))


class Way(HttpProxy):
    """Hands on `lasts` requests; after those all but removals are answered in the same way."""

    address = ""
    lasts = 1000
    answer = b""

    async def _answer(self, request: Request) -> bytes:
        if sum(self.requests.values()) >= self.lasts and not request.head.startswith(b"DELETE"):
            return self.answer
        return await super()._answer(request)


@pytest.fixture
async def way(seaweed: EmbeddedSettings) -> AsyncIterator[Way]:
    """To a store that keeps its promises; `is_away` cuts it."""
    proxy = Way(seaweed.s3_port, Dice("away", NO_FAULTS))
    server = await asyncio.start_server(proxy.converse, "127.0.0.1", 0)
    proxy.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield proxy


@pytest.fixture
def beyond(way: Way, seaweed: EmbeddedSettings, tmp_path: Path) -> Settings:
    """A bucket of one's own at the end of that way."""
    keys = credentials(seaweed)
    return Settings(
        vault=VaultSettings(
            bucket=seaweed.bucket,
            region=REGION,
            endpoint=way.address,
            access_key=keys.access_key,
            secret_key=keys.secret_key,
            prefix=f"{tmp_path.name.replace('_', '-').lower()}/",
        )
    )


async def test_a_store_that_comes_back_is_run_on_and_the_log_says_what_was_waited_for(
    way: Way, beyond: Settings, caplog: pytest.LogCaptureFixture
):
    way.is_away = True
    caplog.set_level("INFO")

    waiting = asyncio.create_task(wait_for_promises(beyond, (0.1, 0.2)))
    assert await asyncio.to_thread(wait_until, lambda: caplog.text.count("Waiting for") >= 3, 60)
    way.is_away = False
    await asyncio.wait_for(waiting, 60)

    *waited, back = [one.getMessage() for one in caplog.records if one.name == "vault"]
    place = beyond.vault.endpoint
    said = (
        f"Waiting for the object store at {place}: it does not answer in time, or hangs up. It is asked again"
    )
    assert waited[:3] == [f"{said} in {pause} s." for pause in (0.1, 0.2, 0.2)]
    assert back == f"The object store at {place} is back."


@pytest.mark.parametrize("lasts", [2, 4, 7, 10])
@pytest.mark.parametrize("answer", [b"", FAILED], ids=["hangs-up", "fails"])
async def test_a_store_that_goes_away_in_the_midst_breaks_no_promise(
    way: Way, beyond: Settings, lasts: int, answer: bytes
):
    way.lasts, way.answer = lasts, answer

    with pytest.raises(StoreAway):
        await asyncio.to_thread(demand_promises, beyond)


class Starting:
    """`python -m <part>` with a bucket of its own."""

    def __init__(self, part: str, settings: Settings, embedded: EmbeddedSettings, folder: Path) -> None:
        self.log = folder / "part.log"
        own = settings.vault
        environment = {
            **os.environ,
            "LEGATION_EMBEDDED": embedded.model_dump_json(),
            "LEGATION_KEYS__PATH": str(folder / "vault.json"),
            "LEGATION_VAULT__BUCKET": own.bucket,
            "LEGATION_VAULT__REGION": own.region,
            "LEGATION_VAULT__ENDPOINT": str(own.endpoint),
            "LEGATION_VAULT__ACCESS_KEY": str(own.access_key),
            "LEGATION_VAULT__SECRET_KEY": own.secret_key.get_secret_value() if own.secret_key else "",
            "LEGATION_VAULT__PREFIX": own.prefix,
        }
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", part], cwd=ROOT, env=environment, stdout=output, stderr=output
            )

    def says(self, words: str, times: int = 1) -> bool:
        """Once it stands in its log so often. False: not within a minute, or the process ended before."""

        def is_said() -> bool:
            return self.log.read_text().count(words) >= times

        wait_until(lambda: is_said() or self.process.poll() is not None, 60)
        return is_said()


@pytest.mark.parametrize("part", ["worker", "portal.web"])
async def test_a_part_waits_at_its_start_and_goes_on_when_the_store_is_there(
    part: str, way: Way, beyond: Settings, seaweed: EmbeddedSettings, tmp_path: Path
):
    way.is_away = True
    LocalKeys.made(tmp_path / "vault.json")
    starting = Starting(part, beyond, seaweed, tmp_path)
    try:
        assert await asyncio.to_thread(starting.says, "Waiting for the object store at", 2)
        assert starting.process.poll() is None
        way.is_away = False
        assert await asyncio.to_thread(starting.says, "is back."), starting.log.read_text()
        assert "cannot be the vault" not in starting.log.read_text()
    finally:
        starting.process.kill()
        starting.process.wait()


async def test_a_part_that_waits_ends_when_it_is_asked_to(
    way: Way, beyond: Settings, seaweed: EmbeddedSettings, tmp_path: Path
):
    way.is_away = True
    starting = Starting("worker", beyond, seaweed, tmp_path)
    assert await asyncio.to_thread(starting.says, "Waiting for the object store at")

    began = time.monotonic()
    starting.process.send_signal(signal.SIGINT)

    assert await asyncio.to_thread(starting.process.wait, 20) != 0
    assert time.monotonic() - began < 15
