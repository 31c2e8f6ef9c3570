"""Hosts as organisers see them."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import AwareDatetime

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.host_rules import is_confirmed, unanswered
from delegation.host_state import HostState, HostView
from delegation.hosting import HostAnswer
from delegation.ids import ItemId, ParticipantId
from delegation.meeting import Host
from portal import show
from portal.client import Legation
from portal.errors import NotFound

HOST_COLUMNS = (
    "id",
    "organisation",
    "state",
    "#meetings",
    "#guests",
    "#open requests",
    "guest list",
    "next reminder",
)


class RequestAnswered(Fact):
    """A request for a meeting, and what the host said to it."""

    participant: ParticipantId
    organisation: str
    answer: str = ""
    """must, nice, no; empty: not answered."""


class HostShown(Fact):
    """One host."""

    host: ItemId
    organisation: str
    state: str
    """not asked, asked, overdue, confirmed, told, withdrawn."""
    is_waiting: bool = False
    """Whether it still has to confirm or to answer requests."""
    confirm_by: AwareDatetime | None = None
    at_most: int | None = None
    """Most meetings, as it said or was asked; None: it takes none."""
    guests_at_most: int | None = None
    unavailable: tuple[ItemId, ...] = ()
    receives: tuple[dict[str, str], ...] = ()
    requests: tuple[RequestAnswered, ...] = ()
    requests_by: AwareDatetime | None = None
    guest_list_due: AwareDatetime | None = None
    guest_list_at: AwareDatetime | None = None
    reminded_next: AwareDatetime | None = None
    reason: str = ""
    """Why it withdrew."""
    source: str = ""
    """How its last answer reached us."""

    @property
    def open_requests(self) -> int:
        return sum(not one.answer for one in self.requests)


class HostsShown(Fact):
    hosts: tuple[HostShown, ...]


class HostPageShown(Fact):
    """Where a host answers."""

    host: ItemId
    page: str


async def hosts_of(legation: Legation, slug: str, file: DelegationFile) -> tuple[HostShown, ...]:
    return tuple([await shown_host(legation, slug, host, file) for host in file.hosts])


async def shown_host(legation: Legation, slug: str, host: Host, file: DelegationFile) -> HostShown:
    """The host as its workflow knows it; as the file says where it was never asked."""
    try:
        view = await legation.host(slug, host.id)
    except NotFound:
        return HostShown(
            host=host.id,
            organisation=host.organisation,
            state="not asked",
            at_most=host.at_most if host.meets else None,
            guests_at_most=host.guests_at_most,
        )
    return _shown(host, view, file)


def _shown(host: Host, view: HostView, file: DelegationFile) -> HostShown:
    state = view.state
    said = state.answer or HostAnswer(host=host.id)
    return HostShown(
        host=host.id,
        organisation=host.organisation,
        state=_state(view),
        is_waiting=_is_waiting(view),
        confirm_by=state.confirming.until if state.confirming else None,
        at_most=said.at_most if said.at_most is not None else state.at_most,
        guests_at_most=said.guests_at_most or host.guests_at_most,
        unavailable=host.unavailable if said.unavailable is None else said.unavailable,
        receives=state.rows,
        requests=_requests(state),
        requests_by=state.requesting.until if state.requesting else None,
        guest_list_due=file.hosting.guest_list_at if file.hosting else None,
        guest_list_at=state.guest_list_at,
        reminded_next=view.reminded_next,
        reason=state.withdrawal.reason if state.withdrawal else "",
        source=said.source if state.answer else "",
    )


def _state(view: HostView) -> str:
    state = view.state
    if state.withdrawal is not None:
        return "withdrawn"
    if is_confirmed(state):
        return "confirmed"
    if state.confirming is None:
        return "told"
    return "overdue" if view.now > state.confirming.until else "asked"


def _is_waiting(view: HostView) -> bool:
    state = view.state
    if state.withdrawal is not None or view.is_over:
        return False
    is_open = state.requesting is not None and view.now <= state.requesting.until
    return _state(view) in ("asked", "overdue") or (is_open and bool(unanswered(state)))


def _requests(state: HostState) -> tuple[RequestAnswered, ...]:
    wishes = {one.participant: one.wish.value for one in state.answer.wishes} if state.answer else {}
    return tuple(
        RequestAnswered(
            participant=one.participant,
            organisation=one.organisation,
            answer=wishes.get(one.participant, ""),
        )
        for one in state.requests
    )


# --- in words ------------------------------------------------------------------------------------


def host_row(one: HostShown, file: DelegationFile) -> tuple[object, ...]:
    """A line of `hosts list`, under `HOST_COLUMNS`."""
    zone = file.organiser.zone
    open_requests = one.open_requests or None
    return (
        one.host,
        one.organisation,
        one.state,
        one.at_most,
        one.guests_at_most,
        open_requests,
        _guest_list(one, zone),
        _moment(one.reminded_next, zone),
    )


def host_pairs(one: HostShown, file: DelegationFile) -> Iterable[tuple[str, object]]:
    zone = file.organiser.zone
    lines: tuple[tuple[str, object], ...] = (
        ("state", f"{one.state}, by {one.source}" if one.source else one.state),
        ("confirms by", _moment(one.confirm_by, zone)),
        ("most meetings", one.at_most),
        ("most guests", one.guests_at_most),
        ("cannot take", ", ".join(one.unavailable)),
        ("requests by", _moment(one.requests_by, zone)),
        ("guest list", _guest_list(one, zone)),
        ("next reminder", _moment(one.reminded_next, zone)),
        ("withdrew because", one.reason),
    )
    return [(name, value) for name, value in lines if value not in ("", None)]


def request_rows(one: HostShown) -> list[tuple[str, str, str]]:
    return [(asked.participant, asked.organisation, asked.answer or "open") for asked in one.requests]


def _guest_list(one: HostShown, zone: str) -> str:
    if one.guest_list_at is not None:
        return f"sent {show.moment(one.guest_list_at, zone)}"
    return f"due {show.moment(one.guest_list_due, zone)}" if one.guest_list_due else ""


def _moment(at: datetime | None, zone: str) -> str:
    return show.moment(at, zone) if at else ""
