"""Organisations as JSON: a list of objects, each read for itself."""

import json
import re
from collections.abc import Mapping
from typing import NoReturn

from delegation.organisations.decoding import Decoded
from delegation.organisations.platform_mapping import PlatformMapping, TableFormat, heading
from delegation.organisations.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Row,
    Table,
    UnreadableTable,
    named,
    shown,
)

DEEPEST = 12
"""Levels of nesting; an organisation needs three."""
TOKENS = re.compile(r'[\[\]{}]|"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)', re.DOTALL)
"""Brackets, and whole texts, also one that is never closed."""


class _Doubled(dict[str, object]):
    """An object in which a key stood twice."""

    key = ""


class _NoNumber(str):
    """`NaN`, `Infinity`: what no other program reads."""

    __slots__ = ()


class _Odd(ValueError):
    """A value that no column can hold."""


def read_json(decoded: Decoded, mapping: PlatformMapping) -> Table:
    """The organisations of a JSON file. Raises UnreadableTable."""
    records = _records(_parsed(decoded.text), mapping)
    if len(records) > MOST_ROWS:
        raise UnreadableTable(f"The file has more than {MOST_ROWS:,} organisations", "Split it up.")
    table = Table(TableFormat.JSON, remarks=[decoded.remark] if decoded.remark else [])
    keys: dict[str, str] = {}
    for number, record in enumerate(records, start=1):
        table.rows.append(_row(number, record, keys))
    table.columns = tuple(keys.values())
    known = {heading(one) for one in (*mapping.ignored, *(column.column for column in mapping.columns))}
    others = [shown(name) for key, name in keys.items() if key not in known]
    if others:
        table.remarks.append(f"Keys that were not taken over: {named(others)}.")
    return table


def _parsed(text: str) -> object:
    _demand_shallow(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_NoNumber,
            parse_int=str,
            parse_float=str,
        )
    except RecursionError:
        _too_deep()
    except ValueError as error:
        raise UnreadableTable(f"This is not JSON: {error}", "Correct it there.") from None


def _demand_shallow(text: str) -> None:
    """Brackets within brackets, those in texts left out."""
    depth = 0
    for found in TOKENS.finditer(text):
        depth += (found[0] in "[{") - (found[0] in "]}")
        if depth > DEEPEST:
            _too_deep()


def _too_deep() -> NoReturn:
    raise UnreadableTable("The file is nested too deeply", f"Use at most {DEEPEST} levels.")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    doubled = _Doubled(found)
    doubled.key = next(key for key in keys if keys.count(key) > 1)
    return doubled


def _records(parsed: object, mapping: PlatformMapping) -> list[object]:
    found = parsed
    if mapping.records:
        found = parsed.get(mapping.records) if isinstance(parsed, dict) else None
    if isinstance(found, list):
        return found
    where = f"under the key {mapping.records!r}" if mapping.records else "at the beginning"
    raise UnreadableTable(f"There is no list of organisations {where}", "Check 'records' in the mapping.")


def _row(number: int, record: object, keys: dict[str, str]) -> Row:
    if not isinstance(record, dict):
        return Row(number, {}, f"Entry {number} is no object.", "Write it as {...} with keys and values.")
    cells: dict[str, Cell] = {}
    try:
        _into(cells, record, "", keys)
    except _Odd as error:
        return Row(number, cells, str(error), "Correct this entry.")
    if len(cells) > MOST_COLUMNS:
        return Row(number, {}, f"Entry {number} has {len(cells)} keys.", f"Keep it under {MOST_COLUMNS}.")
    return Row(number, cells)


def _into(cells: dict[str, Cell], record: Mapping[str, object], prefix: str, keys: dict[str, str]) -> None:
    if isinstance(record, _Doubled):
        raise _Odd(f"The key {shown(record.key)} stands in it twice.")
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            _into(cells, value, f"{name}.", keys)
            continue
        compared = heading(name)
        if compared in cells:
            raise _Odd(f"The key {shown(name)} stands in it twice, written in two ways.")
        if len(keys) < MOST_COLUMNS:
            keys.setdefault(compared, name)
        found = tuple(_text(one, name) for one in value) if isinstance(value, list) else _text(value, name)
        if found:
            cells[compared] = found


def _text(value: object, name: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _NoNumber():
            raise _Odd(f"{shown(name)} is {value!s}, which is no value.")
        case str():
            return value
        case _:
            raise _Odd(f"{shown(name)} holds lists within lists; a text or a list of texts belongs there.")
