"""The way to the panel's decisions: admitting, moving cut-offs, trying, adjusting, deciding, publishing."""

from activities.deciding import PromotionOrder
from delegation.panel import Adjust, Decide, Publish
from delegation.selecting.inputs import SelectionInputs
from delegation.status import Acknowledged, MoveCutOff, OverrideEligibility, PassOn, Refusal
from portal.calls import Calls
from portal.wire import PATIENCE, named, patiently, unique
from workflows.delegation import DelegationWorkflow


class PanelCalls(Calls):
    """What organisers and the panel order. Each call is carried out once, however often it is repeated."""

    async def override_eligibility(self, slug: str, override: OverrideEligibility) -> Acknowledged:
        """Set a rule of eligibility aside for one application. Raises Refused once the panel has met."""
        once = f"override-{override.participant}-{override.rule}"
        delegation = self._delegation(slug)
        return await self._update(delegation, DelegationWorkflow.override_eligibility, override, once)

    async def move_cut_off(self, slug: str, move: MoveCutOff) -> Acknowledged:
        """Move a cut-off that lies ahead; to where it is, nothing happens. Raises Refused with the reason."""
        return await self._update(
            self._delegation(slug), DelegationWorkflow.move_cut_off, move, unique("move-cut-off")
        )

    async def adjust(self, slug: str, adjust: Adjust) -> Acknowledged:
        """Change what the selection is solved from, and solve anew. Raises Refused once it is published."""
        return await self._update(self._delegation(slug), DelegationWorkflow.adjust, adjust, unique("adjust"))

    async def decide(self, slug: str, decide: Decide) -> Acknowledged:
        """The panel decides on the group as solved. Raises Refused when there is nothing to decide."""
        return await self._update(self._delegation(slug), DelegationWorkflow.decide, decide, unique("decide"))

    async def publish(self, slug: str, publish: Publish) -> Acknowledged:
        """What was decided is published; letters go out on their day. Raises Refused before a decision."""
        return await self._update(
            self._delegation(slug), DelegationWorkflow.publish, publish, unique("publish")
        )

    async def pass_on(self, slug: str, pass_on: PassOn) -> Acknowledged:
        """Pass a free place on by hand. Raises Refused when none is free."""
        return await self._update(
            self._delegation(slug), DelegationWorkflow.pass_on, pass_on, unique("pass-on")
        )

    async def refusal_of_override(self, slug: str, override: OverrideEligibility) -> str:
        """Why an override would be refused; empty if it would not."""
        handle = self._delegation(slug)

        async def ask() -> Refusal:
            return await handle.query(DelegationWorkflow.refusal_of_override, override, rpc_timeout=PATIENCE)

        return (await patiently(ask, f"There is no {named(handle.id)}.")).text

    async def selection_inputs(self, slug: str) -> SelectionInputs:
        """What the selection that is decided next looks at, for trying changes here."""
        return await self._query(self._delegation(slug), DelegationWorkflow.selection_inputs)

    async def next_promotion(self, slug: str) -> PromotionOrder:
        """Who holds places, who is out and who waits, for looking ahead here."""
        return await self._query(self._delegation(slug), DelegationWorkflow.next_promotion)
