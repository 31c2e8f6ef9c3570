"""What the programme keeps of its exchanges: records, tasks, payment runs, and the indicator."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from delegation.exchange import ExchangeStep, Undoing
from delegation.exchange_rules import ExchangeRules
from delegation.exchange_state import (
    ExchangeBook,
    ExchangeRecord,
    ExchangeStart,
    ExchangeState,
    IndicatorRow,
    OrderPayments,
    PaymentLine,
    PaymentRun,
)
from delegation.exchanging.dates import due, pay_by
from delegation.exchanging.lump_sums import money
from delegation.zoned import stamp

HELD = (
    ExchangeStep.STAYED,
    ExchangeStep.REPORTED,
    ExchangeStep.CHECKED,
    ExchangeStep.APPROVED,
    ExchangeStep.ORDERED,
    ExchangeStep.PAID,
)
"""Steps after a stay that was held."""


def who_exchanged(records: Iterable[ExchangeRecord]) -> frozenset[str]:
    """The visitors and hosts of stays that were held."""
    return frozenset(who for one in records if one.step in HELD for who in (one.visitor, one.host))


def record_of(start: ExchangeStart, state: ExchangeState) -> ExchangeRecord:
    """An exchange as the programme keeps it."""
    return ExchangeRecord(
        exchange=start.exchange,
        number=state.number,
        visitor=start.visitor.participant,
        host=start.host.participant,
        counts_for=start.counts_for,
        step=state.step,
        by=state.by,
        agreed_at=state.agreed_at,
        starts=str(state.stay.starts) if state.stay else "",
        ends=str(state.stay.ends) if state.stay else "",
        cents=state.cents,
        approved_at=state.approved_at,
        pay_by=pay_by(state, start.rules),
        run=state.run,
        paid_at=state.paid_at,
        undone=state.undone,
        is_ending=state.ending is not None,
        due=None if state.ending is not None else due(state, start.rules),
        late=state.step if state.is_late else None,
    )


def is_news(old: ExchangeState, new: ExchangeState, start: ExchangeStart) -> bool:
    """Whether the programme keeps anything of what changed, beside its number."""
    before, after = (record_of(start, state.model_copy(update={"number": 0})) for state in (old, new))
    return before != after


def kept(records: Iterable[ExchangeRecord], new: ExchangeRecord) -> tuple[ExchangeRecord, ...]:
    """With `new` in place of an older word about the same exchange; in order of their ids."""
    by_id = {one.exchange: one for one in records}
    known = by_id.get(new.exchange)
    if known is None or known.number < new.number:
        by_id[new.exchange] = new
    return tuple(by_id[exchange] for exchange in sorted(by_id))


# --- tasks ------------------------------------------------------------------------------------------

TASKS = ("validate", "report", "check", "pay", "stop", "refund")


def task_id(exchange: str, what: str) -> str:
    return f"exchange-{exchange}-{what}"


def tasks_of(
    record: ExchangeRecord, runs: Iterable[PaymentRun], rules: ExchangeRules, slug: str
) -> dict[str, str]:
    """What only a person can do about an exchange, by what it is."""
    name, tasks = record.exchange, dict[str, str]()
    match record.late:
        case ExchangeStep.PROPOSED:
            tasks["validate"] = f"Exchange {name} is not validated; remind {record.counts_for}."
        case ExchangeStep.STAYED:
            tasks["report"] = f"The report of exchange {name} is late; ask {record.visitor} for it."
        case ExchangeStep.REPORTED | ExchangeStep.CHECKED:
            tasks["check"] = f"The report of exchange {name} waits to be checked and approved."
        case ExchangeStep.APPROVED if record.pay_by is not None:
            by, sum_ = stamp(record.pay_by, rules.zone), money(record.cents, rules.currency)
            tasks["pay"] = f"Pay {sum_} for exchange {name} by {by}: exchanges pay {slug}"
        case _:
            pass
    return tasks | _money_tasks(record, runs, rules)


def _money_tasks(record: ExchangeRecord, runs: Iterable[PaymentRun], rules: ExchangeRules) -> dict[str, str]:
    """Of an exchange that ended while, or after, it was paid."""
    run = run_of(record.exchange, runs)
    if not record.is_ending or run is None:
        return {}
    sum_ = money(record.cents, rules.currency)
    if run.executed_at is not None or any(one.what is Undoing.REFUND_CLAIMED for one in record.undone):
        text = f"Exchange {record.exchange} ended after it was paid: claim {sum_} back from {record.visitor}."
        return {"refund": text}
    return {"stop": f"Exchange {record.exchange} ended: take its {sum_} out of payment run {run.number}."}


# --- payment runs -----------------------------------------------------------------------------------


def run_of(exchange: str, runs: Iterable[PaymentRun]) -> PaymentRun | None:
    """The run in whose file an exchange stands."""
    return next((run for run in runs if any(one.exchange == exchange for one in run.paid)), None)


def payable(records: Iterable[ExchangeRecord], runs: Sequence[PaymentRun]) -> tuple[PaymentLine, ...]:
    """Everything that is approved and stands in no run yet, earliest approval first."""
    waiting = [
        one
        for one in records
        if one.step is ExchangeStep.APPROVED and not one.is_ending and run_of(one.exchange, runs) is None
    ]
    ordered = sorted(waiting, key=lambda one: (one.approved_at is None, one.approved_at, one.exchange))
    return tuple(PaymentLine(exchange=one.exchange, visitor=one.visitor, cents=one.cents) for one in ordered)


def is_approved(record: ExchangeRecord) -> bool:
    """Whether its report is approved, and that was not taken back before anything was ordered."""
    undone = (one.what for one in record.undone)
    return record.approved_at is not None and Undoing.PAYMENT_NOT_ORDERED not in undone


def next_run(
    order: OrderPayments, records: Iterable[ExchangeRecord], runs: Sequence[PaymentRun], now: datetime
) -> PaymentRun:
    """The run that an order makes, before its file is there."""
    return PaymentRun(number=len(runs) + 1, ordered_at=now, author=order.author, lines=payable(records, runs))


def why_not_order(records: Iterable[ExchangeRecord], runs: Sequence[PaymentRun]) -> str | None:
    if any(not run.is_made for run in runs):
        return "A payment file is being made; order again once it is there."
    if not payable(records, runs):
        return "Nothing is approved and unpaid, so there is nothing to order."
    return None


def why_not_confirm(number: int, runs: Iterable[PaymentRun]) -> str | None:
    """To confirm the same run again is no error."""
    run = next((one for one in runs if one.number == number), None)
    if run is None:
        return f"There is no payment run {number}."
    return None if run.is_made else f"The file of payment run {number} is still being made."


# --- the indicator ----------------------------------------------------------------------------------


def indicator(records: Sequence[ExchangeRecord], rules: ExchangeRules) -> tuple[IndicatorRow, ...]:
    """What each partnership has reached: an exchange counts once it was paid, unless it is undone later."""
    return tuple(
        IndicatorRow(
            partnership=one.id,
            title=one.title,
            target=one.target,
            exchanges=tuple(
                record.exchange
                for record in records
                if record.counts_for == one.id and record.step is ExchangeStep.PAID and not record.is_ending
            ),
        )
        for one in rules.partnerships
    )


def book_of(
    records: Sequence[ExchangeRecord], runs: tuple[PaymentRun, ...], rules: ExchangeRules
) -> ExchangeBook:
    return ExchangeBook(
        exchanges=tuple(records), runs=runs, indicator=indicator(records, rules), currency=rules.currency
    )
