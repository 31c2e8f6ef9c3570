"""What a delegation leaves behind: mails, calendars, documents, histories; gathered, and saved as files."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

from temporalio.client import WorkflowHistory

from activities.headers import PURPOSE_HEADER
from delegation.calendars.calendar_client import Calendar, read_calendar
from delegation.calendars.rendering import CalendarEntry, CalendarParty, calendar_uid, render_calendar
from delegation.document import DocumentRef, file_name
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import delegation_workflow_id, participant_workflow_id
from delegation.itinerary import Itinerary, ItineraryItem
from delegation.person import Person
from delegation.status import Ledger
from embedded.mail_journal import DeliveredMail
from portal.client import Legation


class CalendarCheck(Fact):
    """Whether a delegate's own calendar, made of the mails received, shows the published itinerary."""

    participant: str
    is_equal: bool
    events: int
    difference: str = ""


@dataclass
class Harvest:
    """Everything by the path it is saved under, with what was counted on the way."""

    files: dict[str, bytes] = field(default_factory=dict)
    mails: Counter[str] = field(default_factory=Counter)
    """By purpose."""
    documents: Counter[str] = field(default_factory=Counter)
    """By kind."""
    events: dict[str, int] = field(default_factory=dict)
    """History events by workflow."""
    calendars: list[CalendarCheck] = field(default_factory=list)

    def save(self, folder: Path) -> None:
        """Write every file under `folder`."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


async def gather(
    legation: Legation,
    file: DelegationFile,
    ledger: Ledger,
    itinerary: Itinerary,
    journeys: Sequence[str],
    mails: Sequence[DeliveredMail],
) -> Harvest:
    """All that the delegation left; `journeys` are the participants whose workflow ran."""
    harvest = Harvest()
    _add_mails(harvest, mails)
    await _add_documents(harvest, legation, ledger.documents, mails)
    await _add_histories(harvest, legation, file.slug, journeys)
    await _add_calendars(harvest, legation, file, itinerary, ledger, mails)
    return harvest


def _add_mails(harvest: Harvest, mails: Sequence[DeliveredMail]) -> None:
    """Every mail as it was delivered, in that order: `mail/0042-receiver-offer.eml`."""
    for number, mail in enumerate(mails, start=1):
        head = BytesParser(policy=SMTP).parsebytes(mail.content, headersonly=True)
        purpose = str(head[PURPOSE_HEADER] or "other")
        harvest.mails[purpose] += 1
        receiver = _plain(mail.mailbox.partition("@")[0])
        harvest.files[f"mail/{number:04d}-{receiver}-{purpose}.eml"] = mail.content


async def _add_documents(
    harvest: Harvest, legation: Legation, refs: Sequence[DocumentRef], mails: Sequence[DeliveredMail]
) -> None:
    """The newest of each document; those of one kind and person replace each other.

    What was erased since, as visa letters are with the passports they quote, is taken from the mail
    its receiver has.
    """
    newest = {file_name(ref): ref for ref in refs}
    received = _attachments(mails)
    for name, ref in sorted(newest.items()):
        kind = ref.kind.value if ref.kind else "other"
        harvest.documents[kind] += 1
        try:
            content = await asyncio.to_thread(legation.store.read, ref.key)
        except LookupError:
            content = received[name]
        harvest.files[f"documents/{kind}/{name}"] = content


def _attachments(mails: Sequence[DeliveredMail]) -> dict[str, bytes]:
    """Documents by file name, as their receivers have them."""
    found = {}
    for mail in mails:
        if _has_document(mail.content):
            for part in BytesParser(policy=SMTP).parsebytes(mail.content).walk():
                content = part.get_payload(decode=True)
                if part.get_filename() and isinstance(content, bytes):
                    found[str(part.get_filename())] = content
    return found


def _has_document(content: bytes) -> bool:
    """A quick look that spares parsing the many mails without a document."""
    return b"Content-Disposition: attachment" in content and b"text/calendar" not in content


async def _add_histories(
    harvest: Harvest, legation: Legation, slug: str, participants: Sequence[str]
) -> None:
    """The workflow histories for replay tests and auditors.

    A workflow that continued as new has one file per run, the first run as `delegation-1.json`.
    """
    root = delegation_workflow_id(slug)
    ids = {"delegation": root, "evaluation": f"{root}/evaluation"}
    ids |= {f"participant-{one.lower()}": participant_workflow_id(slug, one) for one in participants}
    for name, workflow_id in ids.items():
        runs = await _runs(legation, workflow_id)
        for number, history in enumerate(runs, start=1):
            run = f"-{number}" if len(runs) > 1 else ""
            harvest.files[f"histories/{name}{run}.json"] = history.to_json().encode()
        harvest.events[name] = sum(len(history.events) for history in runs)


async def _runs(legation: Legation, workflow_id: str) -> list[WorkflowHistory]:
    """The histories of all runs of a workflow, the first one first."""
    runs: list[WorkflowHistory] = []
    run_id: str | None = None
    while run_id != "":
        handle = legation.client.get_workflow_handle(workflow_id, run_id=run_id)
        history = await handle.fetch_history()
        runs.insert(0, history)
        started = history.events[0].workflow_execution_started_event_attributes
        run_id = started.continued_execution_run_id
    return runs


async def _add_calendars(
    harvest: Harvest,
    legation: Legation,
    file: DelegationFile,
    itinerary: Itinerary,
    ledger: Ledger,
    mails: Sequence[DeliveredMail],
) -> None:
    """Each delegate's calendar as it must be, and whether the mails they received make the same one.

    Who had to leave the trip early keeps what was over by then.
    """
    left = {one.participant: one.left_at for one in ledger.departures}
    for participant in ledger.travelled:
        person = await asyncio.to_thread(legation.register.person, file.slug, participant)
        items = [
            item
            for item in itinerary.of(participant)
            if participant not in left or item.ends_at <= left[participant]
        ]
        wanted = await _wanted(legation, file, items, person)
        harvest.files[f"calendar/{participant}.ics"] = wanted
        harvest.calendars.append(_checked(participant, wanted, _received(person, mails)))


async def _wanted(
    legation: Legation, file: DelegationFile, items: Sequence[ItineraryItem], person: Person
) -> bytes:
    """The published itinerary of one person as a calendar file."""
    secret = await asyncio.to_thread(legation.register.secret, file.slug)
    view = await legation.journey(file.slug, person.id)
    sequences = {one.item.id: one.sequence for one in view.state.invites}
    domain = file.organiser.mailbox.rpartition("@")[2]
    entries = [
        CalendarEntry(
            uid=calendar_uid(secret, item.id, person.id, domain),
            item=item,
            dtstamp=view.now,
            sequence=sequences.get(item.id, 0),
            place=file.place(item.place),
        )
        for item in items
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
    published = {event.model_dump_json(): event.summary for event in read_calendar(wanted)}
    held = {event.model_dump_json(): event.summary for event in calendar.events()}
    difference = _named("not in the calendar", published, held) + _named("only there", held, published)
    return CalendarCheck(
        participant=participant,
        is_equal=published == held,
        events=len(held),
        difference="; ".join(difference),
    )


def _named(what: str, here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    only = sorted(summary for event, summary in here.items() if event not in there)
    return [f"{what}: {', '.join(only)}"] if only else []


def _plain(text: str) -> str:
    return "".join(one if one.isascii() and one.isalnum() else "-" for one in text)
