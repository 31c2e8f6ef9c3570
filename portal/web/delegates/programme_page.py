"""My programme, day by day: every item as it was last told, what changed and what was cancelled included."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from babel.dates import format_date

from delegation.calendars.when import city_of, locale_of
from delegation.fact import Fact
from delegation.invite import SentInvite
from portal.web.delegates.programme_stops import (
    Clock,
    Shown,
    Stop,
    clock_at_home,
    clock_of,
    in_order,
    stop_of,
)
from portal.web.delegates.visit import MinePage

NEAR = timedelta(days=2)
"""So long before the first item they count as being there, not at home."""


class Day(Fact):
    """One day with all that is in it."""

    date: str
    """`2017-05-15`, as addresses within the page name it."""
    title: str
    """`Monday, 15 May 2017`."""
    cities: str
    stops: tuple[Stop, ...]


class ProgrammePage(MinePage):
    """The facts of `templates/portal/mine-programme.html`."""

    days: tuple[Day, ...]
    today: str
    """The date of today where they are, if there is something on it; else empty."""
    home: str
    """`Berlin`: whose clocks the second line of a time shows; empty where none differs."""
    expected_at: str
    """When the programme is published; empty once it is, or where no date is known."""
    gathering_until: str
    """When changes that are being put together will stand here; empty: none are."""
    as_of: str


def programme_facts(invites: Sequence[SentInvite], due: datetime | None, shown: Shown) -> dict[str, object]:
    """Those of `ProgrammePage` besides what all pages have. `due`: when changes being gathered leave."""
    days = days_of(invites, shown)
    clock = clock_now(invites, shown)
    stops = [stop for day in days for stop in day.stops]
    is_gathering = due is not None and due > shown.now
    return {
        "days": days,
        "today": _today(days, clock.day(shown.now)),
        "home": city_of(shown.home, shown.language) if any(stop.home for stop in stops) else "",
        "expected_at": "" if days else expected_at(shown),
        "gathering_until": clock.stamped(due, shown.language) if due and is_gathering else "",
        "as_of": clock.stamped(shown.now, shown.language),
    }


def days_of(invites: Sequence[SentInvite], shown: Shown) -> tuple[Day, ...]:
    """By the date at the place, in order of time."""
    grouped = groupby(in_order(invites), key=lambda one: one.item.starts.date())
    return tuple(_day(day, tuple(of_day), shown) for day, of_day in grouped)


def day_title(day: date, language: str) -> str:
    """`Monday 15 May 2017`, `Montag, 15. Mai 2017`."""
    return format_date(day, "full", locale=locale_of(language))


def expected_at(shown: Shown) -> str:
    """When the programme is to be published, on the clocks of whoever says so."""
    dates = shown.file.itinerary_dates
    if dates is None:
        return ""
    clock = Clock(dates.zone, city_of(dates.zone, shown.language))
    return clock.stamped(dates.final_at, shown.language)


def clock_now(invites: Sequence[SentInvite], shown: Shown) -> Clock:
    """Of where they are: at what goes on or comes next; at home before the trip's last days and after it."""
    ahead = [one for one in in_order(invites) if one.item.ends_at > shown.now]
    is_near = bool(ahead) and ahead[0].item.starts_at - shown.now < NEAR
    return clock_of(ahead[0].item, shown) if is_near else clock_at_home(shown)


def _day(day: date, invites: Sequence[SentInvite], shown: Shown) -> Day:
    legs = (shown.said.leg(one.item.leg) for one in invites)
    return Day(
        date=day.isoformat(),
        title=day_title(day, shown.language),
        cities=" – ".join(dict.fromkeys(leg.city for leg in legs if leg)),
        stops=tuple(stop_of(one, shown) for one in invites),
    )


def _today(days: Sequence[Day], today: date) -> str:
    return next((day.date for day in days if day.date == today.isoformat()), "")
