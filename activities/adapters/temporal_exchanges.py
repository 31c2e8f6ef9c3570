"""Exchanges, reached through Temporal."""

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from delegation.exchange_news import ExchangeTold
from delegation.ids import exchange_workflow_id


class TemporalExchanges:
    """`activities.exchanges.Exchanges` by signals to workflow ids, without run ids."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def tell_exchange(self, delegation: str, told: ExchangeTold) -> bool:
        """See `activities.exchanges.Exchanges`. The signal has the name of the news' kind."""
        handle = self._client.get_workflow_handle(exchange_workflow_id(delegation, told.exchange))
        try:
            await handle.signal(told.news.kind, told.news)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True
