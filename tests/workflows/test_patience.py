"""A workflow that is slow for once, as on a machine with too much to do, is not taken for stuck."""

import time
import uuid

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from worker import YIELDS_WITHIN, patient

SDK_ALLOWS = 2.0
"""Seconds, without an option to change it."""


@workflow.defn(name="Slow")
class SlowWorkflow:
    """Holds its thread for as long as it is told, and says which attempt at its first task this was."""

    @workflow.run
    async def run(self, seconds: float) -> int:
        time.sleep(seconds)  # noqa: ASYNC251 - this is what it is about
        return workflow.info().attempt


async def test_a_step_that_takes_longer_than_the_sdk_allows_is_waited_for(client: Client) -> None:
    queue = str(uuid.uuid4())
    unsandboxed = UnsandboxedWorkflowRunner()
    worker = Worker(client, task_queue=queue, workflows=[SlowWorkflow], workflow_runner=unsandboxed)
    async with patient(worker):
        handle = await client.start_workflow(SlowWorkflow.run, SDK_ALLOWS + 1, id=queue, task_queue=queue)
        await handle.result()
    kinds = [event.WhichOneof("attributes") async for event in handle.fetch_history_events()]

    assert SDK_ALLOWS + 1 < YIELDS_WITHIN
    assert "workflow_task_failed_event_attributes" not in kinds
    assert "workflow_task_timed_out_event_attributes" not in kinds
