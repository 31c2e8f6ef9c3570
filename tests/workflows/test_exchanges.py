"""Exchanges: the whole way, silence, a report that comes back, withdrawal at every step, and money once."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from delegation.exchange import ExchangeStep
from tests.workflows.exchange_story import ExchangeStory, programme_on


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
