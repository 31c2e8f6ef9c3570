"""Promotions looked at before they happen, and a place passed on by hand."""

import asyncio
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Author, Delegation, DryRun, Json, Reason, Someone

if TYPE_CHECKING:
    from activities.deciding import PromotionOrder
    from delegation.selecting.foresight import IfDeclined
    from delegation.selecting.promotion import Promotion
    from delegation.status import PassOn, Roster
    from portal.client import Legation

Waive = Annotated[
    tuple[str, ...],
    Parameter(name="--waive", help="A rule of balance that may be broken; give it once for each rule."),
]


async def foresee(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """Say for everyone who holds a place who would be promoted if they declined now. Nothing is done.

    Example: `./legation offers foresee usa-2017`
    """
    from portal import show
    from portal.promotion_ahead import if_declined
    from portal.views import Foreseen

    legation = await connect()
    order = await legation.next_promotion(slug)
    table = await asyncio.to_thread(if_declined, order)
    if json:
        show.json_object(Foreseen(if_declined=table))
        return
    roster = await legation.roster(slug)
    show.rows(("if this one declines", "", "then", "why"), [_row(one, roster) for one in table])
    show.say(f"{show.amount(len(table), 'place')} taken or offered. Nothing was done.")


async def pass_on(
    slug: Delegation,
    /,
    *,
    author: Author,
    reason: Reason,
    waive: Waive = (),
    participant: Annotated[Someone, Parameter(help="Where one registers: who moves up, as in A-17.")] = None,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Pass a free place on by hand: after the window, or with rules of balance set aside.

    Where one registers, who waits first moves up, or who is named.

    Example: `./legation offers pass-on usa-2017 --waive excellence --author Office --reason "Agreed"`
    """
    from delegation.status import PassOn
    from portal import show
    from portal.promotion_ahead import next_promotion

    legation = await connect()
    if (await legation.file(slug)).registration is not None:
        by_hand = PassOn(author=author, reason=reason, waived=waive, participant=participant)
        await _move_up(legation, slug, by_hand, dry_run=dry_run)
        return
    order = (await legation.next_promotion(slug)).model_copy(update={"waived": waive})
    _check_rules(waive, order)
    if not dry_run:
        done = await legation.pass_on(slug, PassOn(author=author, reason=reason, waived=waive))
        show.say(done.text, f"Who has the offer: './legation offers list {slug}'.")
        return
    promotion = await asyncio.to_thread(next_promotion, order)
    roster = await legation.roster(slug)
    show.say(
        f"An offer would go to {_named(promotion.participants, roster) or 'nobody'}.",
        promotion.reason,
        *_waiver(promotion, roster),
        "Nothing was done.",
    )


async def _move_up(legation: "Legation", slug: str, order: "PassOn", *, dry_run: bool) -> None:
    """Of a registration: a free place goes to who waits first, or to who is named."""
    from portal import show

    if not dry_run:
        show.say((await legation.pass_on(slug, order)).text)
        return
    waiting = [one for one in (await legation.roster(slug)).entries if one.status == "reserve"]
    ranked = [one.participant for one in sorted(waiting, key=lambda one: one.rank or 0)]
    first = order.participant or next(iter(ranked), "nobody")
    show.say(f"If a place is free for them, {first} would move up and get the letter place-free.")
    show.say("Nothing was done.")


def _check_rules(waive: tuple[str, ...], order: "PromotionOrder") -> None:
    """Raises Refused for what is no rule of balance."""
    from delegation.reading.suggestion import suggestion
    from portal.errors import Refused

    known = [one.id for one in order.rules.rules]
    for name in waive:
        if name not in known:
            raise Refused(f"There is no rule {name!r}; {suggestion(name, known)}")


def _waiver(promotion: "Promotion", roster: "Roster") -> tuple[str, ...]:
    """How the one nearest to the rules could be offered the place."""
    if promotion.participants or not promotion.with_waiver:
        return ()
    rules = " ".join(f"--waive {rule}" for rule in promotion.waiver_for)
    return (f"With {rules} it would go to {_named((promotion.with_waiver,), roster)}.",)


def _row(one: "IfDeclined", roster: "Roster") -> tuple[object, ...]:
    then = _named(one.promotion.participants, roster) or "nobody"
    return (one.participant, _named((one.participant,), roster, alone=True), then, one.promotion.reason)


def _named(participants: tuple[str, ...], roster: "Roster", *, alone: bool = False) -> str:
    names = {one.participant: f"{one.organisation}, {one.country}" for one in roster.entries}
    if alone:
        return names.get(participants[0], "")
    return " and ".join(f"{one} ({names.get(one, '')})" for one in participants)
