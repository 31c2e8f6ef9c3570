"""Parallel sessions and talks of an event one registers for: what is mine, what is free, who waits."""

from collections.abc import Iterable

from delegation.calendars.when import city_of, stamp_in, when_on_route
from delegation.change import Book, Choose, GiveBack
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.languages.tongue import file_in, item_in, tongue_of
from delegation.meeting import Host, MeetingRules, Slot
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals.talks import bookable
from delegation.planning.remaking import begun_slots
from delegation.session_overview import SessionsView, SessionView
from delegation.zoned import instant
from portal.web.delegates.visit import MinePage, Visit, mine


class SessionShown(Fact):
    """One of several sessions at the same time."""

    id: str
    title: str
    about: str
    says: str
    """How many places are left, or how many wait."""
    is_mine: bool
    position: int = 0
    """On its reserve list; 0: not on it."""
    button: str = ""
    """What the button says; empty where there is nothing to press."""


class TimeShown(Fact):
    """Sessions at the same time."""

    id: str
    when: str
    sessions: tuple[SessionShown, ...]


class SlotShown(Fact):
    id: str
    when: str


class TalkShown(Fact):
    """One contact point: the talk booked with it, or when it has one free."""

    host: str
    organisation: str
    profile: str
    booked: str = ""
    """When; empty where none is booked."""
    may_give_back: bool = False
    free: tuple[SlotShown, ...] = ()


class SessionsPage(MinePage):
    """The facts of `mine-sessions.html`."""

    is_published: bool
    times: tuple[TimeShown, ...] = ()
    talks: tuple[TalkShown, ...] = ()
    has_just_changed: bool = False
    problem: str = ""


def chooses_sessions(file: DelegationFile) -> bool:
    """Whether delegates change sessions and book talks themselves: at events one registers for."""
    return file.registration is not None and (file.has_choices or bool(file.meeting_sections))


def may_choose_now(visit: Visit) -> bool:
    """From the preliminary programme on, until it is all over."""
    dates = visit.file.itinerary_dates
    is_time = dates is not None and dates.preliminary_at <= visit.view.now < visit.file.ends_at
    return chooses_sessions(visit.file) and is_time and not visit.view.is_over


def sessions_page(
    visit: Visit,
    plan: PlanState | None,
    view: SessionsView | None,
    *,
    problem: str = "",
    has_just_changed: bool = False,
) -> SessionsPage:
    """`plan` and `view` are None while nothing is published."""
    if plan is None or view is None:
        return SessionsPage(**mine(visit, "/todo"), is_published=False)
    return SessionsPage(
        **mine(visit, "/todo"),
        is_published=True,
        times=_times(visit, plan, view),
        talks=tuple(_talks(visit, plan)),
        has_just_changed=has_just_changed and not problem,
        problem=problem,
    )


def is_done(change: Choose | Book | GiveBack, plan: PlanState) -> bool:
    """Whether it is as it should be already, so that doing it again does nothing."""
    match change:
        case Choose():
            waits = any(
                (one.participant, one.item) == (change.participant, change.item) for one in plan.waiting
            )
            return waits or change.item in _attended(plan, change.participant)
        case Book():
            return any(one.host == change.host for one in plan.schedule.of(change.participant))
        case GiveBack():
            return all(one.host != change.host for one in plan.schedule.of(change.participant))


def _attended(plan: PlanState, participant: str) -> tuple[str, ...]:
    return tuple(one.item for one in plan.visits.assignments if one.participant == participant)


# --- sessions ----------------------------------------------------------------------------------------


def _times(visit: Visit, plan: PlanState, view: SessionsView) -> tuple[TimeShown, ...]:
    mine_now = _attended(plan, visit.participant)
    blocks = dict.fromkeys(one.block for one in view.sessions)
    return tuple(
        TimeShown(
            id=block,
            when=_when(visit, plan, block, view),
            sessions=tuple(
                _session(visit, plan, one, mine_now)
                for one in view.sessions
                if one.block == block and not one.cancelled
            ),
        )
        for block in blocks
    )


def _when(visit: Visit, plan: PlanState, block: str, view: SessionsView) -> str:
    first = next(one.item for one in view.sessions if one.block == block)
    item = plan.itinerary.item(first)
    return when_on_route(item, visit.file.legs, visit.words.language) if item else ""


def _session(visit: Visit, plan: PlanState, one: SessionView, mine_now: tuple[str, ...]) -> SessionShown:
    words, item = visit.words, plan.itinerary.item(one.item)
    said = item_in(tongue_of(words.language, visit.file), item) if item else None
    position = next((each.position for each in one.waiting if each.participant == visit.participant), 0)
    is_mine = one.item in mine_now
    may = not is_mine and not position and one.starts_at > visit.view.now
    waits = one.reserve > len(one.waiting) and visit.view.now < visit.file.starts_at
    free = one.capacity is None or one.places_left > 0
    button = words("todo-sessions", "choose" if free else "wait") if may and (free or waits) else ""
    return SessionShown(
        id=one.item,
        title=said.title if said else one.title,
        about=said.description if said else "",
        says=_places(one, visit),
        is_mine=is_mine,
        position=position,
        button=button,
    )


def _places(one: SessionView, visit: Visit) -> str:
    if one.capacity is None:
        return ""
    if one.places_left:
        return visit.words("todo-sessions", "left", left=one.places_left)
    return visit.words("todo-sessions", "full", waiting=len(one.waiting))


# --- talks -------------------------------------------------------------------------------------------


def _talks(visit: Visit, plan: PlanState) -> Iterable[TalkShown]:
    read = file_in(tongue_of(visit.words.language, visit.file), visit.file)
    held = {one.host: one.slot for one in plan.schedule.of(visit.participant)}
    begun = begun_slots(plan, visit.view.now)
    for host in plan.hosts:
        rules = plan.section_of(host.id)
        if not host.meets or rules is None:
            continue
        slot = held.get(host.id)
        named = read.host(host.id) or host
        yield TalkShown(
            host=host.id,
            organisation=named.organisation,
            profile=named.profile,
            booked=_slot_when(rules, rules.slot(slot), visit) if slot else "",
            may_give_back=bool(slot) and slot not in begun,
            free=() if slot else tuple(_free(visit, plan, host, rules)),
        )


def _free(visit: Visit, plan: PlanState, host: Host, rules: MeetingRules) -> Iterable[SlotShown]:
    for slot in bookable(plan, visit.file, visit.participant, host, visit.view.now):
        yield SlotShown(id=slot.id, when=_slot_when(rules, slot, visit))


def _slot_when(rules: MeetingRules, slot: Slot, visit: Visit) -> str:
    language = visit.words.language
    return stamp_in(language, instant(slot.starts, rules.zone), rules.zone, city_of(rules.zone, language))
