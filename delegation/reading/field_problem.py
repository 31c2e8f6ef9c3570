"""What is wrong with an application, field by field."""

from collections.abc import Iterable, Mapping

from delegation.fact import Fact
from delegation.reading.suggestion import suggestion


class FieldProblem(Fact):
    """What is wrong with one field, in a sentence for the applicant."""

    field: str
    message: str
    is_missing: bool = False
    """Whether nothing was given where something is needed: in a draft that is no mistake."""


def problem(field: str, message: str) -> FieldProblem:
    return FieldProblem(field=field, message=message)


def missing(field: str, message: str) -> FieldProblem:
    return FieldProblem(field=field, message=message, is_missing=True)


def unknown(given: Mapping[str, object], known: Iterable[str], where: str) -> list[FieldProblem]:
    """One problem for each name that is not asked for; `where` leads to the names, as in `answers.`."""
    names = list(known)
    extra = sorted(str(name) for name in given if name not in names)
    return [
        problem(where + shown(name), f"This field is not asked for; {suggestion(name, names)}")
        for name in extra
    ]


def shown(name: str) -> str:
    """A field's name as it can be printed and logged: what someone else typed is not trusted."""
    clean = "".join(one if one.isprintable() else "?" for one in name[:60])
    return clean or "(no name)"
