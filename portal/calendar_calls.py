"""The way to recipients' calendars: what they were told, what they answer, and mails that came back."""

from typing import Any

from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from delegation.calendar_book import CalendarView
from delegation.ids import delegation_workflow_id, recipient_workflow_id
from delegation.invite import AnswerOutcome, InviteAnswer, MailReturned
from portal.calls import Calls
from portal.errors import EngineAway
from portal.wire import PATIENCE, named, patiently


class CalendarCalls(Calls):
    """What concerns participants and hosts alike. Every method may be repeated without harm."""

    async def calendar(self, slug: str, recipient: str) -> CalendarView:
        """What the calendar of a participant or host was told, and what they answered.

        Raises NotFound for who was never sent a programme.
        """
        handle = self._recipient(slug, recipient)

        async def ask() -> CalendarView:
            view: CalendarView = await handle.query(
                "calendar", result_type=CalendarView, rpc_timeout=PATIENCE
            )
            return view

        return await patiently(ask, f"There is no {named(handle.id)}.")

    async def answer_invite(self, slug: str, recipient: str, answer: InviteAnswer) -> AnswerOutcome:
        """Answer an invite, once: the same answer again, by whatever way it comes in, gives the same outcome.

        Raises NotFound when the recipient's journey has ended.
        """
        handle = self._recipient(slug, recipient)
        once = f"invite-{answer.item}-{answer.sequence}-{answer.partstat}-{answer.kind}-"
        once += f"{answer.dtstamp.timestamp():.0f}"

        async def execute() -> AnswerOutcome:
            try:
                outcome: AnswerOutcome = await handle.execute_update(
                    "answer_invite", answer, id=once, result_type=AnswerOutcome, rpc_timeout=PATIENCE
                )
            except WorkflowUpdateFailedError as refused:
                return _without_effect(refused)
            return outcome

        return await patiently(execute, f"There is no running {named(handle.id)}.")

    async def mail_returned(self, slug: str, returned: MailReturned) -> None:
        """Tell a delegation that a mail came back; one that has ended need not know."""
        handle = self.client.get_workflow_handle(delegation_workflow_id(slug))
        try:
            await handle.signal("mail_returned", returned)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise EngineAway("Temporal does not answer; see './legation doctor'.") from error

    def _recipient(self, slug: str, recipient: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(recipient_workflow_id(slug, recipient))


def _without_effect(refused: WorkflowUpdateFailedError) -> AnswerOutcome:
    """The outcome of an answer that changed nothing. Raises `refused` where it was refused otherwise."""
    if isinstance(refused.cause, ApplicationError) and refused.cause.type in set(AnswerOutcome):
        return AnswerOutcome(refused.cause.type)
    raise refused
