"""The lump sum of a stay, by the table of the programme; money in integer cents."""

from delegation.exchange_rules import ExchangeRules, LumpSum

ANY_DISTANCE = 10**9


def lump_sum(days: int, km: int, rules: ExchangeRules) -> int:
    """In cents: of the rows for at most so many days those for the most days, and of these the narrowest
    distance that contains it. 0 where no row fits."""
    fitting = [row for row in rules.lump_sums if row.days <= days and km <= _reach(row)]
    best = max(fitting, key=lambda row: (row.days, -_reach(row), row.cents), default=None)
    return best.cents if best else 0


def _reach(row: LumpSum) -> int:
    return ANY_DISTANCE if row.up_to_km is None else row.up_to_km


def money(cents: int, currency: str) -> str:
    """`390.00 EUR`."""
    return f"{cents // 100}.{cents % 100:02d} {currency}"
