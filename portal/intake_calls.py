"""How an application comes in: noted, written to the vault, handed to its journey; then the receipt."""

import asyncio
from abc import abstractmethod
from datetime import UTC, datetime
from typing import Any, NamedTuple

from temporalio.client import WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.service import RPCError, RPCStatusCode

from activities.register import Register
from activities.sweeping import JSON, Slips, application_content
from activities.waiting import WaitingRoom
from delegation.application import Application, Receipt, Submission
from delegation.file import DelegationFile
from delegation.ids import participant_workflow_id
from delegation.journey import JourneyStart, JourneyView
from delegation.journey_rules import has_taken
from delegation.reading.intake import facts_of
from delegation.status import Intake
from delegation.sweeping import ApplicationsStuck, Slip
from portal.application_calls import ApplicationCalls
from portal.calls import Calls
from portal.errors import CallClosed, EngineAway, NotFound, Refused
from portal.wire import PATIENCE, patiently, unique
from workflows.delegation import DelegationWorkflow
from workflows.participant import ParticipantWorkflow

ID = SearchAttributeKey.for_keyword("DelegationId")
ROLE = SearchAttributeKey.for_keyword("DelegationRole")
SAFE = (
    "Temporal does not answer. {} is in the vault and will be taken in once it does; the receipt then comes "
    "by mail. Handing it in again does no harm."
)


class Noted(NamedTuple):
    """An application that is safe in the vault, and on its way to its journey."""

    key: str
    """Of its slip."""
    slip: Slip
    application: Application


