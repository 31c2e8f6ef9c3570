"""What delegates said of each other: which requests count, and which meetings are ruled out."""

from collections.abc import Collection, Sequence

from delegation.encounters import Encounter, MeetingRequest
from delegation.meeting import Wish

Said = dict[tuple[str, str], Wish]
"""What the first of the two says of the second."""

WEIGHT = {Wish.NICE: 0, Wish.MUST: 1, Wish.NO: 2}


def said_of_each_other(requests: Sequence[MeetingRequest]) -> Said:
    """Every word that counts. An answer is what the asked says, and so is a request the other way.

    A request that was neither answered nor met by one of the asked has expired: it counts neither for nor
    against a meeting. A `no` counts always. Of several words of one person the strongest holds.
    """
    asked = {(one.asks, one.whom) for one in requests}
    said: Said = {}
    for one in requests:
        if one.answer is not None:
            _say(said, one.whom, one.asks, one.answer)
        if one.wish is Wish.NO or one.answer is not None or (one.whom, one.asks) in asked:
            _say(said, one.asks, one.whom, one.wish)
    return said


def _say(said: Said, who: str, of: str, wish: Wish) -> None:
    before = said.get((who, of), Wish.NICE)
    said[who, of] = max(before, wish, key=WEIGHT.__getitem__)


def ruled_out(said: Said) -> frozenset[tuple[str, str]]:
    """The pairs, the smaller id first, of whom one would rather not meet the other."""
    return frozenset(_pair(who, of) for (who, of), wish in said.items() if wish is Wish.NO)


def unmet_musts(
    requests: Sequence[MeetingRequest],
    encounters: Sequence[Encounter],
    cancelled: Collection[tuple[str, str]] = (),
) -> tuple[MeetingRequest, ...]:
    """The requests that one of the two calls a must and neither rules out, without a meeting.

    Pairs whose meeting was `cancelled` are not among them.
    """
    said = said_of_each_other(requests)
    never = ruled_out(said) | {*cancelled}
    held = {(one.one, one.other) for one in encounters}
    return tuple(
        one
        for one in sorted(requests, key=lambda one: (one.asks, one.whom))
        if _pair(one.asks, one.whom) not in held | never
        and Wish.MUST in (one.answer, one.wish if (one.asks, one.whom) in said else None)
    )


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
