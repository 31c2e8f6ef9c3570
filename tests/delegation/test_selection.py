"""The selection against a second opinion that shares no code with it: every group, tried out."""

import hashlib
import re
from datetime import UTC, datetime
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delegation.application import ApplicationStatus, Facts
from delegation.selecting.promotion import promote
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import Selection, select
from delegation.selection_rules import BalanceRule, RuleKind, SelectionRules

RECEIVED = datetime(2017, 2, 1, tzinfo=UTC)
SMALL = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def keeps_rules(group: tuple[Evaluated, ...], rules: SelectionRules) -> bool:
    organisations = [one.facts.organisation.lower() for one in group]
    return len(set(organisations)) == len(organisations) and all(keeps(group, rule) for rule in rules.rules)


def keeps(group: tuple[Evaluated, ...], rule: BalanceRule) -> bool:
    answers = [words(one, rule.field) for one in group]
    counted = {value: sum(value in words for words in answers) for value in {v for ws in answers for v in ws}}
    listed = rule.values or tuple(counted)
    fitting = sum(bool(set(words) & set(rule.values)) for words in answers)
    match rule.kind:
        case RuleKind.AT_MOST_PER_VALUE:
            return all(counted.get(value, 0) <= rule.limit for value in listed)
        case RuleKind.AT_LEAST_PER_VALUE:
            return all(counted.get(value, 0) >= rule.limit for value in listed)
        case RuleKind.AT_LEAST_VALUES:
            return len([value for value in listed if counted.get(value)]) >= rule.limit
        case RuleKind.AT_LEAST:
            return fitting >= rule.limit
        case RuleKind.AT_MOST:
            return fitting <= rule.limit


def words(one: Evaluated, field: str) -> list[str]:
    answer = one.facts.country if field == "country" else one.facts.values[field]
    if isinstance(answer, tuple):
        return list(answer)
    return ["yes" if answer else "no"] if isinstance(answer, bool) else [str(answer)]


def best_of_all_groups(pool, rules: SelectionRules, fixed: frozenset[str] = frozenset()) -> list[str] | None:
    """Most people, then most points, then by lot."""
    lot = sorted(
        pool, key=lambda one: hashlib.sha256(f"{rules.lot_seed}:{one.participant}".encode()).hexdigest()
    )
    place = {one.participant: number for number, one in enumerate(lot)}
    permitted = [
        group
        for size in range(rules.places + 1)
        for group in combinations(lot, size)
        if fixed <= {one.participant for one in group} and keeps_rules(group, rules)
    ]
    if not permitted:
        return None
    best = max(
        permitted,
        key=lambda group: (
            len(group),
            sum(one.score for one in group),
            [-place[one.participant] for one in group],
        ),
    )
    return sorted(one.participant for one in best)


@st.composite
def applications(draw: st.DrawFn) -> tuple[Evaluated, ...]:
    count = draw(st.integers(3, 8))
    return tuple(
        Evaluated(
            participant=f"A-{number}",
            facts=Facts(
                organisation=f"Cluster {draw(st.integers(0, 9))}",
                country=draw(st.sampled_from(("DE", "FR", "PL"))),
                values={
                    "first-time": draw(st.booleans()),
                    "theme": draw(st.sampled_from((("nano",), ("energy",), ("nano", "energy"), ()))),
                },
            ),
            score=draw(st.integers(120, 180)) * 50,  # coarse, so that ties are common
            received_at=RECEIVED,
        )
        for number in range(count)
    )


RULES = (
    st.builds(lambda limit: rule("country", RuleKind.AT_MOST_PER_VALUE, "country", limit), st.integers(1, 2)),
    st.builds(lambda limit: rule("countries", RuleKind.AT_LEAST_VALUES, "country", limit), st.integers(1, 3)),
    st.builds(
        lambda limit: rule("theme", RuleKind.AT_LEAST_PER_VALUE, "theme", limit, ("nano", "energy")),
        st.integers(1, 2),
    ),
    st.builds(
        lambda limit: rule("first", RuleKind.AT_LEAST, "first-time", limit, ("yes",)), st.integers(1, 2)
    ),
    st.builds(lambda limit: rule("nano", RuleKind.AT_MOST, "theme", limit, ("nano",)), st.integers(1, 2)),
)


def rule(name: str, kind: RuleKind, field: str, limit: int, values: tuple[str, ...] = ()) -> BalanceRule:
    return BalanceRule(id=name, text=f"Rule {name}.", kind=kind, field=field, limit=limit, values=values)


@st.composite
def published_rules(draw: st.DrawFn) -> SelectionRules:
    chosen = [draw(one) for one in RULES if draw(st.booleans())]
    return SelectionRules(
        places=draw(st.integers(2, 4)),
        reserve=draw(st.integers(0, 4)),
        rules=tuple(chosen),
        lot_seed=draw(st.sampled_from(("a", "b", "c"))),
    )


