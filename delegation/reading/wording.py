"""What pydantic finds, in the words of the person who wrote the file."""

import typing
from collections.abc import Iterator, Mapping
from types import NoneType

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from delegation.reading.plain_yaml import Path, PlainYaml
from delegation.reading.problem import Problem
from delegation.reading.suggestion import suggestion

GENERIC_REMEDY = "correct it here."
_PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": (
        "a short name",
        "use lower-case letters, digits and single hyphens, as in boston-mit.",
    ),
    r"^[A-Z0-9]+(-[A-Z0-9]+)*$": (
        "a participant's id",
        "use capitals, digits and single hyphens, as in A-17.",
    ),
    r"^[A-Z]{2}$": ("a country code", "use the two capitals of ISO 3166, as in US or DE."),
    r"^[a-z0-9.+-]+@[a-z0-9.-]+$": (
        "a mailbox",
        "write it in lower case, as in delegation@organiser.example.",
    ),
}
_WANTED = {
    "int_parsing": ("a whole number", "write digits only, as in 12."),
    "int_from_float": ("a whole number", "write digits only, as in 12."),
    "int_parsing_size": ("a number of a usual size", "write digits only, as in 12."),
    "float_parsing": ("a number", "write digits with a point, as in 39.95."),
    "decimal_parsing": ("a number", "write digits with a point, as in 39.95."),
    "bool_parsing": ("yes or no", "write yes or no."),
    "date_from_datetime_parsing": ("a date", "write it as 2017-05-15."),
    "date_from_datetime_inexact": ("a date", "write it as 2017-05-15."),
    "date_parsing": ("a date", "write it as 2017-05-15."),
}
_SHAPES = {
    "tuple_type": ("a list", "begin each entry with '- ', or put them between [ and ]."),
    "list_type": ("a list", "begin each entry with '- ', or put them between [ and ]."),
    "model_type": ("an entry with keys", "write 'key: value' lines below it."),
    "model_attributes_type": ("an entry with keys", "write 'key: value' lines below it."),
    "dict_type": ("an entry with keys", "write 'key: value' lines below it."),
    "string_type": ("text", "write it in one line."),
    "int_type": ("a whole number", "write digits only, as in 12."),
    "float_type": ("a number", "write digits with a point, as in 39.95."),
    "decimal_type": ("a number", "write digits with a point, as in 39.95."),
    "bool_type": ("yes or no", "write yes or no."),
    "date_type": ("a date", "write it as 2017-05-15."),
    "datetime_type": ("a local time", "write it as 2017-02-17 17:00."),
}
_BOUNDS = {
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
}
_LENGTHS = {
    "too_short": ("the list is too short", "write at least {min_length}."),
    "string_too_long": ("the text is too long", "keep it to {max_length} characters."),
    "string_too_short": ("the text is too short", "write at least {min_length} characters."),
}


def problems_of(error: ValidationError, document: PlainYaml, model: type[BaseModel]) -> Iterator[Problem]:
    """Each mistake once, at its place. What was only handed down from another place is named there."""
    for detail in error.errors(include_url=False):
        at_key = detail["loc"][-1:] == ("[key]",)
        path = _path_in_file(detail["loc"][: -1 if at_key else None], document)
        known = path in document.values
        message, remedy = _worded(detail, model)
        match detail["type"]:
            case "extra_forbidden":
                yield document.problem(path, message, remedy, at_key=True)
            case "missing":
                yield document.problem(path[:-1], message, remedy, at_key=True)
            case "value_error" | "assertion_error":
                if known:
                    yield document.problem(_meant(path, message + remedy, document), message, remedy)
            case _ if known:
                yield document.problem(path, message, remedy, at_key=at_key)


def _path_in_file(location: tuple[int | str, ...], document: PlainYaml) -> Path:
    """The location without what pydantic adds for unions: parts that stand nowhere in the file."""
    path: Path = ()
    for position, part in enumerate(location):
        last = position == len(location) - 1
        if (*path, part) in document.values or last:
            path = (*path, part)
    return path


def _meant(path: Path, said: str, document: PlainYaml) -> Path:
    """The value inside `path` that the sentence quotes last, for rules about a whole entry."""
    inside = (
        (said.rfind(text), len(text), place)
        for place, text in document.scalars.items()
        if len(text) >= 3 and place[: len(path)] == path
    )
    return max(((at, size, place) for at, size, place in inside if at >= 0), default=(0, 0, path), key=_rank)[
        2
    ]


