"""Telling a delegation of replies to its offers that a person must read."""

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from delegation.ids import delegation_workflow_id
from delegation.offer import ReplyToRead
from portal.errors import EngineAway


class ReplyCalls:
    """What the reading of mails tells a delegation. Every method may be repeated without harm."""

    client: Client

    async def report_reply(self, slug: str, reply: ReplyToRead) -> None:
        """Make a reply that changed nothing a task of the organiser; a delegation that ended need not know.

        Raises EngineAway.
        """
        handle = self.client.get_workflow_handle(delegation_workflow_id(slug))
        try:
            await handle.signal("reply_received", reply)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise EngineAway("Temporal does not answer; see './legation doctor'.") from error
