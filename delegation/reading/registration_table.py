"""Registrations of a story as a table: a row for each person instead of a file for each.

`id`, `sent` and the columns of a person (`name`, `email`, `organisation`, `position`, `phone`, `language`,
`zone`) come first; every other column is a field of the form. Several choices are joined by `|`. A column
`mark` may say where the row comes from. Lines that begin with `#` are remarks. A second row of the same id is
what its person sent to mend the first.
"""

import csv
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pydantic import JsonValue, ValidationError

from delegation.form import FieldType, FormField
from delegation.person import Person
from delegation.reading.problem import Problem
from delegation.reading.story import Mending, SentApplication

SOURCE = "registrations.csv"
OWN = ("id", "sent", "mark")
OF_PERSON = tuple(name for name in Person.model_fields if name not in ("id", "mark"))
NEEDED = ("id", "sent", "name", "email")
BETWEEN = "|"


class Row(NamedTuple):
    """One registration with the line it stands in."""

    line: int
    sent: SentApplication


def read_registrations(text: str, fields: tuple[FormField, ...]) -> tuple[list[Row], list[Problem]]:
    """Every row as it would be sent through the portal, and what is wrong with the table."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if not _is_remark(line)]
    table = list(csv.reader((line for _, line in lines), strict=False))
    if not table:
        return [], [_problem(1, "the table is empty", "write the names of its columns first.")]
    header, problems = [name.strip() for name in table[0]], list[Problem]()
    known = {*OWN, *OF_PERSON, *(field.id for field in fields)}
    for name in header:
        if name not in known or header.count(name) > 1:
            told = "twice" if name in known else "no column that is known here"
            problems.append(
                _problem(lines[0][0], f"{name!r} is {told}", "use ids of the form's fields, once.")
            )
    for name in NEEDED:
        if name not in header:
            problems.append(_problem(lines[0][0], f"the column {name!r} is missing", "add it."))
    if problems:
        return [], problems
    rows = list[Row]()
    for (number, _), cells in zip(lines[1:], table[1:], strict=False):
        found = _row(number, header, cells, fields)
        if isinstance(found, Row):
            rows.append(found)
        else:
            problems.append(found)
    return _mended(rows), problems


def _mended(rows: list[Row]) -> list[Row]:
    """One row per person: a later one of the same id becomes what mends the first."""
    by_id = dict[str, Row]()
    for row in rows:
        first = by_id.get(row.sent.id)
        if first is not None and isinstance(answers := row.sent.application["answers"], dict):
            mending = Mending(sent=row.sent.sent, answers=answers)
            row = first._replace(sent=first.sent.model_copy(update={"mended": mending}))  # noqa: PLW2901 - replaces what it mends
        by_id[row.sent.id] = row
    return list(by_id.values())


def _is_remark(line: str) -> bool:
    return not line.strip() or line.startswith("#")


def _row(number: int, header: list[str], cells: list[str], fields: tuple[FormField, ...]) -> Row | Problem:
    if len(cells) != len(header):
        return _problem(number, f"{len(cells)} cells for {len(header)} columns", "write one cell per column.")
    said = {name: cell.strip() for name, cell in zip(header, cells, strict=True) if cell.strip()}
    raw = {
        "sent": said.get("sent", ""),
        "mark": said.get("mark", ""),
        "application": _application(said, fields),
    }
    try:
        return Row(number, SentApplication.model_validate(raw))
    except ValidationError as error:
        first = error.errors()[0]
        return _problem(number, f"{'.'.join(map(str, first['loc']))}: {first['msg']}", "correct the row.")


def _application(said: Mapping[str, str], fields: tuple[FormField, ...]) -> dict[str, JsonValue]:
    person: dict[str, JsonValue] = {name: said[name] for name in OF_PERSON if name in said}
    answers = dict(_answers(said, fields))
    return {"id": said.get("id", ""), "person": person, "answers": answers}


def _answers(said: Mapping[str, str], fields: tuple[FormField, ...]) -> Iterator[tuple[str, JsonValue]]:
    for field in fields:
        if (cell := said.get(field.id)) is None:
            continue
        if field.type is FieldType.CHOICES:
            yield field.id, [part.strip() for part in cell.split(BETWEEN)]
        else:
            yield field.id, cell


def _problem(line: int, message: str, remedy: str) -> Problem:
    return Problem(line=line, column=1, path="", message=message, remedy=remedy, source=SOURCE)
