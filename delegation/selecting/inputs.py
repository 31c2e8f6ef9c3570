"""What a selection is solved from, before anything the panel tries."""

from delegation.application import Applied
from delegation.evaluation import Evaluation, Scoresheet
from delegation.fact import Fact
from delegation.ids import ParticipantId
from delegation.panel import Adjust
from delegation.selecting.scoring import Evaluated
from delegation.selection_rules import SelectionRules


class SelectionInputs(Fact):
    """What the next selection of a delegation would look at: nothing personal, no adjustment applied yet."""

    applications: tuple[Applied, ...] = ()
    """Those evaluated for the cut-off that is decided next."""
    sheets: tuple[Scoresheet, ...] = ()
    evaluation: Evaluation
    rules: SelectionRules
    """As in the delegation file; `adjustments` say what changed since."""
    adjustments: tuple[Adjust, ...] = ()
    """What the panel changed, oldest first."""
    holding: tuple[ParticipantId, ...] = ()
    """Who holds a place of an earlier cut-off."""
    earlier: tuple[Evaluated, ...] = ()
    """Who was evaluated for an earlier cut-off and holds a place, or waits for one."""
