"""The delegation file as amended while the delegation runs: cut-offs moved, rules adjusted, hosts heard."""

from collections.abc import Sequence
from datetime import datetime

from delegation.correspondence import at_home
from delegation.cut_offs import checked_at, cut_off_named, is_first
from delegation.file import DelegationFile
from delegation.host_rules import hosts_as_answered, items_as_answered
from delegation.panel import Adjust, settled
from delegation.status import DelegationState, MoveCutOff
from delegation.zoned import exists, instant


def amended(
    file: DelegationFile, moved: Sequence[MoveCutOff] = (), adjustments: Sequence[Adjust] = ()
) -> DelegationFile:
    """`file` as it was opened, with all that was changed since, in this order."""
    for one in moved:
        cut_offs = tuple(
            cut_off.model_copy(update={"closes": one.closes}) if cut_off.id == one.cut_off else cut_off
            for cut_off in file.call.cut_offs
        )
        file = file.model_copy(update={"call": file.call.model_copy(update={"cut_offs": cut_offs})})
    if file.selection is None or file.evaluation is None:
        return file
    after = settled(file.selection, file.evaluation, adjustments)
    return file.model_copy(update={"selection": after.rules, "evaluation": after.evaluation})


def as_amended(file: DelegationFile, state: DelegationState) -> DelegationFile:
    """`file` as it was opened, with everything that `state` says was changed, for all cut-offs so far.

    Hosts receive what they said they do; what nobody receives any more is cancelled.
    """
    after = amended(file, state.moved_cut_offs, (*earlier_adjustments(state), *state.adjustments))
    return after.model_copy(
        update={
            "hosts": hosts_as_answered(after.hosts, state.host_answers, state.withdrawn_hosts),
            "itinerary": items_as_answered(after.itinerary, state.withdrawn_hosts),
        }
    )


def earlier_adjustments(state: DelegationState) -> tuple[Adjust, ...]:
    """What the panel changed for cut-offs before the one decided next."""
    return tuple(one for decided in state.earlier_decisions for one in decided.adjustments)


def why_not_move(move: MoveCutOff, file: DelegationFile, now: datetime) -> str | None:
    """Why a cut-off cannot be moved, in a sentence with the remedy; `file` as amended so far."""
    cut_off = cut_off_named(file, move.cut_off)
    if cut_off is None:
        known = ", ".join(one.id for one in file.call.cut_offs)
        return f"There is no cut-off {move.cut_off!r}; the call has {known}."
    if file.call.closes_at(cut_off) <= now:
        closed = at_home(file.call.closes_at(cut_off), file)
        return f"The cut-off {move.cut_off!r} closed on {closed} already."
    if not exists(move.closes, file.call.zone):
        return f"{move.closes:%d %B %Y %H:%M} does not exist in {file.call.zone}: clocks change then."
    if instant(move.closes, file.call.zone) <= now:
        return "The new date has passed; name one that lies ahead."
    return _why_not_in_order(move, file)


def _why_not_in_order(move: MoveCutOff, file: DelegationFile) -> str | None:
    closes = instant(move.closes, file.call.zone)
    if is_first(file, move.cut_off) and file.evaluation is not None:
        checked = checked_at(file) if file.eligibility.checked else file.evaluation_rules.opens_at
        if closes > checked:
            return (
                f"Eligibility is checked on {at_home(checked, file)}; a later cut-off would come too late "
                "for the evaluation. Name an earlier date."
            )
    order = [one.id for one in file.call.cut_offs]
    place = order.index(move.cut_off)
    before, after = file.call.cut_offs[:place], file.call.cut_offs[place + 1 :]
    if any(one.closes >= move.closes for one in before) or any(one.closes <= move.closes for one in after):
        return f"The cut-offs would no longer be in the order {', '.join(order)}; name another date."
    return None
