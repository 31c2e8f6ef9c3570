"""Exchanges as the command line shows them."""

from collections.abc import Iterable
from datetime import datetime

from delegation.exchange import ExchangeStep
from delegation.exchange_state import (
    ExchangeBook,
    ExchangeRecord,
    ExchangeState,
    ExchangeView,
    HostOpen,
    IndicatorRow,
    PaymentRun,
)
from delegation.exchanging.lump_sums import money
from delegation.exchanging.refusals import STAND
from delegation.fact import Fact
from portal.show import moment

LIST_COLUMNS = ("exchange", "visitor", "host", "days", "counts for", "step", "due", "")
HOST_COLUMNS = ("host", "organisation", "country", "partnership", "themes", "offers", "#receives", "fits")
INDICATOR_COLUMNS = ("partnership", "title", "#reached", "#target", "exchanges")
SIGNATURE_COLUMNS = ("paper", "signed by", "came", "voided", "where")


class ExchangesShown(Fact):
    exchanges: tuple[ExchangeRecord, ...]


class HostFound(Fact):
    """Somebody who receives, and what a visitor shares with them."""

    host: HostOpen
    shared_themes: tuple[str, ...] = ()


class HostsShown(Fact):
    hosts: tuple[HostFound, ...]


class IndicatorShown(Fact):
    indicator: tuple[IndicatorRow, ...]


class PaymentFileShown(Fact):
    """A payment run, and where its files were written."""

    run: PaymentRun
    files: tuple[str, ...]


class PapersShown(Fact):
    """Where the papers of an exchange were written."""

    files: tuple[str, ...]


def hosts_for(hosts: Iterable[HostOpen], visitor: HostOpen | None, theme: str) -> list[HostFound]:
    """Those of a theme and of another organisation than the visitor's; most shared themes first."""
    found = [
        HostFound(host=one, shared_themes=_shared(one, visitor))
        for one in hosts
        if (not theme or theme in one.themes)
        and (visitor is None or one.organisation != visitor.organisation)
    ]
    return sorted(found, key=lambda one: (-len(one.shared_themes), one.host.organisation.casefold()))


def _shared(host: HostOpen, visitor: HostOpen | None) -> tuple[str, ...]:
    return tuple(theme for theme in host.themes if visitor is not None and theme in visitor.themes)


def host_row(found: HostFound) -> tuple[object, ...]:
    one = found.host
    themes, offers = ", ".join(one.themes), "; ".join(one.offers)
    fits = ", ".join(found.shared_themes)
    return (
        one.participant,
        one.organisation,
        one.country,
        one.partnership,
        themes,
        offers,
        one.receives,
        fits,
    )


def chosen(
    records: Iterable[ExchangeRecord], step: ExchangeStep | None, due: datetime | None
) -> list[ExchangeRecord]:
    """Those at this step, or whose next date is not after `due`; by that date, then by their days."""
    found = [
        one
        for one in records
        if (step is None or one.step is step) and (due is None or (one.due is not None and one.due <= due))
    ]
    return sorted(found, key=lambda one: (one.due is None, one.due, one.starts, one.exchange))


def list_row(record: ExchangeRecord, zone: str) -> tuple[object, ...]:
    due = moment(record.due, zone) if record.due else ""
    days = f"{record.starts} to {record.ends}" if record.starts else ""
    is_late = "late" if record.late else ""
    return (
        record.exchange,
        record.visitor,
        record.host,
        days,
        record.counts_for,
        record.step,
        due,
        is_late,
    )


def view_pairs(view: ExchangeView, currency: str, zone: str) -> list[tuple[str, object]]:
    """One exchange without its signatures and papers."""
    state, stay = view.state, view.state.stay
    waits = moment(view.waiting_until, zone) if view.waiting_until else ""
    return [
        ("visitor", f"{view.visitor.participant}, {view.visitor.organisation}"),
        ("host", f"{view.host.participant}, {view.host.organisation}"),
        ("counts for", view.counts_for),
        ("step", f"{state.step}: it {STAND[state.step]}"),
        ("stay", f"{stay.starts} to {stay.ends}, {stay.days} days, {stay.place}" if stay else ""),
        ("distance", f"{stay.km} km" if stay else ""),
        ("proposed by", state.by),
        ("accepted", ", ".join(f"{side} {moment(at, zone)}" for side, at in state.accepted.items())),
        ("missing", " ".join(view.missing)),
        ("next date", waits),
        ("sent back", f"{state.rounds} times" if state.rounds else ""),
        ("why", state.sent_back_for),
        ("found", _found(state)),
        ("lump sum", money(state.cents, currency) if state.cents else ""),
        ("payment run", state.run or ""),
        ("paid", moment(state.paid_at, zone) if state.paid_at else ""),
        ("ended", _end(state, zone)),
        ("undone", ", ".join(one.what for one in state.undone)),
    ]


def _found(state: ExchangeState) -> str:
    if state.checked is None:
        return ""
    return f"{state.checked.days} days, {state.checked.km} km, by {state.checked.author}"


def _end(state: ExchangeState, zone: str) -> str:
    ending = state.ending
    if ending is None:
        return ""
    by = f" by {ending.by}" if ending.by else ""
    return f"{ending.step}{by}, {moment(ending.at, zone)}. {ending.reason}".strip()


def signature_rows(state: ExchangeState, zone: str) -> list[tuple[object, ...]]:
    return [
        (
            one.paper,
            one.party,
            moment(one.came_at, zone),
            moment(one.voided_at, zone) if one.voided_at else "",
            one.document.key,
        )
        for one in state.signatures
    ]


def indicator_row(row: IndicatorRow) -> tuple[object, ...]:
    return row.partnership, row.title, len(row.exchanges), row.target, " ".join(row.exchanges)


def run_line(run: PaymentRun, currency: str) -> str:
    return f"Payment run {run.number}: {len(run.paid)} lump sums, {money(run.cents, currency)}."


def run_named(book: ExchangeBook, number: int) -> PaymentRun | None:
    return next((one for one in book.runs if one.number == number), None)
