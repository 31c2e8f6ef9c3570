"""Every item lies in its leg, in opening hours, at an unmistakable time, with its guest list in time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from delegation.itinerary import ItineraryItem
from delegation.planning.checking.problem import ItineraryProblem, ProblemCode, Severity, at_its_time
from delegation.planning.checking.programme import ON_THE_WAY, Programme
from delegation.venue import Opening, is_open
from delegation.zoned import instant, is_shown_twice, stamp

Problems = Iterator[ItineraryProblem]


def check_legs(programme: Programme) -> Problems:
    """It starts on a day of its leg; an evening may last past midnight."""
    for item in programme.all:
        leg = programme.file.leg(item.leg)
        if leg is None:
            continue
        past_midnight = leg.leaves + timedelta(days=1)
        if leg.arrives <= item.starts.date() <= leg.leaves and item.last_day <= past_midnight:
            continue
        yield ItineraryProblem(
            code=ProblemCode.OUTSIDE_LEG,
            items=(item.id,),
            message=(
                f"{item.title!r} lasts from {item.starts:%Y-%m-%d} to {item.last_day}, outside {leg.city} "
                f"({leg.arrives} to {leg.leaves})"
            ),
            remedy="correct the date, or name another leg.",
        )


def check_opening(programme: Programme) -> Problems:
    """The place is open all the time. Journeys and transfers start at its door."""
    for item in programme.timed:
        place = programme.place(item.place)
        if place is None or item.kind in ON_THE_WAY:
            continue
        if not is_open(place.opening, item.starts, _until(item)):
            yield ItineraryProblem(
                code=ProblemCode.CLOSED,
                items=(item.id,),
                message=(
                    f"{at_its_time(item)} lasts until {item.ends:%H:%M}, but {place.name} is open "
                    f"{_hours(place.opening)}"
                ),
                remedy="move it, or correct 'opening' of the place.",
            )


def _until(item: ItineraryItem) -> datetime:
    """The end on the clock of the start."""
    return item.ends_at.astimezone(item.starts_at.tzinfo).replace(tzinfo=None)


def _hours(opening: tuple[Opening, ...]) -> str:
    return "; ".join(
        f"{', '.join(day.value.title() for day in one.days)} {one.opens:%H:%M} to {one.closes:%H:%M}"
        for one in opening
    )


def check_clocks(programme: Programme) -> Problems:
    """Who means the first of two is told that there are two. Times that clocks skip no item can have."""
    for item in programme.timed:
        times = (
            ("starts", item.starts, item.zone, item.starts_fold),
            ("ends", item.ends, item.ends_zone or item.zone, item.ends_fold),
        )
        for name, local, zone, is_second in times:
            if is_shown_twice(local, zone) and not is_second:
                yield _twice(item, name, local, zone)


def _twice(item: ItineraryItem, name: str, local: datetime, zone: str) -> ItineraryProblem:
    return ItineraryProblem(
        code=ProblemCode.CLOCK_CHANGE,
        severity=Severity.WARNING,
        items=(item.id,),
        message=(
            f"{item.title!r} names {local:%Y-%m-%d %H:%M}, which clocks of {zone} show twice that night; the "
            f"first time is meant, {stamp(instant(local, zone), zone)}"
        ),
        remedy=f"write '{name}_fold: true' if the second is.",
    )


def check_guest_lists(programme: Programme) -> Problems:
    """A host hears who comes before they come, and not before anybody can know."""
    for item in programme.all:
        if item.guest_list_due is None:
            continue
        due = instant(item.guest_list_due, item.zone)
        if due >= item.starts_at:
            yield _guest_list(item, due, "after it starts", "give an earlier date.")
        elif programme.now is not None and due <= programme.now and item.starts_at > programme.now:
            yield _guest_list(
                item, due, "which has passed", "make sure that its hosts have it.", Severity.WARNING
            )


def _guest_list(
    item: ItineraryItem, due: datetime, said: str, remedy: str, severity: Severity = Severity.PROBLEM
) -> ItineraryProblem:
    return ItineraryProblem(
        code=ProblemCode.GUEST_LIST,
        severity=severity,
        items=(item.id,),
        people=item.hosts,
        message=f"The guest list of {at_its_time(item)} is due {stamp(due, item.zone)}, {said}",
        remedy=remedy,
    )
