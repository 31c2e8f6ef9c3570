"""A filled-in attendance list, read back: who is marked as present, who as absent."""

from collections.abc import Sequence
from typing import NamedTuple

from delegation.ids import ParticipantId

ID_COLUMNS = frozenset({"id", "nr.", "nr", "no."})
PRESENT_COLUMNS = frozenset({"present", "anwesend", "présent", "présente", "here"})
YES = frozenset({"yes", "y", "ja", "j", "oui", "o", "x", "1", "true", "✓"})
NO = frozenset({"no", "n", "nein", "non", "0", "false", "-"})


class MarkedRows(NamedTuple):
    """Who is marked how, and what could not be read, one sentence each. An empty mark says nothing."""

    present: tuple[ParticipantId, ...] = ()
    absent: tuple[ParticipantId, ...] = ()
    problems: tuple[str, ...] = ()


def read_attendance(rows: Sequence[Sequence[str]]) -> MarkedRows:
    """Read the rows of a table; its heading is the first row with a column of ids and one of marks."""
    for number, row in enumerate(rows):
        names = [cell.strip().casefold() for cell in row]
        ids = next((place for place, name in enumerate(names) if name in ID_COLUMNS), None)
        marks = next((place for place, name in enumerate(names) if name in PRESENT_COLUMNS), None)
        if ids is not None and marks is not None:
            return _marked(rows[number + 1 :], ids, marks, number + 2)
    return MarkedRows(
        problems=(
            "There is no row with the headings 'Id' and 'Present'; make the list with 'documents make'.",
        )
    )


def _marked(rows: Sequence[Sequence[str]], ids: int, marks: int, first: int) -> MarkedRows:
    said: dict[str, bool] = {}
    problems: list[str] = []
    for number, row in enumerate(rows, start=first):
        who, mark = _cell(row, ids).upper(), _cell(row, marks).casefold()
        if not who or not mark:
            continue
        if mark not in YES | NO:
            problems.append(f"Row {number}: {mark!r} is neither yes nor no; correct it.")
        elif said.setdefault(who, mark in YES) != (mark in YES):
            problems.append(f"Row {number}: {who} is marked twice, differently; keep one.")
    present = tuple(sorted(one for one, came in said.items() if came))
    absent = tuple(sorted(one for one, came in said.items() if not came))
    return MarkedRows(present, absent, tuple(problems))


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
