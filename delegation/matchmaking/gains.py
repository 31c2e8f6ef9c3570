"""What a change can win at most: new meetings beside all published ones, wherever those may move to."""

from dataclasses import replace

from delegation.matchmaking.choosing import limit_people, market_aims, searched
from delegation.matchmaking.corners import whole_corner
from delegation.matchmaking.market import Market

LARGEST_WEIGHT = 10**9
"""Above it several aims in one figure would be lost in rounding."""


def beside(market: Market) -> Market:
    """The market of what is left when every pinned meeting is held in some slot or other."""
    held = {(one.pair.one, one.pair.other) for one in market.pinned}
    spare = [
        max(0, min(most, mask.bit_count()) - busy.bit_count())
        for most, mask, busy in zip(market.at_most, market.open_slots, market.held, strict=True)
    ]
    return replace(
        market,
        pinned=(),
        per_day=(),
        at_most=tuple(spare),
        at_least=market.floor_missing,
        tables=(sum(market.free_tables),) * market.slots,
        pairs=tuple(pair for pair in market.pairs if (pair.one, pair.other) not in held),
    )


def most_gain(left: Market) -> tuple[int, ...] | None:
    """The best score of new meetings in the market `beside` made; None where that is not found."""
    pairs = left.candidates
    if not pairs:
        return left.score(())
    rows = limit_people(left, pairs)
    rows.at_most(range(len(pairs)), left.tables[0])
    aims = market_aims(left, pairs)
    taken = whole_corner(rows, aims)
    if taken is None:
        found = searched(rows, aims, 500)
        if found is None or not found[1]:
            return None
        taken = found[0]
    return left.score([pair for pair, take in zip(pairs, taken, strict=False) if take])


def weights(left: Market, moves_at_most: int) -> list[int] | None:
    """What aims weigh in one figure, so that no later one outweighs an earlier one; None if that is too much.

    Possible because a change leaves room for few new meetings. One move weighs 1.
    """
    pairs = left.candidates
    rows = limit_people(left, pairs)
    rows.at_most(range(len(pairs)), left.tables[0])
    weight, found = moves_at_most + 1, list[int]()
    for aim in reversed(market_aims(left, pairs)):
        alone = whole_corner(rows, [aim]) if pairs else []
        if alone is None:
            return None
        found.append(weight)
        weight *= sum(factor * take for factor, take in zip(aim, alone, strict=False)) + 1
    return None if weight > LARGEST_WEIGHT else found[::-1]
