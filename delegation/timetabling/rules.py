"""The rules of a timetable as a program; how a count is expressed is left to whoever builds it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from delegation.timetabling.instance import Instance, Session
from delegation.timetabling.program import Literal, Program

Counting = Callable[[Program, Sequence[Literal], int, int], None]
"""Says in a program that between so many and so many of some literals are true."""


class Rules:
    """The program of an instance: which meeting in which slot, who is busy when, which breaks end where.

    A break is counted where it ends: no meeting now, one before, one in the next slot. So "no break at all"
    is a shape that a timetable can have, and the search for a proof begins there.
    """

    def __init__(self, instance: Instance, fairness: int | None, counting: Counting) -> None:
        self.instance, self.count, self.program = instance, counting, Program()
        self.held = self._held()
        self.meetings_of = instance.meetings_of()
        self.busy = {one: self._busy(one) for one, held in self.meetings_of.items() if held}
        self._tables()
        self._precedences()
        breaks = {one: self._breaks(one) for one in self.busy if self._can_break(one)}
        self._fair(breaks, fairness)
        self.program.costs = [one for found in breaks.values() for one in found]

    def _held(self) -> dict[tuple[int, int], Literal]:
        """A literal for each meeting and slot that is open to it."""
        held: dict[tuple[int, int], Literal] = {}
        for number, meeting in self.instance.numbered():
            for slot in self.instance.open_slots(meeting):
                held[number, slot] = self.program.variable()
            self.program.choose(self._in_slots(held, number))
        return held

    def _in_slots(self, held: dict[tuple[int, int], Literal], number: int) -> list[Literal]:
        return [held[number, slot] for slot in self._slots() if (number, slot) in held]

    def _busy(self, participant: int) -> list[Literal]:
        """For each slot whether the participant meets somebody; as many as there are meetings."""
        busy = []
        for slot in self._slots():
            meets = [
                self.held[one, slot] for one in self.meetings_of[participant] if (one, slot) in self.held
            ]
            busy.append(self._some(meets))
        meetings = len(self.meetings_of[participant])
        self.count(self.program, busy, meetings, meetings)
        return busy

    def _some(self, literals: list[Literal]) -> Literal:
        if literals:
            return self.program.any_of(literals)
        never = self.program.variable()
        self.program.clause(-never)
        return never

    def _tables(self) -> None:
        """Meetings that share a participant take one table at most: count by such stars, not by meetings."""
        stars = list(_stars(self.instance))
        for slot in self._slots():
            held = ([self.held[one, slot] for one in star if (one, slot) in self.held] for star in stars)
            taken = [self.program.any_of(one) for one in held if one]
            self.count(self.program, taken, 0, self.instance.tables)
            busy = [one[slot - 1] for one in self.busy.values()]
            self.count(self.program, busy, 0, 2 * self.instance.tables)

    def _precedences(self) -> None:
        for number, meeting in self.instance.numbered():
            for earlier in meeting.after:
                self._precedes(earlier, number)

    def _precedes(self, earlier: int, later: int) -> None:
        for slot in self._slots():
            if (later, slot) in self.held:
                before = (self.held[earlier, one] for one in range(1, slot) if (earlier, one) in self.held)
                self.program.clause(-self.held[later, slot], *before)

    def _can_break(self, participant: int) -> bool:
        return 1 < len(self.meetings_of[participant]) < self.instance.slots

    def _breaks(self, participant: int) -> list[Literal]:
        """For each slot but the outer ones whether a break ends there."""
        breaks = self._ends(self.busy[participant])
        self._sessions(participant)
        self._together(participant, breaks)
        return breaks

    def _ends(self, busy: Sequence[Literal]) -> list[Literal]:
        program, met, breaks = self.program, busy[0], list[Literal]()
        for now, then in pairwise(busy[1:]):
            before, met = met, program.variable()
            program.clause(before, now, -met)
            program.clause(-before, met)
            program.clause(-now, met)
            ends = program.variable()
            for needed in (-now, met, then):
                program.clause(-ends, needed)
            program.clause(ends, now, -met, -then)
            breaks.append(ends)
        return breaks

    def _sessions(self, participant: int) -> None:
        """Implied: the morning holds the meetings of the morning, and not those of the afternoon."""
        wished = [self.instance.meetings[one - 1].session for one in self.meetings_of[participant]]
        morning, afternoon = wished.count(Session.MORNING), wished.count(Session.AFTERNOON)
        if morning or afternoon:
            until = self.busy[participant][: self.instance.morning_slots]
            self.count(self.program, until, morning, len(wished) - afternoon)

    def _together(self, participant: int, breaks: Sequence[Literal]) -> None:
        """Implied: without a break, n meetings lie within n slots, the middle of the day among them."""
        busy, meetings = self.busy[participant], len(self.meetings_of[participant])
        for first in range(len(busy)):
            for last in range(first + meetings, len(busy)):
                self.program.clause(-busy[first], -busy[last], *breaks[first : last - 1])
        for now in busy[len(busy) - meetings : meetings]:
            self.program.clause(now, *breaks)

    def _fair(self, breaks: dict[int, list[Literal]], fairness: int | None) -> None:
        """The numbers of breaks of any two participants differ by `fairness` at most."""
        if fairness is None:
            return
        if len(breaks) < self.instance.participants:  # somebody can have none, so nobody has more
            for found in breaks.values():
                self.count(self.program, found, 0, fairness)
            return
        self._around_a_floor(breaks, fairness)

    def _around_a_floor(self, breaks: dict[int, list[Literal]], fairness: int) -> None:
        """One floor for all: nobody has fewer breaks, nobody `fairness` more. Floor n implies floor n - 1."""
        most = (self.instance.slots - 1) // 2
        floors = [self.program.variable() for _ in range(most)]
        for low, high in pairwise(floors):
            self.program.clause(low, -high)
        for found in breaks.values():
            self.count(self.program, [*found, *(-one for one in floors)], most, most + fairness)

    def _slots(self) -> range:
        return range(1, self.instance.slots + 1)


def _stars(instance: Instance) -> Iterator[list[int]]:
    """All meetings, parted greedily into groups with a participant in common; the largest group first."""
    left = {number: (meeting.first, meeting.second) for number, meeting in instance.numbered()}
    while left:
        found: dict[int, list[int]] = {}
        for number, pair in left.items():
            for one in pair:
                found.setdefault(one, []).append(number)
        centre = max(found, key=lambda one: (len(found[one]), -one))
        yield found[centre]
        for number in found[centre]:
            del left[number]
