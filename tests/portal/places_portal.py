"""A delegation in memory that passes places on: the rules are the real ones, offers go out at once."""

from delegation.offer import OfferOutcome
from tests.portal import stages
from tests.portal.fakes_portal import LegationInMemory


class PlacesInMemory(LegationInMemory):
    """Offers have gone out; whoever declines leaves a place that is passed on by hand."""

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
