"""Parallel sessions at a glance: how many each takes, who waits for it in which order, who moved up."""

from collections.abc import Mapping

from pydantic import AwareDatetime

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, ParticipantId
from delegation.meeting import Wishes
from delegation.planning.plan_state import PlanState
from delegation.planning.reserve_lists import MovedUp
from delegation.planning.session_seats import blocks_now, seats_in
from delegation.planning.situation import Situation


class Waiter(Fact):
    """Somebody on a reserve list."""

    participant: ParticipantId
    position: int
    rank: int
    """Which wish of theirs it is."""
    attends: ItemId | None = None
    """Where they go meanwhile."""


class SessionView(Fact):
    """One parallel session as it stands."""

    block: ItemId
    item: ItemId
    title: str
    starts_at: AwareDatetime
    zone: str
    cancelled: bool = False
    capacity: int | None = None
    """None: as many as come."""
    taken: int
    places_left: int
    reserve: int
    """How many may wait."""
    waiting: tuple[Waiter, ...] = ()
    moved_up: tuple[MovedUp, ...] = ()
    """Who got a place from its reserve list, oldest first."""


class SessionsView(Fact):
    sessions: tuple[SessionView, ...] = ()
    version: int = 0
    """Of the itinerary."""


def sessions_view(state: PlanState, file: DelegationFile, wishes: Mapping[str, Wishes]) -> SessionsView:
    """Every parallel session, in order of time and of the file."""
    situation = Situation(file, wishes)
    views = [view for block in blocks_now(state, situation) for view in _of_block(state, situation, block)]
    order = {item.id: number for number, item in enumerate(file.itinerary)}
    views.sort(key=lambda one: (one.starts_at, one.block, order.get(one.item, len(order))))
    return SessionsView(sessions=tuple(views), version=state.itinerary.version)


def _of_block(state: PlanState, situation: Situation, block: str) -> list[SessionView]:
    seats = seats_in(state, situation, block)
    return [
        SessionView(
            block=block,
            item=item.id,
            title=item.title,
            starts_at=item.starts_at,
            zone=item.zone,
            cancelled=item.cancelled,
            capacity=item.capacity,
            taken=len(state.visits.attendees(item.id)),
            places_left=0 if item.cancelled else seats.places_left(item.id),
            reserve=item.reserve,
            waiting=_waiters(state, item.id, seats.seated),
            moved_up=tuple(one for one in state.moved_up if one.item == item.id),
        )
        for item in state.itinerary.items
        if item.block == block
    ]


def _waiters(state: PlanState, item: str, seated: Mapping[str, str]) -> tuple[Waiter, ...]:
    line = [one for one in state.waiting if one.item == item]
    return tuple(
        Waiter(
            participant=one.participant,
            position=number,
            rank=one.rank,
            attends=seated.get(one.participant),
        )
        for number, one in enumerate(line, start=1)
    )
