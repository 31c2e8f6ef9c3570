"""What one decline would lead to: for each holder of a place, who would be promoted, or why nobody."""

from collections.abc import Collection, Sequence

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.selecting.promotion import Promotion, promote
from delegation.selecting.scoring import Evaluated
from delegation.selection_rules import SelectionRules


class IfDeclined(Fact):
    """One who holds a place, and what happens if only this one gives it back."""

    participant: ParticipantId
    promotion: Promotion


def foresee(
    evaluated: Sequence[Evaluated],
    rules: SelectionRules,
    *,
    holding: Collection[ParticipantId],
    out: Collection[ParticipantId],
    reserve: Sequence[ParticipantId],
    needs_visa: Collection[ParticipantId] = (),
    visa_too_late: bool = False,
    waived: Collection[ItemId] = (),
) -> tuple[IfDeclined, ...]:
    """The promotion after each single decline, in the order of ids. Places free already are filled as well.

    The same arguments as `promote`. Nothing is decided: it is what `promote` would answer.
    """
    return tuple(
        IfDeclined(
            participant=leaver,
            promotion=promote(
                evaluated,
                rules,
                holding=[one for one in holding if one != leaver],
                out=[*out, leaver],
                reserve=reserve,
                needs_visa=needs_visa,
                visa_too_late=visa_too_late,
                waived=waived,
            ),
        )
        for leaver in sorted(holding)
    )
