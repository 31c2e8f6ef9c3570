"""The wizard: a delegation file, written page by page by somebody who never saw one."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from activities.accounts import Account
from activities.ports import Missing
from delegation.reading.problem import Problem
from portal.client import Legation
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_fields
from portal.web.organising.bar import desk_facts
from portal.web.organising.entering import demand_opener, root_of
from portal.web.organising.wizard_asked import AskedPage
from portal.web.organising.wizard_begin import RESERVED, Checked, checked
from portal.web.organising.wizard_cities import cities_named
from portal.web.organising.wizard_draft import Content, Draft, Drafts, with_content
from portal.web.organising.wizard_mistakes import pages_for, sections
from portal.web.organising.wizard_shown import CitiesShown, DraftPage, WizardPage, wizard_page
from portal.web.organising.wizard_typed import Deed, at, part_of, typed_in
from portal.web.organising.wizard_yaml import sections_as_yaml
from portal.web.pages import Pages

LARGEST = 3_000_000
"""Bytes of a posted page: a programme of hundreds of items, percent-encoded."""
MOST_FIELDS = 20_000
OPENED = "This delegation is open: what is changed here changes nothing any more."
CHANGED = (
    "This page was changed somewhere else while you were writing. What you typed is below; what stands in "
    "the draft now is at the side. Save to put yours in its place."
)


@dataclass(frozen=True)
class WizardVisit:
    """Somebody at one of their drafts."""

    desk: Desk
    legation: Legation
    account: Account
    drafts: Drafts
    draft: Draft

    @property
    def path(self) -> str:
        return f"{root_of(self.desk)}/desk/new/{self.draft.id}"

    def facts(self) -> dict[str, Any]:  # Any: fields of different types
        return desk_facts(self.account)

    async def checked(self, content: Content | None = None) -> Checked:
        """The draft as the product reads it, with what stands in the way of opening it here."""
        found = await asyncio.to_thread(checked, self.draft.plain if content is None else content)
        taken = await self._taken()
        return found.model_copy(update={"problems": (*found.problems, *taken)}) if taken else found

    async def _taken(self) -> tuple[Problem, ...]:
        slug = self.draft.slug
        if not slug or self.draft.opened:
            return ()
        if slug in RESERVED:
            return (_about_slug(f"{slug!r} is an address of the desk itself", "choose another."),)
        try:
            await asyncio.to_thread(self.desk.register.delegation_file, slug)
        except (Missing, ValueError):
            return ()
        if self.draft.opening:
            return ()  # the opening that was cut off is found again when it is tried once more
        return (
            _about_slug(f"a delegation {slug!r} was opened before", "give the new one another short name."),
        )


async def visit_draft(desk: Desk, legation: Legation, request: Request, draft: str) -> WizardVisit:
    """Raises HTTPException 404 for a draft that is not of this account."""
    account = await demand_opener(desk, request)
    drafts = Drafts(desk.store, account.login)
    try:
        return WizardVisit(desk, legation, account, drafts, await asyncio.to_thread(drafts.read, draft))
    except Missing:
        raise HTTPException(404) from None


def wizard_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/new/{draft}/delegation.yaml", methods=["GET", "HEAD"])
    async def download(draft: str, request: Request) -> Response:
        visit = await visit_draft(desk, legation, request, draft)
        found = await asyncio.to_thread(checked, visit.draft.plain)
        name = f"{visit.draft.slug or 'delegation'}.yaml"
        quoted = "".join(one for one in name if one.isascii() and (one.isalnum() or one in ".-"))
        saved = {"Content-Disposition": f'attachment; filename="{quoted}"'}
        return PlainTextResponse(found.yaml, headers=saved, media_type="application/yaml")

    @router.api_route("/desk/new/{draft}/{page}", methods=["GET", "HEAD"])
    async def show(draft: str, page: str, request: Request) -> Response:
        visit = await visit_draft(desk, legation, request, draft)
        asked = _page_of(visit.draft, page)
        return pages.shown("desk/wizard-page", await _shown(visit, asked, request.query_params))

    @router.post("/desk/new/{draft}/{page}")
    async def save(draft: str, page: str, request: Request) -> Response:
        demand_own_form(request, desk.address)
        visit = await visit_draft(desk, legation, request, draft)
        asked = _page_of(visit.draft, page)
        posted = await posted_fields(request, most_fields=MOST_FIELDS, largest=LARGEST)
        if visit.draft.opened:
            raise HTTPException(303, headers={"Location": f"{visit.path}/{page}"})
        return await _saved(visit, asked, posted, pages)

    return router


# --- showing --------------------------------------------------------------------------------------------


async def _shown(visit: WizardVisit, asked: AskedPage, said: Mapping[str, str]) -> DraftPage:
    found = await visit.checked()
    cities = _cities(visit, said.get("city", ""))
    news = OPENED if visit.draft.opened else ""
    add = said.get("add", "")
    shown = wizard_page(visit.draft, asked, found.problems, add=add, cities=cities, news=news)
    return DraftPage(**visit.facts(), wizard=shown, saved="saved" in said)


def _cities(visit: WizardVisit, place: str) -> CitiesShown | None:
    """What the list knows of the city at that place of the route."""
    legs = visit.draft.plain.get("legs")
    if not place.isdecimal() or not isinstance(legs, list) or int(place[:4]) >= len(legs):
        return None
    name = str(at(legs[int(place[:4])], "city") or "")
    found = cities_named(name, visit.desk.templates)
    return CitiesShown(place=int(place[:4]), asked=name, found=tuple((one.key, one.words) for one in found))


def _page_of(draft: Draft, name: str) -> AskedPage:
    found = next((one for one in pages_for(draft.plain) if one.name == name), None)
    if found is None:
        raise HTTPException(404)
    return found


# --- saving ---------------------------------------------------------------------------------------------


class _Changed(Exception):
    """The page is no longer what it was when somebody began to fill it in."""

    def __init__(self, draft: Draft, typed: Content) -> None:
        super().__init__("changed")
        self.draft = draft
        self.typed = typed


async def _saved(
    visit: WizardVisit, asked: AskedPage, posted: Mapping[str, Sequence[str]], pages: Pages
) -> Response:
    """Put what was typed into the draft, and go where the button leads."""
    deed = Deed.of(posted.get("do", ("save",))[-1])
    seen = posted.get("part", ("",))[-1]

    def work(before: Draft) -> Draft:
        typed = typed_in(before.plain, asked, posted, deed)
        if seen != part_of(before.plain, asked) and typed != before.content:
            raise _Changed(before, typed)
        _find_cities(typed, visit.desk, deed)
        return with_content(before, typed)

    try:
        after = await asyncio.to_thread(visit.drafts.change, visit.draft.id, datetime.now(UTC), work)
    except _Changed as reason:
        return await _conflict(visit, asked, reason, pages)
    return RedirectResponse(await _next(visit, asked, after, deed), 303)


async def _conflict(visit: WizardVisit, asked: AskedPage, reason: _Changed, pages: Pages) -> Response:
    found = await visit.checked(reason.typed)
    theirs = sections_as_yaml(reason.draft.plain, sections(asked))
    shown = wizard_page(reason.draft, asked, found.problems, news=CHANGED, theirs=theirs, shown=reason.typed)
    return pages.shown("desk/wizard-page", DraftPage(**visit.facts(), wizard=shown), 409)


async def _next(visit: WizardVisit, asked: AskedPage, after: Draft, deed: Deed) -> str:
    """The address of what comes next: the same page while something on it is wrong."""
    here = f"{visit.path}/{asked.name}"
    match deed.verb:
        case "add":
            return f"{here}?add={deed.key}#new"
        case "city":
            return (
                f"{here}?city={deed.place}#cities" if _is_open(visit, after, deed.place) else f"{here}?saved="
            )
        case "next":
            found = await asyncio.to_thread(checked, after.plain)
            page = wizard_page(after, asked, found.problems)
            return here if page.mistakes else f"{visit.path}/{_after(page)}"
        case _:
            return f"{here}?saved="


def _after(page: WizardPage) -> str:
    names = [one.name for one in page.steps if one.name != "text"]
    return names[min(names.index(page.page) + 1, len(names) - 1)]


# --- cities ---------------------------------------------------------------------------------------------

WHERE = ("country", "zone", "latitude", "longitude")


def _find_cities(content: Content, desk: Desk, deed: Deed) -> None:
    """Fill in where a city is: as chosen, or where its name means one only and nothing was said."""
    legs = content.get("legs")
    for place, leg in enumerate(legs if isinstance(legs, list) else ()):
        if not isinstance(leg, dict):
            continue
        found = cities_named(str(leg.get("city") or ""), desk.templates)
        if deed.verb == "pick" and deed.key.partition("/")[0] == str(place):
            found = tuple(one for one in found if one.key == deed.key.partition("/")[2])
        elif any(leg.get(name) for name in WHERE) and not (deed.verb == "city" and deed.place == place):
            continue
        if len(found) == 1:
            leg.update(zip(WHERE, found[0][1:], strict=True))


def _is_open(visit: WizardVisit, after: Draft, place: int) -> bool:
    """Whether the name of that city means none, or several."""
    legs = after.plain.get("legs")
    if not isinstance(legs, list) or not 0 <= place < len(legs):
        return False
    return len(cities_named(str(at(legs[place], "city") or ""), visit.desk.templates)) != 1


def _about_slug(message: str, remedy: str) -> Problem:
    return Problem(line=1, column=1, path="slug", message=message, remedy=remedy, source="delegation.yaml")
