"""When a delegation of a rehearsal has come to rest: nothing runs, everybody waits for a date."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from delegation.ids import delegation_workflow_id, recipient_workflow_id
from portal.client import Legation

PAUSE, LONGEST_PAUSE, GROWTH = 0.02, 0.25, 1.25
"""Seconds between two looks at a workflow at work: more and more, so that looking takes no time from it."""
LOOKS_AT_ONCE = 24
"""Workflows looked at side by side; hundreds would keep the server from what they wait for."""


@dataclass(frozen=True)
class Rest:
    """One workflow at rest: how long its history was then, and which date it waits for."""

    history: int
    until: datetime | None


class Stillness:
    """Looks at the workflows of one delegation until all of them wait. Asks only those that moved."""

    def __init__(self, legation: Legation, slug: str, later_cut_offs: Sequence[str] = ()) -> None:
        """`later_cut_offs`: their ids; each has an evaluation of its own."""
        self._legation = legation
        self._slug = slug
        own, evaluation = delegation_workflow_id(slug), f"{delegation_workflow_id(slug)}/evaluation"
        self._ids = [own, evaluation, *(f"{evaluation}/{name}" for name in later_cut_offs)]
        self._centre = [*self._ids]
        """Those that may tell others something; participants and hosts only report to them."""
        self._rest: dict[str, Rest] = {}
        self._ended: set[str] = set()
        self._looks = asyncio.Semaphore(LOOKS_AT_ONCE)

    def watch(self, recipient: str) -> None:
        """Look at the workflow of this participant or host as well."""
        self._watch(recipient_workflow_id(self._slug, recipient))

    def watch_workflow(self, workflow_id: str) -> None:
        """Look at this workflow as well, which may tell others something."""
        self._watch(workflow_id)
        if workflow_id not in self._centre:
            self._centre.append(workflow_id)

    def _watch(self, workflow_id: str) -> None:
        if workflow_id not in self._ids:
            self._ids.append(workflow_id)

    @property
    def is_over(self) -> bool:
        """Whether the delegation itself has ended."""
        return self._ids[0] in self._ended

    def next_deadline(self) -> datetime | None:
        """The earliest date anybody waits for."""
        return min((rest.until for rest in self._rest.values() if rest.until), default=None)

    def waiting_until(self, moment: datetime) -> list[str]:
        """Who waits for a date that is not after `moment`, in a stable order."""
        return [
            workflow_id
            for workflow_id in self._ids
            if (rest := self._rest.get(workflow_id)) and rest.until and rest.until <= moment
        ]

    async def reached(self) -> None:
        """Return once every workflow waits and none can have moved while we looked.

        Whoever only reports is looked at again only when somebody moved who could have told them something:
        with hundreds of participants it is these looks that take the time.
        """
        others = [one for one in self._ids if one not in self._centre]
        is_first = True
        while await self._any_moved(self._centre) or is_first:
            is_first = False
            await self._any_moved(others)

    async def _any_moved(self, workflow_ids: Sequence[str]) -> bool:
        return any(await asyncio.gather(*(self._look(workflow_id) for workflow_id in workflow_ids)))

    async def _look(self, workflow_id: str) -> bool:
        """Wait until this one is at rest. Returns whether it had moved since the last look."""
        if workflow_id in self._ended:
            return False
        async with self._looks:
            return await self._has_moved(workflow_id)

    async def _has_moved(self, workflow_id: str) -> bool:
        moved = False
        while (history := await self._history_at_pause(workflow_id)) is not None:
            known = self._rest.get(workflow_id)
            if known is not None and known.history == history:
                return moved
            moved = True
            rest = await self._ask(workflow_id, history)
            if rest is not None:
                self._rest[workflow_id] = rest
            else:
                await asyncio.sleep(PAUSE)
        return moved or workflow_id in self._ended

    async def _history_at_pause(self, workflow_id: str) -> int | None:
        """Events so far, once no task or activity is pending; None when it ended or never began."""
        pause = PAUSE
        while True:
            try:
                seen = await self._legation.client.get_workflow_handle(workflow_id).describe()
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    return None
                raise
            if seen.status is not WorkflowExecutionStatus.RUNNING:
                self._ended.add(workflow_id)
                self._rest.pop(workflow_id, None)
                return None
            raw = seen.raw_description
            if not raw.pending_activities and not raw.HasField("pending_workflow_task"):
                return seen.history_length
            await asyncio.sleep(pause)
            pause = min(pause * GROWTH, LONGEST_PAUSE)

    async def _ask(self, workflow_id: str, history: int) -> Rest | None:
        """What it waits for, or None while it is still at work."""
        standing = await self._legation.standing(workflow_id)
        return Rest(history=history, until=standing.waiting_until) if standing.is_settled else None
