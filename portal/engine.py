"""Calendars and journeys, asked for by pages and mails that cannot wait for long."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from functools import wraps
from inspect import iscoroutinefunction
from typing import Protocol, TypeVar, cast

from temporalio.client import Client
from temporalio.service import RPCError

from delegation.calendar_book import CalendarView
from delegation.host_state import HostState, HostView
from delegation.hosting import HostAnswer, HostWithdrawal
from delegation.invite import AnswerOutcome, InviteAnswer, MailReturned
from delegation.journey import JourneyView, Withdrawal
from delegation.offer import OfferAnswer, OfferOutcome, ReplyToRead
from delegation.requesting import (
    AnswerRequests,
    RateMeetings,
    RequestBook,
    RequestMeetings,
    SaidOfMeetings,
)
from delegation.status import Roster
from portal.errors import EngineAway

AWAY = "The engine does not answer just now; nothing is lost, try again."
CHECK_SECONDS = 3.0

Said = TypeVar("Said")
Calls = TypeVar("Calls")


class Calendars(Protocol):
    """What pages and mails need of the workflows. `portal.client.Legation` keeps these promises."""

    async def calendar(self, slug: str, recipient: str) -> CalendarView:
        """Raises NotFound where there is no such recipient, or EngineAway."""
        ...

    async def answer_invite(self, slug: str, recipient: str, answer: InviteAnswer) -> AnswerOutcome:
        """Count an answer, once. Raises NotFound, Refused or EngineAway."""
        ...

    async def mail_returned(self, slug: str, returned: MailReturned) -> None:
        """Tell the delegation that a mail came back. Raises EngineAway."""
        ...


class Journeys(Protocol):
    """The same for those who applied. `portal.client.Legation` keeps these promises."""

    async def journey(self, slug: str, participant: str) -> JourneyView:
        """Raises NotFound where there is no such journey, or EngineAway."""
        ...

    async def roster(self, slug: str) -> Roster:
        """Raises NotFound where there is no such delegation, or EngineAway."""
        ...

    async def answer(self, slug: str, participant: str, answer: OfferAnswer) -> OfferOutcome:
        """Answer an offer, once. Raises Refused with the reason, NotFound or EngineAway."""
        ...

    async def withdraw(self, slug: str, participant: str, withdrawal: Withdrawal) -> None:
        """Raises Refused with the reason, NotFound or EngineAway."""
        ...

    async def report_reply(self, slug: str, reply: ReplyToRead) -> None:
        """Tell the delegation of a reply that a person must read. Raises EngineAway."""
        ...


class Hosts(Protocol):
    """The same for those who receive. `portal.client.Legation` keeps these promises."""

    async def host(self, slug: str, host: str) -> HostView:
        """Raises NotFound where the host was never asked anything, or EngineAway."""
        ...

    async def answer_host(self, slug: str, answer: HostAnswer) -> HostState:
        """Raises Refused with the reason, NotFound or EngineAway."""
        ...

    async def withdraw_host(self, slug: str, withdrawal: HostWithdrawal) -> HostState:
        """Raises Refused with the reason, NotFound or EngineAway."""
        ...


class MeetingParties(Protocol):
    """The same for delegates who meet each other. `portal.client.Legation` keeps these promises."""

    async def journey(self, slug: str, participant: str) -> JourneyView:
        """Raises NotFound where there is no such journey, or EngineAway."""
        ...

    async def meeting_book(self, slug: str, participant: str) -> RequestBook:
        """What they may ask, answer and rate. Raises NotFound where nobody may, or EngineAway."""
        ...

    async def request_meetings(self, slug: str, participant: str, said: RequestMeetings) -> SaidOfMeetings:
        """Raises Refused with the reason, NotFound or EngineAway."""
        ...

    async def answer_requests(self, slug: str, participant: str, said: AnswerRequests) -> SaidOfMeetings:
        """Raises Refused with the reason, NotFound or EngineAway."""
        ...

    async def rate_meetings(self, slug: str, participant: str, said: RateMeetings) -> SaidOfMeetings:
        """Raises Refused with the reason, NotFound or EngineAway."""
        ...


class _Prompt:
    """Passes every call on, and waits for none of them longer than this."""

    def __init__(self, calls: object, seconds: float) -> None:
        self._calls = calls
        self._seconds = seconds

    def __getattr__(self, name: str) -> object:
        called = getattr(self._calls, name)
        if not iscoroutinefunction(called):
            return called

        @wraps(called)
        async def soon(*given: object, **named: object) -> object:
            return await self._soon(called(*given, **named))

        return soon

    async def _soon(self, call: Awaitable[Said]) -> Said:
        """Temporal's client raises RuntimeError while it cannot connect at all."""
        try:
            async with asyncio.timeout(self._seconds):
                return await call
        except (TimeoutError, RPCError, RuntimeError) as reason:
            raise EngineAway(AWAY) from reason


def prompt(calls: Calls, *, seconds: float = 12) -> Calls:
    """The same calls, answered soon or with EngineAway: whoever asks can try again instead of waiting."""
    return cast("Calls", _Prompt(calls, seconds))


async def answers(client: Client) -> bool:
    """Whether Temporal answers now."""
    try:
        return await client.service_client.check_health(timeout=timedelta(seconds=CHECK_SECONDS))
    except (RPCError, RuntimeError):
        return False
