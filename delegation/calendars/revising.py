"""What a participant's calendar is to be told, so that it ends up holding exactly what is published.

Every item has one invite for life. Its SEQUENCE rises by one with every revision that is sent; a change of
time, place or status asks for a new answer, other changes keep the one given (RFC 5546).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from delegation.invite import Method, PartStat, Revision, SentInvite
from delegation.itinerary import ItineraryItem
from delegation.planning.differences import appointment
from delegation.zoned import stamp

Describe = Callable[[ItineraryItem], str]
"""When and where an item takes place, as one line for people."""


def plan_revisions(
    desired: Sequence[ItineraryItem],
    sent: Sequence[SentInvite],
    now: datetime,
    describe: Describe = appointment,
) -> tuple[Revision, ...]:
    """The revisions that take a calendar from what it was sent to the desired items; none if up to date.

    Cancellations come first, then invites and updates in order of their start. Items that are missing or
    cancelled are cancelled once, if they were ever sent; an item that comes back after that is requested
    anew with a higher sequence. `now` is the trip time that stands in the revisions.
    """
    wanted = _by_id(item for item in desired if not item.cancelled)
    known = {one.item.id: one for one in sent}
    cancels = [
        _cancel(one, now, describe)
        for one in sent
        if one.method is Method.REQUEST and one.item.id not in wanted
    ]
    requests = [
        revision
        for item in wanted.values()
        if (revision := _request(item, known.get(item.id), now, describe)) is not None
    ]
    return (*sorted(cancels, key=_by_start), *sorted(requests, key=_by_start))


def after(sent: Sequence[SentInvite], revisions: Iterable[Revision]) -> tuple[SentInvite, ...]:
    """What the calendar has been told once these revisions have left, in order of the first invite.

    A revision that is not newer than what was sent changes nothing, so sending twice is no harm.
    """
    told = {one.item.id: one for one in sent}
    for revision in revisions:
        before = told.get(revision.item.id)
        if before is None or before.sequence < revision.sequence:
            told[revision.item.id] = SentInvite(
                item=revision.item,
                sequence=revision.sequence,
                method=revision.method,
                partstat=revision.partstat,
            )
    return tuple(told.values())


def material_change(old: ItineraryItem, new: ItineraryItem) -> bool:
    """Whether the change asks for a new answer: start, end, zone, place, room, table or status."""
    return _material(old) != _material(new)


def _material(item: ItineraryItem) -> tuple[object, ...]:
    zones = item.zone, item.ends_zone or item.zone
    return item.starts, item.ends, *zones, item.place, item.room, item.table, item.cancelled


def _minor(item: ItineraryItem) -> tuple[str, str]:
    return item.title, item.description


def _cancel(sent: SentInvite, now: datetime, describe: Describe) -> Revision:
    return Revision(
        item=sent.item.model_copy(update={"cancelled": True}),
        method=Method.CANCEL,
        sequence=sent.sequence + 1,
        dtstamp=now,
        changed=(f"{describe(sent.item)} -> cancelled",),
    )


def _request(
    item: ItineraryItem, sent: SentInvite | None, now: datetime, describe: Describe
) -> Revision | None:
    """The first invite, the invite again after a cancellation, an update, or None: nothing new."""
    if sent is None:
        return Revision(item=item, method=Method.REQUEST, sequence=0, dtstamp=now)
    material = sent.method is Method.CANCEL or material_change(sent.item, item)
    if not material and _minor(sent.item) == _minor(item):
        return None
    return Revision(
        item=item,
        method=Method.REQUEST,
        sequence=sent.sequence + 1,
        dtstamp=now,
        partstat=PartStat.NEEDS_ACTION if material else sent.partstat,
        material=material,
        changed=tuple(_lines(sent, item, describe)),
    )


def _lines(sent: SentInvite, item: ItineraryItem, describe: Describe) -> Iterator[str]:
    """`old -> new` for each thing that has changed."""
    old = sent.item
    if sent.method is Method.CANCEL:
        yield f"cancelled -> {describe(item)}"
    elif describe(old) != describe(item):
        yield f"{describe(old)} -> {describe(item)}"
    elif material_change(old, item) and _ends(old) == _ends(item):
        yield f"{old.place or 'no place'} -> {item.place or 'no place'}"
    if sent.method is Method.REQUEST and _ends(old) != _ends(item):
        yield f"until {_ends(old)} -> until {_ends(item)}"
    if old.title != item.title:
        yield f"{old.title} -> {item.title}"
    if old.description != item.description:
        yield "The description has changed."


def _ends(item: ItineraryItem) -> str:
    return stamp(item.ends_at, item.ends_zone or item.zone)


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
