"""Everybody can get into the places they are to go to."""

from collections.abc import Iterator, Mapping, Sequence

from delegation.ids import ItemId
from delegation.itinerary import ItineraryItem, Place
from delegation.planning.checking.problem import ItineraryProblem, ProblemCode, Severity, at_its_time
from delegation.planning.checking.programme import Programme
from delegation.venue import Access


def places_ruled_out(
    needs: Sequence[Access], items: Sequence[ItineraryItem], places: Sequence[Place]
) -> tuple[ItemId, ...]:
    """The items that somebody with these needs cannot attend: at a place known to lack one of them.

    What is unknown about a place rules nothing out; `unknown_of` names it, so that somebody asks.
    """
    lacking = {place.id for place in places if any(need in place.lacks for need in needs)}
    return tuple(item.id for item in items if {item.place, item.ends_place} & lacking)


def unknown_of(needs: Sequence[Access], place: Place) -> tuple[Access, ...]:
    """Which of these needs the place is neither known to meet nor known not to."""
    return tuple(one for one in needs if one not in place.access and one not in place.lacks)


def check_access(programme: Programme) -> Iterator[ItineraryProblem]:
    """Needs are looked up by delegate and never named: who reads a problem sees whom to ask, not why."""
    for item in programme.all:
        of_item = {who: needs for who, needs in sorted(programme.needs.items()) if _attends(who, item)}
        place = programme.place(item.place)
        if place is not None:
            yield from _at(item, place, of_item)


def _attends(who: str, item: ItineraryItem) -> bool:
    return item.is_for(who) and not (item.block is not None and item.attendees is None)


def _at(
    item: ItineraryItem, place: Place, needs: Mapping[str, Sequence[Access]]
) -> Iterator[ItineraryProblem]:
    barred = [who for who, wanted in needs.items() if any(one in place.lacks for one in wanted)]
    unsure = [who for who, wanted in needs.items() if who not in barred and unknown_of(wanted, place)]
    for who in barred:
        yield ItineraryProblem(
            code=ProblemCode.ACCESS,
            items=(item.id,),
            people=(who,),
            message=f"{place.name} lacks something that {who} needs for {at_its_time(item)}",
            remedy="choose another place, or ask what would help.",
        )
    for who in unsure:
        yield ItineraryProblem(
            code=ProblemCode.ACCESS,
            severity=Severity.WARNING,
            items=(item.id,),
            people=(who,),
            message=f"Nobody knows whether {place.name} has what {who} needs for {at_its_time(item)}",
            remedy="ask there, and write it under 'access' or 'lacks' of the place.",
        )
