"""What a new version of the itinerary changes, for each delegate and each host."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from delegation.change import Difference, Effect
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.planning.plan_state import PlanState
from delegation.zoned import stamp


def differences(
    old: Itinerary,
    new: Itinerary,
    people: Sequence[str],
    file: DelegationFile,
    organisations: Mapping[str, str] | None = None,
    *,
    joined: Collection[str] = (),
) -> tuple[Effect, ...]:
    """One effect per delegate of `people`, then per host, who has something to be told.

    `organisations` names the delegates' organisations for the hosts; participant ids stand in where none
    is given. Who `joined` has been told of nothing before.
    """
    names, places = organisations or {}, {place.id: place.name for place in file.places}
    effects = [
        _effect(
            who, () if who in joined else old.of(who), new.of(who), lambda item: appointment(item, places)
        )
        for who in dict.fromkeys(people)
    ]
    hosts = sorted({host for itinerary in (old, new) for item in itinerary.items for host in item.hosts})
    effects += [
        _effect(host, hosted(old, host, names), hosted(new, host, names), lambda item: received(item, places))
        for host in hosts
    ]
    return tuple(effect for effect in effects if effect.differences)


def effects_between(old: PlanState | None, new: PlanState, file: DelegationFile) -> tuple[Effect, ...]:
    """Who is to be told what when one plan follows another; None: nothing was told before."""
    before = () if old is None else old.delegates
    return differences(
        Itinerary() if old is None else old.itinerary,
        new.itinerary,
        tuple(dict.fromkeys((*before, *new.delegates))),
        file,
        {**(old.organisations if old else {}), **new.organisations},
        joined=[one for one in new.delegates if one not in before],
    )


def appointment(item: ItineraryItem, places: Mapping[str, str] | None = None) -> str:
    """`Tue 16 May 2017, 14:10 (EDT, UTC-4), Table 4, Maryland Ballroom`, with the place where it is known."""
    where = (item.table, item.room, (places or {}).get(item.place or "", ""))
    starts = f"{item.starts:%a %-d %B %Y}, all day" if item.all_day else stamp(item.starts_at, item.zone)
    return ", ".join(filter(None, (starts, *where)))


def moved_appointments(effects: Sequence[Effect], people: Sequence[str]) -> int:
    """Appointments of these people that still take place, but at another time or place."""
    told = (line for effect in effects if effect.recipient in people for line in effect.differences)
    return sum(bool(line.old and line.new) for line in told)


def received(item: ItineraryItem, places: Mapping[str, str]) -> str:
    """An appointment as its host is told of it: with the number of guests, unless everybody comes."""
    return ", ".join(filter(None, (appointment(item, places), _guests(item))))


def hosted(itinerary: Itinerary, host: str, names: Mapping[str, str]) -> tuple[ItineraryItem, ...]:
    """What the host receives; a meeting is called by who comes, as its host sees it."""
    mine = (item for item in itinerary.items if host in item.hosts and not item.cancelled)
    return tuple(_seen_by_host(item, names) for item in mine)


def _seen_by_host(item: ItineraryItem, names: Mapping[str, str]) -> ItineraryItem:
    if item.kind is not ItemKind.MEETING or not item.attendees:
        return item
    who = item.attendees[0]
    return item.model_copy(update={"title": f"Meeting with {names.get(who, who)}"})


def _guests(item: ItineraryItem) -> str:
    """How many come, where it is neither everybody nor one for a meeting."""
    if item.attendees is None or item.kind is ItemKind.MEETING:
        return ""
    count = len(item.attendees)
    return "1 delegate" if count == 1 else f"{count} delegates"


def _effect(
    recipient: str,
    before: Iterable[ItineraryItem],
    after: Iterable[ItineraryItem],
    line: Callable[[ItineraryItem], str],
) -> Effect:
    old, new = {item.id: item for item in before}, {item.id: item for item in after}
    both = sorted({**old, **new}.values(), key=lambda item: (item.starts_at, item.id in new, item.id))
    lines = (_difference(old.get(item.id), new.get(item.id), line) for item in both)
    return Effect(recipient=recipient, differences=tuple(one for one in lines if one.old != one.new))


def _difference(
    old: ItineraryItem | None, new: ItineraryItem | None, line: Callable[[ItineraryItem], str]
) -> Difference:
    """The two lines; the end is told as well where only that has changed."""
    item = new or old
    if item is None:
        raise LookupError("A difference is about an item of one of the two versions.")
    before, after = (line(one) if one else "" for one in (old, new))
    if old and new and _length(old) != _length(new):
        before, after = f"{before}, {_until(old)}", f"{after}, {_until(new)}"
    return Difference(item=item.id, old=before, new=after, title=item.title)


def _length(item: ItineraryItem) -> tuple[bool, timedelta]:
    return item.all_day, (item.ends - item.starts if item.all_day else item.ends_at - item.starts_at)


def _until(item: ItineraryItem) -> str:
    if item.all_day:
        return f"until {item.last_day:%a %-d %B %Y}"
    return f"until {stamp(item.ends_at, item.ends_zone or item.zone)}"
