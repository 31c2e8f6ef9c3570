"""Finding further evaluators while an evaluation runs."""

from temporalio import activity

from activities.lifesign import lifesign
from delegation.application import Applied
from delegation.evaluation import Evaluation
from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.selecting.assignment import Assigned, Assignment, replacements


class ReplacementOrder(Fact):
    """Applications that lost an evaluator, or that came while the evaluation runs."""

    wanted: tuple[Applied, ...]
    assignment: Assignment
    evaluation: Evaluation
    besides: tuple[ItemId, ...] = ()
    """Who is not asked: those who cannot go on, or owe enough already."""


class Replacements(Fact):
    further: tuple[Assigned, ...] = ()
    """One for each application; without evaluators where nobody is left."""


class ReplacementActivities:
    """A deterministic computation without a port: the same order gives the same answer."""

    @activity.defn(name="find_replacements")
    def find_replacements(self, order: ReplacementOrder) -> Replacements:
        """Find who scores what has too few evaluators, evenly and without conflicts. Safe to retry."""
        with lifesign():
            found = replacements(order.wanted, order.assignment, order.evaluation, order.besides)
        return Replacements(further=found)
