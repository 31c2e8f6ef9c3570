"""A part of the form as a page shows it: which control a field is, what stands in it, what is posted."""

from collections.abc import Iterable, Mapping, Sequence

from delegation.application import Value
from delegation.fact import Fact
from delegation.form import FieldType, FormField
from delegation.languages.tongue import Tongue
from delegation.papers.wall_clock import country_name
from delegation.reading.country_codes import COUNTRY_CODES
from delegation.reading.field_problem import FieldProblem
from portal.web.words import Words

MARKED = {FieldType.CHOICE: "one", FieldType.CHOICES: "several", FieldType.YES_NO: "yes-no"}
KINDS = {
    **MARKED,
    FieldType.DECLARATION: "tick",
    FieldType.LONG_TEXT: "lines",
    FieldType.LIST: "lines",
    FieldType.ROWS: "lines",
    FieldType.DATE: "date",
    FieldType.DATE_TIME: "datetime-local",
    FieldType.EMAIL: "email",
    FieldType.URL: "url",
    FieldType.PHONE: "tel",
    FieldType.COUNTRY: "country",
    FieldType.RANKING: "ranking",
    FieldType.FILE: "file",
}
"""By type the control on the page; a line of text for all others."""
FILLED_IN = {
    "full-name": "name",
    "birth-date": "bday",
    "passport-number": "off",
    "phone": "tel",
    "email": "email",
}
"""What browsers may fill in, by the id of the field (WCAG 1.3.5)."""
SEPARATOR = " | "
"""Between the cells of a row where a small table is written line by line."""


class Option(Fact):
    value: str
    label: str
    is_chosen: bool = False
    rank: str = ""


class Control(Fact):
    """One question as the page shows it."""

    id: str
    label: str
    kind: str
    value: str = ""
    options: tuple[Option, ...] = ()
    hint: str = ""
    condition: str = ""
    """Of which other answer it depends; empty where it is always asked."""
    problem: str = ""
    zone: str = ""
    required: bool = False
    at_most: int | None = None
    accept: str = ""
    autocomplete: str = ""


def controls_of(
    fields: Sequence[FormField],
    raw: Mapping[str, object],
    problems: Iterable[FieldProblem],
    words: Words,
    tongue: Tongue,
) -> tuple[Control, ...]:
    """`raw`: answers as they are kept, or as they were just typed."""
    wrong = {one.field.removeprefix("answers."): one.message for one in problems}
    labels = {field.id: label_of(field, words, tongue) for field in fields}
    return tuple(_control(field, raw, wrong, labels, words, tongue) for field in fields)


def raw_answers(
    fields: Sequence[FormField], posted: Mapping[str, Sequence[str]], before: Mapping[str, Value]
) -> dict[str, object]:
    """What was posted, by field, as the readers of the form take it.

    A condition that does not hold leaves its field out: without scripts every question is on the page. A file
    is replaced by another one only, so the one of `before` stays.
    """
    raw = {field.id: _raw(field, posted) for field in fields if field.type is not FieldType.FILE}
    files = (field.id for field in fields if field.type is FieldType.FILE)
    kept = {name: before[name] for name in files if name in before}
    found = {**raw, **kept}
    return {
        field.id: found[field.id]
        for field in fields
        if found.get(field.id) is not None and _holds(field, raw)
    }


def label_of(field: FormField, words: Words, tongue: Tongue) -> str:
    """As the delegation calls it in the language, else as the portal calls that field, else as it is."""
    if field.label in tongue.own or tongue.is_english:
        return tongue.own.get(field.label, field.label)
    return _said(words, "todo-field", field.id) or field.label


def choice_name(choice: str, words: Words, tongue: Tongue, field: FormField | None = None) -> str:
    """As the field calls it, else `No preference` for `no-preference`."""
    if field is not None and choice in field.titles:
        return tongue.own.get(field.titles[choice], field.titles[choice])
    if choice in tongue.own:
        return tongue.own[choice]
    plain = choice.replace("-", " ")
    return _said(words, "todo-choice", choice) or f"{plain[:1].upper()}{plain[1:]}"


# --- what is shown -----------------------------------------------------------------------------------


def _control(
    field: FormField,
    raw: Mapping[str, object],
    wrong: Mapping[str, str],
    labels: Mapping[str, str],
    words: Words,
    tongue: Tongue,
) -> Control:
    value = raw.get(field.id)
    return Control(
        id=field.id,
        label=labels[field.id],
        kind=KINDS.get(field.type, "text"),
        value=_text(field, value),
        options=_options(field, value, words, tongue),
        hint=_hint(field, words, tongue),
        condition=_condition(field, labels, words, tongue),
        problem=wrong.get(field.id, ""),
        zone=field.zone or "",
        required=field.required and field.asked_if is None,
        at_most=field.at_most if field.type in (FieldType.TEXT, FieldType.LONG_TEXT) else None,
        accept=",".join(f".{one.value}" for one in field.allowed_media)
        if field.type is FieldType.FILE
        else "",
        autocomplete=FILLED_IN.get(field.id, "off"),
    )


