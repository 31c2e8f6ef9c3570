"""Every reader of bytes that others made: whatever comes, an answer or a refusal in its own words.

Mutations of good examples and plain noise, by hypothesis. What was once found lies in `found/`.
"""

import ast
import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.adapters.score_books import XlsxScoreBooks
from activities.adapters.spreadsheet import XlsxSpreadsheets
from activities.adapters.table_books import CalamineTables
from activities.feeds import Feeds
from activities.links import Links
from activities.parsed_words import parsed
from activities.ports import NotAWorkbook
from activities.register import Register
from delegation.answering.classifying import classify
from delegation.answering.content_lines import read_calendar
from delegation.answering.offer_reply import read_offer_reply
from delegation.form import FieldType, FormField
from delegation.organisations.mapping_reading import MappingFileError, read_mapping
from delegation.organisations.table import UnreadableTable
from delegation.papers.workbook import Column, Sheet, Shown, Workbook
from delegation.reading.delegation_file import read_delegation
from delegation.reading.intake import ApplicationRefused, read_application, read_object
from delegation.reading.office_content import office_kind
from delegation.reading.plain_yaml import read_plain
from delegation.reading.problem import FileError
from delegation.reading.registration_table import read_registrations
from delegation.reading.story_reading import read_story
from delegation.reading.upload_content import read_upload, recognised
from delegation.selecting.record import UnreadableRecord, envelope_in
from delegation.selecting.solve_file.reading import read_selection
from delegation.selecting.solve_file.table import read_table as read_solve_table
from delegation.timetabling.reading import read_instance
from portal.agreement_typed import evidence_kind
from portal.errors import Refused
from portal.story_files import read_story_folder
from tests.fakes import MemoryStore
from tests.organisations_read import AT, plan

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILE, STORY = read_story_folder(ROOT / "examples" / "usa-2017")
FIELD = FormField(id="paper", label="Paper", type=FieldType.FILE)
REGISTER = Register(MemoryStore())
REGISTER.keep_file(FILE)
LINKS = Links("https://portal.example", REGISTER, Feeds(MemoryStore(), REGISTER))
MAILS = sorted((ROOT / "tests" / "delegation" / "replies").glob("*.eml"))


def text(content: bytes) -> str:
    """As files are read: what is no UTF-8 never reaches a reader of text."""
    return content.decode("utf-8", "ignore")


def workbook() -> bytes:
    columns = (Column(title="ID", shown=Shown.TEXT), Column(title="Name", shown=Shown.TEXT))
    sheet = Sheet(name="One", title="One", columns=columns, rows=(("E-1", "Name"), ("E-2", "Other")))
    return XlsxSpreadsheets().xlsx(Workbook(title="One", sheets=(sheet,)), made_at=AT)


class Reader(NamedTuple):
    """One way in: what reads, which refusals are its own, and good examples to spoil."""

    read: Callable[[bytes], object]
    refusals: tuple[type[Exception], ...]
    seeds: tuple[bytes, ...]


def seeds(*paths: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes()[:60_000] for pattern in paths for path in sorted(ROOT.glob(pattern))[:3])


