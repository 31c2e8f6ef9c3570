"""Stories that several tests need, and of which the histories are kept."""

from delegation.offer import Answer
from tests.workflows.trip import FINAL, THE_END, TRIP_BEGINS, Trip

APPLYING = ("A-1", "A-2", "A-3")


async def whole_story(trip: Trip) -> None:
    """Everything that can happen to a small group, from the call to the report."""
    await trip.reach_offers(*APPLYING)
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.answer("A-2", Answer.DECLINED)
    await trip.answer("A-3", Answer.ACCEPTED)
    for participant in ("A-1", "A-3"):
        await trip.hand_in_papers(participant)
        await trip.wish(participant, "visit-beach", "visit-harbour", meet=("harbour-lab",))
    await trip.reach(FINAL)
    await trip.cancel_item("visit-beach")
    await trip.apply("B-1", substitute_for="A-1")
    await trip.release("A-1", substitute="B-1")
    await trip.reach(TRIP_BEGINS)
    await trip.cancel_item("dinner")
    await trip.reach("2027-06-14 10:00")
    await trip.report("A-3", "Harbour Laboratory")
    await trip.reach(THE_END)
