"""Where delegates ask each other for meetings, answer and rate: `/m/{token}`. GET shows, POST acts."""

import asyncio
import logging
from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from activities.links import MeetingsLink
from activities.ports import Missing
from activities.request_records import LONGEST_WORDS, RequestRecords, catalogue_entry, keep_words, read_words
from delegation.calendars.calendar_text import clean_text
from delegation.document import DocumentRef
from delegation.file import DelegationFile
from delegation.link_rules import links_end_at
from delegation.meeting import Wish
from delegation.person import Person
from delegation.request_rules import after_requests
from delegation.requesting import (
    AnswerRequests,
    MeetingRating,
    RateMeetings,
    RequestAnswer,
    Requested,
    RequestMeetings,
    Went,
)
from portal.engine import MeetingParties
from portal.errors import EngineAway, NotFound, Refused
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.meetings_page import CHOICES, HOW, MARKS, NOTHING, Known, Party, page_of
from portal.web.pages import Pages
from portal.web.waiting import still_waiting
from portal.web.words import WordBook, Words

MOST_FIELDS = 2_000
"""Of a form: two for each of some hundred people."""
LARGEST_FORM = 200_000
"""Bytes: messages to some, percent-encoded."""
log = logging.getLogger("portal.web")


class NotTaken(ValueError):
    """What was typed makes no sense; the sentence is in the reader's language."""


class MeetingRoom:
    """What the pages act with."""

    def __init__(self, desk: Desk, parties: MeetingParties, pages: Pages) -> None:
        self.desk = desk
        self.parties = parties
        self.pages = pages
        self.book = WordBook(desk.templates / "meetings")
        self._records = RequestRecords(desk.store, desk.register)

    async def party(self, token: str) -> Party:
        """Whose page this is, as it is now. Raises HTTPException 404, NotFound, EngineAway or OSError."""
        link, file, person = await asyncio.to_thread(self._addressed, token)
        view = await self.parties.journey(link.delegation, link.participant)
        if view.now > links_end_at(file):
            raise NotFound("This address has ended.")
        book = await self.parties.meeting_book(link.delegation, link.participant)
        return Party(token, link, file, person, self.book.read_by(person.language), view, book)

    async def shown(
        self,
        party: Party,
        status: int = 200,
        *,
        problem: str = "",
        has_just_answered: bool = False,
        typed: Mapping[str, str] | None = None,
    ) -> Response:
        """People and words are looked up in the vault, one after the other, beside everything else."""
        known = Known(
            entry=lambda one: catalogue_entry(self.desk.register, party.file, one),
            name=lambda one: self._records.name(party.file.slug, one),
            text=lambda key: read_words(self.desk.store, key),
        )
        page = await asyncio.to_thread(
            page_of, party, known, problem=problem, has_just_answered=has_just_answered, typed=typed
        )
        return self.pages.shown("meetings", page, status, words=party.words)

    async def keep(self, party: Party, text: str) -> DocumentRef | None:
        """Words into the vault. Raises NotTaken if they are too long."""
        words = clean_text(text.replace("\r\n", "\n")).strip()
        if len(words) > LONGEST_WORDS:
            raise NotTaken(party.words("problem", "too-long", characters=LONGEST_WORDS))
        link = party.link
        return await asyncio.to_thread(keep_words, self.desk.store, link.delegation, link.participant, words)

    async def words_of(self, token: str) -> Words:
        """The words of whoever reads this page. Raises HTTPException 404, or OSError."""
        _, _, person = await asyncio.to_thread(self._addressed, token)
        return self.book.read_by(person.language)

    def _addressed(self, token: str) -> tuple[MeetingsLink, DelegationFile, Person]:
        link, register = self.desk.links.read_meetings(token), self.desk.register
        if link is None:
            raise HTTPException(404)
        try:
            file = register.delegation_file(link.delegation)
            return link, file, register.person(link.delegation, link.participant)
        except Missing:
            raise HTTPException(404) from None


