"""Today: what goes on, what comes next, what changed, and whom to call. Made to be read in a hurry."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

from delegation.attendance import AttendanceSheet, sheet_of
from delegation.fact import Fact
from delegation.invite import Method, SentInvite
from delegation.itinerary import ItemKind
from portal.web.delegates.programme_page import clock_now, day_title, expected_at
from portal.web.delegates.programme_stops import (
    Clock,
    Shown,
    Stop,
    clock_at_home,
    clock_of,
    in_order,
    standing_of,
    stop_of,
)
from portal.web.delegates.today_emergency import Emergency, emergency_in
from portal.web.delegates.visit import MinePage

FRESH = timedelta(hours=24)
"""So long a change is news, and as long as what it is about is not over."""
WAYS = (ItemKind.TRANSFER, ItemKind.TRAVEL)


class Change(Fact):
    """Something that became otherwise in the last day."""

    stop: Stop
    before: str
    """When it was to be; empty where the time is the same, or not known any more."""


class Line(Fact):
    """One stop in the list, with what may be said of it now."""

    stop: Stop
    phase: str
    """`now`, `next`, `later` or `over`."""
    is_way: bool
    """Whether it is a coach, a train, a flight."""
    checked_in: str
    """When they were noted as present; empty: they were not."""


class Call(Fact):
    """Somebody to call."""

    name: str
    phone: str
    mailbox: str


class TodayPage(MinePage):
    """The facts of `templates/portal/mine-today.html`."""

    title: str
    """`Monday, 15 May 2017`."""
    city: str
    state: str
    """`before`, `on` or `after` the trip; `untold`: there is no programme yet."""
    days_left: int
    """Until the trip starts; 0 once it has."""
    changes: tuple[Change, ...]
    lines: tuple[Line, ...]
    """Of today, in order of time."""
    tomorrow: str
    """The day that follows; empty where nothing does."""
    next_lines: tuple[Line, ...]
    """Of that day."""
    call: Call
    emergency: Emergency | None
    expected_at: str
    as_of: str
    """With its day, since a copy may be read days later: `Mon 15 May 2017, 14:05 Boston (EDT, UTC-4)`."""
    now: int
    """Trip time in seconds since 1970, by which scripts count on."""
    served: int
    """Real time, in the same way."""

    @property
    def is_now(self) -> bool:
        return any(line.phase == "now" for line in self.lines)


def today_facts(
    invites: Sequence[SentInvite],
    shown: Shown,
    befores: dict[str, str],
    sheets: Sequence[AttendanceSheet],
    served: datetime,
) -> dict[str, object]:
    """Those of `TodayPage` besides what all pages have.

    `befores`: by item, when it was to be before it changed. `served`: the real time.
    """
    clock = clock_now(invites, shown)
    standing = [one for one in in_order(invites) if one.method is Method.REQUEST]
    day = _day_shown(standing, shown, clock)
    of_day = [one for one in standing if day in (one.item.starts.date(), one.item.ends.date())]
    line = partial(_line, standing=standing, shown=shown, sheets=sheets)
    later = next((one.item.starts.date() for one in standing if one.item.starts.date() > day), None)
    following = [one for one in standing if one.item.starts.date() == later]
    state = _state(standing, shown.now)
    return {
        "title": day_title(day, shown.language),
        "city": clock.city,
        "state": state,
        "days_left": _days_left(standing, shown) if state == "before" else 0,
        "changes": tuple(changes(invites, shown, befores)),
        "lines": tuple(line(one) for one in of_day),
        "tomorrow": day_title(later, shown.language) if later else "",
        "next_lines": tuple(line(one) for one in following),
        "call": _organiser(shown),
        "emergency": emergency_in(_country(of_day or following, shown), shown.words),
        "expected_at": "" if standing else expected_at(shown),
        "as_of": clock.stamped(shown.now, shown.language),
        "now": int(shown.now.timestamp()),
        "served": int(served.astimezone(UTC).timestamp()),
    }


def fresh(invites: Sequence[SentInvite], shown: Shown) -> list[SentInvite]:
    """What changed in the last day and is not over, the newest first."""
    since = shown.now - FRESH
    news = (
        one
        for one in invites
        if standing_of(one, shown.first_told) and one.dtstamp >= since and one.item.ends_at > shown.now
    )
    return sorted(news, key=lambda one: (one.dtstamp, one.item.id), reverse=True)


def changes(invites: Sequence[SentInvite], shown: Shown, befores: dict[str, str]) -> list[Change]:
    return [
        Change(stop=stop_of(one, shown), before=befores.get(one.item.id, "")) for one in fresh(invites, shown)
    ]


def _line(
    invite: SentInvite, standing: Sequence[SentInvite], shown: Shown, sheets: Sequence[AttendanceSheet]
) -> Line:
    return Line(
        stop=stop_of(invite, shown),
        phase=phase_of(invite, standing, shown.now),
        is_way=invite.item.kind in WAYS,
        checked_in=_checked_in(invite, shown, sheets),
    )


def phase_of(invite: SentInvite, standing: Sequence[SentInvite], now: datetime) -> str:
    """Where an item stands at that moment. What begins at the same time as the next is next as well."""
    item = invite.item
    if item.ends_at <= now:
        return "over"
    if item.starts_at <= now:
        return "now"
    following = min(one.item.starts_at for one in standing if one.item.starts_at > now)
    return "next" if item.starts_at == following else "later"


def _state(standing: Sequence[SentInvite], now: datetime) -> str:
    if not standing:
        return "untold"
    if now >= max(one.item.ends_at for one in standing):
        return "after"
    return "on" if now >= standing[0].item.starts_at - timedelta(hours=12) else "before"


def _days_left(standing: Sequence[SentInvite], shown: Shown) -> int:
    first = standing[0].item
    clock = clock_at_home(shown)
    return max(0, (clock.day(first.starts_at) - clock.day(shown.now)).days)


def _day_shown(standing: Sequence[SentInvite], shown: Shown, clock: Clock) -> date:
    """Today, where something is left of it; else the next day on which there is something."""
    ahead = [one for one in standing if one.item.ends_at > shown.now]
    if not ahead:
        return clock.day(shown.now)
    return max(clock.day(shown.now), ahead[0].item.starts.date())


def _checked_in(invite: SentInvite, shown: Shown, sheets: Sequence[AttendanceSheet]) -> str:
    sheet = sheet_of(invite.item.id, sheets)
    if shown.person.id not in sheet.present:
        return ""
    return clock_of(invite.item, shown).shows(sheet.at) if sheet.at else shown.words("trip-today", "present")


def _organiser(shown: Shown) -> Call:
    """Who runs the trip; by telephone where the file gives the number of who signs its letters."""
    organiser = shown.said.organiser
    signs = next((one for one in shown.said.people if one.id == organiser.signatory), None)
    return Call(name=organiser.name, phone=signs.phone if signs else "", mailbox=organiser.mailbox)


def _country(invites: Sequence[SentInvite], shown: Shown) -> str:
    """Where they are on that day: the country of what comes last on it."""
    legs = [shown.file.leg(one.item.leg) for one in invites]
    return next((leg.country for leg in reversed(legs) if leg), "")
