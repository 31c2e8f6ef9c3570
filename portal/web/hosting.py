"""Where a host answers: `/h/{token}`. GET shows and changes nothing, POST acts."""

import asyncio
import logging
from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from activities.links import CalendarLinks, HostLink
from activities.ports import Missing
from delegation.file import DelegationFile
from delegation.hosting import HostAnswer, HostSource, HostWithdrawal
from delegation.languages.tongue import said_text
from delegation.link_rules import links_end_at
from delegation.meeting import Host, HostWish, Wish
from delegation.person import Person
from portal.errors import EngineAway, NotFound, Refused
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.host_guests import XLSX_TYPE, guest_list_file, guests_of
from portal.web.host_page import OPEN, REASONS, WISHES, HostPage, Visited, page_of
from portal.web.pages import Pages
from portal.web.waiting import still_waiting
from portal.web.words import Words

MOST_FIELDS = 300
"""Of a form: a host may have many slots and requests."""
LARGEST_NUMBER = 10_000
LONGEST_TYPED = 20
"""Characters of what was typed that are repeated in a refusal."""

log = logging.getLogger("portal.web")


class Gone(Exception):
    """There is no such host any more, or not yet; `words` are those of whoever opened the link."""

    def __init__(self, words: Words) -> None:
        super().__init__("There is no such host.")
        self.words = words


def host_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/h/{token}", methods=["GET", "HEAD"])
    async def show(token: str) -> Response:
        """What the host receives, with a form to answer. Programs that scan mails open this as well."""
        return await _shown(desk, pages, token)

    @router.api_route("/h/{token}/answered", methods=["GET", "HEAD"])
    async def answered(token: str) -> Response:
        """The same, with thanks to somebody who has just answered."""
        return await _shown(desk, pages, token, has_just_answered=True)

    @router.api_route("/h/{token}/withdraw", methods=["GET", "HEAD"])
    async def consider(token: str) -> Response:
        """What withdrawing means, with a form to do it."""
        return await _shown(desk, pages, token, template="host-withdraw")

    @router.api_route("/h/{token}/guests.xlsx", methods=["GET", "HEAD"])
    async def guest_list(token: str) -> Response:
        """Who comes, as a workbook. 404 before the list is due, and once everything is over."""
        return await _guest_list(desk, pages, token)

    @router.post("/h/{token}")
    async def answer(token: str, request: Request) -> Response:
        """Confirm, set limits, answer requests."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request, most_fields=MOST_FIELDS)
        try:
            return await _answer(desk, pages, token, fields)
        except (EngineAway, OSError):
            return still_waiting(pages, fields, tuple(sorted(fields)), browser=_browser(request))

    @router.post("/h/{token}/withdraw")
    async def withdraw(token: str, request: Request) -> Response:
        """Receive nobody any more."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        try:
            return await _withdraw(desk, pages, token, fields)
        except (EngineAway, OSError):
            return still_waiting(pages, fields, ("reason", "sure"), browser=_browser(request))

    return router


async def _shown(
    desk: Desk, pages: Pages, token: str, *, template: str = "host", has_just_answered: bool = False
) -> Response:
    try:
        visited = await _visited(desk, pages, token)
    except Gone as gone:
        return _gone(pages, gone.words)
    name = template if visited.is_open else "host"
    page = await _page(desk, visited, has_just_answered=has_just_answered)
    return pages.shown(name, page, words=visited.words)


async def _page(
    desk: Desk, visited: Visited, *, problem: str = "", has_just_answered: bool = False
) -> HostPage:
    """With who comes, and the calendar, where there are any. Raises EngineAway or OSError."""
    guests = await guests_of(desk, visited)
    links = await asyncio.to_thread(_links, desk, visited)
    return page_of(visited, problem=problem, has_just_answered=has_just_answered, guests=guests, links=links)


def _links(desk: Desk, visited: Visited) -> CalendarLinks:
    """The calendar subscription; none while nothing stands in it, and once all is over."""
    host = visited.link
    if not visited.is_open or not desk.feeds.feed(host.delegation, host.host).revisions:
        return CalendarLinks()
    return desk.links.calendar_links(host.delegation, host.host)


async def _guest_list(desk: Desk, pages: Pages, token: str) -> Response:
    try:
        visited = await _visited(desk, pages, token)
    except Gone as gone:
        return _gone(pages, gone.words)
    content = await guest_list_file(desk, visited)
    if content is None:
        raise HTTPException(404)
    log.info("guest list handed out")
    headers = {"Content-Disposition": 'attachment; filename="guest-list.xlsx"'}
    return Response(content, media_type=XLSX_TYPE, headers=headers)


async def _answer(desk: Desk, pages: Pages, token: str, fields: Mapping[str, str]) -> Response:
    try:
        visited = await _visited(desk, pages, token)
    except Gone as gone:
        return _gone(pages, gone.words)
    problem, status = "", 200
    try:
        await desk.hosts.answer_host(visited.link.delegation, answer_in(fields, visited))
        log.info("host answered by link")
    except ValueError as reason:
        problem, status = str(reason), 422
    except Refused as reason:
        visited = await _visited(desk, pages, token)
        problem, status = _refusal(reason, visited), 409
    if problem:
        page = as_typed(await _page(desk, visited, problem=problem), fields)
        return pages.shown("host", page, status, words=visited.words)
    return RedirectResponse(f"{token}/answered", 303)


