"""The itinerary put together: the programme, the visits as assigned, each meeting as an item."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from delegation.encounters import Encounter
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId
from delegation.itinerary import Called, ItemKind, Itinerary, ItineraryItem
from delegation.matchmaking_rules import MeetingRound
from delegation.meeting import Host, Meeting, MeetingRules, MeetingSchedule
from delegation.meeting_sections import OWN_PREMISES
from delegation.person import Line
from delegation.planning.visits import VisitPlan
from delegation.zoned import LocalTime, instant, zone_named

NOBODYS: Mapping[str, str] = MappingProxyType({})


class ItemOverride(Fact):
    """What has changed about an item since the file was written; None: as it was."""

    item: ItemId
    starts: LocalTime | None = None
    ends: LocalTime | None = None
    place: ItemId | None = None
    room: Line | None = None
    hosts: tuple[ItemId, ...] | None = None
    """Without those who withdrew."""
    capacity: int | None = None


def compose(
    file: DelegationFile,
    version: int,
    visits: VisitPlan,
    schedule: MeetingSchedule,
    delegates: Sequence[str],
    *,
    sections: Sequence[MeetingRules] | None = None,
    hosts: Sequence[Host] | None = None,
    cancelled: Sequence[str] = (),
    overrides: Sequence[ItemOverride] = (),
    stands_in: Sequence[tuple[str, str]] = (),
    away: Collection[tuple[str, str]] = (),
    encounters: Sequence[Encounter] = (),
    rounds: Sequence[MeetingRound] = (),
    organisations: Mapping[str, str] = NOBODYS,
) -> Itinerary:
    """One version of the whole programme, in order of time.

    Parallel items get the attendees of `visits`, each meeting becomes an item for its delegate and host. Who
    has no meeting in a slot is free then. `sections` (the meetings of each city) and `hosts` are those of
    the file unless given; cancelled items stay in, marked as such; `stands_in` names (who left, who came
    instead), `away` (who does not attend, which item). `encounters` are meetings of delegates with each
    other, in `rounds`; each reads the other's organisation as their title.
    """
    changed = {one.item: one for one in overrides}
    programme = [
        _with_attendees(
            item,
            visits,
            [one for one in delegates if (one, item.id) not in away],
            dict(stands_in),
            item.id in cancelled,
            is_complete=not any((one, item.id) in away for one in delegates),
        )
        for item in file.itinerary
    ]
    sections = file.meeting_sections if sections is None else sections
    meetings = meeting_items(sections, hosts or file.hosts, schedule)
    met = encounter_items(rounds, encounters, organisations)
    items = [_changed(item, changed.get(item.id)) for item in (*programme, *meetings, *met)]
    return Itinerary(version=version, items=tuple(sorted(items, key=lambda item: (item.starts_at, item.id))))


def _with_attendees(
    item: ItineraryItem,
    visits: VisitPlan,
    delegates: Sequence[str],
    stands_in: dict[str, str],
    cancelled: bool,
    *,
    is_complete: bool,
) -> ItineraryItem:
    """`delegates` are those not away; an item for everybody names them unless that `is_complete`."""
    attendees = item.attendees
    if item.block is not None:
        attendees = visits.attendees(item.id)
    elif attendees is not None:
        attendees = tuple(one for one in (stands_in.get(one, one) for one in attendees) if one in delegates)
    elif not is_complete:
        attendees = tuple(delegates)
    return item.model_copy(update={"attendees": attendees, "cancelled": item.cancelled or cancelled})


def meeting_items(
    sections: Sequence[MeetingRules], hosts: Sequence[Host], schedule: MeetingSchedule
) -> tuple[ItineraryItem, ...]:
    """One item per meeting. Its id is that of the pair, so a meeting that moves keeps it."""
    known = {host.id: host for host in hosts}
    of_slot = {slot.id: one for one in sections for slot in one.slots}
    return tuple(meeting_item(of_slot[one.slot], known[one.host], one) for one in schedule.meetings)


def meeting_item(rules: MeetingRules, host: Host, meeting: Meeting) -> ItineraryItem:
    """The meeting in the city of `rules`: at its table, or at premises of the host."""
    slot, at_home = rules.slot(meeting.slot), meeting.table == OWN_PREMISES
    return ItineraryItem(
        id=meeting_item_id(meeting.participant, meeting.host),
        kind=ItemKind.MEETING,
        title=f"Meeting with {host.organisation}",
        leg=rules.leg,
        zone=rules.zone,
        starts=slot.starts,
        ends=_later(slot.starts, rules.zone, slot.minutes),
        place=host.receives_at if at_home else rules.place,
        room="" if at_home else rules.room,
        table="" if at_home else f"Table {meeting.table}",
        rsvp=True,
        hosts=(meeting.host,),
        attendees=(meeting.participant,),
    )


def encounter_items(
    rounds: Sequence[MeetingRound], encounters: Sequence[Encounter], organisations: Mapping[str, str]
) -> tuple[ItineraryItem, ...]:
    """One item per meeting of two delegates; its id is that of the pair, so one that moves keeps it."""
    known = {one.id: one for one in rounds}
    return tuple(encounter_item(known[one.round], one, organisations) for one in encounters)


def encounter_item(
    of_round: MeetingRound, encounter: Encounter, organisations: Mapping[str, str]
) -> ItineraryItem:
    """The meeting at its table; raises LookupError where the round has no such slot."""
    slot, room = of_round.slot(encounter.slot), of_round.room(encounter.room)
    if slot is None:
        raise LookupError(f"The round {of_round.id!r} has no slot {encounter.slot!r}.")
    one, other = (organisations.get(who, who) for who in (encounter.one, encounter.other))
    return ItineraryItem(
        id=encounter_item_id(encounter.one, encounter.other),
        kind=ItemKind.MEETING,
        title=f"Meeting of {one} and {other}",
        leg=of_round.leg,
        zone=of_round.zone,
        starts=slot.starts,
        ends=_later(slot.starts, of_round.zone, slot.minutes),
        place=of_round.place,
        room=room.name if room else "",
        table=f"Table {encounter.table}",
        rsvp=True,
        attendees=(encounter.one, encounter.other),
        called=(
            Called(participant=encounter.one, title=f"Meeting with {other}"),
            Called(participant=encounter.other, title=f"Meeting with {one}"),
        ),
    )


def encounter_item_id(one: str, other: str) -> str:
    """`meeting-a-17-b-2`, whichever of the two is named first."""
    first, second = sorted((one, other))
    return meeting_item_id(first, second.lower())


def _later(local: LocalTime, zone: str, minutes: int) -> LocalTime:
    """What the clock of `zone` shows `minutes` after it shows `local`."""
    moment = instant(local, zone).astimezone(UTC) + timedelta(minutes=minutes)
    return moment.astimezone(zone_named(zone)).replace(tzinfo=None, fold=0)


def meeting_item_id(participant: str, host: str) -> str:
    """`meeting-a-17-mit`; where that is too long for an id, its end is a digest of the pair."""
    name = f"meeting-{participant.lower()}-{host}"
    if len(name) <= 60:
        return name
    digest = hashlib.sha256(f"{participant}|{host}".encode()).hexdigest()[:12]
    return f"{name[:47].rstrip('-')}-{digest}"


def _changed(item: ItineraryItem, override: ItemOverride | None) -> ItineraryItem:
    """The item with what was changed; validated again, because times may have become impossible."""
    if override is None:
        return item
    given = {
        name: value
        for name in ("starts", "ends", "place", "room", "hosts", "capacity")
        if (value := getattr(override, name)) is not None
    }
    return ItineraryItem.model_validate({**item.model_dump(), **given})


def frames_meetings(item: ItineraryItem, rules: MeetingRules | None) -> bool:
    """Whether the item is the matchmaking itself: a session for all at its place, around most slots."""
    if rules is None:
        return False
    times = [(slot.starts, _later(slot.starts, rules.zone, slot.minutes)) for slot in rules.slots]
    return surrounds(
        item, rules.place, [(instant(one, rules.zone), instant(end, rules.zone)) for one, end in times]
    )


def surrounds(item: ItineraryItem, place: str | None, times: Sequence[tuple[datetime, datetime]]) -> bool:
    """Whether a session for all at that place contains most of these (start, end) instants."""
    if item.kind is not ItemKind.SESSION or item.place != place or item.attendees is not None or item.all_day:
        return False
    inside = sum(item.starts_at <= start and end <= item.ends_at for start, end in times)
    return 2 * inside > len(times)
