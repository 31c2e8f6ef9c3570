"""Which changes of the programme made which mails: counted from the mails themselves."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from delegation.change import (
    AddSlots,
    Book,
    CancelItem,
    ChangeCapacity,
    ChangeRecord,
    ChangeRoom,
    Choose,
    ComeBack,
    DropOut,
    GiveBack,
    HostWithdraws,
    Join,
    LimitHost,
    Meet,
    MoveItem,
    ReinstateItem,
    StayAway,
    SwapMeetings,
)
from delegation.fact import Fact
from delegation.invite import Method
from delegation.status import Ledger
from portal.rehearsals.delivered_calendars import DeliveredCalendar, Owner

NOTICED = timedelta(minutes=1)
"""How far apart the clocks of two workflows may be."""


class Cause(NamedTuple):
    """Something that may lead to mails about an item of a recipient; `item` None: about any of theirs."""

    kind: str
    at: datetime
    recipient: str
    item: str | None


def changes_told(
    ledger: Ledger, delivered: Iterable[DeliveredCalendar], known: Mapping[str, Owner]
) -> dict[str, dict[str, int]]:
    """By kind of change, how many invites, updates and cancellations it led to.

    A mail belongs to the last change before it that touched this item of this recipient, and that no
    earlier mail had told already. First invites of the published programme belong to none.
    """
    causes = sorted(_causes(ledger), key=lambda cause: cause.at)
    told: dict[Owner, datetime] = {}
    counted: dict[str, Counter[str]] = {}
    for one in delivered:
        owner = known.get(one.uid)
        if owner is None:
            continue
        cause = _cause_of(owner, one.dtstamp, told.get(owner), causes)
        if cause is not None:
            counted.setdefault(cause.kind, Counter())[_what(one)] += 1
        told[owner] = one.dtstamp
    return {kind: dict(sorted(counts.items())) for kind, counts in sorted(counted.items())}


def kind_of(record: ChangeRecord) -> str:
    """A change as organisers call it. A move to another date is one to another day in the city."""
    match record.change.change:
        case MoveItem(item=item) if _changes_day(record, item):
            return "city-day"
        case DropOut(substitute=str()):
            return "replaced"
        case other:
            return KINDS[type(other)]


KINDS: Mapping[type[Fact], str] = {
    AddSlots: "slots-added",
    Book: "booked",
    CancelItem: "cancelled",
    ChangeCapacity: "capacity",
    ChangeRoom: "room",
    Choose: "chosen",
    GiveBack: "given-back",
    DropOut: "dropped-out",
    Meet: "booked",
    MoveItem: "moved",
    SwapMeetings: "swapped",
    ComeBack: "came-back",
    HostWithdraws: "host-withdrew",
    Join: "joined",
    LimitHost: "host-limited",
    ReinstateItem: "reinstated",
    StayAway: "stayed-away",
}


def _causes(ledger: Ledger) -> Iterable[Cause]:
    for record in ledger.changes:
        for effect in record.effects:
            for difference in effect.differences:
                yield Cause(kind_of(record), record.applied_at, effect.recipient, difference.item)
    for departure in ledger.departures:
        kind = "dropped-out" if departure.substitute is None else "replaced"
        yield Cause(kind, departure.left_at, departure.participant, None)


def _cause_of(
    owner: Owner, dtstamp: datetime, told_before: datetime | None, causes: Iterable[Cause]
) -> Cause | None:
    found = None
    for cause in causes:
        concerns = cause.recipient == owner.recipient and cause.item in (None, owner.item)
        is_news = told_before is None or cause.at + NOTICED > told_before
        if concerns and is_news and cause.at <= dtstamp + NOTICED:
            found = cause
    return found


def _what(one: DeliveredCalendar) -> str:
    if one.method is Method.CANCEL:
        return "cancellations"
    return "updates" if one.sequence else "invites"


def _changes_day(record: ChangeRecord, item: str) -> bool:
    """Whether anybody is told of another date; lines begin with it: `Tue 16 May 2017, 14:10 (...)`."""
    lines = (line for effect in record.effects for line in effect.differences if line.item == item)
    return any(line.old and line.new and _day(line.old) != _day(line.new) for line in lines)


def _day(told: str) -> str:
    return told.partition(",")[0]
