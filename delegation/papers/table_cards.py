"""Cards for the meeting tables: who sits there in which slot."""

import re
from collections.abc import Mapping
from datetime import datetime

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.papers.paper import Delegate, Imprint
from delegation.papers.paper import imprint as imprinted
from delegation.papers.programme import Programme
from delegation.papers.wall_clock import day_in_full, hours_of
from delegation.papers.whereabouts import Guest, guests, host_names, where


class Seating(Fact):
    """One meeting at the table."""

    day: str
    hours: str
    host: str
    guests: tuple[Guest, ...]


class TableCard(Fact):
    table: str
    place: str
    seatings: tuple[Seating, ...]


class TableCards(Fact):
    imprint: Imprint
    cards: tuple[TableCard, ...]


def table_cards(
    file: DelegationFile, programme: Programme, delegates: Mapping[str, Delegate], made_at: datetime
) -> TableCards:
    """A card for each table of each room, in the order of their numbers."""
    at: dict[tuple[str, str], list[ItineraryItem]] = {}
    for item in programme.items:
        if item.kind is ItemKind.MEETING and item.table and programme.attending(item):
            at.setdefault((where(file, item), item.table), []).append(item)
    ordered = sorted(at.items(), key=lambda pair: (pair[0][0], _numbered(pair[0][1])))
    return TableCards(
        imprint=imprinted(file, made_at, programme.itinerary.version),
        cards=tuple(
            TableCard(
                table=table,
                place=place,
                seatings=tuple(_seating(file, programme, item, delegates) for item in items),
            )
            for (place, table), items in ordered
        ),
    )


def _numbered(table: str) -> tuple[int, str]:
    """`Table 10` after `Table 9`."""
    number = re.search(r"[0-9]+", table)
    return (int(number[0]) if number else 0, table)


def _seating(
    file: DelegationFile, programme: Programme, item: ItineraryItem, delegates: Mapping[str, Delegate]
) -> Seating:
    return Seating(
        day=day_in_full(item.starts.date()),
        hours=hours_of(item),
        host=", ".join(host_names(file, item)),
        guests=guests(programme.attending(item), delegates),
    )
