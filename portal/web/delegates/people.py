"""Who travels with me and who receives us: `/o/{token}/people`, and the same for an address book."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from activities.dossiers import Dossiers
from delegation.papers.catalogue import may_be_shown
from delegation.status import RosterEntry
from portal.client import Legation
from portal.web.delegates.documents_page import disposition
from portal.web.delegates.people_card import vcards
from portal.web.delegates.people_page import (
    Fellow,
    PeoplePage,
    Receiving,
    card_of,
    fellow,
    found,
    hosts_of,
)
from portal.web.delegates.programme_reading import invites_of, plainly
from portal.web.delegates.visit import Visit, delegate_of, mine
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.pages import Pages
from portal.web.words import WordBook

if TYPE_CHECKING:
    from delegation.papers.paper import Delegate

VCARD = "text/vcard; charset=utf-8"
LONGEST_SEARCH = 80


def people_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    book = WordBook(desk.templates / "mine")
    dossiers = Dossiers(desk.store, desk.register)

    @router.api_route("/o/{token}/people", methods=["GET", "HEAD"])
    async def people(token: str, find: str = "", page: str = "1") -> Response:
        """By name only who agreed to it; of the others organisation and country, as in the catalogue."""
        visit = await delegate_of(desk, book, token)
        wanted = find[:LONGEST_SEARCH]
        delegates, entries = await _travelling(legation, visit)
        part = found(delegates, entries, visit.participant, wanted, _number(page))
        read = partial(dossiers.delegate, visit.slug)
        fellows = await asyncio.to_thread(_fellows, part.ids, entries, read, visit)
        me = await asyncio.to_thread(read, visit.participant)
        facts = {
            "hosts": hosts_of(invites_of(visit), plainly(visit)),
            "fellows": fellows,
            "total": part.total,
            "find": wanted,
            "page": part.page,
            "pages": part.pages,
            "am_named": me is not None and may_be_shown(me),
        }
        shown = PeoplePage.model_validate({**mine(visit, "/people"), **facts})
        return pages.shown("mine-people", shown, words=visit.words)

    @router.api_route("/o/{token}/people.vcf", methods=["GET", "HEAD"])
    async def cards(token: str, of: str = "") -> Response:
        """One of them, or without `of` all who are named and all hosts."""
        visit = await delegate_of(desk, book, token)
        delegates, entries = await _travelling(legation, visit)
        ids = tuple(one for one in sorted(delegates) if one != visit.participant and of in ("", one))
        read = partial(dossiers.delegate, visit.slug)
        fellows = await asyncio.to_thread(_fellows, ids, entries, read, visit)
        hosts = (one for one in hosts_of(invites_of(visit), plainly(visit)) if of in ("", one.id))
        chosen: list[Fellow | Receiving] = [*(one for one in fellows if one.name), *hosts]
        if not chosen:
            return RedirectResponse("people", 303)
        content = vcards(card_of(one, visit.file.title) for one in chosen)
        name = chosen[0].name or chosen[0].organisation if of else visit.words("trip-people", "all-file")
        return Response(
            content, media_type=VCARD, headers={"Content-Disposition": disposition(f"{name}.vcf")}
        )

    return router


def _number(typed: str) -> int:
    """The page asked for; the first for what is no number."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1


async def _travelling(legation: Legation, visit: Visit) -> tuple[tuple[str, ...], Mapping[str, RosterEntry]]:
    """The ids of all delegates, and what organisers' lists say of them. Raises EngineAway."""
    ledger, roster = await asyncio.gather(legation.ledger(visit.slug), legation.roster(visit.slug))
    return ledger.delegates, {one.participant: one for one in roster.everyone}


def _fellows(
    ids: tuple[str, ...],
    entries: Mapping[str, RosterEntry],
    read: "partial[Delegate | None]",
    visit: Visit,
) -> tuple[Fellow, ...]:
    return tuple(fellow(one, entries.get(one), read, visit.words.language) for one in ids)
