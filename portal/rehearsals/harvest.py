"""What a delegation leaves behind: mails, calendars, documents, histories; gathered, and saved as files."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.parser import BytesHeaderParser
from pathlib import Path

from temporalio.client import WorkflowHistory

from activities.headers import PURPOSE_HEADER
from delegation.calendars.verifying import CalendarCheck, verify_calendar
from delegation.document import DocumentRef, file_name
from delegation.file import DelegationFile, Phase
from delegation.ids import (
    agreement_workflow_id,
    delegation_workflow_id,
    exchange_workflow_id,
    host_workflow_id,
    participant_workflow_id,
)
from delegation.status import Ledger
from embedded.mail_journal import DeliveredMail
from portal.calendar_evidence import address_of, evidence_of
from portal.calendar_views import answers_in_all
from portal.client import Legation
from portal.histories import in_clear
from portal.recipients import Programme, Recipient, open_programme, recipients_of
from portal.rehearsals.changes_told import changes_told
from portal.rehearsals.delivered_calendars import delivered_calendars, delivered_to, owners
from portal.rehearsals.own_figures import imported_organisations


@dataclass
class Harvest:
    """Everything by the path it is saved under, with what was counted on the way."""

    files: dict[str, bytes] = field(default_factory=dict)
    mails: Counter[str] = field(default_factory=Counter)
    """By purpose."""
    replies: int = 0
    """Mails that people wrote to the organiser."""
    documents: Counter[str] = field(default_factory=Counter)
    """By kind."""
    events: dict[str, int] = field(default_factory=dict)
    """History events by workflow."""
    recipients: tuple[Recipient, ...] = ()
    """Delegates, who left with a programme, and hosts."""
    calendars: dict[str, CalendarCheck] = field(default_factory=dict)
    """By recipient."""
    answers: dict[str, int] = field(default_factory=dict)
    """How many invites stand accepted, tentative, declined and open."""
    organisations: dict[str, int] = field(default_factory=dict)
    """How many are known, and how many rows of imported lists were what; empty where there are none."""
    changes_told: dict[str, dict[str, int]] = field(default_factory=dict)
    """By kind of change, the mails it led to."""

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
    journeys: Sequence[str],
    mails: Sequence[DeliveredMail],
) -> Harvest:
    """All that the delegation left; `journeys` are the participants whose workflow ran."""
    harvest = Harvest()
    _add_mails(harvest, mails)
    await _add_documents(harvest, legation, ledger.documents, mails)
    harvest.organisations = await asyncio.to_thread(imported_organisations, legation, file.slug)
    programme = await open_programme(legation, file.slug)
    harvest.recipients = await recipients_of(legation, programme)
    hosts = [one.id for one in harvest.recipients if one.is_host and one.view.version]
    await _add_payments(harvest, legation, ledger)
    exchanges = [one.exchange for one in ledger.exchanges.exchanges] if ledger.exchanges else []
    agreements = [one.id for one in ledger.agreements]
    await _add_histories(harvest, legation, file, journeys, hosts, exchanges, agreements)
    await asyncio.to_thread(_add_calendars, harvest, legation, programme, mails)
    return harvest


def _add_mails(harvest: Harvest, mails: Sequence[DeliveredMail]) -> None:
    """Every mail as it was delivered, in that order: `mail/0042-receiver-offer.eml`.

    What people wrote to the organiser lies beside it: `replies/0628-sender.eml`.
    """
    for number, mail in enumerate(mails, start=1):
        head = BytesHeaderParser().parsebytes(mail.content)
        if PURPOSE_HEADER in head:
            purpose, receiver = str(head[PURPOSE_HEADER]), _plain(mail.mailbox.partition("@")[0])
            harvest.mails[purpose] += 1
            harvest.files[f"mail/{number:04d}-{receiver}-{purpose}.eml"] = mail.content
        else:
            harvest.replies += 1
            sender = _plain(mail.sender.partition("@")[0])
            harvest.files[f"replies/{number:04d}-{sender}.eml"] = mail.content


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
            for part in message_from_bytes(mail.content).walk():
                content = part.get_payload(decode=True)
                if part.get_filename() and isinstance(content, bytes):
                    found[str(part.get_filename())] = content
    return found


def _has_document(content: bytes) -> bool:
    """A quick look that spares parsing the many mails without a document."""
    return b"Content-Disposition: attachment" in content and b"text/calendar" not in content


async def _add_payments(harvest: Harvest, legation: Legation, ledger: Ledger) -> None:
    """Every payment file, as a bank gets it: `payments/1.csv` and `payments/1.xml`."""
    for run in ledger.exchanges.runs if ledger.exchanges else ():
        for form, content in (await legation.payment_file(run)).items():
            harvest.files[f"payments/{run.number}.{form}"] = content


async def _add_histories(
    harvest: Harvest,
    legation: Legation,
    file: DelegationFile,
    participants: Sequence[str],
    hosts: Sequence[str],
    exchanges: Sequence[str],
    agreements: Sequence[str],
) -> None:
    """The workflow histories for replay tests and auditors.

    A workflow that continued as new has one file per run, the first run as `delegation-1.json`.
    """
    slug, root = file.slug, delegation_workflow_id(file.slug)
    ids = {"delegation": root}
    ids |= {"evaluation": f"{root}/evaluation"} if file.has(Phase.EVALUATION) else {}
    ids |= {f"participant-{one.lower()}": participant_workflow_id(slug, one) for one in participants}
    ids |= {f"host-{one}": host_workflow_id(slug, one) for one in hosts}
    ids |= {f"exchange-{one}": exchange_workflow_id(slug, one) for one in exchanges}
    ids |= {f"agreement-{one}": agreement_workflow_id(slug, one) for one in agreements}
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
        history = in_clear(await handle.fetch_history(), legation.client)
        runs.insert(0, history)
        started = history.events[0].workflow_execution_started_event_attributes
        run_id = started.continued_execution_run_id
    return runs


def _add_calendars(
    harvest: Harvest, legation: Legation, programme: Programme, mails: Sequence[DeliveredMail]
) -> None:
    """Each calendar as it must be, and whether the mails that were delivered and the feed make the same one.

    Who had to leave the trip early keeps what was over by then.
    """
    delivered = delivered_calendars(mails)
    known = owners(programme, harvest.recipients)
    for one in harvest.recipients:
        mailbox = address_of(legation, programme.file.slug, one).lower()
        theirs = delivered_to(one.id, mailbox, delivered, known)
        evidence = evidence_of(legation, programme, one, theirs)
        harvest.calendars[one.id] = verify_calendar(evidence)
        harvest.files[f"calendar/{one.id}.ics"] = programme.calendar(one)
    harvest.answers = answers_in_all(harvest.recipients)
    harvest.changes_told = changes_told(programme.ledger, delivered, known)


def _plain(text: str) -> str:
    return "".join(one if one.isascii() and one.isalnum() else "-" for one in text)
