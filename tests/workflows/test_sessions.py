"""Parallel sessions and talks, once the programme is out: waiting, moving up, booking."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from delegation.change import Book, ChangeCapacity, Choose, DropOut, GiveBack
from delegation.file import DelegationFile
from portal.errors import Refused
from tests.fakes import Delivered
from tests.workflows.changes_opened import Opened, Story, file_of
from tests.workflows.trip import FINAL, PRELIMINARY, TRIP_BEGINS

HARBOUR, BEACH = "visit-harbour", "visit-beach"
HARBOUR_FIRST = 1
"""The harbour before the beach, and no wish for a talk."""
STORY = Story(wishes=(HARBOUR_FIRST,) * 5, shares=False, hosting=False, short=False)


def with_lists(file: DelegationFile) -> DelegationFile:
    """One place at the harbour, two may wait for it; talks only for who asks."""
    assert file.meetings is not None
    sizes = {HARBOUR: {"capacity": 1, "reserve": 2}, BEACH: {"capacity": 3}}
    itinerary = tuple(one.model_copy(update=sizes.get(one.id, {})) for one in file.itinerary)
    meetings = file.meetings.model_copy(update={"at_least": 0, "only_if_asked": True})
    return file.model_copy(update={"itinerary": itinerary, "meetings": meetings})


@pytest.fixture
async def opened(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Opened]:
    world = Opened(client, with_lists(file_of(small, STORY)), STORY)
    await world.begin(PRELIMINARY)
    await world.trip.reach(FINAL)
    yield world
    await world.end()


def text_of(mail: Delivered) -> str:
    body = mail.parsed.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


async def line(opened: Opened) -> list[str]:
    view = await opened.legation.sessions(opened.file.slug)
    return [one.participant for session in view.sessions for one in session.waiting]


async def at_the_harbour(opened: Opened) -> str:
    plan = await opened.legation.plan(opened.file.slug)
    (inside,) = plan.visits.attendees(HARBOUR)
    return inside


async def test_who_waits_reads_the_number_and_moves_up_when_a_place_becomes_free(opened: Opened):
    trip, inside = opened.trip, await at_the_harbour(opened)
    first, second = await line(opened)
    told = [text for text in map(text_of, trip.mails_to(second)) if "reserve list" in text]

    await trip.change("ill", DropOut(participant=inside))

    assert "Visit A: Harbour Laboratory: number 2" in told[-1]
    assert await at_the_harbour(opened) == first
    assert await line(opened) == [second]
    assert HARBOUR in [item.id for item in await trip.programme_of(first)]
    assert trip.letters_to(first)[-1] == "itinerary-changed"
    assert "reserve list" not in text_of(trip.mails_to(first)[-1])


async def test_a_later_choice_waits_and_says_so_until_the_room_grows(opened: Opened):
    trip, inside = opened.trip, await at_the_harbour(opened)
    first, second = await line(opened)
    await trip.change("away", Choose(participant=inside, item=BEACH))
    await trip.change("back", Choose(participant=inside, item=HARBOUR))

    assert await at_the_harbour(opened) == first
    assert await line(opened) == [second, inside]
    assert trip.letters_to(inside)[-1] == "session-waiting"

    await trip.change("larger", ChangeCapacity(item=HARBOUR, capacity=3))

    assert await line(opened) == []
    view = (await opened.legation.sessions(opened.file.slug)).sessions
    harbour = next(one for one in view if one.item == HARBOUR)
    assert (harbour.taken, harbour.places_left, len(harbour.moved_up)) == (3, 0, 3)


async def test_talks_are_booked_first_come_first_served_and_given_back(opened: Opened):
    trip = opened.trip
    before = (await opened.legation.plan(opened.file.slug)).schedule.meetings
    await trip.change("talk-1", Book(participant="A-1", host="tower-house", slot="s1"))

    with pytest.raises(Refused, match="is taken"):
        await trip.change("talk-2", Book(participant="A-2", host="tower-house", slot="s1"))
    await trip.change("talk-3", GiveBack(participant="A-1", host="tower-house"))
    await trip.change("talk-4", Book(participant="A-2", host="tower-house", slot="s1"))

    held = (await opened.legation.plan(opened.file.slug)).schedule.meetings
    assert before == ()
    assert [(one.participant, one.host, one.slot) for one in held] == [("A-2", "tower-house", "s1")]


async def test_once_the_first_day_has_begun_a_full_session_is_refused(opened: Opened):
    trip = opened.trip
    first, _ = await line(opened)
    await trip.reach(TRIP_BEGINS)

    with pytest.raises(Refused, match="its reserve list is closed"):
        await trip.change("late", Choose(participant=first, item=HARBOUR))
