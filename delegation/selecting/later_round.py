"""A later cut-off: places that are left are filled, and nobody who holds or waits for one loses it."""

from collections.abc import Collection, Sequence

from delegation.application import ApplicationStatus
from delegation.selecting.selection import Decision, Selection


def joined(
    before: Selection | None, solved: Selection, joining: Collection[str], waiting: Sequence[str]
) -> Selection:
    """The decisions of all cut-offs so far.

    `solved` is the selection over everyone who holds a place (pinned), who waits on the reserve list
    and who is `joining` now. Who waits keeps the place on the list, unless selected now; who joins the
    list comes after them.
    """
    old = {one.participant: one for one in (before.decisions if before else ())}
    changed: list[Decision] = []
    rank = len(waiting)
    for one in solved.decisions:
        if one.participant in waiting and one.status is ApplicationStatus.SELECTED:
            changed.append(one)
        elif one.participant in joining:
            is_reserve = one.status is ApplicationStatus.RESERVE
            rank += is_reserve
            changed.append(one.model_copy(update={"rank": rank}) if is_reserve else one)
    new = {one.participant: one for one in changed}
    kept = [one for participant, one in old.items() if participant not in new]
    return solved.model_copy(update={"decisions": _ordered([*kept, *changed])})


def _ordered(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Selected, then the reserve list by rank, then the others; otherwise in the order they were made."""
    order = (ApplicationStatus.SELECTED, ApplicationStatus.RESERVE)

    def place(one: Decision) -> tuple[int, int]:
        return (order.index(one.status) if one.status in order else len(order), one.rank or 0)

    return tuple(sorted(decisions, key=place))
