"""A worker that handles one personal value in every way in which it could get into a log or a database."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities import log_lines
from composition import connect
from settings import Settings
from worker import say_ready

VALUE = "Katrin Lohmann, passport X1000000"
"""Made up; it must never be seen."""
QUEUE = "planting"
ONCE = {"start_to_close_timeout": timedelta(seconds=10), "retry_policy": RetryPolicy(maximum_attempts=1)}


@activity.defn
def fail_with(value: str) -> None:
    raise ApplicationError(f"{value} has expired", value, type="PassportExpired")


@activity.defn
def say_back(value: str) -> str:
    activity.heartbeat(value)
    return value


@workflow.defn
class Planted:
    """Takes a value in, has activities fail and succeed with it, answers with it, and waits for more."""

    def __init__(self) -> None:
        self._heard: list[str] = []

    @workflow.run
    async def run(self, value: str) -> str:
        try:
            await workflow.execute_activity(fail_with, value, **ONCE)  # type: ignore[misc]
        except Exception:
            workflow.logger.warning("An activity failed", exc_info=True)
        await workflow.execute_activity(say_back, value, summary=value, **ONCE)  # type: ignore[misc]
        await workflow.wait_condition(lambda: "end" in self._heard)
        return value

    @workflow.signal
    def hear(self, value: str) -> None:
        self._heard.append(value)

    @workflow.update
    def refuse(self, value: str) -> None:
        raise ApplicationError(f"{value} is refused", type="Refused")

    @workflow.query
    def heard(self) -> list[str]:
        return self._heard


@workflow.defn
class Defective:
    """A defect: its task fails again and again, with the value in the message."""

    @workflow.run
    async def run(self, value: str) -> None:
        raise ValueError(f"no such passport: {value}")


async def main() -> None:
    client = await connect(Settings())
    worker = Worker(
        client,
        task_queue=QUEUE,
        workflows=[Planted, Defective],
        activities=[fail_with, say_back],
        activity_executor=ThreadPoolExecutor(2),
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    say_ready()
    await worker.run()


if __name__ == "__main__":
    log_lines.set_up()
    asyncio.run(main())
    os._exit(0)
