"""Requests of delegates for meetings with each other: opened, passed on, answered; later the ratings.

Nothing here happens in an event without `matchmaking`. What delegates say stays with their journeys
until it is collected for all of them at once, so that it costs little history.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.encounters import MeetingRequest
    from delegation.itinerary import Itinerary
    from delegation.letter import FactValue, LetterName
    from delegation.matchmaking_rules import MatchmakingRules
    from delegation.overview import meeting_book_of
    from delegation.request_letters import (
        by_asked,
        meeting_days,
        new_requests,
        no_show_task,
        no_show_task_id,
        not_arranged,
        opening_letter,
        ratings_letter,
        request_letter,
    )
    from delegation.request_rules import after_missing, collected, reminder_at, standing, unanswered
    from delegation.requesting import MeetingMissed, RatingGiven, RequestBook, SaidOfMeetings

from workflows._dates import Due, Step
from workflows._desk import Desk


def request_dates(desk: Desk) -> list[Due]:
    """What happens when before the programme is planned."""
    rules = desk.file.matchmaking
    if rules is None:
        return []
    dates: list[Due] = [
        (rules.requests_open_at, "Meeting requests open", open_requests),
        *_days_of_telling(rules),
        (rules.requests_close_at, "Meeting requests close", close_requests),
        (rules.answer_by_at, "Answers to meeting requests are in", collect_requests),
    ]
    if (reminded := reminder_at(rules)) is not None:
        dates.append((reminded, "Reminder of meeting requests", remind_of_requests))
    return dates


def _days_of_telling(rules: MatchmakingRules) -> list[Due]:
    """While requests are open, each time the asked hear of new ones."""
    dates: list[Due] = []
    if rules.told_every_days is not None:
        every = timedelta(days=rules.told_every_days)
        moment = rules.requests_open_at + every
        while moment < rules.requests_close_at:
            dates.append((moment, "New meeting requests are passed on", pass_on_requests))
            moment += every
    return dates


def rating_dates(desk: Desk) -> list[Due]:
    """At the end of each day with meetings, how they went."""
    rules = desk.file.matchmaking
    if rules is None:
        return []
    return [(end, f"Ratings of {day}", _asking_for_ratings(day)) for day, end in meeting_days(rules)]


# --- asking and answering ------------------------------------------------------------------------


async def open_requests(desk: Desk) -> None:
    """Every delegate who was not told yet learns who takes part, and may ask them."""
    newcomers = [one for one in desk.state.delegates if one not in desk.state.meeting_parties]
    books = {one: book for one in newcomers if (book := _book(desk, one))}
    desk.set(meeting_parties=(*desk.state.meeting_parties, *newcomers))
    letters = [opening_letter(one, book, desk.file) for one, book in books.items() if book.partners]
    await desk.write(letters, "Meeting requests open")


async def pass_on_requests(desk: Desk) -> None:
    """The asked hear of requests they have not heard of; newcomers that they may ask."""
    await open_requests(desk)
    await _pass_on(desk)


async def close_requests(desk: Desk) -> None:
    """The last requests go to those who are asked."""
    await _pass_on(desk)


async def _pass_on(desk: Desk) -> None:
    rules, before = desk.file.matchmaking, desk.state.requests
    if rules is None:
        return
    await collect_requests(desk)
    fresh = by_asked(new_requests(before, desk.state.requests))
    number = int(desk.clock.now().timestamp())
    letters = [
        request_letter(LetterName.MEETING_REQUESTS, one, asked, rules, desk.file, sequence=number)
        for one, asked in fresh.items()
    ]
    await desk.write(letters, "Meeting requests passed on")


async def remind_of_requests(desk: Desk) -> None:
    """Write only to those who have not answered all requests."""
    rules = desk.file.matchmaking
    if rules is None:
        return
    said = await _said(desk)
    letters = []
    for one, asked in by_asked(standing(desk.state.requests, desk.state.delegates)).items():
        left = unanswered(said.get(one, SaidOfMeetings()), [request.asks for request in asked])
        waiting = [request for request in asked if request.asks in left]
        if waiting:
            name = LetterName.MEETING_REQUESTS_REMINDER
            letters.append(request_letter(name, one, waiting, rules, desk.file))
    await desk.write(letters, "Meeting requests without an answer")


async def collect_requests(desk: Desk) -> None:
    """Requests and answers as they stand; after the last date what has no answer has expired."""
    said = await _said(desk)
    books = {one: book for one in desk.state.delegates if (book := _book(desk, one))}
    desk.set(requests=collected(said, books))


def standing_requests(desk: Desk) -> tuple[MeetingRequest, ...]:
    """All requests between people who are both delegates still, also those that rule a meeting out."""
    here = frozenset(desk.state.delegates)
    return tuple(one for one in desk.state.requests if one.asks in here and one.whom in here)


def told_of_requests(desk: Desk, participant: str, itinerary: Itinerary) -> dict[str, FactValue]:
    """With whom no meeting could be arranged, for the letter of the programme. Nothing where nobody asks."""
    if desk.file.matchmaking is None:
        return {}
    state, names = desk.state, desk.organisations()
    missed = not_arranged(participant, state.requests, state.delegates, itinerary, names)
    return {"not_arranged": missed}


async def _said(desk: Desk) -> dict[str, SaidOfMeetings]:
    asked = await desk.ask(desk.state.delegates, "Requests for meetings, and answers")
    return {record.participant: record.answers.meetings for record in asked.records}


def _book(desk: Desk, participant: str) -> RequestBook | None:
    return meeting_book_of(desk.file, desk.state, participant)


# --- on site -------------------------------------------------------------------------------------


def _asking_for_ratings(day: date) -> Step:
    async def ask_for_ratings(desk: Desk) -> None:
        """Each delegate is asked how the meetings of the day went."""
        if desk.state.plan is None:
            return
        itinerary = desk.state.plan.itinerary
        letters = [ratings_letter(one, day, itinerary, desk.file) for one in desk.state.delegates]
        await desk.write([one for one in letters if one is not None], f"Ratings of {day}")

    return ask_for_ratings


def hear_missed(desk: Desk, missed: MeetingMissed) -> None:
    """Somebody waited in vain: a task for the organiser, with how often it happened."""
    no_shows = after_missing(desk.state.no_shows, missed, missed.at or desk.clock.now())
    desk.set(no_shows=no_shows)
    task = no_show_task(missed.missing, no_shows, desk.slug)
    if task:
        desk.note_task(no_show_task_id(missed.missing), task)
    else:
        desk.drop_task(no_show_task_id(missed.missing))


def ratings_in(records: Sequence[tuple[str, SaidOfMeetings]]) -> tuple[RatingGiven, ...]:
    """What delegates said of their meetings, by delegate and meeting."""
    return tuple(
        RatingGiven(participant=participant, rating=one)
        for participant, said in sorted(records, key=lambda record: record[0])
        for one in said.ratings
    )
