"""Deciding: eligibility, evaluation and selection computed once and kept in the history.

The rules themselves are pure functions in `delegation/`. They run as activities so that a result
stands as it was computed, also after the code that computed it has changed.
"""

from pydantic import AwareDatetime, Field
from temporalio import activity

from activities.lifesign import lifesign
from delegation.application import Applied
from delegation.eligibility_rules import Eligibility
from delegation.evaluation import Evaluation, Scoresheet
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.panel import Ruling
from delegation.selecting.assignment import Assigned, Assignment, assign_evaluators, third_opinion
from delegation.selecting.eligibility import EligibilityReport, check_eligibility
from delegation.selecting.promotion import Promotion, promote
from delegation.selecting.scoring import Evaluated, evaluate
from delegation.selecting.selection import Selection, select
from delegation.selection_rules import SelectionRules
from delegation.told_comments import told_comments
from delegation.zoned import ZoneName, zone_named


class EligibilityOrder(Fact):
    applications: tuple[Applied, ...]
    cut_off: AwareDatetime
    late_until: AwareDatetime | None = None
    """Until when late applications are taken at the applicant's own cost."""
    zone: ZoneName = "UTC"
    """In which the reasons write times: JSON keeps the cut-off's offset and forgets its zone."""
    rules: Eligibility


class EligibilityReports(Fact):
    reports: tuple[EligibilityReport, ...]


class EvaluationOrder(Fact):
    """Applications to assign or score, with the sheets held so far."""

    applications: tuple[Applied, ...]
    evaluation: Evaluation
    assignment: Assignment = Assignment()
    sheets: tuple[Scoresheet, ...] = ()


class ThirdOpinions(Fact):
    further: tuple[Assigned, ...] = ()


class SelectionOrder(Fact):
    applications: tuple[Applied, ...]
    sheets: tuple[Scoresheet, ...]
    evaluation: Evaluation
    rules: SelectionRules
    rulings: tuple[Ruling, ...] = ()
    earlier: tuple[Evaluated, ...] = ()
    """Who was evaluated for an earlier cut-off and holds a place, or waits for one."""
    holding: tuple[ParticipantId, ...] = ()
    """Who of these holds a place: nobody loses it."""


class Selected(Fact):
    """The scores and the selection made from them."""

    evaluated: tuple[Evaluated, ...]
    selection: Selection
    comments: dict[ParticipantId, tuple[str, ...]] = Field(default_factory=dict)
    """What evaluators wrote about each, without other applicants: fit for the letters."""


class PromotionOrder(Fact):
    """Who holds a place, who is out, and who waits: one place is to be passed on."""

    evaluated: tuple[Evaluated, ...]
    rules: SelectionRules
    holding: tuple[ParticipantId, ...]
    out: tuple[ParticipantId, ...]
    reserve: tuple[ParticipantId, ...]
    needs_visa: tuple[ParticipantId, ...] = ()
    is_too_late_for_visa: bool = False
    waived: tuple[ItemId, ...] = ()
    """Rules of balance set aside by a recorded decision."""


class DecisionActivities:
    """Deterministic computations without a port: the same order gives the same answer."""

    @activity.defn(name="check_eligibility")
    def check_eligibility(self, order: EligibilityOrder) -> EligibilityReports:
        """Check every application against the rules. Milliseconds each; safe to retry."""
        zone = zone_named(order.zone)
        reports = []
        for applied in order.applications:
            limit = order.late_until if applied.own_cost and order.late_until else order.cut_off
            reports.append(check_eligibility(applied, limit.astimezone(zone), order.rules))
        return EligibilityReports(reports=tuple(reports))

    @activity.defn(name="assign_evaluators")
    def assign_evaluators(self, order: EvaluationOrder) -> Assignment:
        """Give every application its evaluators, evenly and without conflicts. Safe to retry."""
        with lifesign():
            return assign_evaluators(order.applications, order.evaluation)

    @activity.defn(name="find_third_opinions")
    def find_third_opinions(self, order: EvaluationOrder) -> ThirdOpinions:
        """Find where two scores lie too far apart, and who is asked as well. Safe to retry."""
        further = third_opinion(order.applications, order.assignment, order.sheets, order.evaluation)
        return ThirdOpinions(further=further)

    @activity.defn(name="solve_selection")
    def solve_selection(self, order: SelectionOrder) -> Selected:
        """Score all applications and solve the selection, with reasons. A second for 100 applications."""
        evaluated = evaluate(order.applications, order.sheets, order.evaluation)
        with lifesign():
            solved = select(
                (*order.earlier, *evaluated), order.rules, pinned=order.holding, rulings=order.rulings
            )
            comments = _comments(order)
        return Selected(evaluated=evaluated, selection=solved, comments=comments)

    @activity.defn(name="find_promotion")
    def find_promotion(self, order: PromotionOrder) -> Promotion:
        """Find who of the reserve list keeps the group's balance, or say why nobody does. Safe to retry."""
        with lifesign():
            return promote(
                order.evaluated,
                order.rules,
                holding=order.holding,
                out=order.out,
                needs_visa=order.needs_visa,
                visa_too_late=order.is_too_late_for_visa,
                reserve=order.reserve,
                waived=order.waived,
            )


def _comments(order: SelectionOrder) -> dict[str, tuple[str, ...]]:
    """Redacting takes 10 to 50 ms an application, too long for many within a workflow."""
    if not order.evaluation.comments_in_letters:
        return {}
    organisations = {one.participant: one.facts.organisation for one in order.applications}
    organisations |= {one.participant: one.facts.organisation for one in order.earlier}
    evaluators = [one.id for one in order.evaluation.evaluators]
    told = {
        one.participant: told_comments(one.participant, order.sheets, organisations, evaluators)
        for one in order.applications
    }
    return {participant: comments for participant, comments in told.items() if comments}
