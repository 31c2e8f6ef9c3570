"""Who opened the link of a letter, and what stands on top of every page behind it."""

import asyncio
from typing import Any, NamedTuple

from fastapi import HTTPException

from activities.links import OfferLink
from activities.ports import Missing
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.journey import JourneyView
from delegation.link_rules import links_end_at
from delegation.person import Person
from portal.errors import NotFound
from portal.web.delegates.tabs import is_delegate, tabs_for
from portal.web.desk import Desk
from portal.web.words import WordBook, Words


class Visit(NamedTuple):
    """One person at their own delegation, as it is now."""

    token: str
    link: OfferLink
    file: DelegationFile
    person: Person
    words: Words
    """Of `templates/portal/mine/`, in the language of the person, else in English."""
    view: JourneyView

    @property
    def slug(self) -> str:
        return self.link.delegation

    @property
    def participant(self) -> str:
        return self.link.participant


class MineBar(Fact):
    """What stands on top of the page: the delegation, and the tabs that mean something now."""

    token: str
    title: str
    tabs: tuple[tuple[str, str], ...]
    """Name and path below `/o/{token}`."""
    here: str
    """The path of the tab one is at."""


class MinePage(Fact):
    """What every page of "My delegation" has; theirs go on from it, as `TodoPage(**mine(visit, "/todo"))`."""

    bar: MineBar
    delegation: str
    organiser: str
    mailbox: str


async def visit_of(desk: Desk, book: WordBook, token: str) -> Visit:
    """Whose link this is, and where they stand.

    Raises HTTPException 404 for a token that is nobody's, 410 for one that has ended; EngineAway; OSError.
    """
    link = await asyncio.to_thread(desk.links.read_offer, token)
    if link is None:
        raise HTTPException(404)
    try:
        file, person = await asyncio.to_thread(_known, desk, link)
        view = await desk.journeys.journey(link.delegation, link.participant)
    except (Missing, NotFound):
        raise HTTPException(404) from None
    if view.now > links_end_at(file):
        raise HTTPException(410)
    return Visit(token, link, file, person, book.read_by(person.language), view)


async def delegate_of(desk: Desk, book: WordBook, token: str) -> Visit:
    """The same for pages that only confirmed delegates have. Raises HTTPException 404 for others."""
    visit = await visit_of(desk, book, token)
    if not is_delegate(visit.view):
        raise HTTPException(404)
    return visit


def mine(visit: Visit, here: str) -> dict[str, Any]:  # Any: fields of several types, checked by the page
    """The fields of `MinePage`."""
    organiser = visit.file.organiser
    bar = MineBar(token=visit.token, title=visit.file.title, tabs=tabs_for(visit.file, visit.view), here=here)
    return {
        "bar": bar,
        "delegation": visit.file.title,
        "organiser": organiser.name,
        "mailbox": organiser.mailbox,
    }


def _known(desk: Desk, link: OfferLink) -> tuple[DelegationFile, Person]:
    file = desk.register.delegation_file(link.delegation)
    return file, desk.register.person(link.delegation, link.participant)
