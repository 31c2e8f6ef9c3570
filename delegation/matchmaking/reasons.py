"""Why a meeting is held or not, told to one of the two without what anybody else wished.

A reason never looks at what the other side said about the one who asks. So the sentence is the same
whatever that was, unless it changed the meetings themselves.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from delegation.fact import Fact
from delegation.matchmaking.choosing import Choice, Wanted, best_pairs, best_seats
from delegation.matchmaking.event import EventMeeting, Unmet
from delegation.matchmaking.market import Aim, Market, Pair
from delegation.matchmaking.numbered import Numbered

LARGEST = 5_000
"""Most pairs for which it is worked out what a missing meeting would cost."""

COSTS = {
    Aim.MUSTS: "of the musts met",
    Aim.MUTUAL: "of the meetings that both sides asked for",
    Aim.FLOOR: "of the meetings of people who have few",
    Aim.POINTS: "of the points",
    Aim.THEMES: "of the themes in common",
}


class Code(StrEnum):
    HELD_MUST = "held-must"
    HELD_ASKED = "held-asked"
    HELD_FREE = "held-free"
    OWN_NO = "own-no"
    SAME_GROUP = "same-group"
    NO_COMMON_SLOT = "no-common-slot"
    OTHER_FULL = "other-full"
    SELF_FULL = "self-full"
    NO_FREE_COMMON = "no-free-common-slot"
    TABLES_FULL = "tables-full"
    OTHERS_FIRST = "others-first"


SCARCE = (Code.OTHER_FULL, Code.SELF_FULL, Code.NO_FREE_COMMON, Code.TABLES_FULL, Code.OTHERS_FIRST)
"""Where the meeting would be possible if others gave way."""


class Reason(Fact):
    """A code to translate by, what fills it in, and the English sentence."""

    code: Code
    sentence: str
    name: str = ""
    count: int = 0
    aim: str = ""
    """Which figure of the event would be lower if the meeting were held; empty where that is not known."""
    cost: int = 0
    """By how much it would be lower."""
    lost: int = 0
    """How many of the asker's own meetings would fall away then."""
    exact: bool = True
    """False where the cost would be at least that much."""


def why(numbered: Numbered, meetings: Sequence[EventMeeting], asker: str, other: str) -> Reason:
    """Why the two meet or do not, for `asker`. What it would cost is worked out for small events."""
    found = quick_reason(numbered, meetings, asker, other)
    if found.code not in SCARCE or len(numbered.market.pairs) > LARGEST:
        return found
    return _with_cost(found, numbered, meetings, asker, other)


def unmet_musts(numbered: Numbered, meetings: Sequence[EventMeeting]) -> tuple[Unmet, ...]:
    """Every must that is not held, with the first reason that applies."""
    held = {frozenset((one.one, one.other)) for one in meetings}
    view = View(numbered, meetings)
    found = []
    for one in sorted(numbered.event.requests, key=lambda one: (one.asks, one.whom)):
        if one.rating == 3 and frozenset((one.asks, one.whom)) not in held:
            told = view.missing(one.asks, one.whom)
            found.append(Unmet(asks=one.asks, whom=one.whom, code=told.code, sentence=told.sentence))
    return tuple(found)


def quick_reason(numbered: Numbered, meetings: Sequence[EventMeeting], asker: str, other: str) -> Reason:
    """The first reason that applies, without working out what another programme would be worth."""
    for one in meetings:
        if {one.one, one.other} == {asker, other}:
            return _held(numbered, asker, other)
    return View(numbered, meetings).missing(asker, other)


def _held(numbered: Numbered, asker: str, other: str) -> Reason:
    numbers = numbered.person_numbers
    match numbered.ratings.get((numbers[asker], numbers[other]), 0):
        case 3:
            return _told(Code.HELD_MUST, f"You meet {other} because you called this meeting a must.", other)
        case 1 | 2:
            return _told(Code.HELD_ASKED, f"You meet {other} because you asked for it and it fits.", other)
        case _:
            sentence = f"You meet {other}: you both have the slot free and you did not rule it out."
            return _told(Code.HELD_FREE, sentence, other)


