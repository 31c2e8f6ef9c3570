"""What a selection says about itself, against every group tried out: pairs, shares and wishes included."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delegation.application import ApplicationStatus, Facts
from delegation.selecting.reason import Reason, ReasonCode
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import Decision, Selection, group_model, select
from delegation.selection_rules import BalanceRule, RuleKind, SelectionRules

RECEIVED = datetime(2017, 2, 1, tzinfo=UTC)
SMALL = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
ORGANISATIONS = "one-per-organisation"
COUNTRIES, THEMES = ("DE", "FR", "PL"), ("nano", "energy")


# A second opinion that shares no code with the solver.


def off(group: Sequence[Evaluated], rule: BalanceRule) -> int:  # noqa: PLR0911 - one per kind
    """How many people or values too few or too many."""
    answers = [answers_of(one, rule.field) for one in group]
    occurring = {value for given in answers for value in given}
    listed = rule.values or tuple(sorted(occurring))
    each = {value: sum(value in given for given in answers) for value in listed}
    fitting = sum(bool(given & set(rule.values)) for given in answers)
    match rule.kind:
        case RuleKind.AT_MOST_PER_VALUE:
            return sum(max(0, count - rule.limit) for count in each.values())
        case RuleKind.AT_LEAST_PER_VALUE:
            return sum(max(0, rule.limit - count) for count in each.values())
        case RuleKind.AT_LEAST_VALUES:
            return max(0, rule.limit - sum(count > 0 for count in each.values()))
        case RuleKind.AT_LEAST:
            return max(0, rule.limit - fitting)
        case RuleKind.AT_MOST:
            return max(0, fitting - rule.limit)
        case RuleKind.AT_LEAST_SHARE:
            return next(n for n in range(99) if 100 * (fitting + n) >= rule.limit * len(group))
        case RuleKind.AT_MOST_SHARE:
            return next(n for n in range(99) if 100 * (fitting - n) <= rule.limit * len(group))


def answers_of(one: Evaluated, field: str) -> set[str]:
    if field == "country":
        return {one.facts.country}
    answer = one.facts.values[field]
    return {"yes" if answer else "no"} if isinstance(answer, bool) else set(answer)


def doubled(group: Sequence[Evaluated]) -> int:
    """People too many of their organisations; a pair counts as one."""
    ids = {one.participant for one in group}
    second = {
        max(one.participant, one.together_with)
        for one in group
        if one.together_with is not None and one.together_with in ids
    }
    organisations = [one.facts.organisation for one in group if one.participant not in second]
    return len(organisations) - len(set(organisations))


def groups(pool: Sequence[Evaluated], places: int) -> Iterator[tuple[Evaluated, ...]]:
    """All groups of up to so many people in which pairs stay together."""
    known = {one.participant for one in pool}
    for size in range(min(places, len(pool)) + 1):
        for group in combinations(pool, size):
            ids = {one.participant for one in group}
            if all(one.together_with in ids for one in group if one.together_with in known):
                yield group


def is_permitted(
    group: Sequence[Evaluated], rules: SelectionRules, names: Sequence[str] | None = None
) -> bool:
    must = [one for one in rules.rules if one.price is None and (names is None or one.id in names)]
    return not any(off(group, one) for one in must) and (
        not doubled(group) if names is None or ORGANISATIONS in names else True
    )


def worth(group: Sequence[Evaluated], rules: SelectionRules) -> Fraction:
    cost = sum(Fraction(str(one.price)) * 100 * off(group, one) for one in rules.rules if one.price)
    return sum(one.score for one in group) - cost


def best_group(pool: Sequence[Evaluated], rules: SelectionRules) -> list[str] | None:
    """Most people, then worth most, then by lot."""
    lot = sorted(
        pool, key=lambda one: hashlib.sha256(f"{rules.lot_seed}:{one.participant}".encode()).hexdigest()
    )
    place = {one.participant: number for number, one in enumerate(lot)}
    permitted = [group for group in groups(lot, rules.places) if is_permitted(group, rules)]
    if not permitted:
        return None
    best = max(
        permitted,
        key=lambda g: (len(g), worth(g, rules), [-place[one.participant] for one in g]),
    )
    return sorted(one.participant for one in best)


# Made-up calls.


@st.composite
def pools(draw: st.DrawFn) -> tuple[Evaluated, ...]:
    """Some people, the first two perhaps a pair, scores coarse so that ties are common."""
    is_paired = draw(st.booleans())
    count = draw(st.integers(3, 7))
    return tuple(
        Evaluated(
            participant=f"A-{number}",
            facts=Facts(
                organisation=f"Cluster {0 if is_paired and number < 2 else draw(st.integers(0, 9))}",
                country=draw(st.sampled_from(COUNTRIES)),
                values={
                    "first": draw(st.booleans()),
                    "theme": draw(st.sampled_from((("nano",), ("energy",), ("nano", "energy"), ()))),
                },
            ),
            score=draw(st.integers(100, 130)) * 50,
            received_at=RECEIVED,
            together_with=f"A-{1 - number}" if is_paired and number < 2 else None,
        )
        for number in range(count)
    )


def rule(name: str, kind: RuleKind, field: str, limit: int, *values: str, price: float | None = None):
    return BalanceRule(
        id=name, text=f"Rule {name}.", kind=kind, field=field, limit=limit, values=values, price=price
    )


@st.composite
def calls(draw: st.DrawFn, *, wishes: bool = True) -> SelectionRules:
    prices = st.sampled_from((None, None, 2.5, 0.01, 40.0)) if wishes else st.none()
    few, percent = st.integers(1, 3), st.sampled_from((0, 30, 34, 50, 67, 100))
    drawn = (
        rule("country", RuleKind.AT_MOST_PER_VALUE, "country", draw(few), price=draw(prices)),
        rule("countries", RuleKind.AT_LEAST_VALUES, "country", draw(few), price=draw(prices)),
        rule("theme", RuleKind.AT_LEAST_PER_VALUE, "theme", draw(few), *THEMES, price=draw(prices)),
        rule("first", RuleKind.AT_LEAST, "first", draw(few), "yes", price=draw(prices)),
        rule("nano", RuleKind.AT_MOST, "theme", draw(few), "nano", price=draw(prices)),
        rule("half", RuleKind.AT_LEAST_SHARE, "theme", draw(percent), "energy", price=draw(prices)),
        rule("third", RuleKind.AT_MOST_SHARE, "country", draw(percent), "DE", "FR", price=draw(prices)),
    )
    chosen = tuple(one for one in drawn if draw(st.booleans()))
    seed = draw(st.sampled_from(("a", "b", "c")))
    return SelectionRules(places=draw(st.integers(1, 5)), reserve=2, rules=chosen, lot_seed=seed)


def selected(selection: Selection) -> list[str]:
    return sorted(selection.with_status(ApplicationStatus.SELECTED))


# What is said, and whether it is so.


@SMALL
@given(pools(), calls())
def test_the_group_is_the_best_of_all_groups_and_its_objective_says_what_it_is_worth(pool, call):
    selection = select(pool, call)

    best = best_group(pool, call)
    if best is None:
        assert selection.clash
        return
    group = [one for one in pool if one.participant in best]
    assert selected(selection) == best
    assert (selection.is_optimal, selection.gap) == (True, 0)
    assert selection.total == sum(one.score for one in group)
    assert selection.objective == worth(group, call) == selection.total - sum(p.cost for p in selection.paid)
    assert {one.rule: one.off for one in selection.paid} == {
        one.id: off(group, one) for one in call.rules if one.price and off(group, one)
    }


@SMALL
@given(pools(), calls())
def test_the_points_named_are_enough_with_a_hundredth_more_and_not_with_one_less(pool, call):
    for decision in select(pool, call).decisions:
        missing = decision.points_missing
        if missing is None:
            continue
        assert decision.participant in with_more(pool, call, decision, missing + 1)
        assert not missing or decision.participant not in with_more(pool, call, decision, missing - 1)


def with_more(pool, call: SelectionRules, decision: Decision, more: int) -> list[str]:
    """The best group if this application had more points, off the scale too."""
    lifted = [
        one.model_copy(update={"score": one.score + more}) if one.participant == decision.participant else one
        for one in pool
    ]
    return best_group(lifted, call) or []


@SMALL
@given(pools(), calls())
def test_nobody_of_whom_it_is_said_that_no_group_includes_them_is_in_a_permitted_group(pool, call):
    selection = select(pool, call)
    size = len(selected(selection))
    texts = {one.text: one.id for one in call.rules} | {"At most one place per organisation.": ORGANISATIONS}

    for decision in selection.decisions:
        for reason in decision.because:
            if reason.code is ReasonCode.IMPOSSIBLE:
                names = [texts[text] for text in reason.texts]
                assert not any(
                    is_permitted(group, call, names)
                    for group in groups(pool, size)
                    if len(group) == size and decision.participant in {one.participant for one in group}
                )


@SMALL
@given(pools(), calls())
def test_without_the_rule_named_somebody_changes_sides_and_stands_at_the_place_named(pool, call):
    for decision in select(pool, call).decisions:
        for reason in decision.because:
            if reason.code not in (ReasonCode.DISPLACED_BY_RULE, ReasonCode.NEEDED_BY_RULE):
                continue
            group = best_group(*without(pool, call, reason)) or []
            was_in = decision.status is ApplicationStatus.SELECTED
            assert (decision.participant in group) is not was_in
            if not was_in:
                assert (reason.place, reason.of) == place_in(group, pool, call, decision.participant)


def without(pool, call: SelectionRules, reason: Reason):
    """The call without the rule, or the part of it, that a reason names."""
    if reason.rule == ORGANISATIONS:
        return [apart(one) for one in pool], call
    named = next(one for one in call.rules if one.id == reason.rule)
    others = tuple(one for one in call.rules if one is not named)
    if reason.value:
        listed = named.values or COUNTRIES
        kept = tuple(value for value in listed if value != reason.value)
        others += (named.model_copy(update={"values": kept}),)
    return pool, call.model_copy(update={"rules": others})


def apart(one: Evaluated) -> Evaluated:
    facts = one.facts.model_copy(update={"organisation": one.participant})
    return one.model_copy(update={"facts": facts})


def place_in(group: Sequence[str], pool, call: SelectionRules, participant: str) -> tuple[int, int]:
    members = [one for one in pool if one.participant in group]

    def key(one: Evaluated) -> tuple[int, str]:
        return -one.score, hashlib.sha256(f"{call.lot_seed}:{one.participant}".encode()).hexdigest()

    ordered = [one.participant for one in sorted(members, key=key)]
    return ordered.index(participant) + 1, len(ordered)


@SMALL
@given(pools(), calls())
def test_the_lot_is_named_exactly_where_another_group_is_worth_as_much(pool, call):
    selection = select(pool, call)
    best = selected(selection)

    for decision in selection.decisions:
        if decision.participant not in best:
            continue
        others = [one for one in groups(pool, call.places) if is_permitted(one, call)]
        equal = [
            one
            for one in others
            if len(one) == len(best)
            and worth(one, call) == selection.objective
            and decision.participant not in {member.participant for member in one}
        ]
        said = any(reason.code is ReasonCode.BY_LOT for reason in decision.because)
        assert said is bool(equal)


@SMALL
@given(pools(), calls(wishes=False))
def test_a_clash_is_a_clash_and_no_smaller_set_of_rules_clashes(pool, call):
    call = call.model_copy(
        update={"rules": (*call.rules, rule("poles", RuleKind.AT_LEAST, "country", 3, "PL"))}
    )
    clash = select(pool, call).clash
    every = list(groups(pool, call.places))
    names = [ORGANISATIONS, *(one.id for one in call.rules)]

    def clashes(some: Sequence[str]) -> bool:
        return not any(is_permitted(group, call, some) for group in every)

    assert bool(clash) is clashes(names)
    if clash:
        assert clashes(clash)
        assert not any(clashes(some) for some in combinations(names, len(clash) - 1))


@SMALL
@given(pools(), calls(wishes=False))
def test_the_way_out_is_the_shortest_and_leads_out(pool, call):
    call = call.model_copy(
        update={"rules": (*call.rules, rule("poles", RuleKind.AT_LEAST, "country", 3, "PL"))}
    )
    selection = select(pool, call)
    if not selection.clash:
        assert selection.way_out == ()
        return

    fewest = min(sum(off(g, one) for one in call.rules) + doubled(g) for g in groups(pool, call.places))
    assert sum(one.off for one in selection.way_out) == fewest
    limits: dict[str, int] = {}
    for one in selection.way_out:
        better = min if one.high is None else max
        limits[one.rule] = better(limits.get(one.rule, one.would_do), one.would_do)
    eased = tuple(one.model_copy(update={"limit": limits.get(one.id, one.limit)}) for one in call.rules)
    crowded = ORGANISATIONS in limits
    assert select(
        [apart(one) for one in pool] if crowded else pool, call.model_copy(update={"rules": eased})
    ).decisions


@SMALL
@given(pools(), calls())
def test_of_a_pair_both_are_decided_alike(pool, call):
    selection = select(pool, call)

    for one in pool:
        if one.together_with and selection.decisions:
            mine, other = selection.of(one.participant), selection.of(one.together_with)
            assert (mine.status, mine.points_missing) == (other.status, other.points_missing)


@pytest.mark.parametrize("seed", range(3))
def test_asking_by_type_gives_everybody_the_answer_that_asking_person_by_person_gives(seed):
    pool, call = larger_call(seed)
    model = group_model(pool, call)

    for position in range(len(pool)):
        if position in model.best.group:
            continue
        number = model.alike.class_of[position]
        alone = model.search.with_one_of(number)
        expected = None if alone is None else model.best.total - alone
        assert model.distances.missing(number) == expected


def larger_call(seed: int) -> tuple[tuple[Evaluated, ...], SelectionRules]:
    """Sixty people whose answers follow from a digest, so that the call is the same every time."""

    def digit(number: int, name: str, of: int) -> int:
        return int(hashlib.sha256(f"{seed}:{number}:{name}".encode()).hexdigest(), 16) % of

    pool = tuple(
        Evaluated(
            participant=f"A-{number:02d}",
            facts=Facts(
                organisation=f"Cluster {digit(number, 'organisation', 40)}",
                country=COUNTRIES[digit(number, "country", 3)],
                values={
                    "first": digit(number, "first", 3) == 0,
                    "theme": THEMES[: digit(number, "theme", 3)],
                },
            ),
            score=5_000 + 25 * digit(number, "score", 80),
            received_at=RECEIVED,
        )
        for number in range(60)
    )
    rules = (
        rule("country", RuleKind.AT_MOST_PER_VALUE, "country", 5),
        rule("theme", RuleKind.AT_LEAST_PER_VALUE, "theme", 4, *THEMES),
        rule("first", RuleKind.AT_LEAST_SHARE, "first", 40, "yes"),
        rule("energy", RuleKind.AT_MOST, "theme", 4, "energy", price=3.0),
    )
    return pool, SelectionRules(places=12, reserve=4, rules=rules)


def test_the_reserve_list_tells_a_band_of_three_that_ends_with_the_list():
    pool = tuple(
        Evaluated(
            participant=f"A-{number}",
            facts=Facts(organisation=f"Cluster {number}", country="DE", values={}),
            score=9_000 - 100 * number,
            received_at=RECEIVED,
        )
        for number in range(6)
    )

    selection = select(pool, SelectionRules(places=1, reserve=4))

    told = [one.because[0] for one in selection.decisions if one.status is ApplicationStatus.RESERVE]
    assert [(one.place, one.of, one.places) for one in told] == [(1, 3, 4)] * 3 + [(4, 4, 4)]
    assert selection.of("A-1").reasons[0].startswith("On the reserve list, in places 1 to 3 of 4.")
