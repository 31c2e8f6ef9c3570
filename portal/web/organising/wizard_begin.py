"""What a draft begins with: a starter, the file of an earlier delegation, or a file somebody wrote."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.reading.delegation_file import DelegationFileError, read_delegation
from delegation.reading.plain_yaml import Plain, read_plain
from delegation.reading.problem import Problem
from delegation.zoned import instant
from portal.starting import first_day, starter_files
from portal.web.organising.wizard_draft import Content
from portal.web.organising.wizard_yaml import as_yaml

SOURCE = "delegation.yaml"
RESERVED = ("new",)
"""Short names that are addresses of the desk itself."""
STARTERS: tuple[tuple[str, str, str], ...] = (
    ("usa-2017", "A trip with a selection", "Call, evaluation, panel, offers, two cities, follow-up."),
    ("hannover-2016", "Matchmaking", "Registration, meetings of participants with each other in rounds."),
    ("go-cluster-2015", "A conference", "Registration, side-by-side sessions, attendance, certificates."),
    ("clusterxchange-2020", "Exchanges", "Visits between two organisations, arranged one by one."),
    ("cooperation-arrangement", "An arrangement", "Agreements between organisations, over years."),
)
"""Kinds of starters: as the command calls them, and in words."""
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)([ T]\d\d:\d\d(:\d\d)?)?")


class Checked(Fact):
    """A draft as the product reads it."""

    yaml: str
    file: DelegationFile | None = None
    """None where there are problems."""
    problems: tuple[Problem, ...] = ()


def checked(content: Content) -> Checked:
    """The same as `legation check` says of the file."""
    return checked_text(as_yaml(content))


def checked_text(text: str) -> Checked:
    try:
        return Checked(yaml=text, file=read_delegation(text, SOURCE))
    except DelegationFileError as error:
        return Checked(yaml=text, problems=error.problems)


def starter(like: str, slug: str, title: str, today: date) -> Content:
    """What `legation new` would write, counted from a Monday ahead. Raises LegationError."""
    text = starter_files(like, slug, title, slug, first_day(today))[SOURCE]
    return content_in(text)


def content_in(text: str) -> Content:
    """What a file holds; nothing where it is not even a list of sections."""
    found = read_plain(text, SOURCE).content
    return found if isinstance(found, dict) else {}


def unreadable_parts(text: str) -> tuple[Problem, ...]:
    """Why a text cannot become a draft at all: no YAML, or none of sections."""
    document = read_plain(text, SOURCE)
    if document.problems:
        return tuple(document.problems)
    if not isinstance(document.content, dict):
        return (document.problem((), "this is no delegation file", "begin with 'slug: ' and a short name."),)
    return ()


def again(file: DelegationFile, slug: str, title: str, now: datetime) -> Content:
    """An earlier delegation under another name, its dates whole weeks later, so that they lie ahead.

    Holidays stay where they are: they are the calendar's, not the delegation's.
    """
    by = timedelta(weeks=weeks_ahead(file, now))
    dumped = file.model_dump(mode="json", exclude_defaults=True)
    typed: dict[str, Any] = {name: _plain(one) for name, one in dumped.items()}  # Any: of every shape
    moved: dict[str, Any] = {
        name: one if name == "holidays" else _later(one, by) for name, one in typed.items()
    }
    for words in (moved.get("translations") or {}).values():
        words.pop(file.title, None)  # it has another title now
    return {**moved, "slug": slug, "title": title}


def weeks_ahead(file: DelegationFile, now: datetime) -> int:
    """How many weeks later the call opens at least two weeks from now; 0 where it does already."""
    opens = instant(file.call.opens, file.call.zone)
    missing = (now + timedelta(weeks=2) - opens).total_seconds()
    return max(0, -int(-missing // (7 * 24 * 3600)))


def _plain(value: object) -> Plain:
    """As it would be typed: texts, lists, mappings; what is not there is left out."""
    match value:
        case Mapping():
            named = ((str(name), _plain(one)) for name, one in value.items())
            return {name: one for name, one in named if one is not None}
        case list() | tuple():
            return [_plain(one) for one in value]
        case bool():
            return "true" if value else "false"
        case None:
            return None
        case _:
            return str(value)


def _later(value: Plain, by: timedelta) -> Plain:
    match value:
        case dict():
            return {name: _later(one, by) for name, one in value.items()}
        case list():
            return [_later(one, by) for one in value]
        case str() if (found := _DATE.fullmatch(value)) is not None:
            clock = (found[2] or "").replace("T", " ")
            return f"{_moved(found[1], by)}{clock.removesuffix(':00') if len(clock) > 6 else clock}"
        case _:
            return value


def _moved(day: str, by: timedelta) -> str:
    try:
        return (date.fromisoformat(day) + by).isoformat()
    except (ValueError, OverflowError):
        return day
