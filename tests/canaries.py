"""Canaries: personal values that must stand nowhere on a stack's disk, in whatever form they may be written.

People's inboxes (`mail/`) are left out: they stand for the mail programs of those who were written to. Keys
are left out too; they hold nothing about anybody.
"""

import base64
import json
import re
import shutil
import sqlite3
import tempfile
import urllib.parse
import urllib.request
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from delegation.reading.story import Story

LEFT_OUT = ("mail", "keys")
PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
"""How zlib and gzip begin."""
LARGEST, PIECE = 64 * 1024 * 1024, 64 * 1024
ENGINE_METRICS = re.compile(r"http://[^\s]+/metrics")
LABEL = re.compile(rb'[{,](\w+)="')
LOOKED_AT = """
    action_type activityType activity_type archetype build_date build_id build_platform build_version
    cache_type client_name cluster commandType deployment destination encoding_type endpoint error_type
    failure failure_reason first_attempt forwarded from_cluster fullcheck git_revision go_version
    has_details header_callsite host instance le method namespace namespace_id namespace_state
    nexus_operation nexus_service operation outcome partition poll_result poller_type priority quantile
    query_type queue_reader_id reason resource_exhausted_cause resource_exhausted_scope result retryable
    service_error_type service_name service_role source state status status_code target_cluster
    task_add_result task_category task_priority task_queue task_type taskqueue version versioned
    versioning_behavior visibility_index_name visibility_plugin_name worker_build_id
    worker_deployment_name worker_type worker_version workflowType workflow_status workflow_type
"""
LABELS = frozenset(LOOKED_AT.split())
"""By what the engine tells its figures apart: kinds of what it does, names given in our code. A label that is
not here may name a workflow, a person or what was typed: look at what it holds before it is added."""


class Sighting(NamedTuple):
    """A value where it must not be."""

    value: str
    form: str
    place: str


Needles = Mapping[bytes, tuple[str, str]]
"""What to look for in lower case, with the value and the form that it stands for."""


def personal_values(story: Story, most: int = 40) -> list[str]:
    """Diets, names, addresses, passport numbers and emergency contacts of a story, some of each."""
    people = [one.application["person"] for one in story.applications]
    papers = story.answers.checklist
    diets = sorted({one.diet for one in papers} - {"no-preference"})
    kinds = [
        [str(person["name"]) for person in people],  # type: ignore[index, call-overload]
        [str(person["email"]) for person in people],  # type: ignore[index, call-overload]
        [one.passport.passport_number for one in papers],
        [one.emergency_contact for one in papers],
    ]
    each = (most - len(diets)) // len(kinds)
    return [*diets, *(value for kind in kinds for value in kind[:each])]


def search(stack: Path, values: Sequence[str], also: Mapping[str, bytes] | None = None) -> list[Sighting]:
    """Everything that a stack in `stack` has on disk, and `also`: by place, content such as metrics.

    Looks into the engine's database row by row and page by page with its write-ahead log, into every file,
    and into whatever is packed there. A value that is seen in several forms or places is told for each.
    """
    assert any(stack.glob("*/*")), f"There is no stack in {stack}; whatever is searched there is not found."
    needles = dict(_needles(values))
    seen = {sighting for place, content in _contents(stack) for sighting in _seen(place, content, needles)}
    for place, content in (also or {}).items():
        seen.update(_seen(place, content, needles))
    return sorted(seen)


def metrics_of(stack: Path) -> dict[str, bytes]:
    """What the running engine tells of itself to whoever measures it."""
    said = (stack / "log" / "temporal.log").read_text(errors="replace")
    newest = ENGINE_METRICS.findall(said)[-1:]
    addresses = [one.replace("localhost", "127.0.0.1") for one in newest]
    return {one: urllib.request.urlopen(one, timeout=10).read() for one in addresses}


def labels_of(metrics: Iterable[bytes]) -> set[str]:
    """The names of all labels in what is told to whoever measures."""
    lines = (line for content in metrics for line in content.splitlines() if not line.startswith(b"#"))
    return {name.decode() for line in lines for name in LABEL.findall(line)}


def _needles(values: Iterable[str]) -> Iterator[tuple[bytes, tuple[str, str]]]:
    for value in values:
        assert len(value) > 4, f"{value!r} is too short to be told from chance."
        for form, written in _forms(value):
            yield written.lower(), (value, form)


def _forms(value: str) -> Iterator[tuple[str, bytes]]:
    """Later ones that look like earlier ones are told as the later."""
    quoted = urllib.parse.quote(value)
    yield "in an address", quoted.encode()
    yield "in a label", re.sub(r"[^A-Za-z0-9_]", "_", value).encode()
    yield "in a form", urllib.parse.quote_plus(value).encode()
    yield "JSON", json.dumps(value)[1:-1].encode()
    yield "UTF-16", value.encode("utf-16-be").lstrip(b"\0")
    yield "UTF-16", value.encode("utf-16-le").rstrip(b"\0")
    yield "UTF-8", value.encode()
    for written in {value, json.dumps(value)[1:-1]}:
        yield from (("base64", one) for one in _base64(written.encode()))


def _base64(content: bytes) -> Iterator[bytes]:
    """As it stands in something longer: at each of three offsets, without what its neighbours change."""
    for before in range(3):
        first, last = -(-before * 8 // 6), (before + len(content)) * 8 // 6
        written = base64.b64encode(bytes(before) + content)[first:last]
        yield written
        yield written.translate(bytes.maketrans(b"+/", b"-_"))


def _contents(stack: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(stack.rglob("*")):
        place = path.relative_to(stack)
        if path.is_file() and place.parts[0] not in LEFT_OUT:
            yield str(place), path.read_bytes()
    for database in sorted((stack / "temporal").glob("*.db")):
        yield from _rows(database, str(database.relative_to(stack)))


def _rows(database: Path, place: str) -> Iterator[tuple[str, bytes]]:
    """Every cell as it is read: on its pages a long one lies in pieces. Of a copy: nothing is touched."""
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("", "-wal"):
            if (part := database.with_name(database.name + suffix)).exists():
                shutil.copy(part, Path(folder) / f"copy.db{suffix}")
        connection = sqlite3.connect(Path(folder) / "copy.db")
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in sorted(tables):
            cells = (cell for row in connection.execute(f'SELECT * FROM "{table}"') for cell in row)  # noqa: S608
            content = b"\0".join(_as_bytes(cell) for cell in cells if cell is not None)
            yield f"{place} {table}", content
        connection.close()


def _as_bytes(cell: object) -> bytes:
    return cell if isinstance(cell, bytes) else str(cell).encode()


def _seen(place: str, content: bytes, needles: Needles) -> Iterator[Sighting]:
    for text, where in ((content, place), *((one, f"{place}, packed") for one in _unpacked(content))):
        lower = text.lower()
        for needle, (value, form) in needles.items():
            if needle in lower:
                yield Sighting(value, form, where)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Whatever zlib or gzip packed anywhere in it."""
    for start in PACKED.finditer(content):
        try:
            found = _unpacked_from(content, start.start())
        except zlib.error:
            continue
        if found:
            yield found


def _unpacked_from(content: bytes, start: int) -> bytes:
    """Piece by piece: of what only looks packed the first one is enough. Raises zlib.error."""
    unpacking = zlib.decompressobj(31 if content[start] == 0x1F else 15)
    found = bytearray()
    for at in range(start, len(content), PIECE):
        found += unpacking.decompress(content[at : at + PIECE], LARGEST)
        if unpacking.eof or len(found) >= LARGEST:
            break
    return bytes(found)
