"""What letters say: facts from the plan, the rules and the decisions, put into words. Nothing personal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from delegation.change import Change, ComeBack, Difference, DropOut, StayAway
from delegation.decision_letters import home_of
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.letter import FactValue
from delegation.moments import told_moment
from delegation.planning.reserve_lists import Waiting, position
from delegation.terms import Terms
from delegation.zoned import stamp, zone_named

Facts = dict[str, FactValue]
Row = dict[str, str]
SOON = "as soon as you can"


def stamped(moment: datetime, terms: Terms) -> str:
    """A moment as a fact of a letter: on the organiser's clock, to be said in the language of the letter."""
    return told_moment(moment, terms.zone, terms.place)


def at_home(moment: datetime, file: DelegationFile) -> str:
    """A moment in English, on the organiser's clock: `Tue 14 March 2017, 12:00 Brussels (CET, UTC+1)`."""
    return stamp(moment, file.organiser.zone, place=home_of(file))


def span_of(span: timedelta) -> str:
    """`3 days`, `1 day`, `18 hours`: rounded to what people plan with."""
    hours = round(span.total_seconds() / 3600)
    if hours >= 36:
        return f"{round(hours / 24)} days"
    if hours >= 24:
        return "1 day"
    return "1 hour" if hours == 1 else f"{max(hours, 0)} hours"


# --- application and selection ------------------------------------------------------------------


def next_steps(file: DelegationFile, now: datetime) -> tuple[str, ...]:
    """What follows a confirmation at `now`, each with its date; what was due before, as soon as possible."""

    def by(due: datetime) -> str:
        return f"by {at_home(due, file)}" if due > now else SOON

    dates, meetings = file.itinerary_dates, file.first_meetings
    steps = []
    if (papers := file.documents.passport_due) is not None:
        steps.append(f"{by(file.at(papers))}: passport data, room, diet and consent")
    if dates is not None and file.has_choices:
        steps.append(f"{by(dates.visit_wishes_close_at)}: your ranking of the parallel visits")
    if meetings is not None:
        opens, closes = meetings.wishes_open_at, meetings.wishes_close_at
        from_to = f"from {at_home(opens, file)} until {at_home(closes, file)}" if closes > now else SOON
        steps.append(f"{from_to}: whom you want to meet")
    if dates is not None:
        told = (
            (dates.preliminary_at, "the preliminary programme"),
            (dates.final_at, "the final programme, with calendar invites"),
        )
        steps += [f"on {at_home(at, file)}: {what}" for at, what in told if at > now]
    return tuple(steps)


# --- the programme ------------------------------------------------------------------------------


def agenda(items: Iterable[ItineraryItem], file: DelegationFile) -> tuple[Row, ...]:
    """One row per item, in order of time, local to where it happens."""
    ordered = sorted(items, key=lambda item: (item.starts_at, item.id))
    return tuple(_row(item, file, _remark(item)) for item in ordered)


def host_agenda(
    host: str, itinerary: Itinerary, file: DelegationFile, organisations: Mapping[str, str]
) -> tuple[Row, ...]:
    """What a host has: its visits with the number of guests, its meetings with whom."""
    mine = [item for item in itinerary.items if host in item.hosts and not item.cancelled]
    ordered = sorted(mine, key=lambda item: (item.starts_at, item.id))
    return tuple(_host_row(item, file, organisations) for item in ordered)


def _host_row(item: ItineraryItem, file: DelegationFile, organisations: Mapping[str, str]) -> Row:
    """A meeting is named after the delegate's organisation; everything else says how many come."""
    guests = _guests(item, organisations)
    if item.kind is ItemKind.MEETING:
        return {**_row(item, file, ""), "title": f"Meeting with {guests}"}
    return _row(item, file, guests)


def changes_of(differences: Iterable[Difference], *plans: Itinerary) -> tuple[Row, ...]:
    """Differences as letters show them, each with the title of its item."""
    return tuple(
        {
            "item": difference.title or _title(difference.item, plans),
            "old": difference.old,
            "new": difference.new,
        }
        for difference in differences
    )


def reserve_lists(participant: str, waiting: Sequence[Waiting], itinerary: Itinerary) -> Facts:
    """On which reserve lists of parallel sessions they stand, in order of time; no fact where on none."""
    waited_for = {one.item for one in waiting if one.participant == participant}
    items = [item for item in itinerary.items if item.id in waited_for]
    mine = [
        (item, position(waiting, participant, item.id))
        for item in sorted(items, key=lambda one: (one.starts_at, one.id))
    ]
    rows = tuple({"title": item.title, "position": str(number)} for item, number in mine if number)
    return {"waiting": rows} if rows else {}


