"""Answers of several parts: ticks, lists, small tables and rankings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from delegation.application import Value, words_of
from delegation.form import Column, FormField
from delegation.reading.suggestion import suggestion
from delegation.reading.typed_text import LONGEST_LINE, is_empty, plain_text

MOST_ENTRIES = 50
"""Of a list or table whose field names no limit."""
Rows = tuple[dict[str, str], ...]
RANKED = ("rank", "choice")


def choice(field: FormField, raw: object) -> str:
    """One of the choices. Raises ValueError."""
    chosen = plain_text(raw, LONGEST_LINE)
    if chosen not in field.choices:
        raise ValueError(f"Choose one of {', '.join(field.choices)}.")
    return chosen


def choices(field: FormField, raw: object) -> tuple[str, ...]:
    """Some of the choices, each once. Raises ValueError."""
    listed = [raw] if isinstance(raw, str) else raw
    if not isinstance(listed, list | tuple):
        raise ValueError(f"Choose from {', '.join(field.choices)}.")
    chosen = tuple(dict.fromkeys(choice(field, one) for one in listed))
    if field.at_most is not None and len(chosen) > field.at_most:
        raise ValueError(f"Choose at most {field.at_most}; there are {len(chosen)}.")
    if field.at_least is not None and len(chosen) < field.at_least:
        raise ValueError(f"Choose at least {field.at_least}.")
    return chosen


def entries(field: FormField, raw: object) -> tuple[str, ...]:
    """Several short texts; empty ones are left out. Raises ValueError."""
    listed = [raw] if isinstance(raw, str) else raw
    if not isinstance(listed, list | tuple):
        raise ValueError("Write a list of short texts.")
    longest = field.entry_at_most or LONGEST_LINE
    given = tuple(_entry(n, one, longest) for n, one in enumerate(listed, start=1) if not is_empty(one))
    _demand_number(field, len(given), "entries")
    return given


def _entry(position: int, raw: object, longest: int) -> str:
    try:
        return plain_text(raw, longest)
    except ValueError as error:
        raise ValueError(f"Entry {position}: {error}") from None


def rows(field: FormField, raw: object, read: Callable[[FormField, object], Value]) -> Rows:
    """Rows with the columns of the field, cells as text; empty cells and rows are left out.

    `read` reads one cell as the answer to a field. Raises ValueError.
    """
    listed = [raw] if isinstance(raw, Mapping) else raw
    if not isinstance(listed, list | tuple):
        raise ValueError(f"Write rows with {_names(field.columns)}.")
    given = tuple(one for one in _rows(field.columns, listed, read) if one)
    _demand_number(field, len(given), "rows")
    return given


def _rows(
    columns: Sequence[Column], listed: Sequence[object], read: Callable[[FormField, object], Value]
) -> Iterator[dict[str, str]]:
    for position, raw in enumerate(listed, start=1):
        try:
            yield _row(columns, raw, read)
        except ValueError as error:
            raise ValueError(f"Row {position}: {error}") from None


def _row(
    columns: Sequence[Column], raw: object, read: Callable[[FormField, object], Value]
) -> dict[str, str]:
    if not isinstance(raw, Mapping):
        raise ValueError(f"Write {_names(columns)} by name.")
    known = [column.id for column in columns]
    unknown = sorted(str(name) for name in raw if name not in known)
    if unknown:
        raise ValueError(f"There is no column of that name; {suggestion(unknown[0], known)}")
    if all(is_empty(raw.get(name)) for name in known):
        return {}
    return {
        column.id: _cell(column, raw.get(column.id), read)
        for column in columns
        if column.required or not is_empty(raw.get(column.id))
    }


def _cell(column: Column, raw: object, read: Callable[[FormField, object], Value]) -> str:
    if is_empty(raw):
        raise ValueError(f"Please fill in {column.label!r}.")
    field = FormField(
        id=column.id, label=column.label, type=column.type, choices=column.choices, at_most=column.at_most
    )
    try:
        return words_of(read(field, raw))[0]
    except ValueError as error:
        raise ValueError(f"{column.label}: {error}") from None


def ranking(field: FormField, raw: object) -> Rows:
    """The choices with their ranks, best first; equals share one, and the next rank counts them.

    Typed as a list, best first, in which a list in place of a choice holds equals; or as ranks by choice.
    Raises ValueError.
    """
    groups = _groups(field, raw)
    named = [one for group in groups for one in group]
    for one in named:
        if named.count(one) > 1:
            raise ValueError(f"Rank each once; {one!r} is there {named.count(one)} times.")
    missing = [one for one in field.choices if one not in named]
    if field.at_least is None and missing:
        raise ValueError(f"Rank all of them; {', '.join(missing)} is not ranked yet.")
    _demand_number(field, len(named), "of them")
    return tuple(_ranked(groups))


def _ranked(groups: Sequence[Sequence[str]]) -> Iterator[dict[str, str]]:
    rank = 1
    for group in groups:
        yield from ({"rank": str(rank), "choice": one} for one in group)
        rank += len(group)


def _groups(field: FormField, raw: object) -> list[list[str]]:
    """Equals together, best first, and in the order of the form among themselves."""
    if isinstance(raw, Mapping):
        return _by_rank(field, list(raw.items()))
    if not isinstance(raw, list | tuple):
        raise ValueError(f"Write {', '.join(field.choices)} as a list, best first.")
    if raw and all(isinstance(one, Mapping) and set(one) == set(RANKED) for one in raw):
        return _by_rank(field, [(one["choice"], one["rank"]) for one in raw])
    listed = [one if isinstance(one, list | tuple) else [one] for one in raw]
    groups = [[choice(field, one) for one in group] for group in listed if group]
    return [sorted(group, key=field.choices.index) for group in groups]


def _by_rank(field: FormField, ranks: Sequence[tuple[object, object]]) -> list[list[str]]:
    found = sorted((_rank(rank), field.choices.index(choice(field, one))) for one, rank in ranks)
    return [
        [field.choices[position] for _, position in group]
        for _, group in groupby(found, key=lambda one: one[0])
    ]


def _rank(raw: object) -> int:
    text = str(raw).strip() if isinstance(raw, int | str) and not isinstance(raw, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise ValueError("Write ranks in digits, 1 for the best.")
    return int(text)


def _demand_number(field: FormField, number: int, what: str) -> None:
    """Raise ValueError where there are too many or too few; none at all is the same as no answer."""
    most = field.at_most or max(MOST_ENTRIES, len(field.choices))
    if number > most:
        raise ValueError(f"Give at most {most} {what}; there are {number}.")
    if 0 < number < (field.at_least or 0):
        raise ValueError(f"Give at least {field.at_least} {what}; there are {number}.")


def _names(columns: Sequence[Column]) -> str:
    return ", ".join(column.id for column in columns)
