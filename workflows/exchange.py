"""Workflow `Exchange`: one stay of one person with another organisation, from the proposal to the payment."""

import asyncio
from collections import deque
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.exchange import ExchangeStep, Undoing
    from delegation.exchange_news import ParticipantLeft, PaymentMade, PaymentOrdered, ProgrammeClosed
    from delegation.exchange_state import (
        ENDS,
        ExchangeEnd,
        ExchangeMoved,
        ExchangeStart,
        ExchangeState,
        ExchangeView,
    )
    from delegation.exchanging import steps
    from delegation.exchanging.bookkeeping import is_news, record_of
    from delegation.exchanging.dates import DateKind, next_date
    from delegation.exchanging.papers import kinds_due, newest_papers, paper_order, with_papers
    from delegation.exchanging.standing import exchange_card, is_ahead_of_money, missing
    from delegation.exchanging.telling import Notice, notices, wanted
    from delegation.exchanging.undoing import to_undo
    from delegation.tempo import Dated, Standing

# Ours, and meant to be loaded anew with every workflow, so that the sandbox watches it too.
with workflow.unsafe.sandbox_import_notification_policy(workflow.SandboxImportNotificationPolicy.SILENT):
    from workflows._clock import Clock
    from workflows._exchange_deeds import ExchangeDeeds
    from workflows._exchange_post import made_papers, tell_appointments, tell_letters
    from workflows._reports import Reports

UNCLAIMED = timedelta(minutes=15)
"""An exchange that no valid proposal reaches within this time ends by itself."""