def meeting_pages(desk: Desk, parties: MeetingParties, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    room = MeetingRoom(desk, parties, pages)

    @router.api_route("/m/{token}", methods=["GET", "HEAD"])
    async def show(token: str) -> Response:
        """Whom one may ask, who asks, and how meetings went. Programs that scan mails open this as well."""
        return await _shown(room, token)

    @router.api_route("/m/{token}/answered", methods=["GET", "HEAD"])
    async def answered(token: str) -> Response:
        """The same, with thanks to somebody who has just said something."""
        return await _shown(room, token, has_just_answered=True)

    @router.post("/m/{token}")
    async def act(token: str, request: Request) -> Response:
        """Ask, answer or rate."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request, most_fields=MOST_FIELDS, largest=LARGEST_FORM)
        words = await room.words_of(token)
        try:
            party = await room.party(token)
            return await _act(room, party, fields)
        except NotFound:
            return _gone(room, words)
        except (EngineAway, OSError):
            return still_waiting(pages, fields, tuple(sorted(fields)), words, "meetings-away")

    return router


async def _shown(room: MeetingRoom, token: str, *, has_just_answered: bool = False) -> Response:
    try:
        party = await room.party(token)
    except NotFound:
        return _gone(room, await room.words_of(token))
    except EngineAway:
        words = await room.words_of(token)
        response = room.pages.notice(503, words("away", "wait"), words("away", "wait-says"), words=words)
        response.headers["Retry-After"] = "30"
        return response
    return await room.shown(party, has_just_answered=has_just_answered)


async def _act(room: MeetingRoom, party: Party, fields: Mapping[str, str]) -> Response:
    acts = {"ask": _ask, "answer": _answer, "rate": _rate}
    act = acts.get(fields.get("part", ""))
    if act is None:
        raise HTTPException(400)
    try:
        await act(room, party, fields)
    except NotTaken as reason:
        return await room.shown(party, 422, problem=str(reason), typed=fields)
    except Refused:  # a date passed, or somebody left in between
        seen = await room.party(party.token)
        return await room.shown(seen, 409, problem=party.words("problem", "changed"))
    return RedirectResponse(f"{party.token}/answered", 303)


async def _ask(room: MeetingRoom, party: Party, fields: Mapping[str, str]) -> None:
    """Only what differs from what was said before is said again."""
    if not party.can_ask:
        raise NotTaken(party.words("problem", "late-asking", until=party.told(party.book.closes_at)))
    before = {one.whom: one for one in party.said.requests}
    requests, taken_back = [], []
    for one in party.book.partners:
        choice = _one_of(CHOICES, fields.get(f"wish-{one}", NOTHING), party)
        if choice == NOTHING:
            if fields.get(f"words-{one}", "").strip() and one not in before:
                raise NotTaken(party.words("problem", "words-only"))
            taken_back += [one] if one in before else []
            continue
        message = await room.keep(party, fields.get(f"words-{one}", ""))
        asked, old = Requested(whom=one, wish=Wish(choice), message=message), before.get(one)
        if old is None or (old.wish, old.message) != (asked.wish, asked.message):
            requests.append(asked)
    said = RequestMeetings(requests=tuple(requests), taken_back=tuple(taken_back), book=party.book)
    asking = [one for one in after_requests(party.said, said, None).requests if one.wish is not Wish.NO]
    if party.book.at_most is not None and len(asking) > party.book.at_most:
        limit, count = party.book.at_most, len(asking)
        raise NotTaken(party.words("problem", "too-many", count=count, limit=limit))
    if requests or taken_back:
        await room.parties.request_meetings(party.link.delegation, party.link.participant, said)
        log.info("meetings requested by link")


async def _answer(room: MeetingRoom, party: Party, fields: Mapping[str, str]) -> None:
    if not party.can_answer:
        raise NotTaken(party.words("problem", "late-answer", until=party.told(party.book.answer_by)))
    before = {one.asks: one.wish for one in party.said.answers}
    choices = {
        one: _one_of(CHOICES, fields.get(f"answer-{one}", NOTHING), party) for one in party.book.asked_by
    }
    answers = tuple(
        RequestAnswer(asks=one, wish=Wish(choice))
        for one, choice in choices.items()
        if choice != NOTHING and before.get(one) != choice
    )
    left_open = tuple(one for one, choice in choices.items() if choice == NOTHING and one in before)
    if answers or left_open:
        said = AnswerRequests(answers=answers, left_open=left_open, book=party.book)
        await room.parties.answer_requests(party.link.delegation, party.link.participant, said)
        log.info("requests answered by link")


async def _rate(room: MeetingRoom, party: Party, fields: Mapping[str, str]) -> None:
    ratings = []
    for met in party.book.meetings:
        how = _one_of(HOW, fields.get(f"went-{met.item}", NOTHING), party)
        mark = _one_of((*MARKS, NOTHING), fields.get(f"mark-{met.item}", NOTHING), party)
        if how == NOTHING and mark == NOTHING:
            continue
        went = Went(how) if how else Went.HELD
        if mark != NOTHING and went is not Went.HELD:
            raise NotTaken(party.words("problem", "mark-without-meeting"))
        remark = await room.keep(party, fields.get(f"remark-{met.item}", ""))
        given = int(mark) if mark else None
        ratings.append(MeetingRating(item=met.item, other=met.other, went=went, mark=given, remark=remark))
    if ratings:
        said = RateMeetings(ratings=tuple(ratings), book=party.book)
        await room.parties.rate_meetings(party.link.delegation, party.link.participant, said)
        log.info("meetings rated by link")


def _one_of(possible: tuple[str, ...], choice: str, party: Party) -> str:
    if choice not in possible:
        raise NotTaken(party.words("problem", "changed"))
    return choice


def _gone(room: MeetingRoom, words: Words) -> Response:
    sentences = (words("gone", "says"), words("gone", "ask"))
    return room.pages.notice(410, words("gone", "heading"), *sentences, words=words)
