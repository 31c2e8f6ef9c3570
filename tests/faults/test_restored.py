"""A stack with a delegation under way is lost altogether, restored, and goes on to its end."""

import shutil
import sys
from datetime import datetime
from pathlib import Path

from temporalio.client import WorkflowExecutionStatus

from composition import open_legation
from delegation.file import DelegationFile
from delegation.reading.delegation_file import read_delegation
from embedded import backup
from embedded.mail import fetch_all
from embedded.restoring import restore
from embedded.settings import EmbeddedSettings
from embedded.stack import Stack
from portal.calendar_evidence import check_as_sent
from portal.client import Legation
from portal.recipients import open_programme, recipients_of
from settings import Settings
from tests.fakes import MemoryStore
from tests.faults.laboratory import FILE
from tests.workflows.ports import PostOffice
from tests.workflows.trip import THE_END, Trip

WORKER = (sys.executable, "-m", "worker")
DELEGATES = ("A-1", "A-2")


def delegation() -> DelegationFile:
    return read_delegation(FILE.read_text(), str(FILE))


async def trip_on(settings: EmbeddedSettings, now: datetime | None = None) -> Trip:
    """The stories' delegation on a real stack; `now` where it goes on."""
    legation = await open_legation(Settings(embedded=settings))
    trip = Trip(legation, delegation(), MemoryStore(), PostOffice())
    trip.now = now or trip.now
    return trip


async def untrue(legation: Legation, slug: str) -> list[str]:
    """Whose calendar is not the itinerary, of everybody."""
    programme = await open_programme(legation, slug)
    people = await recipients_of(legation, programme)
    assert len(people) >= len(DELEGATES)
    return [one.id for one in people if not (await check_as_sent(legation, programme, one)).is_true]


async def still_running(legation: Legation) -> list[str]:
    found = legation.client.list_workflows('ExecutionStatus = "Running" AND DelegationId = "lakes-2027"')
    return [one.id async for one in found if one.status is WorkflowExecutionStatus.RUNNING]


async def test_a_delegation_under_way_survives_the_loss_of_everything_but_its_backup(tmp_path: Path):
    lost = EmbeddedSettings.on_free_ports(tmp_path / "lost")
    with Stack(lost, WORKER) as stack:
        stack.wait_ready()
        trip = await trip_on(lost)
        await trip.open()
        await trip.reach_itinerary(*DELEGATES, delegates=DELEGATES)
        before = await still_running(trip.legation)
        assert len(before) == 1 + len(DELEGATES) + len(trip.file.hosts)
        backup.make(lost, tmp_path / "data")
        backup.make(lost, tmp_path / "keys", data=False, keys=True)
    sent = len(fetch_all(lost))
    shutil.rmtree(lost.directory)

    found = EmbeddedSettings.on_free_ports(tmp_path / "found")
    restore(found, tmp_path / "data", tmp_path / "keys")
    with Stack(found, WORKER) as stack:
        stack.wait_ready()
        again = await trip_on(found, trip.now)
        for one in (*DELEGATES, *(host.id for host in again.file.hosts)):
            again.stillness.watch(one)
        assert sorted(await still_running(again.legation)) == sorted(before)
        assert await untrue(again.legation, again.file.slug) == []
        await again.settle()
        assert len(fetch_all(found)) == sent
        await again.reach(THE_END)
        assert await still_running(again.legation) == []
        assert await untrue(again.legation, again.file.slug) == []
