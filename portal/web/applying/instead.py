"""Applying in place of a delegate who cannot travel: `/instead/{token}`, while the call is over.

An organiser passes the address on; it works once, while the place is still the delegate's, until the trip
is over. The organisation stays the same.
"""

import asyncio
import logging
from dataclasses import replace
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response

from activities.links import InsteadLink
from delegation.reading.field_problem import problem
from delegation.reading.intake import ApplicationRefused
from portal.errors import EngineAway, NotFound
from portal.typed_files import TypedForm
from portal.web.applying.answering import again, away, sent_in, to_receipt
from portal.web.applying.counter import Counter, asked_language
from portal.web.applying.form_pages import State, form_page
from portal.web.applying.keeping import keep_files
from portal.web.applying.opening import Opening
from portal.web.applying.posted import parts_of
from portal.web.applying.stepping_in import standing_of, stepping_in
from portal.web.applying.taking import Sent, sent_form, typed_form
from portal.web.doors import Door
from portal.web.guarding import demand_own_form
from portal.web.words import Words

log = logging.getLogger("portal.web")


class Invited(NamedTuple):
    """What the address alone says."""

    token: str
    link: InsteadLink
    opening: Opening


class Vacancy(NamedTuple):
    """How the place stands now."""

    is_open: bool
    is_used: bool = False
    organisation: str = ""
    participant: str = ""
    """Who steps in by this address."""


def instead_pages(counter: Counter) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/instead/{token}", methods=["GET", "HEAD"])
    async def show(token: str, request: Request) -> Response:
        """The form, with the organisation filled in; or why the place cannot be taken over."""
        invited, words = await _invited(counter, token), counter.words(request)
        vacancy = await _vacancy(counter, invited)
        if not vacancy.is_open or vacancy.is_used:
            return _stopped(counter, vacancy, words, 410)
        typed = {"person": {"organisation": vacancy.organisation}}
        state = _state(counter, invited, vacancy, words)._replace(typed=typed)
        page = form_page(invited.opening, words, asked_language(request), state)
        return counter.pages.shown("apply-form", page, words=words)

    @router.post("/instead/{token}")
    async def send(token: str, request: Request) -> Response:
        """Once; the same details again are the same application."""
        demand_own_form(request, counter.desk.address)
        invited = await _invited(counter, token)
        opening = invited.opening
        sent = await sent_form(request, opening.file)
        words = counter.words(request, sent.last("lang"))
        state = _state(counter, invited, Vacancy(True), words)
        try:
            vacancy = await _vacancy(counter, invited)
            if not vacancy.is_open:
                return _stopped(counter, vacancy, words, 409)
            state = _state(counter, invited, vacancy, words)
            return await _sent(counter, invited, vacancy, words, sent, state)
        except (EngineAway, OSError) as reason:
            log.warning("away: %s", type(reason).__name__)
            typed = parts_of(sent.fields, opening.file, "")
            return away(counter, opening, words, state._replace(typed=typed))

    return router


async def _sent(
    counter: Counter, invited: Invited, vacancy: Vacancy, words: Words, sent: Sent, state: State
) -> Response:
    """To the receipt, or the form again. Raises EngineAway, OSError."""
    opening = invited.opening
    form = typed_form(sent, opening.file, vacancy.participant)
    try:
        form = _of_organisation(form, vacancy.organisation, words)
        if vacancy.is_used:
            is_same = await _is_same(counter, opening, form)
            return (
                await to_receipt(counter, opening, vacancy.participant, words)
                if is_same
                else _stopped(counter, vacancy, words, 409)
            )
        return await sent_in(counter, opening, form, words, invited.link.participant)
    except ApplicationRefused as refused:
        if vacancy.is_used:
            return _stopped(counter, vacancy, words, 409)
        await keep_files(counter, opening, form)
        state = state._replace(typed=form.parts, problems=refused.problems)
        return again(counter, opening, words, state, 422)


async def _is_same(counter: Counter, opening: Opening, form: TypedForm) -> bool:
    """Whether they sent the same before, as by a double click. Raises ApplicationRefused, OSError."""
    kept = await counter.legation.application(opening.file.slug, str(form.parts["id"]))
    return kept == await counter.legation.read(opening.file, form, opening.now)


def _of_organisation(form: TypedForm, organisation: str, words: Words) -> TypedForm:
    """With the name written as that of the place. Raises ApplicationRefused where it is another."""
    given = form.parts.get("person")
    person = given if isinstance(given, dict) else {}
    if _plain(str(person.get("organisation", ""))) == _plain(organisation):
        parts = {**form.parts, "person": {**person, "organisation": organisation}}
        return replace(form, parts=parts)
    said = words("instead", "organisation", organisation=organisation)
    raise ApplicationRefused([problem("person.organisation", said)])


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


async def _invited(counter: Counter, token: str) -> Invited:
    """Raises HTTPException 404 for a token that is nobody's, OSError."""
    link = await asyncio.to_thread(counter.desk.links.read_instead, token)
    if link is None:
        raise HTTPException(404)
    return Invited(token, link, await counter.opening(link.delegation))


async def _vacancy(counter: Counter, invited: Invited) -> Vacancy:
    """Raises EngineAway, OSError."""
    link, opening, legation = invited.link, invited.opening, counter.legation
    secret = await asyncio.to_thread(legation.register.secret, link.delegation)
    participant = stepping_in(secret, link.participant, link.number)
    try:
        is_used = await standing_of(legation, link.delegation, participant) is not None
        delegates = (await legation.ledger(link.delegation)).delegates
        place = (await legation.journey(link.delegation, link.participant)).state
    except NotFound:
        return Vacancy(is_open=False)
    is_over = opening.has_ended or opening.now >= opening.file.ends_at
    if is_over or link.participant not in delegates or place.facts is None:
        return Vacancy(is_open=False)
    return Vacancy(True, is_used, place.facts.organisation, participant)


def _state(counter: Counter, invited: Invited, vacancy: Vacancy, words: Words) -> State:
    place, organisation = invited.link.participant, vacancy.organisation
    says = words("instead", "says", place=place, organisation=organisation)
    action = f"{counter.root}/instead/{invited.token}"
    return State({}, action, instead=says if organisation else words("instead", "heading"))


def _stopped(counter: Counter, vacancy: Vacancy, words: Words, status: int) -> Response:
    why = "used" if vacancy.is_used else "over"
    said = words("instead", why), words("instead", f"{why}-says")
    return counter.pages.notice(status, *said, words=words)
