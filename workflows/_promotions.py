"""Promotions: a place that comes back is passed on under the rules it was given by, or stays free."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.deciding import DecisionActivities, PromotionOrder
    from delegation.file import Phase
    from delegation.reporting import places_of
    from delegation.selecting.promotion import needs_visa
    from delegation.status import Promotion
    from workflows._options import SOLVE

from workflows._desk import Desk
from workflows._offers import make_offers, offer_until
from workflows._places import free_places, open_offers, reserve_list, withdrawn


async def fill_places(desk: Desk) -> None:
    """Pass on every place that comes back, until all are taken or the window ends."""
    while not desk.state.cancelled and await _next_free_place(desk):
        async with desk.turn:
            await pass_on_place(desk)


async def pass_on_returned_place(desk: Desk) -> None:
    """After the phase of offers nobody waits for places any more: one that comes back is passed on here."""
    is_later = desk.state.phase is Phase.ITINERARY and desk.state.plan is None
    if is_later and _may_pass_on(desk) and desk.clock.now() < desk.file.offers.replacement_ends_at:
        await pass_on_place(desk)


async def pass_on_place(
    desk: Desk, *, override: str = "", author: str = "", waived: tuple[str, ...] = ()
) -> str:
    """Offer what is free to who keeps the group's balance. Returns the reason, also when nobody does."""
    promotion = await workflow.execute_activity_method(
        DecisionActivities.find_promotion,
        promotion_order(desk).model_copy(update={"waived": waived}),
        summary="Who takes the free place",
        **SOLVE,
    )
    promoted = promotion.participants
    reason = f"{promotion.reason} Override: {override}" if override and promoted else promotion.reason
    record = Promotion(
        at=desk.clock.now(),
        participants=promoted,
        reason=promotion.reason,
        override=override,
        author=author,
        waived=waived if promoted else (),
    )
    desk.set(promotions=(*desk.state.promotions, record))
    if not promoted:
        desk.note_task("place-free", f"A place stays free: {promotion.reason}")
        desk.is_reserve_exhausted = True
        return reason
    desk.drop_task("place-free")
    confirm_by = desk.clock.now() + timedelta(days=desk.file.offers.answer_days_when_promoted)
    offers = {participant: offer_until(desk, confirm_by, reason) for participant in promoted}
    told = dict.fromkeys(promoted, record)
    await make_offers(desk, offers, told, summary="Promoted from the reserve list", promoted=True)
    return reason


def promotion_order(desk: Desk) -> PromotionOrder:
    """Who holds, who is out, who waits: all that the next promotion depends on."""
    state, rules = desk.state, desk.file.offers
    holding = (*places_of(state.delegates, state), *open_offers(desk))
    out = [one.participant for one in state.offers if one.participant not in holding]
    left = [one.participant for one in state.departures if one.participant not in holding]
    visa = [one.participant for one in state.applied if needs_visa(one.facts, rules)]
    latest = desk.file.starts_at - timedelta(days=rules.visa_lead_days)
    return PromotionOrder(
        evaluated=state.evaluated,
        rules=desk.file.selection,
        holding=holding,
        out=tuple(sorted({*out, *left, *withdrawn(desk)})),
        reserve=reserve_list(desk),
        needs_visa=tuple(visa),
        is_too_late_for_visa=desk.clock.now() > latest,
    )


async def _next_free_place(desk: Desk) -> bool:
    """Wait until a place is free. False when all are taken, nobody is left, or the window has ended."""
    ends = desk.file.offers.replacement_ends_at

    def decided() -> bool:
        return _may_pass_on(desk) or not open_offers(desk)

    await desk.until(ends, decided, summary="Places are passed on until")
    return _may_pass_on(desk) and desk.clock.now() < ends


def _may_pass_on(desk: Desk) -> bool:
    return free_places(desk) > 0 and not desk.is_reserve_exhausted
