"""Who took part in a programme of exchanges: those of stays that were held."""

import pytest

from delegation.exchange import ExchangeStep
from delegation.exchange_state import ExchangeRecord
from delegation.exchanging.bookkeeping import who_exchanged


def record(exchange: str, step: ExchangeStep) -> ExchangeRecord:
    visitor, host = exchange.upper().split("-")
    return ExchangeRecord(
        exchange=exchange, number=1, visitor=visitor, host=host, counts_for="light", step=step
    )


def test_visitors_and_hosts_of_stays_that_were_held_took_part():
    records = (record("v1-h1", ExchangeStep.PAID), record("v2-h1", ExchangeStep.STAYED))

    assert who_exchanged(records) == {"V1", "V2", "H1"}


@pytest.mark.parametrize("step", [ExchangeStep.AGREED, ExchangeStep.SIGNED, ExchangeStep.WITHDRAWN])
def test_who_only_agreed_or_withdrew_did_not(step: ExchangeStep):
    assert who_exchanged([record("v1-h1", step)]) == frozenset()
