"""What the vault and the roster tell of applications, for who scores them."""

import asyncio

from activities.ports import Erased, Missing
from delegation.application import Application
from portal.client import Legation
from portal.web.desk import Desk
from portal.web.evaluating.entering import Gone, Visit


async def names_of(legation: Legation, visit: Visit) -> dict[str, str]:
    """The organisation of each application; none in blind mode. Raises EngineAway."""
    if visit.file.evaluation_rules.blind or not visit.rounds:
        return {}
    roster = await legation.roster(visit.file.slug)
    return {one.participant: one.organisation for one in roster.entries}


async def application_of(desk: Desk, visit: Visit, participant: str) -> Application:
    """Raises Gone once its applicant was erased."""
    try:
        return await asyncio.to_thread(desk.register.application, visit.file.slug, participant)
    except (Erased, Missing):
        raise Gone(
            f"{participant} is no longer there: its data were erased, so there is nothing to score."
        ) from None
