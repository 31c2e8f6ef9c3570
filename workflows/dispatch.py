"""Workflow `Dispatch`: mails of a delegation that waited leave when somebody says so, or at their time."""

from contextlib import suppress
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.dispatching import DispatchActivities, Dispatched, DispatchOrder
    from workflows._options import SEND

ROUNDS = 200
"""After so many, a new run begins, so that no history grows long."""


@workflow.defn(name="Dispatch")
class DispatchWorkflow:
    """Begun by the first word about a waiting mail; ends when nothing leaves by itself any more.

    The ledger in the vault says what waits and what left; this workflow only sees to it that somebody looks.
    """

    @workflow.init
    def __init__(self, order: DispatchOrder) -> None:
        self._order = order
        self._is_asked = True
        self._last = Dispatched()

    @workflow.run
    async def run(self, order: DispatchOrder) -> Dispatched:
        for _ in range(ROUNDS):
            await self._look()
            if not await self._asked_again():
                return self._last
        workflow.continue_as_new(order)

    @workflow.signal(description="Somebody decided about a mail that waits, or one more waits for its time.")
    def mail_decided(self, order: DispatchOrder) -> None:
        self._order = order
        self._is_asked = True

    @workflow.query(description="What the last look found.")
    def status(self) -> Dispatched:
        return self._last

    async def _look(self) -> None:
        self._is_asked = False
        self._last = await workflow.execute_activity_method(
            DispatchActivities.send_held,
            self._order,
            summary="Send what was released or is due",
            **SEND,
        )

    async def _asked_again(self) -> bool:
        """Wait until it is worth looking again. False: nobody asks, and nothing leaves by itself."""
        if self._is_asked or self._last.again_in_seconds is None:
            return self._is_asked
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self._is_asked,
                timeout=timedelta(seconds=max(self._last.again_in_seconds, 1)),
                timeout_summary="Next mail that leaves by itself",
            )
        return True
