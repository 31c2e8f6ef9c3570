"""Keeps histories of the ways through the phases that the small delegation does not take.

`python -m tests.replay.keep_other_ways` plays them alone, `tests.replay.keep_histories` with all the others.
"""

import asyncio
import os
import sys

from temporalio.client import Client

from delegation.change import DropOut
from delegation.exchange import ExchangeStep
from delegation.file import DelegationFile
from delegation.ids import agreement_workflow_id, delegation_workflow_id, participant_workflow_id
from delegation.reading.delegation_file import read_delegation
from portal.client import Legation
from tests.replay.kept import keep
from tests.workflows.arrangement import arrangement_on
from tests.workflows.changes_opened import Opened, file_of
from tests.workflows.conftest import SMALL, delegation_on, server
from tests.workflows.exchange_story import programme_on
from tests.workflows.test_meeting_requests import AFTER_THE_MEETINGS, meeting_each_other, met, rates
from tests.workflows.test_registration import register_in_turn, registered_for
from tests.workflows.test_sessions import STORY, at_the_harbour, with_lists
from tests.workflows.trip import DAY_OF_APPLICATIONS, FINAL, PRELIMINARY, THE_END


async def keep_other_ways() -> None:
    async with server() as client:
        await keep_registration(client)
        await keep_requests(client)
        await keep_sessions(client)
        await keep_programme_to_its_end(client)
        await keep_arrangement_to_its_end(client)


async def keep_registration(client: Client) -> None:
    """Two places, two who wait, one for whom it is full; a place is given back; and all that follows."""
    async with delegation_on(client, registered_for(small())) as event:
        await event.reach(DAY_OF_APPLICATIONS)
        await register_in_turn(event, "A-1", "A-2", "A-3", "A-4", "A-5")
        await event.withdraw("A-1")
        await event.reach(THE_END)
        journeys = {"A-2": "registered", "A-3": "moved-up", "A-4": "waited", "A-5": "full"}
        await _keep(event.legation, event.file.slug, "registration", journeys)


async def keep_requests(client: Client) -> None:
    """Delegates ask each other for meetings, meet, and say how it went."""
    async with delegation_on(client, meeting_each_other(small())) as trip:
        item = await met(trip)
        await trip.reach(AFTER_THE_MEETINGS)
        await rates(trip, "A-1", item, "A-2", mark=4)
        await trip.reach(THE_END)
        await _keep(
            trip.legation, trip.file.slug, "requests", {"A-1": "requests-asked", "A-2": "requests-heard"}
        )


async def keep_sessions(client: Client) -> None:
    """Sessions with places and reserve lists: one drops out, the next moves up."""
    world = Opened(client, with_lists(file_of(small(), STORY)), STORY)
    await world.begin(PRELIMINARY)
    await world.trip.reach(FINAL)
    await world.trip.change("ill", DropOut(participant=await at_the_harbour(world)))
    await world.trip.reach(THE_END)
    await _keep(world.legation, world.file.slug, "sessions", {})
    await world.end()


async def keep_programme_to_its_end(client: Client) -> None:
    """One exchange is paid for; then the call ends, and what came of it is asked."""
    async with programme_on(client) as story:
        await story.come_to(ExchangeStep.PAID)
        await story.trip.reach("2028-02-15 12:00")
        await _keep(story.legation, story.slug, "programme-ended", {"A-1": "exchange-followed-up"})


async def keep_arrangement_to_its_end(client: Client) -> None:
    """An agreement that was never signed ends with its arrangement."""
    async with arrangement_on(client) as pact:
        await pact.open("delta", "2027-02-01 10:00")
        await pact.reach("2029-01-31 18:00")
        await _keep(pact.legation, pact.file.slug, "arrangement-ended", {})
        await _keep_run(pact.legation, agreement_workflow_id(pact.file.slug, "delta"), "arrangement-ended")


async def _keep(legation: Legation, slug: str, story: str, journeys: dict[str, str]) -> None:
    await _keep_run(legation, delegation_workflow_id(slug), story)
    for participant, name in journeys.items():
        await _keep_run(legation, participant_workflow_id(slug, participant), name)


async def _keep_run(legation: Legation, workflow_id: str, story: str) -> None:
    print(keep(await legation.client.get_workflow_handle(workflow_id).fetch_history(), story).name)


def small() -> DelegationFile:
    return read_delegation(SMALL.read_text(), str(SMALL))


if __name__ == "__main__":
    asyncio.run(keep_other_ways())
    sys.stdout.flush()
    os._exit(0)  # the SDK's threads may otherwise abort a clean exit (temporalio/sdk-python#300)
