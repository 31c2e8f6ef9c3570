"""What meetings were worth, in figures: how many ratings were given, how good they are, who did not come."""

from collections import Counter
from collections.abc import Iterable

from delegation.fact import Fact
from delegation.ids import ParticipantId
from delegation.requesting import NoShow, RatingGiven, Went


class RatingsSummary(Fact):
    """The figures of an event."""

    given: int = 0
    """Ratings, counting each side of a meeting."""
    marked: int = 0
    """Of these, with a mark."""
    mean: float | None = None
    """Of all marks, to two decimals; None without marks."""
    held: int = 0
    """Meetings of which at least one side says that they took place."""
    no_shows: int = 0
    """Meetings to which somebody did not come."""
    repeated: tuple[ParticipantId, ...] = ()
    """Who did not come more than once."""


def summary_of(ratings: Iterable[RatingGiven], no_shows: Iterable[NoShow]) -> RatingsSummary:
    """The figures; each meeting to which somebody did not come counts once."""
    given, missed = tuple(ratings), tuple(no_shows)
    marks = [one.rating.mark for one in given if one.rating.mark is not None]
    often = Counter(missing for missing, _ in {(one.missing, one.item) for one in missed})
    return RatingsSummary(
        given=len(given),
        marked=len(marks),
        mean=round(sum(marks) / len(marks), 2) if marks else None,
        held=len({one.rating.item for one in given if one.rating.went is Went.HELD}),
        no_shows=len({one.item for one in missed}),
        repeated=tuple(sorted(who for who, times in often.items() if times > 1)),
    )
