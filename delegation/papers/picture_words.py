"""What programme pictures say: who a picture is for, what an item is called, and where it is."""

import re
from collections.abc import Sequence
from datetime import UTC

from pydantic import Field

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, ParticipantId
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.papers.picture import ACCENT, QUIET, words
from delegation.papers.picture_block import TINT
from delegation.papers.typeface import shortened, text_width
from delegation.papers.wall_clock import hours_of, zone_label
from delegation.planning.composing import frames_meetings
from delegation.planning.encounter_times import rounds_framed_by

Order = tuple[tuple[str, int], ...]
HEAD = 52.0
FOOT = 30.0
KINDS = {
    ItemKind.SESSION: "sessions",
    ItemKind.VISIT: "visits",
    ItemKind.MEETING: "one-to-one meetings",
    ItemKind.MEAL: "meals and receptions",
    ItemKind.TRANSFER: "transfers",
    ItemKind.TRAVEL: "travel",
}


class Viewer(Fact):
    """Whose picture it is: a delegate's, a host's, or everybody's. Delegates are named by organisation."""

    participant: ParticipantId | None = None
    host: ItemId | None = None
    organisations: dict[ParticipantId, str] = Field(default_factory=dict)

    def sees(self, item: ItineraryItem) -> bool:
        mine = self.participant is None or item.is_for(self.participant)
        return mine and (self.host is None or self.host in item.hosts)

    @property
    def is_everybody(self) -> bool:
        return self.participant is None and self.host is None

    def of(self, participant: str) -> str:
        return self.organisations.get(participant) or participant

    def called(self, file: DelegationFile) -> str:
        """The organisation of whose programme it is; empty for everybody's."""
        if self.participant is not None:
            return self.of(self.participant)
        host = file.host(self.host) if self.host else None
        return host.organisation if host else self.host or ""


def title_of(item: ItineraryItem, viewer: Viewer, file: DelegationFile) -> str:
    """As who looks at it would call it: a meeting is with the other side, or between both."""
    if item.kind is not ItemKind.MEETING or not item.attendees:
        return item.title
    if item.is_encounter:
        others = [one for one in item.attendees if one != viewer.participant]
        return (" and " if viewer.is_everybody else ", ").join(viewer.of(one) for one in others)
    guests = " and ".join(viewer.of(one) for one in item.attendees)
    hosts = " and ".join(host.organisation for one in item.hosts if (host := file.host(one)))
    if viewer.host is not None:
        return guests
    return (hosts or item.title) if viewer.participant is not None else f"{hosts} – {guests}"


def where_of(item: ItineraryItem, file: DelegationFile) -> str:
    """`Table 4, Maryland Ballroom, Gaylord National Resort`; a journey goes from one place to another."""
    place, end = file.place(item.place), file.place(item.ends_place)
    known = ", ".join(dict.fromkeys(filter(None, (item.table, item.room, place.name if place else ""))))
    return f"{known} to {end.name}" if end and end != place else known


def hours_in(item: ItineraryItem) -> str:
    """`14:10–14:30`, with both zones where it ends in another."""
    said = hours_of(item)
    first = zone_label(item.starts_at, item.zone)
    last = zone_label(item.ends_at, item.ends_zone or item.zone)
    return said.removesuffix(f" {first}") if first == last else said


def all_said(item: ItineraryItem, title: str, file: DelegationFile) -> str:
    """For those who point at it: title, hours with zone, place; and that it was cancelled."""
    parts = (title, hours_of(item), where_of(item, file), "cancelled" if item.cancelled else "")
    return ", ".join(filter(None, parts))


def clashing(items: Sequence[ItineraryItem], file: DelegationFile) -> frozenset[str]:
    """Ids of the items that one person, host or room cannot have at the same time.

    What may be attended or not, and a session around meetings, leaves room for others.
    """
    frames = {one.id for one in items for rules in file.meeting_sections if frames_meetings(one, rules)}
    rounds = file.matchmaking.rounds if file.matchmaking else ()
    frames |= {one.id for one in items if rounds_framed_by(one, rounds)}
    binding = sorted(
        (one for one in items if not (one.optional or one.cancelled or one.id in frames)),
        key=lambda one: (one.starts_at.astimezone(UTC), one.id),
    )
    found: list[str] = []
    for number, later in enumerate(binding):
        before = max(binding[:number], key=lambda one: one.ends_at.astimezone(UTC), default=None)
        if before is not None and before.overlaps(later):
            found += (before.id, later.id)
    return frozenset(found)


def head(title: str, subtitle: str, width: float) -> str:
    shown = shortened(title, width - 16, 18, bold=True)
    return words(shown, 8, 24, size=18, fill=ACCENT, weight=700, fixed=True) + words(
        shortened(subtitle, width - 16, 11.5), 8, 42, size=11.5, fill=QUIET
    )


def legend(kinds: Sequence[ItemKind], y: float, width: float, note: str = "") -> str:
    """A patch of colour for each kind shown; `note` to the right where there is room."""
    shown = dict.fromkeys(ItemKind.MEAL if one is ItemKind.RECEPTION else one for one in kinds)
    x, parts = 8.0, []
    for kind in (one for one in KINDS if one in shown):
        needed = 20 + text_width(KINDS[kind], 10)
        if x + needed > width:
            break
        patch = f'width="11" height="11" rx="2" fill="{TINT[kind]}" fill-opacity=".55"'
        parts.append(f'<rect x="{x:.1f}" y="{y - 9:.1f}" {patch}/>')
        parts.append(words(KINDS[kind], x + 15, y, size=10, fill=QUIET, fixed=True))
        x += needed + 10
    if note and x + text_width(note, 10) < width - 8:
        parts.append(words(note, width - 8, y, size=10, fill=QUIET, anchor="end", fixed=True))
    return "".join(parts)


def in_order(name: str) -> Order:
    """A key that sorts Table 9 before Table 10, and capitals with small letters."""
    parts = re.findall(r"([^0-9]*)([0-9]*)", name.casefold())
    return tuple((text, int(digits or 0)) for text, digits in parts)
