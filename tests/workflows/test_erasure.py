"""Somebody is erased while the trip goes on: their values are gone, and everything runs to its end."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.worker import Replayer

from activities.adapters.payloads import ENCODING, data_converter
from activities.data_keys import DataKeys
from activities.erasing import Eraser
from activities.keys import papers_key, papers_prefix
from activities.owners import Owner
from activities.ports import Erased
from activities.sealing import SealedStore
from delegation.file import DelegationFile, Phase
from delegation.offer import Answer
from portal.document_state import Truth, compared
from portal.erasing import erase as erase_for_good
from portal.erasing import foreseen
from portal.errors import NotFound
from tests.fakes import MemoryKeys, MemoryStore
from tests.workflows.conftest import delegation_on
from tests.workflows.trip import (
    CONFIRM_BY,
    DAY_OF_APPLICATIONS,
    EVALUATION_OPENS,
    OFFERS,
    PANEL,
    THE_END,
    TRIP_BEGINS,
    Trip,
)
from worker import WORKFLOWS, runner

TWO = ("A-1", "A-2")
VISIT = "visit-beach"
ENDED = (WorkflowExecutionStatus.COMPLETED, WorkflowExecutionStatus.CONTINUED_AS_NEW)


@pytest.fixture
async def sealed_trip(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    """The small delegation on a sealed vault."""
    inner = MemoryStore()
    async with delegation_on(client, small, SealedStore(inner, DataKeys(inner, MemoryKeys()))) as opened:
        yield opened


def erase(trip: Trip, participant: str) -> None:
    assert isinstance(trip.store, SealedStore)
    erased = trip.store.erase(trip.file.slug, participant)
    assert erased.objects["people"] == 1


async def run_to_the_end(trip: Trip) -> None:
    await trip.reach(THE_END)

    assert (await trip.status()).phase is Phase.CLOSED
    for workflow_id in trip.workflow_ids()[:4]:
        seen = await trip.legation.client.get_workflow_handle(workflow_id).describe()
        assert seen.status is WorkflowExecutionStatus.COMPLETED, workflow_id


def assert_nothing_is_left(trip: Trip, participant: str) -> None:
    assert isinstance(trip.store, SealedStore)
    assert trip.store.objects_of(Owner(trip.file.slug, participant.lower())) == []
    with pytest.raises(Erased):
        trip.legation.register.person(trip.file.slug, participant)


async def test_a_delegate_erased_before_the_trip_gets_nothing_more_and_the_trip_runs_to_its_end(
    sealed_trip: Trip,
):
    trip = sealed_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.hand_in_papers("A-1")
    before = len(trip.mails_to("A-1"))

    erase(trip, "A-1")
    await trip.cancel_item(VISIT)
    await run_to_the_end(trip)

    assert len(trip.mails_to("A-1")) == before
    assert trip.letters_to("A-2")[-3:] == ["certificate", "survey", "outcomes-wanted"]
    assert_nothing_is_left(trip, "A-1")


async def test_documents_made_after_an_erasure_leave_the_person_out(sealed_trip: Trip):
    trip = sealed_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)

    erase(trip, "A-1")
    await run_to_the_end(trip)

    made = [one for one in (await trip.ledger()).documents if one.kind == "certificate"]
    assert [one.participant for one in made] == ["A-2"]


async def test_an_applicant_may_be_erased_before_anybody_looked_at_the_application(sealed_trip: Trip):
    trip = sealed_trip
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1", "A-2")

    erase(trip, "A-1")
    await trip.reach(EVALUATION_OPENS)
    await trip.hand_in_all()
    await trip.reach(PANEL)
    await trip.decide()
    await trip.reach(OFFERS)
    await trip.answer("A-2", Answer.ACCEPTED)
    await run_to_the_end(trip)

    assert trip.letters_to("A-1") == ["application-received"]
    assert trip.letters_to("A-2")[-1] == "outcomes-wanted"
    assert_nothing_is_left(trip, "A-1")


async def test_an_offer_to_somebody_erased_lapses_like_one_that_nobody_answers(sealed_trip: Trip):
    trip = sealed_trip
    await trip.reach_offers("A-1", "A-2", "A-3")

    erase(trip, "A-1")
    await trip.answer("A-2", Answer.ACCEPTED)
    await trip.reach(CONFIRM_BY)
    await run_to_the_end(trip)

    assert (await trip.delegates())[:1] == ("A-2",)
    assert "A-1" not in await trip.delegates()
    assert trip.letters_to("A-1")[-1] == "offer"
    assert_nothing_is_left(trip, "A-1")


async def test_an_application_that_comes_in_after_the_erasure_is_refused_and_leaves_nothing(
    sealed_trip: Trip,
):
    trip = sealed_trip
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")
    erase(trip, "A-1")

    with pytest.raises(Erased, match="erased on request"):
        await trip.apply("A-1")

    assert_nothing_is_left(trip, "A-1")


def readable(trip: Trip) -> bytes:
    """Everything that whoever has all keys can still read in the vault."""
    return b" ".join(trip.store.read(key) for key in trip.store.keys(""))


async def lost_documents(trip: Trip) -> list[str]:
    """Keys of documents that are needed and true, and not there any more."""
    programme, now = await trip.legation.programme(trip.file.slug), (await trip.status()).now
    made = (await trip.ledger()).documents
    shown = compared(trip.legation, trip.file.slug, programme, made, now)
    true = {key for key, state in shown.states.items() if state is Truth.UP_TO_DATE}
    assert true
    return sorted(true - set(trip.store.keys("")))


async def test_an_erasure_on_request_leaves_their_place_and_nothing_that_names_them(sealed_trip: Trip):
    trip = sealed_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.hand_in_papers("A-1")
    await trip.settle()
    who = trip.legation.register.person(trip.file.slug, "A-1")
    words = [who.name.encode(), who.email.encode(), b"MADEUPA-1"]
    assert all(one in readable(trip) for one in words)

    foreseen_receipt = await foreseen(trip.legation, trip.file.slug, "A-1")
    receipt = await erase_for_good(trip.legation, trip.file.slug, "A-1")
    await trip.settle()

    assert [one for one in words if one in readable(trip)] == []
    assert await trip.delegates() == ("A-2",)
    assert receipt.objects["participants"] == foreseen_receipt.objects["participants"] == 4
    assert receipt.documents > 0
    assert await lost_documents(trip) == []
    assert not any(word.decode() in receipt.model_dump_json() for word in words)
    assert [
        key for key in trip.store.keys(f"delegations/{trip.file.slug}/erasures/") if "under-way" in key
    ] == []
    await run_to_the_end(trip)
    assert [one for one in words if one in readable(trip)] == []


async def test_after_an_erasure_amid_the_trip_every_history_is_without_them_ends_and_replays(
    sealed_trip: Trip,
):
    trip = sealed_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.hand_in_papers("A-1")
    await trip.reach(TRIP_BEGINS)
    await trip.wait(days=1)
    assert (await trip.status()).phase is Phase.TRIP
    who = trip.legation.register.person(trip.file.slug, "A-1")

    await erase_for_good(trip.legation, trip.file.slug, "A-1")
    await trip.settle()
    await run_to_the_end(trip)

    client = trip.legation.client
    replayer = Replayer(workflows=WORKFLOWS, data_converter=data_converter(), workflow_runner=runner())
    runs = [one async for one in client.list_workflows(f"DelegationId = '{trip.file.slug}'")]
    assert {one.id for one in runs} >= set(trip.workflow_ids()[:4])
    for run in runs:
        assert run.status in ENDED, run.id
        history = await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
        events = b" ".join(event.SerializeToString() for event in history.events)
        assert trip.file.slug.encode() in events
        assert ENCODING not in events, "Nothing is packed, so what is written there can be found."
        words = (who.name, who.email, "MADEUPA-1")
        assert [one for one in words if one.encode() in events] == [], run.id
        await replayer.replay_workflow(history)


async def test_erasing_somebody_twice_is_no_error_and_somebody_unknown_is_not_found(sealed_trip: Trip):
    trip = sealed_trip
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")

    first = await erase_for_good(trip.legation, trip.file.slug, "A-1")
    again = await erase_for_good(trip.legation, trip.file.slug, "A-1")

    assert sum(first.objects.values()) > 0
    assert again.objects == {}
    with pytest.raises(NotFound):
        await erase_for_good(trip.legation, trip.file.slug, "Z-9")


async def test_an_erasure_cut_off_after_the_key_was_destroyed_still_finds_what_others_keep(sealed_trip: Trip):
    trip = sealed_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)
    who = trip.legation.register.person(trip.file.slug, "A-1")
    eraser = Eraser(trip.store, trip.legation.register)
    eraser.begin(trip.file.slug, "A-1")
    eraser.destroy(trip.file.slug, "A-1")
    left = readable(trip)

    await erase_for_good(trip.legation, trip.file.slug, "A-1")
    await trip.settle()

    assert who.name.encode() in left
    assert who.name.encode() not in readable(trip)


async def test_somebody_can_be_erased_when_the_trip_is_long_over(sealed_trip: Trip):
    trip = sealed_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)
    who = trip.legation.register.person(trip.file.slug, "A-1")
    await run_to_the_end(trip)
    left = readable(trip)

    receipt = await erase_for_good(trip.legation, trip.file.slug, "A-1")

    assert who.name.encode() in left
    assert who.name.encode() not in readable(trip)
    assert receipt.documents > 0
    assert_nothing_is_left(trip, "A-1")


async def test_diets_and_emergency_contacts_go_on_their_own_date_before_the_passports(
    client: Client, small: DelegationFile, quick_tries: None
):
    dates = small.documents.model_copy(update={"diet_purge": datetime(2027, 5, 21, 9)})  # noqa: DTZ001 - local
    inner = MemoryStore()
    vault = SealedStore(inner, DataKeys(inner, MemoryKeys()))
    async with delegation_on(client, small.model_copy(update={"documents": dates}), vault) as trip:
        await trip.reach_itinerary("A-1", delegates=("A-1",))
        await trip.hand_in_papers("A-1")
        kept = papers_prefix(trip.file.slug, "A-1")
        diet = papers_key(trip.file.slug, "A-1", "diet")
        await trip.reach("2027-05-21 08:59")
        before = set(trip.store.keys(kept))
        await trip.reach("2027-05-21 09:00")

        assert before - set(trip.store.keys(kept)) == {diet}
        await trip.reach("2027-06-01 09:00")
        assert list(trip.store.keys(kept)) == []
