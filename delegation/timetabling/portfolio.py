"""Two searches side by side, one to a core; whichever proves its answer first stops the other.

Which of the two is faster cannot be told from the instance: mostly sums where tables are ample, totals where
nearly all are taken. Both raise the bound from no breaks at all and find a timetable only where they meet it,
so a third search looks for any timetable in what would be the last seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from queue import Empty, Queue
from threading import Lock, Thread
from time import monotonic
from typing import Self

from delegation.timetabling.counting import by_sums, by_totals
from delegation.timetabling.cp_sat import Answer, Search
from delegation.timetabling.instance import Instance
from delegation.timetabling.rules import Counting, Rules

LAST_RESORT = 10.0
"""Seconds before the end at which any timetable is looked for."""
GRACE = 3.0
"""Seconds a search may take to notice that its time is over."""
LARGEST_TOTALS = 20_000
"""Meetings times slots up to which totals are written out; beyond it they would fill the memory."""
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Member:
    """How one of the searches goes about it."""

    name: str
    counting: Counting
    worker: str


SUMS = Member("sums", by_sums, "core")
TOTALS = Member("totals", by_totals, "core")
ANY_TIMETABLE = Member("any timetable", by_sums, "quick_restart_no_lp")
SUMS_OUTRIGHT = Member("sums", by_sums, "quick_restart_no_lp")
"""Where there is nothing to keep few, there are no cores to find."""


@dataclass(frozen=True)
class Proof:
    """What the searches came to together."""

    settled: bool
    """Whether it is proven: no timetable has fewer breaks, or there is none."""
    slots: tuple[int, ...]
    """Of each meeting; empty without a timetable."""
    cost: int | None
    """Breaks; None without a timetable."""
    bound: int
    member: str

    def with_bound(self, bound: int) -> Self:
        """The same with what another search has proven of the fewest breaks."""
        bound = max(bound, self.bound)
        return replace(self, bound=bound, settled=self.cost is not None and self.cost <= bound)


NOTHING = Proof(False, (), None, 0, "")


PATIENCE = 3.0
"""Seconds a search that was stopped is waited for; it usually ends in hundredths."""


@dataclass
class Race:
    """The searches of one instance and what they know so far."""

    instance: Instance
    fairness: int | None
    progress: Progress
    bound: int = 0
    searches: list[Search] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    answers: Queue[Proof | BaseException] = field(default_factory=Queue)
    stopped: bool = False
    _lock: Lock = field(default_factory=Lock)

    def start(self, member: Member, seconds: float) -> None:
        """Send one more into the race."""
        thread = Thread(target=self._run, args=(member, monotonic() + seconds), daemon=True)
        self.threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """All of them; those that have not begun never do."""
        with self._lock:
            self.stopped = True
            searches = tuple(self.searches)
        for one in searches:
            one.stop()
        for thread in self.threads:  # a solver that still runs while Python ends takes the process down
            thread.join(PATIENCE)

    def _run(self, member: Member, end: float) -> None:
        try:
            self.answers.put(self._searched(member, end))
        except BaseException as error:
            self.answers.put(error)

    def _searched(self, member: Member, end: float) -> Proof:
        rules = Rules(self.instance, self.fairness, member.counting)
        search = Search(rules.program, [member.worker], self._better_bound)
        with self._lock:
            self.searches.append(search)
            if self.stopped:
                return NOTHING
        return _proof(rules, search.run(max(0.0, end - monotonic())), member)

    def _better_bound(self, bound: int) -> None:
        with self._lock:
            if bound <= self.bound:
                return
            self.bound = bound
        self.progress(f"no timetable has fewer than {bound} breaks")


def prove(instance: Instance, fairness: int | None, seconds: float, progress: Progress) -> Proof:
    """A timetable with the fewest breaks, or that there is none; after `seconds` what is known by then."""
    race, end = Race(instance, fairness, progress), monotonic() + seconds
    members = members_for(instance, fairness)
    try:
        for member in members:
            race.start(member, seconds)
        return _first_settled(race, len(members), end)
    finally:
        race.stop()


def members_for(instance: Instance, fairness: int | None) -> tuple[Member, ...]:
    """Who searches. Nobody may have a break where the difference is 0 and somebody cannot have one."""
    small = len(instance.meetings) * instance.slots <= LARGEST_TOTALS
    meetings = instance.meetings_of().values()
    none_at_all = fairness == 0 and any(len(one) < 2 or len(one) == instance.slots for one in meetings)
    sums = SUMS_OUTRIGHT if none_at_all else SUMS
    return (sums, TOTALS) if small else (sums, ANY_TIMETABLE)


def _first_settled(race: Race, running: int, end: float) -> Proof:
    """The first answer that is proven; without one the best timetable found, with the bound of all."""
    best, help_at = NOTHING, end - min(LAST_RESORT, (end - monotonic()) / 2)
    while running and (now := monotonic()) < end + GRACE:
        try:
            found = race.answers.get(timeout=max(0.0, (help_at if now < help_at else end + GRACE) - now))
        except Empty:
            if now < help_at:
                race.start(ANY_TIMETABLE, end - monotonic())
                running += 1
            continue
        running -= 1
        if isinstance(found, BaseException):
            raise found
        if found.settled:
            return found
        best = min(best, found, key=lambda one: (one.cost is None, one.cost))
    return best.with_bound(race.bound)


def _proof(rules: Rules, answer: Answer, member: Member) -> Proof:
    if not answer.found:
        return Proof(answer.settled, (), None, answer.bound, member.name)
    held = sorted(place for place, one in rules.held.items() if answer.values[one - 1])
    cost = sum(answer.values[one - 1] for one in rules.program.costs)
    return Proof(answer.settled, tuple(slot for _, slot in held), cost, answer.bound, member.name)
