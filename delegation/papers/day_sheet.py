"""The day sheet: one day on one sheet of paper, for the guide who walks in front."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.papers.paper import Delegate, Imprint
from delegation.papers.paper import imprint as imprinted
from delegation.papers.programme import Programme
from delegation.papers.wall_clock import day_in_full, hours_of, zone_city, zone_in_full, zone_label
from delegation.papers.whereabouts import address, beside, city_of, contact_of, from_to, where


class HostCall(Fact):
    """Whom to call at a host."""

    organisation: str
    name: str = ""
    phone: str = ""
    email: str = ""


class SheetRow(Fact):
    hours: str
    home_hours: str = ""
    title: str
    kind: str
    place: str = ""
    address: str = ""
    who: str
    """`everybody (19)`, `7 of 19`."""
    hosts: tuple[HostCall, ...] = ()


class TableTime(Fact):
    """All meetings of one slot."""

    hours: str
    cells: tuple[str, ...]
    """Whom each host meets then and at which table, in the order of the hosts; empty: nobody."""


class DaySheet(Fact):
    imprint: Imprint
    day: str
    city: str
    clock: str
    rows: tuple[SheetRow, ...]
    receiving: tuple[str, ...]
    """The hosts with meetings on that day, by name."""
    slots: tuple[TableTime, ...]
    tasks: tuple[str, ...]


def day_sheet(
    file: DelegationFile,
    programme: Programme,
    day: date,
    delegates: Mapping[str, Delegate],
    made_at: datetime,
) -> DaySheet:
    """What happens on that day, where, with how many, whom to call, and what is still open."""
    todays = [item for item in programme.items if item.starts.date() == day]
    meetings = [item for item in todays if item.kind is ItemKind.MEETING]
    receiving = _receiving(file, meetings) | _tables_of_delegates(file, meetings)
    return DaySheet(
        imprint=imprinted(file, made_at, programme.itinerary.version),
        day=day_in_full(day),
        city=city_of(file, todays),
        clock=_clock(file, todays),
        rows=tuple(_row(file, programme, item) for item in todays if item.kind is not ItemKind.MEETING),
        receiving=tuple(receiving.values()),
        slots=_slots(meetings, tuple(receiving), programme, delegates, _rooms(file, meetings), file),
        tasks=tuple(task.text for task in programme.tasks if task.day == day),
    )


def _clock(file: DelegationFile, items: Sequence[ItineraryItem]) -> str:
    zones = " and ".join(dict.fromkeys(zone_in_full(item.starts_at, item.zone) for item in items))
    home = file.organiser.zone
    apart = any(beside(item, home) for item in items)
    label = zone_label(items[0].starts_at, home) if items else ""
    return f"Local time ({zones})" + (f"; in grey {zone_city(home)} time ({label})" if apart else "")


def _row(file: DelegationFile, programme: Programme, item: ItineraryItem) -> SheetRow:
    return SheetRow(
        hours=hours_of(item),
        home_hours=beside(item, file.organiser.zone),
        title=item.title,
        kind=item.kind.value,
        place=from_to(file, item),
        address=address(file, item) if item.ends_place is None else "",
        who=_who(len(programme.attending(item)), len(programme.delegates)),
        hosts=tuple(_call(file, host) for host in item.hosts),
    )


def _who(coming: int, all_of_them: int) -> str:
    return f"everybody ({coming})" if coming == all_of_them else f"{coming} of {all_of_them}"


def _call(file: DelegationFile, host_id: str) -> HostCall:
    host, person = file.host(host_id), contact_of(file, host_id)
    organisation = host.organisation if host else host_id
    if person is None:
        return HostCall(organisation=organisation)
    return HostCall(organisation=organisation, name=person.name, phone=person.phone, email=str(person.email))


def _receiving(file: DelegationFile, meetings: Sequence[ItineraryItem]) -> dict[str, str]:
    """The hosts that have meetings, by id, ordered by name."""
    busy = {host for item in meetings for host in item.hosts}
    hosts = sorted(
        (host for host in file.hosts if host.id in busy),
        key=lambda one: (one.organisation.casefold(), one.id),
    )
    return {host.id: host.organisation for host in hosts}


def _tables_of_delegates(file: DelegationFile, meetings: Sequence[ItineraryItem]) -> dict[str, str]:
    """The tables at which delegates meet each other, room by room; each has a line of its own."""
    met = [item for item in meetings if item.is_encounter]
    in_order = sorted(met, key=lambda item: (where(file, item), len(item.table), item.table))
    return {table: table for item in in_order for table in (_table(file, item),)}


def _table(file: DelegationFile, item: ItineraryItem) -> str:
    """`02.01.12, Table 4`; where no room is given, with the place."""
    return ", ".join(text for text in (item.room or where(file, item), item.table) if text)


def _rooms(file: DelegationFile, meetings: Sequence[ItineraryItem]) -> dict[str, str]:
    """The room by id of the meeting, where the meetings of a day are not all in one."""
    rooms = {item.id: where(file, item) for item in meetings}
    return rooms if len(set(rooms.values())) > 1 else {}


def _slots(
    meetings: Sequence[ItineraryItem],
    hosts: Sequence[str],
    programme: Programme,
    delegates: Mapping[str, Delegate],
    rooms: Mapping[str, str],
    file: DelegationFile,
) -> tuple[TableTime, ...]:
    by_time: dict[str, list[ItineraryItem]] = {}
    for item in meetings:
        by_time.setdefault(hours_of(item), []).append(item)
    return tuple(
        TableTime(
            hours=said,
            cells=tuple(
                "; ".join(
                    _cell(item, programme, delegates, rooms.get(item.id, "") if item.hosts else "")
                    for item in items
                    if host in (item.hosts or (_table(file, item),))
                )
                for host in hosts
            ),
        )
        for said, items in by_time.items()
    )


def _cell(item: ItineraryItem, programme: Programme, delegates: Mapping[str, Delegate], room: str) -> str:
    coming = programme.attending(item)
    names = [delegates[one].organisation or one for one in coming if one in delegates]
    table = item.table if item.hosts else ""
    return " · ".join(text for text in (table, room, ", ".join(names)) if text)
