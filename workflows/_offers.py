"""Offers: what was decided is published, places are offered, and each offer comes to its end."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.documents import DocumentOrder
    from delegation.application import ApplicationStatus
    from delegation.correspondence import at_home, next_steps
    from delegation.decision_letters import not_selected_facts, offer_facts, reserve_facts
    from delegation.document import DocumentKind, DocumentRef
    from delegation.exchanging.opening import goes_on
    from delegation.journey import OfferClosed
    from delegation.letter import FactValue, Letter, LetterName
    from delegation.news import Decided, DelegationClosed, News
    from delegation.offer import Offer, OfferOutcome
    from delegation.registering import passed_on_until
    from delegation.selecting.promotion import needs_visa
    from delegation.selecting.selection import Decision
    from delegation.status import OfferRecord, Promotion

from workflows._call import counting_for
from workflows._desk import Desk
from workflows._places import free_places, had_their_offer, reserve_list, waiting, withdrawn

CLOSED_TO = (ApplicationStatus.INELIGIBLE, ApplicationStatus.NOT_SELECTED)


async def publish_decisions(desk: Desk, confirm_by: datetime | None = None) -> None:
    """Letters to everyone the panel decided on: an offer, a place on the reserve list, or a refusal.

    `confirm_by` is until when these offers stand, the dates of the file if not given. Who was told
    before, for an earlier cut-off, is not told again.
    """
    decisions = _to_be_told(desk)
    desk.set(published=desk.state.selection)
    desk.is_reserve_exhausted = False
    status = {decision.participant: decision.status for decision in decisions}
    desk.set(
        applied=tuple(
            one.model_copy(update={"status": status.get(one.participant, one.status)})
            for one in desk.state.applied
        )
    )
    selected = [d for d in decisions if d.status is ApplicationStatus.SELECTED]
    offers = {d.participant: _first_offer(desk, d, confirm_by) for d in selected}
    length = len(reserve_list(desk))
    others: dict[str, News] = {
        d.participant: _not_offered(desk, d, length) for d in decisions if d.participant not in offers
    }
    why = {decision.participant: decision for decision in selected}
    await make_offers(desk, offers, why, others=others, summary="Decisions")


def _to_be_told(desk: Desk) -> list[Decision]:
    """Decisions that are new since the last publication, without those of people who withdrew.

    Who applied again is told again, also where the decision is the same as before.
    """
    gone, selection, published = withdrawn(desk), desk.state.selection, desk.state.published
    known = {one.participant: one.status for one in (published.decisions if published else ())}
    decisions = selection.decisions if selection else ()
    gone |= had_their_offer(desk) | {*desk.state.delegates}
    new = {one.participant for one in counting_for(desk, desk.deciding)}
    return [
        one
        for one in decisions
        if one.participant not in gone
        and (one.participant in new or known.get(one.participant) is not one.status)
    ]


async def make_offers(
    desk: Desk,
    offers: dict[str, Offer],
    why: Mapping[str, Decision | Promotion],
    *,
    summary: str,
    others: dict[str, News] | None = None,
    promoted: bool = False,
) -> None:
    """Offer places, all at once; `others` is told at the same time to those who get none.

    `why` says for each place by which decision it is offered, the panel's or a promotion.
    """
    told = {
        participant: _offer_told(desk, participant, offer, why[participant])
        for participant, offer in offers.items()
    }
    records = tuple(
        OfferRecord(
            participant=participant, promoted=promoted, confirm_by=offer.confirm_by, reason=offer.reason
        )
        for participant, offer in sorted(offers.items())
    )
    desk.set(offers=(*desk.state.offers, *records))  # first: who withdraws from now on closes them
    if free_places(desk) <= 0:
        desk.drop_task("place-free")
    letters = await _offer_letters(desk, offers, told) if offers else {}
    news: dict[str, News] = {
        participant: _offered(desk, offer, told[participant], letters.get(participant))
        for participant, offer in offers.items()
    }
    await desk.tell({**news, **(others or {})}, summary)


async def close_reserve(desk: Desk) -> None:
    """Tell those still waiting that no more places are passed on."""
    if desk.state.is_reserve_closed:
        return
    name, ended = LetterName.RESERVE_CLOSED, desk.clock.now()
    if desk.file.offers is not None:
        ended = desk.file.offers.replacement_ends_at
    elif desk.file.registration is not None:
        name, ended = LetterName.WAITING_ENDED, passed_on_until(desk.file) or ended
    facts: dict[str, FactValue] = {"closed_at": at_home(ended, desk.file)}
    letters = [Letter(name=name, recipient=participant, facts=facts) for participant in waiting(desk)]
    desk.set(is_reserve_closed=True)
    await desk.write(letters, "Reserve list closed")


async def dismiss(desk: Desk) -> None:
    """The last chance has passed: journeys without a place and without a place on the list end, silently.

    Who takes part in an exchange that goes on is needed until it ends.
    """
    over = DelegationClosed(at=desk.clock.now())
    busy = {who for one in desk.state.exchanges if goes_on(one) for who in (one.visitor, one.host)}
    left = {
        one.participant: over
        for one in desk.state.applied
        if one.status in CLOSED_TO and one.participant not in busy
    }
    await desk.tell(left, "No further cut-off")


def close_offer(desk: Desk, closed: OfferClosed) -> None:
    """Record how an offer ended; a confirmation makes a delegate, anything else frees the place."""
    if closed.outcome is not OfferOutcome.CONFIRMED:
        desk.is_reserve_exhausted = False
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


def offer_until(desk: Desk, confirm_by: datetime, reason: str) -> Offer:
    """An offer with the reminders that still lie ahead."""
    days = sorted(desk.file.offer_rules.remind_days_before, reverse=True)
    reminders = (confirm_by - timedelta(days=day) for day in days)
    ahead = tuple(moment for moment in reminders if moment > desk.clock.now())
    return Offer(confirm_by=confirm_by, remind_at=ahead, reason=reason)


def _first_offer(desk: Desk, decision: Decision, confirm_by: datetime | None) -> Offer:
    if confirm_by is None:
        applied = desk.applied(decision.participant)
        with_visa = applied is not None and needs_visa(applied.facts, desk.file.offer_rules)
        confirm_by = desk.file.offer_rules.confirm_by_at(needs_visa=with_visa)
    return offer_until(desk, confirm_by, decision.reasons[0])


def _offer_told(
    desk: Desk, participant: str, offer: Offer, why: Decision | Promotion
) -> dict[str, FactValue]:
    """What mail and document say of one offer."""
    applied = desk.applied(participant)
    own_cost = applied is not None and applied.own_cost
    if not isinstance(why, Promotion):
        return offer_facts(why, offer.confirm_by, desk.file, own_cost=own_cost)
    waived = tuple(rule.text for rule in desk.file.selection_rules.rules if rule.id in why.waived)
    return offer_facts(
        (offer.reason,), offer.confirm_by, desk.file, own_cost=own_cost, promoted=True, waived=waived
    )


def _offered(desk: Desk, offer: Offer, told: dict[str, FactValue], letter: DocumentRef | None) -> Decided:
    return Decided(
        at=desk.clock.now(),
        status=ApplicationStatus.SELECTED,
        offer=offer,
        facts=told,
        attachments=(letter,) if letter else (),
        next_steps=next_steps(desk.file, desk.clock.now()),
    )


def _not_offered(desk: Desk, decision: Decision, length: int) -> Decided:
    """`length` is that of the reserve list."""
    comments = desk.state.comments.get(decision.participant, ())
    organisations = desk.organisations()
    if decision.status is ApplicationStatus.RESERVE:
        facts = reserve_facts(
            decision, desk.file, comments=comments, organisations=organisations, length=length
        )
    else:
        now = desk.clock.now()
        facts = not_selected_facts(
            decision, desk.file, comments=comments, organisations=organisations, now=now
        )
    final = not desk.has_later_cut_off()
    return Decided(at=desk.clock.now(), status=decision.status, facts=facts, final=final)


async def _offer_letters(
    desk: Desk, offers: dict[str, Offer], told: dict[str, dict[str, FactValue]]
) -> dict[str, DocumentRef]:
    order = DocumentOrder(
        delegation=desk.slug,
        kind=DocumentKind.OFFER_LETTER,
        participants=tuple(sorted(offers)),
        offers=offers,
        told=told,
        places=desk.file.capacity,
        made_at=desk.clock.now(),
    )
    made = await desk.make(order, f"{len(offers)} offer letters")
    return {ref.participant: ref for ref in made.documents if ref.participant is not None}
