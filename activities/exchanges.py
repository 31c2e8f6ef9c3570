"""Exchanges: telling their workflows what the programme did."""

from typing import Protocol

from temporalio import activity

from delegation.exchange_news import ExchangeTold
from delegation.fact import Fact
from delegation.ids import ItemId


class Exchanges(Protocol):
    """The workflows of exchanges, seen from outside."""

    async def tell_exchange(self, delegation: str, told: ExchangeTold) -> bool:
        """Hand a piece of news to an exchange. False if it has ended; that is no error.

        Raises OSError or a Temporal RPC error when the engine is away; try again.
        """
        ...


class ExchangeTelling(Fact):
    """News for many exchanges."""

    delegation: str
    told: tuple[ExchangeTold, ...]


class ExchangesTold(Fact):
    """How many heard, and which had ended before."""

    heard: int
    ended: tuple[ItemId, ...] = ()


class ExchangeActivities:
    """Speaks with exchanges by their workflow ids."""

    def __init__(self, exchanges: Exchanges) -> None:
        self._exchanges = exchanges

    @activity.defn(name="tell_exchanges")
    async def tell_exchanges(self, telling: ExchangeTelling) -> ExchangesTold:
        """Tell each exchange the news, in order. Safe to retry: exchanges hear news twice without harm.

        Takes about 5 milliseconds each; heartbeats after each.
        """
        ended: list[str] = []
        for told in telling.told:
            if not await self._exchanges.tell_exchange(telling.delegation, told):
                ended.append(told.exchange)
            activity.heartbeat(told.exchange)
        return ExchangesTold(heard=len(telling.told) - len(ended), ended=tuple(ended))
