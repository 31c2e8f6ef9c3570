"""Why an application is in the group or not: computed by asking the same question again, changed.

Points missing: the best permitted group is solved again with the application forced in. Decisive
rules: the selection is solved again without one rule, and the rule is named if the application then
changes sides. Sentences name rules and figures, never another applicant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from delegation.selecting.balance import ONE_PER_ORGANISATION, Demand
from delegation.selecting.clash import PINNED, blocking
from delegation.selecting.scoring import FULL_SCORE, Evaluated, in_points
from delegation.selecting.selection_model import GroupModel

NO_SHEET = "No score sheet was handed in for this application, so it could not be ranked."
LEFT_OUT = "Left out by a recorded decision of the organiser."
PLACED = "Selected by a recorded decision of the organiser."
BY_LOT = "Another permitted group has the same total; the published lot decided for this one."
NO_SINGLE_RULE = "No single rule decided: without any one of them it would not be in the group either."
HOW_PROMOTED = "A place that becomes free goes to the first on the list with whom all published rules hold."
NOT_ON_RESERVE = (
    "The reserve list went to applications that can fill more of the places that may become free under "
    "the published rules, or that had fewer points missing."
)


@dataclass(frozen=True)
class Dropped:
    """The selection solved again without some demands."""

    named: str
    group: frozenset[int]


class Reasons:
    """The reasons for one selection. Answers are solved when first asked for."""

    def __init__(self, pool: Sequence[Evaluated], model: GroupModel) -> None:
        self._pool = pool
        self._model = model
        self._group = model.best.group if model.best else frozenset[int]()
        self._place = {position: place for place, position in enumerate(model.by_score, start=1)}
        self._lot_place = {position: place for place, position in enumerate(model.lot, start=1)}

    def points_missing(self, position: int) -> int | None:
        """Hundredths by which the best permitted group with `position` falls short of the selected one."""
        total = self._model.best_with(position)
        if total is None or self._model.best is None:
            return None
        return self._model.best.total - total

    def of_selected(self, position: int) -> tuple[str, ...]:
        if position in self._model.pinned:
            return (PLACED,)
        lot = (BY_LOT,) if self._model.is_replaceable(position) else ()
        points = in_points(self._pool[position].score)
        place = self._place[position]
        if place <= len(self._group):
            return (f"Selected with {points} points, number {place} of {len(self._pool)} by points.", *lot)
        needed = tuple(
            f"It is in because of {name}: without that it would not be." for name in self._named(position)
        )
        together = ("The best group that keeps all published rules together includes it.",)
        return (f"Selected with {points} points.", *(needed or together), *lot)

    def of_waiting(
        self, position: int, missing: int | None, rank: int | None, length: int
    ) -> tuple[str, ...]:
        """For the reserve list (`rank` of `length`) and those not selected (no rank)."""
        place = (f"On the reserve list, number {rank} of {length}. {HOW_PROMOTED}",) if rank else ()
        passed_over = (NOT_ON_RESERVE,) if length and not rank else ()
        if missing is None:
            return (*place, self._impossible(position), *passed_over)
        return (*place, self._distance(position, missing), *self._decisive(position), *passed_over)

    def _distance(self, position: int, missing: int) -> str:
        score = self._pool[position].score
        if missing == 0:
            return (
                "The best permitted group with this application has the same total as the selected one; the "
                f"published lot decided (number {self._lot_place[position]} of {len(self._pool)} in the lot)."
            )
        if score + missing > FULL_SCORE:
            return (
                f"{in_points(missing)} points were missing, more than the scale has: under the published "
                "rules no score would have been enough."
            )
        return (
            f"{in_points(missing)} points were missing: with more than {in_points(score + missing)} points "
            "and all other scores unchanged it would have been selected."
        )

    def _decisive(self, position: int) -> tuple[str, ...]:
        names = self._named(position)
        if names:
            return tuple(f"Displaced by {name}: without that it would be in the group." for name in names)
        place, size = self._place[position], len(self._group)
        if place > size:
            return (f"By points it is number {place} of {len(self._pool)}, for {size} places.",)
        return (NO_SINGLE_RULE,) if self._model.demands else ()

    def _impossible(self, position: int) -> str:
        size = len(self._group)
        texts = {demand.rule: f'"{demand.text}"' for demand in self._model.demands}
        texts[PINNED] = "the organiser's recorded decisions"
        named = [texts[rule] for rule in blocking(self._model, position, size)]
        rules = " and ".join(named) or "the number of places"
        return f"No permitted group of {size} includes this application, because of {rules}."

    def _named(self, position: int) -> tuple[str, ...]:
        """Without which `position` would change sides; whole rules where no part alone decides."""
        is_in = position in self._group
        parts = [dropped.named for dropped in self._without_part if (position in dropped.group) != is_in]
        if parts:
            return tuple(parts)
        return tuple(dropped.named for dropped in self._without_rule if (position in dropped.group) != is_in)

    @cached_property
    def _without_part(self) -> tuple[Dropped, ...]:
        """Without one demand at a time: the limit for one country, the minimum for one theme."""
        parts = [part for rule in self._by_rule for part in _parts(rule)]
        return tuple(self._dropped(part, part[0].named) for part in parts)

    @cached_property
    def _without_rule(self) -> tuple[Dropped, ...]:
        """Without one rule at a time, where that is more than one demand."""
        wholes = [rule for rule in self._by_rule if len(_parts(rule)) > 1]
        return tuple(self._dropped(rule, f'the rule "{rule[0].text}"') for rule in wholes)

    @cached_property
    def _by_rule(self) -> tuple[tuple[Demand, ...], ...]:
        return tuple(tuple(rule) for _, rule in groupby(self._model.demands, key=lambda demand: demand.rule))

    def _dropped(self, part: tuple[Demand, ...], named: str) -> Dropped:
        best = self._model.without(part).best
        return Dropped(named, best.group if best else frozenset())


def _parts(rule: tuple[Demand, ...]) -> tuple[tuple[Demand, ...], ...]:
    """What is dropped at once: one demand, but all of one-per-organisation, which names no value."""
    return (rule,) if rule[0].rule == ONE_PER_ORGANISATION else tuple((demand,) for demand in rule)


def why_not_in_pool(one: Evaluated, *, is_excluded: bool) -> str:
    if is_excluded:
        return LEFT_OUT
    if one.score_sheets == 0:
        return NO_SHEET
    return f"The weighted mean of the marks, {in_points(one.mean)} of 5, is below the published threshold."
