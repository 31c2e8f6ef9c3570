"""The one-to-one meetings as tables: a row for each host or delegate, a column for each time of a day."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

from delegation.encounters import EncounterSchedule
from delegation.fact import Fact
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from portal import show

if TYPE_CHECKING:
    from delegation.file import DelegationFile
    from delegation.meeting import MeetingSchedule, MeetingWish

Side = Literal["host", "delegate"]


class EncountersShown(Fact):
    """What `meetings show --json` gives where delegates meet each other."""

    status: str
    """`proven-best`, or `gap`: then `gap_percent` says how much."""
    gap_percent: float
    schedule: EncounterSchedule

    @classmethod
    def of(cls, schedule: EncounterSchedule) -> "EncountersShown":
        status = "proven-best" if schedule.proven else "gap"
        return cls(status=status, gap_percent=round(schedule.gap_percent, 2), schedule=schedule)


class MatrixRow(Fact):
    """One host or delegate on one day."""

    id: str
    name: str
    cells: tuple[str, ...]
    """Whom they meet, by time; empty where nobody."""


class MatrixDay(Fact):
    """One day, on the clock of the place."""

    day: date
    zone: str
    times: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


def matrix_of(itinerary: Itinerary, names: Mapping[str, str], by: Side) -> tuple[MatrixDay, ...]:
    """A table for each day and zone; `names` are the organisations of delegates and hosts by id.

    Where delegates meet each other only, every row is a delegate.
    """
    meetings = [one for one in itinerary.items if one.kind is ItemKind.MEETING and not one.cancelled]
    if not any(one.hosts for one in meetings):
        by = "delegate"
    return tuple(_matrix_day(of_day, names, by) for _, of_day in sorted(_by_day(meetings).items()))


def show_matrix(itinerary: Itinerary, names: Mapping[str, str], by: Side) -> None:
    """The same on a screen."""
    from delegation.papers.wall_clock import day_in_full

    if not any(one.hosts for one in itinerary.items if one.kind is ItemKind.MEETING and not one.cancelled):
        by = "delegate"
    for one in matrix_of(itinerary, names, by):
        cells = [(row.name, *(cell or None for cell in row.cells)) for row in one.rows]
        show.rows((by, *one.times), cells, title=f"{day_in_full(one.day)}, {one.zone}")


def _by_day(meetings: Sequence[ItineraryItem]) -> dict[tuple[date, str], list[ItineraryItem]]:
    days: dict[tuple[date, str], list[ItineraryItem]] = {}
    for one in sorted(meetings, key=lambda item: (_starts(item), item.id)):
        days.setdefault((one.starts.date(), one.zone), []).append(one)
    return days


def _matrix_day(meetings: Sequence[ItineraryItem], names: Mapping[str, str], by: Side) -> MatrixDay:
    from delegation.papers.picture_words import in_order
    from delegation.papers.wall_clock import zone_in_full

    times = {_starts(one): f"{one.starts:%H:%M}" for one in meetings}
    held: dict[tuple[str, datetime], list[str]] = {}
    for one in meetings:
        guests = one.attendees or ()
        for row in one.hosts if by == "host" else guests:
            others = guests if by == "host" else (*one.hosts, *_other_delegates(one, row))
            held.setdefault((row, _starts(one)), []).extend(others)
    ids = sorted({row for row, _ in held}, key=lambda row: in_order(_called(row, names, by)))
    first = meetings[0]
    return MatrixDay(
        day=first.starts.date(),
        zone=zone_in_full(first.starts_at, first.zone),
        times=tuple(times.values()),
        rows=tuple(
            MatrixRow(
                id=row,
                name=_called(row, names, by),
                cells=tuple(", ".join(held.get((row, at), ())) for at in times),
            )
            for row in ids
        ),
    )


def _other_delegates(meeting: ItineraryItem, row: str) -> tuple[str, ...]:
    """Whom the delegate meets, where no host does."""
    return () if meeting.hosts else tuple(one for one in meeting.attendees or () if one != row)


def _called(row: str, names: Mapping[str, str], by: Side) -> str:
    name = names.get(row, row)
    return name if by == "host" or name == row else f"{row} {name}"


def _starts(meeting: ItineraryItem) -> datetime:
    return meeting.starts_at.astimezone(UTC)


def show_worth(schedule: "MeetingSchedule", file: "DelegationFile", names: Mapping[str, str]) -> None:
    """How good the meetings are beside the best there can be, and why musts are missing."""
    show.say(*worth_of(schedule, file, names))


def worth_of(
    schedule: "MeetingSchedule", file: "DelegationFile", names: Mapping[str, str]
) -> tuple[str, ...]:
    """The same as sentences: the figures, the proof, then each must that is missing."""
    score = schedule.score
    proof = (
        "no schedule can be better" if schedule.proven else f"{schedule.gap_percent:.2f} % below the bound"
    )
    return (
        f"{len(schedule.meetings)} meetings: {score.musts} musts, {score.mutual} wished by both sides, "
        f"{schedule.idle_slots} idle slots in between; {proof}.",
        f"Value {schedule.value}, bound {schedule.bound}, gap {schedule.gap_percent:.2f} %.",
        *(_unmet(one, schedule, file, names) for one in schedule.unmet_musts),
    )


def show_encounters_worth(schedule: EncounterSchedule, names: Mapping[str, str]) -> None:
    """How good the meetings of delegates with each other are, and why musts are missing."""
    show.say(*encounters_worth(schedule, names))


def encounters_worth(schedule: EncounterSchedule, names: Mapping[str, str]) -> tuple[str, ...]:
    """The same as sentences."""
    score = schedule.score
    proof = (
        "no schedule can be better" if schedule.proven else f"{schedule.gap_percent:.2f} % below the bound"
    )
    return (
        f"{len(schedule.encounters)} meetings of delegates with each other: {score.musts} musts, "
        f"{score.mutual} wished by both sides, {schedule.idle_slots} idle slots in between; {proof}.",
        f"Value {schedule.value}, bound {schedule.bound}, gap {schedule.gap_percent:.2f} %.",
        *(
            f"- not possible: {one.asks} with {names.get(one.whom, one.whom)}: {one.sentence}"
            for one in schedule.reasons
        ),
    )


def _unmet(
    wish: "MeetingWish", schedule: "MeetingSchedule", file: "DelegationFile", names: Mapping[str, str]
) -> str:
    """Who cannot meet whom, and the reason as that delegate may hear it."""
    from delegation.meeting import MeetingParty
    from delegation.meeting_sections import section_of_host
    from delegation.planning.meeting_reasons import why

    host, said = names.get(wish.host, wish.host), ""
    met = file.host(wish.host)
    rules = None if met is None else section_of_host(file.meeting_sections, met)
    if wish.participant is not None and rules is not None:
        party = MeetingParty(participant=wish.participant, wishes=(wish,))
        said = f": {why(schedule, rules, file.hosts, party, wish.host)}"
    return f"- not possible: {wish.participant} with {host}{said}"