def _options(field: FormField, value: object, words: Words, tongue: Tongue) -> tuple[Option, ...]:
    chosen = _chosen(value)
    match field.type:
        case FieldType.COUNTRY:
            codes = field.choices or tuple(sorted(COUNTRY_CODES))
            named = sorted((country_name(code, words.language), code) for code in codes)
            return tuple(Option(value=code, label=name, is_chosen=code in chosen) for name, code in named)
        case FieldType.YES_NO:
            return tuple(
                Option(value=one, label=words("todo-choice", one), is_chosen=one in chosen)
                for one in ("yes", "no")
            )
        case FieldType.RANKING:
            ranks = _ranks(value)
            return tuple(
                Option(value=one, label=choice_name(one, words, tongue, field), rank=ranks.get(one, ""))
                for one in field.choices
            )
        case _:
            return tuple(
                Option(value=one, label=choice_name(one, words, tongue, field), is_chosen=one in chosen)
                for one in field.choices
            )


def _chosen(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, list | tuple):
        return tuple(str(one) for one in value)
    return (str(value),) if value is not None else ()


def _ranks(value: object) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {str(name): str(rank) for name, rank in value.items()}
    rows = value if isinstance(value, list | tuple) else ()
    return {one["choice"]: one["rank"] for one in rows if isinstance(one, Mapping)}


def _text(field: FormField, value: object) -> str:
    match field.type:
        case FieldType.DATE_TIME:
            return str(value or "").removesuffix(field.zone or "").strip().replace(" ", "T")
        case FieldType.LIST:
            return "\n".join(_chosen(value))
        case FieldType.ROWS:
            rows = value if isinstance(value, list | tuple) else ()
            return "\n".join(_row_text(field, one) for one in rows)
        case FieldType.DECLARATION:
            return "yes" if value in (True, "yes") else ""
        case _:
            return "" if value is None or isinstance(value, list | tuple | dict) else str(value)


def _row_text(field: FormField, row: object) -> str:
    cells = row if isinstance(row, Mapping) else {}
    return SEPARATOR.join(str(cells.get(column.id, "")) for column in field.columns)


def _hint(field: FormField, words: Words, tongue: Tongue) -> str:
    told = [tongue.own.get(field.help, field.help)] if field.help else []
    if field.type is FieldType.LIST:
        told.append(words("todo-paper", "one-a-line"))
    if field.type is FieldType.ROWS:
        columns = SEPARATOR.join(tongue.own.get(one.label, one.label) for one in field.columns)
        told.append(words("todo-paper", "rows", columns=columns))
    if field.type is FieldType.DATE_TIME:
        told.append(words("todo-paper", "local-time", zone=(field.zone or "").replace("_", " ")))
    if field.example:
        told.append(words("todo-paper", "example", example=field.example))
    return " ".join(told)


def _condition(field: FormField, labels: Mapping[str, str], words: Words, tongue: Tongue) -> str:
    condition = field.asked_if
    if condition is None:
        return ""
    chosen = [choice_name(one, words, tongue) for one in condition.values]
    label = labels.get(condition.field, condition.field)
    return words("todo-paper", "only-if", label=label, choice=" / ".join(chosen))


def _said(words: Words, part: str, name: str) -> str:
    try:
        return words(part, name)
    except KeyError:
        return ""


# --- what was posted ---------------------------------------------------------------------------------


def _raw(field: FormField, posted: Mapping[str, Sequence[str]]) -> object:
    """None where nothing was typed."""
    values = [one for one in posted.get(field.id, ()) if one.strip()]
    match field.type:
        case FieldType.RANKING:
            ranks = {
                one: posted.get(f"{field.id}.{number}", [""])[-1] for number, one in enumerate(field.choices)
            }
            return {one: rank for one, rank in ranks.items() if rank.strip()} or None
        case FieldType.CHOICES:
            return values or None
        case FieldType.LIST:
            return [one for value in values for one in value.splitlines() if one.strip()] or None
        case FieldType.ROWS:
            return [_row(field, one) for value in values for one in value.splitlines() if one.strip()] or None
        case _:
            return values[-1] if values else None


def _row(field: FormField, line: str) -> dict[str, str]:
    cells = [one.strip() for one in line.split(SEPARATOR.strip())]
    return dict(zip((column.id for column in field.columns), cells, strict=False))


def _holds(field: FormField, raw: Mapping[str, object]) -> bool:
    """Whether its condition holds; of other parts of the form only their readers know."""
    condition = field.asked_if
    if condition is None or condition.field not in raw:
        return True
    said = raw[condition.field]
    return said is not None and any(one in condition.values for one in _chosen(said))
