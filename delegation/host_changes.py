"""What a host's answer changes in a programme that is published already."""

from collections.abc import Iterator
from typing import NamedTuple

from delegation.change import CancelItem, Change, ChangeKind, HostWithdraws, LimitHost, Urgency
from delegation.hosting import HostAnswer, HostWithdrawal
from delegation.meeting import Host, Meeting, Wish
from delegation.planning.composing import meeting_item_id
from delegation.planning.plan_state import PlanState

LIMITS = ("at_most", "guests_at_most", "unavailable")
"""Of an answer: what may be lower than before."""


class Consequences(NamedTuple):
    """What follows from an answer: changes to make, and sentences about what a person must decide."""

    changes: tuple[Change, ...] = ()
    for_a_person: tuple[str, ...] = ()


def consequences(
    answer: HostAnswer,
    plan: PlanState,
    *,
    before: HostAnswer | None = None,
    number: int,
    urgency: Urgency,
) -> Consequences:
    """Fewer meetings, guests or slots, and meetings ruled out, are carried through; more is for a person.

    What stands in its answer `before` already does not limit it once more: the organiser may have agreed on
    more since. `number` is that of the first change; ids of changes are unique in a delegation.
    """
    host = next((one for one in plan.hosts if one.id == answer.host), None)
    if host is None:
        return Consequences()
    kinds = [*_limit(_said_anew(answer, before), host), *_ruled_out(answer, plan)]
    changes = tuple(
        _change(answer, kind, reason, number + step, urgency) for step, (kind, reason) in enumerate(kinds)
    )
    return Consequences(changes, tuple(_more(answer, host)))


def withdrawn(withdrawal: HostWithdrawal, *, number: int, urgency: Urgency) -> Change:
    """The change that frees what a host received."""
    return Change(
        at=withdrawal.at,
        id=f"host-{number}",
        change=HostWithdraws(host=withdrawal.host),
        author=withdrawal.host,
        reason=withdrawal.reason,
        urgency=urgency,
    )


def _change(answer: HostAnswer, kind: ChangeKind, reason: str, number: int, urgency: Urgency) -> Change:
    return Change(
        at=answer.at, id=f"host-{number}", change=kind, author=answer.host, reason=reason, urgency=urgency
    )


def _said_anew(answer: HostAnswer, before: HostAnswer | None) -> HostAnswer:
    """The limits that differ from those it set before."""
    if before is None:
        return answer
    known = {name: None for name in LIMITS if getattr(answer, name) == getattr(before, name)}
    return answer.model_copy(update=known)


def _limit(answer: HostAnswer, host: Host) -> list[tuple[ChangeKind, str]]:
    """One change for all limits, where one of them is tighter than before."""
    meetings = answer.at_most if answer.at_most is not None and answer.at_most < host.at_most else None
    guests = answer.guests_at_most if _is_fewer(answer.guests_at_most, host.guests_at_most) else None
    closed = tuple(slot for slot in answer.unavailable or () if slot not in host.unavailable)
    if meetings is None and guests is None and not closed:
        return []
    limit = LimitHost(host=host.id, at_most=meetings, guests_at_most=guests, unavailable=closed)
    return [(limit, "The host receives fewer than planned.")]


def _is_fewer(said: int | None, before: int | None) -> bool:
    return said is not None and (before is None or said < before)


def _ruled_out(answer: HostAnswer, plan: PlanState) -> list[tuple[ChangeKind, str]]:
    refused = {wish.participant for wish in answer.wishes if wish.wish is Wish.NO}
    return [
        (
            CancelItem(item=meeting_item_id(one.participant, one.host)),
            "A meeting was declined by the host; what it frees goes to others.",
        )
        for one in _meetings(answer.host, plan)
        if one.participant in refused
    ]


def _more(answer: HostAnswer, host: Host) -> Iterator[str]:
    """A higher limit wins meetings only if somebody wants them."""
    if answer.at_most is not None and answer.at_most > host.at_most:
        yield f"{host.id} takes up to {answer.at_most} meetings instead of {host.at_most}; add them if wanted"


def _meetings(host: str, plan: PlanState) -> list[Meeting]:
    return sorted(plan.of_host(host), key=lambda one: (one.slot, one.participant))
