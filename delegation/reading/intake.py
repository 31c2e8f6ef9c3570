"""Taking an application in: everything that is wrong with it, one sentence per field, and never a crash."""

import json
from collections.abc import Iterable, Mapping

from pydantic import TypeAdapter, ValidationError

from delegation.application import Application, Facts, Value
from delegation.call import FieldType, FormField, Stage
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ParticipantId
from delegation.person import Person
from delegation.reading.form_answers import LONGEST_LINE, answer_of, is_empty, plain_text
from delegation.reading.suggestion import suggestion
from delegation.zoned import zone_named

PARTS = ("id", "person", "answers")
PERSON_REQUIRED = ("name", "email", "organisation")
PERSON_OPTIONAL = ("position", "language", "zone")
PERSON_PARTS = (*PERSON_REQUIRED, *PERSON_OPTIONAL)
MOST_PROBLEMS = 60
_ID = TypeAdapter(ParticipantId)
ORGANISERS_MAILBOX = "This is the organiser's own mailbox; give an address of the applicant."
"""Calendars take no invite in which who invites is also who is invited."""


class FieldProblem(Fact):
    """What is wrong with one field, in a sentence for the applicant."""

    field: str
    message: str


class ApplicationRefused(ValueError):
    """An application cannot be taken as it is. Nothing was kept of it."""

    def __init__(self, problems: Iterable[FieldProblem]) -> None:
        self.problems = tuple(problems)[:MOST_PROBLEMS]
        super().__init__("\n".join(f"{one.field}: {one.message}" for one in self.problems))


def read_application(raw: bytes | str | Mapping[str, object], file: DelegationFile) -> Application:
    """One application: the bytes of a JSON object, or a mapping that was read from a file.

    Numbers and yes-no may come as text, as web forms and YAML give them. Whether it is in time and
    eligible is asked later.

    Raises:
        ApplicationRefused: with one sentence for each field that is missing, unknown or mistyped.
    """
    given = _mapping(raw, file.call.largest_application)
    problems = _unknown(given, PARTS, "")
    identity = _identity(given.get("id"), file, problems)
    person = _person(identity, given.get("person"), problems)
    if person is not None and person.email.lower() == file.organiser.mailbox.lower():
        problems.append(_problem("person.email", ORGANISERS_MAILBOX))
    values = _answers(given.get("answers"), file, problems)
    if problems or person is None:
        raise ApplicationRefused(problems)
    return Application(id=identity, person=person, answers=values)


def read_answers(
    answers: Mapping[str, object], file: DelegationFile, stage: Stage
) -> tuple[dict[str, Value], list[FieldProblem]]:
    """The answers to the fields of a stage, in the order of the form, and what is wrong with them."""
    fields = {field.id: field for field in file.call.fields if field.stage is stage}
    problems = _unknown(answers, fields, "answers.")
    values: dict[str, Value] = {}
    for field in fields.values():
        raw = answers.get(field.id)
        if is_empty(raw):
            if field.required:
                problems.append(_problem(f"answers.{field.id}", f"Please answer: {field.label}"))
            continue
        try:
            values[field.id] = answer_of(field, raw)
        except ValueError as error:
            problems.append(_problem(f"answers.{field.id}", str(error)))
    return values, problems


def facts_of(application: Application, file: DelegationFile) -> Facts:
    """What the rules may look at. Personal answers stay in the vault, and long texts unless a rule asks."""
    asked = {rule.field for rule in file.eligibility.rules} | {rule.field for rule in file.selection.rules}
    seen = [field.id for field in file.call.fields if _is_fact(field, field.id in asked)]
    values = {name: application.answers[name] for name in seen if name in application.answers}
    country = values.pop("country", "")
    return Facts(organisation=application.person.organisation, country=str(country), values=values)


def _is_fact(field: FormField, asked: bool) -> bool:
    private = (FieldType.EMAIL, FieldType.PHONE)
    long = field.type is FieldType.LONG_TEXT and not asked
    return field.stage is Stage.APPLY and not field.personal and field.type not in private and not long