def selected(selection: Selection) -> list[str]:
    return sorted(selection.with_status(ApplicationStatus.SELECTED))


@SMALL
@given(applications(), published_rules())
def test_the_selected_group_is_the_best_of_all_groups_that_keep_the_rules(pool, rules):
    selection = select(pool, rules)

    best = best_of_all_groups(pool, rules)
    if best is None:
        assert selection.clash
        assert selection.decisions == ()
    else:
        assert selected(selection) == best
        assert selection.is_optimal
        assert all(check.satisfied for check in selection.rules)
        assert {one.participant for one in selection.decisions} == {one.participant for one in pool}


@SMALL
@given(applications(), published_rules(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(pool, rules, chance):
    shuffled = list(pool)
    chance.shuffle(shuffled)

    assert select(shuffled, rules) == select(pool, rules)


@SMALL
@given(applications(), published_rules())
def test_the_points_said_to_be_missing_are_exactly_the_points_that_are_missing(pool, rules):
    selection = select(pool, rules)

    for decision in selection.decisions:
        if decision.status is ApplicationStatus.SELECTED:
            continue
        missing = decision.points_missing
        if missing is None:
            assert decision.participant not in best_with_score(pool, rules, decision.participant, 10_000)
            continue
        if decision.score + missing + 1 <= 10_000:
            assert decision.participant in best_with_score(pool, rules, decision.participant, missing + 1)
        if missing:
            assert decision.participant not in best_with_score(pool, rules, decision.participant, missing - 1)


def best_with_score(pool, rules, participant: str, more: int) -> list[str] | None:
    lifted = [
        one.model_copy(update={"score": one.score + more}) if one.participant == participant else one
        for one in pool
    ]
    return best_of_all_groups(lifted, rules)


@SMALL
@given(applications(), published_rules())
def test_without_a_rule_named_as_decisive_the_application_changes_sides(pool, rules):
    for decision in select(pool, rules).decisions:
        was_in = decision.status is ApplicationStatus.SELECTED
        for reason in decision.reasons:
            changed = without_named(reason, rules)
            if changed is not None:
                now_in = decision.participant in best_of_all_groups(pool, changed)
                assert now_in is not was_in


def without_named(reason: str, rules: SelectionRules) -> SelectionRules | None:
    """The rules without the one, or the part of one, that a reason names."""
    if not reason.startswith(("Displaced by", "It is in because")):
        return None
    text = reason.split('"')[1]
    named = next((one for one in rules.rules if one.text == text), None)
    if named is None:
        return None  # one per organisation: see test_selection_letters.py
    others = tuple(one for one in rules.rules if one is not named)
    if part := re.search(r"(?:(?:limit|minimum) of \d+ for|needs \d+ from) (\S+) ", reason):
        listed = named.values or ("DE", "FR", "PL")
        kept = tuple(value for value in listed if value != part[1])
        others += (named.model_copy(update={"values": kept}),)
    return rules.model_copy(update={"rules": others})


@SMALL
@given(applications(), published_rules())
def test_rules_said_to_clash_do_and_none_of_them_is_superfluous(pool, rules):
    rules = rules.model_copy(
        update={"rules": (*rules.rules, rule("all", RuleKind.AT_LEAST, "country", 4, ("DE",)))}
    )
    clash = select(pool, rules).clash

    if clash:
        assert best_of_all_groups(*only(pool, rules, clash)) is None
        for name in clash:
            rest = tuple(other for other in clash if other != name)
            assert best_of_all_groups(*only(pool, rules, rest)) is not None


def only(pool, rules: SelectionRules, names: tuple[str, ...]):
    """The call as if just these rules were published."""
    if "one-per-organisation" not in names:
        pool = [
            one.model_copy(update={"facts": one.facts.model_copy(update={"organisation": one.participant})})
            for one in pool
        ]
    return pool, rules.model_copy(update={"rules": tuple(one for one in rules.rules if one.id in names)})


@SMALL
@given(applications(), published_rules(), st.data())
def test_a_promotion_is_the_best_that_keeps_the_rules_and_nobody_loses_a_place(pool, rules, data):
    selection = select(pool, rules)
    holding, out = selected(selection), []
    reserve = selection.with_status(ApplicationStatus.RESERVE)

    for _ in range(2):
        if not holding:
            return
        leaver = data.draw(st.sampled_from(holding))
        holding.remove(leaver)
        out.append(leaver)
        promotion = promote(pool, rules, holding=holding, out=out, reserve=reserve)
        able = [one for one in pool if one.participant in holding or one.participant in reserve]
        able = [one for one in able if one.participant not in out]
        best = best_of_all_groups(able, rules, frozenset(holding)) or []
        joined = [one for one in best if one not in holding]
        assert (promotion.participant in joined) if joined else (promotion.participant is None)
        if promotion.participant:
            assert all(check.satisfied for check in promotion.rules)
            holding.append(promotion.participant)
