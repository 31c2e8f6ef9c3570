"""People at the desk: `/desk/{slug}/people`. Finding somebody, and why they got the mails they got."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from activities.ports import Missing
from delegation.change import Change, DropOut
from delegation.journey import JourneyView
from delegation.offer import Answer, OfferAnswer
from delegation.person import Person
from delegation.status import ReleasePlace, RosterEntry
from delegation.zoned import stamp
from portal.answer_records import records_of
from portal.errors import NotFound, Refused
from portal.foresight import release_letters
from portal.offer_answers import offer_answers_of
from portal.person_export import archive, person_export
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.colleagues import colleague_of
from portal.web.organising.desk_kept import act_or_keep
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.organising.people_page import MOST, Leaving, PeoplePage, PersonPage, matching, row_of
from portal.web.organising.tasks_pages import tasks_of
from portal.web.organising.timeline import Known, Moment, timeline
from portal.web.pages import Pages

HERE = "/people"
LONGEST_SEARCH = 200
AT_ONCE = 8
"""Names looked up side by side."""
log = logging.getLogger("portal.web")


def people_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/people", methods=["GET", "HEAD"])
    async def listed(slug: str, request: Request) -> Response:
        return await _found(pages, await visit_desk(desk, request, slug), "")

    @router.post("/desk/{slug}/people")
    async def search(slug: str, request: Request) -> Response:
        """By name: posted, so that no name stands in an address or a log. Changes nothing."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        visit = await visit_desk(desk, request, slug)
        return await _found(pages, visit, fields.get("wanted", "")[:LONGEST_SEARCH])

    @router.api_route("/desk/{slug}/people/{participant}", methods=["GET", "HEAD"])
    async def person(slug: str, participant: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        if request.query_params.get("format") == "json":
            moments = await moments_of(visit, participant, await _journey(visit, participant))
            return JSONResponse({"moments": [one.model_dump(mode="json") for one in moments]})
        return await _shown(pages, visit, participant, said=request.query_params.get("done", ""))

    @router.post("/desk/{slug}/people/{participant}/export")
    async def export(slug: str, participant: str, request: Request) -> Response:
        """All that is known of them as one archive, for them. Posted, so that nothing fetches it unasked."""
        demand_own_form(request, desk.address)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(pages, {}, visiting, lambda visit: _export(visit, participant))

    @router.post("/desk/{slug}/people/{participant}/answer")
    async def answer(slug: str, participant: str, request: Request) -> Response:
        """Answer an offer for somebody who wrote or phoned."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(
            pages, fields, visiting, lambda visit: _answer(pages, visit, participant, fields)
        )

    @router.post("/desk/{slug}/people/{participant}/release")
    async def release(slug: str, participant: str, request: Request) -> Response:
        """Somebody no longer travels: what that does is shown first, then done."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(
            pages, fields, visiting, lambda visit: _release(pages, visit, participant, fields)
        )

    return router


async def _found(pages: Pages, visit: DeskVisit, wanted: str) -> Response:
    entries = (await visit.legation.roster(visit.slug)).everyone
    names = await asyncio.to_thread(_names, visit, entries if wanted.strip() else entries[:MOST])
    rows = tuple(matching(entries, wanted, names))
    page = PeoplePage(
        **visit.facts(HERE), wanted=wanted, rows=rows[:MOST], found=len(rows), total=len(entries)
    )
    return pages.shown("desk/people", page)


def _names(visit: DeskVisit, entries: "tuple[RosterEntry, ...]") -> dict[str, str]:
    """Each lies by itself in the vault, so several are looked up at once."""
    ids = [one.participant for one in entries]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        people = threads.map(lambda one: _person(visit, one), ids)
        return {one: person.name for one, person in zip(ids, people, strict=True) if person is not None}


def _person(visit: DeskVisit, participant: str) -> Person | None:
    """None for who was erased."""
    try:
        return visit.desk.register.person(visit.slug, participant)
    except (Missing, ValueError):
        return None


async def moments_of(visit: DeskVisit, who: str, journey: JourneyView | None) -> tuple[Moment, ...]:
    """The timeline of a participant."""
    legation, slug, store = visit.legation, visit.slug, visit.desk.store
    ledger = await legation.ledger(slug)
    items = (await legation.itinerary(slug)).itinerary.items
    known = Known(
        slug=slug,
        who=who,
        zone=visit.zone,
        tempo=(await legation.intake(slug)).tempo,
        state=journey.state if journey else None,
        ledger=ledger,
        invites=journey.state.calendar.invites if journey else (),
        mails=await legation.mails_to(slug, who),
        offer_answers=await asyncio.to_thread(offer_answers_of, store, slug, (who,)),
        invite_answers=await asyncio.to_thread(records_of, store, slug, (who,)),
        titles={one.id: one.title for one in items},
    )
    return timeline(known)


