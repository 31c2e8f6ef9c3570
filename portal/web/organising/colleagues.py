"""Who may travel in place of a delegate: the address to pass on, and who used it."""

import asyncio

from delegation.zoned import stamp
from portal.web.applying.opening import is_public
from portal.web.applying.stepping_in import stepping
from portal.web.organising.desk_visit import DeskVisit
from portal.web.organising.people_page import Colleague


async def colleague_of(visit: DeskVisit, participant: str) -> Colleague | None:
    """None where nobody can step in any more: the delegation is over, or has no form.

    Of a delegate only. Raises EngineAway, OSError.
    """
    file, intake = visit.file, await visit.legation.intake(visit.slug)
    now = (await visit.legation.journey(visit.slug, participant)).now
    if not intake.is_open or not is_public(file) or now >= file.ends_at:
        return None
    found = await stepping(visit.legation, visit.slug, participant)
    if found.is_exhausted or found.participant:
        return Colleague(participant=found.participant)
    links = visit.desk.links
    address = await asyncio.to_thread(links.instead_link, visit.slug, participant, found.number)
    return Colleague(address=address, until=stamp(file.ends_at, visit.zone))
