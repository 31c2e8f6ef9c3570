"""One dev server for all stories; each story has a delegation, ports and a worker of its own."""

import itertools
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.adapters.payloads import data_converter
from activities.register import Register
from delegation.file import DelegationFile
from delegation.reading.delegation_file import read_delegation
from delegation.search_attributes import SEARCH_ATTRIBUTES
from embedded import binaries
from embedded.temporal import DYNAMIC_CONFIG
from portal.client import Legation
from tests.fakes import MemoryStore
from tests.workflows.ports import PostOffice, activities_on
from tests.workflows.trip import Trip
from worker import WORKFLOWS, patient, runner
from workflows import _options

SMALL = Path(__file__).parent / "small.yaml"
KEYS = {
    "Keyword": SearchAttributeKey.for_keyword,
    "Int": SearchAttributeKey.for_int,
    "Datetime": SearchAttributeKey.for_datetime,
}
NUMBERS = itertools.count(1)
FEW_EVENTS = 20
"""After so many, the server of short histories suggests to continue as new; usually after 4,096."""


@asynccontextmanager
async def server(**more: str) -> AsyncIterator[Client]:
    """A server in memory with the settings of the embedded one, and `more`."""
    settings = {**DYNAMIC_CONFIG, **{name.replace("__", "."): value for name, value in more.items()}}
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(binaries.find("temporal", None)),
        dev_server_extra_args=[f"--dynamic-config-value={name}={value}" for name, value in settings.items()],
        search_attributes=[KEYS[kind](name) for name, kind in SEARCH_ATTRIBUTES.items()],
        data_converter=data_converter(),
    )
    async with environment:
        yield environment.client


@asynccontextmanager
async def delegation_on(
    client: Client, file: DelegationFile, store: MemoryStore | None = None
) -> AsyncIterator[Trip]:
    """The delegation of `file`, opened some days before its call, under a slug of its own."""
    file = file.model_copy(update={"slug": f"lakes-{next(NUMBERS)}"})
    store, post = store or MemoryStore(), PostOffice()
    with ThreadPoolExecutor(8) as executor:
        worker = Worker(
            client,
            task_queue=file.slug,
            workflows=WORKFLOWS,
            activities=activities_on(client, store, post, file.slug),
            activity_executor=executor,
            workflow_runner=runner(),
        )
        legation = Legation(client, store, Register(store), task_queue=file.slug)
        async with patient(worker):
            trip = Trip(legation, file, store, post)
            await trip.open()
            yield trip


@pytest.fixture(scope="session")
async def client() -> AsyncIterator[Client]:
    async with server() as connected:
        yield connected


@pytest.fixture(scope="module")
async def client_of_short_histories() -> AsyncIterator[Client]:
    async with server(limit__historyCount__suggestContinueAsNew=str(FEW_EVENTS)) as connected:
        yield connected


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
    """The small delegation, some days before its call."""
    async with delegation_on(client, small) as opened:
        yield opened


@pytest.fixture
async def trip_of_short_histories(
    client_of_short_histories: Client, small: DelegationFile, quick_tries: None
) -> AsyncIterator[Trip]:
    """The same on a server that has every workflow continue as new after a few events."""
    async with delegation_on(client_of_short_histories, small) as opened:
        yield opened
