"""Somebody's links at the desk: `/desk/{slug}/people/{participant}/links`. Revoked, or sent anew."""

import asyncio
import logging
from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from activities.ports import Missing
from delegation.person import Person
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.desk_kept import act_or_keep
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.organising.links_page import NOT_SURE, SAID, DeskLinksPage, last_of
from portal.web.pages import Pages

log = logging.getLogger("portal.web")


def links_desk(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/people/{participant}/links", methods=["GET", "HEAD"])
    async def consider(slug: str, participant: str, request: Request) -> Response:
        """What would stop working, and what is sent. No address is shown."""
        page = await _page(await visit_desk(desk, request, slug), participant)
        said = SAID.get(request.query_params.get("done", ""), "")
        return pages.shown("desk/links", page.model_copy(update={"said": said}))

    @router.post("/desk/{slug}/people/{participant}/links")
    async def act(slug: str, participant: str, request: Request) -> Response:
        """`do`: `revoke` revokes every link, and mails the new one with `mail`; `send` mails it."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(
            pages, fields, visiting, lambda visit: _act(pages, visit, participant, fields)
        )

    return router


async def _page(visit: DeskVisit, participant: str) -> DeskLinksPage:
    person = await _person(visit, participant)
    epoch, ledger = await asyncio.gather(
        asyncio.to_thread(visit.desk.feeds.ring.epoch, visit.slug, participant),
        visit.legation.ledger(visit.slug),
    )
    return DeskLinksPage(
        **visit.facts("/people"),
        slug=visit.slug,
        participant=participant,
        name=person.name,
        address=person.email,
        times=epoch.number,
        last=last_of(epoch, visit.zone),
        can_mail=visit.desk.links_post is not None,
        is_delegate=participant in ledger.delegates,
    )


async def _person(visit: DeskVisit, participant: str) -> Person:
    """Raises HTTPException 404 for who did not apply, or was erased."""
    entries = (await visit.legation.roster(visit.slug)).everyone
    if participant not in {one.participant for one in entries}:
        raise HTTPException(404)
    try:
        return await asyncio.to_thread(visit.desk.register.person, visit.slug, participant)
    except (Missing, ValueError):
        raise HTTPException(404) from None


async def _act(pages: Pages, visit: DeskVisit, participant: str, fields: dict[str, str]) -> Response:
    person = await _person(visit, participant)
    match fields.get("do"):
        case "send":
            return _done(visit, participant, "mailed" if await _mailed(pages, visit, person) else "waits")
        case "revoke" if fields.get("sure") != "yes":
            page = (await _page(visit, participant)).model_copy(update={"problems": (("sure", NOT_SURE),)})
            return pages.shown("desk/links", page, 422)
        case "revoke":
            await asyncio.to_thread(_revoke, visit, participant, fields.get("times", ""))
            if fields.get("mail") != "yes":
                return _done(visit, participant, "revoked")
            is_mailed = await _mailed(pages, visit, person)
            return _done(visit, participant, "revoked-mailed" if is_mailed else "revoked-waits")
        case _:
            raise HTTPException(400)


def _revoke(visit: DeskVisit, participant: str, seen: str) -> None:
    """Once for each page that was looked at. The feed first: cut off in between, the same form ends it."""
    feeds, slug = visit.desk.feeds, visit.slug
    epoch = feeds.ring.epoch(slug, participant)
    if seen != str(epoch.number):
        return
    feeds.revoke(slug, participant)
    feeds.ring.bump(slug, participant, datetime.now(UTC), by=visit.account.name, after=epoch.number)
    log.info("the addresses of one person were revoked at the desk")


async def _mailed(pages: Pages, visit: DeskVisit, person: Person) -> bool:
    """Whether their page's address of now is on its way to them."""
    desk, post = visit.desk, visit.desk.links_post
    if post is None:
        return False
    epoch = await asyncio.to_thread(desk.feeds.ring.epoch, visit.slug, person.id)
    link = await asyncio.to_thread(desk.links.offer_link, visit.slug, person.id)
    words = pages.words(person.language)
    return await asyncio.to_thread(post.send, visit.file, person, link, epoch.number, words)


def _done(visit: DeskVisit, participant: str, how: str) -> Response:
    return RedirectResponse(f"{visit.path}/people/{participant}/links?done={how}", 303)
