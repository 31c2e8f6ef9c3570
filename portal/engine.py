"""Calendars of recipients, asked for by pages and mails that cannot wait for long."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Protocol, TypeVar

from temporalio.client import Client
from temporalio.service import RPCError

from delegation.calendar_book import CalendarView
from delegation.invite import AnswerOutcome, InviteAnswer, MailReturned
from portal.errors import EngineAway

AWAY = "The engine does not answer just now; nothing is lost, try again."
CHECK_SECONDS = 3.0

Said = TypeVar("Said")


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


class PromptCalendars:
    """The same, with an end to every wait: whoever asks can say `try again` instead of standing there."""

    def __init__(self, calendars: Calendars, *, seconds: float = 12) -> None:
        self._calendars = calendars
        self._seconds = seconds

    async def calendar(self, slug: str, recipient: str) -> CalendarView:
        return await self._soon(self._calendars.calendar(slug, recipient))

    async def answer_invite(self, slug: str, recipient: str, answer: InviteAnswer) -> AnswerOutcome:
        return await self._soon(self._calendars.answer_invite(slug, recipient, answer))

    async def mail_returned(self, slug: str, returned: MailReturned) -> None:
        await self._soon(self._calendars.mail_returned(slug, returned))

    async def _soon(self, call: Awaitable[Said]) -> Said:
        """Temporal's client raises RuntimeError while it cannot connect at all."""
        try:
            async with asyncio.timeout(self._seconds):
                return await call
        except (TimeoutError, RPCError, RuntimeError) as reason:
            raise EngineAway(AWAY) from reason


async def answers(client: Client) -> bool:
    """Whether Temporal answers now."""
    try:
        return await client.service_client.check_health(timeout=timedelta(seconds=CHECK_SECONDS))
    except (RPCError, RuntimeError):
        return False