def waiting_facts(
    participant: str,
    item: ItineraryItem,
    waiting: Sequence[Waiting],
    itinerary: Itinerary,
    file: DelegationFile,
) -> Facts | None:
    """What who chose a full session is told; None where they do not wait for it."""
    number = position(waiting, participant, item.id)
    if number is None:
        return None
    held = (one.title for one in itinerary.of(participant) if one.block == item.block)
    return {
        "title": item.title,
        "position": str(number),
        "instead": next(held, ""),
        "until": told_moment(file.starts_at, file.organiser.zone, home_of(file)),
    }


def reason_told(change: Change) -> str:
    """The reason as others are told it; why a delegate stays away is for the organiser alone."""
    match change.change:
        case DropOut(substitute=None):
            return "One of the delegates no longer takes part."
        case DropOut():
            return "One of the delegates is represented by a colleague."
        case StayAway():
            return "One of the delegates cannot attend."
        case ComeBack():
            return "One of the delegates can attend after all."
        case _:
            return change.reason


def _title(item_id: str, plans: Iterable[Itinerary]) -> str:
    for plan in plans:
        item = plan.item(item_id)
        if item is not None:
            return item.title
    return item_id


def _row(item: ItineraryItem, file: DelegationFile, remark: str) -> Row:
    return {
        "day": f"{item.starts:%a %-d %b}",
        "time": _hours(item),
        "zone": _zones(item),
        "title": item.title,
        "place": where(item, file),
        "remark": remark,
        "item": item.id,
    }


def _hours(item: ItineraryItem) -> str:
    if item.all_day:
        several = item.last_day > item.starts.date()
        return f"all day, until {item.last_day:%a %-d %b}" if several else "all day"
    days = (item.ends.date() - item.starts.date()).days
    later = f" (+{days} day{'s' if days > 1 else ''})" if days > 0 else ""
    start, end = _both_zones(item)
    if start != end:
        return f"{item.starts:%H:%M} {start} - {item.ends:%H:%M} {end}{later}"
    return f"{item.starts:%H:%M}-{item.ends:%H:%M}{later}"


def _zones(item: ItineraryItem) -> str:
    """Empty where the hours say it, and for whole days, which every calendar shows as the same dates."""
    start, end = _both_zones(item)
    return "" if item.all_day or start != end else start


def _both_zones(item: ItineraryItem) -> tuple[str, str]:
    """What the clocks are called where it starts, and where it ends."""
    return _zone(item.starts_at, item.zone), _zone(item.ends_at, item.ends_zone or item.zone)


def _zone(moment: datetime, zone: str) -> str:
    return moment.astimezone(zone_named(zone)).tzname() or zone


def where(item: ItineraryItem, file: DelegationFile) -> str:
    """`Gaylord National Resort, Maryland Ballroom, Table 4`: place, room and table as far as known.

    Of a journey also where it ends: `30th Street Station to Washington Union Station`.
    """
    place, end = file.place(item.place), file.place(item.ends_place)
    leg = file.leg(item.leg)
    city = leg.city if leg and place is None else ""
    begins = ", ".join(part for part in (place.name if place else city, item.room, item.table) if part)
    return " to ".join(part for part in (begins, end.name if end else "") if part)


def _remark(item: ItineraryItem) -> str:
    """Whether an answer is asked for shows the link beside the item, while there is still time for one."""
    return "journey" if item.kind in (ItemKind.TRAVEL, ItemKind.TRANSFER) else ""


def _guests(item: ItineraryItem, organisations: Mapping[str, str]) -> str:
    if item.attendees is None:
        return "the whole delegation"
    if item.kind is ItemKind.MEETING:
        return ", ".join(organisations.get(name, name) for name in item.attendees)
    return f"{len(item.attendees)} guests"


# --- wishes, survey, outcomes ---------------------------------------------------------------------


def wishes_facts(file: DelegationFile) -> Facts:
    """What there is to choose from, and until when."""
    hosts = tuple(
        f"{host.organisation}: {host.profile}" if host.profile else host.organisation
        for host in file.hosts
        if host.meets
    )
    meetings = file.first_meetings
    closes = meetings.wishes_close_at if meetings else file.itinerary_rules.visit_wishes_close_at
    return {
        "about": "one-to-one meetings",
        "choices": hosts,
        "closes_at": at_home(closes, file),
        "wishes_url": "",
        **({"only_if_asked": "yes"} if meetings and meetings.only_if_asked else {}),
    }


def thanks_facts(host: str, itinerary: Itinerary) -> Facts:
    """What a host gave, for the letter of thanks; nothing where it gave nothing."""
    gave = _given_by(host, itinerary)
    return {"contribution": " and ".join(gave), "gave": gave} if gave else {}


def _given_by(host: str, itinerary: Itinerary) -> tuple[str, ...]:
    """How many meetings, then the title of everything else."""
    mine = [item for item in itinerary.items if host in item.hosts and not item.cancelled]
    meetings = sum(item.kind is ItemKind.MEETING for item in mine)
    others = [item.title for item in mine if item.kind is not ItemKind.MEETING]
    parts = [f"{meetings} one-to-one meetings"] if meetings > 1 else ["one meeting"] if meetings else []
    return (*parts, *others)
