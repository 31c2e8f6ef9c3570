"""A draft, by the link its mail brought: `/draft/{token}`. Gone on with, saved as one types, sent in."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from activities.links import OfferLink
from delegation.calendars.when import city_of, stamp_in
from delegation.reading.intake import ApplicationRefused
from portal.errors import EngineAway
from portal.web.applying.answering import again, answered, away
from portal.web.applying.counter import Counter
from portal.web.applying.form_pages import State
from portal.web.applying.keeping import keep_draft
from portal.web.applying.opening import Opening
from portal.web.applying.posted import parts_of
from portal.web.applying.taking import Sent, sent_form, typed_before, typed_form
from portal.web.doors import Door
from portal.web.guarding import demand_own_form
from portal.web.words import Words


class Desktop(NamedTuple):
    """Whose draft it is, and of which call."""

    token: str
    link: OfferLink
    opening: Opening


def draft_pages(counter: Counter) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/draft/{token}", methods=["GET", "HEAD"])
    async def show(token: str, request: Request) -> Response:
        """What was typed so far; once it was handed in, the application as it stands."""
        desktop, words = await _desktop(counter, token), counter.words(request)
        if not desktop.opening.is_open:
            return _closed(counter, desktop, words, 200)
        found = await typed_before(counter.legation, desktop.opening, desktop.link.participant)
        if found is None:
            return _gone(counter, words)
        typed, kept = found
        state = _state(counter, desktop, typed, kept, words)
        return again(counter, desktop.opening, words, _said(state, request, typed, words), 200)

    @router.post("/draft/{token}")
    async def send(token: str, request: Request) -> Response:
        """Send it in, keep it, or keep it as one types (`do=save`)."""
        demand_own_form(request, counter.desk.address)
        try:
            desktop = await _desktop(counter, token)
        except OSError:
            return await _unread(counter, request, token)
        sent = await sent_form(request, desktop.opening.file)
        words = counter.words(request, sent.last("lang"))
        if not desktop.opening.is_open:
            return _closed(counter, desktop, words, 409)
        if sent.last("do") == "save":
            return await _saved(counter, desktop, sent)
        state = _state(counter, desktop, {}, sent.last("kept"), words)
        asker, participant = counter.asker(request), desktop.link.participant
        try:
            if await typed_before(counter.legation, desktop.opening, participant) is None:
                return _gone(counter, words)
        except (EngineAway, OSError):
            typed = parts_of(sent.fields, desktop.opening.file, "")
            return away(counter, desktop.opening, words, state._replace(typed=typed))
        return await answered(counter, desktop.opening, words, sent, state, participant, asker)

    return router


async def _saved(counter: Counter, desktop: Desktop, sent: Sent) -> Response:
    """For the script of the page: when it was saved, or that another window was faster."""
    opening, participant = desktop.opening, desktop.link.participant
    try:
        found = await typed_before(counter.legation, opening, participant)
        if found is None:
            return JSONResponse({"saved": False, "why": "gone"}, 410)
        if found[1] and sent.last("kept") != found[1]:
            return JSONResponse({"saved": False, "why": "stale"}, 409)
        kept = await keep_draft(counter, opening, typed_form(sent, opening.file, participant))
    except ApplicationRefused:
        return JSONResponse({"saved": False, "why": "refused"}, 422)
    except (EngineAway, OSError):
        return JSONResponse({"saved": False, "why": "away"}, 503, headers={"Retry-After": "30"})
    return JSONResponse({"saved": True, "kept": kept.kept_at})


async def _unread(counter: Counter, request: Request, token: str) -> Response:
    """The form again while the vault is away: whose draft it is cannot be told, and is not asked."""
    opening = await counter.opening(request.query_params.get("call", ""))
    sent = await sent_form(request, opening.file)
    words = counter.words(request, sent.last("lang"))
    if sent.last("do") == "save":
        return JSONResponse({"saved": False, "why": "away"}, 503, headers={"Retry-After": "30"})
    action = _action(counter, token, opening)
    typed = parts_of(sent.fields, opening.file, "")
    return away(counter, opening, words, State(typed, action, kept=sent.last("kept"), is_draft=True))


def _action(counter: Counter, token: str, opening: Opening) -> str:
    """Where the form is posted to; it names the call, so that it can come back while the vault is away."""
    return f"{counter.root}/draft/{token}?call={opening.file.slug}"


async def _desktop(counter: Counter, token: str) -> Desktop:
    """Raises HTTPException 404 for a token that is nobody's, OSError."""
    link = await asyncio.to_thread(counter.desk.links.read_draft, token)
    if link is None:
        raise HTTPException(404)
    return Desktop(token, link, await counter.opening(link.delegation))


def _state(counter: Counter, desktop: Desktop, typed: Mapping[str, Any], kept: str, words: Words) -> State:
    return State(
        typed,
        _action(counter, desktop.token, desktop.opening),
        kept=kept,
        saved_on=_saved_on(desktop.opening, kept, words),
        is_draft=True,
    )


def _said(state: State, request: Request, typed: Mapping[str, Any], words: Words) -> State:
    person = typed.get("person")
    email = str(person.get("email", "")) if isinstance(person, Mapping) else ""
    match request.query_params.get("kept", ""):
        case "mail" if email:
            says = f"{words('draft', 'kept')}. {words('draft', 'kept-says', email=email)}"
            return state._replace(said=says)
        case "here":
            return state._replace(said=words("draft", "kept-without-mail"))
        case _:
            return state


def _saved_on(opening: Opening, kept: str, words: Words) -> str:
    zone = opening.file.call.zone
    try:
        moment = datetime.fromisoformat(kept)
    except ValueError:
        return ""
    if moment.tzinfo is None:
        return ""
    when = stamp_in(words.language, moment, zone, city_of(zone, words.language))
    return words("draft", "saved-on", when=when)


def _closed(counter: Counter, desktop: Desktop, words: Words, status: int) -> Response:
    until = counter.until(desktop.opening, words)
    says = words("draft", "closed-says", until=until)
    return counter.pages.notice(status, words("draft", "closed"), says, words=words)


def _gone(counter: Counter, words: Words) -> Response:
    return counter.pages.notice(410, words("draft", "gone"), words("draft", "gone-says"), words=words)
