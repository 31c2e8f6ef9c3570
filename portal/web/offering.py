"""Where an application stands and an offer is answered: `/o/{token}`. GET changes nothing, POST acts."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from activities.links import OfferLink
from activities.offer_records import OfferAnswerRecord, keep_offer_answer
from activities.ports import Missing
from delegation.application import ApplicationStatus
from delegation.calendars.calendar_text import clean_text
from delegation.cut_offs import terms_of
from delegation.file import DelegationFile
from delegation.journey import Withdrawal
from delegation.journey_rules import OUTCOME_OF, why_not_answer
from delegation.offer import Answer, OfferAnswer, OfferSource
from delegation.person import Person
from portal.errors import EngineAway, NotFound, Refused
from portal.web.desk import Desk
from portal.web.guarding import demand_own_form, posted_form
from portal.web.invite_page import Typed
from portal.web.offer_page import LEFT, LONGEST_COMMENT, OfferStanding, Seen, page_of
from portal.web.pages import Pages
from portal.web.waiting import still_waiting

ANSWERS = {"accept": Answer.ACCEPTED, "decline": Answer.DECLINED}
WITHDRAW = "withdraw"
FIELDS = ("answer", "standing", "sure")
CHANGED = "Something changed while you were looking at this page. Please look at what stands here now."
SURE = "Please tick that you know what this means, or leave everything as it is."
TOO_LONG = f"Please shorten your comment to {LONGEST_COMMENT:,} characters."
NO_CHOICE = "Please choose one of the answers."
ENDED = "This journey has ended: there is nothing to answer any more. Write to us if that is a surprise."

log = logging.getLogger("portal.web")


def offer_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.api_route("/o/{token}", methods=["GET", "HEAD"])
    async def show(token: str) -> Response:
        """The application as it stands now. Programs that scan mails open this as well."""
        try:
            return pages.shown("offer", page_of(await _seen(desk, token)))
        except NotFound:
            return _gone(pages)

    @router.api_route("/o/{token}/answered", methods=["GET", "HEAD"])
    async def answered(token: str) -> Response:
        """The same, with thanks to somebody who has just answered."""
        try:
            return pages.shown("offer", page_of(await _seen(desk, token), has_just_answered=True))
        except NotFound:
            return _gone(pages)

    @router.post("/o/{token}")
    async def act(token: str, request: Request) -> Response:
        """Accept, decline or withdraw."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        try:
            return await _act(desk, pages, token, fields)
        except NotFound:
            return _gone(pages)
        except (EngineAway, OSError):
            return still_waiting(pages, fields, FIELDS)

    return router


async def _act(desk: Desk, pages: Pages, token: str, fields: Mapping[str, str]) -> Response:
    seen = await _seen(desk, token)
    comment = clean_text(fields.get("comment", "").replace("\r\n", "\n")).strip()
    problem, status = _problem(seen, fields, comment)
    if not problem:
        try:
            await _carry_out(desk, seen, fields["answer"], comment)
        except Refused as refusal:  # somebody else was faster, or a date passed in between
            seen, problem, status = await _seen(desk, token), str(refusal), 409
    if problem:
        return pages.shown("offer", page_of(seen, Typed(comment=comment, problem=problem)), status)
    return RedirectResponse(f"{token}/answered", 303)


def _problem(seen: Seen, fields: Mapping[str, str], comment: str) -> tuple[str, int]:
    """Why this cannot be done as it is, and the status that says so; empty if it can."""
    choice = fields.get("answer", "")
    if len(comment) > LONGEST_COMMENT:
        return TOO_LONG, 422
    if choice in ANSWERS:
        return _why_not(seen, ANSWERS[choice]) or "", 409
    return _problem_with_leaving(seen, fields) if choice == WITHDRAW else (NO_CHOICE, 422)


def _problem_with_leaving(seen: Seen, fields: Mapping[str, str]) -> tuple[str, int]:
    if seen.standing in LEFT:
        return "", 200
    if fields.get("standing") != seen.standing or not seen.can_withdraw:
        return CHANGED, 409
    if seen.standing is not OfferStanding.RESERVE and fields.get("sure") != "yes":
        return SURE, 422
    return "", 200


def _why_not(seen: Seen, answer: Answer) -> str | None:
    state = seen.view.state
    reason = why_not_answer(
        OfferAnswer(answer=answer), state, terms_of(seen.file, seen.view.now), seen.view.now
    )
    return reason or (ENDED if state.outcome is None and seen.view.is_over else None)


async def _carry_out(desk: Desk, seen: Seen, choice: str, comment: str) -> None:
    """What was there already is not done again, so that two devices are one answer. Raises Refused."""
    link, state = seen.link, seen.view.state
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


async def _seen(desk: Desk, token: str) -> Seen:
    """What the link is about, as it is now. Raises HTTPException 404, NotFound, EngineAway or OSError."""
    link = await asyncio.to_thread(desk.links.read_offer, token)
    if link is None:
        raise HTTPException(404)
    try:
        file, person = await asyncio.to_thread(_applicant, desk, link)
    except Missing:
        raise HTTPException(404) from None
    view = await desk.journeys.journey(link.delegation, link.participant)
    waits = view.state.status is ApplicationStatus.RESERVE
    rank = await _rank(desk, link) if waits else None
    return Seen(token, link, file, person, view, rank)


async def _rank(desk: Desk, link: OfferLink) -> int | None:
    roster = await desk.journeys.roster(link.delegation)
    return next((one.rank for one in roster.entries if one.participant == link.participant), None)


def _applicant(desk: Desk, link: OfferLink) -> tuple[DelegationFile, Person]:
    file = desk.register.delegation_file(link.delegation)
    return file, desk.register.person(link.delegation, link.participant)


def _gone(pages: Pages) -> Response:
    return pages.notice(
        410,
        "There is nothing to answer any more",
        "This journey ended some time ago.",
        "If that is a surprise, reply to the mail whose link you opened.",
    )
