"""Workflow `Sweeper`: looks every few minutes for applications whose second step is missing. One for all."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.sweeping import SweepActivities
    from delegation.sweeping import Sweep, SweeperStart, SweeperState, after_sweep, sweeper_card
    from workflows._options import SWEEP


@workflow.defn(name="Sweeper")
class SweeperWorkflow:
    """The vault is swept for all delegations at once, by the clock on the wall; none of them notices."""

    @workflow.init
    def __init__(self, start: SweeperStart) -> None:
        self._start = start
        self._state = start.state

    @workflow.run
    async def run(self, start: SweeperStart) -> None:
        while not workflow.info().is_continue_as_new_suggested():
            await self._sweep()
            await workflow.sleep(
                timedelta(seconds=start.sweep_every_seconds), summary="Next look for applications"
            )
        workflow.continue_as_new(start.model_copy(update={"state": self._state}))

    @workflow.query(description="What was found so far, and what is stuck.")
    def status(self) -> SweeperState:
        return self._state

    async def _sweep(self) -> None:
        swept = await workflow.execute_activity_method(
            SweepActivities.sweep_applications,
            Sweep(known=self._state.stuck),
            summary="Look for applications",
            **SWEEP,
        )
        self._state = after_sweep(self._state, swept, workflow.now())
        workflow.set_current_details(sweeper_card(self._state))
