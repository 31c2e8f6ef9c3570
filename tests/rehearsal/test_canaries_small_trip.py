"""A small trip on real servers with the real worker and portal: who takes part is nowhere on their disk."""

import asyncio
from pathlib import Path

import pytest

from composition import open_legation
from delegation.offer import Answer
from delegation.reading.delegation_file import read_delegation
from settings import Settings
from tests.canaries import LABELS, labels_of, metrics_of, search
from tests.rehearsal.conftest import running_stack
from tests.workflows.conftest import SMALL
from tests.workflows.people import APPLICANTS
from tests.workflows.ports import PostOffice
from tests.workflows.trip import Trip

pytestmark = pytest.mark.timeout(300)
APPLYING = ("A-1", "A-2", "A-3")


async def play(settings: Settings) -> None:
    """Three apply, two are selected, one hands in a passport, a diet and a room."""
    legation = await open_legation(settings)
    file = read_delegation(SMALL.read_text(), str(SMALL))
    trip = Trip(legation, file, legation.store, PostOffice())  # type: ignore[arg-type]
    await trip.open()
    await trip.reach_offers(*APPLYING)
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.hand_in_papers("A-1")


def test_nothing_personal_of_a_small_trip_is_on_the_disk_of_its_stack(tmp_path: Path) -> None:
    with running_stack(tmp_path) as stack:
        asyncio.run(play(Settings(embedded=stack.settings)))
        metrics = metrics_of(tmp_path)

    people = [APPLICANTS[one] for one in APPLYING]
    values = [part for one in people for part in (one.name, one.email)] + ["MADEUPA-1"]
    assert search(tmp_path, values, metrics) == []
    assert "taskqueue" in labels_of(metrics.values())
    assert labels_of(metrics.values()) - LABELS == set(), "Nobody looked at what these labels hold."
    (tmp_path / "log" / "planted.log").write_text(people[0].email)
    assert [one.value for one in search(tmp_path, values)] == [people[0].email]
