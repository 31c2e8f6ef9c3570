"""The press: from an order and the vault's facts to the bytes of one document."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from activities.composing import Composed, Composer
from delegation.decision_letters import offer_facts
from delegation.document import DocumentKind, Wanted
from delegation.file import DelegationFile
from delegation.papers.fingerprint import fingerprint
from delegation.papers.funder_report import funder_report
from delegation.papers.offer_letter import OfferTold, offer_letter
from delegation.papers.paper import Delegate, certificate, visa_invitation
from delegation.papers.programme import Programme
from delegation.person import Person

if TYPE_CHECKING:
    from activities.documents import DocumentOrder
    from activities.dossiers import Dossiers
    from activities.letters import LetterWriter
    from activities.ports import SpreadsheetWriter, Typesetter, WordProcessor


@dataclass(frozen=True, slots=True)
class Printed:
    """One document, with how many characters had to be replaced in it and who could not be shown."""

    content: bytes
    replaced: int = 0
    left_out: tuple[str, ...] = ()
    facts: str = ""
    """Fingerprint of what it says."""


class Press:
    """Prints documents of every kind; raises CannotBeSet when a template does not fit its facts."""

    def __init__(
        self,
        dossiers: "Dossiers",
        typesetter: "Typesetter",
        word: "WordProcessor",
        spreadsheets: "SpreadsheetWriter",
        letters: "LetterWriter",
    ) -> None:
        self._dossiers = dossiers
        self._typesetter = typesetter
        self._word = word
        self._spreadsheets = spreadsheets
        self._letters = letters

    def print_for(self, order: "DocumentOrder", file: DelegationFile, participant: str) -> Printed | None:
        """A document for one participant, or None when the vault lacks what it would have to say."""
        delegate = self._dossiers.delegate(order.delegation, participant)
        if delegate is None:
            return None
        match order.kind:
            case DocumentKind.OFFER_LETTER:
                return self._offer_letter(order, file, delegate)
            case DocumentKind.CERTIFICATE:
                paper = certificate(file, delegate, order.itinerary, _signatory(file), order.made_at)
                return self.printed(order.kind, Composed(paper), order.made_at)
            case DocumentKind.VISA_INVITATION:
                return self._visa_invitation(order, file, delegate)
            case _:
                raise ValueError(f"A {order.kind} is made for all, not for {participant}.")

    def print_for_all(self, order: "DocumentOrder", file: DelegationFile) -> Printed:
        """The one document that an order without a document per participant asks for."""
        if order.kind is DocumentKind.FUNDER_REPORT and order.report is not None:
            workbook = funder_report(file, order.report, order.itinerary, order.made_at)
            content = self._spreadsheets.xlsx(workbook, made_at=order.made_at)
            return Printed(content, facts=fingerprint(order.report, (order.itinerary.model_dump_json(),)))
        programme = Programme(itinerary=order.itinerary, delegates=order.participants)
        composer = Composer(self._dossiers, file, programme, order.made_at)
        composed = composer.compose(Wanted(kind=order.kind))
        if composed is None:
            raise ValueError(f"Nothing to print for a {order.kind}: the order names no facts for it.")
        printed = self.printed(order.kind, composed, order.made_at)
        return replace(printed, left_out=composer.left_out)

    def printed(self, kind: DocumentKind, composed: Composed, made_at: datetime) -> Printed:
        """The document in the form it was composed for."""
        if composed.workbook is not None:
            content = self._spreadsheets.xlsx(composed.workbook, made_at=made_at)
            return Printed(content, facts=composed.fingerprint)
        typeset = self._typesetter.pdf(
            kind.value, composed.facts, made_at=made_at, pictures=self._pictures(composed)
        )
        return Printed(typeset.content, typeset.replaced, facts=composed.fingerprint)

    def _pictures(self, composed: Composed) -> dict[str, str] | None:
        if composed.drawings is None:
            return None
        atlas = self._typesetter.atlas()
        return {name: draw(atlas) for name, draw in composed.drawings.items()}

    def _offer_letter(self, order: "DocumentOrder", file: DelegationFile, delegate: Delegate) -> Printed:
        offer = order.offers.get(delegate.participant)
        letter = offer_letter(
            file,
            delegate,
            self._told(order, file, delegate),
            _signatory(file),
            order.made_at,
            after=offer.confirm_by if offer else None,
            places=order.places,
        )
        return self.printed(order.kind, Composed(letter), order.made_at)

    def _told(self, order: "DocumentOrder", file: DelegationFile, delegate: Delegate) -> OfferTold:
        """What the mail says; orders from before mail and letter had the same facts know less."""
        offer, facts = order.offers.get(delegate.participant), order.told.get(delegate.participant)
        if facts is None and offer is not None:
            facts = offer_facts((offer.reason,) if offer.reason else (), offer.confirm_by, file)
        return self._letters.offer_told(facts or {}, delegate.person, file, order.made_at)

    def _visa_invitation(
        self, order: "DocumentOrder", file: DelegationFile, delegate: Delegate
    ) -> Printed | None:
        passport = self._dossiers.passport(order.delegation, delegate.participant)
        if passport is None:
            return None
        letter = visa_invitation(file, delegate, passport, _signatory(file), order.made_at)
        content = self._word.docx(order.kind.value, letter, made_at=order.made_at)
        return Printed(content, facts=fingerprint(letter.model_copy(update={"date": ""})))


def _signatory(file: DelegationFile) -> Person | None:
    return next((person for person in file.people if person.id == file.organiser.signatory), None)
