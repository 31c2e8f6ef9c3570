"""Passing on the places of a delegation in memory: the rules are the real ones, offers go out at once."""

from datetime import datetime, timedelta

from activities.deciding import DecisionActivities, PromotionOrder
from delegation.application import ApplicationStatus
from delegation.command_rules import why_not_pass_on
from delegation.file import DelegationFile
from delegation.selecting.selection import Selection
from delegation.status import Acknowledged, DelegationState, OfferRecord, PassOn, Promotion
from portal.errors import Refused


class PromotionsInMemory:
    """Who holds places, who is out and who waits, from the state of a delegation."""

    now: datetime
    state: DelegationState
    _file: DelegationFile

    def _demand(self, slug: str) -> None:
        """Raises NotFound when it is another delegation."""
        raise NotImplementedError

    def _set(self, write: str, **changes: object) -> None:
        """Changes the state, and notes the update."""
        raise NotImplementedError

    async def next_promotion(self, slug: str) -> PromotionOrder:
        self._demand(slug)
        state = self.state
        open_ = {one.participant for one in state.offers if one.outcome is None}
        had = {one.participant for one in state.offers} | {one.participant for one in state.departures}
        holding = {*state.delegates, *open_}
        return PromotionOrder(
            evaluated=state.evaluated,
            rules=self._file.selection_rules,
            holding=tuple(sorted(holding)),
            out=tuple(sorted(had - holding)),
            reserve=(state.published or Selection()).with_status(ApplicationStatus.RESERVE),
        )

    async def pass_on(self, slug: str, pass_on: PassOn) -> Acknowledged:
        refusal = why_not_pass_on(pass_on, self._file, self.state)
        if refusal:
            raise Refused(refusal)
        order = (await self.next_promotion(slug)).model_copy(update={"waived": pass_on.waived})
        found = DecisionActivities().find_promotion(order)
        record = Promotion(
            at=self.now,
            participants=found.participants,
            reason=found.reason,
            override=pass_on.reason,
            author=pass_on.author,
        )
        until = self.now + timedelta(days=5)
        offers = tuple(
            OfferRecord(participant=one, promoted=True, confirm_by=until, reason=found.reason)
            for one in found.participants
        )
        self._set(
            "pass_on", promotions=(*self.state.promotions, record), offers=(*self.state.offers, *offers)
        )
        return Acknowledged(text="Passed on.")
