"""One change, all consequences: the real workflows under any changes, in any order, several at once.

Organisers change, delegates and hosts decline, leave, step in and join, messages come twice and time goes
on. Whenever all is at rest, calendars, letters, versions, documents, guest lists and rooms must say the same.

HYPOTHESIS_PROFILE=thorough tries many more and longer stories.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import Phase as Phases
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from temporalio.client import Client

from delegation.file import DelegationFile
from delegation.hosting import HostAnswer
from delegation.ids import delegation_workflow_id
from portal.errors import NotFound
from tests.workflows.changes_demanded import (
    Seen,
    demand_calendars_as_published,
    demand_documents_true,
    demand_lists_agree,
    demand_lists_as_sent,
    demand_meetings_in_itinerary,
    demand_new_meetings_wanted,
    demand_possible,
    demand_rooms_kept,
    demand_told_once,
    demand_versions_kept,
)
from tests.workflows.changes_drawn import EVERYBODY, Do, Drawn
from tests.workflows.changes_opened import Opened, Story, file_of
from tests.workflows.conftest import FEW_EVENTS, server
from tests.workflows.trip import FINAL, PRELIMINARY
from workflows.delegation import DelegationWorkflow

EXAMPLES, STEPS = {"thorough": (120, 10)}.get(os.environ.get("HYPOTHESIS_PROFILE", ""), (4, 5))
LAST = "2027-05-13 22:00"
"""Nothing is left to be changed afterwards."""

DRAWN = st.builds(
    Drawn,
    do=st.sampled_from(tuple(Do)),
    one=st.integers(0, 99),
    other=st.integers(0, 99),
    moves=st.integers(0, 2),
    is_urgent=st.booleans(),
)
LOOP: list[tuple[asyncio.Runner, Client, Client, DelegationFile]] = []


class ChangesMachine(RuleBasedStateMachine):
    """Real workflows, and what must hold of them at rest."""

    opened: Opened | None = None
    run: Callable[..., object]

    @initialize(
        story=st.builds(
            Story,
            wishes=st.tuples(*[st.integers(0, 31)] * len(EVERYBODY)),
            shares=st.booleans(),
            hosting=st.booleans(),
            short=st.booleans(),
        ),
        is_final=st.sampled_from((True, True, False)),
    )
    def a_programme_is_published(self, story: Story, is_final: bool) -> None:
        loop, client, of_short, small = LOOP[0]
        self.run = loop.run
        file = file_of(small, story)
        self.opened = Opened(of_short if story.short else client, file, story)
        self.trip, self.number = self.opened.trip, 0
        self.run(self.opened.begin(FINAL if is_final else PRELIMINARY))
        self.before = self.run(self.look())
        self.demand()

    @rule(drawn=st.lists(DRAWN, min_size=1, max_size=3))
    def people_act(self, drawn: list[Drawn]) -> None:
        done = self.run(self.at_once(drawn))
        self.demand()
        if not any(done):
            seen = self.run(self.look())
            assert seen.same_as(self.before), f"What was refused changed something: {drawn}"

    @rule(drawn=DRAWN)
    def somebody_acts(self, drawn: Drawn) -> None:
        self.people_act([drawn])

    @rule(hours=st.sampled_from((6, 60, 200)))
    def time_passes(self, hours: int) -> None:
        moment = min(self.trip.now + timedelta(hours=hours), self.trip.at(LAST))
        self.run(self.trip.reach(moment))
        self.demand()

    @rule()
    def the_final_programme_is_published(self) -> None:
        self.run(self.trip.reach(FINAL))
        self.demand()

    async def at_once(self, drawn: list[Drawn]) -> list[bool]:
        assert self.opened is not None
        plan, first = self.before.plan, self.number
        self.number += len(drawn)
        deeds = (self.opened.do(one, plan, first + place) for place, one in enumerate(drawn))
        done = list(await asyncio.gather(*deeds))
        await self.trip.settle()
        return done

    # --- what must hold at rest ---------------------------------------------------------------------

    def demand(self) -> None:
        opened = self.opened
        assert opened is not None
        before, seen = self.before, self.run(self.look())
        self.before = seen
        new = [one for one in seen.ledger.changes if one not in before.ledger.changes]
        self.run(demand_calendars_as_published(opened, seen))
        demand_possible(seen, self.trip.file)
        demand_meetings_in_itinerary(seen)
        demand_new_meetings_wanted(before, seen)
        demand_told_once(opened, before, seen)
        demand_versions_kept(opened, seen)
        demand_lists_as_sent(opened, seen)
        demand_lists_agree(opened, seen)
        demand_rooms_kept(before, seen, opened.rooms())
        for record in new:
            assert set(record.tasks) <= set(seen.tasks), record
        demand_documents_true(opened, before, seen, self.trip.now)

    async def look(self) -> Seen:
        legation, slug = self.trip.legation, self.trip.file.slug
        ledger, programme, tasks = await asyncio.gather(
            self.trip.ledger(), legation.programme(slug), self.trip.tasks()
        )
        handle = legation.client.get_workflow_handle(delegation_workflow_id(slug))
        view = await handle.query(DelegationWorkflow.plan)
        assert self.opened is not None
        return Seen(ledger, view, programme, tasks, await self.answers(), len(self.opened.post.sent))

    async def answers(self) -> dict[str, HostAnswer]:
        said = {}
        for host in self.trip.file.hosts:
            try:
                state = (await self.trip.legation.host(self.trip.file.slug, host.id)).state
            except NotFound:
                continue
            if state.answer is not None:
                said[host.id] = state.answer
        return said

    def teardown(self) -> None:
        if self.opened is not None:
            self.run(self.opened.end())


@pytest.fixture
def one_loop(small: DelegationFile) -> Iterator[None]:
    """Servers of its own, on a loop that hypothesis can step into."""
    with asyncio.Runner() as loop:
        stack = AsyncExitStack()
        client = loop.run(stack.enter_async_context(server()))
        few = server(limit__historyCount__suggestContinueAsNew=str(FEW_EVENTS))
        of_short = loop.run(stack.enter_async_context(few))
        LOOP[:] = [(loop, client, of_short, small)]
        yield
        LOOP.clear()
        loop.run(stack.aclose())


@pytest.mark.timeout(4 * 3600 if EXAMPLES > 20 else 600)
def test_one_change_has_all_its_consequences(one_loop: None, quick_tries: None):
    machine = ChangesMachine.TestCase()
    machine.settings = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phases.generate,),  # a story takes seconds: shorter ones are not looked for
        report_multiple_bugs=False,
    )
    machine.runTest()
