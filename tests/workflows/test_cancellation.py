"""Cancelling a delegation: everyone is told, and nothing is left in a calendar."""

import pytest

from delegation.file import Phase
from portal.errors import LegationError
from tests.workflows.trip import DAY_OF_APPLICATIONS, EVALUATION_OPENS, SHEETS_DUE, Trip


async def test_who_is_cancelled_on_is_told_and_every_invite_is_taken_back(trip: Trip):
    await trip.reach_itinerary("A-1", "A-2", "A-3", delegates=("A-1", "A-2"))
    full = [len(trip.calendar_of(one)) for one in ("A-1", "A-2")]
    await trip.cancel()

    assert full == [5, 5]
    assert [trip.calendar_of(one) for one in ("A-1", "A-2")] == [(), ()]
    assert {one: trip.letters_to(one)[-1] for one in ("A-1", "A-2", "A-3")} == dict.fromkeys(
        ("A-1", "A-2", "A-3"), "delegation-cancelled"
    )
    assert trip.letters_to("harbour-desk")[-1] == "delegation-cancelled"
    assert (await trip.status()).phase is Phase.CANCELLED


async def test_a_call_can_be_cancelled_and_takes_no_more_applications(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")
    await trip.cancel()

    assert trip.letters_to("A-1") == ["application-received", "delegation-cancelled"]
    with pytest.raises(LegationError, match="has ended; applications are no longer taken"):
        await trip.apply("A-2")


async def test_evaluators_are_left_alone_once_the_delegation_is_cancelled(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")
    await trip.reach(EVALUATION_OPENS)
    await trip.cancel()
    await trip.reach(SHEETS_DUE)

    everybody = [trip.letters_to(f"evaluator-{number}") for number in (1, 2, 3)]
    assert [letter for letters in everybody for letter in letters] == ["scores-wanted"] * 2
