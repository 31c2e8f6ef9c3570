"""The way to the workflows: every start, update and query, typed, with errors in the field's own words."""

import asyncio
from datetime import datetime
from typing import TypeVar

from temporalio.client import (
    Client,
)
from temporalio.common import (
    SearchAttributeKey,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.keys import papers_key
from activities.ports import DocumentStore, KeyTaken
from activities.register import Register
from delegation.application import ApplicationStatus
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.follow_up import OutcomeReport, SurveyAnswer
from delegation.ids import delegation_workflow_id
from delegation.journey import ChecklistItem, Provided, Withdrawal
from delegation.journey_rules import why_not_answer
from delegation.meeting import Wishes
from delegation.offer import OfferAnswer, OfferOutcome
from delegation.planning.plan_state import PlanState
from delegation.rooming import RoomWish
from delegation.status import (
    Acknowledged,
    CancelDelegation,
    DelegationStart,
    DelegationStatus,
    Ledger,
    Published,
    ReleasePlace,
    Roster,
)
from delegation.tempo import Dated, Standing, Tempo
from portal.agreement_calls import AgreementCalls
from portal.attendance_calls import AttendanceCalls
from portal.change_calls import ChangeCalls
from portal.document_calls import DocumentCalls
from portal.errors import NotFound, Refused
from portal.evaluation_calls import EvaluationCalls
from portal.exchange_calls import ExchangeCalls
from portal.host_calls import HostCalls
from portal.intake_calls import IntakeCalls, attributes_of
from portal.mail_calls import MailCalls
from portal.panel_calls import PanelCalls
from portal.reply_calls import ReplyCalls
from portal.request_calls import RequestCalls
from portal.wire import PATIENCE, named, patiently, unique
from portal.work_waiting import WorkWaiting, work_waiting
from workflows.delegation import DelegationWorkflow
from workflows.participant import ParticipantWorkflow

JSON = "application/json"
MOST_DELEGATIONS = 500
"""On one board."""
ID = SearchAttributeKey.for_keyword("DelegationId")
ROLE = SearchAttributeKey.for_keyword("DelegationRole")
Said = TypeVar("Said")
Asked = TypeVar("Asked", bound=Fact)


class Legation(
    AgreementCalls,
    AttendanceCalls,
    ChangeCalls,
    DocumentCalls,
    HostCalls,
    MailCalls,
    EvaluationCalls,
    ExchangeCalls,
    PanelCalls,
    ReplyCalls,
    RequestCalls,
    IntakeCalls,
):
    """All that people do with delegations. Every method may be repeated without harm."""

    def __init__(
        self, client: Client, store: DocumentStore, register: Register, *, task_queue: str = "delegations"
    ) -> None:
        super().__init__(client)
        self.store = store
        self.register = register
        self._task_queue = task_queue

    # --- organisers ------------------------------------------------------------------------------

    async def open(self, file: DelegationFile, tempo: Tempo) -> str:
        """Start a delegation. Returns its workflow id.

        Raises Refused when a delegation of that name was opened before.
        """
        start = await self.prepare(file, tempo)
        try:
            handle = await self.client.start_workflow(
                DelegationWorkflow.run,
                start,
                id=delegation_workflow_id(file.slug),
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                search_attributes=attributes_of(file.slug, "delegation"),
                static_summary=file.title,
                static_details=f"{file.purpose}\n\n{' -> '.join(leg.city for leg in file.legs)}",
            )
        except WorkflowAlreadyStartedError:
            raise Refused(
                f"A delegation {file.slug!r} was opened before; give the new one another slug."
            ) from None
        return handle.id

    async def prepare(self, file: DelegationFile, tempo: Tempo) -> DelegationStart:
        """Keep the file in the vault; what comes back starts the delegation, also from the Temporal UI.

        Raises Refused when a delegation of that name was opened before with another file.
        """
        await asyncio.to_thread(self._keep_file, file)
        return DelegationStart(file=file.without_people(), tempo=tempo)

    async def release_place(self, slug: str, release: ReleasePlace) -> Acknowledged:
        once = f"release-{release.participant}"
        return await self._update(self._delegation(slug), DelegationWorkflow.release_place, release, once)

    async def cancel(self, slug: str, cancel: CancelDelegation) -> Acknowledged:
        return await self._update(self._delegation(slug), DelegationWorkflow.cancel, cancel, "cancel")

    async def delegations(self) -> tuple[str, ...]:
        """Slugs of those that run, or ended not long ago. Raises RPCError when the engine is away."""
        asked = 'DelegationRole = "delegation"'
        ids = [one.id async for one in self.client.list_workflows(asked, limit=MOST_DELEGATIONS)]
        return tuple(sorted({one.removeprefix("delegation/") for one in ids}))

    async def status(self, slug: str) -> DelegationStatus:
        return await self._query(self._delegation(slug), DelegationWorkflow.status)

    async def work_waiting(self, slug: str) -> tuple[WorkWaiting, ...]:
        """Work that failed and is tried again, longest first. Raises RPCError when the engine is away."""
        return await work_waiting(self.client, slug)

    async def roster(self, slug: str) -> Roster:
        return await self._query(self._delegation(slug), DelegationWorkflow.roster)

    async def itinerary(self, slug: str) -> Published:
        return await self._query(self._delegation(slug), DelegationWorkflow.itinerary)

    async def plan(self, slug: str) -> PlanState:
        """Everything the itinerary is made of. Raises NotFound while nothing is planned."""
        planned = await self._query(self._delegation(slug), DelegationWorkflow.plan)
        if planned.state is None:
            raise NotFound(f"The programme of {slug!r} is not planned yet.")
        return planned.state

    async def ledger(self, slug: str) -> Ledger:
        return await self._query(self._delegation(slug), DelegationWorkflow.ledger)

    # --- applicants and delegates ----------------------------------------------------------------

    async def answer(self, slug: str, participant: str, answer: OfferAnswer) -> OfferOutcome:
        """Say yes or no to an offer. The same answer again gives the same outcome.

        Raises Refused when there is nothing to answer, or no longer.
        """
        journey = self._participant(slug, participant)
        try:  # one may apply again and get another offer: only the journey knows which answer is the same
            return await self._update(journey, ParticipantWorkflow.answer, answer, unique("answer"))
        except NotFound:
            return await self._answer_given(slug, participant, answer)

    async def provide(
        self,
        slug: str,
        participant: str,
        papers: dict[ChecklistItem, bytes],
        at: datetime | None = None,
        *,
        room: RoomWish | None = None,
    ) -> None:
        """Hand in travel papers; their contents go to the vault only. The wish for a room names ids alone."""
        documents = [
            await asyncio.to_thread(self._keep_paper, slug, participant, item, content)
            for item, content in sorted(papers.items())
        ]
        provided = Provided(at=at, items=tuple(sorted(papers)), documents=tuple(documents), room=room)
        journey = self._participant(slug, participant)
        await self._update(journey, ParticipantWorkflow.provide, provided, unique("papers"))

    async def wish(self, slug: str, participant: str, wishes: Wishes) -> None:
        journey = self._participant(slug, participant)
        await self._update(journey, ParticipantWorkflow.wish, wishes, unique("wishes"))

    async def answer_survey(self, slug: str, participant: str, answer: SurveyAnswer) -> None:
        journey = self._participant(slug, participant)
        await self._update(journey, ParticipantWorkflow.answer_survey, answer, unique("survey"))

    async def report_outcomes(self, slug: str, participant: str, report: OutcomeReport) -> None:
        journey = self._participant(slug, participant)
        await self._update(journey, ParticipantWorkflow.report_outcomes, report, unique("outcomes"))

    async def withdraw(self, slug: str, participant: str, withdrawal: Withdrawal) -> None:
        """Give up the application, the rank or the place. To have done so before is no error."""
        journey = self._participant(slug, participant)
        try:
            await self._update(journey, ParticipantWorkflow.withdraw, withdrawal, unique("withdraw"))
        except Refused:
            state = (await self.journey(slug, participant)).state
            if state.status is not ApplicationStatus.WITHDRAWN:
                raise

    # --- rehearsals ------------------------------------------------------------------------------

    async def standing(self, workflow_id: str) -> Standing:
        """Whether a workflow is at rest."""
        handle = self.client.get_workflow_handle(workflow_id)

        async def ask() -> Standing:
            standing: Standing = await handle.query("standing", result_type=Standing, rpc_timeout=PATIENCE)
            return standing

        return await patiently(ask, f"There is no {named(workflow_id)}.")

    async def pass_time(self, workflow_id: str, moment: datetime) -> None:
        """Tell one workflow of a rehearsal that it is `moment` now; one that has ended need not know."""
        try:
            await self.client.get_workflow_handle(workflow_id).signal("time_passed", Dated(at=moment))
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    # --- inside ----------------------------------------------------------------------------------

    async def _answer_given(self, slug: str, participant: str, answer: OfferAnswer) -> OfferOutcome:
        """What became of an offer whose journey is over. Raises Refused where it is another answer."""
        view = await self.journey(slug, participant)
        reason = why_not_answer(answer, view.state, (await self.intake(slug)).terms, view.now)
        if reason is None and view.state.outcome is not None:
            return view.state.outcome
        raise Refused(reason or "The journey has ended.")

    def _keep_file(self, file: DelegationFile) -> None:
        """Before the workflow, which reads it. A delegation opened before keeps the file it runs by."""
        if not self.register.keep_file(file):
            raise Refused(f"A delegation {file.slug!r} was opened before; give the new one another slug.")

    def _keep_paper(self, slug: str, participant: str, item: ChecklistItem, content: bytes) -> DocumentRef:
        key = papers_key(slug, participant, item.value)
        try:
            return self.store.create(key, content, JSON)
        except KeyTaken:
            self.store.delete(key)
            return self.store.create(key, content, JSON)
