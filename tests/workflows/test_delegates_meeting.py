"""Meetings of delegates with each other on the real workflows: into both calendars, and out of both."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from delegation.change import DropOut, Meet
from delegation.file import DelegationFile
from delegation.matchmaking_rules import MatchmakingRules
from delegation.meeting import Wish
from delegation.offer import Answer
from delegation.requesting import AnswerRequests, RequestAnswer, Requested, RequestMeetings
from portal.errors import Refused
from tests.workflows.conftest import delegation_on
from tests.workflows.trip import FINAL, Trip

OPEN, CLOSE = "2027-04-05 10:00", "2027-04-12 17:00"
THREE = ("A-1", "A-2", "A-3")
ONE_TABLE = MatchmakingRules.model_validate(
    {
        "zone": "Europe/Brussels", "requests_open": OPEN, "requests_close": CLOSE,
        "answer_by": "2027-04-15 17:00",
        "rounds": [
            {
                "id": "evening", "title": "Evening meetings", "leg": "chicago", "zone": "America/Chicago",
                "place": "tower", "between": ["cluster", "cluster"], "at_most": 1,
                "rooms": [{"id": "corner", "name": "Corner room", "tables": 1}],
                "slots": [
                    {"id": "e1", "starts": "2027-05-13 15:30", "minutes": 30},
                    {"id": "e2", "starts": "2027-05-13 16:00", "minutes": 30},
                ],
            }
        ],
    }
)  # fmt: skip


@pytest.fixture
async def meeting(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    """A-1 wants to meet A-2 above all, and would like to meet A-3; both agree."""
    assert small.selection is not None
    selection = small.selection.model_copy(update={"places": 3})
    file = small.model_copy(update={"selection": selection, "matchmaking": ONE_TABLE})
    async with delegation_on(client, file) as trip:
        await trip.reach_offers(*THREE)
        for participant in THREE:
            await trip.answer(participant, Answer.ACCEPTED)
        await trip.reach(OPEN)
        await ask(trip, "A-1", {"A-2": "must", "A-3": "nice"})
        await trip.reach(CLOSE)
        await agree(trip, "A-2", "A-1")
        await agree(trip, "A-3", "A-1")
        await trip.reach(FINAL)
        yield trip


async def ask(trip: Trip, participant: str, whom: dict[str, str]) -> None:
    book = await trip.legation.meeting_book(trip.file.slug, participant)
    requests = tuple(Requested(whom=one, wish=Wish(wish)) for one, wish in whom.items())
    said = RequestMeetings(at=trip.now, requests=requests, book=book)
    await trip.legation.request_meetings(trip.file.slug, participant, said)
    await trip.settle()


async def agree(trip: Trip, participant: str, asks: str) -> None:
    book = await trip.legation.meeting_book(trip.file.slug, participant)
    said = AnswerRequests(at=trip.now, answers=(RequestAnswer(asks=asks, wish=Wish.NICE),), book=book)
    await trip.legation.answer_requests(trip.file.slug, participant, said)
    await trip.settle()


async def meetings_of(trip: Trip, participant: str) -> list[str]:
    """What the calendar of this delegate says of meetings with delegates, which is what is published."""
    programme = await trip.programme_of(participant)
    published = [one.title for one in programme if one.room == "Corner room"]
    held = [one.summary for one in trip.calendar_of(participant) if "Corner room" in one.location]
    assert sorted(published) == sorted(held)
    return held


async def organisation(trip: Trip, participant: str) -> str:
    roster = await trip.roster()
    return next(one.organisation for one in roster.entries if one.participant == participant)


async def test_each_of_the_two_finds_the_other_in_their_calendar_at_a_table(meeting: Trip):
    first, second = [await organisation(meeting, one) for one in ("A-1", "A-2")]

    assert await meetings_of(meeting, "A-1") == [f"Meeting with {second}"]
    assert await meetings_of(meeting, "A-2") == [f"Meeting with {first}"]
    assert await meetings_of(meeting, "A-3") == []
    assert (await meeting.status()).counts.meetings >= 1


async def test_who_leaves_is_cancelled_for_both_and_the_time_goes_to_who_was_asked_next(meeting: Trip):
    first, third = [await organisation(meeting, one) for one in ("A-1", "A-3")]

    record = await meeting.change("leaves", DropOut(participant="A-2"))

    assert await meetings_of(meeting, "A-1") == [f"Meeting with {third}"]
    assert await meetings_of(meeting, "A-3") == [f"Meeting with {first}"]
    assert {"A-1", "A-3"} <= {*record.told()}


async def test_two_delegates_book_a_table_on_the_spot_or_hear_when_they_could(meeting: Trip):
    with pytest.raises(Refused, match="A-1 has the 1 meetings of 'Evening meetings' that one has at most"):
        await meeting.change("too-many", Meet(who="A-1", whom="A-3", slot="e2"))

    await meeting.change("leaves", DropOut(participant="A-1"))
    record = await meeting.change("met", Meet(who="A-3", whom="A-2"))

    assert {*record.told()} == {"A-2", "A-3"}
    assert await meetings_of(meeting, "A-2") == [f"Meeting with {await organisation(meeting, 'A-3')}"]
    assert await meetings_of(meeting, "A-3") == [f"Meeting with {await organisation(meeting, 'A-2')}"]