def answer_in(fields: Mapping[str, str], visited: Visited) -> HostAnswer:
    """What the form says. Raises ValueError with a sentence where it makes no sense."""
    meets = visited.meetings is not None
    closed = tuple(slot for slot in visited.state.slots if fields.get(f"slot-{slot}") == "no")
    wishes, left_open = _wishes(fields, visited)
    return HostAnswer(
        host=visited.host.id,
        confirmed=True,
        at_most=_number(fields.get("meetings", ""), 0, visited.words) if meets else None,
        guests_at_most=_number(fields.get("guests", ""), 1, visited.words),
        unavailable=closed if meets else None,
        wishes=wishes,
        left_open=left_open,
        source=HostSource.LINK,
    )


def as_typed(page: HostPage, fields: Mapping[str, str]) -> HostPage:
    """The page again with all that was typed into a form that could not be taken."""
    slots = (
        one.model_copy(update={"is_unavailable": fields.get(f"slot-{one.id}") == "no"}) for one in page.slots
    )
    asked = [(one, fields.get(f"wish-{one.participant}", one.said)) for one in page.requests]
    requests = (one.model_copy(update={"said": said}) if said in WISHES else one for one, said in asked)
    typed = {
        "most_guests": fields.get("guests", page.most_guests),
        "most_meetings": fields.get("meetings", page.most_meetings),
        "slots": tuple(slots),
        "requests": tuple(requests),
    }
    return page.model_copy(update=typed)


def _refusal(refused: Refused, visited: Visited) -> str:
    """Why it cannot be, in the host's language; where that has no words for it, that something changed."""
    said = said_text(str(refused), visited.tongue)
    is_said = visited.tongue.is_english or said != str(refused)
    return said if is_said else visited.words("host", "changed")


def _number(text: str, fewest: int, words: Words) -> int | None:
    """Empty: as asked."""
    typed = text.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_TYPED):
        raise ValueError(words("host", "no-number", typed=typed[:LONGEST_TYPED]))
    if not fewest <= int(typed) <= LARGEST_NUMBER:
        raise ValueError(words("host", "impossible", typed=typed, fewest=fewest))
    return int(typed)


def _wishes(fields: Mapping[str, str], visited: Visited) -> tuple[tuple[HostWish, ...], tuple[str, ...]]:
    """What is said to each request, and which answers are taken back. Both empty after the date."""
    if not visited.takes_requests:
        return (), ()
    before = {wish.participant for wish in visited.state.answer.wishes} if visited.state.answer else set()
    said = {one.participant: fields.get(f"wish-{one.participant}", OPEN) for one in visited.state.requests}
    if not {*said.values()} <= {OPEN, *Wish}:
        raise ValueError(visited.words("host", "changed"))
    wishes = tuple(
        HostWish(host=visited.host.id, participant=name, wish=Wish(wish))
        for name, wish in sorted(said.items())
        if wish != OPEN
    )
    return wishes, tuple(name for name, wish in sorted(said.items()) if wish == OPEN and name in before)


async def _withdraw(desk: Desk, pages: Pages, token: str, fields: Mapping[str, str]) -> Response:
    try:
        visited = await _visited(desk, pages, token)
    except Gone as gone:
        return _gone(pages, gone.words)
    reason = REASONS.get(fields.get("reason", ""), "")
    if visited.state.withdrawal is not None:
        return RedirectResponse("answered", 303)
    if not reason or fields.get("sure") != "yes":
        problem = visited.words("host", "not-sure")
        page = page_of(visited, problem=problem, withdrawing=fields.get("reason", ""))
        return pages.shown("host-withdraw", page, 422, words=visited.words)
    withdrawal = HostWithdrawal(host=visited.host.id, reason=reason, source=HostSource.LINK)
    try:
        await desk.hosts.withdraw_host(visited.link.delegation, withdrawal)
        log.info("host withdrew by link")
    except Refused as refused:
        visited = await _visited(desk, pages, token)
        page = await _page(desk, visited, problem=_refusal(refused, visited))
        return pages.shown("host", page, 409, words=visited.words)
    return RedirectResponse("answered", 303)


async def _visited(desk: Desk, pages: Pages, token: str) -> Visited:
    """Whose page this is, as it is now. Raises HTTPException 404, NotFound, EngineAway or OSError."""
    link = await asyncio.to_thread(desk.links.read_host, token)
    if link is None:
        raise HTTPException(404)
    try:
        file, host, person = await asyncio.to_thread(_addressed, desk, link)
    except Missing:
        raise HTTPException(404) from None
    words = pages.words(person.language)
    try:
        view = await desk.hosts.host(link.delegation, link.host)
    except NotFound:
        raise Gone(words) from None
    if view.now > links_end_at(file):
        raise Gone(words)
    return Visited(token, link, file, host, person, view, words)


def _addressed(desk: Desk, link: HostLink) -> tuple[DelegationFile, Host, Person]:
    file = desk.register.delegation_file(link.delegation)
    host = file.host(link.host)
    if host is None:
        raise Missing(f"There is no host {link.host!r}.")
    return file, host, desk.register.person(link.delegation, host.person)


def _gone(pages: Pages, words: Words) -> Response:
    said = (words("host", name) for name in ("gone", "gone-says", "gone-ask"))
    return pages.notice(410, *said, words=words)


def _browser(request: Request) -> str:
    """The languages the browser asks for, where nobody can be looked up."""
    return request.headers.get("accept-language", "")
