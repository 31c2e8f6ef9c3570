"""Hotel nights: what delegates wish for, and who sleeps where."""

from enum import StrEnum

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.zoned import Day


class RoomKind(StrEnum):
    SINGLE = "single"
    SHARED = "shared"
    NONE = "none"
    """No room of the group is needed."""


class RoomWish(Fact):
    """What one delegate asked for. `with_participant` only counts if that delegate asked for the same."""

    kind: RoomKind = RoomKind.SINGLE
    with_participant: ParticipantId | None = None


class Room(Fact):
    """One room of a hotel, with one or two delegates."""

    leg: ItemId
    number: int
    """Of the list, from 1; not the hotel's."""
    kind: RoomKind
    guests: tuple[ParticipantId, ...]
    arrives: Day
    leaves: Day


class Rooming(Fact):
    """Who sleeps where in all legs, and what a person has to settle."""

    rooms: tuple[Room, ...] = ()
    open: tuple[str, ...] = ()
    """Sentences for the organiser: a wish to share that is not mutual, nobody to share with."""

    def of(self, participant: str) -> tuple[Room, ...]:
        return tuple(room for room in self.rooms if participant in room.guests)
