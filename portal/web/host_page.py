"""What a host sees behind the link of its letters: what it receives, who asks for a meeting, what it said."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from activities.links import CalendarLinks, HostLink
from activities.saying import Reader, said
from delegation.calendars.when import cities_in, dates_in
from delegation.decision_letters import moment_of
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.host_letters import meetings_with
from delegation.host_rules import is_confirmed, why_not_withdraw_host
from delegation.host_state import HostState, HostView
from delegation.hosting import HostAnswer
from delegation.languages.tongue import Tongue, file_in, said_line, said_text, tongue_of
from delegation.meeting import Host, MeetingRules
from delegation.papers.whereabouts import Guest
from delegation.person import Person
from delegation.zoned import instant, zone_named
from portal.web.words import Words

NO_LINKS = CalendarLinks()
OPEN = ""
WISHES = ("must", "nice", "no", OPEN)
"""What may be said to a request, as the form posts it."""
REASONS = {
    "nobody-free": "Nobody there is free to receive the delegation.",
    "place-closed": "The place is not available.",
    "plans": "The plans of the host have changed.",
    "other": "The host cannot receive the delegation.",
}
"""Why a host withdraws, as those it concerns are told. A closed list: what is typed may be personal."""


class HostStanding(StrEnum):
    """Where a host stands, as far as its page is concerned."""

    ASKED = "asked"
    OVERDUE = "overdue"
    """It has not confirmed by the date; it still may."""
    CONFIRMED = "confirmed"
    TOLD = "told"
    """It was never asked to confirm, only sent its programme."""
    WITHDRAWN = "withdrawn"
    OVER = "over"
    THANKED = "thanked"
    """It is over, and the host was thanked."""


class Visited(NamedTuple):
    """One host with everything that stands around its page."""

    token: str
    link: HostLink
    file: DelegationFile
    host: Host
    person: Person
    view: HostView
    words: Words

    @property
    def state(self) -> HostState:
        return self.view.state

    @property
    def reader(self) -> Reader:
        today = self.view.now.astimezone(zone_named(self.file.organiser.zone)).date()
        return Reader(self.person, self.words.language, today, self.tongue)

    @property
    def tongue(self) -> Tongue:
        return tongue_of(self.words.language, self.file)

    @property
    def standing(self) -> HostStanding:
        state, now = self.state, self.view.now
        if state.withdrawal is not None:
            return HostStanding.WITHDRAWN
        if self.view.is_over or why_not_withdraw_host(state, now):
            return HostStanding.OVER if state.thanked_at is None else HostStanding.THANKED
        if is_confirmed(state):
            return HostStanding.CONFIRMED
        if state.confirming is None:
            return HostStanding.TOLD
        return HostStanding.OVERDUE if now > state.confirming.until else HostStanding.ASKED

    @property
    def meetings(self) -> MeetingRules | None:
        """The rules of the meetings it was asked for."""
        return meetings_with(self.host, self.file) if self.state.at_most is not None else None

    @property
    def is_open(self) -> bool:
        """Whether anything can still be answered."""
        return self.standing not in (HostStanding.WITHDRAWN, HostStanding.OVER, HostStanding.THANKED)

    @property
    def has_guest_list(self) -> bool:
        """Whether it was sent who comes, and still needs to know."""
        return self.is_open and self.state.guest_list > 0

    @property
    def takes_requests(self) -> bool:
        """Whether requests can still be answered."""
        asked = self.state.requesting
        return self.is_open and asked is not None and self.view.now <= asked.until


class Received(Fact):
    """One line of what the host receives."""

    day: str
    """`Mon 15 May`."""
    hours: str
    """`14:00-16:00 EDT`, local to the place; empty for whole days."""
    title: str
    place: str
    remark: str
    guests: tuple[Guest, ...] = ()
    """Who comes, once the guest list was sent."""

    @property
    def when(self) -> str:
        """`Mon 15 May, 14:00-16:00 EDT`."""
        return ", ".join(part for part in (self.day, self.hours) if part)


class SlotShown(Fact):
    id: str
    time: str
    is_unavailable: bool


class RequestShown(Fact):
    participant: str
    organisation: str
    said: str
    """As the form posts it; empty: not answered."""


class HostPage(Fact):
    """The facts of `templates/portal/host.html` and `host-withdraw.html`."""

    token: str
    delegation: str
    organiser: str
    mailbox: str
    name: str
    host: str
    cities: str
    dates: str
    standing: HostStanding
    confirm_until: str
    confirmed_on: str
    received: tuple[Received, ...]
    asked_meetings: int | None
    """None: it was asked for none."""
    most_meetings: str
    most_guests: str
    """As they stand in the form."""
    slots: tuple[SlotShown, ...]
    slots_zone: str
    requests: tuple[RequestShown, ...]
    requests_until: str
    takes_requests: bool
    guest_list_on: str
    guest_list_due: str
    withdrawn_on: str
    withdrawn_because: str
    is_open: bool
    has_just_answered: bool
    problem: str = ""
    withdrawing: str = ""
    """Name of the reason that is chosen for a withdrawal."""
    has_guest_list: bool = False
    feed: str = ""
    """The calendar subscription; empty while nothing stands in it."""
    webcal: str = ""
    caller: str = ""
    """Who runs the delegation, in person: whom to ask for on the day."""
    phone: str = ""
    wishes: tuple[str, ...] = WISHES
    reasons: tuple[str, ...] = tuple(REASONS)


def page_of(
    visited: Visited,
    *,
    problem: str = "",
    has_just_answered: bool = False,
    guests: Mapping[str, tuple[Guest, ...]] = MappingProxyType({}),
    links: CalendarLinks = NO_LINKS,
    withdrawing: str = "",
) -> HostPage:
    """`guests`: who comes to each item, by its id; none before the guest list is sent."""
    file, state = file_in(visited.tongue, visited.file), visited.state
    said_before = state.answer or HostAnswer(host=visited.host.id)
    most = said_before.at_most if said_before.at_most is not None else state.at_most
    withdrawal = state.withdrawal
    caller = _caller(visited)
    return HostPage(
        token=visited.token,
        delegation=file.title,
        organiser=file.organiser.name,
        mailbox=file.organiser.mailbox,
        name=visited.person.name,
        host=visited.host.organisation,
        cities=cities_in(visited.words.language, file.legs),
        dates=dates_in(visited.words.language, file.starts_on, file.ends_on),
        standing=visited.standing,
        confirm_until=_told(state.confirming.until, visited) if state.confirming else "",
        confirmed_on=_told(said_before.at, visited) if is_confirmed(state) else "",
        received=tuple(
            _received(row, visited.tongue, guests.get(row.get("item", ""), ())) for row in state.rows
        ),
        asked_meetings=state.at_most,
        most_meetings="" if most is None else str(most),
        most_guests=str(said_before.guests_at_most or ""),
        slots=_slots(visited, said_before.unavailable),
        slots_zone=_zone_of_slots(visited),
        requests=_requests(visited, said_before),
        requests_until=_told(state.requesting.until, visited) if state.requesting else "",
        takes_requests=visited.takes_requests,
        guest_list_on=_told(state.guest_list_at, visited),
        guest_list_due=_guest_list_due(visited),
        withdrawn_on=_told(withdrawal.at, visited) if withdrawal else "",
        withdrawn_because=said_text(withdrawal.reason, visited.tongue) if withdrawal else "",
        is_open=visited.is_open,
        has_just_answered=has_just_answered,
        problem=problem,
        withdrawing=withdrawing,
        has_guest_list=visited.has_guest_list,
        feed=links.feed,
        webcal=links.webcal,
        caller=caller.name if caller else "",
        phone=caller.phone if caller else "",
    )


def _caller(visited: Visited) -> Person | None:
    """Who signs its letters, where they are reached by telephone and there still is something to ask."""
    signatory = visited.file.organiser.signatory
    found = next((one for one in visited.file.people if one.id == signatory), None)
    return found if found and found.phone and visited.is_open else None


def _told(moment: datetime | None, visited: Visited) -> str:
    """On the organiser's clock, then on the reader's own; empty where there is no such moment."""
    return str(said(moment_of(moment, visited.file), visited.reader)) if moment else ""


def _received(row: dict[str, str], tongue: Tongue, guests: tuple[Guest, ...]) -> Received:
    told = {name: said_text(row.get(name, ""), tongue) for name in ("day", "time", "zone", "title", "remark")}
    hours = f"{told['time']} {told['zone']}".strip()
    place = said_line(row.get("place", ""), tongue)
    return Received(
        day=told["day"], hours=hours, title=told["title"], place=place, remark=told["remark"], guests=guests
    )


def _slots(visited: Visited, said_before: tuple[str, ...] | None) -> tuple[SlotShown, ...]:
    rules = visited.meetings
    if rules is None:
        return ()
    closed = visited.host.unavailable if said_before is None else said_before
    known = (slot for slot in rules.slots if slot.id in visited.state.slots)
    return tuple(
        SlotShown(
            id=slot.id,
            time=said_text(f"{slot.starts:%a %-d %b, %H:%M}", visited.tongue),
            is_unavailable=slot.id in closed,
        )
        for slot in sorted(known, key=lambda slot: slot.starts)
    )


def _zone_of_slots(visited: Visited) -> str:
    """`EDT`: whose clock the slots are on."""
    rules = visited.meetings
    if rules is None:
        return ""
    first = instant(min(slot.starts for slot in rules.slots), rules.zone)
    return first.tzname() or rules.zone


def _requests(visited: Visited, said_before: HostAnswer) -> tuple[RequestShown, ...]:
    wishes = {wish.participant: wish.wish.value for wish in said_before.wishes}
    return tuple(
        RequestShown(
            participant=one.participant,
            organisation=one.organisation,
            said=wishes.get(one.participant, OPEN),
        )
        for one in visited.state.requests
    )


def _guest_list_due(visited: Visited) -> str:
    """When the first list is sent; empty where it was, or none is."""
    hosting = visited.file.hosting
    if hosting is None or visited.state.guest_list or not visited.is_open:
        return ""
    return _told(hosting.guest_list_at, visited)
