"""The programme as the checks look at it: what takes place, in order of time, with its instants."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem, Place
from delegation.meeting import Host
from delegation.planning.composing import surrounds
from delegation.venue import Access

Overlap = tuple[ItineraryItem, ItineraryItem]
"""Two items that take place at the same time, the earlier one first."""

Times = tuple[datetime, datetime]
"""From when to when."""

ON_THE_WAY = (ItemKind.TRANSFER, ItemKind.TRAVEL)


@dataclass(frozen=True)
class Programme:
    """An itinerary with all that its checks need to know; what is not known is left out, never guessed."""

    itinerary: Itinerary
    file: DelegationFile
    hosts: Mapping[str, Host]
    expected: int | None
    """How many come to what everybody attends."""
    needs: Mapping[str, Sequence[Access]]
    now: datetime | None

    @cached_property
    def all(self) -> tuple[ItineraryItem, ...]:
        """What is not cancelled, in order of time, whole days among it."""
        live = (one for one in self.itinerary.items if not one.cancelled)
        return tuple(sorted(live, key=lambda one: (one.starts_at, one.id)))

    @cached_property
    def timed(self) -> tuple[ItineraryItem, ...]:
        """What takes hours of a day."""
        return tuple(one for one in self.all if not one.all_day)

    @cached_property
    def spans(self) -> Mapping[str, tuple[datetime, datetime]]:
        """Start and end of each item, in UTC: clocks of one zone cannot be subtracted over a change."""
        return {one.id: (one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC)) for one in self.all}

    @cached_property
    def places(self) -> Mapping[str, Place]:
        return {place.id: place for place in self.file.places}

    @cached_property
    def overlaps(self) -> tuple[Overlap, ...]:
        """The pairs at the same time, but for meetings within the session that is held for them."""
        pairs = _overlapping(self.timed, self.spans)
        times = self._meeting_times
        return tuple(
            (one, other)
            for one, other in pairs
            if not _is_matchmaking_with_meeting(self._for_all(one), self._for_all(other), times)
        )

    @cached_property
    def _meeting_times(self) -> Mapping[str, Sequence[Times]]:
        """From when to when meetings with hosts are held, by their city."""
        found: dict[str, list[Times]] = {}
        for one in self.timed:
            if one.kind is ItemKind.MEETING and not one.is_encounter:
                found.setdefault(one.leg, []).append((one.starts_at, one.ends_at))
        return found

    @cached_property
    def frames(self) -> frozenset[str]:
        """The sessions within which meetings take place, by id."""
        seated = [one for one in self.timed if one.kind is ItemKind.MEETING and one.table]
        halls = {(one.leg, one.place) for one in seated if not one.is_encounter}
        met = {(one.place, one.starts_at, one.ends_at) for one in seated if one.is_encounter}
        return frozenset(
            item.id
            for item in map(self._for_all, self.timed)
            if any(surrounds(item, hall, self._meeting_times[leg]) for leg, hall in halls)
            or any(surrounds(item, hall, [(starts, ends)]) for hall, starts, ends in met)
        )

    @cached_property
    def ways_between_meetings(self) -> bool:
        """Whether meetings are in several cities, or at premises of hosts."""
        meetings = [one for one in self.timed if one.kind is ItemKind.MEETING]
        return len({one.leg for one in meetings}) > 1 or any(not one.table for one in meetings)

    def _for_all(self, item: ItineraryItem) -> ItineraryItem:
        """What is planned for everybody stays that, although some stay away and the others are named."""
        planned = next((one for one in self.file.itinerary if one.id == item.id), item)
        return item.model_copy(update={"attendees": planned.attendees}) if planned.block is None else item

    def place(self, place: str | None) -> Place | None:
        return self.places.get(place or "")

    def name(self, place: str | None) -> str:
        found = self.place(place)
        return found.name if found else place or "its place"

    def guests(self, item: ItineraryItem) -> int | None:
        """How many come; None where nobody knows yet, as of parallel visits before they are assigned."""
        if item.attendees is not None:
            return len(item.attendees)
        return self.expected if item.block is None and not item.optional else None


def _overlapping(
    items: Sequence[ItineraryItem], spans: Mapping[str, tuple[datetime, datetime]]
) -> Iterator[Overlap]:
    """The pairs that overlap, of items in order of their start."""
    for number, one in enumerate(items):
        for other in items[number + 1 :]:
            if spans[other.id][0] >= spans[one.id][1]:
                break
            yield one, other


def _is_matchmaking_with_meeting(
    one: ItineraryItem, other: ItineraryItem, times: Mapping[str, Sequence[Times]]
) -> bool:
    """Whether one of the two is a meeting and the other the session within which meetings take place."""
    session, meeting = (other, one) if one.kind is ItemKind.MEETING else (one, other)
    if meeting.kind is not ItemKind.MEETING or session.kind is not ItemKind.SESSION:
        return False
    place = meeting.place if meeting.table else session.place
    held = [(meeting.starts_at, meeting.ends_at)] if meeting.is_encounter else times[meeting.leg]
    return surrounds(session, place, held)
