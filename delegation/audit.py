"""The audit: who decided what, when and why, in the order of time."""

from collections.abc import Iterator, Sequence

from delegation.audit_entry import AuditEntry
from delegation.file import DelegationFile
from delegation.panel import Adjust, Adjustment, Decide, Publish
from delegation.status import DelegationState

ORGANISER, RULES = "the organiser", "the rules"
"""Where no author was recorded: decided by a person unnamed, or by nobody but the published rules."""


def audit_of(file: DelegationFile, state: DelegationState) -> tuple[AuditEntry, ...]:
    """Every decision about a delegation, the earliest first; of one instant, in the order of the trip."""
    found = (
        *_of_the_call(file, state),
        *_of_the_evaluation(state),
        *_of_the_panel(state),
        *_of_places(state),
        *_of_the_programme(state),
        *_of_the_end(state),
    )
    return tuple(sorted(found, key=lambda one: one.at.timestamp() if one.at else 0.0))


def _of_the_call(file: DelegationFile, state: DelegationState) -> Iterator[AuditEntry]:
    for moved in state.moved_cut_offs:
        what = f"cut-off {moved.cut_off} moved to {moved.closes:%Y-%m-%d %H:%M} ({file.call.zone})"
        yield AuditEntry(at=moved.at, what=what, who=moved.author, why=moved.reason)
    for one in state.overrides:
        what = f"the rule {one.rule} set aside for {one.participant}"
        yield AuditEntry(at=one.at, what=what, who=one.author, why=one.reason, about=(one.participant,))


def _of_the_evaluation(state: DelegationState) -> Iterator[AuditEntry]:
    for conflict in state.conflicts:
        what = f"{conflict.evaluator} no longer scores {conflict.application}: a conflict of interest"
        about = (conflict.application,)
        yield AuditEntry(at=conflict.at, what=what, who=conflict.evaluator, why=conflict.reason, about=about)
    for relief in state.relieved:
        what = f"{relief.evaluator} was relieved; the others shared what was owed"
        yield AuditEntry(at=relief.at, what=what, who=relief.author, why=relief.reason)


def _of_the_panel(state: DelegationState) -> Iterator[AuditEntry]:
    for earlier in state.earlier_decisions:
        yield from _decided(earlier.adjustments, earlier.decision, earlier.publication, earlier.cut_off)
    yield from _decided(state.adjustments, state.decision, state.publication)


def _decided(
    adjustments: Sequence[Adjust], decide: Decide | None, publish: Publish | None, cut_off: str = ""
) -> Iterator[AuditEntry]:
    which = f"the selection for {cut_off}" if cut_off else "the selection"
    for adjust in adjustments:
        yield _adjusted(adjust)
    if decide is not None:
        yield AuditEntry(at=decide.at, what=f"{which} was decided", who=decide.author, why=decide.note)
    if publish is not None:
        yield AuditEntry(at=publish.at, what=f"{which} was published", who=publish.author)


def _adjusted(adjust: Adjust) -> AuditEntry:
    change = adjust.adjustment
    return AuditEntry(
        at=adjust.at,
        what="; ".join(changes_in(change)),
        who=adjust.author,
        why=adjust.reason,
        about=(*change.take, *change.leave, *change.free),
    )


def changes_in(change: Adjustment) -> tuple[str, ...]:
    """What an adjustment changes, in words: `the limit of per-country is 4`."""
    figures = (("places", change.places), ("places on the reserve list", change.reserve))
    lists = (("taken", change.take), ("left out", change.leave), ("ruled about no more", change.free))
    return (
        *(f"{number} {name}" for name, number in figures if number is not None),
        *(f"the limit of {rule} is {limit}" for rule, limit in sorted(change.limits.items())),
        *(f"the rule {rule} no longer applies" for rule in change.dropped),
        *(f"{name} weighs {weight} percent" for name, weight in sorted(change.weights.items())),
        *((f"the threshold is {change.threshold:g}",) if change.threshold is not None else ()),
        *(f"{name}: {', '.join(ids)}" for name, ids in lists if ids),
    )


def _of_places(state: DelegationState) -> Iterator[AuditEntry]:
    for one in state.departures:
        taker = f", {one.substitute} steps in" if one.substitute else ""
        what = f"{one.participant} gave the place back{taker}"
        who = one.author or one.participant
        yield AuditEntry(at=one.left_at, what=what, who=who, why=one.reason, about=(one.participant,))
    for promotion in state.promotions:
        promoted = " and ".join(promotion.participants)
        what = f"a free place went to {promoted}" if promoted else "a free place went to nobody"
        waived = f"Set aside: {', '.join(promotion.waived)}." if promotion.waived else ""
        why = " ".join(part for part in (promotion.reason, waived, promotion.override) if part)
        who = promotion.author or RULES
        yield AuditEntry(at=promotion.at, what=what, who=who, why=why, about=promotion.participants)


def _of_the_programme(state: DelegationState) -> Iterator[AuditEntry]:
    for record in state.changes:
        change = record.change
        what = f"change {change.id} ({change.change.what}): programme version {record.version}"
        yield AuditEntry(at=record.applied_at, what=what, who=change.author, why=change.reason)


def _of_the_end(state: DelegationState) -> Iterator[AuditEntry]:
    if state.cancelled:
        ended = state.phases[-1].ended_at or state.phases[-1].began_at if state.phases else None
        yield AuditEntry(at=ended, what="the delegation was cancelled", who=ORGANISER, why=state.cancelled)
