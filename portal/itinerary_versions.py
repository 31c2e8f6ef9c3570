"""The published versions of an itinerary: when and why each came, and what it changed for whom."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, Field

from activities.versions import Occasion, VersionOrder, versions_kept
from delegation.change import ChangeRecord, Effect
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId
from delegation.itinerary import Itinerary, ItineraryItem
from delegation.planning.differences import differences
from portal.errors import NotFound

if TYPE_CHECKING:
    from portal.client import Legation


class VersionLine(Fact):
    """One publication of the programme."""

    version: int
    published_at: AwareDatetime
    occasion: Occasion
    change: ItemId | None = None
    author: str = ""
    reason: str = ""
    told: int
    """How many participants and hosts had something to be told."""
    items: int | None = None
    """How many items take place; None: the version itself was not kept."""


class Versions(Fact):
    """Every publication, the oldest first."""

    versions: tuple[VersionLine, ...] = ()


class Differing(Fact):
    """What changed from one version to another, for everyone it concerns."""

    older: int
    newer: int
    effects: tuple[Effect, ...] = ()


async def kept_versions(legation: "Legation", slug: str) -> tuple[VersionOrder, ...]:
    return await asyncio.to_thread(versions_kept, legation.store, slug)


async def version_lines(legation: "Legation", slug: str) -> Versions:
    """As kept in the vault; changes from before versions were kept stand with what their record says."""
    changes = {one.change.id: one for one in (await legation.ledger(slug)).changes}
    kept = await kept_versions(legation, slug)
    known = {one.change for one in kept}
    lines = [_line(one, changes.get(one.change or "")) for one in kept]
    lines += [_recorded(record) for id_, record in changes.items() if id_ not in known]
    return Versions(versions=tuple(sorted(lines, key=lambda one: (one.published_at, one.version))))


def _line(kept: VersionOrder, record: ChangeRecord | None) -> VersionLine:
    return VersionLine(
        version=kept.itinerary.version,
        published_at=kept.published_at,
        occasion=kept.occasion,
        change=kept.change,
        author=record.change.author if record else "",
        reason=record.change.reason if record else "",
        told=len(kept.told),
        items=sum(not item.cancelled for item in kept.itinerary.items),
    )


def _recorded(record: ChangeRecord) -> VersionLine:
    change = record.change
    return VersionLine(
        version=record.version,
        published_at=record.applied_at,
        occasion=Occasion.CHANGE,
        change=change.id,
        author=change.author,
        reason=change.reason,
        told=len(record.effects),
    )


def version_named(kept: Sequence[VersionOrder], number: int, slug: str) -> VersionOrder:
    """The version as it was published last under this number. Raises NotFound with those there are."""
    found = [one for one in kept if one.itinerary.version == number]
    if found:
        return found[-1]
    numbers = sorted({one.itinerary.version for one in kept})
    there = f"kept are {', '.join(map(str, numbers))}" if numbers else "none was published yet"
    raise NotFound(f"There is no version {number} of the itinerary of {slug}; {there}.")


async def itinerary_of(legation: "Legation", slug: str, version: int | None = None) -> Itinerary:
    """As last published, or as in that version. Raises NotFound when that was not kept."""
    newest = (await legation.itinerary(slug)).itinerary
    if version is None or version == newest.version:
        return newest
    return version_named(await kept_versions(legation, slug), version, slug).itinerary


def differing(
    older: VersionOrder, newer: VersionOrder, file: DelegationFile, organisations: dict[str, str]
) -> Differing:
    """Old -> new for every delegate of either version and every host."""
    before, after = older.itinerary, newer.itinerary
    joined = tuple(one for one in newer.delegates if one not in older.delegates)
    left = tuple(one for one in older.delegates if one not in newer.delegates)
    effects = differences(before, after, newer.delegates, file, organisations, joined=joined)
    gone = [one for one in differences(before, Itinerary(), left, file) if one.recipient in left]
    people = [*(one for one in effects if one.recipient in newer.delegates), *gone]
    hosts = [one for one in effects if one.recipient not in newer.delegates]
    told = (*sorted(people, key=lambda one: one.recipient), *hosts)
    return Differing(older=before.version, newer=after.version, effects=told)


class Marks(Fact):
    """What is new or changed in a version, by item, against the one before."""

    since: int = 0
    """0: there is no version to compare with."""
    marked: dict[ItemId, str] = Field(default_factory=dict)
    gone: tuple[ItineraryItem, ...] = ()


async def marks(legation: "Legation", slug: str, newest: Itinerary) -> Marks:
    """Against the latest kept version with a smaller number."""
    older = [one for one in await kept_versions(legation, slug) if one.itinerary.version < newest.version]
    return marks_between(older[-1].itinerary, newest) if older else Marks()


def marks_between(older: Itinerary, newer: Itinerary) -> Marks:
    before = {one.id: one for one in older.items if not one.cancelled}
    now = {one.id: one for one in newer.items if not one.cancelled}
    marked = {
        one.id: "new" if one.id not in before else "changed"
        for one in now.values()
        if before.get(one.id) != one
    }
    gone = tuple(one for one in before.values() if one.id not in now)
    return Marks(since=older.version, marked=marked, gone=gone)