def _rank(found: tuple[int, int, Path]) -> tuple[int, int]:
    return found[0] + found[1], found[1]


def _worded(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    if detail["type"] == "extra_forbidden":
        return _unknown_key(detail["loc"], model)
    said = (words(detail) for words in (_of_presence, _of_shape, _of_choice, _of_size, _of_rule))
    found = next((one for one in said if one is not None), None)
    return found or (f"{_shown(detail.get('input'))}: {detail['msg']}", GENERIC_REMEDY)


def _of_presence(detail: ErrorDetails) -> tuple[str, str] | None:
    kind = detail["type"]
    if kind == "missing":
        return f"{detail['loc'][-1]!r} is missing", "add it."
    if kind == "union_tag_not_found":
        return "'what' is missing", "add it; it says which kind of change this is."
    if detail.get("input") is None:
        return "nothing stands here", f"write {_SHAPES.get(kind, ('a value', ''))[0]}, or delete the line."
    return None


def _of_shape(detail: ErrorDetails) -> tuple[str, str] | None:
    kind, shown = detail["type"], _shown(detail.get("input"))
    if kind in _SHAPES:
        return f"{_SHAPES[kind][0]} belongs here, not {shown}", _SHAPES[kind][1]
    if kind in _WANTED:
        return f"{shown} is not {_WANTED[kind][0]}", _WANTED[kind][1]
    if kind == "string_pattern_mismatch":
        named, remedy = _PATTERNS.get(str(_context(detail).get("pattern")), ("possible here", GENERIC_REMEDY))
        return f"{shown} is not {named}", remedy
    return None


def _of_choice(detail: ErrorDetails) -> tuple[str, str] | None:
    kind, context = detail["type"], _context(detail)
    if kind == "union_tag_invalid":
        return _not_offered(str(context.get("tag")), str(context.get("expected_tags")))
    if kind in ("enum", "literal_error"):
        return _not_offered(str(detail.get("input")), str(context.get("expected")))
    return None


def _of_size(detail: ErrorDetails) -> tuple[str, str] | None:
    kind, context = detail["type"], _context(detail)
    if kind in _BOUNDS:
        return f"{_shown(detail.get('input'))} is out of range", f"write {_BOUNDS[kind].format(**context)}."
    if kind in _LENGTHS:
        message, remedy = _LENGTHS[kind]
        return message, remedy.format(**context)
    return None


def _of_rule(detail: ErrorDetails) -> tuple[str, str] | None:
    if detail["type"] not in ("value_error", "assertion_error"):
        return None
    return _split(detail["msg"].removeprefix("Value error, "), _shown(detail.get("input")))


def _context(detail: ErrorDetails) -> Mapping[str, object]:
    return detail.get("ctx", {})


def _split(sentence: str, shown: str) -> tuple[str, str]:
    """A sentence of a model as what is wrong and what to do."""
    if sentence.startswith("value is not a valid email address"):
        return f"{shown} is not an e-mail address", f"{sentence.partition(': ')[2] or GENERIC_REMEDY}"
    for divider in ("; ", ". "):
        message, found, remedy = sentence.partition(divider)
        if found and remedy:
            return message, remedy[0].lower() + remedy[1:]
    return sentence.rstrip("."), GENERIC_REMEDY


def _not_offered(value: str, expected: str) -> tuple[str, str]:
    options = [one.strip().strip("'") for one in expected.replace(" or ", ", ").split(",")]
    return f"{value!r} is not possible here", suggestion(value, options)


def _unknown_key(location: tuple[int | str, ...], model: type[BaseModel]) -> tuple[str, str]:
    key = str(location[-1])
    known = sorted(name for owner in _models_at(model, location[:-1]) for name in owner.model_fields)
    return f"{key!r} is not a key that is known here", suggestion(key, known)


def _models_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[type[BaseModel]]:
    """The models that may stand at a location; several where a union allows several."""
    found: list[type[BaseModel]] = [model]
    for part in location:
        if isinstance(part, str):
            inner = [one.model_fields[part].annotation for one in found if part in one.model_fields]
            found = [each for annotation in inner for each in _models_in(annotation)] or found
    return found


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    arguments = (one for one in typing.get_args(annotation) if one is not NoneType)
    return [each for one in arguments for each in _models_in(one)]


def _shown(value: object) -> str:
    match value:
        case dict():
            return "an entry with keys"
        case list() | tuple():
            return "a list"
        case None:
            return "nothing"
        case _:
            text = repr(value)
            return text if len(text) <= 60 else text[:57] + "...'"
