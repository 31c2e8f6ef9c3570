"""Reasons and findings as rows of a letter: codes, figures and quoted wording, nothing to be translated."""

from collections.abc import Callable, Sequence

from delegation.eligibility_rules import Test
from delegation.file import DelegationFile
from delegation.moments import told_moment
from delegation.selecting.eligibility import EligibilityReport, Finding
from delegation.selecting.reason import Reason
from delegation.selecting.reasons_in_english import PINNED_VALUE
from delegation.selecting.scoring import in_points

Row = dict[str, str]
PROMOTED = "promoted"
"""A code of letters only: a place became free, and the first on the list who keeps all rules has it."""
PROMOTED_WITH_WAIVER = "promoted-with-waiver"
"""The same, with rules set aside by a recorded decision (texts)."""
HUNDREDTHS = ("points", "missing", "mean", "threshold")
WHOLE = ("place", "of", "places", "low", "high")
ROW_BREAK = "\n"
"""Between the texts of one cell; no published wording has one."""


def as_told(text: str) -> str:
    """A note that names nobody."""
    return text


def reason_rows(
    reasons: Sequence[Reason], file: DelegationFile, hide: Callable[[str], str] = as_told
) -> tuple[Row, ...]:
    """One row per reason, with what it has only. `hide` takes other applicants out of typed notes."""
    return tuple(_reason_row(reason, file, hide) for reason in reasons)


def _reason_row(reason: Reason, file: DelegationFile, hide: Callable[[str], str]) -> Row:
    cells = {"code": reason.code.value}
    cells |= {name: in_points(figure) for name in HUNDREDTHS if (figure := getattr(reason, name)) is not None}
    cells |= {name: str(figure) for name in WHOLE if (figure := getattr(reason, name)) is not None}
    cells |= {"rule": reason.rule, "text": _text(reason, file), "texts": ROW_BREAK.join(reason.texts)}
    cells |= {"note": hide(reason.note), **_value(reason, file)}
    return {name: cell for name, cell in cells.items() if cell}


def _text(reason: Reason, file: DelegationFile) -> str:
    """The published wording; a criterion is named by its id until here."""
    criteria = {criterion.id: criterion.text for criterion in file.evaluation_rules.criteria}
    return criteria.get(reason.text, reason.text)


def _value(reason: Reason, file: DelegationFile) -> Row:
    """A country by its code, so that letters can name it; a theme by its published title."""
    if reason.value == PINNED_VALUE:
        return {"pinned": "yes"}
    rule = next((rule for rule in file.selection_rules.rules if rule.id == reason.rule), None)
    if rule is not None and rule.field == "country":
        return {"country": reason.value}
    titles = {theme.id: theme.title for theme in file.themes}
    return {"value": titles.get(reason.value, reason.value)}


def promoted_row(waived: Sequence[str] = ()) -> Row:
    """Why somebody of the reserve list is offered a place; `waived` are the published rules set aside."""
    if waived:
        return {"code": PROMOTED_WITH_WAIVER, "texts": ROW_BREAK.join(waived)}
    return {"code": PROMOTED}


def finding_rows(report: EligibilityReport, file: DelegationFile) -> tuple[Row, ...]:
    """One row per unmet rule; none if one of them comes from before findings had figures."""
    if any(finding.test is None for finding in report.unmet):
        return ()
    return tuple(_finding_row(finding, file) for finding in report.unmet)


def _finding_row(finding: Finding, file: DelegationFile) -> Row:
    cells = {
        "code": "" if finding.test is None else finding.test.value,
        "text": finding.text,
        "field": _label(finding.field, file),
        "found": ROW_BREAK.join(finding.found),
        "accepted": ROW_BREAK.join(finding.accepted),
        "least": "" if finding.least is None else str(finding.least),
        "digits": "" if finding.is_number or not finding.found else "yes",
        **_lateness(finding, file),
    }
    return {name: cell for name, cell in cells.items() if cell}


def _lateness(finding: Finding, file: DelegationFile) -> Row:
    if finding.test is not Test.ON_TIME or finding.received_at is None or finding.cut_off_at is None:
        return {}
    zone = file.call.zone
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    return {
        "received_at": told_moment(finding.received_at, zone, place),
        "cut_off_at": told_moment(finding.cut_off_at, zone, place),
        "late_seconds": str(int((finding.received_at - finding.cut_off_at).total_seconds())),
    }


def _label(field: str, file: DelegationFile) -> str:
    """The question as the form asks it."""
    asked = next((one.label for one in file.call.fields if one.id == field), "")
    return asked or field.replace("-", " ")
