"""Planning: the itinerary with its visits and meetings, and what a change does to it."""

from pydantic import AwareDatetime, Field
from temporalio import activity

from activities.access_needs import ruled_out_for
from activities.lifesign import lifesign
from activities.ports import DocumentStore
from delegation.change import Change, Disturbance, Effect
from delegation.encounters import MeetingRequest
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, ParticipantId
from delegation.meeting import HostWish
from delegation.planning.changing import carried_out
from delegation.planning.differences import effects_between
from delegation.planning.plan import Wishing, plan
from delegation.planning.plan_state import PlanState


class PlanOrder(Fact):
    """Plan the programme for these delegates; `kept` is the plan made before, if any."""

    file: DelegationFile
    delegates: tuple[Wishing, ...]
    kept: PlanState | None = None
    host_wishes: tuple[HostWish, ...] = ()
    """What hosts answered to requests."""
    requests: tuple[MeetingRequest, ...] = ()
    """Of delegates for meetings with each other, with what was answered."""
    groups: dict[ParticipantId, ItemId] = Field(default_factory=dict)
    """In which group each delegate has registered, where there are groups."""


class ChangeOrder(Fact):
    """Carry one change through the plan; `delegates` are those of the plan, with their wishes."""

    file: DelegationFile
    delegates: tuple[Wishing, ...]
    state: PlanState
    change: Change
    now: AwareDatetime | None = None
    """Trip time: what has happened by then stays as it was."""


class Planned(Fact):
    """The plan after the step, and who is to be told what."""

    state: PlanState
    effects: tuple[Effect, ...] = ()
    disturbance: Disturbance = Disturbance()


class PlanningActivities:
    """Deterministic computations: the same order, and the same needs in the vault, give the same plan."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    @activity.defn(name="plan_itinerary")
    def plan_itinerary(self, order: PlanOrder) -> Planned:
        """Assign visits, schedule meetings and compose the itinerary. Seconds at most; safe to retry."""
        with lifesign():
            state = plan(
                order.file,
                order.delegates,
                order.kept,
                host_wishes=order.host_wishes,
                requests=order.requests,
                groups=order.groups,
                ruled_out=self._ruled_out(order),
            )
        return Planned(state=state, effects=effects_between(order.kept, state, order.file))

    @activity.defn(name="apply_change")
    def apply_change(self, order: ChangeOrder) -> Planned:
        """Carry one change through the plan with as few moved appointments as can be. Safe to retry."""
        wishes = {one.participant: one.wishes for one in order.delegates}
        with lifesign():
            state, disturbance = carried_out(
                order.change, order.state, order.file, wishes, order.now, ruled_out=self._ruled_out(order)
            )
        effects = effects_between(order.state, state, order.file)
        return Planned(state=state, effects=effects, disturbance=disturbance)

    def _ruled_out(self, order: PlanOrder | ChangeOrder) -> dict[str, tuple[str, ...]]:
        return ruled_out_for(self._store, order.file, [one.participant for one in order.delegates])
