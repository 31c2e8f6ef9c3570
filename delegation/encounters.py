"""Meetings of delegates with each other: who asked whom, what was answered, and what was scheduled."""

from pydantic import AwareDatetime, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.matchmaking.event import Unmet
from delegation.meeting import MeetingScore, Wish


class MeetingRequest(Fact):
    """One delegate asks another for a meeting. Which words were sent along lies in the vault."""

    asks: ParticipantId
    whom: ParticipantId
    wish: Wish = Wish.NICE
    """How much it matters to who asks: a must or nice; a `no` rules a meeting out, and is not told."""
    answer: Wish | None = None
    """What the asked said: a must or nice, or `no`; None: nothing yet, or nothing in time."""
    asked_at: AwareDatetime | None = None
    answered_at: AwareDatetime | None = None
    message: str = ""
    """Where in the vault the words to the asked lie; empty: there are none."""


class Encounter(Fact):
    """Two delegates at a table in a slot of a round."""

    one: ParticipantId
    other: ParticipantId
    round: ItemId
    slot: ItemId
    room: ItemId
    table: int

    @model_validator(mode="after")
    def _smaller_id_first(self) -> "Encounter":
        if self.one >= self.other:
            raise ValueError(
                f"{self.other!r} and {self.one!r} stand in the wrong order; the smaller id first."
            )
        return self

    def is_of(self, participant: str) -> bool:
        return participant in (self.one, self.other)

    def other_than(self, participant: str) -> str:
        return self.other if participant == self.one else self.one


class EncounterSchedule(Fact):
    """All rounds with how good they are: `value` can never exceed `bound`; equal means proven best."""

    encounters: tuple[Encounter, ...] = ()
    value: int = 0
    bound: int = 0
    score: MeetingScore = MeetingScore()
    best_score: MeetingScore = MeetingScore()
    idle_slots: int = 0
    unmet_musts: tuple[MeetingRequest, ...] = ()
    """Musts without a meeting, although the asked did not say no."""
    reasons: tuple[Unmet, ...] = ()
    """Why these musts are not met, as who called it a must may hear it."""
    room_changes: int = 0
    """How often a person goes to another room between two meetings of a day."""

    @property
    def proven(self) -> bool:
        return self.value == self.bound

    @property
    def gap_percent(self) -> float:
        """By how much the first figure that is not the best falls short of it."""
        for reached, best in zip(self.score.figures, self.best_score.figures, strict=True):
            if reached != best:
                return 100 * (best - reached) / best if best else 0.0
        return 0.0

    def of(self, participant: str) -> tuple[Encounter, ...]:
        return tuple(one for one in self.encounters if one.is_of(participant))
