"""Exchanges: the whole way, silence, a report that comes back, withdrawal at every step, and money once."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from delegation.eligibility_rules import EligibilityRule, Test
from delegation.exchange import ExchangeStep, Proposer, SendBack, Side, Stay, Undoing
from delegation.ids import exchange_workflow_id, participant_workflow_id
from portal.errors import Refused
from tests.workflows.exchange_story import STAY, ExchangeStory, exchange_file, programme_on


@pytest.fixture
async def programme(client: Client, quick_tries: None) -> AsyncIterator[ExchangeStory]:
    async with programme_on(client) as story:
        yield story


async def test_an_exchange_goes_the_whole_way_and_counts_once_for_the_visitors_partnership(
    programme: ExchangeStory,
):
    exchange = await programme.come_to(ExchangeStep.PAID)

    book = await programme.book()
    (record,) = book.exchanges
    assert (record.step, record.cents, record.run) == (ExchangeStep.PAID, 78_000, 1)
    assert {one.partnership: one.exchanges for one in book.indicator} == {"north": (exchange,), "south": ()}
    assert programme.letters_to("A-1") == [
        "exchange-proposed",
        "exchange-to-sign",
        "exchange-confirmed",
        "exchange-report-wanted",
        "exchange-approved",
        "exchange-paid",
    ]
    assert programme.letters_to("A-2") == [
        "exchange-proposed",
        "exchange-to-accept",
        "exchange-to-sign",
        "exchange-confirmed",
    ]
    assert programme.letters_to("north-desk") == [
        "exchange-to-validate",
        "exchange-to-sign",
        "exchange-to-check",
    ]
    assert programme.letters_to("director") == ["exchange-to-sign", "exchange-to-approve"]
    (line,) = programme.paid_lines()
    assert line == f"{exchange},A-1,Runa Velander,SE4550000000058398257466,,780.00,EUR"
    assert programme.in_calendar("A-1") == ["Mälar Water – Tejo Limpo"]


async def test_the_second_order_of_payments_finds_nothing_to_pay(programme: ExchangeStory):
    exchange = await programme.come_to(ExchangeStep.ORDERED)

    with pytest.raises(Refused, match="Nothing is approved and unpaid"):
        await programme.pay()
    await programme.confirm(1)
    await programme.confirm(1)

    assert len(programme.paid_lines()) == 1
    assert (await programme.state(exchange)).run == 1
    assert programme.letters_to("A-1").count("exchange-paid") == 1


async def test_a_payment_file_that_was_written_before_the_worker_died_is_paid_as_written(
    programme: ExchangeStory,
):
    await programme.come_to(ExchangeStep.APPROVED)
    programme.store.breaks_after = "run-0001.csv"
    await programme.pay()

    (run,) = (await programme.book()).runs
    assert (run.is_made, run.cents, run.left_out) == (True, 78_000, ())
    assert len(programme.paid_lines()) == 1


STEPS = [
    (ExchangeStep.PROPOSED, [Undoing.ACCEPTANCES_RELEASED]),
    (ExchangeStep.VALIDATED, [Undoing.ACCEPTANCES_RELEASED, Undoing.VALIDATION_RELEASED]),
    (
        ExchangeStep.SIGNED,
        [
            Undoing.INVITES_CANCELLED,
            Undoing.AGREEMENT_VOIDED,
            Undoing.COMMITMENT_VOIDED,
            Undoing.ACCEPTANCES_RELEASED,
            Undoing.VALIDATION_RELEASED,
        ],
    ),
    (ExchangeStep.APPROVED, [Undoing.PAYMENT_NOT_ORDERED, Undoing.REPORT_CLOSED]),
    (ExchangeStep.ORDERED, [Undoing.PAYMENT_STOPPED, Undoing.REPORT_CLOSED]),
    (ExchangeStep.PAID, [Undoing.REFUND_CLAIMED, Undoing.REPORT_CLOSED]),
]


@pytest.mark.parametrize(("step", "first_undone"), STEPS)
async def test_a_withdrawal_undoes_all_that_was_done_last_first(
    programme: ExchangeStory, step: ExchangeStep, first_undone: list[Undoing]
):
    exchange = await programme.come_to(step)
    await programme.withdraw(exchange)
    await programme.withdraw(exchange)

    (record,) = (await programme.book()).exchanges
    undone = [one.what for one in record.undone]
    assert record.step is ExchangeStep.WITHDRAWN
    assert undone[: len(first_undone)] == first_undone
    assert undone == [what for what in Undoing if what in undone]
    assert programme.letters_to("A-1")[-1] == "exchange-ended"
    assert programme.letters_to("north-desk")[-1] == "exchange-ended"
    assert [one.exchanges for one in (await programme.book()).indicator] == [(), ()]
    if step is ExchangeStep.SIGNED:
        assert programme.in_calendar("A-1") == programme.in_calendar("A-2") == []


async def test_what_was_ordered_or_paid_before_a_withdrawal_is_a_task_for_a_person(programme: ExchangeStory):
    exchange = await programme.come_to(ExchangeStep.ORDERED)
    await programme.withdraw(exchange, Proposer.VISITOR)
    stopped = await programme.trip.tasks()
    await programme.confirm(1)
    refunded = await programme.trip.tasks()

    assert "take its 780.00 EUR out of payment run 1" in stopped[f"exchange-{exchange}-stop"]
    assert f"exchange-{exchange}-stop" not in refunded
    assert "claim 780.00 EUR back from A-1" in refunded[f"exchange-{exchange}-refund"]


async def test_a_host_that_stays_silent_is_reminded_twice_and_then_the_exchange_lapses(
    programme: ExchangeStory,
):
    exchange = await programme.propose()
    await programme.validate(exchange)
    await programme.trip.wait(days=15)

    state = await programme.state(exchange)
    assert (state.step, state.ending and state.ending.by) == (ExchangeStep.LAPSED, "host")
    assert programme.letters_to("A-2") == ["exchange-proposed", *["exchange-to-accept"] * 3, "exchange-ended"]
    with pytest.raises(Refused, match="The exchange has lapsed"):
        await programme.accept(exchange, Side.HOST)


async def test_a_report_that_is_sent_back_is_due_again_and_paid_by_the_days_that_were_checked(
    programme: ExchangeStory,
):
    exchange = await programme.come_to(ExchangeStep.REPORTED)
    send = SendBack(at=programme.trip.now, author="north-desk", reason="The tickets cannot be read.")
    await programme.legation.send_report_back(programme.slug, exchange, send)
    await programme.trip.settle()
    await programme.trip.wait(days=31)
    late = await programme.trip.tasks()
    await programme.report(exchange, "second")
    await programme.check(exchange, days=3)
    with pytest.raises(Refused, match="somebody else must approve it"):
        await programme.approve(exchange, author="north-desk")
    await programme.approve(exchange)

    state = await programme.state(exchange)
    assert "The report of exchange" in late[f"exchange-{exchange}-report"]
    assert (state.step, state.cents, state.rounds) == (ExchangeStep.APPROVED, 39_000, 1)
    assert programme.letters_to("A-1").count("exchange-report-wanted") == 4
    assert f"exchange-{exchange}-report" not in await programme.trip.tasks()


async def test_a_payment_becomes_a_task_before_it_is_late(programme: ExchangeStory):
    exchange = await programme.come_to(ExchangeStep.APPROVED)
    before = await programme.trip.tasks()
    await programme.trip.wait(days=8)
    named = (await programme.trip.tasks())[f"exchange-{exchange}-pay"]
    await programme.pay()

    assert f"exchange-{exchange}-pay" not in before
    assert named.startswith(f"Pay 780.00 EUR for exchange {exchange} by Thu 24 June 2027")
    assert f"exchange-{exchange}-pay" not in await programme.trip.tasks()


async def test_a_person_with_two_exchanges_has_both_stays_in_one_calendar(programme: ExchangeStory):
    await programme.come_to(ExchangeStep.SIGNED)
    other = await programme.propose("A-3", "A-2")
    await programme.validate(other)
    await programme.accept(other, Side.HOST)
    await programme.sign_all(other)

    both = ["Mälar Water – Tejo Limpo", "Saimaa Lakes – Tejo Limpo"]
    assert sorted(programme.in_calendar("A-2")) == both
    await programme.withdraw(other)
    assert programme.in_calendar("A-2") == ["Mälar Water – Tejo Limpo"]
    assert programme.in_calendar("A-3") == []


async def test_who_is_outside_the_partnerships_signs_for_their_own_organisation_and_counts_for_the_hosts(
    programme: ExchangeStory,
):
    exchange = await programme.propose("A-3", "A-2")

    view = await programme.legation.exchange(programme.slug, exchange)
    assert view.counts_for == "south"
    assert view.visitor.partnership is None
    assert programme.letters_to("south-desk") == ["exchange-to-validate"]


@pytest.mark.parametrize(
    ("visitor", "host", "stay", "sentence"),
    [
        ("A-3", "A-4", STAY, "Neither Saimaa Lakes nor Elbe Rein belongs to a partnership"),
        ("A-2", "A-3", STAY, "A-2 registered as host only"),
        ("A-1", "A-9", STAY, "A-9 has not registered"),
        ("A-1", "A-1", STAY, "A-1 cannot visit themselves"),
        (
            "A-1",
            "A-2",
            STAY.model_copy(update={"ends": date(2027, 6, 8)}),
            "lasts 2 days; it must last 3 to 31",
        ),
        ("A-1", "A-2", STAY.model_copy(update={"ends": date(2027, 7, 30)}), "it must last 3 to 31"),
    ],
)
async def test_a_proposal_that_cannot_be_is_refused_with_a_sentence(
    programme: ExchangeStory, visitor: str, host: str, stay: Stay, sentence: str
):
    with pytest.raises(Refused, match=sentence):
        await programme.propose(visitor, host, stay=stay)

    assert (await programme.book()).exchanges == ()


async def test_nobody_is_in_two_places(programme: ExchangeStory):
    first = await programme.propose()
    overlapping = STAY.model_copy(update={"starts": date(2027, 6, 9), "ends": date(2027, 6, 14)})

    assert await programme.propose() == first
    with pytest.raises(Refused, match=f"away from 2027-06-07 to 2027-06-11 already, in exchange {first}"):
        await programme.propose("A-1", "A-4", stay=overlapping)


async def test_who_leaves_the_programme_takes_part_in_no_exchange(programme: ExchangeStory):
    exchange = await programme.come_to(ExchangeStep.SIGNED)
    await programme.trip.withdraw("A-2")

    state = await programme.state(exchange)
    assert (state.step, state.ending and state.ending.by) == (ExchangeStep.WITHDRAWN, "host")
    assert programme.in_calendar("A-1") == []


async def test_when_the_call_ends_journeys_without_a_place_end_and_those_in_exchanges_go_on(
    client: Client, quick_tries: None
):
    rule = EligibilityRule(
        id="abroad", text="It is no German one.", test=Test.ONE_OF, field="country", values=("SE", "PT", "FI")
    )
    file = exchange_file()
    file = file.model_copy(update={"eligibility": file.eligibility.model_copy(update={"rules": (rule,)})})
    async with programme_on(client, file) as programme:
        exchange = await programme.come_to(ExchangeStep.SIGNED)
        assert await is_running(programme, "A-4")
        await programme.trip.reach("2027-12-17 17:30")

        assert not await is_running(programme, "A-4")
        assert await is_running(programme, "A-1")
        assert await is_running(programme, "A-2")
        await programme.report(exchange)
        assert programme.letters_to("north-desk")[-1] == "exchange-to-check"


async def is_running(programme: ExchangeStory, participant: str) -> bool:
    workflow_id = participant_workflow_id(programme.slug, participant)
    seen = await programme.legation.client.get_workflow_handle(workflow_id).describe()
    return seen.status is WorkflowExecutionStatus.RUNNING


async def test_a_programme_that_is_cancelled_undoes_what_is_not_owed(programme: ExchangeStory):
    signed = await programme.come_to(ExchangeStep.SIGNED)
    await programme.trip.cancel()

    state = await programme.state(signed)
    assert state.step is ExchangeStep.CALLED_OFF
    assert Undoing.AGREEMENT_VOIDED in [one.what for one in state.undone]
    assert programme.in_calendar("A-1") == []


async def test_an_exchange_and_its_programme_go_on_after_their_histories_were_left_behind(
    client_of_short_histories: Client, quick_tries: None
):
    async with programme_on(client_of_short_histories) as programme:
        exchange = await programme.come_to(ExchangeStep.PAID)

        handle = programme.legation.client.get_workflow_handle(exchange_workflow_id(programme.slug, exchange))
        first = (await handle.fetch_history()).events[0].workflow_execution_started_event_attributes
        assert first.continued_execution_run_id
        assert [one.exchanges for one in (await programme.book()).indicator] == [(exchange,), ()]
        assert len(programme.paid_lines()) == 1
        assert len(programme.letters_to("A-1")) == len(set(programme.letters_to("A-1"))) == 6
