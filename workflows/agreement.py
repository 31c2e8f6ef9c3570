"""Workflow `Agreement`: one agreement between organisations, from first contact to evidence, over years."""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.agreement import AgreementState
    from delegation.agreement_deeds import (
        AddEvidence,
        AgreementEnd,
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
    from delegation.news import DelegationClosed
    from delegation.tempo import Dated, Standing

# Ours, and meant to be loaded anew with every workflow, so that the sandbox watches it too.
with workflow.unsafe.sandbox_import_notification_policy(workflow.SandboxImportNotificationPolicy.SILENT):
    from workflows._caretaking import Caretaking
    from workflows._clock import Clock
    from workflows._refusal import refuse
    from workflows._reports import Reports


@workflow.defn(name="Agreement")
class AgreementWorkflow:
    """Its owner is reminded of its dates and asked for news until the arrangement ends."""

    @workflow.init
    def __init__(self, start: AgreementStart) -> None:
        self._start = start
        self._clock = Clock(start.tempo)
        self._reports = Reports(start.delegation)
        self._care = Caretaking(start, self._clock, self._reports)
        self._is_over = False
        self._is_waiting = False

    @workflow.run
    async def run(self, start: AgreementStart) -> AgreementEnd:
        telling = asyncio.create_task(self._reports.keep_telling())
        while not self._is_over:
            await self._continue_as_new_if_long(start)
            await self._next_work()
            await self._care.write()
        await workflow.wait_condition(lambda: self._reports.is_empty and workflow.all_handlers_finished())
        telling.cancel()
        return AgreementEnd(stage=self._care.state.stage if self._care.state else None)

    # --- what people do ------------------------------------------------------------------------

    @workflow.update(description="Organisations are in contact; somebody looks after it from now on.")
    def open(self, opening: OpenAgreement) -> AgreementState:
        self._clock.hear(opening)
        return self._care.open(opening)

    @open.validator
    def _may_open(self, opening: OpenAgreement) -> None:
        self._only_while_kept()
        refuse(self._care.why_not_open(opening))

    @workflow.update(description="On to another stage, or back with a reason.")
    def move(self, move: MoveAgreement) -> AgreementState:
        return self._do(move)

    @move.validator
    def _may_move(self, move: MoveAgreement) -> None:
        self._may(move)

    @workflow.update(description="News that change nothing else.")
    def note(self, note: NoteOnAgreement) -> AgreementState:
        return self._do(note)

    @note.validator
    def _may_note(self, note: NoteOnAgreement) -> None:
        self._may(note)

    @workflow.update(description="What is to be done next, by when.")
    def plan_next(self, plan: PlanNext) -> AgreementState:
        return self._do(plan)

    @plan_next.validator
    def _may_plan_next(self, plan: PlanNext) -> None:
        self._may(plan)

    @workflow.update(description="Somebody else looks after it from now on, and is told so.")
    def hand_over(self, hand_over: HandOver) -> AgreementState:
        return self._do(hand_over)

    @hand_over.validator
    def _may_hand_over(self, hand_over: HandOver) -> None:
        self._may(hand_over)

    @workflow.update(description="A document or a link that proves it.")
    def add_evidence(self, added: AddEvidence) -> AgreementState:
        return self._do(added)

    @add_evidence.validator
    def _may_add_evidence(self, added: AddEvidence) -> None:
        self._may(added)

    @workflow.update(description="Evidence proves nothing; without any left it is only claimed again.")
    def withdraw_evidence(self, withdrawn: WithdrawEvidence) -> AgreementState:
        return self._do(withdrawn)

    @withdraw_evidence.validator
    def _may_withdraw_evidence(self, withdrawn: WithdrawEvidence) -> None:
        self._may(withdrawn)

    @workflow.update(description="It rests for a reason, perhaps until a date.")
    def pause(self, pause: PauseAgreement) -> AgreementState:
        return self._do(pause)

    @pause.validator
    def _may_pause(self, pause: PauseAgreement) -> None:
        self._may(pause)

    @workflow.update(description="It goes on at the stage it had.")
    def resume(self, resume: ResumeAgreement) -> AgreementState:
        return self._do(resume)

    @resume.validator
    def _may_resume(self, resume: ResumeAgreement) -> None:
        self._may(resume)

    @workflow.update(description="It comes to no agreement, for a reason.")
    def end(self, end: EndAgreement) -> AgreementState:
        return self._do(end)

    @end.validator
    def _may_end(self, end: EndAgreement) -> None:
        self._may(end)

    # --- what it is told -----------------------------------------------------------------------

    @workflow.signal(description="The arrangement has ended, or was cancelled.")
    def delegation_closed(self, news: DelegationClosed) -> None:
        self._clock.hear(Dated(at=news.at))
        self._is_over = True

    @workflow.signal(description="In a rehearsal: the trip's clock has moved on.")
    def time_passed(self, moment: Dated) -> None:
        self._clock.hear(moment)

    # --- what may be asked ---------------------------------------------------------------------

    @workflow.query(description="Where it stands: stage, owner, next date, evidence, history.")
    def view(self) -> AgreementView:
        return AgreementView(
            state=self._care.state,
            now=self._clock.now(),
            next_letter_at=self._care.due,
            is_over=self._is_over,
        )

    @workflow.query(description="Whether it is at rest, and until when.")
    def standing(self) -> Standing:
        has_work = self._is_over or self._care.has_work or not self._reports.is_empty
        return Standing(
            is_settled=self._is_waiting and not has_work and workflow.all_handlers_finished(),
            waiting_until=self._clock.next_deadline,
            now=self._clock.now(),
        )

    # --- steps ---------------------------------------------------------------------------------

    def _do(self, deed: AnyDeed) -> AgreementState:
        self._clock.hear(deed)
        return self._care.do(deed)

    def _may(self, deed: AnyDeed) -> None:
        self._only_while_kept()
        refuse(self._care.why_not(deed))

    def _only_while_kept(self) -> None:
        if self._is_over:
            refuse("The arrangement has ended; its agreements stay as they are.")

    async def _next_work(self) -> None:
        self._show()
        self._is_waiting = True
        due = self._care.due
        if due is None:
            await workflow.wait_condition(lambda: self._has_work() or self._care.due is not None)
        else:
            await self._clock.until(
                due,
                lambda: self._has_work() or self._care.due != due,
                summary="Its owner is written to",
            )
        self._is_waiting = False

    def _has_work(self) -> bool:
        return self._is_over or self._care.has_work

    def _show(self) -> None:
        """What the Temporal UI says of it."""
        state = self._care.state
        if state is None:
            return
        planned = f", next {state.next.at:%d %b %Y}: {state.next.what}" if state.next else ""
        workflow.set_current_details(f"**{state.title}**, {state.stage}, owner {state.owner}{planned}")

    async def _continue_as_new_if_long(self, start: AgreementStart) -> None:
        """Start over with the state alone when the history grew long."""
        if not workflow.info().is_continue_as_new_suggested() or self._has_work():
            return
        await workflow.wait_condition(lambda: self._reports.is_empty and workflow.all_handlers_finished())
        carried = {"state": self._care.state, "tempo": self._clock.tempo}
        workflow.continue_as_new(start.model_copy(update=carried))
