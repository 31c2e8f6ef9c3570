"""A small arrangement on a real server: two owners, one agreement after another, time moved by hand."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import NamedTuple

from temporalio.client import Client
from temporalio.worker import Worker

from activities.message import PURPOSE_HEADER
from activities.register import Register
from delegation.agreement import AgreementState, Evidence, NextDate, Party, Signatory, Signed, Stage
from delegation.agreement_deeds import AddEvidence, AnyDeed, MoveAgreement, OpenAgreement
from delegation.file import DelegationFile
from delegation.ids import agreement_workflow_id
from delegation.reading.delegation_file import read_delegation
from delegation.tempo import Tempo
from portal.client import Legation
from portal.rehearsals.settling import Stillness
from tests.fakes import MemoryStore
from tests.workflows.ports import PostOffice, activities_on
from worker import WORKFLOWS, runner

NUMBERS = count(1)
ARRANGEMENT = """
slug: lakes-pact
title: Pact on Clean Water
organiser: {name: Water Partnership, mailbox: pact@water.example, zone: Europe/Brussels, signatory: director}
phases: [cooperation]
themes:
  - {id: sensors, title: Sensors for water}
  - {id: wetlands, title: Wetlands}
people:
  - {id: director, name: Liesbeth Wouters, email: director@water.example, zone: Europe/Brussels}
  - {id: ann, name: Ann Maes, email: ann@water.example, zone: Europe/Brussels}
  - {id: bernd, name: Bernd Falk, email: bernd@water.example, zone: Europe/Berlin, language: de}
call:
  opens: 2027-01-11 09:00
  cut_offs: [{id: only, closes: 2030-01-31 17:00}]
  fields: [{id: country, label: Country, type: country, required: true}]
registration: {places: 100}
cooperation:
  ends: 2029-01-31 18:00
  remind_days_before: [7, 1]
  quiet_days: 60
  reports: [2027-12-15 10:00, 2028-12-15 10:00]
  reported_to: director
"""
SIGNED = Signed(
    on=date(2027, 5, 3),
    signatories=(
        Signatory(organisation="Harbour Lab", position="Director"),
        Signatory(organisation="Delta Works", position="President"),
    ),
)


class Arrangement(NamedTuple):
    """The pact, and what its people do and see."""

    legation: Legation
    file: DelegationFile
    post: PostOffice
    stillness: Stillness

    def at(self, local: str) -> datetime:
        return self.file.at(datetime.fromisoformat(local))

    async def open(self, name: str, when: str, **more) -> AgreementState:
        await self.reach(when)
        parties = (
            Party(organisation="Harbour Lab", country="CA"),
            Party(organisation="Delta Works", country="NL"),
        )
        said = {"owner": "ann", "author": "ann", "parties": parties, "themes": ("sensors",)} | more
        opening = OpenAgreement(id=name, at=self.at(when), **said)
        self.stillness.watch_workflow(agreement_workflow_id(self.file.slug, name))
        state = await self.legation.open_agreement(self.file.slug, opening)
        await self.stillness.reached()
        return state

    async def do(self, name: str, when: str, deed: AnyDeed) -> AgreementState:
        await self.reach(when)
        dated = deed.model_copy(update={"at": self.at(when)})
        state = await self.legation.do_with_agreement(self.file.slug, name, dated)
        await self.stillness.reached()
        return state

    async def prove(self, name: str, when: str) -> AgreementState:
        """Signed by both, with a link as evidence."""
        signature = MoveAgreement(author="ann", to=Stage.SIGNATURE, reason="Quick.", signed=SIGNED)
        await self.do(name, when, signature)
        link = Evidence(id="e1", what="notice", link=f"https://water.example/{name}")
        await self.do(name, when, AddEvidence(author="ann", evidence=link))
        return await self.do(name, when, MoveAgreement(author="ann", to=Stage.EVIDENCED))

    async def reach(self, when: str) -> None:
        """Every date until then comes, one after the other."""
        moment = self.at(when)
        await self.stillness.reached()
        while (due := self.stillness.next_deadline()) is not None and due <= moment:
            for workflow_id in self.stillness.waiting_until(due):
                await self.legation.pass_time(workflow_id, due)
            await self.stillness.reached()

    async def state(self, name: str) -> AgreementState:
        state = (await self.legation.agreement(self.file.slug, name)).state
        assert state is not None
        return state

    async def tasks(self) -> dict[str, str]:
        status = await self.legation.status(self.file.slug)
        return {one.id: one.text for one in status.tasks}

    def letters_to(self, person: str) -> list[tuple[str, str]]:
        """Name and subject of each letter."""
        address = next(one.email for one in self.file.people if one.id == person)
        return [(str(one.parsed[PURPOSE_HEADER]), one.subject) for one in self.post.to(address)]


def planned(arrangement: Arrangement, by: str, what: str = "Send the draft") -> NextDate:
    return NextDate(at=arrangement.at(by), what=what)


@asynccontextmanager
async def arrangement_on(client: Client) -> AsyncIterator[Arrangement]:
    """Opened some days before its call, under a slug of its own."""
    file = read_delegation(ARRANGEMENT, "pact.yaml").model_copy(update={"slug": f"pact-{next(NUMBERS)}"})
    store, post = MemoryStore(), PostOffice()
    begin = file.call.opens_at - timedelta(days=3)
    with ThreadPoolExecutor(8) as executor:
        worker = Worker(
            client,
            task_queue=file.slug,
            workflows=WORKFLOWS,
            activities=activities_on(client, store, post),
            activity_executor=executor,
            workflow_runner=runner(),
        )
        legation = Legation(client, store, Register(store), task_queue=file.slug)
        async with worker:
            await legation.open(file, Tempo(real_origin=datetime.now(UTC), trip_origin=begin, rehearsed=True))
            yield Arrangement(legation, file, post, Stillness(legation, file.slug))
