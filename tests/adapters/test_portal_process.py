"""The portal's process as it runs: with the vault up and Temporal away."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.feeds import Feeds
from activities.links import Asked, Links
from activities.register import Register
from embedded.settings import EmbeddedSettings
from settings import Settings
from tests.portal import stages
from vault import open_store

ROOT = Path(__file__).parents[2]


class Process:
    """`python -m portal.web` on the stack of `embedded`, and what it writes."""

    def __init__(self, embedded: EmbeddedSettings, log: Path) -> None:
        self.address = embedded.portal_address
        self.log = log
        environment = {**os.environ, "LEGATION_EMBEDDED": embedded.model_dump_json()}
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.web"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while self.get("/robots.txt")[0] != 200:
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.2)

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()
        except OSError:
            return 0, b""


@pytest.fixture(scope="module")
def portal(seaweed: EmbeddedSettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    portal = Process(seaweed, tmp_path_factory.mktemp("portal") / "portal.log")
    portal.wait()
    yield portal
    portal.process.kill()
    portal.process.wait()


def test_feeds_are_served_and_answers_asked_for_later_while_temporal_is_away(
    seaweed: EmbeddedSettings, portal: Process
):
    file, _ = stages.example()
    store = open_store(Settings(embedded=seaweed))
    register = Register(store)
    register.keep_file(file)
    register.keep("usa-2017", file.people[0].model_copy(update={"id": "A-17"}))
    asked = [Asked("visit", 0, datetime(2017, 5, 15, tzinfo=UTC))]
    feeds = Feeds(store, register)
    links = Links(portal.address, register, feeds).calendar_links("usa-2017", "A-17", asked)
    feed, page = links.feed.removeprefix(portal.address), links.answers["visit"].removeprefix(portal.address)

    status, calendar = portal.get(feed)
    refused, words = portal.get(page)

    assert (status, calendar[:15]) == (200, b"BEGIN:VCALENDAR")
    assert refused == 503
    assert b"Please try again in a minute" in words
    assert feed.split("/")[-1] not in portal.log.read_text()
    assert page.split("/")[-1] not in portal.log.read_text()


def test_the_process_says_what_is_away(portal: Process):
    status, health = portal.get("/healthz")

    seen = json.loads(health)
    assert (status, seen["engine"], seen["vault"]) == (200, "down", "up")
    assert list(seen["ways"]) == ["embedded mailboxes"]


def test_the_process_ends_when_it_is_asked_to(portal: Process):
    portal.process.send_signal(signal.SIGTERM)

    assert portal.process.wait(15) in (0, -signal.SIGTERM)
