"""The selection: solved for the panel, decided by it, and told to everyone at once."""

import pytest

from portal.errors import Refused
from tests.workflows.trip import DAY_OF_APPLICATIONS, OFFERS, Trip


async def test_nothing_is_sent_before_the_panel_has_decided(trip: Trip):
    await trip.reach_panel("A-1", "A-2", "A-3")
    await trip.reach(OFFERS)
    await trip.wait(days=2)
    tasks, before = await trip.tasks(), [trip.letters_to(one) for one in ("A-1", "A-2", "A-3")]
    await trip.decide()

    assert list(tasks) == ["decide"]
    assert before == [["application-received"]] * 3
    assert await trip.tasks() == {}
    assert [trip.letters_to(one)[1:] for one in ("A-1", "A-2", "A-3")] == [["offer"], ["offer"], ["reserve"]]


async def test_everyone_is_told_on_the_day_of_the_letters_and_not_earlier(trip: Trip):
    everyone = ("A-1", "A-2", "A-3", "A-4", "A-5")
    await trip.reach_panel(*everyone)
    await trip.decide()
    await trip.reach("2027-02-24 09:59")
    before = [trip.letters_to(one) for one in everyone]
    await trip.reach(OFFERS)

    assert before == [["application-received"]] * 5
    assert {one: trip.letters_to(one)[-1] for one in everyone} == {
        "A-1": "offer",
        "A-2": "offer",
        "A-3": "reserve",
        "A-4": "reserve",
        "A-5": "not-selected",
    }


async def test_the_panel_decides_once_and_only_what_was_solved(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    with pytest.raises(Refused, match="There is no selection to decide on yet"):
        await trip.decide()

    await trip.reach_panel("A-1", "A-2")
    await trip.decide()

    assert (await trip.ledger()).selection is not None
    assert await trip.tasks() == {}