@workflow.defn(name="Exchange")
class ExchangeWorkflow(ExchangeDeeds):
    """Both accept, everything is signed, one visits the other, reports, and is paid; or it is undone."""

    @workflow.init
    def __init__(self, start: ExchangeStart) -> None:
        self._start = start
        self._state = start.state
        self._clock = Clock(start.tempo)
        self._unclaimed_until = self._clock.now() + UNCLAIMED * start.tempo.speed
        self._reports = Reports(start.delegation)
        self._letters: deque[Notice] = deque()
        self._has_appointments = False
        """Whether the stay is to be told to both calendars."""
        self._is_closed = False
        self._is_waiting = False

    @workflow.run
    async def run(self, start: ExchangeStart) -> ExchangeEnd:
        if not await self._is_proposed():
            return ExchangeEnd(step=ExchangeStep.WITHDRAWN)
        telling = asyncio.create_task(self._reports.keep_telling())
        while not self._is_over or self._has_work:
            await self._continue_as_new_if_long()
            await self._next_work()
            await self._undo()
            await self._tell()
            workflow.set_current_details(exchange_card(self._start, self._state))
        await workflow.wait_condition(lambda: self._reports.is_empty and workflow.all_handlers_finished())
        telling.cancel()
        return ExchangeEnd(step=self._state.step, cents=self._state.cents)

    # --- what the programme tells ----------------------------------------------------------------

    @workflow.signal(description="The lump sum stands in the file of a payment run.")
    def payment_ordered(self, news: PaymentOrdered) -> None:
        self._clock.hear(Dated(at=news.at))
        self._take(steps.ordered(self._state, news.run, self._clock.now()))

    @workflow.signal(description="The bank carried the payment run out.")
    def payment_made(self, news: PaymentMade) -> None:
        self._clock.hear(Dated(at=news.at))
        self._take(steps.paid(self._state, news.run, self._clock.now()))

    @workflow.signal(description="The visitor or the host takes part in the programme no more.")
    def participant_left(self, news: ParticipantLeft) -> None:
        self._clock.hear(Dated(at=news.at))
        if is_ahead_of_money(self._state):
            side = "visitor" if news.participant == self._start.visitor.participant else "host"
            self._end(ExchangeStep.WITHDRAWN, side, news.reason)

    @workflow.signal(description="The programme has ended, or was cancelled.")
    def programme_closed(self, news: ProgrammeClosed) -> None:
        self._clock.hear(Dated(at=news.at))
        self._is_closed = True
        if is_ahead_of_money(self._state):
            end = ExchangeStep.CALLED_OFF if news.cancelled else ExchangeStep.LAPSED
            self._end(end, "organiser", news.reason)

    @workflow.signal(description="In a rehearsal: the trip's clock has moved on.")
    def time_passed(self, moment: Dated) -> None:
        self._clock.hear(moment)

    # --- what may be asked -----------------------------------------------------------------------

    @workflow.query(description="Where this exchange stands, and what it waits for.")
    def view(self) -> ExchangeView:
        return ExchangeView(
            exchange=self._start.exchange,
            visitor=self._start.visitor,
            host=self._start.host,
            counts_for=self._start.counts_for,
            state=self._state,
            missing=missing(self._state),
            waiting_until=self._clock.next_deadline,
            is_over=self._is_over,
            now=self._clock.now(),
        )

    @workflow.query(description="Whether it is at rest, and until when.")
    def standing(self) -> Standing:
        is_busy = self._has_work or not self._reports.is_empty or not workflow.all_handlers_finished()
        return Standing(
            is_settled=self._is_waiting and not is_busy,
            waiting_until=self._clock.next_deadline,
            now=self._clock.now(),
        )

    # --- steps -----------------------------------------------------------------------------------

    async def _is_proposed(self) -> bool:
        return self._state.by is not None or await self._clock.until(
            self._unclaimed_until, lambda: self._state.by is not None, summary="A proposal must arrive"
        )

    def _take(self, new: ExchangeState) -> ExchangeState:
        """The new state, with the letters it brings; the programme hears of it."""
        old, self._state = self._state, new
        if new.number > old.number:
            self._letters.extend(notices(old, new, self._start))
            self._has_appointments = self._has_appointments or _is_new_in_calendars(old, new)
            if is_news(old, new, self._start):
                self._report()
        return new

    def _report(self) -> None:
        record = record_of(self._start, self._state)
        self._reports.add(ExchangeMoved(at=self._clock.now(), record=record))

    def _end(self, step: ExchangeStep, by: str, reason: str) -> None:
        self._take(steps.ended(self._state, step, self._clock.now(), by=by, reason=reason))

    async def _next_work(self) -> None:
        """Wait until there is something to do; a date of its step is something to do."""
        if self._has_work:
            return
        self._is_waiting = True
        date = next_date(self._state, self._start)
        if date is None:
            await workflow.wait_condition(lambda: self._has_work or self._moves_on(date))
        elif not await self._clock.until(
            date.at,
            lambda: self._has_work or self._moves_on(date),
            summary=f"{self._state.step}: {date.kind}",
        ):
            self._pass_date(date.kind)
        self._is_waiting = False

    def _moves_on(self, date: object) -> bool:
        """Whether another date than this one is due next."""
        return next_date(self._state, self._start) != date

    def _pass_date(self, kind: DateKind) -> None:
        self._take(steps.date_passed(self._state, self._start, self._clock.now()))
        if kind is DateKind.REMINDER:
            self._letters.extend(wanted(self._state, self._start))

    async def _undo(self) -> None:
        """What was done is undone, last done first; each is recorded once it is."""
        while left := to_undo(self._state):
            if left[0] is Undoing.INVITES_CANCELLED:
                await self._tell_appointments(cancelled=True)
            self._take(steps.undone(self._state, left[0], self._clock.now()))
        at_end = steps.closed(self._state, self._clock.now())
        if at_end.number > self._state.number:
            self._letters.extend(notices(self._state, at_end, self._start))
            self._state = at_end
            await self._tell()  # while the journeys of both go on: the programme may be about to end them
            self._report()

    async def _tell(self) -> None:
        """Papers first, then the letters that bring them, then the calendars of both."""
        told = tuple(self._letters)
        await self._make_papers(told)
        brought = [with_papers(one, self._state.documents) for one in told]
        await tell_letters(self._start, brought, self._clock.now())
        for _ in told:
            self._letters.popleft()
        if self._has_appointments:
            self._has_appointments = False
            await self._tell_appointments(cancelled=self._state.ending is not None)

    async def _make_papers(self, told: tuple[Notice, ...]) -> None:
        kinds = kinds_due(told, self._state, has_new_stay=self._has_appointments)
        order = paper_order(kinds, self._state, self._start, self._clock.now())
        if kinds and order is not None:
            documents = newest_papers(self._state.documents, await made_papers(order))
            self._state = self._state.model_copy(update={"documents": documents})

    async def _tell_appointments(self, *, cancelled: bool = False) -> None:
        number = self._state.appointments + 1
        self._state = self._state.model_copy(update={"appointments": number})
        stay = None if cancelled else self._state.stay
        await tell_appointments(self._start, stay, number, self._clock.now())

    @property
    def _has_work(self) -> bool:
        return bool(self._letters) or self._has_appointments or self._is_to_end

    @property
    def _is_to_end(self) -> bool:
        """Whether it comes to an early end, and is not there yet, or has something left to undo."""
        ending = self._state.ending
        return ending is not None and (self._state.step is not ending.step or bool(to_undo(self._state)))

    @property
    def _is_over(self) -> bool:
        return self._is_closed or self._state.step in ENDS

    async def _continue_as_new_if_long(self) -> None:
        """Start over with the state alone when the history grew long; nothing may be under way then."""
        if not workflow.info().is_continue_as_new_suggested() or self._has_work:
            return
        await workflow.wait_condition(lambda: self._reports.is_empty and workflow.all_handlers_finished())
        if not self._has_work and not self._is_over:
            carried = {"state": self._state, "tempo": self._clock.tempo}
            workflow.continue_as_new(self._start.model_copy(update=carried))


def _is_new_in_calendars(old: ExchangeState, new: ExchangeState) -> bool:
    """Whether the stay enters the calendars, or is another than they were told."""
    is_signed = new.step is ExchangeStep.SIGNED and new.ending is None
    return is_signed and (old.step is not new.step or old.stay != new.stay)
