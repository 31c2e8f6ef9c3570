"""Where an evaluation stands, for the organiser: who owes what, what is overdue, where opinions differ."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from delegation.correspondence import span_of
from delegation.evaluation import Evaluation
from delegation.evaluation_state import EvaluationView
from delegation.fact import Fact
from delegation.selecting.progress import ApplicationProgress, EvaluatorProgress
from portal.show import moment, points
from portal.web.organising.bar import DeskPage
from portal.web.organising.pictures import Counted, Picture, stacked

MOST = 200


class EvaluatorRow(Fact):
    """One evaluator. `owed` names applications."""

    id: str
    name: str
    organisation: str
    asked: int
    handed_in: int
    owed: tuple[str, ...]
    reminded: str
    state: str
    kind: str
    can_relieve: bool = False


class ApplicationRow(Fact):
    """An application that misses a sheet, or divides opinions."""

    id: str
    sheets: str
    spread: str
    evaluators: tuple[str, ...]
    note: str = ""
    kind: str = "quiet"


class EvaluationTyped(Fact):
    """What was typed and could not be done, and why not."""

    deed: str = ""
    reason: str = ""
    application: str = ""
    problem: str = ""


class EvaluationPage(DeskPage):
    """The facts of `templates/portal/desk/evaluation.html`."""

    slug: str
    cut_off: str = ""
    cut_offs: tuple[tuple[str, str], ...] = ()
    """Every cut-off with an evaluation of its own: what the address says, and its name."""
    waits_for: str = ""
    """Why nobody scores yet; empty once they do."""
    due: str = ""
    left: str = ""
    """Until score sheets are due; empty once that has passed."""
    overdue: int = 0
    progress: Picture | None = None
    evaluators: tuple[EvaluatorRow, ...] = ()
    missing: tuple[ApplicationRow, ...] = ()
    divided: tuple[ApplicationRow, ...] = ()
    conflicts: tuple[tuple[str, str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    workflow: str = ""
    said: str = ""


class EvaluatorDeedPage(DeskPage):
    """The facts of `templates/portal/desk/evaluation-deed.html`."""

    slug: str
    deed: str
    """`relieve` or `conflict`."""
    cut_off: str = ""
    evaluator: EvaluatorRow
    applications: tuple[str, ...] = ()
    """Those of which a conflict may be declared."""
    typed: EvaluationTyped = EvaluationTyped()


def evaluation_facts(view: EvaluationView, rules: Evaluation, names: Mapping[str, str]) -> dict[str, Any]:
    """What the page says of an evaluation that runs or has ended; `names` of people by evaluator."""
    owed = sum(len(one.owed) for one in view.evaluators)
    late = view.now > rules.closes_at
    parts = [
        Counted(label="Handed in", value=view.sheets, of=view.sheets + owed, kind="done"),
        Counted(
            label="Overdue" if late else "Still to come",
            value=owed,
            of=view.sheets + owed,
            kind="missed" if late else "free",
        ),
    ]
    rows = [_application(one, rules) for one in view.applications]
    return {
        "due": moment(rules.closes_at, rules.zone),
        "left": "" if late else _away(rules.closes_at - view.now),
        "overdue": owed if late else 0,
        "progress": stacked("progress", "Score sheets", ("Score sheets", "Number"), "Score sheets", parts),
        "evaluators": tuple(evaluator_row(one, rules, view.now, names) for one in view.evaluators),
        "missing": tuple(
            row for row, one in zip(rows, view.applications, strict=True) if one.held < one.needed
        )[:MOST],
        "divided": tuple(
            row for row, one in zip(rows, view.applications, strict=True) if _is_divided(one, rules)
        )[:MOST],
        "conflicts": tuple(
            (moment(one.at, rules.zone) if one.at else "", one.evaluator, one.application, one.reason)
            for one in view.conflicts
        ),
        "notes": view.assignment.notes,
    }


def evaluator_row(
    one: EvaluatorProgress, rules: Evaluation, now: datetime, names: Mapping[str, str]
) -> EvaluatorRow:
    organisation = next((known.organisation for known in rules.evaluators if known.id == one.evaluator), "")
    state, kind = _state(one, is_late=now > rules.closes_at)
    return EvaluatorRow(
        id=one.evaluator,
        name=names.get(one.evaluator, ""),
        organisation=organisation,
        asked=one.asked,
        handed_in=one.handed_in,
        owed=one.owed,
        reminded=moment(one.reminded_at, rules.zone) if one.reminded_at else "",
        state=state,
        kind=kind,
        can_relieve=not one.is_relieved and bool(one.owed) and now < rules.panel_at,
    )


def _state(one: EvaluatorProgress, *, is_late: bool) -> tuple[str, str]:
    if one.is_relieved:
        return "relieved", "quiet"
    if not one.asked:
        return "nothing to score", "quiet"
    if not one.owed:
        return "done", "good"
    return (f"{len(one.owed)} overdue", "bad") if is_late else (f"{len(one.owed)} to come", "news")


def _application(one: ApplicationProgress, rules: Evaluation) -> ApplicationRow:
    note, kind = "", "quiet"
    if one.is_third_asked:
        note, kind = (f"third opinion: {one.third}", "news") if one.third else ("nobody left to ask", "bad")
    elif _is_divided(one, rules):
        note, kind = "opinions differ", "news"
    return ApplicationRow(
        id=one.application,
        sheets=f"{one.held} of {one.needed}",
        spread=points(one.spread) or "",
        evaluators=one.evaluators,
        note=note,
        kind=kind,
    )


def _is_divided(one: ApplicationProgress, rules: Evaluation) -> bool:
    return one.is_third_asked or one.spread > round(rules.third_opinion_spread * 100)


def _away(left: timedelta) -> str:
    return span_of(left) if left >= timedelta(hours=1) else "less than an hour"
