"""So many apply or register that the call outlasts its history: it goes on anew, and nobody is forgotten."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from delegation.file import DelegationFile, Phase
from delegation.ids import delegation_workflow_id
from tests.workflows.conftest import delegation_on
from tests.workflows.people import APPLICANTS
from tests.workflows.test_registration import register_in_turn, registered_for
from tests.workflows.trip import CUT_OFF, EVALUATION_OPENS, Trip

EVERYBODY = sorted(APPLICANTS)[:6]


@pytest.fixture
async def crowded(
    client_of_short_histories: Client, small: DelegationFile, quick_tries: None
) -> AsyncIterator[Trip]:
    async with delegation_on(client_of_short_histories, small) as opened:
        yield opened


async def test_a_call_goes_on_in_a_new_run_with_everyone_who_applied(crowded: Trip):
    trip = crowded
    await trip.reach("2027-01-12 09:00")
    for participant in EVERYBODY:
        await trip.apply(participant)
        await trip.settle()

    assert await begun_anew(trip)
    status = await trip.status()
    assert status.phase is Phase.CALL
    assert sorted((await trip.standing()).items()) == [(one, "submitted") for one in EVERYBODY]

    await trip.reach(EVALUATION_OPENS)
    assert (await trip.status()).phase is Phase.EVALUATION
    assert sorted(await trip.standing()) == EVERYBODY


async def test_a_cut_off_that_is_moved_counts_in_the_next_run_too(crowded: Trip):
    trip = crowded
    await trip.reach("2027-01-12 09:00")
    await trip.move_cut_off("2027-02-08 09:00")
    for participant in EVERYBODY:
        await trip.apply(participant)
        await trip.settle()
    await trip.reach("2027-02-07 09:00")

    assert await begun_anew(trip)
    assert (await trip.legation.intake(trip.file.slug)).is_open


async def test_a_registration_goes_on_in_a_new_run_with_its_places_and_its_list(
    client_of_short_histories: Client, small: DelegationFile, quick_tries: None
):
    async with delegation_on(client_of_short_histories, registered_for(small)) as trip:
        await trip.reach("2027-01-12 09:00")
        await register_in_turn(trip, *EVERYBODY)

        assert await begun_anew(trip)
        assert (await trip.status()).phase is Phase.REGISTRATION
        assert await trip.delegates() == tuple(EVERYBODY[:2])
        await trip.withdraw(EVERYBODY[0])
        assert await trip.delegates() == tuple(EVERYBODY[1:3])

        await trip.reach(CUT_OFF)
        await trip.wait(minutes=1)
        assert (await trip.status()).phase is Phase.ITINERARY
        assert [one.participant for one in (await trip.roster()).entries] == EVERYBODY
        assert [trip.letters_to(one)[:2] for one in EVERYBODY[:2]] == [
            ["application-received", "registered"]
        ] * 2


async def begun_anew(trip: Trip) -> bool:
    """Whether the run of now is not the first."""
    handle = trip.legation.client.get_workflow_handle(delegation_workflow_id(trip.file.slug))
    first = (await handle.fetch_history()).events[0].workflow_execution_started_event_attributes
    return bool(first.continued_execution_run_id)
