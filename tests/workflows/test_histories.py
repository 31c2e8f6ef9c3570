"""Histories: nothing personal is in them, and when they grow long nothing is lost with them."""

from collections.abc import AsyncIterator

from temporalio.client import WorkflowHandle

from activities.adapters.payloads import ENCODING
from delegation.file import Phase
from tests.workflows.people import APPLICANTS
from tests.workflows.stories import APPLYING, whole_story
from tests.workflows.trip import Trip


def personal(trip: Trip) -> list[str]:
    """Every word that tells who somebody is."""
    file_people = [(person.name, person.email) for person in trip.file.people]
    people = [(one.name, one.email) for one in APPLICANTS.values()] + file_people
    names = [part for name, _ in people for part in name.split()]
    return [*names, *(email for _, email in people), *(f"MADEUP{one}" for one in APPLICANTS)]


async def handles(trip: Trip, *participants: str) -> AsyncIterator[WorkflowHandle]:
    """Of the delegation, its evaluation and these journeys: the newest run."""
    ids = [one for one in trip.workflow_ids() if "/participant/" not in one]
    ids += [one for one in trip.workflow_ids() if one.rsplit("/", 1)[-1].upper() in participants]
    for workflow_id in ids:
        yield trip.legation.client.get_workflow_handle(workflow_id)


async def test_no_name_address_or_passport_is_in_any_history_or_on_any_card(trip: Trip):
    await whole_story(trip)

    words = [word.casefold() for word in personal(trip)]
    async for handle in handles(trip, *APPLYING, "B-1"):
        history = await handle.fetch_history()
        card = str(await handle.query("__temporal_workflow_metadata"))
        events = [event.SerializeToString().decode(errors="replace") for event in history.events]
        seen = " ".join([card, *events]).casefold()
        assert trip.file.slug in seen  # so what is written there can be found
        assert ENCODING.decode() not in seen  # and nothing is packed
        assert [word for word in words if word in seen] == [], handle.id


async def test_what_continues_as_new_again_and_again_ends_as_any_other(trip_of_short_histories: Trip):
    trip = trip_of_short_histories
    await whole_story(trip)

    status, ledger = await trip.status(), await trip.ledger()
    assert status.phase is Phase.CLOSED
    assert ledger.delegates == ("A-3", "B-1")
    assert [one.change.id for one in ledger.changes] == ["cancel-visit-beach", "release-2", "cancel-dinner"]
    assert [one.outcome.partner for one in ledger.outcomes] == ["Harbour Laboratory"]
    assert trip.letters_to("A-3") == [
        "application-received",
        "reserve",
        "offer",
        "place-confirmed",
        "wishes-open",
        "agenda-preliminary",
        "agenda-final",
        "itinerary-changed",
        "itinerary-changed",
        "certificate",
        "survey",
        "outcomes-wanted",
    ]
    published = sorted((item.title, item.starts_at) for item in await trip.programme_of("A-3"))
    assert sorted((event.summary, event.starts_at) for event in trip.calendar_of("A-3")) == published
    async for handle in handles(trip, "A-3"):
        if not handle.id.endswith("/evaluation"):
            first = (await handle.fetch_history()).events[0].workflow_execution_started_event_attributes
            assert first.continued_execution_run_id, handle.id
