"""What the pages of uploads show: what may be uploaded, what a file would do, and what was done."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from delegation.fact import Fact
from delegation.organisations.import_plan import ACCEPTABLE, ImportReport, Outcome, RowOutcome
from portal.web.organising.bar import DeskPage
from portal.web.organising.uploads_plan import Does, Planned
from portal.web.organising.uploads_table import LARGEST, MOST_ROWS

MOST_SHOWN = 300
"""Rows of the table; those with problems come first."""
BATCH = 100
"""Applications taken at one press of the button."""


class RowShown(Fact):
    number: int
    id: str
    name: str
    does: str
    tone: str
    """The class of its badge."""
    said: tuple[str, ...] = ()


class UploadsPage(DeskPage):
    """The facts of `templates/portal/desk/uploads.html`."""

    slug: str
    problem: str = ""
    problem_of: str = ""
    """The kind of upload it is about."""
    done: str = ""
    is_open: bool = True
    refusal: str = ""
    largest: int = LARGEST // 1_000_000
    most: int = MOST_ROWS


class PlanPage(DeskPage):
    """The facts of `templates/portal/desk/uploads-plan.html`."""

    slug: str
    kind: str
    heading: str
    rows: tuple[RowShown, ...]
    hidden: int = 0
    """How many more rows there are than are shown."""
    counts: tuple[tuple[str, int], ...] = ()
    carried: str
    ignored: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    takes: int = 0
    """How many rows the button takes."""
    left: int = 0
    """How many it leaves for the next time."""
    accepts: tuple[tuple[str, int, bool], ...] = ()
    """Of organisations: what may be accepted, how many rows, and whether it is ticked."""
    news: str = ""
    is_away: bool = False


TONES = {Does.NEW: "good", Does.CHANGED: "news", Does.SAME: "quiet", Does.REFUSED: "bad"}
ORGANISATION_TONES = {
    Outcome.NEW: "good",
    Outcome.SAME: "quiet",
    Outcome.CHANGED: "news",
    Outcome.CONFLICT: "news",
    Outcome.DUPLICATE: "bad",
    Outcome.REFUSED: "bad",
}


def plan_page(
    facts: Mapping[str, Any],  # Any: fields of different types
    slug: str,
    found: Sequence[Planned],
    carried: str,
    *,
    ignored: Sequence[str] = (),
    news: str = "",
    is_away: bool = False,
) -> PlanPage:
    """Of applications."""
    rows = [
        RowShown(
            number=one.plan.number,
            id=one.plan.id,
            name=one.plan.name,
            does=one.plan.does.value,
            tone=TONES[one.plan.does],
            said=one.plan.problems,
        )
        for one in found
    ]
    open_rows = sum(one.application is not None for one in found)
    counts = Counter(one.plan.does for one in found)
    return PlanPage(
        **facts,
        slug=slug,
        kind="applications",
        heading="Applications",
        rows=first(rows),
        hidden=max(0, len(rows) - MOST_SHOWN),
        counts=tuple((one.value, counts[one]) for one in Does if counts[one]),
        carried=carried,
        ignored=tuple(ignored),
        takes=min(BATCH, open_rows),
        left=max(0, open_rows - BATCH),
        news=news,
        is_away=is_away,
    )


def organisations_page(
    facts: Mapping[str, Any],  # Any: fields of different types
    slug: str,
    report: ImportReport,
    carried: str,
    news: str = "",
) -> PlanPage:
    rows = [_organisation(one) for one in report.rows]
    counts = report.counts()
    accepts = tuple(
        (one.value, counts[one], one is not Outcome.CONFLICT) for one in ACCEPTABLE if one in counts
    )
    return PlanPage(
        **facts,
        slug=slug,
        kind="organisations",
        heading="Organisations",
        rows=first(rows),
        hidden=max(0, len(rows) - MOST_SHOWN),
        counts=tuple((outcome.value, number) for outcome, number in counts.items()),
        carried=carried,
        remarks=report.remarks,
        takes=sum(number for _, number, _ in accepts),
        accepts=accepts,
        news=news,
    )


def first(rows: Sequence[RowShown]) -> tuple[RowShown, ...]:
    """Those with problems, then the others, each in the order of the file; not more than a page holds."""
    return tuple(sorted(rows, key=lambda one: (one.tone != "bad", one.number))[:MOST_SHOWN])


def _organisation(row: RowOutcome) -> RowShown:
    changes = (f"{one.field}: {one.old or 'nothing'} becomes {one.new or 'nothing'}" for one in row.changes)
    reason = f"{row.reason} {row.remedy}".strip()
    return RowShown(
        number=row.row,
        id=row.organisation,
        name=row.name,
        does=row.outcome.value,
        tone=ORGANISATION_TONES[row.outcome],
        said=(*((reason,) if reason else ()), *changes, *row.remarks)[:6],
    )
