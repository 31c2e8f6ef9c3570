"""Why somebody goes to this visit, in words for that person alone; nothing about anybody else's wishes."""

from delegation.planning.visit_block import VisitBlock


def reason(block: VisitBlock, participant: str, item: str, worst: int, within: int | None = None) -> str:
    """For who got `item`; `worst` is the worst rank that anybody got."""
    title, rank = block.title(item), block.rank(participant, item)
    told = _not_possible(block, participant, item)
    if not block.ranking(participant):
        why = "" if block.wants(participant) else "You stated no wish for these visits; "
        return f"{told}{why}{title!r} had a free place."
    if rank == 1:
        return f"{told}{title!r} is {'the first of your other wishes' if told else 'your first wish'}."
    first = block.title(block.ranking(participant)[0])
    yours = (
        "not among your wishes" if rank is None else f"your {ordinal(_stated(block, participant, item))} wish"
    )
    return (
        f"{told}{title!r} is {yours}: more delegates asked for {first!r} than it can take. "
        f"{_rule(block.is_short(participant, item, within), worst, within)}; what was still equal was "
        "decided by lot."
    )


def reason_for_nothing(block: VisitBlock, participant: str) -> str:
    """For who got no place."""
    if not any(block.is_possible(participant, item) for item in block.ids):
        return "None of the parallel visits is possible for you; this time is free. The organiser can help."
    taken = "All places of the parallel visits are taken; this time is free for you."
    return _not_possible(block, participant) + taken


def _not_possible(block: VisitBlock, participant: str, item: str = "") -> str:
    """Wishes that were ruled out, of those above `item`; not why: that is nobody else's business."""
    stated = block.rankings.get(participant, ())
    above = stated[: stated.index(item)] if item in stated else stated
    gone = [one for one in above if not block.is_possible(participant, one)]
    return "".join(f"{block.title(one)!r} is not possible for you. " for one in gone)


def _stated(block: VisitBlock, participant: str, item: str) -> int:
    """The rank as the person wrote it."""
    return block.rankings[participant].index(item) + 1


def _rule(is_short: bool, worst: int, within: int | None) -> str:
    if is_short and within is not None:
        return (
            f"There are not enough places for everybody to get one of the first {within} wishes; places were "
            "given so that as many as possible do"
        )
    return f"Places were given so that nobody gets worse than a {ordinal(worst)} wish"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `4th`."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in (11, 12, 13) else 0, "th")
    return f"{number}{ending}"
