"""The answers people gave to invites, as the vault keeps them, for organisers to read."""

from collections.abc import Iterator
from datetime import datetime

from activities.answer_records import AnswerRecord
from activities.keys import answers_prefix
from activities.ports import DocumentStore
from delegation.fact import Fact
from portal.show import moment


class RecordShown(Fact):
    """One answer. Comment, addresses and proposals in it are untrusted text."""

    recipient: str
    """Participant or host id."""
    key: str
    record: AnswerRecord


class RecordsShown(Fact):
    records: tuple[RecordShown, ...]


def records_of(store: DocumentStore, slug: str, names: tuple[str, ...]) -> tuple[RecordShown, ...]:
    """All answers of these recipients, in the order in which they came in."""
    found = (record for name in names for record in _records(store, slug, name))
    return tuple(sorted(found, key=lambda one: (one.record.received_at, one.key)))


def _records(store: DocumentStore, slug: str, name: str) -> Iterator[RecordShown]:
    for key in store.keys(answers_prefix(slug, name)):
        yield RecordShown(recipient=name, key=key, record=AnswerRecord.model_validate_json(store.read(key)))


def lines_of(shown: RecordShown, title: str, zone: str) -> Iterator[tuple[str, object]]:
    """Names and values for a person; `zone` is the organiser's."""
    one = shown.record
    yield "item", title
    yield "says", f"{one.kind}: {one.partstat}, to SEQUENCE {one.sequence}"
    yield "given", f"{_moment(one.dtstamp, zone)}, came in {_moment(one.received_at, zone)} by {one.way}"
    yield "note", one.note
    yield "attendee", one.attendee
    yield "sender", one.sender
    yield "sends instead", ", ".join(one.delegated_to)
    yield "proposes", " to ".join(time for time in (one.proposed_start, one.proposed_end) if time)
    verdicts = {"SPF": one.spf, "DKIM": one.dkim, "DMARC": one.dmarc}
    yield "checked", ", ".join(f"{name} {verdict}" for name, verdict in verdicts.items() if verdict)
    yield "comment", f"(as written by the sender) {one.comment}" if one.comment else ""
    yield "kept as", shown.key


def _moment(at: datetime | None, zone: str) -> str:
    return moment(at, zone) if at else "at an unknown time"
