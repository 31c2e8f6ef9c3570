"""Where one invite is answered: `/a/{token}`. GET shows and changes nothing, POST acts."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from babel.numbers import format_decimal
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from activities.answer_records import AnswerRecord, keep_answer
from activities.links import InviteLink
from activities.ports import Missing
from delegation.calendars.calendar_text import clean_text
from delegation.calendars.when import locale_of
from delegation.file import DelegationFile
from delegation.invite import AnswerOutcome, AnswerSource, InviteAnswer, PartStat, SentInvite
from delegation.link_rules import links_end_at
from delegation.person import Person
from portal.errors import EngineAway, NotFound, Refused
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.earlier import earlier_when
from portal.web.guarding import demand_own_form, posted_form
from portal.web.invite_page import LONGEST_COMMENT, Invited, Standing, Typed, invite_in, page_of
from portal.web.pages import Pages
from portal.web.waiting import still_waiting
from portal.web.words import Words

ANSWERS = {
    "accept": PartStat.ACCEPTED,
    "maybe": PartStat.TENTATIVE,
    "decline": PartStat.DECLINED,
}
FIELDS = ("answer", "sequence", "costs")
COUNTED = (AnswerOutcome.COUNTED, AnswerOutcome.REPEATED)
CHANGED, COSTS, TOO_LONG, NOT_COUNTED, NO_CHOICE = "changed", "costs", "too-long", "not-counted", "no-choice"
"""Why an answer is not taken, as the words of the pages name it."""

log = logging.getLogger("portal.web")


def answer_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/a/{token}", methods=["GET", "HEAD"])
    async def show(token: str) -> Response:
        """The invite as it is now, with a form to answer it."""
        return _shown(pages, await _invited(desk, token))

    @router.api_route("/a/{token}/answered", methods=["GET", "HEAD"])
    async def answered(token: str) -> Response:
        """What the calendar book holds as this person's answer."""
        invited = await _invited(desk, token)
        if invited.standing is not Standing.OPEN:
            return _shown(pages, invited)
        words = pages.words(invited.person.language)
        return pages.shown("answered", page_of(invited, language=words.language), words=words)

    @router.post("/a/{token}")
    async def answer(token: str, request: Request) -> Response:
        """Answer what the page showed."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        try:
            return await _act(desk, pages, token, fields)
        except (EngineAway, OSError):
            return still_waiting(pages, fields, FIELDS, browser=request.headers.get("accept-language", ""))

    return router


async def _act(desk: Desk, pages: Pages, token: str, fields: dict[str, str]) -> Response:
    invited = await _invited(desk, token)
    comment = clean_text(fields.get("comment", "").replace("\r\n", "\n")).strip()
    if invited.invite is None or invited.standing is not Standing.OPEN:
        return _shown(pages, invited, status=409)
    problem, status = _problem(invited, invited.invite, fields, comment)
    if problem:
        return _shown(pages, invited, status=status, problem=problem, comment=comment)
    outcome = await _answer(desk, invited, invited.invite, fields, comment)
    log.info("invite answered by link: %s", outcome)
    if outcome in COUNTED:
        return RedirectResponse(f"{token}/answered", 303)
    problem = CHANGED if outcome is AnswerOutcome.OUTDATED else NOT_COUNTED
    return _shown(pages, await _invited(desk, token), status=409, problem=problem, comment=comment)


def _problem(invited: Invited, invite: SentInvite, fields: dict[str, str], comment: str) -> tuple[str, int]:
    """Why this cannot be taken as it is, and the status that says so; empty if it can."""
    if fields.get("answer") not in ANSWERS:
        return NO_CHOICE, 422
    if not invite.asked <= _shown_sequence(invited, fields) <= invite.sequence:
        return CHANGED, 409
    if len(comment) > LONGEST_COMMENT:
        return TOO_LONG, 422
    if fields["answer"] == "decline" and invite.item.decline_costs and fields.get("costs") != "yes":
        return COSTS, 422
    return "", 200


def _shown_sequence(invited: Invited, fields: dict[str, str]) -> int:
    """Of the revision the person saw: the page's, else the link's."""
    written = fields.get("sequence", "")
    return int(written) if written.isascii() and written.isdigit() else invited.link.sequence


async def _answer(
    desk: Desk, invited: Invited, invite: SentInvite, fields: dict[str, str], comment: str
) -> AnswerOutcome:
    """Keep the whole answer in the vault, then tell the workflow what is not personal in it."""
    link = invited.link
    given = InviteAnswer(
        item=link.item,
        partstat=ANSWERS[fields["answer"]],
        sequence=_shown_sequence(invited, fields),
        dtstamp=_after_the_last(invite, invited.now),
        source=AnswerSource.LINK,
    )
    record = AnswerRecord(
        item=given.item,
        source=given.source,
        partstat=given.partstat,
        sequence=given.sequence,
        dtstamp=given.dtstamp,
        received_at=datetime.now(UTC),
        way="link",
        comment=comment,
    )
    key = await asyncio.to_thread(keep_answer, desk.store, link.delegation, link.recipient, record)
    told = given.model_copy(update={"record": key})
    try:
        return await desk.calendars.answer_invite(link.delegation, link.recipient, told)
    except (NotFound, Refused):
        return AnswerOutcome.OVER


def _after_the_last(invite: SentInvite, now: datetime) -> datetime:
    """Whole seconds of trip time, after the answer before it: the last word counts."""
    current = now.astimezone(UTC).replace(microsecond=0)
    if invite.answer is None:
        return current
    return max(current, invite.answer.dtstamp.replace(microsecond=0) + timedelta(seconds=1))


async def _invited(desk: Desk, token: str) -> Invited:
    """What the link is about, as it is now. Raises HTTPException 404, EngineAway or OSError."""
    link = await asyncio.to_thread(desk.links.read, token)
    if link is None:
        raise HTTPException(404)
    try:
        file, person = await asyncio.to_thread(_addressed, desk, link)
    except Missing:
        raise HTTPException(404) from None
    try:
        view = await desk.calendars.calendar(link.delegation, link.recipient)
    except NotFound:
        return Invited(token, link, file, person, None, datetime.now(UTC))
    has_ended = view.now > links_end_at(file)
    invite = None if has_ended else invite_in(view, link.item)
    invited = Invited(token, link, file, person, invite, view.now)
    if invited.invite is None or not invited.has_changed:
        return invited
    item = invited.invite.item
    language = person.language
    earlier = await asyncio.to_thread(
        earlier_when, desk.store, file, link.recipient, item, link.sequence, language
    )
    return invited._replace(earlier=earlier)


def _addressed(desk: Desk, link: InviteLink) -> tuple[DelegationFile, Person]:
    file = desk.register.delegation_file(link.delegation)
    host = file.host(link.recipient)
    return file, desk.register.person(link.delegation, host.person if host else link.recipient)


def _shown(
    pages: Pages, invited: Invited, *, status: int = 200, problem: str = "", comment: str = ""
) -> Response:
    words = pages.words(invited.person.language)
    if invited.invite is None:
        organiser = invited.file.organiser
        return pages.notice(
            410,
            words("invite", "gone"),
            words("invite", "gone-says", delegation=invited.file.title),
            words("invite", "gone-ask", organiser=organiser.name, mailbox=organiser.mailbox),
            words=words,
        )
    is_open = invited.standing is Standing.OPEN
    why = words("problem", problem, characters=characters(words)) if problem and is_open else ""
    page = page_of(invited, Typed(comment=comment, problem=why), words.language)
    return pages.shown("invite", page, status, words=words)


def characters(words: Words) -> str:
    """The length of the longest comment, as the language writes figures."""
    return format_decimal(LONGEST_COMMENT, locale=locale_of(words.language))
