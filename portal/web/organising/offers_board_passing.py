"""A free place passed on by hand: to whom it would go, and doing it."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from fastapi import Request
from pydantic import ValidationError

from delegation.status import DelegationStatus, Ledger, PassOn, Roster
from portal.errors import Refused
from portal.promotion_ahead import if_declined, next_promotion
from portal.web.desk import Desk
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.organising.offers_board_shown import OfferDeedPage, OfferTyped

if TYPE_CHECKING:
    from delegation.selecting.foresight import IfDeclined
    from delegation.selecting.promotion import Promotion

TAB, BY_HAND = "/offers", "pass-on"


class Around(NamedTuple):
    """Everything the board is made of, as it was asked for."""

    ledger: Ledger
    roster: Roster
    status: DelegationStatus

    @property
    def seen(self) -> str:
        """Changes with every place that is passed on: a form that was sent twice is known by it."""
        return str(len(self.ledger.promotions) + len(self.ledger.offers))

    def organisation(self, id_: str) -> str:
        return next((one.organisation for one in self.roster.everyone if one.participant == id_), "")


async def around_of(desk: Desk, request: Request, slug: str) -> tuple[DeskVisit, Around]:
    visit = await visit_desk(desk, request, slug)
    ledger, roster, status = await asyncio.gather(
        visit.legation.ledger(slug), visit.legation.roster(slug), visit.legation.status(slug)
    )
    return visit, Around(ledger, roster, status)


async def passing_on(visit: DeskVisit, around: Around, typed: OfferTyped) -> OfferDeedPage:
    """To whom a free place would go, under the rules that are not set aside."""
    file = visit.file
    page = OfferDeedPage(
        **visit.facts(TAB),
        slug=visit.slug,
        deed=BY_HAND,
        seen=around.seen,
        is_registration=file.registration is not None,
        typed=typed,
    )
    waiting = sorted((e for e in around.roster.entries if e.status == "reserve"), key=lambda e: e.rank or 0)
    if file.selection is None:
        named = tuple((one.participant, f"{one.participant} {one.organisation}") for one in waiting)
        return page.model_copy(update={"waiting": named})
    order = await visit.legation.next_promotion(visit.slug)
    rules = tuple((one.id, one.text) for one in order.rules.rules)
    known = tuple(one for one in typed.waived if one in dict(rules))
    promotion = await asyncio.to_thread(next_promotion, order.model_copy(update={"waived": known}))
    update = {"rules": rules, "afterwards": _to_whom(promotion, around, dict(rules))}
    return page.model_copy(update=update)


def _to_whom(promotion: "Promotion", around: Around, rules: Mapping[str, str]) -> tuple[str, ...]:
    if promotion.participants:
        named = " and ".join(f"{one} {around.organisation(one)}" for one in promotion.participants)
        return (f"An offer would go to {named}.", promotion.reason)
    if not promotion.with_waiver:
        return ("It would go to nobody.", promotion.reason)
    aside = " ".join(rules.get(one, one) for one in promotion.waiver_for)
    nearest = f"{promotion.with_waiver} {around.organisation(promotion.with_waiver)}"
    return (
        "It would go to nobody.",
        promotion.reason,
        f"{nearest} could get it with this set aside: {aside}",
    )


async def passed_on(visit: DeskVisit, around: Around, typed: OfferTyped, seen: str) -> tuple[str, int]:
    if seen != around.seen and any(
        one.author == visit.account.name and one.override == typed.reason
        for one in around.ledger.promotions[-1:]
    ):
        return "", 303  # the same form, sent twice
    try:
        order = PassOn(
            author=visit.account.name,
            reason=typed.reason,
            waived=typed.waived,
            participant=typed.participant or None,
        )
        await visit.legation.pass_on(visit.slug, order)
    except Refused as reason:
        return str(reason), 409
    except ValidationError:
        return "Say in a few words why, so that the record shows it.", 422
    return "", 303


async def foreseen(visit: DeskVisit) -> "tuple[IfDeclined, ...]":
    """For everyone who holds a place, who would get it; nothing of a registration."""
    if visit.file.selection is None:
        return ()
    return await asyncio.to_thread(if_declined, await visit.legation.next_promotion(visit.slug))
