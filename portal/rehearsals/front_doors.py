"""Addresses at which each kind of person looks at what a rehearsal left: one of each, in clear."""

import asyncio
from datetime import UTC, datetime
from typing import NamedTuple

from activities.accounts import Accounts
from activities.feeds import Feeds
from activities.links import Links
from delegation.file import DelegationFile, Phase
from portal.client import Legation
from portal.web.organising.sessions import Sessions

LOGIN, NAME = "organiser", "The organiser"


class FrontDoor(NamedTuple):
    """Who comes in by an address."""

    who: str
    address: str


async def front_doors(legation: Legation, file: DelegationFile, portal: str) -> tuple[FrontDoor, ...]:
    """Of the organiser (an invitation, to choose a password), a delegate, an evaluator and a host."""
    delegates = (await legation.ledger(file.slug)).delegates
    links = Links(portal, legation.register, Feeds(legation.store, legation.register))
    doors = [FrontDoor("Organiser", await asyncio.to_thread(_invitation, legation, portal))]
    if delegates:
        address = await asyncio.to_thread(links.offer_link, file.slug, delegates[0])
        doors.append(FrontDoor(f"Delegate {delegates[0]}", address))
    if file.has(Phase.EVALUATION) and file.evaluation is not None and file.evaluation.evaluators:
        evaluator = file.evaluation.evaluators[0].id
        address = await asyncio.to_thread(links.evaluator_link, file.slug, evaluator)
        doors.append(FrontDoor(f"Evaluator {evaluator}", address))
    if file.hosts:
        host = file.hosts[0].id
        doors.append(FrontDoor(f"Host {host}", await asyncio.to_thread(links.host_link, file.slug, host)))
    return tuple(doors)


def _invitation(legation: Legation, portal: str) -> str:
    accounts = Accounts(legation.store)
    account = accounts.invite(LOGIN, NAME, (), datetime.now(UTC))
    return Sessions(accounts, portal).invitation(account)
