"""A call that anybody may apply to: the real form, vault, rules and mails; only servers are left out."""

import re
from datetime import timedelta
from functools import cache
from html import unescape
from pathlib import Path

import httpx

from activities.feeds import Feeds
from activities.links import Links
from activities.outbox import Outbox
from activities.register import Register
from delegation.document import DocumentRef
from delegation.file import DelegationFile, Phase
from delegation.status import DelegationState
from portal.story_files import read_delegation_file
from portal.web.app import create_app
from portal.web.applying.draft_mail import DraftPost
from portal.web.desk import Desk
from portal.web.limiting import Limit, Limits
from tests import fakes
from tests.portal.fakes_portal import LegationInMemory
from tests.portal.invites_portal import TEMPLATES, Books
from tests.portal.journeys_portal import JourneysInMemory

PORTAL = "https://portal.legation.example"
LINA = {
    "person.name": "Lina Berg",
    "person.email": "lina@fyn.example",
    "person.organisation": "Fyn Clean",
    "person.position": "Director",
    "person.language": "en",
    "person.zone": "Europe/Copenhagen",
}
ANSWERS = {
    "answers.organisation-type": "cluster-organisation",
    "answers.country": "DK",
    "answers.website": "https://fyn.example",
    "answers.focus-areas": ["energy", "materials"],
    "answers.escp-member": "no",
    "answers.excellence-label": "gold",
    "answers.members": "120",
    "answers.sme-members": "90",
    "answers.staff": "6",
    "answers.first-time": "yes",
    "answers.nationality": "DK",
    "answers.objectives": "Three partners for a joint project on clean hydrogen in ports.",
    "answers.offer": "A test harbour.",
    "answers.seek": "Makers of electrolysers.",
    "answers.whole-programme": "yes",
    "answers.phone": "+45 33 92 33 00",
}
"""For the form of usa-2017: nothing is missing."""


@cache
def example(name: str) -> DelegationFile:
    return read_delegation_file(Path("examples") / name / "delegation.yaml")


class Vault(fakes.MemoryStore):
    """A vault that can be away."""

    def __init__(self) -> None:
        super().__init__()
        self.is_away = False

    def read(self, key: str) -> bytes:
        self._demand_here()
        return super().read(key)

    def create(self, key: str, content: bytes, media_type: str) -> DocumentRef:
        self._demand_here()
        return super().create(key, content, media_type)

    def _demand_here(self) -> None:
        if self.is_away:
            raise OSError("The vault does not answer.")


class Applying:
    """One delegation whose call is open, a portal in front of it, and the mails it sends."""

    def __init__(self, name: str = "usa-2017", *, file: DelegationFile | None = None) -> None:
        self.file = file or example(name)
        phase = Phase.REGISTRATION if self.file.has(Phase.REGISTRATION) else Phase.CALL
        now = self.file.call.first_closes_at - timedelta(days=3)
        self.legation = LegationInMemory(self.file, DelegationState(phase=phase), now)
        self.store = self.legation.store = Vault()
        self.register = self.legation.register = Register(self.store)
        self.register.keep_file(self.file)
        self.feeds = Feeds(self.store, self.register)
        self.links = Links(PORTAL, self.register, self.feeds)
        self.mailer = fakes.Outbox()
        self.limits = Limits(wrong=Limit(10**9, 1), posts=Limit(10**9, 1))

    @property
    def path(self) -> str:
        return f"/d/{self.file.slug}"

    def desk(self) -> Desk:
        return Desk(
            address=PORTAL,
            templates=TEMPLATES,
            store=self.store,
            register=self.register,
            feeds=self.feeds,
            links=self.links,
            calendars=Books(),
            journeys=JourneysInMemory(self.file, self.legation.now),
            hosts=self.legation,
            legation=self.legation,
            draft_post=DraftPost(Outbox(self.store, self.mailer)),
            limits=self.limits,
        )

    def browser(self, language: str = "en") -> httpx.AsyncClient:
        """Somebody who opens pages; follows no redirects."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app(self.desk())),
            base_url=PORTAL,
            headers={"Accept-Language": language},
        )

    @property
    def applied(self) -> list[str]:
        """Ids of those who have applied."""
        return sorted(self.legation.journeys)

    def late_by(self, span: timedelta) -> None:
        """So long after the last cut-off."""
        self.legation.now = self.file.call.last_closes_at + span


def hidden(page: str, name: str) -> str:
    """The value of a hidden input."""
    found = re.search(rf'<input type="hidden" name="{re.escape(name)}" value="([^"]*)"', page)
    assert found is not None, name
    return unescape(found[1])
