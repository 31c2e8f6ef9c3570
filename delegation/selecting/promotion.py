"""When a place becomes free: who takes it, so that the group keeps its rules."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from delegation.application import Facts
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.offer import OfferRules
from delegation.selecting.balance import RuleCheck, check_rules, in_order
from delegation.selecting.clash import blocking_type
from delegation.selecting.pairs import Unit, partner_of
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import group_model
from delegation.selecting.selection_model import GroupModel
from delegation.selection_rules import SelectionRules

NATIONALITY = "nationality"
VISA_BAR = "visa-bar"
"""Field whose answer "yes" bars from travelling without a visa, whatever the nationality."""
KEEPS_RULES = "A place became free; this is the first on the reserve list with whom all published rules hold."
PAIR_KEEPS_RULES = (
    "Two places are free; this pair is the first on the reserve list with whom all published rules hold."
)
NO_ROOM_FOR_PAIR = "Only pairs are left on the reserve list, and only one place is free."


class Promotion(Fact):
    """Who is promoted, or why nobody is."""

    participant: ParticipantId | None = None
    """The first of `participants`."""
    participants: tuple[ParticipantId, ...] = ()
    """Who is promoted together: one, or the two of a pair. Empty when nobody is."""
    reason: str
    """Full sentences for the letter (somebody promoted) or the organiser (nobody); they name no other."""
    rules: tuple[RuleCheck, ...] = ()
    """The rules as the group keeps them once all free places are filled as now planned."""
    with_waiver: ParticipantId | None = None
    """Nobody keeps all rules: who would break them least."""
    waiver_for: tuple[ItemId, ...] = ()
    """What a recorded waiver would have to name. With these as `waived`, the next call promotes that one."""


def promote(
    evaluated: Sequence[Evaluated],
    rules: SelectionRules,
    *,
    holding: Collection[ParticipantId],
    out: Collection[ParticipantId],
    reserve: Sequence[ParticipantId],
    needs_visa: Collection[ParticipantId] = (),
    visa_too_late: bool = False,
    waived: Collection[ItemId] = (),
) -> Promotion:
    """Solve the selection again with everyone who holds a place fixed in, and name the next to be asked.

    `holding` are those who hold or are offered a place: nobody loses it. `out` declined, let their
    offer expire or withdrew. Only the reserve list can be promoted; when a visa would come too
    late, those of `needs_visa` are passed over. With several places free the best group for all of
    them is solved, and its first member by score and lot is named; the next call names the next.

    Of a pair both are promoted, on two free places, or neither; if one of them is out, the other stands
    alone. `waived` are ids of rules an organiser has set aside by a recorded decision. A substitute who
    holds a place needs an entry in `evaluated` too; ValueError if somebody's is missing.
    """
    _demand_known(evaluated, holding)
    if len(set(holding)) >= rules.places:
        return Promotion(
            reason=f"All {rules.places} places are taken.", rules=_checks(evaluated, holding, rules)
        )
    late = set(needs_visa) if visa_too_late else set()
    waiting = [one for one in reserve if one not in out and one not in holding]
    able = _able(evaluated, waiting, late, out)
    if not able:
        return Promotion(reason=_nobody(reserve, waiting, late), rules=_checks(evaluated, holding, rules))
    return _Vacancy.of(evaluated, rules, holding, able, waiting).filled(waived)


def _able(
    evaluated: Sequence[Evaluated], waiting: Sequence[str], late: Collection[str], out: Collection[str]
) -> list[str]:
    """Who can be asked now: not too late for a visa, and of a pair neither or both."""
    known = {one.participant: one for one in evaluated}
    able = {one for one in waiting if one not in late and one in known}

    def is_complete(one: Evaluated) -> bool:
        other = known.get(one.together_with or "")
        paired = other is not None and partner_of(one, [other]) is not None
        return not paired or one.together_with in able or one.together_with in out

    return [one for one in waiting if one in able and is_complete(known[one])]


@dataclass(frozen=True)
class _Vacancy:
    """The group with its free places, and who could take them."""

    pool: tuple[Evaluated, ...]
    rules: SelectionRules
    model: GroupModel
    waiting: tuple[str, ...]
    """Everyone left on the reserve list in its order, also those who cannot be asked now."""

    @classmethod
    def of(
        cls,
        evaluated: Sequence[Evaluated],
        rules: SelectionRules,
        holding: Collection[str],
        able: Sequence[str],
        waiting: Sequence[str],
    ) -> "_Vacancy":
        sides = (frozenset(holding), frozenset(able))
        pool = in_order(
            [_single(one, sides) for one in evaluated if any(one.participant in s for s in sides)]
        )
        return cls(pool, rules, group_model(pool, rules, holding), tuple(waiting))

    def filled(self, waived: Collection[str]) -> Promotion:
        best = self.model.best
        if best is None or len(best.group) <= len(self.model.pinned):
            return self._nearest(waived)
        planned = [position for position in self.model.by_score if position in best.group]
        chosen = next(position for position in planned if position not in self.model.pinned)
        unit = self.model.alike.unit_of[chosen]
        names = self._names(unit)
        keeps = KEEPS_RULES if len(unit) == 1 else PAIR_KEEPS_RULES
        return Promotion(
            participant=names[0],
            participants=names,
            reason=keeps + self._passed_over(names[0], best.group),
            rules=self._checked(planned),
        )

    def _names(self, unit: Unit) -> tuple[str, ...]:
        """In the order of the reserve list."""
        names = {self.pool[position].participant for position in unit}
        return tuple(one for one in self.waiting if one in names)

    def _checked(self, positions: Sequence[int]) -> tuple[RuleCheck, ...]:
        return check_rules([self.pool[position] for position in positions], self.rules)

    def _passed_over(self, chosen: str, group: frozenset[int]) -> str:
        """Who comes earlier on the list and why they are not asked, in counts."""
        before = self.waiting[: self.waiting.index(chosen)]
        place = {one.participant: position for position, one in enumerate(self.pool)}
        able = [place[one] for one in before if one in place]
        counted = Counter(self._why_not(position) for position in able if position not in group)
        parts = [f"{count} {why}" for why, count in counted.items()]
        if late := len(before) - len(able):
            parts.append(f"{late} cannot be asked because a visa would come too late")
        return f" Of those before on the list, {_listed(parts)}." if parts else ""

    def _why_not(self, position: int) -> str:
        number = self.model.alike.class_of[position]
        if self.model.distances.missing(number) is not None:
            return "would leave the group with fewer points once all places are filled"
        best = self.model.best
        kind = int(self.model.alike.types[number])
        names = blocking_type(self.model, kind, len(best.group) if best else 0)
        texts = dict.fromkeys(demand.text for demand in self.model.demands if demand.rule in names)
        broken = [f'"{text}"' for text in texts]
        return f"would break {_listed(broken)}" if broken else "would need more places than are free"

    def _nearest(self, waived: Collection[str]) -> Promotion:
        """Who of the list would break the rules least: fewest people off, then score, then lot."""
        holders = sorted(self.model.pinned)
        unit = self._nearest_unit(holders)
        if unit is None:
            return Promotion(reason=NO_ROOM_FOR_PAIR, rules=self._checked(holders))
        checks = self._checked([*holders, *unit])
        broken = tuple(check for check in checks if check.stands_in_the_way)
        names, needed = self._names(unit), tuple(check.rule for check in broken)
        if set(needed) <= set(waived):
            reason = _with_waiver(broken)
            return Promotion(participant=names[0], participants=names, reason=reason, rules=checks)
        return Promotion(
            reason=_waiver_needed(broken),
            rules=self._checked(holders),
            with_waiver=names[0],
            waiver_for=needed,
        )

    def _nearest_unit(self, holders: Sequence[int]) -> Unit | None:
        free = self.rules.places - len(holders)
        units = dict.fromkeys(self.model.alike.unit_of[position] for position in self.model.by_score)
        candidates = [u for u in units if len(u) <= free and self.model.pinned.isdisjoint(u)]
        hard = [demand for demand in self.model.demands if not demand.price]

        def off(unit: Unit) -> int:
            return sum(demand.off([*holders, *unit]) for demand in hard)

        return min(candidates, key=off, default=None)


def _single(one: Evaluated, sides: tuple[frozenset[str], frozenset[str]]) -> Evaluated:
    """Without the other of the pair unless both hold a place, or both could be asked."""
    if any(one.participant in side and one.together_with in side for side in sides):
        return one
    return one.model_copy(update={"together_with": None})


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(", ".join(parts).rsplit(", ", 1)) if len(parts) > 1 else "".join(parts)


def _waiver_needed(broken: Sequence[RuleCheck]) -> str:
    texts = " and ".join(f'"{check.text}" with {check.detail}' for check in broken)
    return (
        f"Nobody on the reserve list keeps all rules. The nearest would break {texts}; "
        "the place stays free unless a waiver is recorded."
    )


def _with_waiver(broken: Sequence[RuleCheck]) -> str:
    texts = " and ".join(f'"{check.text}"' for check in broken)
    return (
        "A place became free; this is the one on the reserve list nearest to the published rules, with a "
        f"recorded waiver of {texts}."
    )


def _nobody(reserve: Sequence[str], waiting: Sequence[str], late: Collection[str]) -> str:
    if not reserve:
        return "There is no reserve list, so the place stays free."
    if not waiting:
        return "Nobody is left on the reserve list, so the place stays free."
    left = f"Everyone left on the reserve list ({len(waiting)})"
    if set(waiting) <= set(late):
        return f"{left} needs a visa, for which it is too late."
    return f"{left} needs a visa, for which it is too late, or belongs to a pair that is not complete."


def _checks(
    evaluated: Sequence[Evaluated], holding: Collection[str], rules: SelectionRules
) -> tuple[RuleCheck, ...]:
    return check_rules(in_order([one for one in evaluated if one.participant in holding]), rules)


def _demand_known(evaluated: Sequence[Evaluated], holding: Collection[str]) -> None:
    unknown = sorted(set(holding) - {one.participant for one in evaluated})
    if unknown:
        raise ValueError(
            f"{', '.join(unknown)}: holds a place but has no evaluation; pass it with the others."
        )


def needs_visa(facts: Facts, offers: OfferRules) -> bool:
    """Whether this person needs a visa for the destination.

    The field `nationality` decides, or the organisation's country where it is not given; one
    visa-free nationality is enough. An answer of yes to the field `visa-bar` (travel that bars from
    the visa waiver) means a visa is needed in any case.
    """
    if "yes" in (answer.casefold() for answer in facts.values_of(VISA_BAR)):
        return True
    nationalities = facts.values_of(NATIONALITY) or (facts.country,)
    free = {country.upper() for country in offers.visa_free}
    return not any(nationality.strip().upper() in free for nationality in nationalities)
