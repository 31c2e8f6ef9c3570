"""What a timetable is made for: agreed meetings of two, tables, slots, and what stands in the way."""

from collections.abc import Iterator
from enum import IntEnum

from delegation.fact import Fact


class Session(IntEnum):
    """When a meeting may be held, with the numbers that the files use."""

    MORNING = 1
    AFTERNOON = 2
    ANY = 3


class AgreedMeeting(Fact):
    """One meeting of two participants, which takes one slot and one table."""

    first: int
    second: int
    """Participants, from 1."""
    session: Session = Session.ANY
    fixed: int | None = None
    """The slot it is held in, from 1; None where that is free to choose."""
    after: tuple[int, ...] = ()
    """Meetings, from 1, that are held in earlier slots."""


class Instance(Fact):
    """All meetings are held. Participants, meetings and slots are counted from 1, as in the files."""

    participants: int
    tables: int
    slots: int
    morning_slots: int
    """Slots 1 to this one are the morning, the others the afternoon. Lunch is no slot."""
    meetings: tuple[AgreedMeeting, ...]
    forbidden: tuple[tuple[int, ...], ...]
    """For each participant the slots without a meeting."""

    def open_slots(self, meeting: AgreedMeeting) -> tuple[int, ...]:
        """The slots that session, both participants and a fixed slot leave to a meeting."""
        closed = {*self.forbidden[meeting.first - 1], *self.forbidden[meeting.second - 1]}
        wanted = self.session_slots(meeting.session) if meeting.fixed is None else (meeting.fixed,)
        within = self.session_slots(meeting.session)
        return tuple(slot for slot in wanted if slot in within and slot not in closed)

    def session_slots(self, session: Session) -> range:
        """The slots of a session."""
        match session:
            case Session.MORNING:
                return range(1, self.morning_slots + 1)
            case Session.AFTERNOON:
                return range(self.morning_slots + 1, self.slots + 1)
            case Session.ANY:
                return range(1, self.slots + 1)

    def meetings_of(self) -> dict[int, list[int]]:
        """For each participant the numbers of the meetings, in order; an empty list for who has none."""
        found: dict[int, list[int]] = {one: [] for one in range(1, self.participants + 1)}
        for number, meeting in self.numbered():
            found[meeting.first].append(number)
            found[meeting.second].append(number)
        return found

    def numbered(self) -> Iterator[tuple[int, AgreedMeeting]]:
        """The meetings with their numbers, from 1."""
        return enumerate(self.meetings, start=1)
