"""Everything that vault and workflows know of one person, as one archive for that person. Changes nothing."""

import asyncio
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from activities.erasing import Eraser, mails_from, traces_of
from activities.ports import DocumentStore, Missing
from activities.sealing import SealedStore
from activities.swapping import current
from delegation.document import DocumentKind, DocumentRef
from delegation.exchange_state import ExchangeView
from delegation.fact import Fact
from delegation.languages.export_sayings import EXPORT_SAYINGS
from delegation.languages.tongue import file_in, said_text, tongue_of
from delegation.own_facts import OwnRecord
from delegation.own_record import Others, exchanges_of, own_record
from portal.errors import NotFound
from portal.person_index import FileShown, Manifest, index, shown
from portal.person_vault import KeptFile, ending, json_of, kept_of, mails_received
from portal.recipients import Programme, names_in, open_programme, recipient_named

if TYPE_CHECKING:
    from delegation.journey import JourneyView
    from portal.client import Legation
    from portal.recipients import Recipient

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive, the earliest that the format has: the same state, the same bytes."""
LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)
PRIVATE = 0o600 << 16
UNIX = 3


class PersonExport(NamedTuple):
    """What is in the archive, the manifest and the index first."""

    manifest: Manifest
    files: tuple[KeptFile, ...]


class Exported(Fact):
    """What the command says of an export."""

    path: str = ""
    """Empty: nothing was written."""
    size: int
    """Bytes of the archive."""
    files: tuple[FileShown, ...]


class _Known(NamedTuple):
    """What the workflows say."""

    record: OwnRecord
    programme: Programme
    recipient: "Recipient | None"


async def person_export(legation: "Legation", slug: str, participant: str) -> PersonExport:
    """All of one person. The same state gives the same files.

    Raises NotFound for somebody unknown or erased; EngineAway and OSError: try again.
    """
    await _demand_not_erased(legation, slug, participant)
    journey = await _journey(legation, slug, participant)
    kept = await asyncio.to_thread(_kept, legation, slug, participant)
    if journey is None and not kept:
        raise NotFound(f"There is no {participant!r} in the delegation {slug!r}.")
    known = await _known(legation, slug, participant, journey)
    files = [*kept, *_recorded(known), *await _exchange_papers(legation, slug, participant, known.programme)]
    files = await _with_questions(legation, slug, participant, files)
    return await asyncio.to_thread(_complete, legation, known.programme, participant, sorted(files))


def archive(export: PersonExport) -> bytes:
    """A ZIP of it, readable everywhere; no name in it leads out of where it is unpacked."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for one in export.files:
            entry = zipfile.ZipInfo(one.name, EPOCH)
            entry.create_system, entry.external_attr = UNIX, PRIVATE
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, one.content)
    return written.getvalue()


# --- the vault ---------------------------------------------------------------------------------------


async def _demand_not_erased(legation: "Legation", slug: str, participant: str) -> None:
    store = legation.store
    if isinstance(store, SealedStore):
        eraser = Eraser(store, legation.register)
        if await asyncio.to_thread(eraser.is_erased, slug, participant):
            raise NotFound(
                f"{participant} of {slug} was erased on request: nothing by which they are known is left. "
                "What stays is kept under the id alone; the receipt of the erasure says what."
            )


def _kept(legation: "Legation", slug: str, participant: str) -> list[KeptFile]:
    traces = traces_of(legation.store, legation.register, slug, participant)
    received = mails_from(legation.store, traces) if traces.addresses else []
    return [*kept_of(legation.store, slug, participant), *mails_received(legation.store, received)]


async def _with_questions(
    legation: "Legation", slug: str, participant: str, files: list[KeptFile]
) -> list[KeptFile]:
    """Uploads with the question of the form that they answer."""
    application = await legation.application(slug, participant)
    answers = {
        **(application.answers if application else {}),
        **await legation.later_answers(slug, participant),
    }
    labels = {field.id: field.label for field in (await legation.file(slug)).call.fields}
    asked = {str(value): labels.get(name, name) for name, value in answers.items()}

    def labelled(one: KeptFile) -> KeptFile:
        name = one.sources[0].rpartition("/")[2] if one.sources else ""
        return one._replace(about=asked.get(f"upload:{name}", one.about))

    return [labelled(one) for one in files]


# --- the workflows -----------------------------------------------------------------------------------


