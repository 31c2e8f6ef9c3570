"""An unmet rule of eligibility set aside by the organiser: by whom, and why."""

from collections.abc import Sequence

from delegation.selecting.eligibility import EligibilityReport, Finding
from delegation.status import OverrideEligibility


def with_overrides(
    reports: Sequence[EligibilityReport], overrides: Sequence[OverrideEligibility]
) -> tuple[EligibilityReport, ...]:
    """The reports after all overrides: what was found stays, the rule counts as met."""
    set_aside = {(one.participant, one.rule): one for one in overrides}
    return tuple(
        report.model_copy(
            update={
                "findings": tuple(
                    _overridden(finding, set_aside.get((report.participant, finding.criterion)))
                    for finding in report.findings
                )
            }
        )
        for report in reports
    )


def _overridden(finding: Finding, override: OverrideEligibility | None) -> Finding:
    if override is None or finding.met:
        return finding
    reason = f"{finding.reason} Set aside by {override.author}: {override.reason}"
    return finding.model_copy(update={"met": True, "reason": reason})
