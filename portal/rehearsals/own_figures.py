"""Figures of a summary that only some events have: registrations, sessions, exchanges, agreements."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from delegation.agreement_figures import agreements_by_state
from delegation.file import DelegationFile
from delegation.planning.plan_state import PlanState
from delegation.status import Ledger

Figures = dict[str, Any]
"""Plain values, ready for JSON."""


class Own(NamedTuple):
    """One key of the summary: who has it, how it is counted, and how it is told in a line."""

    applies: Callable[[DelegationFile], bool]
    figures: Callable[[DelegationFile, Ledger, PlanState], Figures]
    headline: Callable[[Mapping[str, Any]], str]


def _agreements(file: DelegationFile, ledger: Ledger, plan: PlanState) -> Figures:
    del file, plan
    return dict(agreements_by_state(ledger.agreements))


def _agreements_line(figures: Mapping[str, Any]) -> str:
    """`25 agreements: 7 evidenced, 2 signature`."""
    told = ", ".join(f"{count} {stage}" for stage, count in figures.items() if count)
    return f"{sum(figures.values())} agreements: {told}"


OWN_FIGURES: dict[str, Own] = {
    "agreements": Own(lambda file: file.cooperation is not None, _agreements, _agreements_line),
}
"""By key of the summary, in the order they are told."""


def own_figures(file: DelegationFile, ledger: Ledger, plan: PlanState) -> Figures:
    return {name: own.figures(file, ledger, plan) for name, own in OWN_FIGURES.items() if own.applies(file)}
