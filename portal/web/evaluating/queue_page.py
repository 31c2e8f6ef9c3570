"""What an evaluator sees first: what is open, done and not theirs, until when, and how far they are."""

from delegation.correspondence import span_of
from delegation.evaluation import Evaluation, Scoresheet
from delegation.fact import Fact
from delegation.selecting.scoring import in_points, rounded, total_of
from portal.web.evaluating.entering import Visit
from portal.web.evaluating.rounds import Round, Stage, following, progress


class Listed(Fact):
    """One application in the list."""

    application: str
    title: str
    """The organisation; in blind mode the id."""
    state: str
    """`open`, `handed in` or `missing` (the panel met without it)."""
    total: str = ""
    """`3.45`: the evaluator's own weighted mean on the scale from 0 to 5."""


class Declared(Fact):
    application: str
    title: str
    reason: str


class RoundShown(Fact):
    """One cut-off."""

    title: str
    stage: Stage
    opens: str
    due: str
    due_in: str
    """`3 days`; empty once it is over."""
    panel: str
    reassigned: str
    """When what is owed goes to others; empty if never, or it has."""
    rows: tuple[Listed, ...]
    conflicts: tuple[Declared, ...]


class QueuePage(Fact):
    """The facts of `templates/portal/evaluating/queue.html`."""

    token: str
    delegation: str
    organiser: str
    mailbox: str
    name: str
    is_blind: bool
    rounds: tuple[RoundShown, ...]
    opens: str
    """When the evaluation opens, for who comes before anything is there."""
    done: int
    asked: int
    next: str
    """The application to score next; empty when nothing is owed."""
    taken: str = ""
    """The application whose sheet was handed in just before."""
    declared: str = ""
    """The one of which a conflict was declared just before."""


class GonePage(Fact):
    """The facts of `templates/portal/evaluating/gone.html`."""

    why: str
    token: str = ""
    """Of the list to go back to; empty where there is none."""


def queue_page(visit: Visit, names: dict[str, str], *, taken: str = "", declared: str = "") -> QueuePage:
    """`names`: the organisation of each application; empty in blind mode."""
    sheets = {one.application for each in visit.rounds for one in each.sheets}
    conflicts = {one.application for each in visit.rounds for one in each.conflicts}
    done, asked = progress(visit.rounds)
    rules = visit.file.evaluation_rules
    return QueuePage(
        token=visit.token,
        delegation=visit.file.title,
        organiser=visit.file.organiser.name,
        mailbox=visit.file.organiser.mailbox,
        name=visit.person.name,
        is_blind=rules.blind,
        rounds=tuple(_round(one, visit, names) for one in visit.rounds),
        opens=visit.told(rules.opens_at),
        done=done,
        asked=asked,
        next=following(visit.rounds, ""),
        taken=taken if taken in sheets else "",
        declared=declared if declared in conflicts else "",
    )


def _round(one: Round, visit: Visit, names: dict[str, str]) -> RoundShown:
    rules = one.rules
    reassigned = rules.reassigned_at
    return RoundShown(
        title=one.title,
        stage=one.stage,
        opens=visit.told(rules.opens_at),
        due=visit.told(rules.closes_at),
        due_in=span_of(rules.closes_at - one.now) if one.stage is Stage.OPEN else "",
        panel=visit.told(rules.panel_at),
        reassigned=visit.told(reassigned) if reassigned and one.now < reassigned else "",
        rows=tuple(_listed(name, one, names) for name in one.asked),
        conflicts=tuple(
            Declared(application=c.application, title=names.get(c.application, ""), reason=c.reason)
            for c in one.conflicts
        ),
    )


def _listed(application: str, one: Round, names: dict[str, str]) -> Listed:
    sheet = one.sheet(application)
    state = "handed in" if sheet else "open" if one.stage is not Stage.CLOSED else "missing"
    return Listed(
        application=application,
        title=names.get(application, ""),
        state=state,
        total=total_said(sheet, one.rules) if sheet else "",
    )


def total_said(sheet: Scoresheet, rules: Evaluation) -> str:
    """`3.45`: the weighted mean of its marks, on the scale from 0 to 5."""
    return in_points(rounded(total_of(sheet, rules) * 100))
