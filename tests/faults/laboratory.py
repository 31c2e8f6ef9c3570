"""The laboratory: the real stack, worker and portal, with a network that fails and somebody who kills.

Everything that is judged is told by the sink's log, the applicants' logs and the vault itself.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from temporalio.client import Client
from temporalio.service import RPCError

from activities.ports import DocumentStore
from activities.register import Register
from composition import connect
from delegation.file import DelegationFile
from delegation.reading.delegation_file import read_delegation
from embedded.settings import EmbeddedSettings
from embedded.stack import Stack
from settings import Settings
from tests.faults.dice import NO_FAULTS, Dice, faults_at
from tests.faults.http_proxy import HttpProxy
from tests.faults.killer import Blow
from tests.faults.network import Network
from tests.faults.outfit import EMBEDDED
from tests.faults.smtp_sink import SmtpSink
from vault import open_store

FILE = Path(__file__).parents[1] / "workflows" / "small.yaml"
ROOT = Path(__file__).parents[2]
OUTFIT = (sys.executable, "-m", "tests.faults.outfit")
WORKER = (*OUTFIT, "tests.faults.sending_worker")
PORTAL = (*OUTFIT, "portal.web")
SOON = 0.5
"""Seconds before a killed part is started again."""
CLAIM_SECONDS, SMTP_SECONDS = "3", "1"
"""A fifteenth of production's, as in `rounds.SEND`; their order is what counts."""


class Faults(NamedTuple):
    """Chances of faults: per SMTP conversation, and per request to the object store."""

    smtp: Mapping[str, float] = NO_FAULTS
    s3: Mapping[str, float] = NO_FAULTS


BEFORE = [
    *("connect-cut", "connect-4xx", "connect-hang", "hello-cut", "hello-hang"),
    *("mail-4xx", "mail-cut", "rcpt-4xx", "rcpt-cut", "data-4xx", "data-cut", "data-hang"),
]
AT_THE_DOT = ["dot-4xx", "dot-cut", "dot-hang"]
AFTER = ["taken-cut", "taken-hang"]
FIVE_PERCENT_EACH = Faults(
    smtp={**faults_at(0.05, *BEFORE), **faults_at(0.05, *AT_THE_DOT), **faults_at(0.05, *AFTER)},
    s3=faults_at(0.05, "500", "applied-500", "applied-cut", "cut", "slow"),
)
"""5 % of conversations fail before the mail is there, 5 % when it is there, 5 % after it was taken; and 5 %
of the requests to the object store."""


class Laboratory:
    """One stack with everything that can go wrong around it. `seed` decides what does."""

    def __init__(
        self, folder: Path, seed: str, faults: Faults, *, naive: bool = False, with_portal: bool = False
    ) -> None:
        self.settings = EmbeddedSettings.on_free_ports(folder / "stack")
        self.seed = seed
        self.sink_log = folder / "sink.jsonl"
        self.applicants = folder / "applicants"
        self.sink = SmtpSink(self.sink_log, Dice(f"{seed}/smtp", faults.smtp))
        self.s3 = HttpProxy(self.settings.s3_port, Dice(f"{seed}/s3", faults.s3))
        self._naive = naive
        self._with_portal = with_portal

    @contextmanager
    def open(self) -> Iterator["Laboratory"]:
        """Until the block ends. What the parts are told stands in this process's environment meanwhile."""
        with Network() as network, _told(self._environment(network)):
            worker = [*WORKER, str(self.sink_log), *(["--naive"] if self._naive else [])]
            portal = PORTAL if self._with_portal else None
            self.stack = Stack(self.settings, worker, portal_command=portal, longest_pause=SOON)
            self._hold_dice(is_held=True)
            with self.stack:
                self.stack.wait_ready()
                self._hold_dice(is_held=False)
                yield self

    def _hold_dice(self, *, is_held: bool) -> None:
        self.sink.dice.is_held = self.s3.dice.is_held = is_held

    def _environment(self, network: Network) -> dict[str, str]:
        proxied = self.settings.model_copy(update={"s3_port": network.listen(self.s3.converse)})
        mail = {
            "VIA": "smtp",
            "HOST": "127.0.0.1",
            "PORT": str(network.listen(self.sink.converse)),
            "STARTTLS": "false",
            "CLAIM_SECONDS": CLAIM_SECONDS,
            "TIMEOUT_SECONDS": SMTP_SECONDS,
        }
        told = {f"LEGATION_MAIL__{name}": value for name, value in mail.items()}
        return told | dict.fromkeys((EMBEDDED, "LEGATION_EMBEDDED"), proxied.model_dump_json())

    # --- what the laboratory itself may use: the ways without faults ------------------------------------

    @property
    def direct(self) -> Settings:
        """As the parts have them, past the proxy."""
        return Settings(embedded=self.settings)

    def store(self) -> DocumentStore:
        return open_store(self.direct)

    async def client(self) -> Client:
        while True:
            try:
                return await connect(self.direct)
            except RuntimeError:
                await asyncio.sleep(0.1)

    def delegation(self, slug: str) -> DelegationFile:
        """The small delegation of the stories under another name, known to the register."""
        file = read_delegation(FILE.read_text(), str(FILE)).model_copy(update={"slug": slug})
        Register(self.store()).keep_file(file)
        return file

    def blows(self, kills: Mapping[str, int], until: int) -> Blow:
        """Kills spread over the work, until so many mails were taken."""
        return Blow(self.stack, f"{self.seed}/kills", kills, progress=self.sink.taken.total, until=until)

    def thrown(self) -> Counter[str]:
        """Faults so far, by kind."""
        return self.sink.dice.thrown + self.s3.dice.thrown

    def apply(self, slug: str, applicants: int, processes: int) -> Sequence[subprocess.Popen[bytes]]:
        """Start processes in which that many people apply."""
        each = -(-applicants // processes)
        return [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.faults.applicants", slug),
                    *(str(first), str(min(first + each, applicants))),
                    str(self.applicants / f"{first}.jsonl"),
                ],
                cwd=ROOT,
            )
            for first in range(0, applicants, each)
        ]


async def outcome(client: Client, workflow_id: str, seconds: float) -> object:
    """What a workflow returned; the engine may be killed while it is waited for."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            handle = client.get_workflow_handle(workflow_id)
            return await asyncio.wait_for(handle.result(), deadline - time.monotonic())
        except RPCError:
            await asyncio.sleep(0.2)


@contextmanager
def _told(environment: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
