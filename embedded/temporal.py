"""Temporal's dev server on an SQLite file, with the settings that make it durable and quick."""

import json
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from embedded import binaries, codec, ports
from embedded.errors import StackError
from embedded.part import INSTEAD, Part
from embedded.program import Program, wait_until
from embedded.settings import EmbeddedSettings

DYNAMIC_CONFIG = {
    "history.transferProcessorMaxPollRPS": "1000",  # default 20: every activity waits for its turn
    "history.timerProcessorMaxPollRPS": "1000",
    "history.timerProcessorMaxTimeShift": '"1ms"',  # default 1 s: every timer is late by that much
    "system.forceSearchAttributesCacheRefreshOnRead": "true",  # a new attribute is known at once
    "frontend.WorkflowPauseEnabled": "true",
    "matching.enableFairness": "true",
}
SQLITE_PRAGMAS = {"journal_mode": "wal", "synchronous": "full"}
"""Measured no slower than `normal` (9-13 ms per workflow start), and safe in a power cut."""
FIRST_START_SECONDS = 60


class TemporalServer(Part):
    """The engine and its web interface."""

    name = "temporal"

    def __init__(self, settings: EmbeddedSettings, search_attributes: Mapping[str, str]) -> None:
        """`search_attributes`: name to type, registered as soon as the server answers."""
        super().__init__(settings)
        self._search_attributes = search_attributes

    @property
    def database(self) -> Path:
        return self.settings.directory / "temporal" / "temporal.db"

    @property
    def claim_path(self) -> Path:
        """Beside the database: what must never be shared is the file, whoever starts the server."""
        return self.database.with_suffix(".db.lock")

    @property
    def address(self) -> str:
        return f"{self.settings.temporal_address}, UI {self.settings.temporal_ui_address}"

    def command(self) -> Sequence[str | Path]:
        return self._server_on(self.database)

    def refusal(self) -> str:
        return (
            f"{self.database} is in use by process {{holder}}; two servers on one file would damage it: "
            + INSTEAD
        )

    def prepare(self) -> None:
        """Make the database on the first start: under another name, moved into place when it is whole.

        A server killed in the first half second leaves a file with which none starts again.
        """
        self.database.parent.mkdir(parents=True, exist_ok=True)
        if self.database.exists():
            return
        unfinished = self.database.with_suffix(".db.new")
        _remove_database(unfinished)
        server = self.run(self._server_on(unfinished))
        try:
            self._await_first_start(server)
            self.settle()
        finally:
            server.stop()
        _fold_write_ahead_log(unfinished)
        unfinished.replace(self.database)

    def is_ready(self) -> bool:
        if not ports.is_listening(self.settings.host, self.settings.temporal_port):
            return False
        return self._operate("namespace", "describe").returncode == 0

    def settle(self) -> None:
        """Register the search attributes that are missing, and keep closed workflows for long enough."""
        self._operate_or_raise("namespace", "update", "--retention", f"{self.settings.retention_days * 24}h")
        for name, kind in self.missing_search_attributes().items():
            self._operate_or_raise("search-attribute", "create", "--name", name, "--type", kind)

    def missing_search_attributes(self) -> dict[str, str]:
        """Those that the server does not know yet."""
        listed = json.loads(self._operate_or_raise("search-attribute", "list", "-o", "json"))
        known = listed.get("customAttributes") or {}
        return {name: kind for name, kind in self._search_attributes.items() if name not in known}

    def retention_days(self) -> int:
        """As the server has it."""
        described: dict[str, Any] = json.loads(self._operate_or_raise("namespace", "describe", "-o", "json"))
        return int(described["config"]["workflowExecutionRetentionTtl"].removesuffix("s")) // 86400

    def binary(self) -> Path:
        return binaries.find("temporal", self.settings.temporal_binary)

    def _server_on(self, database: Path) -> list[str | Path]:
        settings = self.settings
        command: list[str | Path] = [self.binary(), "server", "start-dev", "--db-filename", database]
        command += ["--ip", settings.host, "--port", str(settings.temporal_port)]
        command += ["--ui-ip", settings.host, "--ui-port", str(settings.temporal_ui_port)]
        command += ["--namespace", settings.namespace, "--log-level", "warn", "--ui-disable-news-fetch"]
        command += ["--ui-codec-endpoint", codec.endpoint(settings)]
        for name, value in SQLITE_PRAGMAS.items():
            command += ["--sqlite-pragma", f"{name}={value}"]
        for name, value in DYNAMIC_CONFIG.items():
            command += ["--dynamic-config-value", f"{name}={value}"]
        return command

    def _await_first_start(self, server: Program) -> None:
        wait_until(lambda: server.exit_code is not None or self.is_ready(), FIRST_START_SECONDS)
        if server.exit_code is not None or not self.is_ready():
            raise StackError(f"Temporal did not start; the end of {self.log}:\n{server.last_words()}")

    def _operate(self, noun: str, verb: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        where = ["--address", self.settings.temporal_address, "--namespace", self.settings.namespace]
        return subprocess.run(
            [self.binary(), "operator", noun, verb, *where, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )

    def _operate_or_raise(self, noun: str, verb: str, *arguments: str) -> str:
        done = self._operate(noun, verb, *arguments)
        if done.returncode != 0:
            raise StackError(f"Temporal refused '{noun} {verb}': {done.stderr.strip()}")
        return done.stdout


def _remove_database(database: Path) -> None:
    for path in database.parent.glob(database.name + "*"):
        path.unlink()


def _fold_write_ahead_log(database: Path) -> None:
    """Bring everything into the one file, so that the file alone can be moved."""
    connection = sqlite3.connect(database)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
