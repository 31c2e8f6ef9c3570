"""Workflow `Rounds`: many letters and invites, ordered as the house does, with a fraction of its patience."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.mail import InviteOrder, LetterOrder, MailActivities, MailSent
    from delegation.fact import Fact
    from workflows._options import SEND as PATIENTLY
    from workflows._options import Tries

AT_ONCE = 8
"""Activities under way beside each other."""

SEND = Tries(
    start_to_close_timeout=timedelta(minutes=1),
    heartbeat_timeout=timedelta(seconds=3),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=0.5), maximum_interval=timedelta(seconds=3)),
)
"""As `workflows._options.SEND`, many times as fast; so are the claims and the mail server's time limit."""


class Round(Fact):
    """What one run of the workflow sends."""

    letters: tuple[LetterOrder, ...] = ()
    invites: tuple[InviteOrder, ...] = ()
    patiently: bool = False
    """With the patience of production, for virtual time."""


@workflow.defn(name="Rounds")
class RoundsWorkflow:
    """Sends everything that is ordered, some of it beside each other, and counts."""

    @workflow.run
    async def run(self, order: Round) -> MailSent:
        self._free = asyncio.Semaphore(AT_ONCE)
        self._tries = PATIENTLY if order.patiently else SEND
        letters = [self._send_letters(one) for one in order.letters]
        invites = [self._send_invites(one) for one in order.invites]
        done = await asyncio.gather(*letters, *invites)
        return MailSent(
            sent=sum(one.sent for one in done),
            refused=tuple(sorted({person for one in done for person in one.refused})),
            overtaken=sum(one.overtaken for one in done),
        )

    async def _send_letters(self, order: LetterOrder) -> MailSent:
        async with self._free:
            return await workflow.execute_activity_method(MailActivities.send_letters, order, **self._tries)

    async def _send_invites(self, order: InviteOrder) -> MailSent:
        async with self._free:
            return await workflow.execute_activity_method(MailActivities.send_invites, order, **self._tries)
