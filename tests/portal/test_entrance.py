"""More apply at once than the engine can take in: nobody waits long, and nothing is left behind."""

import asyncio
from datetime import datetime

import pytest

from activities.sweeping import Slips
from delegation.application import Application, Receipt
from delegation.file import DelegationFile, Phase
from delegation.person import Person
from portal.errors import CallClosed
from portal.intake_calls import Noted
from portal.web.applying.backlog import AT_ONCE
from portal.web.applying.entrance import BUSY, CROWD, WITHIN, Entrance
from tests.portal.applying_portal import Applying

SLUG = "usa-2017"
SOON = 0.05


class Busy(Applying):
    """An engine that takes nothing in until `gate` is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.inside = self.most = 0
        self.left = asyncio.Semaphore(0)
        self._take_in = self.legation.take_in
        self.legation.take_in = self._later  # type: ignore[method-assign]

    async def _later(
        self, noted: Noted, *, at: datetime | None = None, file: DelegationFile | None = None
    ) -> Receipt:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.gate.wait()
        self.inside -= 1
        try:
            return await self._take_in(noted, at=at, file=file)
        finally:
            self.left.release()

    async def noted(self, name: str) -> Noted:
        lina = Person(id=name, name="Lina Berg", email="lina@fyn.example", organisation="Fyn Clean")
        application = Application(id=name, person=lina, answers={})
        return await self.legation.note(SLUG, application, self.legation.now)

    def close(self) -> None:
        self.legation.state = self.legation.state.model_copy(update={"phase": Phase.CANCELLED})

    async def all_have_left(self, number: int) -> None:
        for _ in range(number):
            await self.left.acquire()

    @property
    def slips(self) -> list[str]:
        return [slip.participant for _, slip in Slips(self.store).pending(SLUG)]


async def test_who_would_wait_too_long_is_let_go_and_taken_in_afterwards_a_few_at_once():
    town = Busy()
    entrance = Entrance(town.legation, patience=SOON)
    names = [f"W-{number}" for number in range(BUSY)]
    noted = [await town.noted(name) for name in names]
    answers = await asyncio.gather(*(entrance.brought(one, town.file) for one in noted))
    waiting, before = town.slips, town.applied
    town.gate.set()
    await town.all_have_left(len(names))

    assert answers == [None] * len(names)
    assert sorted(waiting) == sorted(names)
    assert (before, town.applied) == ([], sorted(names))
    assert town.most == AT_ONCE


async def test_who_is_refused_at_once_hears_why_and_leaves_nothing_behind():
    town = Busy()
    town.gate.set()
    noted = await town.noted("W-1")
    town.close()

    with pytest.raises(CallClosed):
        await Entrance(town.legation).brought(noted, town.file)
    assert town.slips == []


async def test_who_is_refused_after_they_were_let_go_is_left_to_the_sweeper():
    town = Busy()
    entrance = Entrance(town.legation, patience=SOON)
    answer = await entrance.brought(await town.noted("W-1"), town.file)
    town.close()
    town.gate.set()
    await town.all_have_left(1)

    assert answer is None
    assert town.slips == ["W-1"]
    assert town.applied == []


async def test_while_a_crowd_applies_nobody_waits_and_afterwards_all_are_taken_in():
    town, clock = Busy(), [100.0]
    entrance = Entrance(town.legation, patience=SOON, clock=lambda: clock[0])
    early = [await town.noted(f"W-{number}") for number in range(CROWD - 1)]
    for one in early:
        await entrance.brought(one, town.file)
    crowd = [await town.noted(f"X-{number}") for number in range(CROWD)]
    town.inside = town.most = 0
    answers = [await entrance.brought(one, town.file) for one in crowd]
    started = town.most
    clock[0] += WITHIN + 1
    town.gate.set()
    await town.all_have_left(len(early) + len(crowd))

    assert answers == [None] * CROWD
    assert started <= 1
    assert town.applied == sorted(one.slip.participant for one in (*early, *crowd))
    assert town.slips == []


async def test_what_another_finished_meanwhile_is_not_brought_in_again():
    town, clock = Busy(), [100.0]
    town.gate.set()
    entrance = Entrance(town.legation, patience=SOON, clock=lambda: clock[0])
    early = [await town.noted(f"W-{number}") for number in range(CROWD - 1)]
    for one in early:
        await entrance.brought(one, town.file)
    finished, behind = await town.noted("X-1"), await town.noted("X-2")
    await entrance.brought(finished, town.file)
    await entrance.brought(behind, town.file)
    Slips(town.store).throw_away(finished.key)
    await town.all_have_left(CROWD)

    assert town.applied == sorted([*(one.slip.participant for one in early), "X-2"])
    assert town.slips == []
