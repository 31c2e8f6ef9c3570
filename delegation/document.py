"""Documents a delegation needs, and references to those made."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import AwareDatetime

from delegation.fact import Fact
from delegation.ids import ParticipantId
from delegation.zoned import LocalTime

PDF, DOCX, XLSX = "pdf", "docx", "xlsx"
"""The forms a document may have, as its file name ends."""


class DocumentKind(StrEnum):
    APPLICATION = "application"
    OFFER_LETTER = "offer-letter"
    VISA_INVITATION = "visa-invitation"
    PROGRAMME_BOOKLET = "programme-booklet"
    PARTICIPANT_CATALOGUE = "participant-catalogue"
    BADGE_SHEET = "badge-sheet"
    CERTIFICATE = "certificate"
    FUNDER_REPORT = "funder-report"
    SELECTION_INPUTS = "selection-inputs"
    """What a selection was solved from, in the format of `selection solve`."""
    SELECTION_RECORD = "selection-record"
    """The signed record of a published selection."""
    BRIEFING_BOOK = "briefing-book"
    """For one delegate: whom they meet, why, in order of time."""
    GUEST_LIST = "guest-list"
    """For one host: who comes to what it receives."""
    ROOMING_LIST = "rooming-list"
    """For one hotel: who sleeps where, in which nights."""
    TRANSFER_MANIFEST = "transfer-manifest"
    """Who travels in which coach, train or flight."""
    TABLE_CARDS = "table-cards"
    """What stands on the meeting tables: who sits there in which slot."""
    ROUTE_MAP = "route-map"
    ATTENDANCE_LIST = "attendance-list"
    """Who is expected on one day, to be signed at the door."""
    DAY_SHEET = "day-sheet"
    """One day on one sheet, for the guide."""
    PROGRAMME_PICTURE = "programme-picture"
    YEARLY_REPORT = "yearly-report"
    """On the agreements of an arrangement: what came of them, and what proves it."""
    COMMITMENT_TO_QUALITY = "commitment-to-quality"
    """What both sides of an exchange promise; four sign it."""
    FINANCIAL_AGREEMENT = "financial-agreement"
    """What is paid for a stay; the visitor and the programme sign it."""
    STAY_PROGRAMME = "stay-programme"
    """The days and points of one stay, for visitor or host."""
    EXCHANGE_CERTIFICATE = "exchange-certificate"


class DocumentRef(Fact):
    """Where a document lies in the vault. Its bytes are never in a payload."""

    key: str
    sha256: str
    size: int
    media_type: str
    kind: DocumentKind | None = None
    participant: ParticipantId | None = None
    version: int = 0
    """Version of the itinerary it was made from, where it shows one."""
    made_at: AwareDatetime | None = None
    about: str = ""
    """What it is for where there are several of its kind: a host, a leg, a date as 2017-05-15."""
    facts: str = ""
    """SHA-256 of the facts it shows, without its date and version: another one means it is out of date."""


class Wanted(Fact):
    """A document somebody needs, whichever version of it there is."""

    kind: DocumentKind
    participant: ParticipantId | None = None
    about: str = ""
    form: str = PDF

    @property
    def owner(self) -> str:
        """Whose it is or what it is about, as it stands in keys; `all` if it is everybody's."""
        return self.participant.lower() if self.participant else self.about or "all"


class DocumentDates(Fact):
    """When the documents of a delegation are due, in the organiser's zone."""

    visa_letters: LocalTime | None = None
    """None: nobody is sent one."""
    passport_due: LocalTime | None = None
    """None: no papers are asked for."""
    passport_purge: LocalTime | None = None
    diet_purge: LocalTime | None = None
    """When diets and emergency contacts are erased; None: with the other travel papers."""
    certificates: LocalTime | None = None
    not_made: tuple[DocumentKind, ...] = ()
    """Kinds that show the programme and that this event has no use for, as a book for each of hundreds."""


class DocumentSet(Fact):
    """What was made at once."""

    documents: tuple[DocumentRef, ...] = ()
    left_out: tuple[ParticipantId, ...] = ()
    """For whom nothing was made, because what a document would have to say is missing or erased."""
    imperfect: tuple[str, ...] = ()
    """Keys of documents in which characters had to be replaced, because no font has a sign for them."""


def form_of(ref: DocumentRef) -> str:
    return ref.key.rsplit(".", 1)[-1]


def wanted_by(ref: DocumentRef) -> Wanted | None:
    """What the document was made for; None where its kind is not known."""
    if ref.kind is None:
        return None
    return Wanted(kind=ref.kind, participant=ref.participant, about=ref.about, form=form_of(ref))


def newest(documents: Iterable[DocumentRef]) -> dict[Wanted, DocumentRef]:
    """Of each document the one made last; `documents` in the order they were made."""
    return {wanted: ref for ref in documents if (wanted := wanted_by(ref)) is not None}


def file_name(ref: DocumentRef) -> str:
    """What the file is called on a person's disk: `certificate-A-17.pdf`, `guest-list-mit.xlsx`."""
    owner = f"-{ref.participant or ref.about}" if ref.participant or ref.about else ""
    return f"{ref.kind.value if ref.kind else 'document'}{owner}.{form_of(ref)}"
