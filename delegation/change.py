"""One change to a published itinerary, with all its consequences."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.meeting import Slot
from delegation.person import Line
from delegation.tempo import Dated
from delegation.zoned import LocalTime


class CancelItem(Fact):
    """A host cancels, a session falls away."""

    what: Literal["cancel-item"] = "cancel-item"
    item: ItemId


class MoveItem(Fact):
    """A train is late, a visit is moved: new local times in the item's own zones."""

    what: Literal["move-item"] = "move-item"
    item: ItemId
    starts: LocalTime
    ends: LocalTime


class ChangeRoom(Fact):
    what: Literal["change-room"] = "change-room"
    item: ItemId
    place: ItemId | None = None
    room: Line = ""


class DropOut(Fact):
    """A delegate leaves the delegation; a substitute of the same organisation may step in."""

    what: Literal["drop-out"] = "drop-out"
    participant: ParticipantId
    substitute: ParticipantId | None = None


class AddSlots(Fact):
    """A host takes more meetings, in slots it could not take before."""

    what: Literal["add-slots"] = "add-slots"
    host: ItemId
    slots: tuple[ItemId, ...] = ()
    new_slots: tuple[Slot, ...] = ()
    at_most: int = Field(gt=0)


class SwapMeetings(Fact):
    """Two delegates exchange the slots of one meeting each."""

    what: Literal["swap-meetings"] = "swap-meetings"
    one: ParticipantId
    one_slot: ItemId
    other: ParticipantId
    other_slot: ItemId


ChangeKind = Annotated[
    CancelItem | MoveItem | ChangeRoom | DropOut | AddSlots | SwapMeetings, Field(discriminator="what")
]


class Urgency(StrEnum):
    NORMAL = "normal"
    URGENT = "urgent"


class Change(Dated):
    """What happens, who says so, and why."""

    id: ItemId
    change: ChangeKind
    author: Line
    reason: Line = Field(min_length=3)
    urgency: Urgency = Urgency.NORMAL


class Difference(Fact):
    """One line of what a person is told: `old` -> `new`; an empty side means added or cancelled."""

    item: ItemId
    old: str = ""
    new: str = ""
    title: str = ""
    """What the item is called."""


class Effect(Fact):
    """Who is told what."""

    recipient: str
    """Participant or host id."""
    differences: tuple[Difference, ...] = ()


class ChangePreview(Fact):
    """What would happen: nothing is recorded or sent."""

    effects: tuple[Effect, ...] = ()
    moved_appointments: int = 0
    problems: tuple[str, ...] = ()


class ChangeRecord(Fact):
    """A change that was applied, for the auditor a year later."""

    change: Change
    applied_at: AwareDatetime
    version: int
    effects: tuple[Effect, ...] = ()

    def told(self) -> tuple[str, ...]:
        return tuple(effect.recipient for effect in self.effects)
