"""Documents: letters, booklet, catalogue, badges, certificates and the funder's report, each made once."""

import hashlib
import json
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, Field
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.lifesign import lifesign
from activities.ports import CannotBeSet, DocumentStore, Missing
from activities.refreshing import Refreshed, RefreshOrder, stored
from delegation.document import DOCX, PDF, XLSX, DocumentKind, DocumentRef, DocumentSet
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
MADE_TO_ORDER = (
    *FOR_EACH,
    DocumentKind.APPLICATION,
    DocumentKind.PROGRAMME_BOOKLET,
    DocumentKind.PARTICIPANT_CATALOGUE,
    DocumentKind.BADGE_SHEET,
    DocumentKind.FUNDER_REPORT,
)
"""What `make_documents` makes. All that shows the programme is kept up to it by `refresh_documents`."""
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
        from activities.refresher import Refresher

        self._store = store
        self._dossiers = Dossiers(store, people)
        self._press: Press = Press(self._dossiers, typesetter, word, spreadsheets, letters)
        self._refresher = Refresher(store, self._dossiers, self._press, MEDIA_TYPES)

    @activity.defn(name="make_documents")
    def make_documents(self, order: DocumentOrder) -> DocumentSet:
        """Make what is ordered, one document after the other.

        Safe to retry: each document has a key derived from the order and is created once; the same facts
        give the same bytes. About 0.1 to 1 second each; a heartbeat before each.

        Raises:
            ApplicationError: type "DocumentCannotBeMade" or "DelegationUnknown", not retried.
            OSError: the store is away; Temporal retries.
        """
        _demand_facts(order)
        file = self._file(order.delegation)
        owners = tuple(sorted(set(order.participants))) if order.kind in FOR_EACH else (None,)
        made = []
        for number, owner in enumerate(owners, start=1):
            activity.heartbeat(f"{number} of {len(owners)}")
            made.append(self._make(order, file, owner))
        return _gathered(made)

    @activity.defn(name="refresh_documents")
    def refresh_documents(self, order: RefreshOrder) -> Refreshed:
        """Make anew the documents of a programme in which a fact changed, and those not there yet.

        Safe to retry: a key follows from facts, version and date, and each is created once. Looking through
        the documents of 20 delegates takes a second, each made 0.1 to 1; a sign of life all the while.

        Raises:
            ApplicationError: type "DocumentCannotBeMade" or "DelegationUnknown", not retried.
            OSError: the store is away; Temporal retries.
        """
        file = self._file(order.delegation)
        try:
            with lifesign():
                return self._refresher.refresh(order, file)
        except CannotBeSet as error:
            raise ApplicationError(str(error), type="DocumentCannotBeMade", non_retryable=True) from error

    def _file(self, delegation: str) -> DelegationFile:
        try:
            return self._dossiers.file(delegation)
        except Missing as error:
            raise ApplicationError(
                f"The delegation {delegation} is not in the vault; open it before documents are made.",
                type="DelegationUnknown",
                non_retryable=True,
            ) from error

    def _make(self, order: DocumentOrder, file: DelegationFile, owner: ParticipantId | None) -> DocumentSet:
        key = document_key(order, owner)
        printed = self._printed(order, file, owner)
        if printed is None:
            return DocumentSet(left_out=(owner,) if owner else ())
        ref = stored(self._store, key, printed.content, MEDIA_TYPES[_extension(order.kind)])
        is_what_it_says = ref.sha256 == hashlib.sha256(printed.content).hexdigest()
        described = _described(ref, order, owner, facts=printed.facts if is_what_it_says else "")
        imperfect = (key,) if printed.replaced else ()
        return DocumentSet(documents=(described,), left_out=printed.left_out, imperfect=imperfect)

    def _printed(self, order: DocumentOrder, file: DelegationFile, owner: str | None) -> "Printed | None":
        try:
            return (
                self._press.print_for(order, file, owner) if owner else self._press.print_for_all(order, file)
            )
        except CannotBeSet as error:
            raise ApplicationError(str(error), type="DocumentCannotBeMade", non_retryable=True) from error


def _demand_facts(order: DocumentOrder) -> None:
    """Refuse an order that no retry can fulfil."""
    if order.kind is DocumentKind.APPLICATION:
        reason = "An application is handed in, not made."
    elif order.kind is DocumentKind.FUNDER_REPORT and order.report is None:
        reason = "The funder's report needs its figures; give them as 'report' with the order."
    elif order.kind not in MADE_TO_ORDER:
        reason = f"A {order.kind} needs the whole programme; order it of 'refresh_documents'."
    else:
        return
    raise ApplicationError(reason, type="DocumentCannotBeMade", non_retryable=True)


def _described(
    ref: DocumentRef, order: DocumentOrder, owner: ParticipantId | None, *, facts: str
) -> DocumentRef:
    return ref.model_copy(
        update={
            "kind": order.kind,
            "participant": owner,
            "facts": facts,
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
