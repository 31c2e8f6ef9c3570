"""The form as JSON Schema, for programs that hand in applications."""

from collections.abc import Mapping
from typing import Any

from delegation.file import DelegationFile
from delegation.form import FieldType, FormField
from delegation.reading.number_answers import MOST_DIGITS
from delegation.reading.several_answers import MOST_ENTRIES
from portal.web.applying.controls import LETTER_LANGUAGES
from portal.web.applying.form_page import LONGEST
from portal.web.applying.posted import asked_fields

Schema = dict[str, Any]  # Any: JSON
LINE = 300
TEXTS: Mapping[FieldType, Schema] = {
    FieldType.DECIMAL: {"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"},
    FieldType.MONEY: {"type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,2})? [A-Z]{3}$"},
    FieldType.EMAIL: {"type": "string", "format": "email"},
    FieldType.URL: {"type": "string", "format": "uri", "pattern": "^https?://"},
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.DATE_TIME: {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d \d\d:\d\d"},
    FieldType.PHONE: {"type": "string", "pattern": r"^\+[0-9][0-9 ()/.-]{5,24}$"},
    FieldType.FILE: {"type": "string", "pattern": r"^upload:[0-9a-f]{64}\.[a-z]{3,4}$"},
}


def application_schema(file: DelegationFile) -> Schema:
    """Of `{person, answers}`. What depends on other answers is checked when it is handed in."""
    fields = asked_fields(file)
    answers = {
        "type": "object",
        "properties": {field.id: _field(field) for field in fields},
        "required": [field.id for field in fields if field.required and field.asked_if is None],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"person": _person(), "answers": answers},
        "required": ["person", "answers"],
        "additionalProperties": False,
    }


def _person() -> Schema:
    line = {"type": "string", "minLength": 1, "maxLength": LINE}
    return {
        "type": "object",
        "properties": {
            "name": line,
            "email": {"type": "string", "format": "email", "maxLength": LINE},
            "organisation": line,
            "position": {"type": "string", "maxLength": LINE},
            "language": {"type": "string", "enum": list(LETTER_LANGUAGES)},
            "zone": {"type": "string", "examples": ["Europe/Paris"], "description": "An IANA time zone."},
        },
        "required": ["name", "email", "organisation"],
        "additionalProperties": False,
    }


def _field(field: FormField) -> Schema:
    said = {"title": field.label, **({"description": field.help} if field.help else {})}
    return {**_typed(field), **said}


def _typed(field: FormField) -> Schema:
    most, least = field.at_most, field.at_least
    chosen: Schema = {"type": "string", "enum": list(field.choices)}
    entry: Schema = {"type": "string", "minLength": 1, "maxLength": field.entry_at_most or LINE}
    match field.type:
        case FieldType.TEXT | FieldType.LONG_TEXT:
            found = {"type": "string", "minLength": least or 1, "maxLength": most or LONGEST[field.type]}
        case FieldType.CHOICE:
            found = chosen
        case FieldType.CHOICES:
            found = _several(chosen, least, most)
        case FieldType.YES_NO:
            found = {"type": "boolean"}
        case FieldType.DECLARATION:
            found = {"type": "boolean", "const": True}
        case FieldType.NUMBER:
            found = _number(field)
        case FieldType.COUNTRY:
            found = chosen if field.choices else {"type": "string", "pattern": "^[A-Z]{2}$"}
        case FieldType.LIST:
            found = _several(entry, least, most or MOST_ENTRIES)
        case FieldType.ROWS:
            found = _several(_row(field), least, most or MOST_ENTRIES)
        case FieldType.RANKING:
            found = _several(chosen, least, len(field.choices))
        case kind:
            found = dict(TEXTS[kind])
    return found


def _number(field: FormField) -> Schema:
    least = (field.at_least or 0) if field.more_than is None else field.more_than + 1
    most = 10**MOST_DIGITS - 1 if field.at_most is None else field.at_most
    return {"type": "integer", "minimum": least, "maximum": most}


def _several(items: Schema, least: int | None, most: int | None) -> Schema:
    bounds = {"minItems": least or 0, **({"maxItems": most} if most is not None else {})}
    return {"type": "array", "items": items, "uniqueItems": True, **bounds}


def _row(field: FormField) -> Schema:
    columns = {
        one.id: _field(
            FormField(id=one.id, label=one.label, type=one.type, choices=one.choices, at_most=one.at_most)
        )
        for one in field.columns
    }
    required = [one.id for one in field.columns if one.required]
    return {"type": "object", "properties": columns, "required": required, "additionalProperties": False}
