"""A delegation on the morning of its offers, real workflows on a real server, and what people do with it."""

import asyncio
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.register import Register
from delegation.application import ApplicationStatus, Applied
from delegation.call import CutOff
from delegation.cut_offs import terms_of
from delegation.file import DelegationFile, Phase
from delegation.ids import delegation_workflow_id, participant_workflow_id
from delegation.journey import JourneyStart, JourneyState, Withdrawal
from delegation.offer import Answer, OfferAnswer
from delegation.panel import Decide, Publish
from delegation.reading.intake import facts_of
from delegation.selecting.scoring import evaluate
from delegation.selecting.selection import select
from delegation.status import DelegationStart, DelegationState, Ledger, PassOn, PhaseTime, ReleasePlace
from delegation.tempo import Tempo
from portal.client import Legation
from portal.errors import CallClosed, NotFound, Refused
from tests.fakes import MemoryStore
from tests.workflows.conftest import NUMBERS
from tests.workflows.people import APPLICANTS
from tests.workflows.places_model import Came, Deed, Do
from tests.workflows.ports import PostOffice, activities_on
from tests.workflows.trip import OFFERS, Trip, application, sheet
from worker import WORKFLOWS
from workflows.delegation import DelegationWorkflow
from workflows.participant import ParticipantWorkflow

EVERYBODY = tuple(sorted(APPLICANTS))
PAIR = ("A-1", "B-1")
SECOND = CutOff(
    id="second",
    closes=datetime(2027, 3, 10, 17, 0),  # noqa: DTZ001 - local to the zone of the call
    only_if_places_left=True,
    panel=datetime(2027, 3, 17, 10, 0),  # noqa: DTZ001 - local to the zone of the call
    confirm_by=datetime(2027, 3, 24, 12, 0),  # noqa: DTZ001 - local to the zone of the call
)


class Story(NamedTuple):
    """How a story begins: who applies for the first cut-off with which marks, for how many places."""

    marks: tuple[int, ...]
    places: int
    is_pair: bool
    late: tuple[str, ...]

    @property
    def marked(self) -> dict[str, int]:
        return {one: mark for one, mark in zip(EVERYBODY, self.marks, strict=True) if one not in self.late}


def file_of(small: DelegationFile, story: Story) -> DelegationFile:
    """The small delegation with a second cut-off, a longer reserve list, and a lead time for visas."""
    per_country = small.selection.rules[0].model_copy(update={"limit": 2 if story.is_pair else 1})
    selection = small.selection.model_copy(
        update={"places": story.places, "reserve": 5, "rules": (per_country,)}
    )
    return small.model_copy(
        update={
            "slug": f"places-{next(NUMBERS)}",
            "call": small.call.model_copy(update={"cut_offs": (*small.call.cut_offs, SECOND)}),
            "selection": selection,
            "offers": small.offers.model_copy(update={"visa_lead_days": 60}),
        }
    )