def _mapping(raw: bytes | str | Mapping[str, object], largest: int) -> Mapping[str, object]:
    if isinstance(raw, Mapping):
        return raw
    size = len(raw) if isinstance(raw, bytes) else len(raw.encode("utf-8", "surrogatepass"))
    if size > largest:
        message = f"The application has {size:,} bytes; shorten it to {largest:,}."
        raise ApplicationRefused([_problem("application", message)])
    try:
        parsed = json.loads(raw, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except _Doubled as error:
        raise ApplicationRefused([_problem(str(error), "This field is there twice; send it once.")]) from None
    except (ValueError, RecursionError):
        message = "This is not a JSON object in UTF-8; send what the form made."
        raise ApplicationRefused([_problem("application", message)]) from None
    if not isinstance(parsed, dict):
        raise ApplicationRefused([_problem("application", "Send a JSON object with id, person and answers.")])
    return parsed


class _Doubled(Exception):
    pass


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names: dict[str, object] = {}
    for name, value in pairs:
        if name in names:
            raise _Doubled(_shown(name))
        names[name] = value
    return names


def _no_constant(word: str) -> object:
    raise ValueError(word)


def _identity(raw: object, file: DelegationFile, problems: list[FieldProblem]) -> str:
    try:
        identity = _ID.validate_python(raw, strict=True)
    except ValidationError:
        problems.append(_problem("id", "Give the id in capitals, digits and hyphens, as in A-17."))
        return ""
    if file.knows(identity.lower()):
        problems.append(
            _problem("id", f"{identity} is taken by somebody of the delegation; give another id.")
        )
    return identity


def _answers(raw: object, file: DelegationFile, problems: list[FieldProblem]) -> dict[str, Value]:
    answers = _section(raw, "answers", problems)
    if answers is None:
        return {}
    values, wrong = read_answers(answers, file, Stage.APPLY)
    problems += wrong
    return values


def _person(identity: str, raw: object, problems: list[FieldProblem]) -> Person | None:
    given = _section(raw, "person", problems)
    if given is None:
        return None
    wrong = _unknown(given, PERSON_PARTS, "person.")
    texts: dict[str, str] = {}
    for name in PERSON_PARTS:
        try:
            texts |= _part(name, given.get(name))
        except ValueError as error:
            wrong.append(_problem(f"person.{name}", str(error)))
    problems += wrong
    return None if wrong else Person(id=identity, **texts)


def _part(name: str, raw: object) -> dict[str, str]:
    if is_empty(raw):
        if name in PERSON_REQUIRED:
            raise ValueError("This is needed; please fill it in.")
        return {}
    text = plain_text(raw, LONGEST_LINE)
    if name == "zone":
        zone_named(text)
    if name == "language" and not (text.isascii() and text.replace("-", "").isalnum() and len(text) <= 20):
        raise ValueError("Give the language as a code, as in en or pt-BR.")
    if name == "email":
        text = str(answer_of(_EMAIL, text))
    return {name: text}


_EMAIL = FormField(id="email", label="E-mail", type=FieldType.EMAIL)


def _section(raw: object, name: str, problems: list[FieldProblem]) -> Mapping[str, object] | None:
    if isinstance(raw, Mapping):
        return raw
    message = "This part is missing." if raw is None else "Send an object with named fields here."
    problems.append(_problem(name, message))
    return None


def _unknown(given: Mapping[str, object], known: Iterable[str], where: str) -> list[FieldProblem]:
    names = list(known)
    extra = sorted(str(name) for name in given if name not in names)
    return [
        _problem(where + _shown(name), f"This field is not asked for; {suggestion(name, names)}")
        for name in extra
    ]


def _shown(name: str) -> str:
    """A field's name as it can be printed and logged: what someone else typed is not trusted."""
    clean = "".join(one if one.isprintable() else "?" for one in name[:60])
    return clean or "(no name)"


def _problem(field: str, message: str) -> FieldProblem:
    return FieldProblem(field=field, message=message)
