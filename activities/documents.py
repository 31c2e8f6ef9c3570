"""Documents: letters, booklet, catalogue, badges, certificates and the funder's report, each made once."""

import hashlib
import json
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, Field
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.ports import CannotBeSet, DocumentStore, KeyTaken, Missing
from delegation.document import DocumentKind, DocumentRef, DocumentSet
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ParticipantId, Slug
from delegation.itinerary import Itinerary
from delegation.letter import FactValue
from delegation.offer import Offer
from delegation.papers.funder_report import FunderReportFacts

if TYPE_CHECKING:  # what these import is needed by those who make documents, not by workflows that order them
    from activities.dossiers import People
    from activities.letters import LetterWriter
    from activities.ports import SpreadsheetWriter, Typesetter, WordProcessor
    from activities.press import Printed

FOR_EACH = (DocumentKind.OFFER_LETTER, DocumentKind.VISA_INVITATION, DocumentKind.CERTIFICATE)
"""Kinds of which every participant gets one; of the others all share one."""
PDF, DOCX, XLSX = "pdf", "docx", "xlsx"
MEDIA_TYPES = {
    PDF: "application/pdf",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
EXTENSIONS = {DocumentKind.VISA_INVITATION: DOCX, DocumentKind.FUNDER_REPORT: XLSX}
"""All others are PDF."""


class DocumentOrder(Fact):
    """Documents of one kind to make. Names, addresses and passports are looked up in the vault."""

    delegation: Slug
    kind: DocumentKind
    participants: tuple[ParticipantId, ...] = ()
    """For whom, or whom it shows. The funder's report takes its figures from `report` instead."""
    itinerary: Itinerary = Itinerary()
    made_at: AwareDatetime
    """Trip time: the date the documents bear."""
    offers: dict[ParticipantId, Offer] = Field(default_factory=dict)
    """For offer letters: until when each stands. A letter without one refers to its mail."""
    told: dict[ParticipantId, dict[str, FactValue]] = Field(default_factory=dict)
    """For offer letters: the facts of the mail each comes with, so that both say the same."""
    places: int | None = None
    """For offer letters: how many places there are, where the panel changed what the file says."""
    report: FunderReportFacts | None = None
    """For the funder's report only."""


def document_key(order: DocumentOrder, participant: str | None) -> str:
    """The same for the same order, however often it is tried; another fact in the order gives another key."""
    canonical = json.dumps(order.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode()).hexdigest()[:12]
    owner = participant.lower() if participant else "all"
    name = f"{owner}-v{order.itinerary.version}-{digest}.{_extension(order.kind)}"
    return f"delegations/{order.delegation}/documents/{order.kind.value}/{name}"


def _extension(kind: DocumentKind) -> str:
    return EXTENSIONS.get(kind, PDF)


class DocumentActivities:
    """Makes the documents of a delegation from the vault's facts and puts them into the vault."""

    def __init__(
        self,
        store: DocumentStore,
        people: "People",
        *,
        typesetter: "Typesetter",
        word: "WordProcessor",
        spreadsheets: "SpreadsheetWriter",
        letters: "LetterWriter",
    ) -> None:
        from activities.dossiers import Dossiers
        from activities.press import Press

        self._store = store
        self._dossiers = Dossiers(store, people)
        self._press: Press = Press(self._dossiers, typesetter, word, spreadsheets, letters)

    @activity.defn(name="make_documents")
    def make_documents(self, order: DocumentOrder) -> DocumentSet:
        """Make what is ordered, one document after the other.

        Safe to retry: each document has a key derived from the order and is created once; the same facts
        give the same bytes. About 0.1 to 1 second each; a heartbeat before each.

        Raises:
            ApplicationError: type "DocumentCannotBeMade" or "DelegationUnknown", not retried.
            OSError: the store is away; Temporal retries.
        """
        file = self._file(order)
        owners = tuple(sorted(set(order.participants))) if order.kind in FOR_EACH else (None,)
        made = []
        for number, owner in enumerate(owners, start=1):
            activity.heartbeat(f"{number} of {len(owners)}")
            made.append(self._make(order, file, owner))
        return _gathered(made)

    def _file(self, order: DocumentOrder) -> DelegationFile:
        _demand_facts(order)
        try:
            return self._dossiers.file(order.delegation)
        except Missing as error:
            raise ApplicationError(
                f"The delegation {order.delegation} is not in the vault; open it before documents are made.",
                type="DelegationUnknown",
                non_retryable=True,
            ) from error

    def _make(self, order: DocumentOrder, file: DelegationFile, owner: ParticipantId | None) -> DocumentSet:
        key = document_key(order, owner)
        printed = self._printed(order, file, owner)
        if printed is None:
            return DocumentSet(left_out=(owner,) if owner else ())
        ref = self._stored(key, printed.content, MEDIA_TYPES[_extension(order.kind)])
        imperfect = (key,) if printed.replaced else ()
        return DocumentSet(
            documents=(_described(ref, order, owner),), left_out=printed.left_out, imperfect=imperfect
        )

    def _printed(self, order: DocumentOrder, file: DelegationFile, owner: str | None) -> "Printed | None":
        try:
            return (
                self._press.print_for(order, file, owner) if owner else self._press.print_for_all(order, file)
            )
        except CannotBeSet as error:
            raise ApplicationError(str(error), type="DocumentCannotBeMade", non_retryable=True) from error

    def _stored(self, key: str, content: bytes, media_type: str) -> DocumentRef:
        """Create it. If the vault's facts changed since an earlier try, what that try made stays."""
        try:
            return self._store.create(key, content, media_type)
        except KeyTaken:
            kept = self._store.read(key)
            digest = hashlib.sha256(kept).hexdigest()
            return DocumentRef(key=key, sha256=digest, size=len(kept), media_type=media_type)


def _demand_facts(order: DocumentOrder) -> None:
    """Refuse an order that no retry can fulfil."""
    if order.kind is DocumentKind.APPLICATION:
        reason = "An application is handed in, not made."
    elif order.kind is DocumentKind.FUNDER_REPORT and order.report is None:
        reason = "The funder's report needs its figures; give them as 'report' with the order."
    else:
        return
    raise ApplicationError(reason, type="DocumentCannotBeMade", non_retryable=True)


def _described(ref: DocumentRef, order: DocumentOrder, owner: ParticipantId | None) -> DocumentRef:
    return ref.model_copy(
        update={
            "kind": order.kind,
            "participant": owner,
            "version": order.itinerary.version,
            "made_at": order.made_at,
        }
    )


def _gathered(made: list[DocumentSet]) -> DocumentSet:
    return DocumentSet(
        documents=tuple(ref for one in made for ref in one.documents),
        left_out=tuple(participant for one in made for participant in one.left_out),
        imperfect=tuple(key for one in made for key in one.imperfect),
    )
