"""Somebody at the desk of one delegation: who it is, which delegation, and what its page has in common."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from fastapi import HTTPException, Request

from activities.accounts import Account
from activities.ports import Missing
from delegation.file import DelegationFile
from portal.errors import NotFound
from portal.web.desk import Desk
from portal.web.organising.bar import Bar, bar_of
from portal.web.organising.entering import demand_organiser, root_of

if TYPE_CHECKING:
    from portal.client import Legation


class Shared(TypedDict):
    """The fields of `DeskPage`, for a page that has more: `OutboxPage(**visit.facts("/outbox"), ...)`."""

    account: str
    bar: Bar


class DeskVisit(NamedTuple):
    """Who asks for a page of one delegation, with what every such page needs."""

    desk: Desk
    account: Account
    file: DelegationFile
    """As amended while the delegation runs, without its people."""
    legation: "Legation"

    @property
    def slug(self) -> str:
        return self.file.slug

    @property
    def zone(self) -> str:
        """The organiser's clock."""
        return self.file.organiser.zone

    @property
    def path(self) -> str:
        """Of the delegation's own page; whatever else it has lies below it."""
        return f"{root_of(self.desk)}/desk/{self.slug}"

    def facts(self, here: str) -> Shared:
        """What every page has; `here` is the path of its tab."""
        return Shared(account=self.account.name, bar=bar_of(self.file, here))

    async def names(self) -> dict[str, str]:
        """Organisations by the ids of participants and hosts."""
        roster = await self.legation.roster(self.slug)
        names = {one.participant: one.organisation for one in roster.everyone}
        return names | {host.id: host.organisation for host in self.file.hosts}

    async def people(self, participants: Sequence[str]) -> dict[str, str]:
        """Names from the vault, of those who are kept there."""
        return await asyncio.to_thread(self._people, participants)

    def _people(self, participants: Sequence[str]) -> dict[str, str]:
        found = {}
        for one in participants:
            with suppress(Missing, ValueError):  # who was erased
                found[one] = self.desk.register.person(self.slug, one).name
        return found


async def visit_desk(desk: Desk, request: Request, slug: str) -> DeskVisit:
    """Raises HTTPException as `demand_organiser`, 404 where there is no such delegation; EngineAway."""
    account = await demand_organiser(desk, request, slug)
    legation = desk.legation
    if legation is None:
        raise HTTPException(404)
    try:
        file = await legation.file(slug)
    except NotFound:
        raise HTTPException(404) from None
    return DeskVisit(desk, account, file, legation)
