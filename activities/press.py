"""The press: from an order and the vault's facts to the bytes of one document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from delegation.decision_letters import offer_facts
from delegation.document import DocumentKind
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.papers.badge import badge_sheet, qr_code, vcard
from delegation.papers.booklet import booklet
from delegation.papers.catalogue import catalogue
from delegation.papers.funder_report import funder_report
from delegation.papers.offer_letter import OfferTold, offer_letter
from delegation.papers.paper import Delegate, certificate, visa_invitation
from delegation.papers.route_map import draw_route, stops_of
from delegation.person import Person

if TYPE_CHECKING:
    from activities.documents import DocumentOrder
    from activities.dossiers import Dossiers
    from activities.letters import LetterWriter
    from activities.ports import SpreadsheetWriter, Typesetter, WordProcessor

COVER_MAP = (760, 590)
"""Width and height of the map on the booklet's cover, in pixels."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One document, with how many characters had to be replaced in it and who could not be shown."""

    content: bytes
    replaced: int = 0
    left_out: tuple[str, ...] = ()


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
                return self._set(order, paper)
            case DocumentKind.VISA_INVITATION:
                return self._visa_invitation(order, file, delegate)
            case _:
                raise ValueError(f"A {order.kind} is made for all, not for {participant}.")

    def print_for_all(self, order: "DocumentOrder", file: DelegationFile) -> Printed:
        """The one document that an order without a document per participant asks for."""
        if order.kind is DocumentKind.FUNDER_REPORT and order.report is not None:
            workbook = funder_report(file, order.report, order.itinerary, order.made_at)
            return Printed(self._spreadsheets.xlsx(workbook, made_at=order.made_at))
        found = {
            one: self._dossiers.delegate(order.delegation, one) for one in sorted(set(order.participants))
        }
        delegates = tuple(delegate for delegate in found.values() if delegate is not None)
        left_out = tuple(participant for participant, delegate in found.items() if delegate is None)
        printed = self._together(order, file, delegates)
        return Printed(printed.content, printed.replaced, left_out)

    def _together(
        self, order: "DocumentOrder", file: DelegationFile, delegates: tuple[Delegate, ...]
    ) -> Printed:
        match order.kind:
            case DocumentKind.PROGRAMME_BOOKLET:
                people = {person.id: person for person in file.people}
                pictures = {"route": self._route(file)}
                return self._set(
                    order, booklet(file, order.itinerary, delegates, people, order.made_at), pictures
                )
            case DocumentKind.PARTICIPANT_CATALOGUE:
                return self._set(order, catalogue(file, delegates, order.made_at, order.itinerary.version))
            case DocumentKind.BADGE_SHEET:
                codes = {one.participant: qr_code(vcard(one)) for one in delegates}
                return self._set(order, badge_sheet(file, delegates, order.made_at), codes)
            case _:
                raise ValueError(f"Nothing to print for a {order.kind}: the order names no facts for it.")

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
        return self._set(order, letter)

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
        return Printed(self._word.docx(order.kind.value, letter, made_at=order.made_at))

    def _set(self, order: "DocumentOrder", facts: Fact, pictures: Mapping[str, str] | None = None) -> Printed:
        typeset = self._typesetter.pdf(order.kind.value, facts, made_at=order.made_at, pictures=pictures)
        return Printed(typeset.content, typeset.replaced)

    def _route(self, file: DelegationFile) -> str:
        width, height = COVER_MAP
        title = f"Route of the {file.title}"
        return draw_route(
            stops_of(file.legs), self._typesetter.atlas(), title=title, width=width, height=height
        )


def _signatory(file: DelegationFile) -> Person | None:
    return next((person for person in file.people if person.id == file.organiser.signatory), None)
