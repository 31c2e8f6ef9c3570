"""Delegates ask each other for meetings, answer, and say how they went."""

from collections.abc import AsyncIterator, Sequence

import pytest
from temporalio.client import Client

from activities.request_records import keep_words
from delegation.file import DelegationFile
from delegation.matchmaking_rules import MatchmakingRules
from delegation.meeting import Wish
from delegation.offer import Answer
from delegation.requesting import (
    AnswerRequests,
    MeetingRating,
    RateMeetings,
    RequestAnswer,
    Requested,
    RequestMeetings,
    Went,
)
from portal.errors import NotFound, Refused
from tests.workflows.conftest import delegation_on
from tests.workflows.trip import FINAL, PRELIMINARY, THE_END, Trip

OPEN = "2027-04-05 10:00"
CLOSE = "2027-04-11 17:00"
REMINDED = "2027-04-14 17:00"
ANSWER_BY = "2027-04-15 17:00"
AFTER_THE_MEETINGS = "2027-05-14 05:00"
THREE = ("A-1", "A-2", "A-3")

RULES = MatchmakingRules.model_validate(
    {
        "zone": "Europe/Brussels",
        "requests_open": OPEN,
        "requests_close": CLOSE,
        "answer_by": ANSWER_BY,
        "requests_at_most": 2,
        "catalogue": ["objectives"],
        "rounds": [
            {
                "id": "evening", "title": "Evening meetings", "leg": "chicago", "zone": "America/Chicago",
                "place": "tower", "between": ["cluster", "cluster"], "at_most": 2,
                "rooms": [{"id": "tables", "name": "Tables", "tables": 2}],
                "slots": [
                    {"id": "e1", "starts": "2027-05-13 15:30", "minutes": 30},
                    {"id": "e2", "starts": "2027-05-13 16:00", "minutes": 30},
                    {"id": "e3", "starts": "2027-05-13 16:30", "minutes": 30},
                ],
            }
        ],
    }
)  # fmt: skip


def meeting_each_other(file: DelegationFile, **more: object) -> DelegationFile:
    """The small delegation with a third place, whose delegates ask each other for meetings."""
    assert file.selection is not None
    return file.model_copy(
        update={
            "selection": file.selection.model_copy(update={"places": 3}),
            "matchmaking": RULES.model_copy(update=more),
        }
    )


