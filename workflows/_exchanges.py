"""Exchanges: each is a journey of its own; the programme hears of their steps, pays, and counts."""

from collections.abc import Mapping
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.exchanges import ExchangeActivities, ExchangesTold, ExchangeTelling
    from activities.payments import PaymentActivities, PaymentFile, PaymentOrder
    from delegation.exchange_news import (
        ExchangeNews,
        ExchangeTold,
        ParticipantLeft,
        PaymentMade,
        PaymentOrdered,
        ProgrammeClosed,
    )
    from delegation.exchange_state import ConfirmPayments, ExchangeRecord, OrderPayments, PaymentRun
    from delegation.exchanging.bookkeeping import TASKS, kept, next_run, task_id, tasks_of
    from delegation.exchanging.opening import goes_on
    from delegation.exchanging.standing import UNPAID
    from delegation.journey import Withdrawn
    from delegation.news import DelegationClosed
    from workflows._options import STORE, TELL

from workflows._call import closes_at, reach_cut_off
from workflows._desk import Desk
from workflows._registration import close_registration

TOLD_AT_ONCE = 100
"""Exchanges told per activity."""
UNDONE_WITHIN = timedelta(minutes=10)
"""How long, in reality, a programme that ends waits until its exchanges are undone."""


async def hold_exchanges(desk: Desk) -> None:
    """Until the programme ends; returns earlier where its history has grown long.

    Registrations are taken as long as the call is open. When it ends, journeys to which nothing can happen
    any more end too; whoever takes part goes on.
    """
    last = desk.file.call.cut_offs[-1].id
    if not desk.state.is_dismissed:
        await reach_cut_off(desk, last, lambda: desk.is_long)
        if desk.state.cancelled or desk.clock.now() < closes_at(desk, last):
            return
        await close_registration(desk)
    await desk.until(
        desk.file.exchange_rules.ends_at, lambda: desk.is_long, summary="Programme of exchanges ends"
    )


# --- what exchanges tell ------------------------------------------------------------------------------


def hear_exchange(desk: Desk, record: ExchangeRecord) -> None:
    """Keep the last word about an exchange, with the tasks that follow from it."""
    desk.set(exchanges=kept(desk.state.exchanges, record))
    _note_tasks(desk, record.exchange)


def _note_tasks(desk: Desk, exchange: str) -> None:
    """Those of an exchange as it stands now; others of it are done."""
    record = next((one for one in desk.state.exchanges if one.exchange == exchange), None)
    if record is None:
        return
    tasks = tasks_of(record, desk.state.payment_runs, desk.file.exchange_rules, desk.slug)
    for what in TASKS:
        if what in tasks:
            desk.note_task(task_id(exchange, what), tasks[what])
        else:
            desk.drop_task(task_id(exchange, what))


# --- payments -----------------------------------------------------------------------------------------


async def order_payments(desk: Desk, order: OrderPayments) -> PaymentRun:
    """Everything approved and unordered into one file. The run is kept before its file is made, so that no
    exchange ever stands in a second one."""
    run = next_run(order, desk.state.exchanges, desk.state.payment_runs, desk.clock.now())
    _keep_run(desk, run)
    made = await _make_file(desk, run)
    run = run.model_copy(update={"documents": made.documents, "left_out": made.left_out})
    _keep_run(desk, run)
    news = PaymentOrdered(at=desk.clock.now(), run=run.number)
    await tell_exchanges(desk, {one.exchange: news for one in run.paid}, f"Payment run {run.number}")
    run = run.model_copy(update={"is_made": True})
    _keep_run(desk, run)
    for line in run.paid:
        _note_tasks(desk, line.exchange)
    _note_left_out(desk, run)
    return run