async def _shown(
    pages: Pages, visit: DeskVisit, participant: str, status: int = 200, **more: object
) -> Response:
    page = await _page(visit, participant)
    return pages.shown("desk/person", page.model_copy(update=more), status)


async def _page(visit: DeskVisit, participant: str) -> PersonPage:
    journey = await _journey(visit, participant)
    entries = (await visit.legation.roster(visit.slug)).everyone
    entry = next((one for one in entries if one.participant == participant), None)
    if entry is None:
        raise HTTPException(404)
    person = await asyncio.to_thread(_person, visit, participant)
    state = journey.state
    is_open = state.offer is not None and state.outcome is None and not journey.is_over
    invites = tuple(
        (one.item.title, one.sequence, one.partstat.value.lower()) for one in state.calendar.invites
    )
    is_delegate = participant in (await visit.legation.ledger(visit.slug)).delegates
    return PersonPage(
        **visit.facts(HERE),
        row=row_of(entry, person.name if person else ""),
        address=person.email if person else "",
        zone=person.zone if person else "",
        rank=entry.rank,
        reasons=entry.reasons,
        tasks=tuple(one for one in await tasks_of(visit) if f"/people/{participant}" in one.page),
        moments=await moments_of(visit, participant, journey),
        can_answer=is_open,
        confirm_by=stamp(state.offer.confirm_by, visit.zone) if state.offer else "",
        is_delegate=is_delegate,
        colleague=await colleague_of(visit, participant) if is_delegate else None,
        invites=invites,
    )


async def _journey(visit: DeskVisit, participant: str) -> JourneyView:
    try:
        return await visit.legation.journey(visit.slug, participant)
    except NotFound:
        raise HTTPException(404) from None


async def _answer(pages: Pages, visit: DeskVisit, participant: str, fields: dict[str, str]) -> Response:
    said = fields.get("answer", "")
    if said not in [one.value for one in Answer]:
        raise HTTPException(400)
    if fields.get("sure") != "yes":
        problem = "Tick that they said so themselves; an answer cannot be taken back."
        return await _shown(pages, visit, participant, 422, problem=problem, typed=fields)
    try:
        await visit.legation.answer(visit.slug, participant, OfferAnswer(answer=Answer(said)))
    except (Refused, NotFound) as reason:
        return await _shown(pages, visit, participant, 409, problem=str(reason), typed=fields)
    log.info("an offer was answered at the desk")
    return RedirectResponse(f"{visit.path}/people/{participant}?done={said}", 303)


async def _export(visit: DeskVisit, participant: str) -> Response:
    try:
        found = await person_export(visit.legation, visit.slug, participant)
    except NotFound:
        raise HTTPException(404) from None
    content = await asyncio.to_thread(archive, found)
    log.info("the data of one person was exported at the desk")
    headers = {"Content-Disposition": f'attachment; filename="{visit.slug}-{participant.lower()}.zip"'}
    return Response(content, media_type="application/zip", headers=headers)


async def _release(pages: Pages, visit: DeskVisit, participant: str, fields: dict[str, str]) -> Response:
    reason, substitute = (
        fields.get("reason", "").strip(),
        fields.get("substitute", "").strip().upper() or None,
    )
    try:
        order = ReleasePlace(
            participant=participant, author=visit.account.name, reason=reason, substitute=substitute
        )
    except ValueError:
        problem = "Say in a few words why the place is given up, and name a substitute by id, as in A-17."
        return await _shown(pages, visit, participant, 422, problem=problem, typed=fields)
    try:
        if fields.get("sure") != "yes":
            return await _shown(pages, visit, participant, sure=await _leaving(visit, order), typed=fields)
        await visit.legation.release_place(visit.slug, order)
    except (Refused, NotFound) as why:
        return await _shown(pages, visit, participant, 409, problem=str(why), typed=fields)
    log.info("a place was released at the desk")
    return RedirectResponse(f"{visit.path}/people/{participant}?done=released", 303)


async def _leaving(visit: DeskVisit, order: ReleasePlace) -> Leaving:
    """What would be told to whom; the same as the command's dry run."""
    hosts = [host.id for host in visit.file.hosts]
    leaving = DropOut(participant=order.participant, substitute=order.substitute)
    change = Change(id="release", change=leaving, author=order.author, reason=order.reason)
    preview = await visit.legation.preview_change(visit.slug, change)
    letters = release_letters(order.participant, order.reason, order.substitute, preview, hosts)
    return Leaving(
        reason=order.reason,
        substitute=order.substitute or "",
        letters=tuple((one.letter.value, one.recipient, one.reason) for one in letters),
        problems=preview.problems,
    )
