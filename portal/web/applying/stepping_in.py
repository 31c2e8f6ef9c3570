"""Who steps in for a delegate, by the address of the place: `/instead/{token}`.

The address decides the id of whoever uses it, so that one address is one person, however often it is sent.
"""

import asyncio
from typing import NamedTuple

from delegation.journey import JourneyState
from delegation.journey_rules import OVER
from portal.client import Legation
from portal.errors import NotFound
from portal.web.applying.submission import participant_of

MOST = 20
"""Addresses for one place; an organiser who needs more of them talks to the organisation."""


class Stepping(NamedTuple):
    """How the place of one delegate stands."""

    number: int
    """Of the address that may be passed on now."""
    participant: str = ""
    """Who handed in details and may step in; empty: nobody yet, and the address is to be passed on."""
    is_exhausted: bool = False


def stepping_in(secret: bytes, place: str, number: int) -> str:
    """The id of who uses this address. No submission of a form is written so."""
    return participant_of(secret, f"instead|{place}|{number}")


async def standing_of(legation: Legation, slug: str, participant: str) -> JourneyState | None:
    """None: nobody by that id has handed in anything. Raises EngineAway."""
    try:
        return (await legation.journey(slug, participant)).state
    except NotFound:
        return None


async def stepping(legation: Legation, slug: str, place: str) -> Stepping:
    """Whom the addresses of a place brought so far. Raises EngineAway, OSError."""
    secret = await asyncio.to_thread(legation.register.secret, slug)
    for number in range(MOST):
        participant = stepping_in(secret, place, number)
        state = await standing_of(legation, slug, participant)
        if state is None:
            return Stepping(number)
        if state.status not in OVER:
            return Stepping(number, participant)
    return Stepping(MOST, is_exhausted=True)
