"""Whether the form can be filled in, and says nothing that its types do not know."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import cast

from delegation.eligibility_rules import Test
from delegation.file import DelegationFile
from delegation.form import Column, FieldType, FormField, Stage
from delegation.reading.checks.finding import Finding, Findings, found
from delegation.reading.country_codes import COUNTRY_CODES
from delegation.reading.form_answers import answer_of
from delegation.reading.suggestion import suggestion
from delegation.zoned import demand_existing, instant

Where = tuple[str | int, ...]
NUMBERS = (FieldType.NUMBER, FieldType.DECIMAL, FieldType.MONEY)
CHOSEN = (FieldType.CHOICE, FieldType.CHOICES, FieldType.RANKING, FieldType.COUNTRY, FieldType.MONEY)
WRITTEN = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL, FieldType.URL, FieldType.PHONE)
DATED = (FieldType.DATE, FieldType.DATE_TIME)
BELONGS_TO: dict[str, tuple[FieldType, ...]] = {
    "choices": CHOSEN,
    "titles": (FieldType.CHOICE, FieldType.CHOICES, FieldType.RANKING),
    "more_than": NUMBERS,
    "at_most_field": NUMBERS,
    "entry_at_most": (FieldType.LIST,),
    "columns": (FieldType.ROWS,),
    "earliest": DATED,
    "latest": DATED,
    "zone": (FieldType.DATE_TIME,),
    "pattern": WRITTEN,
    "hosts": (FieldType.URL,),
    "media_types": (FieldType.FILE,),
    "largest": (FieldType.FILE,),
}
"""What may be said of which types; of the others it would be ignored, and somebody rely on it."""
STAGES = tuple(Stage)
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_CURRENCY = re.compile("[A-Z]{3}")


def possible_answers(field: FormField | None) -> tuple[str, ...] | None:
    """The words an answer can consist of; None where they are without limit."""
    if field is None:
        return None
    if field.type in (FieldType.CHOICE, FieldType.CHOICES):
        return field.choices
    if field.type is FieldType.COUNTRY and field.choices:
        return field.choices
    words = {FieldType.YES_NO: ("yes", "no"), FieldType.DECLARATION: ("yes",)}
    return words.get(field.type)


def check_form(file: DelegationFile) -> Findings:
    """The form can be filled in."""
    fields = file.call.fields
    if fields and not any(field.id == "country" and field.type is FieldType.COUNTRY for field in fields):
        yield found(
            ("call", "fields"),
            "the form does not ask for the country",
            "add a field 'country' of type country.",
        )
    for n, field in enumerate(fields):
        where: Where = ("call", "fields", n)
        yield from _of_its_type(where, field)
        yield from _bounded(where, field)
        yield from _chosen(where, field)
        yield from _written(where, field)
        yield from _condition(where, field, fields[:n])
        yield from _whole(where, field, fields)
        yield from _dated(where, field, file)
    yield from _counted_by_rules(file)


def _of_its_type(where: Where, field: FormField) -> Findings:
    for name, types in BELONGS_TO.items():
        if name in field.model_fields_set and getattr(field, name) and field.type not in types:
            message = f"{name!r} means nothing for a field of type {field.type.value}"
            named = " or ".join(one.value for one in types)
            yield found((*where, name), message, f"delete it, or make the field {named}.")


def _bounded(where: Where, field: FormField) -> Findings:
    for least, most in (("at_least", "at_most"), ("more_than", "at_most"), ("earliest", "latest")):
        low, high = getattr(field, least), getattr(field, most)
        if low is not None and high is not None and low > high:
            yield found((*where, least), f"{least} {low} is more than {most} {high}", "swap the two.")
    if field.choices and field.type is FieldType.CHOICES and (field.at_least or 0) > len(field.choices):
        message = f"{field.at_least} ticks are asked for, but there are {len(field.choices)} choices"
        yield found((*where, "at_least"), message, "lower it, or add choices.")


def _chosen(where: Where, field: FormField) -> Findings:
    yield from _doubled((*where, "choices"), field.choices)
    for choice in field.titles if field.choices else ():
        if choice not in field.choices:
            message = f"{choice!r} has a title and is no choice"
            yield found((*where, "titles", choice), message, f"write one of {', '.join(field.choices)}.")
    columns = [column.id for column in field.columns]
    for k, column in enumerate(field.columns):
        if column.id in columns[:k]:
            message = f"{column.id!r} is also the id of another column"
            yield found((*where, "columns", k, "id"), message, "give each its own id.")
        yield from _doubled((*where, "columns", k, "choices"), column.choices)
        yield from _codes((*where, "columns", k, "choices"), column)
    yield from _codes((*where, "choices"), field)


def _doubled(where: Where, choices: Sequence[str]) -> Findings:
    for k, choice in enumerate(choices):
        if choice in choices[:k]:
            yield found((*where, k), f"{choice!r} is offered twice", "delete one of the two.")


def _codes(where: Where, asked: FormField | Column) -> Findings:
    for k, choice in enumerate(asked.choices):
        if asked.type is FieldType.COUNTRY and choice not in COUNTRY_CODES:
            remedy = "use the two capitals of ISO 3166, as in US or DE."
            yield found((*where, k), f"{choice!r} is not a country code", remedy)
        if asked.type is FieldType.MONEY and not _CURRENCY.fullmatch(choice):
            yield found((*where, k), f"{choice!r} is no currency", "use its three capitals, as in EUR.")


def _written(where: Where, field: FormField) -> Findings:
    for k, host in enumerate(field.hosts):
        if not _HOST.fullmatch(host):
            message = f"{host!r} is no host of web addresses"
            yield found((*where, "hosts", k), message, "write it as in clustercollaboration.eu.")
    if field.pattern and not field.example:
        message = "whoever writes it otherwise would not know how to write it"
        yield found((*where, "pattern"), message, "add 'example: ' and an answer that fits.")
    if field.example:
        yield from _example(where, field)


def _example(where: Where, field: FormField) -> Findings:
    try:
        answer_of(field, field.example)
    except ValueError as error:
        message = f"{field.example!r} would not be taken as an answer"
        yield found((*where, "example"), message, _as_remedy(str(error)))


def _as_remedy(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _condition(where: Where, field: FormField, earlier: Sequence[FormField]) -> Findings:
    """A field depends on one that was asked before, and on an answer that can be given."""
    if field.asked_if is None:
        return
    other = next((one for one in earlier if one.id == field.asked_if.field), None)
    if other is None:
        message = f"{field.asked_if.field!r} is no field that is asked before {field.id!r}"
        remedy = suggestion(field.asked_if.field, [one.id for one in earlier])
        yield found((*where, "asked_if", "field"), message, remedy)
        return
    if STAGES.index(other.stage) > STAGES.index(field.stage):
        message = f"{other.id!r} is asked at the stage {other.stage.value!r}, after {field.id!r}"
        yield found((*where, "asked_if", "field"), message, "name a field of the same stage or before.")
    possible = possible_answers(other)
    for k, value in enumerate(field.asked_if.values):
        if possible is not None and value not in possible:
            message = f"{value!r} is not an answer that {other.id!r} can have"
            yield found((*where, "asked_if", "values", k), message, suggestion(value, possible))
    if field.frozen_from and (other.frozen_from is None or other.frozen_from > field.frozen_from):
        message = f"{other.id!r} could still be changed so that the frozen answer is no longer asked"
        yield found((*where, "frozen_from"), message, f"freeze {other.id!r} as early.")


def _whole(where: Where, field: FormField, fields: Sequence[FormField]) -> Findings:
    """A number is compared with another number that is known by then."""
    if field.at_most_field is None:
        return
    numbers = {one.id: one for one in fields if one.type in NUMBERS and one.id != field.id}
    whole = numbers.get(field.at_most_field)
    if whole is None:
        message = f"{field.at_most_field!r} is no other number of the form"
        yield found((*where, "at_most_field"), message, suggestion(field.at_most_field, numbers))
    elif STAGES.index(whole.stage) > STAGES.index(field.stage):
        message = f"{whole.id!r} is asked at the stage {whole.stage.value!r}, after {field.id!r}"
        yield found((*where, "at_most_field"), message, "name a field of the same stage or before.")


def _dated(where: Where, field: FormField, file: DelegationFile) -> Findings:
    """Dates of a field lie within the call, while it can still be answered."""
    for name in ("required_from", "frozen_from"):
        local = cast("datetime | None", getattr(field, name))
        if local is not None:
            yield from _within_call((*where, name), local, file, field)
    if field.required and field.required_from is not None:
        message = f"{field.id!r} is required from the beginning"
        yield found((*where, "required_from"), message, "delete 'required: true', or this date.")


def _within_call(where: Where, local: datetime, file: DelegationFile, field: FormField) -> Iterator[Finding]:
    call, last = file.call, file.call.cut_offs[-1]
    ends = max(moment for moment in (last.closes, last.late_until) if moment is not None)
    if field.stage is not Stage.APPLY:
        message = f"{field.id!r} is not part of the application, to which this date belongs"
        yield found(where, message, "delete the date, or ask it at the stage 'apply'.")
        return
    try:
        demand_existing(local, call.zone, "This time")
    except ValueError as error:
        message, _, remedy = str(error).partition(". ")
        yield found(where, message, remedy)
    if not call.opens_at <= instant(local, call.zone) <= instant(ends, call.zone):
        message = f"{local:%Y-%m-%d %H:%M} is not within the call ({call.opens:%Y-%m-%d} to {ends:%Y-%m-%d})"
        yield found(where, message, "give a date on which applications are taken.")


def _counted_by_rules(file: DelegationFile) -> Findings:
    """Rules that compare numbers compare whole ones."""
    types: dict[str | None, FieldType] = {field.id: field.type for field in file.call.fields}
    for n, rule in enumerate(file.eligibility.rules):
        if rule.test is Test.AT_LEAST and types.get(rule.field) in (FieldType.DECIMAL, FieldType.MONEY):
            message = f"{rule.field!r} is no whole number, so that nobody would meet the rule"
            remedy = "set 'at_least' at the field instead, or ask for a number."
            yield found(("eligibility", "rules", n, "test"), message, remedy)
