"""The sweeper: finds applications that lie in the vault without a journey, and hands them in."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

from temporalio import activity

from activities.keys import INTAKE, application_key, intake_prefix, slip_key
from activities.ports import DocumentStore, Missing
from activities.swapping import current
from delegation.application import Application
from delegation.document import DocumentRef
from delegation.sweeping import ApplicationsStuck, Slip, StuckApplication, Sweep, Swept, by_delegation

JSON = "application/json"
YOUNG = timedelta(minutes=5)
"""Whoever hands in an application is at it for so long at most: longer than all tries of one call."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""A slip from so far ahead was written by a machine whose clock is wrong; it is not waited for."""


class Hands(Protocol):
    """Whoever brings an application to its journey, as the applicant would have."""

    async def bring_in(self, slip: Slip, application: Application) -> str | None:
        """None once the journey has it, or has had it before, or a later one; else why it does not take it.

        Safe to repeat. Raises an error when the engine or the store is away: try again.
        """
        ...

    async def has_taken(self, slip: Slip) -> bool:
        """Whether its journey has this application, or a later one. Raises when the engine is away."""
        ...

    async def tell_stuck(self, slug: str, stuck: ApplicationsStuck) -> None:
        """Tell the delegation; one that has ended, or never was, is no error."""
        ...


class Slips:
    """What is on its way from the vault to a journey: noted first, thrown away last."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    def note(
        self,
        slug: str,
        application: Application,
        received_at: datetime,
        *,
        substitute_for: str | None = None,
        task_queue: str = "",
        now: datetime,
    ) -> tuple[str, Slip]:
        """Note an application that is about to be written. Every try has a slip of its own; its key.

        `task_queue`: of the deployment that takes it in.
        """
        content = application_content(application)
        sha256 = hashlib.sha256(content).hexdigest()
        document = DocumentRef(
            key=application_key(slug, application.id, sha256),
            sha256=sha256,
            size=len(content),
            media_type=JSON,
        )
        slip = Slip(
            delegation=slug,
            participant=application.id,
            document=document,
            received_at=received_at,
            noted_at=now,
            substitute_for=substitute_for,
            task_queue=task_queue,
        )
        key = slip_key(slug, application.id, secrets.token_hex(8))
        self._store.create(key, slip.model_dump_json().encode(), JSON)
        return key, slip

    def pending(self, slug: str = "") -> list[tuple[str, Slip]]:
        """All slips, or those of one delegation, in the order in which they were received."""
        keys = list(self._store.keys(intake_prefix(slug) if slug else INTAKE))
        found = [(key, content) for key in keys if (content := current(self._store, key)) is not None]
        read = [(key, Slip.model_validate_json(content)) for key, content in found]
        return sorted(read, key=lambda one: (one[1].received_at, one[1].noted_at, one[0]))

    def application(self, slip: Slip) -> Application | None:
        """What was written; None if it never was, or was erased."""
        with suppress(Missing):
            return Application.model_validate_json(self._store.read(slip.document.key))
        return None

    def has(self, key: str) -> bool:
        """Whether it is still there: nobody else finished it meanwhile."""
        return current(self._store, key) is not None

    def throw_away(self, key: str) -> None:
        self._store.delete(key)


def application_content(application: Application) -> bytes:
    """As it is written: receipts are made of the hash of these bytes."""
    return application.model_dump_json().encode()


def is_young(slip: Slip, now: datetime) -> bool:
    return -CLOCKS_DIFFER < now - slip.noted_at < YOUNG


async def sweep(
    slips: Slips,
    hands: Hands,
    *,
    slug: str = "",
    task_queue: str = "",
    now: datetime,
    dry_run: bool = False,
) -> Swept:
    """Finish what is older than a few minutes, the oldest first; what cannot be finished is named.

    Safe to repeat, and for two at once. `task_queue`: what other deployments on this vault took in is left
    to them. `dry_run`: nothing is handed in or thrown away.
    """
    counts = dict.fromkeys(("finished", "known", "empty", "young"), 0)
    stuck: list[StuckApplication] = []
    for key, slip in await asyncio.to_thread(slips.pending, slug):
        if task_queue and slip.task_queue not in ("", task_queue):
            continue
        if is_young(slip, now):
            counts["young"] += 1
            continue
        if not await asyncio.to_thread(slips.has, key):
            continue  # the portal, or another sweep, finished it meanwhile
        kind, reason = await _finished(slips, hands, slip, dry_run=dry_run)
        if reason is not None:
            stuck.append(_stuck(slip, reason))
            continue
        counts[kind] += 1
        if not dry_run:
            await asyncio.to_thread(slips.throw_away, key)
    return Swept(**counts, stuck=tuple(stuck))


async def _finished(slips: Slips, hands: Hands, slip: Slip, *, dry_run: bool) -> tuple[str, str | None]:
    """What became of one, and why it is stuck."""
    application = await asyncio.to_thread(slips.application, slip)
    if application is None:
        return "empty", None
    was_taken = await hands.has_taken(slip)
    reason = None if dry_run else await hands.bring_in(slip, application)
    return "known" if was_taken else "finished", reason


def _stuck(slip: Slip, reason: str) -> StuckApplication:
    return StuckApplication(
        delegation=slip.delegation,
        participant=slip.participant,
        received_at=slip.received_at,
        reason=reason,
    )


class SweepActivities:
    """Looks for applications of all delegations of one deployment whose second step is missing."""

    def __init__(self, store: DocumentStore, hands_on: Callable[[str], Hands]) -> None:
        """`hands_on` a task queue: journeys that are begun go on there, as whoever sweeps."""
        self._slips = Slips(store)
        self._hands_on = hands_on

    @activity.defn(name="sweep_applications")
    async def sweep_applications(self, order: Sweep) -> Swept:
        """One listing of what is on its way, usually empty; a second or so for each that is finished.

        Safe to retry. Raises when the engine or the store is away; what was finished stays finished.
        """
        task_queue = activity.info().task_queue
        hands = self._hands_on(task_queue)
        swept = await sweep(self._slips, hands, task_queue=task_queue, now=datetime.now(UTC))
        await _tell(hands, order.known, swept.stuck)
        return swept


async def _tell(hands: Hands, before: Iterable[StuckApplication], after: Iterable[StuckApplication]) -> None:
    """Delegations hear of what is stuck when that has changed, and only then."""
    old, new = by_delegation(before), by_delegation(after)
    for slug in sorted({*old, *new}):
        stuck = new.get(slug, ())
        if stuck != old.get(slug, ()):
            await hands.tell_stuck(slug, ApplicationsStuck(stuck=stuck))
