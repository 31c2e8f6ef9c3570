"""Taking an application in: everything that is wrong with it, one sentence per field, and never a crash."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from pydantic import TypeAdapter, ValidationError

from delegation.application import Application, Facts, Value
from delegation.file import DelegationFile
from delegation.form import FieldType, FormField, Stage
from delegation.ids import ParticipantId
from delegation.person import Person
from delegation.reading.field_problem import FieldProblem, missing, problem, shown, unknown
from delegation.reading.form_answers import answer_of
from delegation.reading.form_filling import long_or_private, read_answers
from delegation.reading.typed_text import LONGEST_LINE, is_empty, plain_text
from delegation.zoned import zone_named

__all__ = [
    "ApplicationRefused",
    "FieldProblem",
    "facts_of",
    "read_answers",
    "read_application",
    "read_identity",
    "read_object",
]

PARTS = ("id", "person", "answers", "together_with")
PERSON_REQUIRED = ("name", "email", "organisation")
PERSON_OPTIONAL = ("position", "language", "zone")
PERSON_PARTS = (*PERSON_REQUIRED, *PERSON_OPTIONAL)
MOST_PROBLEMS = 60
_ID = TypeAdapter(ParticipantId)
ORGANISERS_MAILBOX = "This is the organiser's own mailbox; give an address of the applicant."
"""Calendars take no invite in which who invites is also who is invited."""


class ApplicationRefused(ValueError):
    """An application cannot be taken as it is. Nothing was kept of it."""

    def __init__(self, problems: Iterable[FieldProblem]) -> None:
        self.problems = tuple(problems)[:MOST_PROBLEMS]
        super().__init__("\n".join(f"{one.field}: {one.message}" for one in self.problems))


def read_application(
    raw: bytes | str | Mapping[str, object],
    file: DelegationFile,
    *,
    now: datetime | None = None,
    before: Application | None = None,
) -> Application:
    """One application: the bytes of a JSON object, or a mapping that was read from a file.

    Numbers and yes-no may come as text, as web forms and YAML give them. Whether it is in time and
    eligible is asked later. `now` decides what the form requires or freezes by a date, `before` is the
    application as it stands, if there is one.

    Raises:
        ApplicationRefused: with one sentence for each field that is missing, unknown or mistyped.
    """
    given = read_object(raw, file.call.largest_application)
    problems = unknown(given, PARTS, "")
    identity = read_identity(given.get("id"), file, problems)
    person = _person(identity, given.get("person"), problems)
    if person is not None and person.email.lower() == file.organiser.mailbox.lower():
        problems.append(problem("person.email", ORGANISERS_MAILBOX))
    answers = _section(given.get("answers"), "answers", problems)
    values: dict[str, Value] = {}
    if answers is not None:
        earlier = before.answers if before else None
        values, wrong = read_answers(answers, file, Stage.APPLY, now=now, before=earlier)
        problems += wrong
    partner = _partner(given.get("together_with"), identity, problems)
    if problems or person is None:
        raise ApplicationRefused(problems)
    return Application(id=identity, person=person, answers=values, together_with=partner)


def facts_of(application: Application, file: DelegationFile) -> Facts:
    """What the rules may look at. Personal answers stay in the vault, and long texts unless a rule asks."""
    balance = file.selection.rules if file.selection else ()
    asked = {rule.field for rule in file.eligibility.rules} | {rule.field for rule in balance}
    seen = [field.id for field in file.call.fields if _is_fact(field, field.id in asked)]
    values = {name: application.answers[name] for name in seen if name in application.answers}
    country = values.pop("country", "")
    return Facts(organisation=application.person.organisation, country=str(country), values=values)


def _is_fact(field: FormField, asked: bool) -> bool:
    private = (FieldType.EMAIL, FieldType.PHONE)
    long = long_or_private(field) and not asked
    return field.stage is Stage.APPLY and not field.personal and field.type not in private and not long


def read_object(raw: bytes | str | Mapping[str, object], largest: int) -> Mapping[str, object]:
    """The parts of an application by name, whatever they are. Raises ApplicationRefused."""
    if isinstance(raw, Mapping):
        return raw
    size = len(raw) if isinstance(raw, bytes) else len(raw.encode("utf-8", "surrogatepass"))
    if size > largest:
        message = f"The application has {size:,} bytes; shorten it to {largest:,}."
        raise ApplicationRefused([problem("application", message)])
    try:
        parsed = json.loads(
            raw, object_pairs_hook=_without_doubles, parse_float=_exact, parse_constant=_no_constant
        )
    except _Doubled as error:
        raise ApplicationRefused([problem(str(error), "This field is there twice; send it once.")]) from None
    except (ValueError, RecursionError):
        message = "This is not a JSON object in UTF-8; send what the form made."
        raise ApplicationRefused([problem("application", message)]) from None
    if not isinstance(parsed, dict):
        raise ApplicationRefused([problem("application", "Send a JSON object with id, person and answers.")])
    return parsed


class _Doubled(Exception):
    pass


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names: dict[str, object] = {}
    for name, value in pairs:
        if name in names:
            raise _Doubled(shown(name))
        names[name] = value
    return names


def _exact(word: str) -> Decimal:
    """A number as it was typed; 0.1 has no exact float."""
    try:
        return Decimal(word)
    except ArithmeticError:
        raise ValueError(word) from None


def _no_constant(word: str) -> object:
    raise ValueError(word)


def read_identity(raw: object, file: DelegationFile, problems: list[FieldProblem]) -> str:
    """The id of an application; empty where it cannot be used, which is added to `problems`."""
    try:
        identity = _ID.validate_python(raw, strict=True)
    except ValidationError:
        problems.append(problem("id", "Give the id in capitals, digits and hyphens, as in A-17."))
        return ""
    if file.knows(identity.lower()):
        problems.append(problem("id", f"{identity} is taken by somebody of the delegation; give another id."))
    return identity


def _partner(raw: object, identity: str, problems: list[FieldProblem]) -> str | None:
    if is_empty(raw):
        return None
    try:
        partner = _ID.validate_python(raw, strict=True)
    except ValidationError:
        problems.append(problem("together_with", "Give the id of the other application, as in A-17."))
        return None
    if partner == identity:
        problems.append(problem("together_with", "This is the application's own id; give that of the other."))
    return partner


def _person(identity: str, raw: object, problems: list[FieldProblem]) -> Person | None:
    given = _section(raw, "person", problems)
    if given is None:
        return None
    wrong = unknown(given, PERSON_PARTS, "person.")
    texts: dict[str, str] = {}
    for name in PERSON_PARTS:
        if name in PERSON_REQUIRED and is_empty(given.get(name)):
            wrong.append(missing(f"person.{name}", "This is needed; please fill it in."))
            continue
        try:
            texts |= _part(name, given.get(name))
        except ValueError as error:
            wrong.append(problem(f"person.{name}", str(error)))
    problems += wrong
    return None if wrong else Person(id=identity, **texts)


def _part(name: str, raw: object) -> dict[str, str]:
    if is_empty(raw):
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
    if raw is None:
        problems.append(missing(name, "This part is missing."))
    else:
        problems.append(problem(name, "Send an object with named fields here."))
    return None