async def _journey(legation: "Legation", slug: str, participant: str) -> "JourneyView | None":
    """None for who has only a draft."""
    try:
        return await legation.journey(slug, participant)
    except NotFound:
        return None


async def _known(legation: "Legation", slug: str, participant: str, journey: "JourneyView | None") -> _Known:
    programme = await open_programme(legation, slug)
    entries = (await legation.roster(slug)).entries
    recipient = None
    if participant in names_in(programme):
        recipient = await recipient_named(legation, programme, participant)
    staff = await asyncio.to_thread(_staff, legation, slug)
    record = own_record(
        participant,
        state=journey.state if journey else None,
        entry=next((one for one in entries if one.participant == participant), None),
        ledger=programme.ledger,
        programme=recipient.items if recipient else (),
        invites=recipient.view.invites if recipient else (),
        others=Others(organisations=programme.organisations, staff=staff),
    )
    return _Known(record, programme, recipient)


def _staff(legation: "Legation", slug: str) -> tuple[str, ...]:
    """Ids of evaluators and whoever else works for the programme."""
    try:
        return tuple(one.id for one in legation.register.delegation_file(slug).people)
    except Missing:
        return ()


def _recorded(known: _Known) -> Iterator[KeptFile]:
    """What the workflows know, a file for each part of which there is something."""
    record = known.record
    parts: dict[str, Fact | None] = {
        "application/status.json": record.application,
        "decisions/decision.json": record.decision,
        "decisions/place.json": record.place,
        "meetings/wishes-and-answers.json": record.answers,
        "meetings/delegates.json": record.meetings,
        "calendar/programme.json": record.programme,
        "afterwards/attendance-and-outcomes.json": record.afterwards,
        "exchanges/exchanges.json": record.exchanges,
        "payments/payments.json": record.payments,
    }
    yield from (KeptFile(name, json_of(part)) for name, part in parts.items() if part is not None)
    if known.recipient is not None:
        began = min((one.began_at for one in known.programme.ledger.phases), default=LONG_AGO)
        yield KeptFile("calendar/programme.ics", known.programme.calendar(known.recipient, began))


async def _exchange_papers(
    legation: "Legation", slug: str, participant: str, programme: Programme
) -> list[KeptFile]:
    """Papers of their exchanges; of the other side nothing but what both have signed or been given."""
    found: list[DocumentRef] = []
    for one in exchanges_of(participant, programme.ledger.exchanges):
        found += papers_of(participant, await legation.exchange(slug, one.exchange))
    return await asyncio.to_thread(lambda: list(_read(legation.store, found)))


def papers_of(participant: str, view: ExchangeView) -> Iterator[DocumentRef]:
    """Those papers of an exchange that visitor or host may have."""
    visits = view.visitor.participant == participant
    side, state = "visitor" if visits else "host", view.state
    for ref in state.documents:
        shared = visits or ref.kind is DocumentKind.COMMITMENT_TO_QUALITY
        if ref.participant == participant or (ref.participant is None and shared):
            yield ref
    yield from (one.document for one in state.signatures if one.party.startswith(side))
    if visits:
        yield from filter(None, (state.report, *state.evidence))


def _read(store: DocumentStore, documents: Iterable[DocumentRef]) -> Iterator[KeptFile]:
    for number, ref in enumerate(documents, start=1):
        content = current(store, ref.key)
        if content is not None:
            name = f"exchanges/paper-{number:03d}.{ending(ref.key)}"
            yield KeptFile(name, content, ref.kind.value if ref.kind else "", (ref.key,))


# --- all together ------------------------------------------------------------------------------------


def _complete(
    legation: "Legation", programme: Programme, participant: str, files: list[KeptFile]
) -> PersonExport:
    """With the index and the manifest before everything else."""
    file = programme.file
    try:
        person = legation.register.person(file.slug, participant)
    except Missing:
        name, language = participant, "en"
    else:
        name, language = person.name, person.language
    tongue = tongue_of(language, file)
    title = said_text(
        f"What we know of {name}: {file_in(tongue, file).title}", tongue._replace(own={}), EXPORT_SAYINGS
    )
    page = index(title, files, tongue)
    manifest = Manifest(
        delegation=file.slug, participant=participant, files=tuple(map(shown, (page, *files)))
    )
    return PersonExport(manifest, (page, KeptFile("manifest.json", json_of(manifest)), *files))
