"""What a form of a change lets one choose from: items, people, hosts and times, as they are now."""

from collections.abc import Iterable, Iterator, Mapping

from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.planning.plan_state import PlanState
from portal.web.organising.change_page import Choice


def choices_of(
    plan: PlanState, file: DelegationFile, names: Mapping[str, str], people: Mapping[str, str]
) -> dict[str, tuple[Choice, ...]]:
    """By kind of field. `people` are names by participant, where they are known."""
    items = tuple(_items(plan.itinerary))
    held = tuple(_choice(one) for one in items if not one.cancelled)
    return {
        "item": held,
        "items": held,
        "cancelled": tuple(_choice(one) for one in items if one.cancelled),
        "parallel": tuple(_choice(one) for one in items if one.block is not None and not one.cancelled),
        "person": tuple(_people(plan.delegates, names, people)),
        "host": tuple(Choice(value=one.id, text=one.organisation) for one in plan.hosts),
        "slot": tuple(_slots(plan)),
        "slots": tuple(_slots(plan)),
        "place": tuple(Choice(value=one.id, text=one.name) for one in file.places),
    }


def _items(itinerary: Itinerary) -> Iterable[ItineraryItem]:
    """Meetings among them come last: there are many."""
    return sorted(
        itinerary.items, key=lambda one: (one.kind is ItemKind.MEETING, one.starts_at.timestamp(), one.id)
    )


def _choice(item: ItineraryItem) -> Choice:
    who = f" ({', '.join(item.attendees)})" if item.kind is ItemKind.MEETING and item.attendees else ""
    return Choice(value=item.id, text=f"{item.starts:%a %-d %b %H:%M} {item.title}{who}")


def _people(
    delegates: Iterable[str], names: Mapping[str, str], people: Mapping[str, str]
) -> Iterator[Choice]:
    for one in sorted(delegates):
        called = ", ".join(part for part in (people.get(one, ""), names.get(one, "")) if part)
        yield Choice(value=one, text=f"{one} {called}".strip())


def _slots(plan: PlanState) -> Iterator[Choice]:
    for section in plan.sections:
        for slot in section.slots:
            yield Choice(value=slot.id, text=f"{slot.id}: {slot.starts:%a %-d %b %H:%M} ({section.zone})")
