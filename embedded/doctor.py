"""What is wrong on this computer, and what to do about it."""

import importlib.metadata
import json
import shutil
import subprocess
import sys
import time
import urllib.request
import zoneinfo
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from delegation.search_attributes import SEARCH_ATTRIBUTES
from embedded import capability, object_store, ports
from embedded.errors import StackError
from embedded.finding import Finding
from embedded.mail import MailServer
from embedded.object_store import ObjectStore
from embedded.portal import Portal
from embedded.program import APPLICATION_ROOT
from embedded.settings import EmbeddedSettings
from embedded.temporal import TemporalServer

REQUIRED_DIRECTORIES = ("templates",)
ENOUGH_DISK = 1_000_000_000
START = "start the stack: ./legation up"

__all__ = ["Finding", "examine"]


def examine(
    settings: EmbeddedSettings,
    search_attributes: Mapping[str, str] = SEARCH_ATTRIBUTES,
    required_directories: Sequence[str] = REQUIRED_DIRECTORIES,
) -> list[Finding]:
    """Look at everything, change nothing, raise nothing. Takes a few seconds.

    `required_directories`: what the application reads, relative to its root.
    """
    return [
        _python(),
        _optimised(),
        _time_zones(),
        _clock(),
        _disk(settings),
        *(_directory(name) for name in required_directories),
        _program("temporal", TemporalServer(settings, search_attributes).binary, "--version"),
        _program("weed", ObjectStore(settings).binary, "version"),
        *_ports(settings),
        *_asked("Temporal", lambda: _temporal(TemporalServer(settings, search_attributes))),
        *_asked("object store", lambda: _object_store(settings)),
        _mail(MailServer(settings)),
        *_asked("portal", lambda: _portal(Portal(settings, []))),
    ]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    fix = "" if sys.version_info >= (3, 11) else "use a later one: make clean, make PYTHON=python3.11 setup"
    return Finding("Python", not fix, f"{version}, {sys.executable}", fix)


def _optimised() -> Finding:
    if not sys.flags.optimize:
        return Finding("Python", True, "checks are on (no -O)")
    return Finding("Python", False, "runs with -O: checks are off", "drop -O and unset PYTHONOPTIMIZE")


def _time_zones() -> Finding:
    try:
        zoneinfo.ZoneInfo("America/New_York")
        version = importlib.metadata.version("tzdata")
    except (zoneinfo.ZoneInfoNotFoundError, importlib.metadata.PackageNotFoundError):
        return Finding("time zones", False, "no time zone data", "run: make setup")
    return Finding("time zones", True, f"tzdata {version}")


def _clock() -> Finding:
    """Certificates, deadlines and signed links all go wrong with a clock that stands in the past."""
    made = (APPLICATION_ROOT / "pyproject.toml").stat().st_mtime
    now = time.strftime("%Y-%m-%d %H:%M:%S %Z")
    if time.time() < made - 86_400:
        return Finding("clock", False, f"{now} is before this program was made", "set the computer's clock")
    return Finding("clock", True, now)


def _disk(settings: EmbeddedSettings) -> Finding:
    place = next(path for path in (settings.directory, *settings.directory.parents) if path.exists())
    free = shutil.disk_usage(place).free
    detail = f"{free / 1e9:.1f} GB free for {settings.directory}"
    fix = "" if free > ENOUGH_DISK else "free some space, or set LEGATION_EMBEDDED__DIRECTORY"
    return Finding("disk", not fix, detail, fix)


def _directory(name: str) -> Finding:
    place = APPLICATION_ROOT / name
    if place.is_dir():
        return Finding("files", True, f"{name}/ is there")
    return Finding("files", False, f"{place} is missing", f"get it back: git checkout -- {name}")


def _program(name: str, find: Callable[[], Path], version: str) -> Finding:
    try:
        binary = find()
        said = subprocess.run([binary, version], capture_output=True, text=True, check=True, timeout=30)
    except StackError as error:
        return Finding(name, False, "not found", str(error))
    except (OSError, subprocess.SubprocessError) as error:
        return Finding(name, False, f"does not run: {error}", "run: make clean setup")
    return Finding(name, True, f"{said.stdout.strip().splitlines()[0]}, {binary}")


def _ports(settings: EmbeddedSettings) -> list[Finding]:
    """While the stack runs, its ports are its own."""
    if settings.is_claimed():
        return [Finding("ports", True, "in use by the running stack")]
    taken = [port for port in settings.ports() if not ports.is_free(settings.host, port.number)]
    if not taken:
        return [Finding("ports", True, "all free")]
    return [
        Finding(
            "ports",
            False,
            f"port {port.number} ({port.purpose}) is taken",
            f"stop the other program or choose another with {port.setting}",
        )
        for port in taken
    ]


def _asked(part: str, ask: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """The findings of a server; one finding more when it stops answering in between."""
    findings: list[Finding] = []
    try:
        findings.extend(ask())
    except Exception as error:  # whatever a sick server does is a finding
        findings.append(Finding(part, False, f"does not answer as it should: {error}", START))
    return findings


def _temporal(server: TemporalServer) -> Iterator[Finding]:
    if not server.is_ready():
        yield Finding("Temporal", False, f"not reachable at {server.address}", START)
        return
    yield Finding("Temporal", True, f"reachable at {server.address}")
    missing = ", ".join(server.missing_search_attributes())
    fix = "restart the stack: ./legation down, ./legation up"
    if missing:
        yield Finding("Temporal", False, f"search attributes are not registered: {missing}", fix)
    else:
        yield Finding("Temporal", True, "search attributes are registered")
    kept, wanted = server.retention_days(), server.settings.retention_days
    detail = f"closed workflows are kept for {kept} days"
    yield Finding("Temporal", kept >= wanted, detail, "" if kept >= wanted else fix)


def _object_store(settings: EmbeddedSettings) -> Iterator[Finding]:
    if not ObjectStore(settings).is_ready():
        yield Finding("object store", False, f"not reachable at {settings.s3_address}", START)
        return
    yield Finding("object store", True, f"reachable at {settings.s3_address}")
    yield from capability.probe(object_store.client(settings), settings.bucket)


def _portal(portal: Portal) -> Iterator[Finding]:
    """Whether it answers, and what it says of the ways in which mail reaches it."""
    if not portal.is_ready():
        yield Finding("portal", False, f"not reachable at {portal.address}", START)
        return
    yield Finding("portal", True, f"reachable at {portal.address}")
    with urllib.request.urlopen(f"{portal.address}/healthz", timeout=10) as answer:  # noqa: S310 - our own
        ways: dict[str, str] = json.load(answer)["ways"]
    for name, state in ways.items():
        fix = "" if state == "up" else f"it is tried again and again; see {portal.log}"
        yield Finding("portal", not fix, f"{name}: {state}", fix)


def _mail(server: MailServer) -> Finding:
    if server.is_ready():
        return Finding("mail", True, f"reachable at {server.address}")
    return Finding("mail", False, f"not reachable at {server.address}", START)
