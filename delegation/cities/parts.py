"""What a trip is made of, in numbers: times, pairs, and visits at one of their times."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from delegation.cities.problem import Rating
from delegation.meeting import Wish
from delegation.zoned import instant

OF_DELEGATE = {Wish.MUST: 3, Wish.NICE: 2}
OF_HOST = {Wish.MUST: 2, Wish.NICE: 1}


@dataclass(frozen=True)
class Pair:
    """A delegate and a host that may meet, by number, and what that is worth."""

    delegate: int
    host: int
    must: bool
    mutual: bool
    points: int
    open_slots: int
    """Bit mask of the slots in which both can be at the host's place."""


@dataclass(frozen=True)
class Time:
    """Minutes since 1970, and the local day on which it starts."""

    starts: int
    ends: int
    day: date

    def overlaps(self, other: "Time") -> bool:
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True)
class Option:
    """A visit at one of its times."""

    visit: int
    id: str
    time: Time
    slots: int
    """Bit mask of the slots it overlaps."""


def ruled_out(rating: Rating) -> bool:
    return Wish.NO in (rating.wish, rating.hosts_wish)


def wanted(rating: Rating) -> bool:
    """Whether either side asked for the other."""
    return rating.wish is not None or rating.hosts_wish is not None


def pair_of(delegate: int, host: int, rating: Rating, slots: int) -> Pair:
    own = OF_DELEGATE.get(rating.wish, 0) if rating.wish else 0
    hosts = OF_HOST.get(rating.hosts_wish, 0) if rating.hosts_wish else 0
    return Pair(delegate, host, rating.wish is Wish.MUST, bool(own and hosts), 1 + own + hosts, slots)


def minute(local: datetime, zone: str) -> int:
    return int(instant(local, zone).astimezone(UTC).timestamp()) // 60


def time_of(starts: datetime, minutes: int, zone: str) -> Time:
    first = minute(starts, zone)
    return Time(first, first + minutes, starts.date())


def span(starts: datetime, ends: datetime, zone: str) -> Time:
    return Time(minute(starts, zone), minute(ends, zone), starts.date())
