"""The dispatch of waiting mails, reached through Temporal."""

import asyncio

from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from activities.dispatching import DispatchOrder
from delegation.ids import dispatch_workflow_id

ID = SearchAttributeKey.for_keyword("DelegationId")
ROLE = SearchAttributeKey.for_keyword("DelegationRole")


class TemporalDispatch:
    """`activities.dispatching.Dispatch` by a signal that begins the workflow where there is none."""

    def __init__(self, client: Client, task_queue: str) -> None:
        self._client = client
        self._task_queue = task_queue

    def wake(self, delegation: str) -> None:
        """See `activities.dispatching.Dispatch`. For activities, which run in threads of their own."""
        asyncio.run(self.awake(delegation))

    async def awake(self, delegation: str) -> None:
        """The same where there is an event loop."""
        attributes = [SearchAttributePair(ID, delegation), SearchAttributePair(ROLE, "dispatch")]
        await self._client.start_workflow(
            "Dispatch",
            DispatchOrder(dispatch_of=delegation),
            id=dispatch_workflow_id(delegation),
            task_queue=self._task_queue,
            start_signal="mail_decided",
            start_signal_args=[DispatchOrder(dispatch_of=delegation)],
            search_attributes=TypedSearchAttributes(attributes),
            static_summary="Mails that waited leave",
        )
