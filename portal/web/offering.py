"""Where an application stands and an offer is answered: `/o/{token}`. GET changes nothing, POST acts."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.numbers import format_decimal
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from activities.links import OfferLink
from activities.offer_records import OfferAnswerRecord, keep_offer_answer
from activities.ports import Missing
from delegation.application import ApplicationStatus
from delegation.calendars.calendar_text import clean_text
from delegation.cut_offs import terms_of
from delegation.file import DelegationFile, Phase
from delegation.journey import Withdrawal
from delegation.journey_rules import OUTCOME_OF, why_not_answer
from delegation.link_rules import links_end_at
from delegation.offer import Answer, OfferAnswer, OfferSource
from delegation.person import Person
from portal.errors import EngineAway, NotFound, Refused
from portal.web.delegates.handed import handed_of
from portal.web.delegates.todo_page import NextToDo, next_to_do
from portal.web.delegates.todo_steps import steps_of
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.invite_page import Typed
from portal.web.offer_page import LEFT, LONGEST_COMMENT, OfferStanding, Seen, Visitor, page_of, refusal
from portal.web.pages import Pages
from portal.web.waiting import still_waiting
from portal.web.words import ENGLISH, WordBook, Words

ANSWERS = {"accept": Answer.ACCEPTED, "decline": Answer.DECLINED}
WITHDRAW = "withdraw"
FIELDS = ("answer", "standing", "sure")
log = logging.getLogger("portal.web")


class OfferWords:
    """What the page says of an application, and what it says instead of a registration."""

    def __init__(self, templates: Path) -> None:
        self.usual = WordBook(templates / "offer")
        self._registered = WordBook(templates / "registered")
        self.mine = WordBook(templates / "mine")

    def of(self, file: DelegationFile, language: str) -> Words:
        """In that language; in English as a whole where a registration has no words in it."""
        if file.registration is None or file.has(Phase.SELECTION):
            found = self.usual.read_by(language)
        else:
            found = self._registered.over(self.usual, language)
        return found.over(self.mine.read_by(found.language))


def offer_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    book = OfferWords(desk.templates)

    @router.api_route("/o/{token}", methods=["GET", "HEAD"])
    async def show(token: str) -> Response:
        """The application as it stands now. Programs that scan mails open this as well."""
        return await _shown(desk, pages, book, await _visitor(desk, book, token))

    @router.api_route("/o/{token}/answered", methods=["GET", "HEAD"])
    async def answered(token: str) -> Response:
        """The same, with thanks to somebody who has just answered."""
        return await _shown(desk, pages, book, await _visitor(desk, book, token), has_just_answered=True)

    @router.post("/o/{token}")
    async def act(token: str, request: Request) -> Response:
        """Accept, decline or withdraw."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        words = book.usual.read_by(ENGLISH)
        try:
            visitor = await _visitor(desk, book, token)
            words = visitor.words
            return await _act(desk, pages, visitor, fields)
        except NotFound:
            return _gone(pages, words)
        except (EngineAway, OSError):
            return still_waiting(pages, fields, FIELDS, words)

    return router


async def _shown(
    desk: Desk, pages: Pages, book: OfferWords, visitor: Visitor, *, has_just_answered: bool = False
) -> Response:
    words = visitor.words
    try:
        seen = await _seen(desk, visitor)
    except NotFound:
        return _gone(pages, words)
    except EngineAway:
        response = pages.notice(503, words("away", "wait"), words("away", "wait-says"), words=words)
        response.headers["Retry-After"] = "30"
        return response
    own = book.mine.read_by(words.language)
    page = page_of(
        seen,
        has_just_answered=has_just_answered,
        next_to_do=await _next(desk, seen, own),
        next_language=own.language,
    )
    return pages.shown("offer", page, words=words)


async def _next(desk: Desk, seen: Seen, words: Words) -> NextToDo | None:
    """What a delegate has to do first. Raises OSError when the vault is away."""
    if desk.legation is None or seen.standing is not OfferStanding.CONFIRMED:
        return None
    visit = seen.visit._replace(words=words)
    handed = await handed_of(desk.legation, visit.file, visit.participant)
    return next_to_do(visit, steps_of(visit.file, visit.view, handed))


async def _act(desk: Desk, pages: Pages, visitor: Visitor, fields: Mapping[str, str]) -> Response:
    seen = await _seen(desk, visitor)
    comment = clean_text(fields.get("comment", "").replace("\r\n", "\n")).strip()
    problem, status = _problem(seen, fields, comment)
    if not problem:
        try:
            await _carry_out(desk, seen, fields["answer"], comment)
        except Refused:  # somebody else was faster, or a date passed in between
            seen = await _seen(desk, visitor)
            problem, status = refusal(seen), 409
    if problem:
        page = page_of(seen, Typed(comment=comment, problem=problem))
        return pages.shown("offer", page, status, words=visitor.words)
    return RedirectResponse(f"{visitor.token}/answered", 303)


