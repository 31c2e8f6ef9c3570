"""Workflow `Delegation`: one delegation from the call to the closing report."""

import asyncio
from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

with workflow.unsafe.imports_passed_through():
    from activities.deciding import PromotionOrder
    from delegation.answer_rules import reply_task, reply_task_id, returned_task
    from delegation.change import Change
    from delegation.command_rules import why_not_change, why_not_override
    from delegation.evaluation_state import EvaluationClosed
    from delegation.file import DelegationFile, Phase
    from delegation.hosting import HostAnswer, HostWithdrawal
    from delegation.invite import InviteReport, MailReturned
    from delegation.journey import ApplicationReceived, OfferClosed, Withdrawn
    from delegation.letter import LetterName
    from delegation.news import DelegationClosed
    from delegation.offer import ReplyToRead
    from delegation.overview import (
        delegation_card,
        intake_of,
        ledger_of,
        meeting_book_of,
        published_of,
        roster_of,
        status_of,
    )
    from delegation.requesting import BookHeld, MeetingMissed, OfParticipant
    from delegation.selecting.inputs import SelectionInputs
    from delegation.status import (
        DelegationEnd,
        DelegationStart,
        DelegationStatus,
        Intake,
        Ledger,
        OverrideEligibility,
        PhaseTime,
        PlanView,
        Published,
        Refusal,
        ReleasePlace,
        Roster,
    )
    from delegation.sweeping import ApplicationsStuck
    from delegation.tempo import Dated, Standing

# Ours, and meant to be loaded anew with every workflow, so that the sandbox watches it too.
with workflow.unsafe.sandbox_import_notification_policy(workflow.SandboxImportNotificationPolicy.SILENT):
    from workflows._agreement_desk import AgreementDesk
    from workflows._answers import hear_answer
    from workflows._attendance import Attendance
    from workflows._call import hold_call, take_in
    from workflows._changes import release_place
    from workflows._clock import Clock
    from workflows._cooperation import close_agreements, hold_cooperation
    from workflows._desk import Desk
    from workflows._exchange_desk import ExchangeDesk
    from workflows._exchanges import close_exchanges, end_exchanges_of, hold_exchanges
    from workflows._follow_up import follow_up
    from workflows._host_answers import hear_host, hear_withdrawal
    from workflows._hosts import close_hosts
    from workflows._itinerary import prepare_itinerary
    from workflows._later_cut_offs import hold_later_cut_offs, in_background
    from workflows._moving_up import move_up
    from workflows._offers import close_application, close_offer, publish_decisions
    from workflows._orders import Orders
    from workflows._paper_orders import PaperOrders
    from workflows._promotions import fill_places, pass_on_returned_place, promotion_order
    from workflows._records import keep_record
    from workflows._registration import hold_registration, take_registration
    from workflows._requests import hear_missed
    from workflows._selection import close_evaluation, hold_evaluation, hold_selection, selection_inputs
    from workflows._stuck import hear_stuck
    from workflows._trip import travel

PHASE = SearchAttributeKey.for_keyword("DelegationPhase")
CITY = SearchAttributeKey.for_keyword("DelegationCity")
NEXT_DEADLINE = SearchAttributeKey.for_datetime("NextDeadline")
APPLICANTS = SearchAttributeKey.for_int("ApplicantCount")
DELEGATES = SearchAttributeKey.for_int("DelegateCount")


LASTS_UNTIL = {
    Phase.CALL: lambda file: file.call.first_closes_at,
    Phase.REGISTRATION: lambda file: file.call.last_closes_at,
    Phase.EXCHANGES: lambda file: file.exchange_rules.ends_at,
    Phase.COOPERATION: lambda file: file.cooperation_rules.ends_at,
}
"""Phases that may last for years, or in which thousands apply, and so return before their end to leave a long
history behind. Each application is a signal, and no run takes more than 10,000 of them."""


