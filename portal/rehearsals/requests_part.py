"""Delegates who meet each other in a rehearsal: each asks, answers and rates when the file says so."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from activities.request_records import keep_words
from delegation.file import DelegationFile
from delegation.journey_rules import travels
from delegation.meeting import Wish
from delegation.reading.story_requests import RequestRecord
from delegation.requesting import (
    AnswerRequests,
    MeetingRating,
    RateMeetings,
    RequestBook,
    Requested,
    RequestMeetings,
)
from delegation.status import Ledger
from portal.client import Legation
from portal.rehearsals.script import Scene


class RequestsPart:
    """What delegates say of meetings with each other. It starts no workflows of its own."""

    def __init__(self, legation: Legation, file: DelegationFile, people: Sequence[RequestRecord]) -> None:
        self._legation = legation
        self._file = file
        self._people = people

    def opening(self) -> Iterator[Scene]:
        """Nothing where delegates do not ask each other."""
        if self._file.matchmaking is None:
            return
        for record in self._people:
            if record.asks is not None:
                ask = partial(self._ask, record)
                yield Scene(self._file.at(record.asks), f"{record.who} asks for meetings", ask)
            if record.answers is not None:
                answer = partial(self._answer, record)
                yield Scene(self._file.at(record.answers), f"{record.who} answers requests", answer)
            for local in record.rates:
                rate = partial(self._rate, record)
                waits = "m" in record.marks
                yield Scene(self._file.at(local), f"{record.who} rates meetings", rate, waits)

    def reactions(self, ledger: Ledger, now: datetime) -> Iterator[Scene]:
        """All is known from the start."""
        del ledger, now
        yield from ()

    def workflows(self) -> Sequence[str]:
        return ()

    async def _ask(self, record: RequestRecord, at: datetime) -> None:
        slug, who = self._file.slug, record.who
        book = await self._book(who)
        if book is None:
            return
        words = await asyncio.to_thread(keep_words, self._legation.store, slug, who, record.words)
        requests = tuple(
            Requested(whom=whom, wish=wish, message=None if wish is Wish.NO else words)
            for whom, wish in record.asked(book)
        )
        if requests:
            said = RequestMeetings(at=at, requests=requests, book=book)
            await self._legation.request_meetings(slug, who, said)

    async def _answer(self, record: RequestRecord, at: datetime) -> None:
        slug, who = self._file.slug, record.who
        book = await self._book(who)
        if book is None:
            return
        if answers := record.answered(book):
            said = AnswerRequests(at=at, answers=answers, book=book)
            await self._legation.answer_requests(slug, who, said)

    async def _rate(self, record: RequestRecord, at: datetime) -> None:
        slug, who = self._file.slug, record.who
        book = await self._book(who)
        if book is None:
            return
        ratings = tuple(
            MeetingRating(item=met.item, other=met.other, went=went, mark=mark)
            for met, went, mark in record.rated(book)
            if met.starts_at <= at
        )
        if ratings:
            await self._legation.rate_meetings(slug, who, RateMeetings(at=at, ratings=ratings, book=book))

    async def _book(self, who: str) -> RequestBook | None:
        """None for somebody who holds no place, or no longer."""
        if not travels((await self._legation.journey(self._file.slug, who)).state):
            return None
        return await self._legation.meeting_book(self._file.slug, who)
