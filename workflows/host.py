"""Workflow `Host`: what one host is asked and sent of the programme, and what it answers."""

import asyncio
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.calendars.ending import emptied
    from delegation.host_rules import why_not_answer_host, why_not_withdraw_host
    from delegation.host_state import HostEnd, HostStart, HostState, HostView
    from delegation.hosting import HostAnswer, HostWithdrawal
    from delegation.news import (
        DelegationClosed,
        GuestListSent,
        HostAsked,
        HostRequests,
        HostThanked,
        ItineraryPublished,
    )
    from delegation.tempo import Dated, Standing

# Ours, and meant to be loaded anew with every workflow, so that the sandbox watches it too.
with workflow.unsafe.sandbox_import_notification_policy(workflow.SandboxImportNotificationPolicy.SILENT):
    from workflows._clock import Clock
    from workflows._mailbox import Mailbox
    from workflows._reception import Reception
    from workflows._recipient import Recipient
    from workflows._refusal import refuse
    from workflows._reports import Reports


@workflow.defn(name="Host")
class HostWorkflow(Recipient):
    """A host is asked what it receives, and its part of the programme is kept true until the end."""

    @workflow.init
    def __init__(self, start: HostStart) -> None:
        self._start = start
        self._clock = Clock(start.tempo)
        self._mailbox = Mailbox(start.delegation, start.host, self._clock, start.book, person=start.person)
        self._reports = Reports(start.delegation)
        self._reception = Reception(start.state, self._clock, self._mailbox, self._reports)
        self._is_over = False
        self._is_waiting = False

    @workflow.run
    async def run(self, start: HostStart) -> HostEnd:
        telling = asyncio.create_task(self._reports.keep_telling())
        while not self._is_over or not self._mailbox.is_empty:
            await self._continue_as_new_if_long()
            await self._next_work()
            self._reception.remind()
            await self._mailbox.send(at_last=self._is_over)
            workflow.set_current_details(f"**{start.host}**, {len(self._mailbox.book.invites)} appointments")
        await workflow.wait_condition(lambda: self._reports.is_empty and workflow.all_handlers_finished())
        telling.cancel()
        return HostEnd(invites=len(self._mailbox.book.invites))

    # --- what the delegation tells -------------------------------------------------------------

    @workflow.signal(description="A version of the itinerary: the calendar is brought up to it.")
    def itinerary_published(self, news: ItineraryPublished) -> None:
        self._clock.hear(Dated(at=news.at))
        self._reception.hear_programme(news)
        self._mailbox.publish(news)

    @workflow.signal(description="What it would receive, for it to confirm.")
    def host_asked(self, news: HostAsked) -> None:
        self._clock.hear(Dated(at=news.at))
        self._reception.ask(news)

    @workflow.signal(description="Who asks it for a meeting, for it to answer.")
    def host_requests(self, news: HostRequests) -> None:
        self._clock.hear(Dated(at=news.at))
        self._reception.pass_on_requests(news)

    @workflow.signal(description="Who comes to what it receives.")
    def guest_list_sent(self, news: GuestListSent) -> None:
        self._clock.hear(Dated(at=news.at))
        self._reception.hand_guest_list(news)

    @workflow.signal(description="Thanks for what it gave.")
    def host_thanked(self, news: HostThanked) -> None:
        self._clock.hear(Dated(at=news.at))
        self._reception.thank(news)

    @workflow.signal(description="The delegation has ended, or was cancelled.")
    def delegation_closed(self, news: DelegationClosed) -> None:
        self._clock.hear(Dated(at=news.at))
        if news.cancelled and news.letter is not None and not self._is_over:
            self._mailbox.publish(
                emptied(self._mailbox.book, news.letter, news.facts, self._clock.now(), at=news.at)
            )
        self._is_over = True

    # --- what the host says --------------------------------------------------------------------

    @workflow.update(description="The host confirms, sets limits, or answers requests.")
    def answer_host(self, answer: HostAnswer) -> HostState:
        self._clock.hear(answer)
        return self._reception.answer(answer)

    @answer_host.validator
    def _may_answer_host(self, answer: HostAnswer) -> None:
        refuse(why_not_answer_host(answer, self._reception.state, self._clock.time_of(answer)))

    @workflow.update(description="The host receives nobody any more.")
    def withdraw(self, withdrawal: HostWithdrawal) -> HostState:
        self._clock.hear(withdrawal)
        return self._reception.withdraw(withdrawal)

    @withdraw.validator
    def _may_withdraw(self, withdrawal: HostWithdrawal) -> None:
        refuse(why_not_withdraw_host(self._reception.state, self._clock.time_of(withdrawal)))

    # --- what may be asked ---------------------------------------------------------------------

    @workflow.query(description="What it was asked, what it answered, and what is due.")
    def view(self) -> HostView:
        return HostView(
            host=self._start.host,
            state=self._reception.state,
            now=self._clock.now(),
            reminded_next=self._reception.due,
            is_over=self._is_over,
        )

    @workflow.query(description="Whether it is at rest, and until when.")
    def standing(self) -> Standing:
        return Standing(
            is_settled=self._is_waiting and not self._has_work() and workflow.all_handlers_finished(),
            waiting_until=self._clock.next_deadline,
            now=self._clock.now(),
        )

    # --- steps ---------------------------------------------------------------------------------

    async def _next_work(self) -> None:
        self._is_waiting = True
        due = self._due
        if due is None:
            await workflow.wait_condition(lambda: self._has_work() or self._due is not None)
        else:
            gathers = due == self._mailbox.due
            await self._clock.until(
                due,
                lambda: self._has_work() or self._due != due,
                summary="Changes are gathered until then" if gathers else "Reminded if it has not answered",
            )
        self._is_waiting = False

    @property
    def _due(self) -> datetime | None:
        """The next thing that leaves of itself: changes that are gathered, or a reminder."""
        return min((at for at in (self._mailbox.due, self._reception.due) if at), default=None)

    def _has_work(self) -> bool:
        return self._is_over or self._mailbox.has_work or self._reception.has_work

    async def _continue_as_new_if_long(self) -> None:
        """Start over with the book and the answers alone when the history grew long."""
        if not workflow.info().is_continue_as_new_suggested() or self._has_work():
            return
        await workflow.wait_condition(lambda: self._reports.is_empty and workflow.all_handlers_finished())
        carried = {"book": self._mailbox.book, "tempo": self._clock.tempo, "state": self._reception.state}
        workflow.continue_as_new(self._start.model_copy(update=carried))
