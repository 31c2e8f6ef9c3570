"""A delegation in memory that passes places on: the rules are the real ones, offers go out at once."""

from datetime import timedelta

from activities.deciding import DecisionActivities, PromotionOrder
from delegation.application import ApplicationStatus
from delegation.command_rules import why_not_pass_on
from delegation.offer import OfferOutcome
from delegation.status import Acknowledged, OfferRecord, PassOn, Promotion
from portal.errors import Refused
from tests.portal import stages
from tests.portal.fakes_portal import LegationInMemory


class PlacesInMemory(LegationInMemory):
    """Offers have gone out; whoever declines leaves a place that is passed on by hand."""

    async def next_promotion(self, slug: str) -> PromotionOrder:
        self._demand(slug)
        state = self.state
        assert state.published is not None
        open_ = {one.participant for one in state.offers if one.outcome is None}
        had = {one.participant for one in state.offers} | {one.participant for one in state.departures}
        holding = {*state.delegates, *open_}
        return PromotionOrder(
            evaluated=state.evaluated,
            rules=self._file.selection_rules,
            holding=tuple(sorted(holding)),
            out=tuple(sorted(had - holding)),
            reserve=state.published.with_status(ApplicationStatus.RESERVE),
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

    def ended(self, participant: str, outcome: OfferOutcome) -> None:
        """The offer of that one came to this end."""
        offers = tuple(
            one.model_copy(update={"outcome": outcome}) if one.participant == participant else one
            for one in self.state.offers
        )
        is_confirmed = outcome is OfferOutcome.CONFIRMED
        delegates = (*self.state.delegates, participant) if is_confirmed else self.state.delegates
        self.state = self.state.model_copy(update={"offers": offers, "delegates": delegates})


def offers_are_out() -> PlacesInMemory:
    before = stages.offered()
    file, _ = stages.example()
    legation = PlacesInMemory(file, before.state, before.now)
    legation.journeys, legation.register, legation.store = before.journeys, before.register, before.store
    legation.state = legation.state.model_copy(update={"published": before.state.selection})
    return legation
