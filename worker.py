"""The worker: settings -> adapters -> activities -> Temporal. Start it with `python -m worker`."""

import asyncio
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

from composition import activities_of, connect
from embedded.worker import READY_FILE
from settings import Settings
from workflows.agreement import AgreementWorkflow
from workflows.delegation import DelegationWorkflow
from workflows.evaluation import EvaluationWorkflow
from workflows.exchange import ExchangeWorkflow
from workflows.host import HostWorkflow
from workflows.participant import ParticipantWorkflow

WORKFLOWS = [
    AgreementWorkflow,
    DelegationWorkflow,
    EvaluationWorkflow,
    ExchangeWorkflow,
    HostWorkflow,
    ParticipantWorkflow,
]

SANDBOX = SandboxRestrictions.default.with_passthrough_modules(
    "delegation", "activities", "workflows._options"
)
"""`delegation` is pure and `activities` are only named by workflows. `workflows` itself is never passed
through: its clock and randomness would then run unhindered."""


def runner() -> SandboxedWorkflowRunner:
    """The sandbox; an import nobody reviewed stops the worker at its start."""
    policy = (
        SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
        | SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
    )
    return SandboxedWorkflowRunner(restrictions=SANDBOX.with_import_notification_policy(policy))


def build(client: Client, settings: Settings, executor: ThreadPoolExecutor) -> Worker:
    """A worker for everything on one task queue."""
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=WORKFLOWS,
        activities=activities_of(settings, client),
        activity_executor=executor,
        max_concurrent_activities=settings.concurrent_activities,
        workflow_runner=runner(),
        graceful_shutdown_timeout=timedelta(seconds=30),
        max_heartbeat_throttle_interval=timedelta(seconds=5),
        identity=f"legation-{os.getpid()}",
    )


async def main() -> None:
    """Run until SIGTERM or SIGINT; work under way is finished first."""
    settings = Settings()
    client = await connect(settings)
    with ThreadPoolExecutor(settings.concurrent_activities) as executor:
        worker = build(client, settings, executor)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, lambda: loop.create_task(worker.shutdown()))
        say_ready()
        await worker.run()


def say_ready() -> None:
    """Tell whoever supervises the worker that it takes work from here on."""
    path = os.environ.get(READY_FILE)
    if path:
        Path(path).touch()


if __name__ == "__main__":
    asyncio.run(main())
    sys.stdout.flush()
    os._exit(0)  # the SDK's threads may otherwise abort a clean exit (temporalio/sdk-python#300)
