"""What a delegation leaves behind, as files a person can open: mails, calendars, documents, histories."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path
from typing import NamedTuple

from activities.message import PURPOSE_HEADER
from delegation.calendar_client import Calendar, read_calendar
from delegation.document import DocumentRef, file_name
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import delegation_workflow_id, participant_workflow_id
from delegation.itinerary import Itinerary
from delegation.person import Person
from delegation.rendering import CalendarEntry, CalendarParty, calendar_uid, render_calendar
from embedded.mail_journal import DeliveredMail
from portal.client import Legation


class MailFigures(NamedTuple):
    """What the delivered mails amount to."""

    by_purpose: dict[str, int]
    paths: list[Path]


class CalendarCheck(Fact):
    """Whether a delegate's own calendar, made of the mails received, shows the published itinerary."""

    participant: str
    is_equal: bool
    events: int
    difference: str = ""


def save_mails(mails: Sequence[DeliveredMail], folder: Path) -> MailFigures:
    """Every mail as it was delivered, in that order: `0042-receiver-offer.eml`."""
    folder.mkdir(parents=True, exist_ok=True)
    counted: Counter[str] = Counter()
    paths = []
    for number, mail in enumerate(mails, start=1):
        head = BytesParser(policy=SMTP).parsebytes(mail.content, headersonly=True)
        purpose = str(head[PURPOSE_HEADER] or "other")
        counted[purpose] += 1
        path = folder / f"{number:04d}-{_plain(mail.mailbox.partition('@')[0])}-{purpose}.eml"
        path.write_bytes(mail.content)
        paths.append(path)
    return MailFigures(dict(sorted(counted.items())), paths)


async def save_documents(legation: Legation, refs: Iterable[DocumentRef], folder: Path) -> Counter[str]:
    """The newest of each document; those of one kind and person replace each other."""
    newest = {file_name(ref): ref for ref in refs}
    counted: Counter[str] = Counter()
    for name, ref in sorted(newest.items()):
        kind = ref.kind.value if ref.kind else "other"
        counted[kind] += 1
        path = folder / kind / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(await asyncio.to_thread(legation.store.read, ref.key))
    return counted


async def save_histories(
    legation: Legation, slug: str, participants: Sequence[str], folder: Path
) -> dict[str, int]:
    """The workflow histories for replay tests and auditors. Returns the number of events by name."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = {
        "delegation": delegation_workflow_id(slug),
        "evaluation": f"{delegation_workflow_id(slug)}/evaluation",
    }
    ids |= {f"participant-{one.lower()}": participant_workflow_id(slug, one) for one in participants}
    events = {}
    for name, workflow_id in ids.items():
        history = await legation.client.get_workflow_handle(workflow_id).fetch_history()
        (folder / f"{name}.json").write_text(history.to_json())
        events[name] = len(history.events)
    return events


async def save_calendars(
    legation: Legation,
    file: DelegationFile,
    itinerary: Itinerary,
    delegates: Sequence[str],
    mails: Sequence[DeliveredMail],
    folder: Path,
) -> list[CalendarCheck]:
    """Each delegate's calendar as it must be, and whether the mails they received make the same one."""
    folder.mkdir(parents=True, exist_ok=True)
    checks = []
    for participant in delegates:
        person = await asyncio.to_thread(legation.register.person, file.slug, participant)
        wanted = await _wanted(legation, file, itinerary, person)
        (folder / f"{participant}.ics").write_bytes(wanted)
        checks.append(_checked(participant, wanted, _received(person, mails)))
    return checks


async def _wanted(legation: Legation, file: DelegationFile, itinerary: Itinerary, person: Person) -> bytes:
    """The published itinerary of one person as a calendar file."""
    secret = await asyncio.to_thread(legation.register.secret, file.slug)
    view = await legation.journey(file.slug, person.id)
    sent = {one.item.id: one for one in view.state.invites}
    domain = file.organiser.mailbox.rpartition("@")[2]
    entries = [
        CalendarEntry(
            uid=calendar_uid(secret, item.id, person.id, domain),
            item=item,
            dtstamp=view.now,
            sequence=sent[item.id].sequence if item.id in sent else 0,
            place=file.place(item.place),
        )
        for item in itinerary.of(person.id)
    ]
    organiser = CalendarParty(name=file.organiser.name, email=file.organiser.mailbox)
    return render_calendar(entries, name=file.title, organiser=organiser)


def _received(person: Person, mails: Sequence[DeliveredMail]) -> Calendar:
    """The calendar of a person who opened every invite in the order of delivery."""
    calendar = Calendar(owner=person.email)
    for mail in mails:
        if mail.mailbox == person.email.lower():
            for ics in _invites(mail.content):
                calendar.receive(ics)
    return calendar


def _invites(content: bytes) -> list[bytes]:
    parts = BytesParser(policy=SMTP).parsebytes(content).walk()
    found = [part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/calendar"]
    return [ics for ics in found if isinstance(ics, bytes)]


def _checked(participant: str, wanted: bytes, calendar: Calendar) -> CalendarCheck:
    published = {
        (e.uid, e.sequence, e.summary, e.starts_at, e.ends_at, e.location) for e in read_calendar(wanted)
    }
    held = {(e.uid, e.sequence, e.summary, e.starts_at, e.ends_at, e.location) for e in calendar.events()}
    missing = sorted(event[2] for event in published - held)
    extra = sorted(event[2] for event in held - published)
    difference = "; ".join(
        part
        for part in (
            f"not in the calendar: {', '.join(missing)}" if missing else "",
            f"only in the calendar: {', '.join(extra)}" if extra else "",
        )
        if part
    )
    return CalendarCheck(
        participant=participant, is_equal=published == held, events=len(held), difference=difference
    )


def _plain(text: str) -> str:
    return "".join(one if one.isascii() and one.isalnum() else "-" for one in text)