async def _make_file(desk: Desk, run: PaymentRun) -> PaymentFile:
    rules = desk.file.exchange_rules
    made: PaymentFile = await workflow.execute_activity_method(
        PaymentActivities.make_payment_file,
        PaymentOrder(
            delegation=desk.slug,
            title=desk.file.title,
            run=run.number,
            ordered_at=run.ordered_at,
            zone=rules.zone,
            currency=rules.currency,
            lines=run.lines,
        ),
        summary=f"Payment run {run.number}: {len(run.lines)} lump sums",
        **STORE,
    )
    return made


def _note_left_out(desk: Desk, run: PaymentRun) -> None:
    if run.left_out:
        names = ", ".join(run.left_out)
        text = f"No account is known for {names}; have it handed in, then order payments again."
        desk.note_task("exchange-accounts", text)
    else:
        desk.drop_task("exchange-accounts")


async def confirm_payments(desk: Desk, confirm: ConfirmPayments) -> PaymentRun:
    """The bank carried a run out: everybody in it is paid."""
    run = next(one for one in desk.state.payment_runs if one.number == confirm.run)
    if run.executed_at is None:
        run = run.model_copy(update={"executed_at": desk.clock.now()})
        _keep_run(desk, run)
    news = PaymentMade(at=run.executed_at or desk.clock.now(), run=run.number)
    await tell_exchanges(desk, {one.exchange: news for one in run.paid}, f"Payment run {run.number} is done")
    for line in run.paid:
        _note_tasks(desk, line.exchange)
    return run


def _keep_run(desk: Desk, run: PaymentRun) -> None:
    by_number = {one.number: one for one in (*desk.state.payment_runs, run)}
    desk.set(payment_runs=tuple(by_number[number] for number in sorted(by_number)))


# --- what exchanges are told --------------------------------------------------------------------------


async def tell_exchanges(desk: Desk, news: Mapping[str, ExchangeNews], summary: str) -> tuple[str, ...]:
    """Hand news to exchanges, by id. Returns those that had ended."""
    told = [ExchangeTold(exchange=exchange, news=one) for exchange, one in sorted(news.items())]
    ended: list[str] = []
    for first in range(0, len(told), TOLD_AT_ONCE):
        batch = tuple(told[first : first + TOLD_AT_ONCE])
        result: ExchangesTold = await workflow.execute_activity_method(
            ExchangeActivities.tell_exchanges,
            ExchangeTelling(delegation=desk.slug, told=batch),
            summary=f"{summary}: {len(told)} exchanges",
            **TELL,
        )
        ended += result.ended
    return tuple(ended)


async def end_exchanges_of(desk: Desk, withdrawn: Withdrawn) -> None:
    """Who leaves the programme takes part in no exchange any more; what was paid or is owed stays."""
    news = ParticipantLeft(at=desk.clock.now(), participant=withdrawn.participant, reason=withdrawn.reason)
    theirs = [
        one.exchange
        for one in desk.state.exchanges
        if goes_on(one) and withdrawn.participant in (one.visitor, one.host)
    ]
    if theirs:
        await tell_exchanges(desk, dict.fromkeys(theirs, news), "A participant left")


async def close_exchanges(desk: Desk, closed: DelegationClosed) -> None:
    """The last news to every exchange that goes on, before the journeys of its people end; what is not owed
    for is undone, and waited for."""
    going_on = [one.exchange for one in desk.state.exchanges if goes_on(one)]
    if not going_on:
        return
    reason = desk.state.cancelled if closed.cancelled else ""
    news = ProgrammeClosed(at=closed.at, cancelled=closed.cancelled, reason=reason)
    ended = await tell_exchanges(desk, dict.fromkeys(going_on, news), "The programme has ended")
    awaited = set(going_on) - set(ended)
    try:
        await workflow.wait_condition(lambda: not _unsettled(desk, awaited), timeout=UNDONE_WITHIN)
    except TimeoutError:
        workflow.logger.warning("Some exchanges are not undone yet; the programme ends without them")


def _unsettled(desk: Desk, awaited: set[str]) -> list[str]:
    """Exchanges that end with the programme and have not come to their end."""
    return [one.exchange for one in desk.state.exchanges if one.exchange in awaited and one.step in UNPAID]
