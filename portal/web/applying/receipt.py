"""The receipt of an application: `/o/{token}/received`, under the applicant's own link."""

import asyncio
from datetime import datetime
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response

from activities.keys import applications_prefix, intake_prefix
from activities.links import OfferLink
from activities.ports import Missing
from activities.swapping import current
from delegation.application import Application
from delegation.fact import Fact
from delegation.journey import JourneyState
from delegation.sweeping import Slip
from portal.errors import EngineAway, NotFound
from portal.web.applying.call_page import call_page
from portal.web.applying.counter import Counter
from portal.web.applying.opening import Opening
from portal.web.applying.timeline import Step, stamped
from portal.web.doors import Door
from portal.web.words import Words

MOST_STEPS = 4


class ReceiptPage(Fact):
    """The facts of `templates/portal/apply-received.html`."""

    token: str
    title: str
    heading: str
    code: str
    received_on: str
    email: str
    is_late: bool
    steps: tuple[Step, ...]
    closes_at: str
    change: str


class Handed(NamedTuple):
    """What the vault has of an application, whether its journey knows it or not."""

    email: str
    received_at: datetime | None


def receipt_pages(counter: Counter) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/o/{token}/received", methods=["GET", "HEAD"])
    async def received(token: str, request: Request) -> Response:
        """The receipt code; while the engine is away, that the application is safe all the same."""
        link = await asyncio.to_thread(counter.desk.links.read_offer, token)
        if link is None:
            raise HTTPException(404)
        opening, words = await counter.opening(link.delegation), counter.words(request)
        state: JourneyState | None = None
        handed = await asyncio.to_thread(_on_its_way, counter, link)
        if handed is None:
            state = await _state(counter, link)
            handed = await asyncio.to_thread(_handed, counter, link)
        page = await asyncio.to_thread(_page, counter, opening, words, token, link, handed, state)
        return counter.pages.shown("apply-received", page, words=words)

    return router


async def _state(counter: Counter, link: OfferLink) -> JourneyState | None:
    try:
        return (await counter.legation.journey(link.delegation, link.participant)).state
    except (EngineAway, NotFound):
        return None


def _on_its_way(counter: Counter, link: OfferLink) -> Handed | None:
    """What is safe and did not reach its journey yet, which then need not be asked. Raises OSError."""
    store = counter.desk.store
    slips = store.keys(f"{intake_prefix(link.delegation)}{link.participant.lower()}/")
    noted = [Slip.model_validate_json(one) for key in slips if (one := current(store, key)) is not None]
    last = max(noted, key=lambda one: one.noted_at, default=None)
    written = current(store, last.document.key) if last else None
    if last is None or written is None:
        return None
    return Handed(Application.model_validate_json(written).person.email, last.received_at)


def _handed(counter: Counter, link: OfferLink) -> Handed:
    """What the journey does not tell. Raises HTTPException 404 where nothing was ever handed in, OSError."""
    store, slug, participant = counter.desk.store, link.delegation, link.participant
    try:
        return Handed(counter.desk.register.person(slug, participant).email, None)
    except Missing:
        versions = [current(store, key) for key in store.keys(applications_prefix(slug, participant))]
    known = [Application.model_validate_json(one) for one in versions if one is not None]
    if not known:
        raise HTTPException(404)
    return Handed(known[-1].person.email, None)


def _page(
    counter: Counter,
    opening: Opening,
    words: Words,
    token: str,
    link: OfferLink,
    handed: Handed,
    state: JourneyState | None,
) -> ReceiptPage:
    file = opening.file
    code = state.receipt if state else ""
    registers = file.registration is not None
    received_at = (state.received_at if state else None) or handed.received_at or opening.now
    page = call_page(opening, words)
    may_change = opening.is_open and bool(code)
    draft = counter.desk.links.draft_link(link.delegation, link.participant) if may_change else ""
    kind = "title-register" if registers else "title-apply"
    return ReceiptPage(
        token=token,
        title=page.title,
        heading=words("received", kind if code else "kept"),
        code=code or "",
        received_on=stamped(received_at, file, words),
        email=handed.email,
        is_late=received_at > file.call.first_closes_at and opening.stance == "late",
        steps=tuple(one for one in page.steps if not one.is_past)[:MOST_STEPS],
        closes_at=stamped(opening.closes_at, file, words) if may_change else "",
        change=f"{counter.root}/draft/{draft.rpartition('/')[2]}?lang={words.language}" if draft else "",
    )
