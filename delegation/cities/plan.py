"""A plan of meetings and site visits in several cities, and how good it is."""

from pydantic import Field

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.meeting import MeetingScore


class CityMeeting(Fact):
    """A delegate and a host in a slot, at the host's place."""

    participant: ParticipantId
    host: ItemId
    slot: ItemId
    table: int | None = None
    """None where hosts have rooms of their own, or where no table is given yet."""


class VisitPlace(Fact):
    """A delegate's place in a site visit, at the option at which it takes place."""

    participant: ParticipantId
    visit: ItemId
    option: ItemId


class CityPlan(Fact):
    """Who meets whom, when and at which table, and who joins which visit.

    No plan scores higher than `best_score`; where `score` equals it, the plan is proven best. Waiting is
    shortened afterwards and not proven least.
    """

    meetings: tuple[CityMeeting, ...] = ()
    visits: tuple[VisitPlace, ...] = ()
    score: MeetingScore = MeetingScore()
    """Points are those of meetings and of wishes for visits together."""
    best_score: MeetingScore = MeetingScore()
    value: int = 0
    bound: int = 0
    """The figures of the two scores written one after the other."""
    idle_slots: int = 0
    """Empty slots between first and last meeting or visit of a delegate's day, without those for the way."""
    most_idle: int = 0
    """Idle slots of the delegate who has most."""
    travel_slots: int = 0
    """Empty slots that delegates need for the way between two places."""
    room_changes: int = 0
    """How often a delegate's next meeting of the day is at another table or place, summed."""
    room_changes_of: dict[ParticipantId, int] = Field(default_factory=dict)
    unmet_musts: tuple[tuple[ParticipantId, ItemId], ...] = ()
    """Delegates and the hosts they called a must, but do not meet."""
    fell_away: tuple[CityMeeting, ...] = ()
    """Meetings that were to be kept but whose delegate or host is gone, or has said no since."""

    @property
    def proven(self) -> bool:
        return self.value == self.bound

    @property
    def gap_percent(self) -> float:
        """By how much the bound exceeds the value, at the first figure in which they differ."""
        names = ("musts", "mutual", "floor", "points")
        pairs = ((getattr(self.score, name), getattr(self.best_score, name)) for name in names)
        return next((100 * (best - own) / best for own, best in pairs if own != best), 0.0)