class IntakeCalls(Calls, ApplicationCalls):
    """What brings an application from whoever typed it to its journey. Every method may be repeated."""

    register: Register
    _task_queue: str

    @abstractmethod
    async def wake_dispatch(self, slug: str) -> None:
        """See `portal.mail_calls.MailCalls`."""

    async def intake(self, slug: str) -> Intake:
        return await self._query(self._delegation(slug), DelegationWorkflow.intake)

    async def file(self, slug: str) -> DelegationFile:
        return await self._query(self._delegation(slug), DelegationWorkflow.file)

    async def journey(self, slug: str, participant: str) -> JourneyView:
        return await self._query(self._participant(slug, participant), ParticipantWorkflow.view)

    async def submit(
        self,
        slug: str,
        application: Application,
        received_at: datetime,
        *,
        at: datetime | None = None,
        substitute_for: str | None = None,
    ) -> Receipt:
        """Take in an application: first into the vault, then to its journey, and only then a receipt.

        The same application again has the same receipt code. Where this ends before the receipt, the
        sweeper finds what was written and goes on.

        Raises:
            CallClosed: applications are not taken now.
            Refused: this application can no longer be handed in or replaced.
            EngineAway: it is in the vault; nobody need do anything.
        """
        intake = await self.intake(slug)
        if not intake.is_open:
            raise CallClosed(intake.refusal)
        noted = await self.note(slug, application, received_at, substitute_for=substitute_for)
        try:
            return await self.take_in(noted, at=at)
        except (NotFound, Refused):
            await self.let_go(noted)
            raise

    async def note(
        self,
        slug: str,
        application: Application,
        received_at: datetime,
        *,
        substitute_for: str | None = None,
    ) -> Noted:
        """The first step alone, without the engine: from here on the application is safe.

        Whether applications are taken is not asked. Raises OSError: the vault is away, nothing was kept.
        """
        slips = Slips(self.store)
        key, slip = await asyncio.to_thread(
            slips.note,
            slug,
            application,
            received_at,
            substitute_for=substitute_for,
            task_queue=self._task_queue,
            now=datetime.now(UTC),
        )
        await asyncio.to_thread(self._keep_application, slip, application)
        return Noted(key, slip, application)

    async def take_in(
        self, noted: Noted, *, at: datetime | None = None, file: DelegationFile | None = None
    ) -> Receipt:
        """The other steps of what was noted. Raises as `submit` does; who is told of a refusal lets it go.

        `file`: that of the delegation as it was just asked for; a long one is not asked for twice.
        """
        slip, application = noted.slip, noted.application
        slips = Slips(self.store)
        try:
            intake = await self.intake(slip.delegation)
            if not intake.is_open:
                raise CallClosed(intake.refusal)
            file = file or await self.file(slip.delegation)
            receipt = await self._take_in(file, intake, slip, application, at=at)
        except EngineAway:
            raise EngineAway(SAFE.format(application.id)) from None
        await asyncio.to_thread(slips.throw_away, noted.key)
        await self.discard_draft(slip.delegation, application.id)
        return receipt

    async def let_go(self, noted: Noted) -> None:
        """Of what was refused: who hands it in knows, so that there is nothing to finish."""
        await asyncio.to_thread(Slips(self.store).throw_away, noted.key)

    # --- what is left of an intake that ended too soon ---------------------------------------------

    async def bring_in(self, slip: Slip, application: Application) -> str | None:
        """See `activities.sweeping.Hands`."""
        if await self.has_taken(slip):
            await self._finish_profile(slip, application)
            return None
        slug = slip.delegation
        try:
            intake = await self.intake(slug)
            if not intake.is_open:
                return intake.refusal
            at = intake.tempo.trip_time(datetime.now(UTC)) if intake.tempo.rehearsed else None
            await self._take_in(await self.file(slug), intake, slip, application, at=at, swept=True)
        except (NotFound, Refused) as refused:
            return None if await self.has_taken(slip) else str(refused)
        return None

    async def has_taken(self, slip: Slip) -> bool:
        """See `activities.sweeping.Hands`."""
        try:
            state = (await self.journey(slip.delegation, slip.participant)).state
        except NotFound:
            return False
        return has_taken(slip.received_at, slip.document.sha256, state)

    async def tell_stuck(self, slug: str, stuck: ApplicationsStuck) -> None:
        """See `activities.sweeping.Hands`."""
        try:
            await self._delegation(slug).signal(DelegationWorkflow.applications_stuck, stuck)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    # --- inside ------------------------------------------------------------------------------------

    async def _take_in(
        self,
        file: DelegationFile,
        intake: Intake,
        slip: Slip,
        application: Application,
        *,
        at: datetime | None = None,
        swept: bool = False,
    ) -> Receipt:
        """The second step: the journey, started where there is none yet; then the profile."""
        slug = slip.delegation
        is_new = await asyncio.to_thread(self._introduce, slug, application)
        submission = Submission(
            at=at,
            participant=application.id,
            document=slip.document,
            facts=facts_of(application, file),
            received_at=slip.received_at,
            substitute_for=slip.substitute_for,
            together_with=application.together_with,
            terms=intake.terms,
            swept=swept,
        )
        receipt = await self._start_with_submission(slug, intake, submission)
        await self._keep_profile(slug, application, is_new=is_new)
        return receipt

    async def _finish_profile(self, slip: Slip, application: Application) -> None:
        """What the vault shows of the application, if it is still the one that counts."""
        state = (await self.journey(slip.delegation, slip.participant)).state
        if state.sha256 == slip.document.sha256:
            await self._keep_profile(slip.delegation, application)

    async def _keep_profile(self, slug: str, application: Application, *, is_new: bool = False) -> None:
        """What the vault shows of them; mails that wait for a better address are then looked at.

        Looked at also where the address stayed: whoever was cut off after the first step comes by again. For
        who `is_new` it was written when they were introduced, and no mail could wait for another address.
        """
        if is_new:
            return
        await asyncio.to_thread(self.register.keep_application, slug, application)
        room = WaitingRoom(self.store, self.register)
        if (await asyncio.to_thread(room.of, slug, application.id)).has_marks:
            await self.wake_dispatch(slug)

    def _participant(self, slug: str, participant: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(participant_workflow_id(slug, participant))

    async def _start_with_submission(self, slug: str, intake: Intake, submission: Submission) -> Receipt:
        once = unique("submit")
        start = JourneyStart(
            delegation=slug, participant=submission.participant, tempo=intake.tempo, terms=intake.terms
        )
        operation_id = participant_workflow_id(slug, submission.participant)

        async def submit() -> Receipt:
            operation = WithStartWorkflowOperation(
                ParticipantWorkflow.run,
                start,
                id=operation_id,
                task_queue=self._task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                search_attributes=attributes_of(slug, "participant"),
                static_summary=f"{submission.participant}: {submission.facts.country}",
            )
            return await self.client.execute_update_with_start_workflow(
                ParticipantWorkflow.submit,
                submission,
                start_workflow_operation=operation,
                id=once,
                rpc_timeout=PATIENCE,
            )

        return await patiently(submit, f"The journey of {submission.participant} has ended.")

    def _keep_application(self, slip: Slip, application: Application) -> None:
        self.store.create(slip.document.key, application_content(application), JSON)

    def _introduce(self, slug: str, application: Application) -> bool:
        """Who applies for the first time must be known before the receipt is written. Whether they do.

        Later applications count only once their journey took them, so they must not change it here.
        """
        return self.register.introduce(slug, application)


def attributes_of(slug: str, role: str) -> TypedSearchAttributes:
    """How a workflow of a delegation is found."""
    return TypedSearchAttributes([SearchAttributePair(ID, slug), SearchAttributePair(ROLE, role)])
