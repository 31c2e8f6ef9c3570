"""The way to agreements: opening them, every deed, and what the vault keeps of them."""

import asyncio
import hashlib
from datetime import datetime
from typing import Any, cast

from temporalio.client import WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)

from activities.keys import agreement_evidence_key, agreement_note_key
from activities.ports import DocumentStore, Missing
from activities.register import Register
from delegation.agreement import AgreementRecord, AgreementState
from delegation.agreement_adopting import Adopting, Proposals, proposals
from delegation.agreement_book import YearlyReport
from delegation.agreement_deeds import (
    AddEvidence,
    AgreementDeed,
    AgreementStart,
    AgreementView,
    AnyDeed,
    EndAgreement,
    HandOver,
    MoveAgreement,
    NoteOnAgreement,
    OpenAgreement,
    PauseAgreement,
    PlanNext,
    ResumeAgreement,
    WithdrawEvidence,
)
from delegation.agreement_figures import Figure
from delegation.decision_letters import home_of
from delegation.document import DocumentRef
from delegation.file import DelegationFile
from delegation.form import MEDIA_TYPES, MediaType
from delegation.ids import agreement_workflow_id
from delegation.reading.suggestion import suggestion
from delegation.status import Intake
from portal.calls import Calls
from portal.errors import NotFound, Refused
from portal.wire import PATIENCE, patiently, unique
from workflows.agreement import AgreementWorkflow
from workflows.delegation import DelegationWorkflow

UPDATES: dict[type[AgreementDeed], Any] = {
    MoveAgreement: AgreementWorkflow.move,
    NoteOnAgreement: AgreementWorkflow.note,
    PlanNext: AgreementWorkflow.plan_next,
    HandOver: AgreementWorkflow.hand_over,
    AddEvidence: AgreementWorkflow.add_evidence,
    WithdrawEvidence: AgreementWorkflow.withdraw_evidence,
    PauseAgreement: AgreementWorkflow.pause,
    ResumeAgreement: AgreementWorkflow.resume,
    EndAgreement: AgreementWorkflow.end,
}
"""By which update the workflow hears each deed."""


