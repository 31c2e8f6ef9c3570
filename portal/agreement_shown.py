"""Agreements as the command line shows them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from delegation.agreement import AgreementRecord, AgreementState, Evidence, Signatory, Stage
from delegation.agreement_figures import Figure
from delegation.fact import Fact
from delegation.papers.yearly_report import shown_value
from portal.show import moment

LIST_COLUMNS = ("id", "parties", "stage", "owner", "next date", "what")
STEP_COLUMNS = ("when", "who", "what", "stage", "reason", "about")
BASIS_COLUMNS = ("agreement", "evidence", "where", "sha-256", "in the vault")


class AgreementsShown(Fact):
    agreements: tuple[AgreementRecord, ...]


class ReportShown(Fact):
    """A yearly report, and where its files were written."""

    since: datetime
    until: datetime
    files: tuple[str, ...]


class FigureTraced(Fact):
    """A figure with what it rests on, and what the vault holds of it."""

    figure: Figure
    vault: dict[str, str]
    """By key: `as recorded`, `other` or `gone`."""


def chosen(
    records: Iterable[AgreementRecord], stage: Stage | None, owner: str, due: datetime | None
) -> list[AgreementRecord]:
    """Those that fit all that is asked; `due`: whose next date is not after it. By next date, then id."""
    found = [
        one
        for one in records
        if (stage is None or one.stage is stage)
        and (not owner or one.owner == owner)
        and (due is None or (one.next is not None and one.next.at <= due))
    ]
    return sorted(
        found, key=lambda one: (one.next is None, one.next.at if one.next else one.opened_at, one.id)
    )


def list_row(record: AgreementRecord, zone: str) -> tuple[str, ...]:
    planned = record.next
    when = f"{moment(planned.at, zone)}{' (overdue)' if record.is_overdue else ''}" if planned else ""
    return record.id, record.title, record.stage, record.owner, when, planned.what if planned else ""


def state_pairs(state: AgreementState, zone: str) -> list[tuple[str, object]]:
    """What one agreement is, without its history."""
    signed, planned = state.signed, state.next
    value = None if state.value_cents is None else _money(state.value_cents, state.currency)
    return [
        ("stage", state.stage),
        ("why", state.because),
        ("kind", state.kind.replace("-", " ")),
        ("parties", "; ".join(f"{one.organisation} {one.country}".strip() for one in state.parties)),
        ("themes", ", ".join(state.themes)),
        ("met in", "; ".join(f"{one.delegation} {one.occasion}".strip() for one in state.met_in)),
        ("owner", state.owner),
        ("first contact", f"{state.first_contact_on:%d %b %Y}"),
        ("signed", f"{signed.on:%d %b %Y}: {'; '.join(map(_office, signed.signatories))}" if signed else ""),
        ("value", value),
        ("next", f"{moment(planned.at, zone)}: {planned.what}" if planned else ""),
        ("overdue", "yes" if state.is_overdue else ""),
    ]


def evidence_rows(evidence: Sequence[Evidence], zone: str) -> list[tuple[object, ...]]:
    return [
        (
            one.id,
            one.what,
            one.link or (one.document.key if one.document else ""),
            moment(one.received_at, zone) if one.received_at else "",
            "" if one.counts else f"withdrawn: {one.withdrawn_because}",
        )
        for one in evidence
    ]


def step_rows(state: AgreementState, zone: str) -> list[tuple[object, ...]]:
    return [
        (moment(one.at, zone), one.author, one.deed, one.stage, one.reason, one.about) for one in state.steps
    ]


def basis_rows(traced: FigureTraced) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for basis in traced.figure.basis:
        for one in basis.evidence:
            state = traced.vault.get(one.key, "") if one.key else "a link"
            rows.append((basis.agreement, one.id, one.link or one.key, one.sha256[:12], state))
        if not basis.evidence:
            rows.append((basis.agreement, "none", "", "", ""))
    return rows


def figure_line(figure: Figure) -> str:
    return f"{figure.label} ({figure.group}): {shown_value(figure)}"


def _office(one: Signatory) -> str:
    return f"{one.organisation}, {one.position}" if one.position else one.organisation


def _money(cents: int, currency: str) -> str:
    return f"{cents // 100}.{cents % 100:02d} {currency}"
