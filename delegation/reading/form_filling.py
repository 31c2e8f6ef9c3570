"""Filling in the form of one stage: which fields are asked and required now, and which may still change."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from delegation.application import Value, words_of
from delegation.file import DelegationFile
from delegation.form import FieldType, FormField, Stage
from delegation.reading.field_problem import FieldProblem, missing, problem, unknown
from delegation.reading.form_answers import answer_of
from delegation.reading.number_answers import size_of
from delegation.reading.typed_text import is_empty
from delegation.zoned import instant, stamp

Answers = Mapping[str, Value]
WHEN_ASKED = {
    Stage.APPLY: "This was asked in the application; hand that in anew to change it.",
    Stage.ACCEPT: "This is asked once a place is accepted; leave it out until then.",
    Stage.LOGISTICS: "This is asked once the trip is prepared; leave it out until then.",
    Stage.AFTER: "This is asked after the trip; leave it out until then.",
}


def read_answers(
    answers: Mapping[str, object],
    file: DelegationFile,
    stage: Stage,
    *,
    now: datetime | None = None,
    before: Answers | None = None,
    known: Answers | None = None,
) -> tuple[dict[str, Value], list[FieldProblem]]:
    """The answers to the fields of a stage, in the order of the form, and what is wrong with them.

    `now` decides what is required or frozen by its date; without it no such date has come. `before`: the
    answers to this stage as they stand. `known`: those of earlier stages, on which others may depend.
    """
    filling = _Filling(answers, file, stage, now, before or {}, known or {})
    filling.fill_in()
    return filling.values, filling.problems


class _Filling:
    """The form of one stage while it is being filled in."""

    def __init__(
        self,
        given: Mapping[str, object],
        file: DelegationFile,
        stage: Stage,
        now: datetime | None,
        before: Answers,
        known: Answers,
    ) -> None:
        self.values: dict[str, Value] = {}
        self.problems: list[FieldProblem] = []
        self._given = given
        self._stage = stage
        self._zone = file.call.zone
        self._now = now
        self._before = before
        self._known = known
        self._all = {field.id: field for field in file.call.fields}
        self._fields = [field for field in file.call.fields if field.stage is stage]
        self._unclear: set[str] = set()
        """Fields whose answer is wrong, so that nothing can depend on it."""

    def fill_in(self) -> None:
        self._refuse_what_is_not_asked()
        for field in self._fields:
            if self._is_asked(field):
                self._take(field)
            elif not is_empty(self._given.get(field.id)):
                self._say(field, self._why_not_asked(field))
        for field in self._fields:
            self._compare(field)

    def _refuse_what_is_not_asked(self) -> None:
        own = [field.id for field in self._fields]
        others = {name: field for name, field in self._all.items() if name not in own}
        self.problems += unknown(
            {name: value for name, value in self._given.items() if name not in others}, own, "answers."
        )
        for name in sorted(str(name) for name in self._given if name in others):
            self._say(others[name], WHEN_ASKED[others[name].stage])

    def _is_asked(self, field: FormField) -> bool:
        """Whether it is asked; also where the answer it depends on is wrong and nobody can tell."""
        condition = field.asked_if
        if condition is None or condition.field in self._unclear:
            return True
        value = self.values.get(condition.field, self._known.get(condition.field))
        return value is not None and any(word in condition.values for word in words_of(value))

    def _why_not_asked(self, field: FormField) -> str:
        condition = field.asked_if
        other = self._all.get(condition.field) if condition else None
        label = other.label if other else "another field"
        words = " or ".join(condition.values if condition else ())
        return f"This is asked only if {label!r} is answered with {words}; leave it out."

    def _take(self, field: FormField) -> None:
        raw = self._given.get(field.id)
        frozen = self._before.get(field.id) if self._has_come(field.frozen_from) else None
        if is_empty(raw) and frozen is not None:
            self.values[field.id] = frozen
            return
        value = self._read(field, raw)
        if frozen is not None and value is not None and value != frozen:
            self._say(field, self._why_frozen(field))
        elif value is not None:
            self.values[field.id] = value

    def _read(self, field: FormField, raw: object) -> Value | None:
        """The answer; None where there is none, or a wrong one, which is said."""
        try:
            value = None if is_empty(raw) else answer_of(field, raw)
        except ValueError as error:
            self._say(field, str(error))
            return None
        if value is not None and value != ():
            return value
        if self._is_required(field):
            self.problems.append(missing(f"answers.{field.id}", f"Please answer: {field.label}"))
            self._unclear.add(field.id)
        return None

    def _is_required(self, field: FormField) -> bool:
        depends = field.asked_if is not None and field.asked_if.field in self._unclear
        return not depends and (field.required or self._has_come(field.required_from))

    def _has_come(self, local: datetime | None) -> bool:
        return local is not None and self._now is not None and instant(local, self._zone) <= self._now

    def _why_frozen(self, field: FormField) -> str:
        since = stamp(instant(field.frozen_from, self._zone), self._zone) if field.frozen_from else ""
        return f"This can no longer be changed since {since}; leave it out, and your earlier answer stays."

    def _compare(self, field: FormField) -> None:
        """Parts do not exceed their whole."""
        whole = self._all.get(field.at_most_field or "")
        if whole is None or field.id not in self.values:
            return
        part = size_of(self.values[field.id])
        most = size_of(self.values.get(whole.id, self._known.get(whole.id)))
        if part is not None and most is not None and part > most:
            self._say(field, f"Write {_plain(most)} or less, as {whole.label!r} is {_plain(most)}.")
            del self.values[field.id]

    def _say(self, field: FormField, message: str) -> None:
        self.problems.append(problem(f"answers.{field.id}", message))
        self._unclear.add(field.id)


def _plain(size: Decimal) -> str:
    return f"{size:f}"


def long_or_private(field: FormField) -> bool:
    """Whether rules see an answer only if one of them asks for it, as it is long or names people."""
    kinds = (FieldType.LONG_TEXT, FieldType.LIST, FieldType.ROWS, FieldType.RANKING, FieldType.FILE)
    return field.type in kinds
