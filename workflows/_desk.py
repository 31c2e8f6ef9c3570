"""The delegation's desk: its file, its clock and its state, with what every phase does from it."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.documents import DocumentActivities, DocumentOrder
    from activities.journeys import Asking, HostTelling, JourneyActivities, JourneyRecords, Telling, ToldAll
    from delegation.application import Applied
    from delegation.cut_offs import next_to_close
    from delegation.document import DocumentRef, DocumentSet
    from delegation.file import DelegationFile
    from delegation.letter import Letter
    from delegation.news import HostNews, HostTold, News, Told
    from delegation.status import DelegationState, Task
    from workflows._options import RENDER, TELL

from workflows._clock import Clock
from workflows._post import post_all

TOLD_AT_ONCE = 100
"""Journeys told per activity."""


class Desk:
    """Where the phases of one delegation work. `turn` keeps phases and commands from mixing."""

    def __init__(
        self,
        file: DelegationFile,
        clock: Clock,
        state: DelegationState,
        show: Callable[[datetime | None], None],
    ) -> None:
        """`file` as it was opened. `show` brings what the Temporal UI says up to date, with the next date."""
        self.show = show
        self.opened_with = file
        self.clock = clock
        self.state = state
        self.turn = asyncio.Lock()
        self.processes = 1
        """How many go on side by side: the phases, and later cut-offs."""
        self.evaluations_closed: set[str] = set()
        """Cut-offs whose score sheets are in."""
        self.to_be_decided: set[str] = set()
        """Who registered and was not told yet what became of it."""
        self.deciding = file.call.cut_offs[0].id
        """The cut-off that is decided now."""
        self.solved_from: tuple[str, ...] = ()
        """Whom a later cut-off's selection was solved from; the first one's from everyone evaluated."""
        self.held_when_solved: tuple[str, ...] = ()
        self.is_between_cut_offs = True
        """Whether nothing of a later cut-off is under way."""
        self.is_reserve_exhausted = False
        self._waiting = 0

    @property
    def file(self) -> DelegationFile:
        """The delegation file as amended so far."""
        return self.state.file or self.opened_with

    @property
    def slug(self) -> str:
        return self.opened_with.slug

    @property
    def is_long(self) -> bool:
        """Whether the history has grown long, and may be left behind now: no later cut-off is under way."""
        return workflow.info().is_continue_as_new_suggested() and self.is_between_cut_offs

    @property
    def is_waiting(self) -> bool:
        """Whether every process waits for a date or a person."""
        return self._waiting >= self.processes

    def set(self, **changes: object) -> None:
        """Put changed fields into the state."""
        self.state = self.state.model_copy(update=changes)

    async def until(self, deadline: datetime, met: Callable[[], bool] | None = None, *, summary: str) -> bool:
        """Wait for a date of the delegation; nothing of the desk is under way meanwhile."""
        is_met = met or (lambda: False)
        if is_met() or self.clock.now() >= deadline:
            return is_met()
        others = self.clock.next_deadline
        with self._resting():
            self.show(min(deadline, others) if others else deadline)
            await self.clock.until(deadline, lambda: is_met() or bool(self.state.cancelled), summary=summary)
        return is_met()

    async def until_met(self, met: Callable[[], bool]) -> bool:
        """Wait for something without a date, as for a person's decision. Returns whether it was met."""
        with self._resting():
            self.show(self.clock.next_deadline)
            await workflow.wait_condition(lambda: met() or bool(self.state.cancelled))
        return met()

    @contextmanager
    def _resting(self) -> Iterator[None]:
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    # --- reaching people -----------------------------------------------------------------------

    async def tell(self, news: Mapping[str, News], summary: str) -> None:
        """Hand news to participants' journeys, by participant id."""
        told = [Told(participant=participant, news=one) for participant, one in sorted(news.items())]
        for first in range(0, len(told), TOLD_AT_ONCE):
            await workflow.execute_activity_method(
                JourneyActivities.tell_participants,
                Telling(delegation=self.slug, told=tuple(told[first : first + TOLD_AT_ONCE])),
                summary=f"{summary}: {len(told)} participants",
                **TELL,
            )

    async def tell_hosts(self, news: Mapping[str, HostNews], summary: str) -> tuple[str, ...]:
        """Hand news to hosts, by host id. Returns those who were never sent a programme, or have ended."""
        told = tuple(
            HostTold(host=host.id, person=host.person, news=news[host.id])
            for host in self.file.hosts
            if host.id in news
        )
        if not told:
            return ()
        result: ToldAll = await workflow.execute_activity_method(
            JourneyActivities.tell_hosts,
            HostTelling(delegation=self.slug, tempo=self.clock.tempo, told=told),
            summary=f"{summary}: {len(told)} hosts",
            **TELL,
        )
        return result.ended

    async def ask(self, participants: Sequence[str], summary: str) -> JourneyRecords:
        """Collect what participants told their journeys."""
        return await workflow.execute_activity_method(
            JourneyActivities.ask_journeys,
            Asking(delegation=self.slug, participants=tuple(participants)),
            summary=summary,
            **TELL,
        )

    async def write(self, letters: Sequence[Letter], summary: str) -> None:
        """Send letters that go to many on one date."""
        if letters:
            await post_all(self.slug, letters, self.clock.now(), summary)

    async def make(self, order: DocumentOrder, summary: str) -> DocumentSet:
        """Have documents made, and remember them."""
        made: DocumentSet = await workflow.execute_activity_method(
            DocumentActivities.make_documents, order, summary=summary, **RENDER
        )
        self.keep_documents(made.documents)
        return made

    # --- what the desk remembers ---------------------------------------------------------------

    def keep_documents(self, documents: Iterable[DocumentRef]) -> None:
        """A document under the same key as before replaces its older reference."""
        by_key = {document.key: document for document in (*self.state.documents, *documents)}
        self.set(documents=tuple(by_key.values()))

    def note_task(self, task_id: str, text: str) -> None:
        """Something only a person can do; noted once, and as it was where nothing in it is new."""
        if any((task.id, task.text) == (task_id, text) for task in self.state.tasks):
            return
        others = tuple(task for task in self.state.tasks if task.id != task_id)
        self.set(tasks=(*others, Task(id=task_id, text=text, since=self.clock.now())))

    def drop_task(self, task_id: str) -> None:
        self.set(tasks=tuple(task for task in self.state.tasks if task.id != task_id))

    def applied(self, participant: str) -> Applied | None:
        """The application of a participant, also of a substitute."""
        known = (*self.state.applied, *self.state.substitutes)
        return next((one for one in known if one.participant == participant), None)

    def has_later_cut_off(self) -> bool:
        """Whether one may still apply again."""
        return next_to_close(self.file, self.clock.now()) is not None

    def organisations(self) -> dict[str, str]:
        """Organisation by participant id."""
        known = (*self.state.applied, *self.state.substitutes)
        return {one.participant: one.facts.organisation for one in known}
