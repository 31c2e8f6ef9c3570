"""Where an evaluation stands, as tables."""

from delegation.evaluation import Evaluation
from delegation.evaluation_state import EvaluationView
from portal import show


def show_evaluators(view: EvaluationView, rules: Evaluation) -> None:
    show.rows(
        ("evaluator", "#asked", "#handed in", "#owed", "last letter", "still to score", "remark"),
        [
            (
                one.evaluator,
                one.asked,
                one.handed_in,
                len(one.owed),
                show.moment(one.reminded_at, rules.zone) if one.reminded_at else None,
                ", ".join(one.owed),
                "relieved" if one.is_relieved else None,
            )
            for one in view.evaluators
        ],
    )


def show_applications(view: EvaluationView) -> None:
    """Those that miss a sheet or divide opinions; the others need no attention."""
    entries = [
        (
            one.application,
            f"{one.held} of {one.needed}",
            show.points(one.spread),
            ", ".join(one.evaluators),
            (one.third or "nobody is left") if one.is_third_asked else None,
        )
        for one in view.applications
        if one.held < one.needed or one.is_third_asked
    ]
    if entries:
        show.rows(("application", "#sheets", "#spread", "evaluators", "third opinion"), entries)


def show_conflicts(view: EvaluationView, rules: Evaluation) -> None:
    """Declared while it runs."""
    if view.conflicts:
        show.rows(
            ("declared", "evaluator", "application", "conflict of interest"),
            [
                (
                    show.moment(one.at, rules.zone) if one.at else None,
                    one.evaluator,
                    one.application,
                    one.reason,
                )
                for one in view.conflicts
            ],
        )
