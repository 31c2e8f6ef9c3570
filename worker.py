"""The worker: settings -> adapters -> activities -> Temporal. Start it with `python -m worker`."""

import asyncio
import os
import signal
import socket
import sys
from compileall import compile_dir
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

from activities import log_lines
from composition import activities_of, connect, start_sweeper
from delegation.unoptimised import demand_assertions
from embedded.errors import StackError
from embedded.worker import READY_FILE
from settings import ROOT, Settings
from vault import wait_for_promises
from workflows.agreement import AgreementWorkflow
from workflows.delegation import DelegationWorkflow
from workflows.dispatch import DispatchWorkflow
from workflows.evaluation import EvaluationWorkflow
from workflows.exchange import ExchangeWorkflow
from workflows.host import HostWorkflow
from workflows.participant import ParticipantWorkflow
from workflows.sweeper import SweeperWorkflow

WORKFLOWS = [
    AgreementWorkflow,
    DelegationWorkflow,
    DispatchWorkflow,
    EvaluationWorkflow,
    ExchangeWorkflow,
    HostWorkflow,
    ParticipantWorkflow,
    SweeperWorkflow,
]

SANDBOX = SandboxRestrictions.default.with_passthrough_modules(
    "delegation", "activities", "workflows._options"
)
"""`delegation` is pure and `activities` are only named by workflows. `workflows` itself is never passed
through: its clock and randomness would then run unhindered."""


def compile_workflows() -> None:
    """The sandbox loads them anew for every run; without their bytecode it would compile them each time.

    Where Python may not write bytecode (PYTHONDONTWRITEBYTECODE) there is none. A folder that cannot be
    written to costs time, nothing else.
    """
    compile_dir(ROOT / "workflows", quiet=2)


def runner() -> SandboxedWorkflowRunner:
    """The sandbox; an import nobody reviewed stops the worker at its start."""
    compile_workflows()
    policy = (
        SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
        | SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
    )
    return SandboxedWorkflowRunner(restrictions=SANDBOX.with_import_notification_policy(policy))


YIELDS_WITHIN = 8.0
"""Seconds one step of a workflow may take before the worker takes it for stuck.

The SDK allows two, with no option for it (temporalio/sdk-python#1050). On a machine with too much to do a
step of milliseconds takes longer; and what is stopped in the midst of a step cannot always be evicted, so
that the workflow stands still until the worker is started again. Below the ten seconds that the server
gives a task.
"""


def patient(worker: Worker) -> Worker:
    """The same worker, which knows a busy machine from a stuck workflow."""
    workflows = vars(worker)["_workflow_worker"]
    if vars(workflows)["_deadlock_timeout_seconds"] is not None:  # None: TEMPORAL_DEBUG is set
        workflows._deadlock_timeout_seconds = YIELDS_WITHIN
    return worker


def build(client: Client, settings: Settings, executor: ThreadPoolExecutor) -> Worker:
    """A worker for everything on one task queue."""
    worker = Worker(
        client,
        task_queue=settings.task_queue,
        workflows=WORKFLOWS,
        activities=activities_of(settings, client),
        activity_executor=executor,
        max_concurrent_activities=settings.concurrent_activities,
        max_concurrent_workflow_tasks=settings.concurrent_workflow_tasks,
        workflow_runner=runner(),
        graceful_shutdown_timeout=timedelta(seconds=30),
        max_heartbeat_throttle_interval=timedelta(seconds=5),
        identity=f"{os.getpid()}@{socket.gethostname()}",
    )
    return patient(worker)


async def main() -> None:
    """Run until SIGTERM or SIGINT; work under way is finished first."""
    settings = Settings()
    await wait_for_promises(settings)
    client = await connect(settings)
    with ThreadPoolExecutor(settings.concurrent_activities) as executor:
        worker = build(client, settings, executor)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, lambda: loop.create_task(worker.shutdown()))
        await start_sweeper(client, settings)
        say_ready()
        await worker.run()


def say_ready() -> None:
    """Tell whoever supervises the worker that it takes work from here on."""
    path = os.environ.get(READY_FILE)
    if path:
        Path(path).touch()


if __name__ == "__main__":
    demand_assertions()
    log_lines.set_up()
    try:
        asyncio.run(main())
    except StackError as error:
        sys.exit(str(error))
    sys.stdout.flush()
    os._exit(0)  # the SDK's threads may otherwise abort a clean exit (temporalio/sdk-python#300)
