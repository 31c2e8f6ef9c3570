"""Which documents a published programme needs, and for whom each is."""

from collections.abc import Iterable
from datetime import datetime

from delegation.document import PDF, XLSX, DocumentKind, Wanted
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.papers.programme import Programme
from delegation.zoned import midnight

FOR_EVERYBODY = (
    DocumentKind.PROGRAMME_BOOKLET,
    DocumentKind.PARTICIPANT_CATALOGUE,
    DocumentKind.BADGE_SHEET,
    DocumentKind.ROUTE_MAP,
)
JOURNEYS = (ItemKind.TRANSFER, ItemKind.TRAVEL)
OF_A_PROGRAMME = (
    *FOR_EVERYBODY,
    DocumentKind.PROGRAMME_PICTURE,
    DocumentKind.BRIEFING_BOOK,
    DocumentKind.GUEST_LIST,
    DocumentKind.ROOMING_LIST,
    DocumentKind.TRANSFER_MANIFEST,
    DocumentKind.TABLE_CARDS,
    DocumentKind.DAY_SHEET,
    DocumentKind.ATTENDANCE_LIST,
)
"""Kinds that show the programme and are made anew when it changes. The others are made once, for a date."""


def documents_needed(file: DelegationFile, programme: Programme) -> tuple[Wanted, ...]:
    """Every document of this programme, each kind in the order of the trip; none the file does without."""
    every = _documents_of(file, programme)
    return tuple(one for one in every if one.kind not in file.documents.not_made)


def _documents_of(file: DelegationFile, programme: Programme) -> tuple[Wanted, ...]:
    briefed = (
        Wanted(kind=DocumentKind.BRIEFING_BOOK, participant=one) for one in sorted(programme.delegates)
    )
    journeys = (item for item in programme.items if item.kind in JOURNEYS)
    return (
        *(Wanted(kind=kind) for kind in FOR_EVERYBODY),
        *_of_the_days(programme),
        *_in_both_forms(DocumentKind.ATTENDANCE_LIST, _days_of_attendance(file, programme)),
        *briefed,
        *_in_both_forms(DocumentKind.GUEST_LIST, hosts_receiving(file, programme)),
        *_in_both_forms(DocumentKind.ROOMING_LIST, _legs_with_rooms(file, programme)),
        *(Wanted(kind=DocumentKind.TRANSFER_MANIFEST, about=item.id) for item in journeys),
    )


def _of_the_days(programme: Programme) -> Iterable[Wanted]:
    days = dict.fromkeys(item.starts.date() for item in programme.items)
    if any(not item.all_day for item in programme.items):
        yield Wanted(kind=DocumentKind.PROGRAMME_PICTURE)
    if any(item.kind is ItemKind.MEETING and item.table for item in programme.items):
        yield Wanted(kind=DocumentKind.TABLE_CARDS)
    for day in days:
        yield Wanted(kind=DocumentKind.DAY_SHEET, about=day.isoformat())


def _days_of_attendance(file: DelegationFile, programme: Programme) -> tuple[str, ...]:
    """The days with something to come to, of an event one registers for: there attendance is taken."""
    if file.registration is None:
        return ()
    days = (one.starts.date().isoformat() for one in programme.items if programme.attending(one))
    return tuple(dict.fromkeys(days))


def hosts_receiving(file: DelegationFile, programme: Programme) -> tuple[str, ...]:
    """The hosts that somebody comes to."""
    busy = {host for item in programme.items if programme.attending(item) for host in item.hosts}
    return tuple(host.id for host in file.hosts if host.id in busy)


def _legs_with_rooms(file: DelegationFile, programme: Programme) -> tuple[str, ...]:
    slept = {room.leg for room in programme.rooming.rooms}
    return tuple(leg.id for leg in file.legs if leg.id in slept)


def _in_both_forms(kind: DocumentKind, about: Iterable[str]) -> Iterable[Wanted]:
    return (Wanted(kind=kind, about=one, form=form) for one in about for form in (PDF, XLSX))


def is_over(wanted: Wanted, file: DelegationFile, programme: Programme, now: datetime) -> bool:
    """Whether all it is about has passed by then: such a document stays as it was when it was used."""
    if wanted.kind is DocumentKind.ROOMING_LIST:
        leg = file.leg(wanted.about)
        return leg is not None and midnight(leg.leaves, leg.zone) <= now
    about = tuple(item for item in programme.itinerary.items if _is_about(wanted, item))
    return bool(about) and all(item.ends_at <= now for item in about)


def _is_about(wanted: Wanted, item: ItineraryItem) -> bool:
    """Whether the document exists for this item; never of those that show the whole programme."""
    match wanted.kind:
        case DocumentKind.GUEST_LIST:
            return wanted.about in item.hosts
        case DocumentKind.TRANSFER_MANIFEST:
            return item.id == wanted.about
        case DocumentKind.TABLE_CARDS:
            return item.kind is ItemKind.MEETING and bool(item.table)
        case DocumentKind.DAY_SHEET | DocumentKind.ATTENDANCE_LIST:
            return item.starts.date().isoformat() == wanted.about
        case _:
            return False
