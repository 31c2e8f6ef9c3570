"""Composing: from a programme and the vault to the facts of one document, before anything is typeset."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from delegation.document import XLSX, DocumentKind, Wanted
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import Itinerary
from delegation.languages.tongue import Tongue, file_in
from delegation.papers.atlas import Atlas
from delegation.papers.attendance_list import AttendanceList, attendance_list, attendance_workbook
from delegation.papers.badge import badge_sheet, qr_code, vcard
from delegation.papers.booklet import booklet
from delegation.papers.briefing_book import briefing_book
from delegation.papers.catalogue import catalogue
from delegation.papers.day_sheet import day_sheet
from delegation.papers.fingerprint import fingerprint
from delegation.papers.guest_list import GuestList, guest_list, guest_workbook
from delegation.papers.paper import Delegate
from delegation.papers.picture_page import programme_page, route_page
from delegation.papers.programme import Programme
from delegation.papers.programme_picture import draw_programme
from delegation.papers.rooming_list import RoomingList, rooming_list, rooming_workbook
from delegation.papers.route_map import Stop, draw_route, stops_of
from delegation.papers.spoken import delegate_said, drawing_in, paper_in, paper_tongue, programme_said
from delegation.papers.table_cards import table_cards
from delegation.papers.transfer_manifest import transfer_manifest
from delegation.papers.workbook import Workbook

if TYPE_CHECKING:
    from activities.dossiers import Dossiers

Drawing = Callable[[Atlas], str]
COVER_MAP, PAGE_MAP = (760, 590), (960, 784)
"""Width and height of the map on the booklet's cover and on a page of its own, in pixels."""
PAGE_PICTURE = 1180
"""Width of the programme's picture, which then fills a page on its side."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What one document says. Its pictures are drawn only when it is set."""

    facts: Fact
    drawings: Mapping[str, Drawing] | None = None
    drawn_from: tuple[str, ...] = ()
    """What the pictures show beyond the facts."""
    workbook: Workbook | None = None
    """The same as a workbook, where that is the form wanted."""

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.facts, self.drawn_from)

    def said_in(self, tongue: Tongue) -> "Composed":
        """The same in the language; the pictures as well."""
        if tongue.is_english:
            return self
        drawings = self.drawings and {name: _drawn_in(tongue, draw) for name, draw in self.drawings.items()}
        workbook = self.workbook and paper_in(tongue, self.workbook)
        return replace(self, facts=paper_in(tongue, self.facts), drawings=drawings, workbook=workbook)


