"""A place that is to be released: why it cannot be, what it changes, and who would get it."""

from typing import TYPE_CHECKING

from delegation.application import Applied
from delegation.change import Change, ChangePreview, DropOut
from delegation.command_rules import why_not_release
from delegation.status import DelegationState, ReleasePlace
from portal.errors import NotFound, Refused

if TYPE_CHECKING:
    from portal.client import Legation


async def why_not_now(legation: "Legation", slug: str, order: ReleasePlace) -> str | None:
    """Why the delegation would refuse the order."""
    delegates = (await legation.ledger(slug)).delegates
    known: list[Applied] = []
    for one in (order.participant, order.substitute):
        try:
            journey = (await legation.journey(slug, one)).state if one else None
        except NotFound:
            continue
        if one and journey and journey.facts and journey.received_at:
            known.append(Applied(participant=one, facts=journey.facts, received_at=journey.received_at))
    state = DelegationState(delegates=delegates, applied=tuple(known))
    return why_not_release(order, await legation.file(slug), state)


async def programme_without(legation: "Legation", slug: str, order: ReleasePlace) -> ChangePreview:
    """The programme without them, if there is one already. Raises Refused where that cannot be."""
    if not (await legation.itinerary(slug)).itinerary.version:
        return ChangePreview()
    leaving = DropOut(participant=order.participant, substitute=order.substitute)
    change = Change(id="release", change=leaving, author=order.author, reason=order.reason)
    preview = await legation.preview_change(slug, change)
    if preview.problems and not preview.effects:
        raise Refused(" ".join(preview.problems))
    return preview


async def place_afterwards(
    legation: "Legation", slug: str, *, override: str, unless: str = "without --override"
) -> str:
    """Who would get the place, in a sentence; `unless` says how it is passed on after its time."""
    file = await legation.file(slug)
    if file.registration is not None:
        return "The place would go to who waits first and can use it, as long as places are passed on."
    rules = file.offer_rules
    status = await legation.status(slug)
    if (await legation.itinerary(slug)).itinerary.version:
        return "The programme is planned: the place would stay empty."
    if status.now > rules.replacement_ends_at and not override:
        return f"The time for replacements is over: the place would stay empty {unless}."
    waiting = [one for one in (await legation.roster(slug)).entries if one.status == "reserve"]
    ranked = sorted(waiting, key=lambda one: one.rank or 0)
    names = ", ".join(one.participant for one in ranked)
    return f"An offer would go to the first on the reserve list who keeps the balance: {names or 'nobody'}."
