"""Promotions: a place that comes back is passed on under the rules it was given by, or stays free."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.deciding import DecisionActivities, PromotionOrder
    from delegation.file import Phase
    from delegation.reporting import places_of
    from delegation.selecting.promotion import Promotion as Found
    from delegation.selecting.promotion import needs_visa
    from delegation.status import Promotion
    from workflows._options import SOLVE

from workflows._desk import Desk
from workflows._offers import make_offers, offer_until
from workflows._places import free_places, had_their_offer, open_offers, reserve_list, waiting, withdrawn

WINDOW_ENDED = (
    "The replacement window has ended; the place stays empty unless an override with a reason is given."
)


async def fill_places(desk: Desk) -> None:
    """Pass on every place that comes back, until all are taken or the window ends."""
    while not desk.state.cancelled and await _next_free_place(desk):
        async with desk.turn:
            await pass_on_free_places(desk)


async def pass_on_returned_place(desk: Desk) -> None:
    """After the phase of offers nobody waits for places any more: what comes back is passed on here."""
    if desk.file.offers is None:
        return  # of a registration those who wait move up (`_moving_up`)
    if desk.state.phase is Phase.ITINERARY and desk.state.plan is None:
        await pass_on_free_places(desk)


async def pass_on_free_places(desk: Desk, *, override: str = "", author: str = "") -> str:
    """Offer everything that is free now, in the caller's turn. Returns the reasons."""
    reasons: list[str] = []
    while _may_pass_on(desk) and not desk.state.cancelled:
        if desk.clock.now() < desk.file.offer_rules.replacement_ends_at:
            reasons.append(await pass_on_place(desk, override=override, author=author))
        else:
            reasons.append(_leave_free(desk, author))
    return " ".join(dict.fromkeys(reasons))


async def pass_on_place(
    desk: Desk, *, override: str = "", author: str = "", waived: tuple[str, ...] = ()
) -> str:
    """Offer what is free to who keeps the group's balance. Returns the reason, also when nobody does."""
    promotion = await _find_promotion(desk, waived)
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
    confirm_by = desk.clock.now() + timedelta(days=desk.file.offer_rules.answer_days_when_promoted)
    offers = {participant: offer_until(desk, confirm_by, reason) for participant in promoted}
    told = dict.fromkeys(promoted, record)
    await make_offers(desk, offers, told, summary="Promoted from the reserve list", promoted=True)
    return reason


async def _find_promotion(desk: Desk, waived: tuple[str, ...]) -> Found:
    """Who takes the free place; looked for again when somebody answered or withdrew meanwhile."""
    while True:
        order = promotion_order(desk).model_copy(update={"waived": waived})
        found = await workflow.execute_activity_method(
            DecisionActivities.find_promotion, order, summary="Who takes the free place", **SOLVE
        )
        now = promotion_order(desk)
        if (order.holding, order.out, order.reserve) == (now.holding, now.out, now.reserve):
            return found


def _leave_free(desk: Desk, author: str) -> str:
    """The window has ended: the place stays free, and that is on record."""
    record = Promotion(at=desk.clock.now(), reason=WINDOW_ENDED, author=author)
    desk.set(promotions=(*desk.state.promotions, record))
    desk.note_task("place-free", f"A place stays free: {WINDOW_ENDED}")
    desk.is_reserve_exhausted = True
    return WINDOW_ENDED


def promotion_order(desk: Desk) -> PromotionOrder:
    """Who holds, who is out, who waits: all that the next promotion depends on."""
    state, rules = desk.state, desk.file.offer_rules
    holding = {*places_of(state.delegates, state), *open_offers(desk)}
    listed = reserve_list(desk)
    out = {*state.delegates, *(one.participant for one in state.departures), *withdrawn(desk)}
    out |= had_their_offer(desk) | (set(listed) - set(waiting(desk)))
    visa = [one.participant for one in state.applied if needs_visa(one.facts, rules)]
    latest = desk.file.starts_at - timedelta(days=rules.visa_lead_days)
    return PromotionOrder(
        evaluated=state.evaluated,
        rules=desk.file.selection_rules,
        holding=tuple(sorted(holding)),
        out=tuple(sorted(out - holding)),
        reserve=listed,
        needs_visa=tuple(visa),
        is_too_late_for_visa=desk.clock.now() > latest,
    )


async def _next_free_place(desk: Desk) -> bool:
    """Wait until a place is free. False when all are taken, nobody is left, or the window has ended."""
    ends = desk.file.offer_rules.replacement_ends_at

    def decided() -> bool:
        return _may_pass_on(desk) or not open_offers(desk)

    await desk.until(ends, decided, summary="Places are passed on until")
    return _may_pass_on(desk) and desk.clock.now() < ends


def _may_pass_on(desk: Desk) -> bool:
    return free_places(desk) > 0 and not desk.is_reserve_exhausted