class Composer:
    """Composes the documents of one programme; every delegate is looked up once."""

    def __init__(
        self, dossiers: "Dossiers", file: DelegationFile, programme: Programme, made_at: datetime
    ) -> None:
        found = {one: dossiers.delegate(file.slug, one) for one in sorted(set(programme.delegates))}
        self._file, self._programme, self._made_at = file, programme, made_at
        self._delegates = {one: delegate for one, delegate in found.items() if delegate is not None}
        self._told: dict[str, Composer] = {}
        """The same by language."""
        self.left_out = tuple(one for one, delegate in found.items() if delegate is None)
        """Whom the vault knows nothing of (any more)."""

    def compose(self, wanted: Wanted) -> Composed | None:
        """The facts of that document; None where there is nobody or nothing it could be about.

        What is for one delegate is in their language, all else in that of the organiser.
        """
        tongue = paper_tongue(self._language(wanted), self._file)
        composed = self._reading(tongue)._composed(wanted)
        return composed and composed.said_in(tongue)

    def _language(self, wanted: Wanted) -> str:
        delegate = self._delegates.get(wanted.participant or "")
        return delegate.person.language if delegate else self._file.organiser.language

    def _reading(self, tongue: Tongue) -> "Composer":
        """A composer of the same programme as it is called in the language."""
        if tongue.is_english and not tongue.own:
            return self
        if tongue.short not in self._told:
            self._told[tongue.short] = self._told_in(tongue)
        return self._told[tongue.short]

    def _told_in(self, tongue: Tongue) -> "Composer":
        other = copy(self)
        other._file, other._programme = file_in(tongue, self._file), programme_said(tongue, self._programme)
        other._delegates = {name: delegate_said(tongue, one) for name, one in self._delegates.items()}
        return other

    def _composed(self, wanted: Wanted) -> Composed | None:
        everybodys: dict[DocumentKind, Callable[[], Composed | None]] = {
            DocumentKind.PROGRAMME_BOOKLET: self._booklet,
            DocumentKind.PARTICIPANT_CATALOGUE: self._catalogue,
            DocumentKind.BADGE_SHEET: self._badges,
            DocumentKind.ROUTE_MAP: self._map,
            DocumentKind.PROGRAMME_PICTURE: self._picture,
            DocumentKind.TABLE_CARDS: self._cards,
        }
        composing = everybodys.get(wanted.kind)
        return composing() if composing else self._about(wanted)

    def _about(self, wanted: Wanted) -> Composed | None:
        """Documents of which there are several."""
        match wanted.kind:
            case DocumentKind.BRIEFING_BOOK:
                return self._briefing_book(wanted.participant or "")
            case DocumentKind.GUEST_LIST:
                return self._guest_list(wanted)
            case DocumentKind.ROOMING_LIST:
                return self._rooming_list(wanted)
            case DocumentKind.TRANSFER_MANIFEST:
                return self._manifest(wanted.about)
            case DocumentKind.DAY_SHEET:
                day = date.fromisoformat(wanted.about)
                return Composed(day_sheet(self._file, self._programme, day, self._delegates, self._made_at))
            case DocumentKind.ATTENDANCE_LIST:
                return self._attendance_list(wanted)
            case _:
                raise ValueError(f"A {wanted.kind} is not made from the programme alone.")

    def _everyone(self) -> tuple[Delegate, ...]:
        return tuple(self._delegates.values())

    def _booklet(self) -> Composed:
        people = {person.id: person for person in self._file.people}
        facts = booklet(self._file, self._programme.itinerary, self._everyone(), people, self._made_at)
        return self._with_route(facts, COVER_MAP)

    def _catalogue(self) -> Composed:
        version = self._programme.itinerary.version
        return Composed(catalogue(self._file, self._everyone(), self._made_at, version))

    def _cards(self) -> Composed:
        return Composed(table_cards(self._file, self._programme, self._delegates, self._made_at))

    def _map(self) -> Composed:
        return self._with_route(route_page(self._file, self._made_at), PAGE_MAP)

    def _with_route(self, facts: Fact, size: tuple[int, int]) -> Composed:
        stops = stops_of(self._file.legs)
        drawn_from = tuple(stop.model_dump_json() for stop in stops)
        return Composed(facts, {"route": _route(self._file.title, stops, size)}, drawn_from)

    def _badges(self) -> Composed:
        cards = {one.participant: vcard(one) for one in self._everyone()}
        codes = {name: _code(card) for name, card in cards.items()}
        return Composed(
            badge_sheet(self._file, self._everyone(), self._made_at), codes, tuple(cards.values())
        )

    def _picture(self) -> Composed | None:
        if not any(not item.all_day for item in self._programme.items):
            return None
        drawn = _drawing(self._file, self._programme.itinerary)
        facts = programme_page(self._file, self._programme, self._made_at)
        unversioned = self._programme.itinerary.model_copy(update={"version": 0})
        return Composed(facts, {"programme": drawn}, (_drawn(self._file, unversioned),))

    def _briefing_book(self, participant: str) -> Composed | None:
        delegate = self._delegates.get(participant)
        if delegate is None:
            return None
        return Composed(briefing_book(self._file, self._programme, delegate, self._made_at))

    def _guest_list(self, wanted: Wanted) -> Composed | None:
        if self._file.host(wanted.about) is None:
            return None
        made = guest_list(self._file, self._programme, wanted.about, self._delegates, self._made_at)
        return _in_its_form(made, wanted.form)

    def _attendance_list(self, wanted: Wanted) -> Composed:
        day = date.fromisoformat(wanted.about)
        made = attendance_list(self._file, self._programme, day, self._delegates, self._made_at)
        return _in_its_form(made, wanted.form)

    def _rooming_list(self, wanted: Wanted) -> Composed | None:
        leg = self._file.leg(wanted.about)
        if leg is None:
            return None
        made = rooming_list(self._file, self._programme, leg, self._delegates, self._made_at)
        return _in_its_form(made, wanted.form)

    def _manifest(self, item_id: str) -> Composed | None:
        item = self._programme.itinerary.item(item_id)
        if item is None or item.cancelled:
            return None
        return Composed(transfer_manifest(self._file, self._programme, item, self._delegates, self._made_at))


def _drawn_in(tongue: Tongue, draw: Drawing) -> Drawing:
    return lambda atlas: drawing_in(tongue, draw(atlas))


def _in_its_form(made: GuestList | RoomingList | AttendanceList, form: str) -> Composed:
    if form != XLSX:
        return Composed(made)
    match made:
        case GuestList():
            return Composed(made, workbook=guest_workbook(made))
        case RoomingList():
            return Composed(made, workbook=rooming_workbook(made))
        case AttendanceList():
            return Composed(made, workbook=attendance_workbook(made))


def _drawing(file: DelegationFile, itinerary: Itinerary) -> Drawing:
    return lambda _: _drawn(file, itinerary)


def _drawn(file: DelegationFile, itinerary: Itinerary) -> str:
    return draw_programme(file, itinerary, width=PAGE_PICTURE)


def _route(title: str, stops: tuple[Stop, ...], size: tuple[int, int]) -> Drawing:
    width, height = size
    return lambda atlas: draw_route(stops, atlas, title=f"Route of the {title}", width=width, height=height)


def _code(card: str) -> Drawing:
    return lambda _: qr_code(card)
