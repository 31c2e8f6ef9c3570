"""Attendance: who came, recorded at the door, to one item or to the whole event. The last word counts."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.person import Line
from delegation.tempo import Dated


class CheckIn(Dated):
    """Who came and who did not, as recorded at the door. Nobody need be named twice; a mistake is corrected
    by recording it anew."""

    author: Line
    item: ItemId | None = None
    """None: to the event as a whole."""
    present: tuple[ParticipantId, ...] = ()
    absent: tuple[ParticipantId, ...] = ()

    @model_validator(mode="after")
    def _says_something_once(self) -> Self:
        both = sorted({*self.present} & {*self.absent})
        if both:
            raise ValueError(f"{both[0]} is named as present and as absent; keep one of the two.")
        if not self.present and not self.absent:
            raise ValueError("Nobody is named; say who came, or who did not.")
        return self


class AttendanceSheet(Fact):
    """Who came to one item, or to the event as a whole, by all that was recorded so far."""

    item: ItemId | None = None
    present: tuple[ParticipantId, ...] = ()
    absent: tuple[ParticipantId, ...] = ()
    author: Line = ""
    at: AwareDatetime | None = None
    """When it was last recorded, and by whom."""


class AttendanceView(Fact):
    """What was recorded so far, in the order of the programme as it was recorded first."""

    sheets: tuple[AttendanceSheet, ...] = ()


class AttendanceCount(Fact):
    """Figures of one item, or of the event as a whole."""

    item: ItemId | None = None
    title: str = ""
    expected: int
    present: int
    absent: int
    unknown: int
    """Expected, and not recorded either way."""


def sheet_of(item: str | None, sheets: Iterable[AttendanceSheet]) -> AttendanceSheet:
    """What was recorded for an item (None: the event as a whole); nobody if nothing was."""
    return next((one for one in sheets if one.item == item), AttendanceSheet(item=item))


def with_check_in(
    sheets: Sequence[AttendanceSheet], check_in: CheckIn, at: datetime
) -> tuple[AttendanceSheet, ...]:
    """The sheets once this is recorded: who is named now is where they are named last."""
    old, named = sheet_of(check_in.item, sheets), {*check_in.present, *check_in.absent}
    new = AttendanceSheet(
        item=check_in.item,
        present=tuple(sorted({*old.present} - named | {*check_in.present})),
        absent=tuple(sorted({*old.absent} - named | {*check_in.absent})),
        author=check_in.author,
        at=at,
    )
    if any(one.item == check_in.item for one in sheets):
        return tuple(new if one.item == check_in.item else one for one in sheets)
    return (*sheets, new)


def came(participant: str, sheets: Iterable[AttendanceSheet]) -> bool:
    """Whether somebody took part, as far as it was recorded.

    Present anywhere is enough. Who is named nowhere came where only those absent were recorded, or nobody.
    """
    known = tuple(sheets)
    if any(participant in one.present for one in known):
        return True
    if any(participant in one.absent for one in known):
        return False
    return not any(one.present for one in known)


def who_came(participants: Iterable[str], sheets: Sequence[AttendanceSheet]) -> tuple[str, ...]:
    """Those of the participants who took part, in their order: all of them where nothing was recorded."""
    return tuple(one for one in participants if came(one, sheets))


def no_shows(item: str | None, sheets: Iterable[AttendanceSheet]) -> tuple[str, ...]:
    """Who did not come to an item, or to the event at all."""
    return sheet_of(item, sheets).absent


def counted_at(
    item: str | None, title: str, expected: Collection[str], sheets: Iterable[AttendanceSheet]
) -> AttendanceCount:
    """The figures of a sheet; who came without being expected counts as present."""
    sheet = sheet_of(item, sheets)
    known = {*sheet.present, *sheet.absent}
    return AttendanceCount(
        item=item,
        title=title,
        expected=len(expected),
        present=len(sheet.present),
        absent=len(sheet.absent),
        unknown=len({*expected} - known),
    )
