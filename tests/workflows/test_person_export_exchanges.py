"""The two of an exchange ask for their data: each is given their side of it."""

from temporalio.client import Client

from delegation.exchange import ExchangeStep
from portal.person_export import person_export
from tests.workflows.exchange_story import PDF, ExchangeStory, programme_on

ACCOUNT_OF_THE_VISITOR = b"SE4550000000058398257466"
REPORT, TICKETS = PDF + b"first", PDF + b"tickets"


async def given_to(programme: ExchangeStory, participant: str) -> dict[str, bytes]:
    """Contents of the archive by name."""
    export = await person_export(programme.legation, programme.slug, participant)
    return {one.name: one.content for one in export.files}


async def test_the_visitor_is_given_report_and_payment_and_the_host_what_both_signed(
    client: Client, quick_tries: None
):
    async with programme_on(client) as programme:
        await programme.come_to(ExchangeStep.PAID)
        visitor, host = await given_to(programme, "A-1"), await given_to(programme, "A-2")

    assert {REPORT, TICKETS} <= {*visitor.values()}
    assert b'"cents": 78000' in visitor["payments/payments.json"]
    assert ACCOUNT_OF_THE_VISITOR in visitor["payments/account-001.json"]
    assert b'"part": "host"' in host["exchanges/exchanges.json"]
    assert "payments/payments.json" not in host
    assert not {REPORT, TICKETS} & {*host.values()}
    everything = b"\n".join(host.values())
    assert ACCOUNT_OF_THE_VISITOR not in everything
    assert b"78000" not in everything
    signed_by_the_host = [one for one in host.values() if one.startswith(PDF) and one.endswith(b" host")]
    assert len(signed_by_the_host) == 1
    assert not [one for one in host.values() if one.startswith(PDF) and b" visitor" in one]
