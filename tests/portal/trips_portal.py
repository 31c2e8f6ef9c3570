"""The pages of somebody who travels: the example's programme, people and vault, without servers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from activities.feeds import Feeds
from activities.links import Links
from activities.register import Register
from activities.sealing import DataKeys, SealedStore
from delegation.itinerary import ItineraryItem
from delegation.planning.plan_state import PlanState
from portal.engine import prompt
from portal.web.app import create_app
from portal.web.desk import Desk
from tests.fakes import MemoryKeys, MemoryStore
from tests.portal import stages
from tests.portal.fakes_portal import LegationInMemory

SLUG = "usa-2017"
PORTAL = "https://portal.legation.example"
KATRIN = "A-01"
"""Reads German, lives in Berlin, visits Wistar on 15 May at 14:00."""


class Travelling:
    """The programme is out, and `KATRIN` opens the link of her letters."""

    def __init__(self, legation: LegationInMemory | None = None) -> None:
        self.legation = legation or stages.published()
        self.feeds = Feeds(self.legation.store, self.legation.register)
        self.links = Links(PORTAL, self.legation.register, self.feeds)

    def speaks(self, language: str, participant: str = KATRIN) -> "Travelling":
        """They are written to in that language from now on."""
        register = self.legation.register
        person = register.person(SLUG, participant)
        register.keep(SLUG, person.model_copy(update={"language": language}))
        return self

    def at(self, local: str, *, hours_from_utc: int = -4) -> "Travelling":
        """It is that time on the trip's clocks, in the east of the USA in May."""
        moment = datetime.strptime(local, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        self.legation.now = moment - timedelta(hours=hours_from_utc)
        return self

    def path(self, page: str = "", participant: str = KATRIN) -> str:
        """Below the link of that person."""
        link = self.links.offer_link(SLUG, participant).removeprefix(PORTAL)
        return f"{link}/{page}" if page else link

    def desk(self) -> Desk:
        return Desk(
            address=PORTAL,
            templates=Path("templates/portal"),
            store=self.legation.store,
            register=self.legation.register,
            feeds=self.feeds,
            links=self.links,
            calendars=self.legation,
            journeys=self.legation,
            hosts=self.legation,
            legation=prompt(self.legation),
        )

    def browser(self) -> httpx.AsyncClient:
        """Follows no redirects."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(self.desk())), base_url=PORTAL)

    async def text(self, page: str, participant: str = KATRIN) -> str:
        async with self.browser() as client:
            answer = await client.get(self.path(page, participant))
        assert answer.status_code == 200, answer.text[:500]
        return answer.text

    # --- what happens to the programme ---------------------------------------------------------------

    def moves(self, item: str, starts: str, ends: str) -> "Travelling":
        """That item is held at another time, as everybody is told."""
        return self._revises(item, starts=_local(starts), ends=_local(ends))

    def cancels(self, item: str) -> "Travelling":
        return self._revises(item, cancelled=True)

    def _revises(self, item: str, **changes: object) -> "Travelling":
        plan = self.legation.state.plan
        assert plan is not None
        items = tuple(
            one.model_copy(update=changes) if one.id == item else one for one in plan.itinerary.items
        )
        self._publishes(plan, items)
        stages.send(self.legation, KATRIN, stages.tell(self.legation, KATRIN))
        return self

    def _publishes(self, plan: PlanState, items: tuple[ItineraryItem, ...]) -> None:
        version = plan.itinerary.version + 1
        itinerary = plan.itinerary.model_copy(update={"items": items, "version": version})
        self.legation.state = self.legation.state.model_copy(
            update={"plan": plan.model_copy(update={"itinerary": itinerary})}
        )


def sealed() -> Travelling:
    """The same with a vault from which somebody can be erased."""
    legation = stages.published()
    inner = MemoryStore()
    store = SealedStore(inner, DataKeys(inner, MemoryKeys()))
    for key in sorted(legation.store.content):
        store.create(key, legation.store.read(key), "application/json")
    legation.store, legation.register = store, Register(store)  # type: ignore[assignment]
    return Travelling(legation)


def _local(written: str) -> datetime:
    return datetime.strptime(written, "%Y-%m-%d %H:%M")  # noqa: DTZ007