@workflow.defn(name="Delegation")
class DelegationWorkflow(Orders, PaperOrders, AgreementDesk, ExchangeDesk, Attendance):
    """The phase machine: call, evaluation, selection, offers, itinerary, trip, follow-up."""

    @workflow.init
    def __init__(self, start: DelegationStart) -> None:
        self._start = start
        self._clock = Clock(start.tempo)
        self._city = ""
        self._shown: tuple[SearchAttributeUpdate[Any], ...] = ()
        self._desk = Desk(start.file, self._clock, start.state, self._show)
        self._later: asyncio.Task[None] | None = None

    @workflow.run
    async def run(self, start: DelegationStart) -> DelegationEnd:
        await self._desk.until(start.file.call.opens_at, summary="Call opens")
        self._go_on_with_later_cut_offs()
        for phase in self._phases_ahead():
            if self._desk.state.cancelled:
                break
            self._enter(phase)
            await self._hold_to_its_end(phase)
        await self._close()
        return self._end()

    async def _hold_to_its_end(self, phase: Phase) -> None:
        """One of years returns from time to time; it is held again where no new run may begin just then."""
        while True:
            await self._hold(phase)
            await self._continue_as_new_if_long(phase)
            if self._desk.state.cancelled or self._is_over(phase):
                return

    def _is_over(self, held: Phase) -> bool:
        return held not in LASTS_UNTIL or self._clock.now() >= LASTS_UNTIL[held](self._file)

    async def _hold(self, phase: Phase) -> None:
        match phase:
            case Phase.CALL:
                await hold_call(self._desk)
            case Phase.EVALUATION:
                await hold_evaluation(self._desk, self._file.call.cut_offs[0].id)
            case Phase.SELECTION:
                await hold_selection(self._desk)
            case Phase.OFFERS:
                await keep_record(self._desk)
                await publish_decisions(self._desk)
                self._go_on_with_later_cut_offs()
                await fill_places(self._desk)
            case Phase.ITINERARY:
                await prepare_itinerary(self._desk)
                await self._desk.until(self._file.starts_at, summary="Trip begins")
            case Phase.TRIP:
                await travel(self._desk, self._arrive)
            case Phase.REGISTRATION:
                await hold_registration(self._desk)
            case Phase.EXCHANGES:
                await hold_exchanges(self._desk)
            case Phase.COOPERATION:
                await hold_cooperation(self._desk)
            case Phase.FOLLOW_UP:
                await follow_up(self._desk)
            case _:
                return

    def _go_on_with_later_cut_offs(self) -> None:
        """Beside the phases, from the first offers on; they end with the last cut-off."""
        if self._later is None and in_background(self._desk):
            self._later = asyncio.create_task(self._hold_later_cut_offs())

    async def _hold_later_cut_offs(self) -> None:
        self._desk.processes += 1
        try:
            await hold_later_cut_offs(self._desk)
        finally:
            self._desk.processes -= 1

    def _arrive(self, city: str) -> None:
        self._city = city

    # --- facts that reach the delegation -----------------------------------------------------------

    @workflow.signal(description="An application reached its journey.")
    async def application_received(self, received: ApplicationReceived) -> None:
        self._clock.hear(received)
        registers = self._file.registration is not None
        await (take_registration if registers else take_in)(self._desk, received)

    @workflow.signal(description="The evaluation is over; here are all score sheets.")
    def evaluation_closed(self, closed: EvaluationClosed) -> None:
        self._clock.hear(closed)
        close_evaluation(self._desk, closed)

    @workflow.signal(description="An offer came to its end.")
    async def offer_closed(self, closed: OfferClosed) -> None:
        self._clock.hear(closed)
        close_offer(self._desk, closed)
        self._desk.drop_task(reply_task_id(closed.participant))
        async with self._desk.turn:
            await pass_on_returned_place(self._desk)

    @workflow.signal(description="A participant withdrew.")
    async def withdrawn(self, withdrawn: Withdrawn) -> None:
        self._clock.hear(withdrawn)
        await end_exchanges_of(self._desk, withdrawn)
        if withdrawn.participant not in self._desk.state.delegates:
            close_application(self._desk, withdrawn.participant)
            async with self._desk.turn:
                await pass_on_returned_place(self._desk)
            return
        reason = withdrawn.reason or "withdrew"
        release = ReleasePlace(participant=withdrawn.participant, author="the participant", reason=reason)
        async with self._desk.turn:
            await release_place(self._desk, release)
            await move_up(self._desk)

    @workflow.signal(description="Somebody declined an invite, or answered so that a person must decide.")
    async def invite_answered(self, report: InviteReport) -> None:
        self._clock.hear(report)
        async with self._desk.turn:
            await hear_answer(self._desk, report)
        self._show(self._clock.next_deadline)

    @workflow.signal(description="A host confirmed, set limits, or answered requests: its last word.")
    async def host_answered(self, answer: HostAnswer) -> None:
        self._clock.hear(answer)
        async with self._desk.turn:
            await hear_host(self._desk, answer)
        self._show(self._clock.next_deadline)

    @workflow.signal(description="A host receives nobody any more.")
    async def host_withdrew(self, withdrawal: HostWithdrawal) -> None:
        self._clock.hear(withdrawal)
        async with self._desk.turn:
            await hear_withdrawal(self._desk, withdrawal)
        self._show(self._clock.next_deadline)

    @workflow.signal(description="One of our mails came back: somebody has to find another way.")
    def mail_returned(self, returned: MailReturned) -> None:
        self._clock.hear(returned)
        self._desk.note_task(f"returned-{returned.recipient}", returned_task(returned.recipient))
        self._show(self._clock.next_deadline)

    @workflow.signal(description="Somebody replied to an offer so that a person must read it.")
    def reply_received(self, reply: ReplyToRead) -> None:
        self._clock.hear(reply)
        self._desk.note_task(reply_task_id(reply.participant), reply_task(reply, self._desk.slug))
        self._show(self._clock.next_deadline)

    @workflow.signal(description="Applications that are in the vault and could not be taken in.")
    def applications_stuck(self, news: ApplicationsStuck) -> None:
        self._clock.hear(news)
        hear_stuck(self._desk, news)
        self._show(self._clock.next_deadline)

    @workflow.signal(description="Somebody did not come to a meeting with another delegate.")
    def meeting_missed(self, missed: MeetingMissed) -> None:
        self._clock.hear(missed)
        hear_missed(self._desk, missed)
        self._show(self._clock.next_deadline)

    @workflow.signal(description="In a rehearsal: the trip's clock has moved on.")
    def time_passed(self, moment: Dated) -> None:
        self._clock.hear(moment)

    # --- what may be asked ---------------------------------------------------------------------------

    @workflow.query(description="Where the delegation stands: phase, counts, next date, tasks.")
    def status(self) -> DelegationStatus:
        return status_of(
            self._file,
            self._desk.state,
            now=self._clock.now(),
            next_deadline=self._clock.next_deadline,
            is_settled=self._desk.is_waiting and workflow.all_handlers_finished(),
        )

    @workflow.query(description="Whether it is at rest, and until when.")
    def standing(self) -> Standing:
        return Standing(
            is_settled=self._desk.is_waiting and workflow.all_handlers_finished(),
            waiting_until=self._clock.next_deadline,
            now=self._clock.now(),
        )

    @workflow.query(description="Whether applications are taken now.")
    def intake(self) -> Intake:
        return intake_of(self._file, self._desk.state, self._clock.tempo, self._clock.now())

    @workflow.query(description="Every application with its status, score and reasons.")
    def roster(self) -> Roster:
        return roster_of(self._desk.state, self._file)

    @workflow.query(description="The itinerary as last planned, with its meetings.")
    def itinerary(self) -> Published:
        return published_of(self._desk.state)

    @workflow.query(description="What a delegate may ask, answer and rate of meetings with others.")
    def meeting_book(self, asked: OfParticipant) -> BookHeld:
        return BookHeld(book=meeting_book_of(self._file, self._desk.state, asked.participant))

    @workflow.query(description="Everything the itinerary is made of.")
    def plan(self) -> PlanView:
        state = self._desk.state
        return PlanView(state=state.plan, wishes=state.wishes, now=self._clock.now())

    @workflow.query(description="Why an override of eligibility would be refused; nothing is recorded.")
    def refusal_of_override(self, override: OverrideEligibility) -> Refusal:
        now = self._clock.time_of(override)
        return Refusal(text=why_not_override(override, self._file, self._desk.state, now) or "")

    @workflow.query(description="What the selection that is decided next looks at, for trying changes.")
    def selection_inputs(self) -> SelectionInputs:
        return selection_inputs(self._desk)

    @workflow.query(description="What the next promotion depends on: who holds, is out, or waits.")
    def next_promotion(self) -> PromotionOrder:
        return promotion_order(self._desk)

    @workflow.query(description="Decisions, offers, changes, documents and outcomes so far.")
    def ledger(self) -> Ledger:
        return ledger_of(self._file, self._desk.state)

    @workflow.query(description="The delegation file this delegation runs by, without its people.")
    def file(self) -> DelegationFile:
        return self._file

    @workflow.query(description="Why a change would be refused; nothing is recorded.")
    def refusal_of(self, change: Change) -> Refusal:
        now = self._clock.time_of(change)
        return Refusal(text=why_not_change(change, self._file, self._desk.state, now) or "")

    # --- phases --------------------------------------------------------------------------------------

    @property
    def _file(self) -> DelegationFile:
        return self._desk.file

    def _phases_ahead(self) -> tuple[Phase, ...]:
        done = {one.phase for one in self._desk.state.phases if one.ended_at is not None}
        return tuple(phase for phase in self._file.phases if phase not in done)

    def _enter(self, phase: Phase) -> None:
        """A phase is entered once, also where it is gone on with in a new run."""
        now = self._clock.now()
        if any(one.phase is phase and one.ended_at is None for one in self._desk.state.phases):
            self._show(self._clock.next_deadline)
            return
        ended = tuple(
            one if one.ended_at else one.model_copy(update={"ended_at": now})
            for one in self._desk.state.phases
        )
        self._desk.set(phase=phase, phases=(*ended, PhaseTime(phase=phase, began_at=now)))
        self._show(self._clock.next_deadline)

    async def _close(self) -> None:
        """The last news to every journey that is still open."""
        state = self._desk.state
        is_cancelled = bool(state.cancelled)
        self._enter(Phase.CANCELLED if is_cancelled else Phase.CLOSED)
        news = DelegationClosed(
            at=self._clock.now(),
            cancelled=is_cancelled,
            letter=LetterName.DELEGATION_CANCELLED if is_cancelled else None,
            facts={"reason": state.cancelled} if is_cancelled else {},
        )
        if self._later is not None:
            self._later.cancel()
        self._desk.set(tasks=())
        async with self._desk.turn:
            everyone = [one.participant for one in (*state.applied, *state.substitutes)]
            await close_exchanges(self._desk, news)
            await self._desk.tell(dict.fromkeys(everyone, news), "The delegation has ended")
            await close_hosts(self._desk, news)
            await close_agreements(self._desk, news)
        await workflow.wait_condition(workflow.all_handlers_finished)

    async def _continue_as_new_if_long(self, held: Phase) -> None:
        """Between two phases nothing is under way, so a long history is left behind there.

        A phase that goes on for years returns from time to time for that; it is gone on with.
        """
        if not self._desk.is_long:
            return
        await workflow.wait_condition(workflow.all_handlers_finished)
        if not self._desk.is_long:
            return  # a later cut-off closed meanwhile
        over = self._is_over(held)
        ended = tuple(
            one if one.ended_at or not over else one.model_copy(update={"ended_at": self._clock.now()})
            for one in self._desk.state.phases
        )
        state = self._desk.state.model_copy(update={"phases": ended})
        workflow.continue_as_new(self._start.model_copy(update={"state": state, "tempo": self._clock.tempo}))

    def _end(self) -> DelegationEnd:
        state = self._desk.state
        return DelegationEnd(
            phase=state.phase or Phase.CLOSED,
            delegates=len(state.delegates),
            outcomes=len(state.outcomes),
        )

    def _show(self, due: datetime | None) -> None:
        """Bring the card in the Temporal UI up to date; search attributes only where they changed."""
        state = self._desk.state
        workflow.set_current_details(delegation_card(self._file, state, self._clock.now(), due))
        shown: tuple[SearchAttributeUpdate[Any], ...] = (
            PHASE.value_set(state.phase.value if state.phase else "before the call"),
            APPLICANTS.value_set(len(state.applied)),
            DELEGATES.value_set(len(state.delegates)),
            CITY.value_set(self._city) if self._city else CITY.value_unset(),
            NEXT_DEADLINE.value_set(due) if due else NEXT_DEADLINE.value_unset(),
        )
        changed = [update for update in shown if update not in self._shown]
        if changed:
            workflow.upsert_search_attributes(changed)
            self._shown = shown