class View:
    """The published meetings as everybody can see them: who is busy when, and which slots are full."""

    def __init__(self, numbered: Numbered, meetings: Sequence[EventMeeting]) -> None:
        self.numbered, self.market = numbered, numbered.market
        self.used = [0] * len(numbered.people)
        count = [0] * self.market.slots
        for one in meetings:
            slot = numbered.slot_numbers[one.slot]
            count[slot] += 1
            for person in (one.one, one.other):
                self.used[numbered.person_numbers[person]] |= 1 << slot
        pairs = enumerate(zip(count, self.market.tables, strict=True))
        self.roomy = sum(1 << slot for slot, (held, tables) in pairs if held < tables)

    def missing(self, asker: str, other: str) -> Reason:
        """Why the two do not meet, from the most personal to the most general."""
        numbers = self.numbered.person_numbers
        me, them = numbers[asker], numbers[other]
        side = self.numbered.people[me].group
        if self.numbered.ratings.get((me, them), 0) < 0:
            return _told(Code.OWN_NO, f"You asked not to meet {other}.", other)
        if side and side == self.numbered.people[them].group:
            sentence = f"{other} and you are both in {side!r}; people of one group do not meet here."
            return _told(Code.SAME_GROUP, sentence, other)
        if not self.market.open_slots[me] & self.market.open_slots[them]:
            sentence = f"There is no slot in which {other} and you are both available."
            return _told(Code.NO_COMMON_SLOT, sentence, other)
        return self._full(me, them, other)

    def _full(self, me: int, them: int, other: str) -> Reason:
        theirs, mine = self.used[them].bit_count(), self.used[me].bit_count()
        if not self._free(them):
            sentence = f"The calendar of {other} is full ({_meetings(theirs)})."
            return _told(Code.OTHER_FULL, sentence, other, theirs)
        if not self._free(me):
            sentence = f"Your calendar is full ({_meetings(mine)}); {other} is not among them."
            return _told(Code.SELF_FULL, sentence, other, mine)
        common = self._free(me) & self._free(them)
        if not common:
            sentence = f"In every slot that {other} still has free you are in another meeting."
            return _told(Code.NO_FREE_COMMON, sentence, other)
        if not common & self.roomy:
            count = common.bit_count()
            sentence = f"In every slot that {other} and you have free all tables are taken."
            return _told(Code.TABLES_FULL, sentence, other, count)
        sentence = f"A meeting with {other} is not part of the programme that is best for everybody."
        return _told(Code.OTHERS_FIRST, sentence, other)

    def _free(self, person: int) -> int:
        """The slots the person's calendar and limits leave for one more meeting."""
        used = self.used[person]
        if used.bit_count() >= self.market.at_most[person]:
            return 0
        most = self.market.per_day[person] if self.market.per_day else self.market.slots
        days = sum(day for day in self.market.days if (used & day).bit_count() < most)
        return self.market.open_slots[person] & ~used & days


def _with_cost(
    found: Reason, numbered: Numbered, meetings: Sequence[EventMeeting], asker: str, other: str
) -> Reason:
    """And what all would lose if the two met: exactly for small events, else at least that much."""
    me, them = numbered.person_numbers[asker], numbered.person_numbers[other]
    pair = _one_sided(numbered, me, them)
    market = _with_pair(numbered.market, pair)
    now = [numbered.pinned(one).pair for one in meetings]
    forced, exact = _forced(market, Wanted(pair, frozenset(now)))
    if forced is None:
        return found
    before = market.with_pinned(()).score(now)
    losses = zip(market.aims, before, forced.score, strict=True)
    aim, cost = next(((aim, have - then) for aim, have, then in losses if have != then), (None, 0))
    if aim is None or cost < 0:
        return found
    mine = {one for one in now if me in (one.one, one.other)}
    lost = len(mine - {*forced.pairs} - {one.pair for one in market.pinned})
    sentence = f"{found.sentence} {_cost_sentence(COSTS[aim], cost, lost, exact=exact)}"
    told = {"sentence": sentence, "aim": str(aim), "cost": cost, "lost": lost, "exact": exact}
    return found.model_copy(update=told)


def _forced(market: Market, wanted: Wanted) -> tuple[Choice | None, bool]:
    seats = best_seats(market, wanted)
    return (seats, True) if seats is not None else (best_pairs(market, wanted), False)


def _one_sided(numbered: Numbered, me: int, them: int) -> Pair:
    """The pair as it is worth to the asker alone, so that nothing tells what the other side wished."""
    rating = max(0, numbered.ratings.get((me, them), 0))
    return Pair(min(me, them), max(me, them), musts=int(rating == 3), points=rating, asked=rating > 0)


def _with_pair(market: Market, pair: Pair) -> Market:
    others = [one for one in market.pairs if (one.one, one.other) != (pair.one, pair.other)]
    return replace(market, pairs=tuple(sorted([*others, pair], key=lambda one: (one.one, one.other))))


def _cost_sentence(what: str, cost: int, lost: int, *, exact: bool) -> str:
    least = "" if exact else "at least "
    own = "" if not lost else f" and take away {lost} of yours"
    return f"To hold it would cost everybody together {least}{cost} {what}{own}."


def _meetings(count: int) -> str:
    return f"{count} meeting" if count == 1 else f"{count} meetings"


def _told(code: Code, sentence: str, name: str, count: int = 0) -> Reason:
    return Reason(code=code, sentence=sentence, name=name, count=count)
