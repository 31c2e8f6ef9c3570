"""What is different about an appointment, as old and new: the lines under `What has changed` in a mail."""

from enum import StrEnum

from delegation.calendars.rendering import location
from delegation.calendars.when import end_on_route, when_on_route
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem


class ChangedPart(StrEnum):
    """What a line is about; each letter has its own word for it."""

    WHEN = "when"
    END = "end"
    """Only the end has changed."""
    WHERE = "where"
    TITLE = "title"
    DESCRIPTION = "description"
    LINK = "link"


class ChangedLine(Fact):
    """One thing that has changed. An empty side means that there was nothing, or is nothing any more."""

    part: ChangedPart
    old: str
    new: str


def changed_lines(
    before: ItineraryItem | None, after: ItineraryItem, file: DelegationFile, language: str = "en"
) -> tuple[ChangedLine, ...]:
    """What `after` has otherwise than `before`; nothing where nothing was known before.

    Times are full stamps in `language`, places have their names and addresses.
    """
    if before is None:
        return ()
    lines = (
        _time(before, after, file, language),
        _line(ChangedPart.WHERE, _where(before, file), _where(after, file)),
        _line(ChangedPart.TITLE, before.title, after.title),
        _line(ChangedPart.DESCRIPTION, before.description, after.description),
        _line(ChangedPart.LINK, before.link, after.link),
    )
    return tuple(line for line in lines if line is not None)


def _time(
    before: ItineraryItem, after: ItineraryItem, file: DelegationFile, language: str
) -> ChangedLine | None:
    """From start to end if the start has moved, else the end alone."""
    if (before.starts, before.zone, before.all_day) == (after.starts, after.zone, after.all_day):
        ends = (end_on_route(item, file.legs, language) for item in (before, after))
        return _line(ChangedPart.END, *ends)
    old, new = (when_on_route(item, file.legs, language) for item in (before, after))
    return _line(ChangedPart.WHEN, old, new)


def _where(item: ItineraryItem, file: DelegationFile) -> str:
    return location(item, file.place(item.place))


def _line(part: ChangedPart, old: str, new: str) -> ChangedLine | None:
    return None if old == new else ChangedLine(part=part, old=old, new=new)