CALENDAR = (
    b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:a@b\r\nSEQUENCE:1\r\n"
    b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
READERS: dict[str, Reader] = {
    "delegation.answering.classifying:classify": Reader(
        lambda content: classify(content, trusted=frozenset({"mx.legation.example"})),
        (),
        tuple(path.read_bytes() for path in MAILS[:6]),
    ),
    "delegation.answering.content_lines:read_calendar": Reader(
        lambda content: read_calendar(text(content)), (), (CALENDAR,)
    ),
    "delegation.answering.offer_reply:read_offer_reply": Reader(
        lambda content: read_offer_reply(text(content)), (), (b"I accept.\n\n> You wrote", b"Leider nein")
    ),
    "delegation.reading.intake:read_object": Reader(
        lambda content: read_object(content, 100_000),
        (ApplicationRefused,),
        (b'{"id": "A-1", "answers": {}}',),
    ),
    "delegation.reading.intake:read_application": Reader(
        lambda content: read_application(content, FILE),
        (ApplicationRefused,),
        (b'{"id": "A-1", "person": {}}',),
    ),
    "delegation.reading.upload_content:read_upload": Reader(
        lambda content: read_upload(FIELD, content),
        (ValueError,),
        (b"%PDF-1.7\n%%EOF", b"\x89PNG\r\n\x1a\n", workbook()),
    ),
    "delegation.reading.upload_content:recognised": Reader(
        recognised, (ValueError,), (b"%PDF-1.7", b"PK\x03\x04", workbook())
    ),
    "delegation.reading.office_content:office_kind": Reader(office_kind, (ValueError,), (workbook(),)),
    "portal.agreement_typed:evidence_kind": Reader(evidence_kind, (Refused,), (b"%PDF-1.7", workbook())),
    "delegation.reading.plain_yaml:read_plain": Reader(
        lambda content: read_plain(text(content), "x.yaml"), (), seeds("examples/usa-2017/scores.yaml")
    ),
    "delegation.reading.delegation_file:read_delegation": Reader(
        lambda content: read_delegation(text(content)), (FileError,), seeds("examples/*/delegation.yaml")
    ),
    "delegation.reading.story_reading:read_story": Reader(
        lambda content: read_story({"scores.yaml": text(content)}, FILE),
        (FileError,),
        seeds("examples/usa-2017/scores.yaml", "examples/usa-2017/offers.yaml"),
    ),
    "delegation.reading.registration_table:read_registrations": Reader(
        lambda content: read_registrations(text(content), FILE.call.fields),
        (),
        (b"id,name,email\nA-1,x,a@b.example\n",),
    ),
    "delegation.selecting.solve_file.reading:read_selection": Reader(
        lambda content: read_selection(text(content), "x.yaml", lambda _name: ""),
        (FileError, ValueError),
        (b"places: 3\ncandidates: candidates.csv\n",),
    ),
    "delegation.selecting.solve_file.table:read_table": Reader(
        lambda content: read_solve_table(text(content), "x.csv"), (FileError,), (b"id,points\nA,3\n",)
    ),
    "delegation.selecting.record:envelope_in": Reader(envelope_in, (UnreadableRecord,), (b'{"record": {}}',)),
    "delegation.timetabling.reading:read_instance": Reader(
        lambda content: read_instance(text(content), "x.dzn"),
        (FileError, ValueError),
        (b"n = 3;\na = [|1,2|3,4|];",),
    ),
    "delegation.organisations.importing:planned": Reader(
        plan,
        (),
        (b"ID,Name,Country\nE-1,One,PL\n", b'[{"ID": "E-1", "Name": "One"}]', workbook()),
    ),
    "delegation.organisations.mapping_reading:read_mapping": Reader(
        lambda content: read_mapping(text(content), "x.yaml", ()),
        (FileError, MappingFileError),
        (b"platform: eccp\ncolumns:\n  - column: ID\n    field: platform_id\n",),
    ),
    "activities.adapters.table_books:grid": Reader(
        lambda content: CalamineTables().grid(content, ""), (UnreadableTable,), (workbook(),)
    ),
    "activities.adapters.score_books:rows": Reader(
        lambda content: XlsxScoreBooks().rows(content, "One"), (NotAWorkbook,), (workbook(),)
    ),
    "activities.links:read": Reader(lambda content: LINKS.read(text(content)), (), (b"a" * 40,)),
    "activities.links:read_offer": Reader(lambda content: LINKS.read_offer(text(content)), (), (b"a" * 40,)),
    "activities.links:read_host": Reader(lambda content: LINKS.read_host(text(content)), (), (b"a" * 40,)),
    "activities.links:read_meetings": Reader(
        lambda content: LINKS.read_meetings(text(content)), (), (b"a" * 40,)
    ),
    "activities.parsed_words:parsed": Reader(
        lambda content: parsed(text(content)), (), (b"{{ person.name | strong }}",)
    ),
}
NOISE = st.binary(max_size=400)


def spoiled(content: bytes, by: random.Random) -> bytes:
    """Bytes overwritten, cut out, doubled and swapped; a few only, so that most of it still holds."""
    spoilt = bytearray(content)
    for _ in range(by.randrange(1, 6)):
        if not spoilt:
            return bytes(spoilt)
        at, length = by.randrange(len(spoilt)), by.randrange(1, 20)
        match by.randrange(5):
            case 0:
                spoilt[at] = by.randrange(256)
            case 1:
                del spoilt[at : at + length]
            case 2:
                spoilt[at:at] = spoilt[at : at + length] * by.choice((1, 2, 50))
            case 3:
                spoilt[at:at] = by.choice(
                    (b"\x00", b'"', b"[", b"{", b"\r\n", b"&a", b"*a", b"!!", b"\xff", b"\xe2\x80\xa8")
                )
            case _:
                del spoilt[at:]
    return bytes(spoilt)


def demand_answer_or_refusal(name: str, content: bytes) -> None:
    """A defect of ours comes out of here as the exception it is."""
    reader = READERS[name]
    try:
        reader.read(content)
    except reader.refusals as refused:
        told = str(refused)
    else:
        told = "read"
    assert told.strip()


@pytest.mark.parametrize("name", READERS)
@given(content=NOISE)
@settings(max_examples=10, deadline=None)
def test_noise_is_read_or_refused(name: str, content: bytes):
    demand_answer_or_refusal(name, content)


@pytest.mark.parametrize("name", READERS)
@given(which=st.integers(0, 9), seed=st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_a_spoiled_example_is_read_or_refused(name: str, which: int, seed: int):
    good = READERS[name].seeds
    demand_answer_or_refusal(name, spoiled(good[which % len(good)], random.Random(seed)))


@pytest.mark.parametrize("path", sorted((HERE / "found").glob("*")), ids=lambda path: path.name)
def test_what_was_found_once_is_read_or_refused_since(path: Path):
    """The name of a file is the name of its reader, with a number."""
    name = path.name.rpartition("-")[0].replace("--", ":")
    demand_answer_or_refusal(name, path.read_bytes())


OURS = {
    "activities": "what is kept in the vault was written by us, sealed and signed there",
    "activities.adapters": "what leaves: the ports of the vault, of mail and of keys",
    "delegation.calendars": "our own calendars, read back to be compared",
    "embedded": "our own servers and backups, on this computer",
    "portal": "bytes that were read before and are passed on",
}
INSIDE = {
    "delegation.answering.mail_parts": "delegation.answering.classifying:classify",
    "delegation.answering.returned_mail": "delegation.answering.classifying:classify",
    "delegation.answering.reply_reading": "delegation.answering.classifying:classify",
    "delegation.organisations.decoding": "delegation.organisations.importing:planned",
    "delegation.organisations.table_reading": "delegation.organisations.importing:planned",
    "delegation.organisations.importing": "delegation.organisations.importing:planned",
    "activities.adapters.workbook_limits": "activities.adapters.table_books:grid",
}
"""Parts of a reader that is tried as a whole."""


def test_every_reader_of_foreign_bytes_of_the_language_is_tried_here():
    """A new function of `delegation` that takes bytes is tried here, or stands among our own."""
    tried = {name.partition(":")[0] for name in READERS} | set(INSIDE)
    unknown = {
        module
        for module in modules_that_take_bytes("delegation")
        if module not in tried and not is_ours(module)
    }

    assert unknown == set()
    assert set(INSIDE.values()) <= set(READERS)


def is_ours(module: str) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in OURS if one.startswith("delegation"))


def modules_that_take_bytes(package: str) -> set[str]:
    found = set()
    for path in (ROOT / package).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                kinds = [ast.unparse(one.annotation) for one in node.args.args if one.annotation]
                if any("bytes" in one for one in kinds):
                    found.add(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return found


def test_every_function_called_here_is_where_its_name_says():
    for name in READERS:
        module, _, function = name.partition(":")
        source = (ROOT / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
        assert f"def {function}(" in source, name


def test_a_calendar_too_large_or_with_too_many_parts_is_no_answer():
    """256 KB and 50 components are more than any answer has."""
    head = b"From: a@b.example\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n"
    event = CALENDAR.split(b"BEGIN:VEVENT")[1].rpartition(b"END:VCALENDAR")[0]
    many = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + (b"BEGIN:VEVENT" + event) * 60 + b"END:VCALENDAR\r\n"
    large = CALENDAR.replace(b"UID:", b"X-LONG:" + b"x" * 300_000 + b"\r\nUID:")

    for calendar in (many, large):
        assert type(classify(head + calendar)).__name__ == "NotAnAnswer"


def test_a_reader_that_breaks_would_be_noticed():
    READERS["broken"] = Reader(lambda content: content.decode("ascii"), (), (b"x",))
    try:
        with pytest.raises(UnicodeDecodeError):
            demand_answer_or_refusal("broken", b"\xff")
    finally:
        del READERS["broken"]
