"""Offers: places are offered, and passed on under the same rules when they come back."""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.deciding import DecisionActivities, PromotionOrder
    from activities.documents import DocumentOrder
    from delegation.application import ApplicationStatus
    from delegation.correspondence import at_home, next_steps, offer_facts, reserve_facts
    from delegation.document import DocumentKind, DocumentRef
    from delegation.file import Phase
    from delegation.journey import OfferClosed
    from delegation.letter import FactValue, Letter, LetterName
    from delegation.news import Decided, News
    from delegation.offer import Offer, OfferOutcome
    from delegation.reporting import places_of
    from delegation.selecting.promotion import needs_visa
    from delegation.selecting.selection import Decision
    from delegation.status import OfferRecord
    from workflows._options import SOLVE

from workflows._desk import Desk


async def make_offers(desk: Desk) -> None:
    """Publish the decisions, then fill every place that comes back until the window ends."""
    await _publish_decisions(desk)
    while not desk.state.cancelled and await _next_free_place(desk):
        async with desk.turn:
            await pass_on_place(desk)


async def close_reserve(desk: Desk) -> None:
    """Tell those still waiting that no more places are passed on."""
    if desk.state.is_reserve_closed:
        return
    closed_at = at_home(desk.file.offers.replacement_ends_at, desk.file)
    letters = [
        Letter(name=LetterName.RESERVE_CLOSED, recipient=participant, facts={"closed_at": closed_at})
        for participant in waiting(desk)
    ]
    desk.set(is_reserve_closed=True)
    await desk.write(letters, "Reserve list closed")


def close_offer(desk: Desk, closed: OfferClosed) -> None:
    """Record how an offer ended; a confirmation makes a delegate."""
    desk.set(
        offers=tuple(
            one.model_copy(update={"outcome": closed.outcome})
            if one.participant == closed.participant and one.outcome is None
            else one
            for one in desk.state.offers
        )
    )
    if closed.outcome is OfferOutcome.CONFIRMED and closed.participant not in desk.state.delegates:
        desk.set(delegates=(*desk.state.delegates, closed.participant))


def close_application(desk: Desk, participant: str) -> None:
    """Somebody without a place withdrew: out of the evaluation, off the reserve list, their offer closed."""
    withdrawn = {"status": ApplicationStatus.WITHDRAWN}
    desk.set(
        applied=tuple(
            one.model_copy(update=withdrawn) if one.participant == participant else one
            for one in desk.state.applied
        )
    )
    close_offer(desk, OfferClosed(participant=participant, outcome=OfferOutcome.WITHDRAWN))


def withdrawn(desk: Desk) -> set[str]:
    """Who withdrew an application; delegates who left are under the departures."""
    return {one.participant for one in desk.state.applied if one.status is ApplicationStatus.WITHDRAWN}


def open_offers(desk: Desk) -> tuple[str, ...]:
    return tuple(one.participant for one in desk.state.offers if one.outcome is None)


def free_places(desk: Desk) -> int:
    """Places neither confirmed nor under offer."""
    return desk.file.selection.places - len(desk.state.delegates) - len(open_offers(desk))


def waiting(desk: Desk) -> tuple[str, ...]:
    """The reserve list in the order of its ranks, without those who were offered a place since."""
    offered = {one.participant for one in desk.state.offers}
    gone = {departure.participant for departure in desk.state.departures} | withdrawn(desk)
    return tuple(one for one in _reserve_list(desk) if one not in offered | gone)


def _reserve_list(desk: Desk) -> tuple[str, ...]:
    if desk.state.selection is None:
        return ()
    listed = [d for d in desk.state.selection.decisions if d.status is ApplicationStatus.RESERVE]
    return tuple(d.participant for d in sorted(listed, key=lambda decision: decision.rank or 0))


async def pass_on_returned_place(desk: Desk) -> None:
    """After the phase of offers nobody waits for places any more: one that comes back is passed on here."""
    is_later = desk.state.phase is Phase.ITINERARY and desk.state.plan is None
    if is_later and _may_pass_on(desk) and desk.clock.now() < desk.file.offers.replacement_ends_at:
        await pass_on_place(desk)


async def pass_on_place(desk: Desk, *, override: str = "") -> str:
    """Offer one free place to who keeps the group's balance. Returns the reason, also when nobody does."""
    promotion = await workflow.execute_activity_method(
        DecisionActivities.find_promotion, _promotion_order(desk), summary="Who takes the free place", **SOLVE
    )
    if promotion.participant is None:
        desk.note_task("place-free", f"A place stays free: {promotion.reason}")
        desk.is_reserve_exhausted = True
        return promotion.reason
    reason = f"{promotion.reason} Override: {override}" if override else promotion.reason
    confirm_by = desk.clock.now() + timedelta(days=desk.file.offers.answer_days_when_promoted)
    offer = _offer(desk, confirm_by, reason)
    letter = await _offer_letters(desk, {promotion.participant: offer})
    desk.set(offers=(*desk.state.offers, _record(promotion.participant, offer, promoted=True)))
    await desk.tell(
        {promotion.participant: _offered(desk, offer, (reason,), letter.get(promotion.participant))},
        "Promoted from the reserve list",
    )
    return reason


