"""One change to a published itinerary, with all its consequences."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from delegation.document import DocumentRef
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


class ReinstateItem(Fact):
    """What was cancelled takes place after all; those who attended it return where they still can."""

    what: Literal["reinstate-item"] = "reinstate-item"
    item: ItemId


class StayAway(Fact):
    """A delegate stays in the delegation but away from these appointments: a no-show, a day of illness, a
    declined visit. Their places are given to those who wished for them and have the time free."""

    what: Literal["stay-away"] = "stay-away"
    participant: ParticipantId
    items: tuple[ItemId, ...] = Field(min_length=1)


class ComeBack(Fact):
    """A delegate who stayed away attends after all: their own place and slot, where these are still free."""

    what: Literal["come-back"] = "come-back"
    participant: ParticipantId
    items: tuple[ItemId, ...] = Field(min_length=1)


class Choose(Fact):
    """A delegate would rather attend another of the parallel sessions: a free place, or the reserve list."""

    what: Literal["choose"] = "choose"
    participant: ParticipantId
    item: ItemId


class ChangeCapacity(Fact):
    """A parallel session takes more, and who waits moves up; or fewer, and who asked for it least goes."""

    what: Literal["change-capacity"] = "change-capacity"
    item: ItemId
    capacity: int = Field(gt=0)


class Book(Fact):
    """A delegate books a talk with a host that has a slot free then: first come, first served."""

    what: Literal["book"] = "book"
    participant: ParticipantId
    host: ItemId
    slot: ItemId | None = None
    """None: the next that both have free."""


class GiveBack(Fact):
    """A delegate gives a talk back; anybody may book its slot then."""

    what: Literal["give-back"] = "give-back"
    participant: ParticipantId
    host: ItemId


class Meet(Fact):
    """Two delegates agree on the spot to meet each other, at a table and time that are free."""

    what: Literal["meet"] = "meet"
    who: ParticipantId
    whom: ParticipantId
    slot: ItemId | None = None
    """None: the next that both have free."""
    room: ItemId | None = None
    table: int | None = Field(default=None, gt=0)
    """None: the first that is free."""


class Join(Fact):
    """A new participant of a programme that is published: places and slots that are free, by wish."""

    what: Literal["join"] = "join"
    participant: ParticipantId
    organisation: Line = ""
    group: ItemId | None = None
    """In which they registered, where delegates of groups meet each other."""


class HostWithdraws(Fact):
    """A host receives nobody any more: its meetings are freed, what it alone received is cancelled."""

    what: Literal["host-withdraws"] = "host-withdraws"
    host: ItemId


class LimitHost(Fact):
    """A host receives fewer than planned: meetings beyond its limit are freed, the least wished first."""

    what: Literal["limit-host"] = "limit-host"
    host: ItemId
    at_most: int | None = Field(default=None, ge=0)
    """Most meetings; None: as before."""
    guests_at_most: int | None = Field(default=None, gt=0)
    """Most guests at once; None: as before. Who is beyond it gets a parallel visit with room."""
    unavailable: tuple[ItemId, ...] = ()
    """Slots it can no longer take."""


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
    CancelItem
    | ReinstateItem
    | MoveItem
    | ChangeRoom
    | StayAway
    | ComeBack
    | Join
    | HostWithdraws
    | LimitHost
    | DropOut
    | AddSlots
    | SwapMeetings
    | Choose
    | ChangeCapacity
    | Book
    | GiveBack
    | Meet,
    Field(discriminator="what"),
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
    moves_at_most: int = Field(default=0, ge=0, le=50)
    """Published meetings of others that may be moved in time to win more meetings back. 0: nobody is moved
    who is not named."""


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


class Disturbance(Fact):
    """What a change does to the published meetings, in numbers."""

    dropped: int = 0
    """Meetings that fall away."""
    regained: int = 0
    """New meetings in freed slots."""
    moved: int = 0
    """Meetings of people the change does not name that are held at another time."""
    value_lost: int = 0
    """By how much the points of the meetings held go down; negative if they go up."""
    proven: bool = True
    """Whether no plan with as few moves keeps more."""

    def with_more(self, other: "Disturbance") -> "Disturbance":
        """What is done to these meetings and to others together."""
        return Disturbance(
            dropped=self.dropped + other.dropped,
            regained=self.regained + other.regained,
            moved=self.moved + other.moved,
            value_lost=self.value_lost + other.value_lost,
            proven=self.proven and other.proven,
        )


class Proposal(Fact):
    """One way to carry a change through."""

    moves_at_most: int
    disturbance: Disturbance
    effects: tuple[Effect, ...] = ()


class ChangePreview(Fact):
    """What would happen: nothing is recorded or sent."""

    effects: tuple[Effect, ...] = ()
    moved_appointments: int = 0
    problems: tuple[str, ...] = ()
    disturbance: Disturbance = Disturbance()
    proposals: tuple[Proposal, ...] = ()
    """For changes that free meetings: nobody else moved, and at most k moved where that wins something."""


class ChangeRecord(Fact):
    """A change that was applied, for the auditor a year later."""

    change: Change
    applied_at: AwareDatetime
    version: int
    effects: tuple[Effect, ...] = ()
    disturbance: Disturbance = Disturbance()
    documents: tuple[DocumentRef, ...] = ()
    """Made anew because a fact in them changed."""
    tasks: tuple[str, ...] = ()
    """Ids of the tasks it left for a person."""

    def told(self) -> tuple[str, ...]:
        return tuple(effect.recipient for effect in self.effects)


def counted(effects: Sequence[Effect]) -> str:
    """`19 delegates and 1 host`; the id of a host is in small letters."""
    hosts = sum(effect.recipient.islower() for effect in effects)
    said = ((len(effects) - hosts, "delegate"), (hosts, "host"))
    words = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in said if count]
    return " and ".join(words) or "nobody"