class AgreementCalls(Calls):
    """What concerns agreements only. Every method may be repeated without harm."""

    store: DocumentStore
    register: Register
    _task_queue: str

    async def agreements(self, slug: str) -> tuple[AgreementRecord, ...]:
        """Every agreement of an arrangement, by id."""
        return (await self._query(self._delegation(slug), DelegationWorkflow.agreements)).agreements

    async def agreement(self, slug: str, agreement: str) -> AgreementView:
        """Where one stands, with its history. Raises NotFound."""
        return await self._query(self._agreement(slug, agreement), AgreementWorkflow.view)

    async def yearly_reports(self, slug: str) -> tuple[YearlyReport, ...]:
        return (await self._query(self._delegation(slug), DelegationWorkflow.yearly_reports)).reports

    async def open_agreement(self, slug: str, opening: OpenAgreement) -> AgreementState:
        """Begin to follow an agreement.

        Raises Refused with the reason: it was opened before, or its owner or a theme is not known.
        """
        file: DelegationFile = await self._query(self._delegation(slug), DelegationWorkflow.file)
        await self.demand_known(file, owner=opening.owner, themes=opening.themes)
        intake = await self._query(self._delegation(slug), DelegationWorkflow.intake)
        operation_id, once = agreement_workflow_id(slug, opening.id), unique("open")

        async def start() -> AgreementState:
            operation = self._starting(file, intake, opening, operation_id)
            return await self.client.execute_update_with_start_workflow(
                AgreementWorkflow.open,
                opening,
                start_workflow_operation=operation,
                id=once,
                rpc_timeout=PATIENCE,
            )

        return await patiently(start, f"The agreement {opening.id} of {slug} has ended.")

    async def do_with_agreement(self, slug: str, agreement: str, deed: AnyDeed) -> AgreementState:
        """One deed of a person. Raises Refused with the reason, NotFound where there is no such agreement."""
        if isinstance(deed, HandOver):
            file = await self._query(self._delegation(slug), DelegationWorkflow.file)
            await self.demand_known(file, owner=deed.to)
        handle = self._agreement(slug, agreement)
        state: AgreementState = await self._update(
            handle, UPDATES[type(deed)], cast("Any", deed), unique("agreement")
        )
        return state

    async def proposed_agreements(self, slug: str, adopting: Adopting) -> Proposals:
        """What another delegation's outcomes propose as first contacts. Nothing is opened."""
        other = self._delegation(adopting.delegation)
        ledger = await self._query(other, DelegationWorkflow.ledger)
        roster = await self._query(other, DelegationWorkflow.roster)
        file: DelegationFile = await self._query(other, DelegationWorkflow.file)
        if adopting.first_contact_on is None and file.legs:
            adopting = adopting._replace(first_contact_on=file.ends_on)
        names = {one.participant: (one.organisation, one.country) for one in roster.entries}
        known = [one.id for one in await self.agreements(slug)]
        return proposals(ledger.outcomes, names, adopting, known)

    # --- the vault -------------------------------------------------------------------------------

    async def keep_agreement_note(self, slug: str, agreement: str, text: str) -> DocumentRef:
        """What was said in full; it may be personal, so it passes through no workflow."""
        content = text.encode()
        key = agreement_note_key(slug, agreement, hashlib.sha256(content).hexdigest())
        return await asyncio.to_thread(self.store.create, key, content, "text/plain; charset=utf-8")

    async def keep_evidence(self, slug: str, agreement: str, content: bytes, kind: MediaType) -> DocumentRef:
        digest = hashlib.sha256(content).hexdigest()
        key = agreement_evidence_key(slug, agreement, digest, kind.value)
        return await asyncio.to_thread(self.store.create, key, content, MEDIA_TYPES[kind])

    async def evidence_as_kept(self, figure: Figure) -> dict[str, str]:
        """By key: whether the vault still holds what the figure rests on: `as recorded`, `other`, `gone`."""
        found: dict[str, str] = {}
        for kept in (one for basis in figure.basis for one in basis.evidence if one.key):
            try:
                content = await asyncio.to_thread(self.store.read, kept.key)
            except Missing:
                found[kept.key] = "gone"
                continue
            is_same = hashlib.sha256(content).hexdigest() == kept.sha256
            found[kept.key] = "as recorded" if is_same else "other"
        return found

    async def demand_known(
        self, file: DelegationFile, *, owner: str = "", themes: tuple[str, ...] = ()
    ) -> None:
        """Raises Refused for an owner or theme that the file does not name, with the nearest it does."""
        if file.cooperation is None:
            raise Refused(f"{file.slug} keeps no agreements; its file has no section 'cooperation'.")
        kept = await asyncio.to_thread(self.register.delegation_file, file.slug)
        people = [one.id for one in kept.people]
        if owner and owner not in people:
            raise Refused(f"{owner!r} is none of the people of {file.slug}; {suggestion(owner, people)}")
        known = [one.id for one in file.themes]
        for theme in themes:
            if theme not in known:
                raise Refused(f"{theme!r} is no theme of {file.slug}; {suggestion(theme, known)}")

    # --- inside ----------------------------------------------------------------------------------

    def _agreement(self, slug: str, agreement: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(agreement_workflow_id(slug, agreement))

    def _starting(
        self, file: DelegationFile, intake: Intake, opening: OpenAgreement, workflow_id: str
    ) -> WithStartWorkflowOperation[AgreementWorkflow, Any]:
        start = AgreementStart(
            delegation=file.slug,
            agreement=opening.id,
            tempo=intake.tempo,
            rules=file.cooperation_rules,
            place=home_of(file),
        )
        return WithStartWorkflowOperation(
            AgreementWorkflow.run,
            start,
            id=workflow_id,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=TypedSearchAttributes(
                [SearchAttributePair(ID, file.slug), SearchAttributePair(ROLE, "agreement")]
            ),
            static_summary=f"{opening.id}: {' – '.join(one.organisation for one in opening.parties)}",
        )


ID = SearchAttributeKey.for_keyword("DelegationId")
ROLE = SearchAttributeKey.for_keyword("DelegationRole")


def period_of(reports: tuple[YearlyReport, ...], opens: datetime, now: datetime) -> tuple[datetime, datetime]:
    """From the last report, or since the call opened, until now: what figures of today are about."""
    return (reports[-1].until if reports else opens), now


def report_named(reports: tuple[YearlyReport, ...], day: str) -> YearlyReport:
    """The report whose period ends on that day or in that year; the last without any.

    Raises NotFound, naming those that were made.
    """
    days = [one.documents[0].about for one in reports if one.documents]
    found = [one for one, name in zip(reports, days, strict=True) if name.startswith(day)]
    if not found:
        made = f"those made are {', '.join(days)}." if days else "none was made so far."
        raise NotFound(f"There is no yearly report {day}".rstrip() + f"; {made}")
    return found[-1]
