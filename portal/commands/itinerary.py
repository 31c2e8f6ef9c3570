"""The programme day by day: for everybody, one delegate or one host."""

import asyncio
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Day, Delegation, Json, OfVersion, Someone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from delegation.file import DelegationFile
    from delegation.itinerary import Itinerary, ItineraryItem
    from portal.client import Legation
    from portal.itinerary_versions import Marks

app = App(name="itinerary", help="The programme day by day.")
BESIDE = (
    ("check", "itinerary_checking:check"),
    ("picture", "itinerary_picture:picture"),
    ("sessions", "itinerary_sessions:sessions"),
    ("versions", "itinerary_versions:versions"),
    ("diff", "itinerary_versions:diff"),
)
for _name, _place in BESIDE:
    app.command(f"portal.commands.{_place}", name=_name)
    app[_name]  # found now, so that the list of commands shows what each does


@app.command
async def show(
    slug: Delegation,
    /,
    *,
    participant: Annotated[Someone, Parameter(help="Only what this delegate attends, as in A-17.")] = None,
    host: Annotated[str | None, Parameter(help="Only what this host receives, by its id.")] = None,
    day: Day = None,
    leg: Annotated[str | None, Parameter(help="Only this part of the trip, by its id.")] = None,
    of_version: OfVersion = None,
    json: Json = False,
    connect: Connect,
) -> None:
    """Show the programme as last published, by day, in the time of the place. For a delegate also their own.

    What is new or has changed since the version before is marked.

    Example: `./legation itinerary show usa-2017 --participant A-17`
    """
    from delegation.status import Published
    from portal.itinerary_versions import itinerary_of, marks
    from portal.show import json_object, say

    legation = await connect()
    published, file = await legation.itinerary(slug), await legation.file(slug)
    await _demand_known(legation, file, participant, host, leg)
    itinerary = await itinerary_of(legation, slug, of_version)
    items = tuple(
        one
        for one in _seen_by(itinerary, participant, host)
        if (day is None or one.starts.date() <= day <= one.last_day) and leg in (None, one.leg)
    )
    if json:
        shown = itinerary.model_copy(update={"items": items})
        schedule = published.schedule
        meetings = tuple(m for m in schedule.meetings if _is_of(m.participant, m.host, participant, host))
        schedule = schedule.model_copy(update={"meetings": meetings})
        json_object(Published(itinerary=shown, schedule=schedule))
        return
    if not itinerary.version:
        say("There is no itinerary yet.")
        return
    home = await _home_of(legation, slug, participant)
    is_everything = participant is None and host is None
    shown_items = tuple(item for item in items if not (is_everything and item.kind == "meeting"))
    since = await marks(legation, slug, itinerary)
    names = await _names(legation, slug, shown_items)
    _show_days(shown_items, file, home, names, since.marked)
    left_out = len(items) - len(shown_items)
    also = f" The {left_out} meetings: './legation meetings show {slug}'." if left_out else ""
    say(f"Version {itinerary.version}, {len(shown_items)} items.{also}{_counted(since, items)}")


def _seen_by(
    itinerary: "Itinerary", participant: str | None, host: str | None
) -> "tuple[ItineraryItem, ...]":
    chosen = [
        item if participant is None else item.seen_by(participant)
        for item in itinerary.items
        if not item.cancelled
        and (participant is None or item.is_for(participant))
        and (host is None or host in item.hosts)
    ]
    return tuple(sorted(chosen, key=lambda item: (item.starts_at, item.id)))


def _is_of(one: str, its_host: str, participant: str | None, host: str | None) -> bool:
    return participant in (None, one) and host in (None, its_host)


def _counted(since: "Marks", items: "tuple[ItineraryItem, ...]") -> str:
    """` Since version 2: 1 new, 3 changed.`; empty where nothing of it did."""
    marked = [since.marked[one.id] for one in items if one.id in since.marked]
    parts = [f"{marked.count(how)} {how}" for how in ("new", "changed") if how in marked]
    return f" Since version {since.since}: {', '.join(parts)}." if parts else ""


async def _demand_known(
    legation: "Legation",
    file: "DelegationFile",
    participant: str | None,
    host: str | None,
    leg: str | None = None,
) -> None:
    from delegation.reading.suggestion import suggestion
    from portal.errors import NotFound

    if host is not None and file.host(host) is None:
        raise NotFound(f"There is no host {host!r}; {suggestion(host, [one.id for one in file.hosts])}")
    if leg is not None and file.leg(leg) is None:
        raise NotFound(f"There is no leg {leg!r}; {suggestion(leg, [one.id for one in file.legs])}")
    if participant is not None and participant not in (await legation.ledger(file.slug)).delegates:
        raise NotFound(
            f"{participant} is no delegate of {file.slug}; './legation offers list {file.slug}' lists them."
        )


async def _home_of(legation: "Legation", slug: str, participant: str | None) -> str | None:
    """The zone a delegate lives in."""
    if participant is None:
        return None
    return (await asyncio.to_thread(legation.register.person, slug, participant)).zone


async def _names(legation: "Legation", slug: str, items: "tuple[ItineraryItem, ...]") -> "Mapping[str, str]":
    """Organisations of the delegates, where meetings must say with whom."""
    if not any(item.kind == "meeting" for item in items):
        return {}
    return {one.participant: one.organisation for one in (await legation.roster(slug)).everyone}


def _show_days(
    items: "tuple[ItineraryItem, ...]",
    file: "DelegationFile",
    home: str | None,
    names: "Mapping[str, str]",
    marked: "Mapping[str, str]",
) -> None:
    from delegation.papers.wall_clock import day_in_full, zone_city
    from portal.show import rows

    columns = ["time", *([zone_city(home), "what", "where"] if home else ["what", "where", "who"])]
    for day, of_day in groupby(items, key=lambda item: item.starts.date()):
        todays = list(of_day)
        lines = [_line(item, file, home, names) for item in todays]
        if not any(item.id in marked for item in todays):
            rows(columns, lines, title=day_in_full(day))
            continue
        changes = [[*line, marked.get(item.id)] for line, item in zip(lines, todays, strict=True)]
        rows([*columns, "change"], changes, title=day_in_full(day))


def _line(
    item: "ItineraryItem", file: "DelegationFile", home: str | None, names: "Mapping[str, str]"
) -> list[str]:
    from delegation.correspondence import where
    from delegation.papers.wall_clock import hours_of

    at_venue = hours_of(item)
    if home is None:
        return [at_venue, item.title, where(item, file), _attending(item, names)]
    return [at_venue, hours_of(item, home), item.title, where(item, file)]


def _attending(item: "ItineraryItem", names: "Mapping[str, str]") -> str:
    if item.attendees is None:
        return "everybody"
    if item.kind == "meeting":
        return ", ".join(names.get(one, one) for one in item.attendees)
    return ", ".join(item.attendees)
