"""Whether the parts of a delegation file fit together."""

from collections.abc import Callable
from itertools import chain

from delegation.file import DelegationFile
from delegation.reading.checks import (
    balance,
    cut_offs,
    dates,
    form,
    matchmaking,
    meeting_cities,
    names,
    programme,
    texts,
    visiting,
)
from delegation.reading.checks.finding import Finding, Findings

__all__ = ["Finding", "check"]

CHECKS = (
    names.check_ids,
    names.check_mailboxes,
    names.check_marks,
    names.check_references,
    form.check_form,
    names.check_rule_fields,
    dates.check_dates,
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
    texts.check_translations,
)
CHECKS_OF_SECTIONS: dict[str, tuple[Callable[[DelegationFile], Findings], ...]] = {
    "evaluation": (names.check_regions, balance.check_evaluators, cut_offs.check_cut_offs),
    "selection": (balance.check_quotas, balance.check_contradictions),
    "offers": (balance.check_countries,),
    "matchmaking": (matchmaking.check_rounds,),
}
"""What is only looked at where the file has the section."""


def check(file: DelegationFile) -> tuple[Finding, ...]:
    """Everything that does not fit, each with its place and remedy; empty when a trip can be run from it."""
    own = (checks for section, checks in CHECKS_OF_SECTIONS.items() if getattr(file, section) is not None)
    return tuple(chain.from_iterable(one(file) for one in (*CHECKS, *chain.from_iterable(own))))
