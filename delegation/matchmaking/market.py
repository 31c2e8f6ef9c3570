"""A matchmaking in numbers: people, slots and pairs by position, so that results never depend on ids."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property


class Aim(StrEnum):
    """What a set of meetings is judged by. Earlier aims decide before later ones are looked at."""

    MUSTS = "musts"
    MUTUAL = "mutual"
    FLOOR = "floor"
    POINTS = "points"
    THEMES = "themes"


USUAL = (Aim.MUSTS, Aim.MUTUAL, Aim.FLOOR, Aim.POINTS, Aim.THEMES)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people, the smaller number first, with what counts when they meet."""

    one: int
    other: int
    musts: int = 0
    """How many of the two called it a must."""
    mutual: int = 0
    """1 if both asked for it."""
    points: int = 0
    themes: int = 0
    """Themes in common of a pair that neither side rated."""
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Pinned:
    """A meeting that stays in its slot."""

    pair: Pair
    slot: int


@dataclass(frozen=True)
class Market:
    """Everybody who may meet. Slots are positions in order of time; a set of slots is a bit mask."""

    days: tuple[int, ...]
    """For each local day the slots on it."""
    tables: tuple[int, ...]
    """For each slot how many meetings it has room for, pinned ones included."""
    open_slots: tuple[int, ...]
    """For each person the slots they can be busy in, those of pinned meetings included."""
    at_most: tuple[int, ...]
    at_least: tuple[int, ...]
    pairs: tuple[Pair, ...]
    """Those that may get a meeting."""
    pinned: tuple[Pinned, ...] = ()
    per_day: tuple[int, ...] = ()
    """For each person the most meetings of a day; empty: no such limit."""
    unasked: tuple[int, ...] = ()
    """For each person the most meetings that neither side asked for; empty: no such limit."""
    waits: tuple[int, ...] = ()
    """What an idle slot of each person weighs; empty: all the same."""
    aims: tuple[Aim, ...] = USUAL

    @property
    def people(self) -> int:
        return len(self.open_slots)

    @property
    def slots(self) -> int:
        return len(self.tables)

    @cached_property
    def held(self) -> tuple[int, ...]:
        """For each person the slots of pinned meetings."""
        masks = [0] * self.people
        for one in self.pinned:
            masks[one.pair.one] |= 1 << one.slot
            masks[one.pair.other] |= 1 << one.slot
        return tuple(masks)

    @cached_property
    def free_tables(self) -> tuple[int, ...]:
        taken = Counter(one.slot for one in self.pinned)
        return tuple(max(0, tables - taken[slot]) for slot, tables in enumerate(self.tables))

    @cached_property
    def free_slots(self) -> tuple[int, ...]:
        """For each person the slots in which a new meeting may be, one with a table left."""
        roomy = sum(1 << slot for slot, tables in enumerate(self.free_tables) if tables)
        pairs = zip(self.open_slots, self.held, strict=True)
        return tuple(mask & ~held & roomy for mask, held in pairs)

    @cached_property
    def room(self) -> tuple[int, ...]:
        """For each person how many more meetings are possible by limits and slots."""
        return tuple(
            max(0, min(most - held.bit_count(), sum(self.day_room(person))))
            for person, (most, held) in enumerate(zip(self.at_most, self.held, strict=True))
        )

    def day_room(self, person: int) -> tuple[int, ...]:
        """For each day how many more meetings the person can have."""
        free, held = self.free_slots[person], self.held[person]
        most = self.per_day[person] if self.per_day else self.slots
        return tuple(
            min((free & day).bit_count(), max(0, most - (held & day).bit_count())) for day in self.days
        )

    @cached_property
    def floor_missing(self) -> tuple[int, ...]:
        pairs = zip(self.at_least, self.held, strict=True)
        return tuple(max(0, least - held.bit_count()) for least, held in pairs)

    @cached_property
    def candidates(self) -> tuple[Pair, ...]:
        """The pairs with room on both sides and a slot both have free, without those already pinned."""
        known = {(one.pair.one, one.pair.other) for one in self.pinned}
        return tuple(
            pair for pair in self.pairs if (pair.one, pair.other) not in known and self._possible(pair)
        )

    def _possible(self, pair: Pair) -> bool:
        common = self.free_slots[pair.one] & self.free_slots[pair.other]
        return bool(common and self.room[pair.one] and self.room[pair.other])

    def score(self, new: Sequence[Pair]) -> tuple[int, ...]:
        """The figures of the pinned meetings and `new` together, in the order of the aims."""
        every = [*(one.pair for one in self.pinned), *new]
        each = Counter(person for pair in every for person in (pair.one, pair.other))
        figures = {
            Aim.MUSTS: sum(pair.musts for pair in every),
            Aim.MUTUAL: sum(pair.mutual for pair in every),
            Aim.FLOOR: sum(min(self.at_least[person], count) for person, count in each.items()),
            Aim.POINTS: sum(pair.points for pair in every),
            Aim.THEMES: sum(pair.themes for pair in every),
        }
        return tuple(figures[aim] for aim in self.aims)

    def importance(self, pair: Pair) -> tuple[int, ...]:
        """Sorts the best pairs first; equal ones in their fixed order."""
        worth = {Aim.MUSTS: pair.musts, Aim.MUTUAL: pair.mutual, Aim.POINTS: pair.points}
        worth |= {Aim.THEMES: pair.themes, Aim.FLOOR: 0}
        return (*(-worth[aim] for aim in self.aims), pair.one, pair.other)

    def with_pinned(self, pinned: Sequence[Pinned]) -> "Market":
        return replace(self, pinned=tuple(pinned))


def idle(used: int, days: Sequence[int]) -> int:
    """Empty slots between the first and last used one, per day; `used` and `days` are bit masks."""
    total = 0
    for day in days:
        if mask := used & day:
            low = (mask & -mask).bit_length() - 1
            total += mask.bit_length() - low - mask.bit_count()
    return total


def least_idle(open_slots: int, meetings: int, days: Sequence[int], per_day: int) -> int:
    """The fewest idle slots of a person with that many meetings in those slots, whatever others do."""
    best = {0: 0}
    for day in days:
        options = _least_by_count(open_slots & day, per_day)
        best = {
            total: min(
                best[total - count] + options[count]
                for count in range(min(total, len(options) - 1) + 1)
                if total - count in best
            )
            for total in range(min(meetings, max(best) + len(options) - 1) + 1)
        }
    return best.get(meetings, 0)


def _least_by_count(mask: int, most: int) -> list[int]:
    """For 0, 1, 2 ... meetings within one day the fewest idle slots."""
    at = [slot for slot in range(mask.bit_length()) if mask >> slot & 1]
    return [0] + [
        min(at[first + count - 1] - at[first] + 1 - count for first in range(len(at) - count + 1))
        for count in range(1, min(most, len(at)) + 1)
    ]
