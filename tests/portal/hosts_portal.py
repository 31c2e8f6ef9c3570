"""Hosts without a server: kept by the real rules."""

from datetime import datetime

from delegation.host_rules import asked, merged, requested, why_not_answer_host, why_not_withdraw_host
from delegation.host_state import HostState, HostView
from delegation.hosting import HostAnswer, HostWithdrawal
from delegation.news import HostAsked, HostRequests
from portal.errors import EngineAway, NotFound, Refused


class HostsInMemory:
    """The hosts of one delegation."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.is_away = False
        self.states: dict[str, HostState] = {}
        self.heard: list[HostAnswer | HostWithdrawal] = []

    def ask(self, host: str, *news: HostAsked | HostRequests) -> None:
        for one in news:
            before = self.states.get(host, HostState())
            known = asked(before, one) if isinstance(one, HostAsked) else requested(before, one)
            self.states[host] = known

    async def host(self, slug: str, host: str) -> HostView:
        del slug
        return HostView(host=host, state=self._state(host), now=self.now)

    async def answer_host(self, slug: str, answer: HostAnswer) -> HostState:
        del slug
        state = self._state(answer.host)
        _refuse(why_not_answer_host(answer, state, self.now))
        self.heard.append(answer)
        said = merged(state.answer, answer.model_copy(update={"at": self.now}))
        return self._kept(answer.host, state.model_copy(update={"answer": said}))

    async def withdraw_host(self, slug: str, withdrawal: HostWithdrawal) -> HostState:
        del slug
        state = self._state(withdrawal.host)
        _refuse(why_not_withdraw_host(state, self.now))
        self.heard.append(withdrawal)
        dated = withdrawal.model_copy(update={"at": self.now})
        return self._kept(withdrawal.host, state.model_copy(update={"withdrawal": dated}))

    def _kept(self, host: str, state: HostState) -> HostState:
        self.states[host] = state
        return state

    def _state(self, host: str) -> HostState:
        if self.is_away:
            raise EngineAway("Temporal does not answer.")
        if host not in self.states:
            raise NotFound(f"There is no host {host!r}.")
        return self.states[host]


class HostsAtHand:
    """What hosts say, beside everything else of a delegation in memory."""

    now: datetime
    receptions: HostsInMemory

    async def host(self, slug: str, host: str) -> HostView:
        return await self._hosts().host(slug, host)

    async def answer_host(self, slug: str, answer: HostAnswer) -> HostState:
        return await self._hosts().answer_host(slug, answer)

    async def withdraw_host(self, slug: str, withdrawal: HostWithdrawal) -> HostState:
        return await self._hosts().withdraw_host(slug, withdrawal)

    def _hosts(self) -> HostsInMemory:
        self.receptions.now = self.now
        return self.receptions


def _refuse(reason: str | None) -> None:
    if reason is not None:
        raise Refused(reason)