class Opened:
    """A delegation on the morning of its offers, with a worker that can be stopped."""

    def __init__(self, client: Client, file: DelegationFile, story: Story) -> None:
        self._client, self._story, self.file = client, story, file
        self._store, self._post = MemoryStore(), PostOffice()
        self._register = Register(self._store)
        self._legation = Legation(client, self._store, self._register, task_queue=file.slug)
        self.trip = Trip(self._legation, file, self._store, self._post)
        self.trip.now = self.trip.at(OFFERS) - timedelta(hours=1)
        self._executor = ThreadPoolExecutor(8)
        self._worker = AsyncExitStack()
        self._restarting = asyncio.Lock()

    async def begin(self) -> None:
        """As after continuing as new: what happened until the panel published is in the state."""
        await self.start_worker()
        self._register.keep_file(self.file)
        tempo = Tempo(real_origin=datetime.now(UTC), trip_origin=self.trip.now, rehearsed=True)
        for one in self._story.marked:
            await self._begin_journey(one, tempo)
        await self._client.start_workflow(
            DelegationWorkflow.run,
            DelegationStart(file=self.file.without_people(), tempo=tempo, state=self._state()),
            id=delegation_workflow_id(self.file.slug),
            task_queue=self.file.slug,
        )
        await self.trip.reach(OFFERS)

    async def _begin_journey(self, participant: str, tempo: Tempo) -> None:
        self._register.keep_application(self.file.slug, application(participant))
        terms = terms_of(self.file, self.file.call.opens_at)
        state = JourneyState(
            facts=facts_of(application(participant), self.file),
            receipt=f"receipt-{participant}",
            received_at=self.file.call.opens_at,
            revision=1,
            cut_off=terms.cut_off,
            closes_at=terms.closes_at,
        )
        await self._client.start_workflow(
            ParticipantWorkflow.run,
            JourneyStart(
                delegation=self.file.slug, participant=participant, tempo=tempo, terms=terms, state=state
            ),
            id=participant_workflow_id(self.file.slug, participant),
            task_queue=self.file.slug,
        )
        self.trip.stillness.watch(participant)

    def _state(self) -> DelegationState:
        opened, now = self.file.call.opens_at, self.trip.now
        marked = self._story.marked
        partners = dict(zip(PAIR, reversed(PAIR), strict=True)) if set(PAIR) <= set(marked) else {}
        applied = tuple(
            Applied(
                participant=one,
                facts=facts_of(application(one), self.file),
                received_at=opened,
                status=ApplicationStatus.UNDER_EVALUATION,
                cut_off=self.file.call.cut_offs[0].id,
                together_with=partners.get(one) if self._story.is_pair else None,
            )
            for one in marked
        )
        sheets = tuple(sheet(one, name, mark) for one, mark in marked.items() for name in ("e1", "e2"))
        evaluated = evaluate(applied, sheets, self.file.evaluation)
        phases = (Phase.CALL, Phase.EVALUATION, Phase.SELECTION)
        return DelegationState(
            phase=Phase.SELECTION,
            phases=tuple(PhaseTime(phase=one, began_at=opened, ended_at=now) for one in phases),
            applied=applied,
            sheets=sheets,
            evaluated=evaluated,
            selection=select(evaluated, self.file.selection),
            decision=Decide(at=now, author="The panel"),
            publication=Publish(at=now, author="The director"),
        )

    # --- the worker --------------------------------------------------------------------------------

    async def start_worker(self) -> None:
        worker = Worker(
            self._client,
            task_queue=self.file.slug,
            workflows=WORKFLOWS,
            activities=activities_on(self._client, self._store, self._post),
            activity_executor=self._executor,
            workflow_runner=UnsandboxedWorkflowRunner(),  # every story is in the sandbox; this is many
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),  # for those of a stopped worker
        )
        await self._worker.enter_async_context(worker)

    async def restart_worker(self) -> None:
        async with self._restarting:  # twice at once would be two workers under one name
            await self._worker.aclose()
            await self.start_worker()

    async def end(self) -> None:
        await self._worker.aclose()
        self._executor.shutdown()

    # --- what people do ----------------------------------------------------------------------------

    async def do(self, deed: Deed) -> Came:
        """Nothing is waited for afterwards."""
        try:
            await self._do(deed)
        except (Refused, NotFound, CallClosed):
            return Came.REFUSED
        return Came.DONE

    def _do(self, deed: Deed) -> Awaitable[object]:
        legation, slug, now = self._legation, self.file.slug, self.trip.now
        match deed.do:
            case Do.ACCEPT | Do.DECLINE:
                said = Answer.ACCEPTED if deed.do is Do.ACCEPT else Answer.DECLINED
                return legation.answer(slug, deed.who, OfferAnswer(at=now, answer=said))
            case Do.WITHDRAW:
                return legation.withdraw(slug, deed.who, Withdrawal(at=now, reason="Ill."))
            case Do.APPLY | Do.STEP_IN:
                return self._apply(deed.who, deed.substitute)
            case Do.RESTART:
                return self.restart_worker()
            case _:
                return self._order(deed)

    def _order(self, deed: Deed) -> Awaitable[object]:
        """What organisers and the panel do."""
        legation, slug, now = self._legation, self.file.slug, self.trip.now
        match deed.do:
            case Do.RELEASE:
                release = ReleasePlace(
                    at=now,
                    participant=deed.who,
                    author="The organiser",
                    reason="The visa was refused.",
                    substitute=deed.substitute,
                    override="The ministry agreed." if deed.is_forced else "",
                )
                return legation.release_place(slug, release)
            case Do.PASS_ON:
                waived = tuple(one.id for one in self.file.selection.rules) if deed.is_forced else ()
                order = PassOn(at=now, author="The organiser", reason="It was agreed.", waived=waived)
                return legation.pass_on(slug, order)
            case Do.DECIDE:
                return legation.decide(slug, Decide(at=now, author="The panel"))
            case _:
                return legation.publish(slug, Publish(at=now, author="The director"))

    async def _apply(self, participant: str, substitute_for: str | None) -> None:
        await self._legation.submit(
            self.file.slug,
            application(participant),
            self.trip.now,
            at=self.trip.now,
            substitute_for=substitute_for,
        )
        self.trip.stillness.watch(participant)

    # --- what can be seen --------------------------------------------------------------------------

    async def watched(self, doing: Awaitable[list[Came]]) -> list[Came]:
        """The same, while somebody looks at the books all the time."""
        at_work = asyncio.ensure_future(doing)
        settled = asyncio.ensure_future(self._settled(at_work))
        while not settled.done():
            demand_no_place_held_twice(await self.trip.ledger(), self.file.selection.places)
            await asyncio.wait([settled], timeout=0.1)
        await settled
        return at_work.result()

    async def _settled(self, doing: Awaitable[object]) -> None:
        await doing
        await self.trip.settle()


def demand_no_place_held_twice(ledger: Ledger, places: int) -> None:
    """Also while things are under way."""
    under_offer = [one.participant for one in ledger.offers if one.outcome is None]
    held = [*ledger.delegates, *under_offer]
    assert len(held) <= places, f"{len(held)} people hold {places} places: {held}"
    assert len(set(held)) == len(held), f"Somebody holds two places: {held}"