async def _next_free_place(desk: Desk) -> bool:
    """Wait until a place is free. False when all are taken, nobody is left, or the window has ended."""
    ends = desk.file.offers.replacement_ends_at

    def decided() -> bool:
        return _may_pass_on(desk) or not open_offers(desk)

    await desk.until(ends, decided, summary="Places are passed on until")
    return _may_pass_on(desk) and desk.clock.now() < ends


def _may_pass_on(desk: Desk) -> bool:
    return free_places(desk) > 0 and not desk.is_reserve_exhausted


async def _publish_decisions(desk: Desk) -> None:
    """Letters to everyone evaluated: an offer, a place on the reserve list, or a refusal with reasons."""
    if desk.state.selection is None:
        return
    gone = withdrawn(desk)
    decisions = [one for one in desk.state.selection.decisions if one.participant not in gone]
    status = {decision.participant: decision.status for decision in decisions}
    desk.set(
        applied=tuple(
            one.model_copy(update={"status": status.get(one.participant, one.status)})
            for one in desk.state.applied
        )
    )
    selected = [d for d in decisions if d.status is ApplicationStatus.SELECTED]
    offers = {d.participant: _first_offer(desk, d) for d in selected}
    letters = await _offer_letters(desk, offers)
    desk.set(offers=tuple(_record(participant, offer) for participant, offer in sorted(offers.items())))
    news: dict[str, News] = {}
    for decision in decisions:
        offer = offers.get(decision.participant)
        if offer is not None:
            letter = letters.get(decision.participant)
            news[decision.participant] = _offered(desk, offer, decision.reasons, letter)
        else:
            news[decision.participant] = _not_offered(desk, decision)
    await desk.tell(news, "Decisions")


def _first_offer(desk: Desk, decision: Decision) -> Offer:
    applied = desk.applied(decision.participant)
    with_visa = applied is not None and needs_visa(applied.facts, desk.file.offers)
    return _offer(desk, desk.file.offers.confirm_by_at(needs_visa=with_visa), decision.reasons[0])


def _offer(desk: Desk, confirm_by: datetime, reason: str) -> Offer:
    """An offer with the reminders that still lie ahead."""
    days = sorted(desk.file.offers.remind_days_before, reverse=True)
    reminders = (confirm_by - timedelta(days=day) for day in days)
    ahead = tuple(moment for moment in reminders if moment > desk.clock.now())
    return Offer(confirm_by=confirm_by, remind_at=ahead, reason=reason)


def _record(participant: str, offer: Offer, *, promoted: bool = False) -> OfferRecord:
    return OfferRecord(
        participant=participant, promoted=promoted, confirm_by=offer.confirm_by, reason=offer.reason
    )


def _offered(desk: Desk, offer: Offer, reasons: tuple[str, ...], letter: DocumentRef | None) -> Decided:
    return Decided(
        at=desk.clock.now(),
        status=ApplicationStatus.SELECTED,
        offer=offer,
        facts=offer_facts(reasons, offer.confirm_by, desk.file),
        attachments=(letter,) if letter else (),
        next_steps=next_steps(desk.file),
    )


def _not_offered(desk: Desk, decision: Decision) -> Decided:
    is_reserve = decision.status is ApplicationStatus.RESERVE
    facts: dict[str, FactValue] = (
        reserve_facts(decision, desk.file) if is_reserve else {"reasons": decision.reasons}
    )
    return Decided(at=desk.clock.now(), status=decision.status, facts=facts)


async def _offer_letters(desk: Desk, offers: dict[str, Offer]) -> dict[str, DocumentRef]:
    order = DocumentOrder(
        delegation=desk.slug,
        kind=DocumentKind.OFFER_LETTER,
        participants=tuple(sorted(offers)),
        offers=offers,
        made_at=desk.clock.now(),
    )
    made = await desk.make(order, f"{len(offers)} offer letters")
    return {ref.participant: ref for ref in made.documents if ref.participant is not None}


def _promotion_order(desk: Desk) -> PromotionOrder:
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
        reserve=_reserve_list(desk),
        needs_visa=tuple(visa),
        is_too_late_for_visa=desk.clock.now() > latest,
    )
