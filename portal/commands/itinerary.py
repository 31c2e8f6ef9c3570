"""The programme day by day: for everybody, one delegate or one host."""

import asyncio
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, Json, Someone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from delegation.file import DelegationFile
    from delegation.itinerary import Itinerary, ItineraryItem
    from portal.client import Legation

app = App(name="itinerary", help="The programme day by day.")
BESIDE = (("check", "itinerary_checking:check"),)
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
    json: Json = False,
    connect: Connect,
) -> None:
    """Show the programme as last published, by day, in the time of the place. For a delegate also their own.

    Example: `./legation itinerary show usa-2017 --participant A-17`
    """
    from delegation.status import Published
    from portal.show import json_object, say

    legation = await connect()
    published, file = await legation.itinerary(slug), await legation.file(slug)
    await _demand_known(legation, file, participant, host)
    items = _seen_by(published.itinerary, participant, host)
    if json:
        shown = published.itinerary.model_copy(update={"items": items})
        schedule = published.schedule
        meetings = tuple(m for m in schedule.meetings if _is_of(m.participant, m.host, participant, host))
        schedule = schedule.model_copy(update={"meetings": meetings})
        json_object(Published(itinerary=shown, schedule=schedule))
        return
    if not published.itinerary.version:
        say("There is no itinerary yet.")
        return
    home = await _home_of(legation, slug, participant)
    is_everything = participant is None and host is None
    shown_items = tuple(item for item in items if not (is_everything and item.kind == "meeting"))
    _show_days(shown_items, file, home, await _names(legation, slug, shown_items))
    left_out = len(items) - len(shown_items)
    also = f" The {left_out} meetings: './legation meetings show {slug}'." if left_out else ""
    say(f"Version {published.itinerary.version}, {len(shown_items)} items.{also}")


def _seen_by(
    itinerary: "Itinerary", participant: str | None, host: str | None
) -> "tuple[ItineraryItem, ...]":
    chosen = [
        item
        for item in itinerary.items
        if not item.cancelled
        and (participant is None or item.is_for(participant))
        and (host is None or host in item.hosts)
    ]
    return tuple(sorted(chosen, key=lambda item: (item.starts_at, item.id)))


def _is_of(one: str, its_host: str, participant: str | None, host: str | None) -> bool:
    return participant in (None, one) and host in (None, its_host)


async def _demand_known(
    legation: "Legation", file: "DelegationFile", participant: str | None, host: str | None
) -> None:
    from delegation.reading.suggestion import suggestion
    from portal.errors import NotFound

    if host is not None and file.host(host) is None:
        raise NotFound(f"There is no host {host!r}; {suggestion(host, [one.id for one in file.hosts])}")
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
    return {one.participant: one.organisation for one in (await legation.roster(slug)).entries}


def _show_days(
    items: "tuple[ItineraryItem, ...]", file: "DelegationFile", home: str | None, names: "Mapping[str, str]"
) -> None:
    from delegation.papers.wall_clock import day_in_full, zone_city
    from portal.show import rows

    columns = ["time", *([zone_city(home), "what", "where"] if home else ["what", "where", "who"])]
    for day, of_day in groupby(items, key=lambda item: item.starts.date()):
        lines = [_line(item, file, home, names) for item in of_day]
        rows(columns, lines, title=day_in_full(day))


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
