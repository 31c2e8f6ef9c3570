"""With whom a delegate wants to share a room: names are looked up here, so that only ids travel on."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from activities.ports import Missing
from delegation.reading.room_wishes import Fellow, room_wish, unclear_partner
from delegation.rooming import RoomWish

if TYPE_CHECKING:
    from portal.client import Legation


async def wish_for_a_room(
    legation: "Legation", slug: str, participant: str, answers: Mapping[str, object]
) -> tuple[RoomWish | None, str | None]:
    """The wish in these answers, and what to tell the delegate where their words fit nobody.

    None, None where the answers say nothing about a room. Raises OSError when the vault is away.
    """
    if room_wish(answers, (), participant) is None:
        return None, None
    entries = (await legation.roster(slug)).entries
    fellows = await asyncio.gather(
        *(asyncio.to_thread(_fellow, legation, slug, one.participant, one.organisation) for one in entries)
    )
    return room_wish(answers, fellows, participant), unclear_partner(answers, fellows, participant)


def _fellow(legation: "Legation", slug: str, participant: str, organisation: str) -> Fellow:
    try:
        name = legation.register.person(slug, participant).name
    except Missing:
        name = ""
    return Fellow(participant=participant, name=name, organisation=organisation)
