"""Why an application is in the group or not: computed by asking the same question again, changed.

Points missing: see `distance.py`. Decisive rules: the selection is solved again without one rule, lot and
all, and the rule is named if the application then changes sides. Reasons hold rules and figures, never
another applicant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from delegation.selecting.balance import ONE_PER_ORGANISATION, Demand, Variety
from delegation.selecting.clash import PINNED, blocking, blocking_type
from delegation.selecting.pairs import Unit
from delegation.selecting.reason import Reason, ReasonCode
from delegation.selecting.reasons_in_english import PINNED_VALUE
from delegation.selecting.scoring import FULL_SCORE, Evaluated
from delegation.selecting.selection_model import GroupModel

BAND = 3
"""People on the reserve list are told three places, not the exact one."""
BY_POINTS, IN_PAIR = ReasonCode.SELECTED_BY_POINTS, ReasonCode.SELECTED_IN_PAIR


@dataclass(frozen=True)
class Dropped:
    """The selection solved again without some demands."""

    named: Reason
    """With the rule and figures filled in, and no place yet."""
    place: dict[int, int]
    """Of its group by points, by position."""


class Reasons:
    """The reasons for one selection. Answers are solved when first asked for."""

    def __init__(self, pool: Sequence[Evaluated], model: GroupModel) -> None:
        self._pool = pool
        self._model = model
        self._group = model.best.group if model.best else frozenset[int]()
        self._place = {position: place for place, position in enumerate(model.by_points, start=1)}
        self._lot_place = {position: place for place, position in enumerate(model.lot, start=1)}
        self._blocked: dict[int, Reason] = {}

    def points_missing(self, position: int) -> int | None:
        """Hundredths by which the best permitted group with `position` falls short of the selected one."""
        return self._model.distances.missing(self._model.alike.class_of[position])

    def of_selected(self, position: int) -> tuple[Reason, ...]:
        lot = (Reason(code=ReasonCode.BY_LOT),) if position in self._model.decided_by_lot else ()
        unit, place = self._unit(position), self._place[position]
        score = self._pool[position].score
        if len(unit) == 1 and place <= len(self._group):
            first = Reason(code=BY_POINTS, points=score, place=place, of=len(self._pool))
            return (first, *lot)
        first = Reason(code=IN_PAIR, points=self._points(unit))
        if len(unit) == 1:
            first = Reason(code=ReasonCode.SELECTED, points=score)
        needed = tuple(
            dropped.named.model_copy(update={"code": ReasonCode.NEEDED_BY_RULE})
            for dropped in self._named(position)
        )
        return (first, *(needed or (Reason(code=ReasonCode.BEST_TOGETHER),)), *lot)

    def of_waiting(
        self, position: int, missing: int | None, rank: int | None, length: int
    ) -> tuple[Reason, ...]:
        """For the reserve list (`rank` of `length`) and those not selected (no rank)."""
        place = (_band(rank, length),) if rank else ()
        passed_over = (Reason(code=ReasonCode.NOT_ON_RESERVE),) if length and not rank else ()
        if missing is None:
            return (*place, self._impossible(position), *passed_over)
        return (*place, self._distance(position, missing), *self._decisive(position), *passed_over)

    def _unit(self, position: int) -> Unit:
        return self._model.alike.unit_of[position]

    def _points(self, unit: Unit) -> int:
        return sum(self._pool[position].score for position in unit)

    def _distance(self, position: int, missing: int) -> Reason:
        unit = self._unit(position)
        points = self._points(unit) + missing
        if missing == 0:
            place = self._lot_place[position]
            return Reason(code=ReasonCode.LOST_LOT, place=place, of=len(self._pool))
        if points > FULL_SCORE * len(unit):
            return Reason(code=ReasonCode.BEYOND_SCALE, missing=missing)
        both = 2 if len(unit) == 2 else None
        return Reason(code=ReasonCode.POINTS_MISSING, missing=missing, points=points, places=both)

    def _decisive(self, position: int) -> tuple[Reason, ...]:
        named = self._named(position)
        if named:
            return tuple(_displaced(dropped, position) for dropped in named)
        place, size = self._place[position], len(self._group)
        if place > size:
            return (Reason(code=ReasonCode.BY_PLACE, place=place, of=len(self._pool), places=size),)
        return (Reason(code=ReasonCode.NO_SINGLE_RULE),) if self._model.demands else ()

    def _impossible(self, position: int) -> Reason:
        """The same for all of a type, whatever their organisations; unless these alone are in the way."""
        base, plain = self._model.alike.base_types
        own = int(self._model.alike.types[self._model.alike.class_of[position]])
        kind, size = int(base[own]), len(self._group)
        if kind not in self._blocked:
            plus = plain[:, [kind]].toarray()[:, 0].astype("int64")
            self._blocked[kind] = self._blocking(blocking(self._model, plus, size))
        shared = self._blocked[kind]
        if shared.texts or shared.value:
            return shared
        return self._blocking(blocking_type(self._model, own, size))

    def _blocking(self, names: Sequence[str]) -> Reason:
        texts = {demand.rule: demand.text for demand in self._model.demands}
        return Reason(
            code=ReasonCode.IMPOSSIBLE,
            texts=tuple(texts[name] for name in names if name != PINNED),
            value=PINNED_VALUE if PINNED in names else "",
            places=len(self._group),
        )

    def _named(self, position: int) -> tuple[Dropped, ...]:
        """Without which `position` would change sides; whole rules where no part alone decides."""
        is_in = position in self._group
        parts = tuple(dropped for dropped in self._without_part if (position in dropped.place) != is_in)
        if parts:
            return parts
        return tuple(dropped for dropped in self._without_rule if (position in dropped.place) != is_in)

    @cached_property
    def _without_part(self) -> tuple[Dropped, ...]:
        """Without one demand at a time: the limit for one country, the minimum for one theme."""
        return tuple(self._dropped(part) for rule in self._by_rule for part in self._parts(rule))

    @cached_property
    def _without_rule(self) -> tuple[Dropped, ...]:
        """Without one rule at a time, where that is more than one demand."""
        wholes = [rule for rule in self._by_rule if len(self._parts(rule)) > 1]
        return tuple(self._dropped(rule) for rule in wholes)

    @cached_property
    def _by_rule(self) -> tuple[tuple[int, ...], ...]:
        """Numbers of demands, by rule."""
        demands = self._model.demands
        return tuple(
            tuple(numbers) for _, numbers in groupby(range(len(demands)), key=lambda n: demands[n].rule)
        )

    def _parts(self, rule: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
        """What is dropped at once: one demand, but all of one-per-organisation, which names no value."""
        if self._model.demands[rule[0]].rule == ONE_PER_ORGANISATION:
            return (rule,)
        return tuple((number,) for number in rule)

    def _dropped(self, numbers: tuple[int, ...]) -> Dropped:
        best = self._model.without(numbers).best
        group = best.group if best else frozenset[int]()
        members = [position for position in self._model.by_points if position in group]
        place = {position: number for number, position in enumerate(members, start=1)}
        return Dropped(_named_in(self._model.demands[numbers[0]], is_part=len(numbers) == 1), place)


def _named_in(demand: Demand, *, is_part: bool) -> Reason:
    """The rule in figures; the value only where one part of the rule is meant."""
    value = demand.value if is_part else None
    high = None if isinstance(demand, Variety) else demand.high
    return Reason(
        code=ReasonCode.DISPLACED_BY_RULE,
        rule=demand.rule,
        text=demand.text,
        value=value or "",
        low=demand.low if high is None else None,
        high=high,
    )


def _displaced(dropped: Dropped, position: int) -> Reason:
    return dropped.named.model_copy(update={"place": dropped.place[position], "of": len(dropped.place)})


def _band(rank: int, length: int) -> Reason:
    first = (rank - 1) // BAND * BAND + 1
    last = min(first + BAND - 1, length)
    return Reason(code=ReasonCode.RESERVE, place=first, of=last, places=length)


def why_not_in_pool(one: Evaluated) -> Reason:
    """Of those who are not in the pool although no decision of the organiser says so."""
    if one.score_sheets == 0 and not one.passes_threshold:
        return Reason(code=ReasonCode.NO_SHEET)
    if one.below is not None:
        return Reason(code=ReasonCode.BELOW_CRITERION, text=one.below)
    if one.passes_threshold:
        return Reason(code=ReasonCode.PAIR_INCOMPLETE)
    return Reason(code=ReasonCode.BELOW_THRESHOLD, mean=one.mean)
