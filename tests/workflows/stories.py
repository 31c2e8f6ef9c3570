"""Stories that several tests need, and of which the histories are kept."""

from datetime import datetime

from delegation.call import CutOff
from delegation.evaluation import Relief
from delegation.file import DelegationFile
from delegation.offer import Answer
from tests.workflows.trip import (
    DAY_OF_APPLICATIONS,
    EVALUATION_OPENS,
    FINAL,
    OFFERS,
    PANEL,
    THE_END,
    TRIP_BEGINS,
    Trip,
)

APPLYING = ("A-1", "A-2", "A-3")

SECOND = CutOff(
    id="second",
    closes=datetime(2027, 3, 10, 17, 0),  # noqa: DTZ001 - local to the zone of the call
    only_if_places_left=True,
    panel=datetime(2027, 3, 17, 10, 0),  # noqa: DTZ001 - local to the zone of the call
    confirm_by=datetime(2027, 3, 24, 12, 0),  # noqa: DTZ001 - local to the zone of the call
)


def with_cut_offs(file: DelegationFile, *cut_offs: CutOff) -> DelegationFile:
    return file.model_copy(update={"call": file.call.model_copy(update={"cut_offs": cut_offs})})


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


async def two_cut_offs(trip: Trip) -> None:
    """A cut-off moved, one admitted, an evaluator relieved, the group adjusted; a place is left for more."""
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")
    await trip.apply("A-2", profile="")
    await trip.move_cut_off("2027-02-06 17:00")
    await trip.reach(EVALUATION_OPENS)
    await trip.admit("A-2", "profile")
    relief = Relief(at=trip.now, evaluator="e1", author="The organiser", reason="On leave.")
    await trip.legation.relieve(trip.file.slug, relief)
    await trip.settle()
    await trip.hand_in_all()
    await trip.reach(PANEL)
    await trip.adjust(take=("A-2",))
    await trip.decide()
    await trip.reach(OFFERS)
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.answer("A-2", Answer.DECLINED)
    await trip.apply("A-3", "A-4")
    await trip.reach("2027-03-11 09:00")
    await trip.hand_in_later("second")
    await trip.reach("2027-03-17 10:00")
    await trip.decide()
    await trip.answer("A-3", Answer.ACCEPTED)
