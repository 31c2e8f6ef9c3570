"""Planning: the itinerary with its visits and meetings, and what a change does to it."""

from temporalio import activity

from delegation.change import Change, Effect
from delegation.changing import PlanState, apply_change
from delegation.composing import compose
from delegation.differences import differences
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ParticipantId
from delegation.itinerary import Itinerary
from delegation.meeting import Wishes
from delegation.planning import plan


class Wishing(Fact):
    """One delegate's wishes, with the organisation hosts may have asked for."""

    participant: ParticipantId
    organisation: str
    wishes: Wishes


class PlanOrder(Fact):
    """Plan the programme for these delegates; `kept` is the plan published before, if any."""

    file: DelegationFile
    delegates: tuple[Wishing, ...]
    version: int
    kept: PlanState | None = None


class ChangeOrder(Fact):
    file: DelegationFile
    delegates: tuple[Wishing, ...]
    state: PlanState
    change: Change


class Planned(Fact):
    """The plan after the step, and who is to be told what."""

    state: PlanState
    effects: tuple[Effect, ...] = ()


class PlanningActivities:
    """Deterministic computations without a port: the same order gives the same plan."""

    @activity.defn(name="plan_itinerary")
    def plan_itinerary(self, order: PlanOrder) -> Planned:
        """Assign visits, schedule meetings and compose the itinerary. Seconds at most; safe to retry."""
        state = plan(order.file, order.delegates, order.version, order.kept)
        old = order.kept.itinerary if order.kept else Itinerary()
        return Planned(state=state, effects=_effects(old, state, order.file))

    @activity.defn(name="apply_change")
    def apply_change(self, order: ChangeOrder) -> Planned:
        """Carry one change through the plan with as few moved appointments as can be. Safe to retry."""
        wishes = {one.participant: one.wishes for one in order.delegates}
        changed = apply_change(order.change, order.state, order.file, wishes)
        return Planned(state=changed, effects=_effects(order.state.itinerary, changed, order.file, order.state))
