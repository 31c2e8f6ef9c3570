"""One dev server for all stories; each story has a delegation, ports and a worker of its own."""

import itertools
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.register import Register
from delegation.file import DelegationFile
from delegation.reading import read_delegation
from delegation.search_attributes import SEARCH_ATTRIBUTES
from embedded import binaries
from embedded.temporal import DYNAMIC_CONFIG
from portal.client import Legation
from tests.fakes import MemoryStore
from tests.workflows.ports import PostOffice, activities_on
from tests.workflows.trip import Trip
from worker import WORKFLOWS, runner
from workflows import _options

SMALL = Path(__file__).parent / "small.yaml"
KEYS = {
    "Keyword": SearchAttributeKey.for_keyword,
    "Int": SearchAttributeKey.for_int,
    "Datetime": SearchAttributeKey.for_datetime,
}
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
async def client() -> AsyncIterator[Client]:
    """A server in memory with the settings of the embedded one."""
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(binaries.find("temporal", None)),
        dev_server_extra_args=[
            word
            for name, value in DYNAMIC_CONFIG.items()
            for word in ("--dynamic-config-value", f"{name}={value}")
        ],
        search_attributes=[KEYS[kind](name) for name, kind in SEARCH_ATTRIBUTES.items()],
        data_converter=pydantic_data_converter,
    )
    async with environment:
        yield environment.client


@pytest.fixture(scope="session")
def small() -> DelegationFile:
    return read_delegation(SMALL.read_text(), str(SMALL))


@pytest.fixture
def quick_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried again at once: mail that is away for an hour must not cost an hour."""
    at_once = timedelta(milliseconds=20)
    for tries in (_options.SEND, _options.SEND_AT_ONCE, _options.RENDER, _options.STORE, _options.TELL):
        limited = tries["retry_policy"].maximum_attempts
        quick = RetryPolicy(initial_interval=at_once, maximum_interval=at_once, maximum_attempts=limited)
        monkeypatch.setitem(tries, "retry_policy", quick)  # type: ignore[misc]


@pytest.fixture
async def trip(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    """The small delegation, opened some days before its call."""
    file = small.model_copy(update={"slug": f"lakes-{next(NUMBERS)}"})
    store, post = MemoryStore(), PostOffice()
    with ThreadPoolExecutor(8) as executor:
        worker = Worker(
            client,
            task_queue=file.slug,
            workflows=WORKFLOWS,
            activities=activities_on(client, store, post),
            activity_executor=executor,
            workflow_runner=runner(),
        )
        legation = Legation(client, store, Register(store), task_queue=file.slug)
        async with worker:
            trip = Trip(legation, file, store, post)
            await trip.open()
            yield trip
