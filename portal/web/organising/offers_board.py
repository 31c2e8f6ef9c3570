"""The board of offers at the desk: answer for somebody, release a place, pass a free one on."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import ValidationError

from delegation.command_rules import ENDED
from delegation.offer import Answer, OfferAnswer
from delegation.reading.typed_text import UNREAD
from delegation.status import ReleasePlace
from portal.errors import NotFound, Refused
from portal.foresight import release_letters
from portal.place_release import place_afterwards, programme_without, why_not_now
from portal.show import moment
from portal.views import Offers
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_fields
from portal.web.organising.board_shown import seats
from portal.web.organising.desk_visit import DeskVisit
from portal.web.organising.offers_board_passing import (
    BY_HAND,
    TAB,
    Around,
    around_of,
    foreseen,
    passed_on,
    passing_on,
)
from portal.web.organising.offers_board_shown import (
    OfferDeedPage,
    OffersPage,
    OfferTyped,
    foretold,
    letters_said,
    offers_board,
    promotions_said,
    rules_kept,
)
from portal.web.pages import Pages

DEEDS = ("answer", "release")
LONGEST = 500
UNREADABLE = "Say why once more: a character could not be read, and stands as \N{REPLACEMENT CHARACTER}."
UNLESS = "unless you say below why it is passed on all the same"
SAID = {
    "answer": "The answer counts, and the letter about it is on its way.",
    "release": "The place is released, and everyone it concerns is told.",
    BY_HAND: "The free place is passed on; see who has the offer.",
}
ANSWERS = {"accept": Answer.ACCEPTED, "decline": Answer.DECLINED}


def offers_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/offers", methods=["GET", "HEAD"])
    async def board(slug: str, request: Request) -> Response:
        visit, around = await around_of(desk, request, slug)
        if request.query_params.get("format") == "json":
            ledger = around.ledger
            shown = Offers(offers=ledger.offers, departures=ledger.departures, delegates=ledger.delegates)
            return JSONResponse(shown.model_dump(mode="json"))
        page = _board(visit, around, request.query_params.get("done", ""))
        if request.query_params.get("foresee") == "yes":
            table = await foreseen(visit)
            page = page.model_copy(update={"foretold": foretold(table, around.roster)})
        return pages.shown("desk/offers", page)

    @router.api_route("/desk/{slug}/offers/pass-on", methods=["GET", "HEAD"])
    async def ask_to_pass_on(slug: str, request: Request) -> Response:
        visit, around = await around_of(desk, request, slug)
        waived = tuple(request.query_params.getlist("waive"))
        return pages.shown("desk/offer-deed", await passing_on(visit, around, OfferTyped(waived=waived)))

    @router.post("/desk/{slug}/offers/pass-on")
    async def pass_on(slug: str, request: Request) -> Response:
        visit, around = await around_of(desk, request, slug)
        demand_own_form(request, desk.address)
        fields = await posted_fields(request)
        typed = _typed(fields)
        problem, status = await passed_on(visit, around, typed, _last(fields, "seen"))
        if not problem:
            return RedirectResponse(f"{visit.path}{TAB}?done={BY_HAND}", 303)
        page = await passing_on(visit, around, typed.model_copy(update={"problem": problem}))
        return pages.shown("desk/offer-deed", page, status)

    @router.api_route("/desk/{slug}/offers/{application}/{offer_deed}", methods=["GET", "HEAD"])
    async def ask(slug: str, application: str, offer_deed: str, request: Request) -> Response:
        visit, around = await around_of(desk, request, slug)
        return pages.shown(
            "desk/offer-deed", await _deed(visit, around, application, offer_deed, OfferTyped())
        )

    @router.post("/desk/{slug}/offers/{application}/{offer_deed}")
    async def do(slug: str, application: str, offer_deed: str, request: Request) -> Response:
        visit, around = await around_of(desk, request, slug)
        demand_own_form(request, desk.address)
        typed = _typed(await posted_fields(request))
        page = await _deed(visit, around, application, offer_deed, typed)
        problem, status = await _done(visit, around, application, offer_deed, typed)
        if not problem:
            return RedirectResponse(f"{visit.path}{TAB}?done={offer_deed}", 303)
        said = page.typed.model_copy(update={"problem": problem})
        return pages.shown("desk/offer-deed", page.model_copy(update={"typed": said}), status)

    return router


def _board(visit: DeskVisit, around: Around, done: str) -> OffersPage:
    file, (ledger, roster, status) = visit.file, around
    shown = offers_board(file, ledger, roster, status.now)
    rules, is_over = file.offers, status.phase in ENDED
    goes_on = rules is not None and status.now < rules.replacement_ends_at
    return OffersPage(
        **visit.facts(TAB),
        slug=visit.slug,
        board=shown,
        seats=seats(status.counts),
        rules=rules_kept(ledger),
        can_pass_on=shown.free > 0 and not is_over and bool(shown.columns[-1].cards),
        until=moment(rules.replacement_ends_at, rules.zone) if rules and goes_on else "",
        is_over=is_over,
        promotions=promotions_said(ledger, roster, visit.zone),
        said=SAID.get(done, ""),
    )


async def _deed(visit: DeskVisit, around: Around, id_: str, deed: str, typed: OfferTyped) -> OfferDeedPage:
    """What would be done for one person. Raises HTTPException 404 where there is nothing to do."""
    if deed not in DEEDS or not any(one.participant == id_ for one in around.roster.everyone):
        raise HTTPException(404)
    page = OfferDeedPage(
        **visit.facts(TAB),
        slug=visit.slug,
        deed=deed,
        id=id_,
        organisation=around.organisation(id_),
        seen=around.seen,
        is_registration=visit.file.registration is not None,
        typed=typed,
    )
    return await (_answering if deed == "answer" else _releasing)(visit, around, page)


async def _answering(visit: DeskVisit, around: Around, page: OfferDeedPage) -> OfferDeedPage:
    offer = next(
        (one for one in reversed(around.ledger.offers) if one.participant == page.id and one.outcome is None),
        None,
    )
    zone = visit.file.offers.zone if visit.file.offers else visit.zone
    return page.model_copy(update={"kept_until": moment(offer.confirm_by, zone) if offer else ""})


async def _releasing(visit: DeskVisit, around: Around, page: OfferDeedPage) -> OfferDeedPage:
    """With the letters and what becomes of the place, or why it cannot be released."""
    legation, slug = visit.legation, visit.slug
    order = _looked_at(visit, page)
    refusal = await why_not_now(legation, slug, order)
    if refusal:
        problem = page.typed.problem or refusal
        return page.model_copy(update={"typed": page.typed.model_copy(update={"problem": problem})})
    try:
        preview = await programme_without(legation, slug, order)
    except Refused as reason:
        return page.model_copy(update={"afterwards": (str(reason),)})
    hosts = [host.id for host in visit.file.hosts]
    letters = release_letters(page.id, page.typed.reason, None, preview, hosts)
    then = await place_afterwards(legation, slug, override=page.typed.override, unless=UNLESS)
    return page.model_copy(update={"letters": letters_said(letters, around.roster), "afterwards": (then,)})


def _looked_at(visit: DeskVisit, page: OfferDeedPage) -> ReleasePlace:
    """The release whose effects are shown, also while its reason is missing or cannot be taken."""
    order = ReleasePlace(participant=page.id, author=visit.account.name, reason="not said")
    try:
        return ReleasePlace(**{**order.model_dump(), "reason": page.typed.reason})
    except ValidationError:
        return order


async def _done(visit: DeskVisit, around: Around, id_: str, deed: str, typed: OfferTyped) -> tuple[str, int]:
    """Why it could not be done, with the status that says so; empty once it is, also by a click before."""
    problem = _mistake(deed, typed)
    if problem:
        return problem, 422
    try:
        if deed == "answer":
            await visit.legation.answer(visit.slug, id_, OfferAnswer(answer=ANSWERS[typed.answer]))
            return "", 303
        if any((one.participant, one.reason) == (id_, typed.reason) for one in around.ledger.departures):
            return "", 303
        order = ReleasePlace(
            participant=id_,
            author=visit.account.name,
            reason=typed.reason,
            substitute=typed.substitute or None,
            override=typed.override,
        )
        await visit.legation.release_place(visit.slug, order)
    except (Refused, NotFound) as reason:
        return str(reason), 409
    except ValidationError as wrong:
        return _wrong(wrong), 422
    return "", 303


def _mistake(deed: str, typed: OfferTyped) -> str:
    if deed == "answer" and typed.answer not in ANSWERS:
        return "Please say which answer they gave."
    return UNREADABLE if UNREAD in typed.reason else ""


def _wrong(error: ValidationError) -> str:
    if any("substitute" in one["loc"] for one in error.errors()):
        return "The id of who steps in looks like A-17B."
    return "Say in a few words why, so that the record shows it."


def _typed(fields: Mapping[str, Sequence[str]]) -> OfferTyped:
    return OfferTyped(
        answer=_last(fields, "answer"),
        reason=_last(fields, "reason"),
        substitute=_last(fields, "substitute").upper(),
        override=_last(fields, "override"),
        participant=_last(fields, "participant").upper(),
        waived=tuple(fields.get("waive", ())),
    )


def _last(fields: Mapping[str, Sequence[str]], name: str) -> str:
    values = fields.get(name, ())
    return values[-1].strip()[:LONGEST] if values else ""