@pytest.fixture
async def asking(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    async with delegation_on(client, meeting_each_other(small)) as opened:
        yield opened


@pytest.fixture
async def telling_daily(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    async with delegation_on(client, meeting_each_other(small, told_every_days=2)) as opened:
        yield opened


async def reach_opening(trip: Trip) -> None:
    """Three delegates, and requests are open."""
    await trip.reach_offers(*THREE)
    for participant in THREE:
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.reach(OPEN)


async def asks(trip: Trip, participant: str, back: Sequence[str] = (), words: str = "", **whom: str) -> None:
    """`A_2="must"` says whom, and how much."""
    book = await trip.legation.meeting_book(trip.file.slug, participant)
    message = keep_words(trip.store, trip.file.slug, participant, words)
    said = RequestMeetings(
        at=trip.now,
        requests=tuple(
            Requested(whom=name.replace("_", "-"), wish=Wish(wish), message=message)
            for name, wish in whom.items()
        ),
        taken_back=tuple(back),
        book=book,
    )
    await trip.legation.request_meetings(trip.file.slug, participant, said)
    await trip.settle()


async def answers(trip: Trip, participant: str, **whom: str) -> None:
    book = await trip.legation.meeting_book(trip.file.slug, participant)
    said = AnswerRequests(
        at=trip.now,
        answers=tuple(
            RequestAnswer(asks=name.replace("_", "-"), wish=Wish(wish)) for name, wish in whom.items()
        ),
        book=book,
    )
    await trip.legation.answer_requests(trip.file.slug, participant, said)
    await trip.settle()


async def rates(trip: Trip, participant: str, item: str, other: str, **said: object) -> None:
    book = await trip.legation.meeting_book(trip.file.slug, participant)
    rating = MeetingRating.model_validate({"item": item, "other": other, **said})
    await trip.legation.rate_meetings(
        trip.file.slug, participant, RateMeetings(at=trip.now, ratings=(rating,), book=book)
    )
    await trip.settle()


async def collected(trip: Trip) -> list[tuple[str, str, str, str | None]]:
    return [
        (one.asks, one.whom, one.wish.value, one.answer.value if one.answer else None)
        for one in (await trip.ledger()).requests
    ]


def last_text(trip: Trip, participant: str) -> str:
    return trip.mails_to(participant)[-1].part("text/plain").decode().replace("\r\n", "\n")


async def test_every_delegate_learns_who_takes_part_and_where_to_ask(asking: Trip):
    await reach_opening(asking)

    for participant in THREE:
        assert asking.letters_to(participant)[-1] == "requests-open"
    text = last_text(asking, "A-1")
    assert "Tejo Limpo (PT)" in text
    assert "Saimaa Lakes (FI)" in text
    assert "Mälar Water" not in text
    assert "Inês Carvalhal" not in text
    assert "/m/" in text


async def test_the_asked_hear_of_all_requests_at_once_with_names_and_words(asking: Trip):
    await reach_opening(asking)
    await asks(asking, "A-1", A_2="must", words="We clean the same river.")
    await asks(asking, "A-3", A_2="nice", A_1="no")
    before = asking.letters_to("A-2")
    await asking.reach(CLOSE)

    text = last_text(asking, "A-2")
    assert before[-1] == "requests-open"
    assert asking.letters_to("A-2")[-1] == "meeting-requests"
    assert 'Mälar Water, Runa Velander: "We clean the same river."' in text
    assert "Saimaa Lakes, Oskari Lehtola" in text
    assert "must" not in text
    assert "meeting-requests" not in asking.letters_to("A-1")


async def test_a_request_taken_back_or_changed_before_the_closing_counts_as_last_said(asking: Trip):
    await reach_opening(asking)
    await asks(asking, "A-1", A_2="must", A_3="nice")
    await asks(asking, "A-1", back=("A-2",), A_3="must")
    await asking.reach(CLOSE)

    assert await collected(asking) == [("A-1", "A-3", "must", None)]
    assert "meeting-requests" not in asking.letters_to("A-2")


@pytest.mark.parametrize(
    ("whom", "sentence"),
    [
        ({"A_1": "must"}, "One cannot ask oneself"),
        ({"A_9": "nice"}, "There is no delegate A-9"),
    ],
)
async def test_a_request_that_makes_no_sense_is_refused_in_words(
    asking: Trip, whom: dict[str, str], sentence: str
):
    await reach_opening(asking)

    with pytest.raises(Refused, match=sentence):
        await asks(asking, "A-1", **whom)
    assert (await asking.journey("A-1")).state.meetings.requests == ()


async def test_requests_are_taken_only_between_their_dates(asking: Trip):
    await asking.reach_offers(*THREE)
    for participant in THREE:
        await asking.answer(participant, Answer.ACCEPTED)
    with pytest.raises(Refused, match="open on Mon 5 April 2027, 10:00 Brussels"):
        await asks(asking, "A-1", A_2="must")
    await asking.reach(CLOSE)
    await asking.wait(minutes=1)
    with pytest.raises(Refused, match="closed on Sun 11 April 2027, 17:00 Brussels"):
        await asks(asking, "A-1", A_2="must")


async def test_who_has_not_answered_is_reminded_once_and_what_stays_open_expires(asking: Trip):
    await reach_opening(asking)
    await asks(asking, "A-1", A_2="must", A_3="nice")
    await asks(asking, "A-2", A_1="nice")
    await asking.reach(CLOSE)
    await answers(asking, "A-1", A_2="must")
    await asking.reach(REMINDED)
    reminded = [one for one in THREE if "meeting-requests-reminder" in asking.letters_to(one)]
    await asking.reach(ANSWER_BY)
    await asking.wait(minutes=1)

    assert reminded == ["A-3"]  # A-1 has answered, and A-2 by asking in return
    assert await collected(asking) == [
        ("A-1", "A-2", "must", "nice"),
        ("A-1", "A-3", "nice", None),
        ("A-2", "A-1", "nice", "must"),
    ]
    with pytest.raises(Refused, match="Requests could be answered until Thu 15 April 2027, 17:00 Brussels"):
        await answers(asking, "A-3", A_1="must")


async def test_only_requests_that_were_passed_on_are_answered(asking: Trip):
    await reach_opening(asking)
    await asks(asking, "A-1", A_2="must")
    with pytest.raises(Refused, match="A-1 asked for no meeting, or takes no part any more; nobody did"):
        await answers(asking, "A-2", A_1="nice")
    await asking.reach(CLOSE)
    await answers(asking, "A-2", A_1="nice")

    assert [one.wish for one in (await asking.journey("A-2")).state.meetings.answers] == [Wish.NICE]


async def test_the_requests_of_somebody_who_withdraws_vanish_and_are_told_to_nobody(asking: Trip):
    await reach_opening(asking)
    await asks(asking, "A-1", A_2="must")
    await asks(asking, "A-3", A_2="must")
    await asking.withdraw("A-1")
    await asking.reach(CLOSE)
    text = last_text(asking, "A-2")
    await asking.withdraw("A-3")
    book = await asking.legation.meeting_book(asking.file.slug, "A-2")
    await asking.reach(REMINDED)

    assert "Saimaa Lakes" in text
    assert "Mälar Water" not in text
    assert book.asked_by == ()
    assert book.partners == ()
    assert "meeting-requests-reminder" not in asking.letters_to("A-2")
    assert await collected(asking) == []


async def test_while_requests_are_open_the_asked_hear_of_new_ones_and_of_none_twice(telling_daily: Trip):
    await reach_opening(telling_daily)
    await asks(telling_daily, "A-1", A_2="must")
    await telling_daily.wait(days=2)
    first = last_text(telling_daily, "A-2")
    await telling_daily.wait(days=2)
    await asks(telling_daily, "A-3", A_2="nice")
    await telling_daily.reach(CLOSE)
    last = last_text(telling_daily, "A-2")

    assert telling_daily.letters_to("A-2").count("meeting-requests") == 2
    assert "Mälar Water" in first
    assert "Mälar Water" not in last
    assert "Saimaa Lakes" in last


async def test_both_sides_learn_which_meetings_could_not_be_arranged_and_not_who_said_no(asking: Trip):
    await reach_opening(asking)
    await asks(asking, "A-1", A_2="must")
    await asking.reach(CLOSE)
    await answers(asking, "A-2", A_1="no")
    await asking.reach(PRELIMINARY)

    asker, asked = (last_text(asking, one) for one in ("A-1", "A-2"))
    assert "No meeting could be arranged with:\n\n- Tejo Limpo" in asker
    assert "declined" not in asker
    assert "could be arranged" not in asked


async def met(trip: Trip) -> str:
    """A-1 and A-2 meet; returns the id of their meeting, once it is over."""
    await reach_opening(trip)
    await asks(trip, "A-1", A_2="must")
    await trip.reach(CLOSE)
    await answers(trip, "A-2", A_1="must")
    await trip.reach(FINAL)
    (meeting,) = (await trip.legation.meeting_book(trip.file.slug, "A-1")).meetings
    assert meeting.other == "A-2"
    return meeting.item


async def test_at_the_end_of_the_day_everybody_who_had_meetings_is_asked_how_they_went(asking: Trip):
    await met(asking)
    await asking.reach(AFTER_THE_MEETINGS)

    assert asking.letters_to("A-1")[-1] == asking.letters_to("A-2")[-1] == "ratings-wanted"
    assert "Tejo Limpo, Inês Carvalhal" in last_text(asking, "A-1")


async def test_ratings_of_both_sides_are_collected_and_stay_with_the_organiser(asking: Trip):
    item = await met(asking)
    with pytest.raises(Refused, match="say afterwards how it went"):
        await rates(asking, "A-1", item, "A-2", mark=4)
    await asking.reach(AFTER_THE_MEETINGS)
    await rates(asking, "A-1", item, "A-2", mark=4)
    await rates(asking, "A-2", item, "A-1", mark=2)
    await rates(asking, "A-1", item, "A-2", mark=5)
    await asking.reach(THE_END)

    given = (await asking.ledger()).ratings
    assert [(one.participant, one.rating.mark) for one in given] == [("A-1", 5), ("A-2", 2)]


async def test_who_did_not_come_is_a_task_until_it_is_taken_back(asking: Trip):
    item = await met(asking)
    await asking.reach(AFTER_THE_MEETINGS)
    await rates(asking, "A-1", item, "A-2", went=Went.MISSED)
    task = (await asking.tasks())["no-show-A-2"]
    waited = (await asking.ledger()).no_shows
    await rates(asking, "A-1", item, "A-2", went=Went.HELD, mark=3)

    assert "A-2 did not come to a meeting (waited: A-1)" in task
    assert [(one.missing, one.waited, one.item) for one in waited] == [("A-2", "A-1", item)]
    assert "no-show-A-2" not in await asking.tasks()
    assert (await asking.ledger()).no_shows == ()


async def test_asking_and_answering_cost_a_person_few_events(asking: Trip):
    await reach_opening(asking)
    handle = asking.legation._party(asking.file.slug, "A-2")
    before = len([event async for event in handle.fetch_history_events()])
    await asks(asking, "A-2", A_1="must", A_3="nice")
    await asks(asking, "A-1", A_2="must")
    await asking.reach(CLOSE)
    await answers(asking, "A-2", A_1="nice")
    await asking.reach(ANSWER_BY)
    after = len([event async for event in handle.fetch_history_events()])

    assert after - before <= 10


async def test_where_delegates_do_not_meet_each_other_nobody_may_ask(trip: Trip):
    await trip.reach_offers("A-1")

    with pytest.raises(NotFound, match="ask each other for no meetings"):
        await trip.legation.meeting_book(trip.file.slug, "A-1")
