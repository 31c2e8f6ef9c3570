"""What a recipient's calendar is to be told, so that it ends up holding exactly what is published.

Every item has one invite for life. Its SEQUENCE rises by one with every revision; a change of time,
place or status asks for a new answer, other changes keep the one given (RFC 5546 2.1.4).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from delegation.calendar_rules import CalendarRules, InvitePolicy
from delegation.invite import Method, PartStat, Revision, SentInvite
from delegation.itinerary import ItineraryItem

EVERY_ITEM = CalendarRules(policy=InvitePolicy.EACH)


def plan_revisions(
    desired: Sequence[ItineraryItem],
    sent: Sequence[SentInvite],
    now: datetime,
    rules: CalendarRules = EVERY_ITEM,
    again: Collection[str] = (),
) -> tuple[Revision, ...]:
    """The revisions that take a calendar from what it was sent to the desired items; none if up to date.

    Cancellations come first, then invites and updates in order of their start. Items that are missing or
    cancelled are cancelled once, if they were ever sent; an item that comes back after that is requested
    anew with a higher sequence. Items named in `again` are sent once more as they are. `now` is the trip
    time that stands in the revisions.
    """
    wanted = _by_id(item for item in desired if not item.cancelled)
    known = {one.item.id: one for one in sent}
    cancels = [
        _cancel(one, now) for one in sent if one.method is Method.REQUEST and one.item.id not in wanted
    ]
    requests = [
        revision
        for item in wanted.values()
        if (revision := _request(item, known.get(item.id), now, rules, again)) is not None
    ]
    return (*sorted(cancels, key=_by_start), *sorted(requests, key=_by_start))


def after(sent: Sequence[SentInvite], revisions: Iterable[Revision]) -> tuple[SentInvite, ...]:
    """What the calendar has been told once these revisions have left, in order of the first invite.

    A revision that is not newer than what was sent changes nothing, so sending twice is no harm. An answer
    that came in meanwhile stays, unless the revision asks for a new one.
    """
    told = {one.item.id: one for one in sent}
    for revision in revisions:
        before = told.get(revision.item.id)
        if before is None or before.sequence < revision.sequence:
            told[revision.item.id] = _told(revision, before)
    return tuple(told.values())


def material_change(old: ItineraryItem, new: ItineraryItem) -> bool:
    """Whether the change asks for a new answer: start, end, zone, place, room, table or status."""
    return _material(old) != _material(new)


def _told(revision: Revision, before: SentInvite | None) -> SentInvite:
    known = before or SentInvite(
        item=revision.item, sequence=-1, method=revision.method, dtstamp=revision.dtstamp
    )
    changes: dict[str, object] = {
        "item": revision.item,
        "sequence": revision.sequence,
        "method": revision.method,
        "dtstamp": revision.dtstamp,
        "mailed": revision.mailed,
    }
    if revision.method is Method.REQUEST and revision.material:
        changes |= {"asked": revision.sequence, "partstat": PartStat.NEEDS_ACTION}
    return known.model_copy(update=changes)


def _material(item: ItineraryItem) -> tuple[object, ...]:
    zones = item.zone, item.ends_zone or item.zone
    times = item.starts, item.ends, item.starts_fold, item.ends_fold, item.all_day
    return *times, *zones, item.place, item.room, item.table, item.cancelled


def _minor(item: ItineraryItem) -> tuple[object, ...]:
    return item.title, item.description, item.rsvp, item.link


def _cancel(sent: SentInvite, now: datetime) -> Revision:
    return Revision(
        item=sent.item.model_copy(update={"cancelled": True}),
        before=sent.item,
        method=Method.CANCEL,
        sequence=next_sequence(sent),
        dtstamp=_later(sent, now),
        partstat=sent.partstat,
        mailed=sent.mailed,
    )


def _request(
    item: ItineraryItem,
    sent: SentInvite | None,
    now: datetime,
    rules: CalendarRules,
    again: Collection[str],
) -> Revision | None:
    """The first invite, the invite again after a cancellation, an update, or None: nothing new."""
    if sent is None:
        return Revision(
            item=item, method=Method.REQUEST, sequence=0, dtstamp=_whole(now), mailed=rules.invites(item)
        )
    comes_back = sent.method is Method.CANCEL
    material = comes_back or material_change(sent.item, item)
    if not material and _minor(sent.item) == _minor(item) and item.id not in again:
        return None
    return Revision(
        item=item,
        before=None if comes_back else sent.item,
        method=Method.REQUEST,
        sequence=next_sequence(sent),
        dtstamp=_later(sent, now),
        partstat=PartStat.NEEDS_ACTION if material else sent.partstat,
        material=material,
        mailed=sent.mailed or rules.invites(item),
    )


def next_sequence(sent: SentInvite) -> int:
    """Above what we sent, and above what the recipient's program made of it."""
    return max(sent.sequence, sent.heard_sequence) + 1


def _later(sent: SentInvite, now: datetime) -> datetime:
    """`now`, or a second after the revision before: DTSTAMP must rise with SEQUENCE."""
    return max(_whole(now), sent.dtstamp + timedelta(seconds=1))


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _by_id(items: Iterable[ItineraryItem]) -> dict[str, ItineraryItem]:
    wanted: dict[str, ItineraryItem] = {}
    for item in items:
        if item.id in wanted:
            raise ValueError(
                f"Item {item.id!r} stands twice in one itinerary; give one of the two another id."
            )
        wanted[item.id] = item
    return wanted


def _by_start(revision: Revision) -> tuple[datetime, str]:
    return revision.item.starts_at, revision.item.id
