"""No room left in the engine's database, the object store or the mail server: people wait, nothing is lost.

Nobody but root can make a small disk. So the engine's database gets no further pages (`max_page_count` of
SQLite, with the error of a full disk), and store and mail server answer as full ones do.
"""

import os
import signal
import time
from pathlib import Path

import pytest

from embedded.program import wait_until
from embedded.temporal import SQLITE_PRAGMAS, TemporalServer
from tests.faults.applying import apply_under_faults
from tests.faults.laboratory import Faults, Laboratory

APPLICANTS = 40
SOME = 8
"""Mails after which the disk is full."""
FULL_FOR = 6
PAGE = 4096
FEW_PAGES = 10


def restart(laboratory: Laboratory, part: str) -> None:
    before = laboratory.stack.pid(part)
    assert before is not None
    os.killpg(before, signal.SIGKILL)
    assert wait_until(lambda: laboratory.stack.pid(part) not in (None, before), 20)
    laboratory.stack.wait_ready()


def full_database(laboratory: Laboratory) -> None:
    """Full once some have applied; room again later."""
    assert wait_until(lambda: laboratory.sink.taken.total() >= SOME, 120)
    size = TemporalServer(laboratory.settings, {}).database.stat().st_size
    SQLITE_PRAGMAS["max_page_count"] = str(size // PAGE + FEW_PAGES)
    try:
        restart(laboratory, "temporal")
        time.sleep(FULL_FOR)
        log = (laboratory.settings.log_directory / "temporal.log").read_text(errors="replace")
        assert "database or disk is full" in log
    finally:
        del SQLITE_PRAGMAS["max_page_count"]
        restart(laboratory, "temporal")


def full_elsewhere(laboratory: Laboratory) -> None:
    """The store first, then the mail server."""
    for place in (laboratory.s3, laboratory.sink):
        assert wait_until(lambda: laboratory.sink.taken.total() >= SOME, 120)
        place.is_full = True
        time.sleep(FULL_FOR)
        place.is_full = False


@pytest.mark.parametrize("fills", [full_database, full_elsewhere], ids=["database", "store and mail"])
def test_when_the_disk_is_full_people_wait_and_nothing_is_lost(tmp_path: Path, fills):
    received = apply_under_faults(tmp_path, "full", APPLICANTS, {}, Faults(), meanwhile=fills)

    assert received.applications.is_flawless, received.applications
    assert received.applications.acknowledged == APPLICANTS
    assert received.letters.is_flawless, received.letters
    assert received.letters.sent == APPLICANTS
