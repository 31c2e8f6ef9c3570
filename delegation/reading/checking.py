"""Whether the parts of a delegation file fit together."""

from itertools import chain

from delegation.file import DelegationFile
from delegation.reading.checks import (
    balance,
    cut_offs,
    dates,
    form,
    meeting_cities,
    names,
    programme,
    visiting,
)
from delegation.reading.checks.finding import Finding

__all__ = ["Finding", "check"]

CHECKS = (
    names.check_ids,
    names.check_mailboxes,
    names.check_marks,
    names.check_references,
    form.check_form,
    names.check_rule_fields,
    names.check_regions,
    dates.check_dates,
    cut_offs.check_cut_offs,
    dates.check_year,
    dates.check_fix_window,
    dates.check_reminders,
    dates.check_rounds,
    dates.check_clock_changes,
    programme.check_route,
    programme.check_item_days,
    programme.check_overlaps,
    programme.check_slots_are_free,
    programme.check_capacities,
    programme.check_meetings,
    meeting_cities.check_meeting_cities,
    visiting.check_programme,
    visiting.check_visit_limits,
    visiting.check_access_field,
    balance.check_quotas,
    balance.check_contradictions,
    balance.check_evaluators,
    balance.check_countries,
)


def check(file: DelegationFile) -> tuple[Finding, ...]:
    """Everything that does not fit, each with its place and remedy; empty when a trip can be run from it."""
    return tuple(chain.from_iterable(one(file) for one in CHECKS))
