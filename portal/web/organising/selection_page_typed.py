"""The form in which a panel tries changes: what it begins with, what was typed, and what that changes."""

import re
from collections.abc import Mapping, Sequence

from delegation.fact import Fact
from delegation.panel import Adjustment, Settled

IDS = re.compile(r"[A-Z]+-?[0-9]+[A-Z]?")
LARGEST = 10_000
WEIGHT, LIMIT, DROP = "weight-", "limit-", "drop-"


class Mistake(Fact):
    """What is wrong with one field, in a sentence."""

    field: str
    text: str


class NumberField(Fact):
    """One number of the form: as it counts now, and as it was typed."""

    name: str
    label: str
    now: str
    typed: str
    can_drop: bool = False
    is_dropped: bool = False

    @property
    def is_changed(self) -> bool:
        return self.typed != self.now or self.is_dropped


class TrialForm(Fact):
    """Everything that may be tried. Names of people lists hold ids, with spaces between them."""

    size: tuple[NumberField, ...]
    limits: tuple[NumberField, ...]
    weights: tuple[NumberField, ...]
    take: str = ""
    leave: str = ""
    free: str = ""
    mistakes: tuple[Mistake, ...] = ()

    def why(self, field: str) -> str:
        """What is wrong with that field; empty if nothing is."""
        return next((one.text for one in self.mistakes if one.field == field), "")

    @property
    def sum_of_weights(self) -> str:
        figures = [one.typed for one in self.weights]
        return str(sum(int(one) for one in figures)) if all(map(_is_figure, figures)) else "?"


class Trial(Fact):
    """What a form comes to: the change it means, if nothing in it is wrong."""

    form: TrialForm
    adjustment: Adjustment = Adjustment()

    @property
    def is_empty(self) -> bool:
        return self.adjustment == Adjustment()


def trial_of(fields: Mapping[str, str], now: Settled, known: Sequence[str]) -> Trial:
    """The change that was typed; a field that was not sent stays as it is. `known` were evaluated."""
    form = _form(fields, now)
    mistakes = [*_wrong_figures(form), *_wrong_ids(form, known)]
    if mistakes:
        return Trial(form=form.model_copy(update={"mistakes": tuple(mistakes)}))
    return Trial(form=form, adjustment=_adjustment(form))


def refused(trial: Trial, reason: str) -> Trial:
    """The same form with a reason why nothing of it can be done."""
    field = "size"
    if "weight" in reason:
        field = trial.form.weights[0].name if trial.form.weights else field
    elif "taken" in reason or "evaluated" in reason:
        field = "take"
    mistakes = (*trial.form.mistakes, Mistake(field=field, text=reason))
    return Trial(form=trial.form.model_copy(update={"mistakes": mistakes}))


def _form(fields: Mapping[str, str], now: Settled) -> TrialForm:
    def number(name: str, label: str, value: str, *, can_drop: bool = False, drop: str = "") -> NumberField:
        typed = fields.get(name, value).strip()[:12] or value
        is_dropped = can_drop and fields.get(drop) == "yes"
        return NumberField(
            name=name, label=label, now=value, typed=typed, can_drop=can_drop, is_dropped=is_dropped
        )

    return TrialForm(
        size=(
            number("places", "Places", str(now.rules.places)),
            number("reserve", "Places on the reserve list", str(now.rules.reserve)),
            number("threshold", "Mean that must be reached (0 to 5)", f"{now.evaluation.threshold:g}"),
        ),
        limits=tuple(
            number(f"{LIMIT}{one.id}", one.text, str(one.limit), can_drop=True, drop=f"{DROP}{one.id}")
            for one in now.rules.rules
        ),
        weights=tuple(
            number(f"{WEIGHT}{one.id}", one.text, str(one.weight)) for one in now.evaluation.criteria
        ),
        take=_ids_typed(fields.get("take", "")),
        leave=_ids_typed(fields.get("leave", "")),
        free=_ids_typed(fields.get("free", "")),
    )


def _ids_typed(text: str) -> str:
    return " ".join(text.upper().replace(",", " ").replace(";", " ").split())[:2000]


def _wrong_figures(form: TrialForm) -> list[Mistake]:
    found = []
    for one in (*form.size, *form.limits, *form.weights):
        is_right = _is_mean(one.typed) if one.name == "threshold" else _is_figure(one.typed)
        if not is_right:
            wanted = "a number from 0 to 5, as 3.5" if one.name == "threshold" else "a whole number"
            found.append(Mistake(field=one.name, text=f"{one.label}: {one.typed!r} is not {wanted}."))
        elif one.name == "places" and int(one.typed) == 0:
            found.append(Mistake(field=one.name, text="Places: there must be one at least."))
    return found


def _wrong_ids(form: TrialForm, known: Sequence[str]) -> list[Mistake]:
    there, found = set(known), []
    for name in ("take", "leave", "free"):
        for one in getattr(form, name).split():
            if one not in there:
                looks = "was not evaluated" if IDS.fullmatch(one) else "is no id; ids look like A-17"
                found.append(Mistake(field=name, text=f"{one} {looks}."))
    return found


def _adjustment(form: TrialForm) -> Adjustment:
    changed = {one.name: one.typed for one in form.size if one.is_changed}
    return Adjustment(
        places=int(changed["places"]) if "places" in changed else None,
        reserve=int(changed["reserve"]) if "reserve" in changed else None,
        threshold=float(changed["threshold"]) if "threshold" in changed else None,
        limits=_figures(form.limits, LIMIT),
        dropped=tuple(one.name.removeprefix(LIMIT) for one in form.limits if one.is_dropped),
        weights=_figures(form.weights, WEIGHT),
        take=tuple(form.take.split()),
        leave=tuple(form.leave.split()),
        free=tuple(form.free.split()),
    )


def _figures(fields: Sequence[NumberField], prefix: str) -> dict[str, int]:
    return {
        one.name.removeprefix(prefix): int(one.typed)
        for one in fields
        if one.typed != one.now and not one.is_dropped
    }


def _is_figure(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) <= LARGEST


def _is_mean(text: str) -> bool:
    return re.fullmatch(r"[0-5](\.[0-9]{1,2})?", text) is not None and float(text) <= 5