def _problem(seen: Seen, fields: Mapping[str, str], comment: str) -> tuple[str, int]:
    """Why this cannot be done as it is, and the status that says so; empty if it can."""
    choice = fields.get("answer", "")
    if len(comment) > LONGEST_COMMENT:
        characters = format_decimal(LONGEST_COMMENT, locale=seen.reader.locale)
        return seen.words("problem", "too-long", characters=characters), 422
    if choice in ANSWERS:
        return _why_not(seen, ANSWERS[choice]), 409
    if choice == WITHDRAW:
        return _problem_with_leaving(seen, fields)
    return seen.words("problem", "no-choice"), 422


def _problem_with_leaving(seen: Seen, fields: Mapping[str, str]) -> tuple[str, int]:
    if seen.standing in LEFT:
        return "", 200
    if fields.get("standing") != seen.standing or not seen.can_withdraw:
        return seen.words("problem", "changed"), 409
    if seen.standing is not OfferStanding.RESERVE and fields.get("sure") != "yes":
        return seen.words("problem", "sure"), 422
    return "", 200


def _why_not(seen: Seen, answer: Answer) -> str:
    """Empty where the rules let it count."""
    state, now = seen.view.state, seen.view.now
    is_refused = why_not_answer(OfferAnswer(answer=answer), state, terms_of(seen.file, now), now)
    has_ended = state.outcome is None and seen.view.is_over
    return refusal(seen) if is_refused or has_ended else ""


async def _carry_out(desk: Desk, seen: Seen, choice: str, comment: str) -> None:
    """What was there already is not done again, so that two devices are one answer. Raises Refused."""
    link, state = seen.visitor.link, seen.view.state
    if choice == WITHDRAW:
        if seen.standing not in LEFT:
            await desk.journeys.withdraw(link.delegation, link.participant, Withdrawal())
            log.info("withdrawn by link")
        return
    answer = ANSWERS[choice]
    if state.outcome is OUTCOME_OF[answer]:
        return
    record = OfferAnswerRecord(
        answer=answer, source=OfferSource.LINK, received_at=datetime.now(UTC), way="link", words=comment
    )
    key = await asyncio.to_thread(keep_offer_answer, desk.store, link.delegation, link.participant, record)
    told = OfferAnswer(answer=answer, source=OfferSource.LINK, record=key)
    outcome = await desk.journeys.answer(link.delegation, link.participant, told)
    log.info("offer answered by link: %s", outcome)


async def _visitor(desk: Desk, book: OfferWords, token: str) -> Visitor:
    """Whose link this is. Raises HTTPException 404 or OSError."""
    link = await asyncio.to_thread(desk.links.read_offer, token)
    if link is None:
        raise HTTPException(404)
    try:
        file, person = await asyncio.to_thread(_applicant, desk, link)
    except Missing:
        raise HTTPException(404) from None
    return Visitor(token, link, file, person, book.of(file, person.language))


async def _seen(desk: Desk, visitor: Visitor) -> Seen:
    """What the link is about, as it is now. Raises NotFound, EngineAway or OSError."""
    link = visitor.link
    view = await desk.journeys.journey(link.delegation, link.participant)
    if view.now > links_end_at(visitor.file):
        raise NotFound("This address has ended.")
    if view.state.status is not ApplicationStatus.RESERVE:
        return Seen(visitor, view)
    rank, length = await _place_on_list(desk, link)
    return Seen(visitor, view, rank, length)


async def _place_on_list(desk: Desk, link: OfferLink) -> tuple[int | None, int | None]:
    """The rank, and the last rank there was: letters told bands of the list as it was decided."""
    roster = await desk.journeys.roster(link.delegation)
    ranks = {one.participant: one.rank for one in roster.entries if one.rank is not None}
    return ranks.get(link.participant), max(ranks.values(), default=None)


def _applicant(desk: Desk, link: OfferLink) -> tuple[DelegationFile, Person]:
    file = desk.register.delegation_file(link.delegation)
    return file, desk.register.person(link.delegation, link.participant)


def _gone(pages: Pages, words: Words) -> Response:
    sentences = (words("gone", "says"), words("gone", "ask"))
    return pages.notice(410, words("gone", "heading"), *sentences, words=words)
