"""Delegates before, during and after a trip, with their links: the real rules and vault, no servers."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from activities.feeds import Feeds
from activities.keys import file_key
from activities.links import Links
from activities.register import Register
from delegation.application import ApplicationStatus
from delegation.file import DelegationFile, Phase
from delegation.journey import JourneyState
from delegation.meeting import VisitWish, Wishes
from delegation.offer import Offer, OfferOutcome
from delegation.person import Person
from delegation.planning.plan import Wishing, plan
from delegation.reading.intake import read_application
from delegation.registration import RegistrationRules
from delegation.status import DelegationState
from portal.errors import EngineAway
from portal.story_files import read_story_folder
from portal.web.app import create_app
from portal.web.desk import Desk
from tests.portal import stages
from tests.portal.fakes_portal import LegationInMemory
from tests.portal.hosts_portal import HostsInMemory
from tests.portal.invites_portal import PORTAL, TEMPLATES, Books

ANNA, BEN, CORA = "A-01", "A-03", "A-04"
PASSPORT = {
    "full-name": "Anna Berg",
    "birth-date": "1980-06-30",
    "passport-number": "C01X00T47",
    "passport-expires": "2025-01-31",
}
DIET = {"diet": "vegan", "emergency-contact": "Ole Berg, +45 20 00 00 00", "access-needs": "step-free"}
FLOWN = {"arrival": "2017-05-14T14:35", "departure": "2017-05-19T18:30"}


class LegationThatMayBeAway(LegationInMemory):
    """Whoever asks waits for nothing: it says at once that the engine is away."""

    answers_left = 10**9
    """How often it still answers before it is away."""

    def _journey(self, slug: str, participant: str) -> JourneyState:
        if self.answers_left <= 0:
            raise EngineAway("Temporal does not answer.")
        self.answers_left -= 1
        return super()._journey(slug, participant)


class Prepared:
    """Anna and Ben have confirmed places on the example trip, Cora only applied. It is 20 March 2017."""

    def __init__(self, file: DelegationFile | None = None) -> None:
        told, story = stages.example()
        self.file = file or told
        state = DelegationState(phase=Phase.ITINERARY, delegates=(ANNA, BEN))
        self.legation = LegationThatMayBeAway(self.file, state, self.at("2017-03-20 10:00"))
        for sent in story.applications:
            if sent.id in (ANNA, BEN, CORA):
                application = read_application(sent.mended_application(), told)
                self.legation.receive(application, told.at(sent.sent))
        self.confirm(ANNA)
        self.confirm(BEN)
        store = self.legation.store
        self.register = Register(store)
        self.speaks(ANNA, "en")
        self.feeds = Feeds(store, self.register)
        self.links = Links(PORTAL, self.register, self.feeds)

    @property
    def slug(self) -> str:
        return self.file.slug

    def at(self, local: str) -> datetime:
        """A time on the organiser's clock."""
        return self.file.at(datetime.fromisoformat(local))

    def now_is(self, local: str) -> None:
        self.legation.now = self.at(local)

    def confirm(self, participant: str) -> None:
        now = self.legation.now
        offer = Offer(confirm_by=now + timedelta(days=1), reason="Selected.")
        told = {
            "status": ApplicationStatus.SELECTED,
            "offer": offer,
            "outcome": OfferOutcome.CONFIRMED,
            "answered_at": now - timedelta(days=2),
        }
        self.tell(participant, **told)

    def tell(self, participant: str, **changes: object) -> None:
        known = self.legation.journeys[participant]
        self.legation.journeys[participant] = known.model_copy(update=changes)

    def state(self, participant: str = ANNA) -> JourneyState:
        return self.legation.journeys[participant]

    def speaks(self, participant: str, language: str) -> None:
        person = self.register.person(self.slug, participant)
        self.register.keep(self.slug, person.model_copy(update={"language": language}))

    def page(self, path: str = "", participant: str = ANNA) -> str:
        """The path of a page of that person: `/o/.../todo`."""
        link = self.links.offer_link(self.slug, participant).removeprefix(PORTAL)
        return f"{link}/{path}" if path else link

    def desk(self) -> Desk:
        return Desk(
            address=PORTAL,
            templates=TEMPLATES,
            store=self.legation.store,
            register=self.register,
            feeds=self.feeds,
            links=self.links,
            calendars=Books(),
            journeys=self.legation,
            hosts=HostsInMemory(self.legation.now),
            legation=self.legation,
        )

    def browser(self) -> httpx.AsyncClient:
        """Somebody who opens pages; follows no redirects."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(self.desk())), base_url=PORTAL)

    async def sees(self, path: str = "", participant: str = ANNA) -> str:
        async with self.browser() as browser:
            return (await browser.get(self.page(path, participant))).text

    async def hands_in(
        self, path: str, typed: Mapping[str, object], participant: str = ANNA
    ) -> httpx.Response:
        async with self.browser() as browser:
            return await browser.post(self.page(path, participant), data=dict(typed))


class Conference(Prepared):
    """An event of two sessions that take two each, and a contact point; the programme is published."""

    PEOPLE = ("R-1", "R-2", "R-3", "R-4")

    def __init__(self) -> None:
        told, _ = read_story_folder(Path("examples/go-cluster-2015"))
        small = tuple(
            one.model_copy(update={"capacity": 2, "reserve": 1}) if one.block == "morning" else one
            for one in told.itinerary
        )
        self.file = told.model_copy(update={"itinerary": small})
        wishes = {
            who: Wishes(visits=(VisitWish(block="morning", ranking=(first,)),))
            for who, first in zip(self.PEOPLE, ("energy", "energy", "health", "digital"), strict=True)
        }
        going = [Wishing(participant=one, organisation=one, wishes=wishes[one]) for one in self.PEOPLE]
        state = DelegationState(
            phase=Phase.ITINERARY,
            delegates=self.PEOPLE,
            wishes=wishes,
            plan=plan(self.file, going),
        )
        self.legation = LegationThatMayBeAway(self.file, state, self.at("2015-03-24 10:00"))
        self.register = self.legation.register
        for who in self.PEOPLE:
            name = Person(id=who, name=f"Registrant {who}", email=f"{who.lower()}@event.example")
            self.register.keep(self.file.slug, name)
            self.legation.journeys[who] = JourneyState(
                status=ApplicationStatus.SELECTED,
                outcome=OfferOutcome.CONFIRMED,
                received_at=self.at("2015-02-20 10:00"),
            )
        self.feeds = Feeds(self.legation.store, self.register)
        self.links = Links(PORTAL, self.register, self.feeds)

    def attends(self, who: str) -> str:
        """The session of the morning that somebody is put down for."""
        known = self.legation.state.plan
        assert known is not None
        return next(one.item for one in known.visits.of(who) if one.block == "morning")


def choosing() -> LegationInMemory:
    """The example trip as if one registered for it, so that delegates choose their sessions themselves."""
    legation = stages.published()
    told, _ = stages.example()
    rules = RegistrationRules(zone=told.organiser.zone, places=30)
    file = told.model_copy(update={"registration": rules})
    legation.store.delete(file_key(file.slug))
    legation.register.keep_file(file)
    legation._file = file
    return legation


def text_of(page: str) -> str:
    """What is read on a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
