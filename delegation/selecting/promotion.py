"""When a place becomes free: who takes it, so that the group keeps its rules."""

from collections.abc import Collection, Sequence

from delegation.application import Facts
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.offer import OfferRules
from delegation.selecting.balance import RuleCheck, check_rules, in_order
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import group_model
from delegation.selecting.selection_model import GroupModel
from delegation.selection_rules import SelectionRules

NATIONALITY = "nationality"
VISA_BAR = "visa-bar"
"""Field whose answer "yes" bars from travelling without a visa, whatever the nationality."""
KEEPS_RULES = "A place became free; this is the first on the reserve list with whom all published rules hold."


class Promotion(Fact):
    """Who is promoted, or why nobody is."""

    participant: ParticipantId | None = None
    reason: str
    """A full sentence for the letter (somebody promoted) or the organiser (nobody)."""
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

    `waived` are ids of rules an organiser has set aside by a recorded decision. A substitute who
    holds a place needs an entry in `evaluated` too; ValueError if somebody's is missing.
    """
    _demand_known(evaluated, holding)
    if len(set(holding)) >= rules.places:
        return Promotion(
            reason=f"All {rules.places} places are taken.", rules=_checks(evaluated, holding, rules)
        )
    late = set(needs_visa) if visa_too_late else set()
    waiting = [one for one in reserve if one not in out and one not in holding]
    able = [one for one in waiting if one not in late]
    if not able:
        return Promotion(reason=_nobody(reserve, waiting), rules=_checks(evaluated, holding, rules))
    return _promoted(evaluated, rules, holding, able, waived)


def _promoted(
    evaluated: Sequence[Evaluated],
    rules: SelectionRules,
    holding: Collection[str],
    able: Sequence[str],
    waived: Collection[str],
) -> Promotion:
    pool = in_order([one for one in evaluated if one.participant in holding or one.participant in able])
    model = group_model(pool, rules, holding)
    if model.best is None or len(model.best.group) <= len(model.pinned):
        return _nearest(pool, rules, model, waived)
    planned = [pool[position] for position in model.by_score if position in model.best.group]
    chosen = next(one for one in planned if one.participant not in holding)
    return Promotion(participant=chosen.participant, reason=KEEPS_RULES, rules=check_rules(planned, rules))


def _nearest(
    pool: Sequence[Evaluated], rules: SelectionRules, model: GroupModel, waived: Collection[str]
) -> Promotion:
    """Who of the reserve list would break the rules least: fewest people off, then score, then lot."""
    holders = sorted(model.pinned)
    candidates = [position for position in model.by_score if position not in model.pinned]
    nearest = min(
        candidates, key=lambda position: sum(one.off([*holders, position]) for one in model.demands)
    )
    checks = check_rules([pool[position] for position in (*holders, nearest)], rules)
    broken = tuple(check for check in checks if not check.satisfied)
    participant, needed = pool[nearest].participant, tuple(check.rule for check in broken)
    if set(needed) <= set(waived):
        return Promotion(participant=participant, reason=_with_waiver(broken), rules=checks)
    before = check_rules([pool[position] for position in holders], rules)
    return Promotion(reason=_waiver_needed(broken), rules=before, with_waiver=participant, waiver_for=needed)


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


def _nobody(reserve: Sequence[str], waiting: Sequence[str]) -> str:
    if not reserve:
        return "There is no reserve list, so the place stays free."
    if not waiting:
        return "Nobody is left on the reserve list, so the place stays free."
    return f"Everyone left on the reserve list ({len(waiting)}) needs a visa, for which it is too late."


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
