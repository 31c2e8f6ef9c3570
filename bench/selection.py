"""The selection against its proven bound and against going down the ranking by hand.

Run with `python -m bench.selection` from the root. Pools are generated, with a fixed seed: marks of two
evaluators per application, correlated answers, and rules as tight as those of a real call. "By hand" is
the usual way: down the ranking, skipping whoever would break a maximum; it cannot look ahead to minima.
A public panel is measured with `--panel FOLDER --places 20`: a folder of categories.csv and respondents.csv.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from delegation.application import Facts, Value
from delegation.selecting.balance import Bound, check_rules, demands, in_order
from delegation.selecting.scoring import Evaluated, in_points
from delegation.selecting.selection import group_model, select
from delegation.selecting.solve_file.head import Instead
from delegation.selection_rules import BalanceRule, RuleKind, SelectionRules
from portal.selection_files import read_selection_file

THEMES = ("nano", "materials", "medical", "manufacturing", "energy", "electronics", "care", "other")
COUNTRIES = ("DE", "FR", "ES", "IT", "PL", "SE", "RO", "DK", "AT", "PT", "NL", "BE", "FI", "IE", "CZ", "HU")
WEIGHTS = (30, 25, 20, 15, 10)
SIZES = ((34, 31), (1_500, 200), (100_000, 1_000))
"""Applications and places."""
T = TypeVar("T")


@dataclass(frozen=True)
class Pool:
    """A call: who was evaluated, and the rules."""

    name: str
    evaluated: tuple[Evaluated, ...]
    rules: SelectionRules


def generated(applications: int, places: int, seed: int) -> Pool:
    """A pool whose large countries and favourite themes score a little better, as in real calls."""
    chance = random.Random(seed)
    evaluated = tuple(_evaluated(chance, number) for number in range(applications))
    return Pool(f"{applications} -> {places}", evaluated, _rules(places))


def _evaluated(chance: random.Random, number: int) -> Evaluated:
    country = chance.choices(COUNTRIES, weights=range(len(COUNTRIES), 0, -1))[0]
    theme = chance.choices(THEMES, weights=(6, 5, 5, 4, 4, 3, 3, 2))[0]
    lift = 0.4 * (COUNTRIES.index(country) < 4) + 0.3 * (THEMES.index(theme) < 3)
    marks = [min(5, max(2, round(chance.gauss(3.5 + lift, 0.8)))) for _ in range(2 * len(WEIGHTS))]
    weighted = sum(mark * weight for mark, weight in zip(marks, WEIGHTS * 2, strict=True))
    values: dict[str, Value] = {
        "theme": theme,
        "first-time": chance.random() < 0.35,
        "label": chance.choices(("none", "bronze", "silver", "gold"), weights=(5, 2, 2, 1))[0],
    }
    facts = Facts(organisation=f"Cluster {chance.randrange(10**6)}", country=country, values=values)
    received = datetime(2017, 2, 1, tzinfo=UTC)
    return Evaluated(participant=f"A-{number}", facts=facts, score=weighted * 10, received_at=received)


def _rules(places: int) -> SelectionRules:
    def share(percent: int) -> int:
        return -(-places * percent // 100)

    kinds = (
        ("country", RuleKind.AT_MOST_PER_VALUE, "country", share(16), ()),
        ("countries", RuleKind.AT_LEAST_VALUES, "country", min(8, places), ()),
        (
            "theme",
            RuleKind.AT_LEAST_PER_VALUE,
            "theme",
            max(1, places // 9 if places < 30 else places // 12),
            THEMES,
        ),
        ("first-time", RuleKind.AT_LEAST, "first-time", share(21), ("yes",)),
        ("label", RuleKind.AT_LEAST, "label", share(32), ("bronze", "silver", "gold")),
    )
    rules = tuple(
        BalanceRule(id=name, text=f"Rule {name}.", kind=kind, field=field, limit=limit, values=values)
        for name, kind, field, limit, values in kinds
    )
    return SelectionRules(places=places, reserve=places // 3, rules=rules, lot_seed="bench")


def published(folder: Path, places: int | None) -> Pool:
    """A panel as published: no scores, so that the lot alone decides among the permitted groups."""
    solvable = read_selection_file(folder, Instead(places=places))
    name = f"{folder.name}: {len(solvable.evaluated)} -> {solvable.rules.places}"
    return Pool(name, solvable.evaluated, solvable.rules)


def by_hand(pool: Pool) -> tuple[int, int]:
    """Down the ranking, skipping whoever breaks a maximum: the total, and how many rules end up broken."""
    people = in_order(pool.evaluated)
    highs = [one for one in demands(people, pool.rules) if isinstance(one, Bound) and one.high is not None]
    limits: dict[int, list[Bound]] = {}
    for demand in highs:
        for position in demand.members:
            limits.setdefault(position, []).append(demand)
    counts: Counter[int] = Counter()
    taken: list[int] = []
    for position in group_model(people, pool.rules).by_score:
        own = limits.get(position, [])
        if len(taken) < pool.rules.places and all(counts[id(one)] < (one.high or 0) for one in own):
            taken.append(position)
            counts.update(id(one) for one in own)
    checks = check_rules([people[position] for position in taken], pool.rules)
    return sum(people[position].score for position in taken), sum(not check.satisfied for check in checks)


def measure(pool: Pool) -> None:
    """Print one pool: the value against bound and against by hand, and what the explanations cost."""
    hand, hand_seconds = _timed(lambda: by_hand(pool))
    best, solve_seconds = _timed(lambda: group_model(in_order(pool.evaluated), pool.rules).best)
    print(f"\n{pool.name}")
    if best is None:
        print(
            f"  no group keeps the rules; they clash: {', '.join(select(pool.evaluated, pool.rules).clash)}"
        )
        return
    gap = 100 * (best.bound - best.total) / best.bound if best.bound else 0.0
    print(f"  total {in_points(best.total)}, bound {in_points(best.bound)}, gap {gap:.3f} %", flush=True)
    print(f"  by hand {in_points(hand[0])}, {hand[1]} of the rules broken")
    print(f"  solved {solve_seconds:.2f} s, {solve_seconds / hand_seconds:.0f} times by hand", flush=True)
    _, explain_seconds = _timed(lambda: select(pool.evaluated, pool.rules))
    each = 1000 * explain_seconds / len(pool.evaluated)
    print(f"  with every reason {explain_seconds:.2f} s, {each:.1f} ms each")


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--panel", type=Path, help="a folder of categories.csv and respondents.csv")
    parser.add_argument("--places", type=int, help="how many places the panel has")
    chosen = parser.parse_args(arguments)
    select(generated(12, 4, chosen.seed).evaluated, SelectionRules(places=4))  # loads the solver
    if chosen.panel is not None:
        measure(published(chosen.panel, chosen.places))
        return
    for applications, places in SIZES:
        measure(generated(applications, places, chosen.seed))


if __name__ == "__main__":
    main()
