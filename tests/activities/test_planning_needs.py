"""What delegates need of places decides where they are sent, and is said nowhere."""

import json

import pytest
from temporalio.testing import ActivityEnvironment

from activities.keys import papers_key
from activities.planning import PlanningActivities, PlanOrder
from delegation.file import DelegationFile
from delegation.meeting import VisitWish, Wishes
from delegation.planning.plan import Wishing
from tests import fakes

NEED = "step-free"


@pytest.fixture
def stairs(usa_2017: DelegationFile) -> DelegationFile:
    """The example, in which the incubator is known to have stairs only."""
    places = tuple(
        place.model_copy(update={"lacks": (NEED,), "access": ()}) if place.id == "incubator" else place
        for place in usa_2017.places
    )
    return DelegationFile.model_validate({**usa_2017.model_dump(), "places": places})


def test_who_cannot_climb_stairs_is_not_sent_up_them_and_nobody_learns_why(stairs: DelegationFile):
    store = fakes.MemoryStore()
    store.create(papers_key(stairs.slug, "A-01", "diet"), json.dumps({"access_needs": [NEED]}).encode(), "")
    ranking = VisitWish(block="friday-morning", ranking=("visit-incubator", "visit-nanofab"))
    both = tuple(
        Wishing(participant=who, organisation=who, wishes=Wishes(visits=(ranking,)))
        for who in ("A-01", "A-02")
    )

    planned = ActivityEnvironment().run(
        PlanningActivities(store).plan_itinerary, PlanOrder(file=stairs, delegates=both)
    )

    sent = {one.participant: one.item for one in planned.state.visits.assignments if "friday" in one.block}
    assert sent == {"A-01": "visit-nanofab", "A-02": "visit-incubator"}
    assert NEED not in planned.model_dump_json()
