"""Workflow `Host`: what one host is sent of the programme, and what it answers."""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.calendars.ending import emptied
    from delegation.hosting import HostEnd, HostStart
    from delegation.news import DelegationClosed, ItineraryPublished
    from delegation.tempo import Dated, Standing

# Ours, and meant to be loaded anew with every workflow, so that the sandbox watches it too.
with workflow.unsafe.sandbox_import_notification_policy(workflow.SandboxImportNotificationPolicy.SILENT):
    from workflows._clock import Clock
    from workflows._mailbox import Mailbox
    from workflows._recipient import Recipient
    from workflows._reports import Reports


@workflow.defn(name="Host")
class HostWorkflow(Recipient):
    """A host receives its part of the programme and keeps it true until the delegation has ended."""

    @workflow.init
    def __init__(self, start: HostStart) -> None:
        self._start = start
        self._clock = Clock(start.tempo)
        self._mailbox = Mailbox(start.delegation, start.host, self._clock, start.book, person=start.person)
        self._reports = Reports(start.delegation)
        self._is_over = False
        self._is_waiting = False

    @workflow.run
    async def run(self, start: HostStart) -> HostEnd:
        telling = asyncio.create_task(self._reports.keep_telling())
        while not self._is_over or not self._mailbox.is_empty:
            await self._continue_as_new_if_long()
            await self._next_work()
            await self._mailbox.send(at_last=self._is_over)
            workflow.set_current_details(f"**{start.host}**, {len(self._mailbox.book.invites)} appointments")
        await workflow.wait_condition(lambda: self._reports.is_empty and workflow.all_handlers_finished())
        telling.cancel()
        return HostEnd(invites=len(self._mailbox.book.invites))

    # --- what the delegation tells -------------------------------------------------------------

    @workflow.signal(description="A version of the itinerary: the calendar is brought up to it.")
    def itinerary_published(self, news: ItineraryPublished) -> None:
        self._clock.hear(Dated(at=news.at))
        self._mailbox.publish(news)

    @workflow.signal(description="The delegation has ended, or was cancelled.")
    def delegation_closed(self, news: DelegationClosed) -> None:
        self._clock.hear(Dated(at=news.at))
        if news.cancelled and news.letter is not None and not self._is_over:
            self._mailbox.publish(
                emptied(self._mailbox.book, news.letter, news.facts, self._clock.now(), at=news.at)
            )
        self._is_over = True

    # --- what may be asked ---------------------------------------------------------------------

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
        due = self._mailbox.due
        if due is None:
            await workflow.wait_condition(lambda: self._has_work() or self._mailbox.due is not None)
        else:
            await self._clock.until(
                due,
                lambda: self._has_work() or self._mailbox.due != due,
                summary="Changes are gathered until then",
            )
        self._is_waiting = False

    def _has_work(self) -> bool:
        return self._is_over or self._mailbox.has_work

    async def _continue_as_new_if_long(self) -> None:
        """Start over with the book alone when the history grew long."""
        if not workflow.info().is_continue_as_new_suggested() or self._has_work():
            return
        await workflow.wait_condition(lambda: self._reports.is_empty and workflow.all_handlers_finished())
        workflow.continue_as_new(
            self._start.model_copy(update={"book": self._mailbox.book, "tempo": self._clock.tempo})
        )
