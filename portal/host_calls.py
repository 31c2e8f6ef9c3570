"""The way to hosts: what they were asked, what they answer, and that they receive nobody."""

from typing import Any

from temporalio.client import WorkflowHandle

from delegation.host_state import HostState, HostView
from delegation.hosting import HostAnswer, HostWithdrawal
from delegation.ids import host_workflow_id
from portal.calls import Calls
from portal.errors import Refused
from portal.wire import unique
from workflows.host import HostWorkflow


class HostCalls(Calls):
    """What concerns hosts only. Every method may be repeated without harm."""

    async def host(self, slug: str, host: str) -> HostView:
        """Where a host stands. Raises NotFound for who was never asked or sent anything."""
        return await self._query(self._host(slug, host), HostWorkflow.view)

    async def answer_host(self, slug: str, answer: HostAnswer) -> HostState:
        """Say what a host confirms, limits or answers. The same again changes nothing.

        Raises Refused with the reason, NotFound for who was never asked, or whose delegation has ended.
        """
        handle = self._host(slug, answer.host)
        return await self._update(handle, HostWorkflow.answer_host, answer, unique("host-answer"))

    async def withdraw_host(self, slug: str, withdrawal: HostWithdrawal) -> HostState:
        """A host receives nobody any more. To have withdrawn before is no error.

        Raises Refused with the reason, NotFound as `answer_host`.
        """
        handle = self._host(slug, withdrawal.host)
        try:
            return await self._update(handle, HostWorkflow.withdraw, withdrawal, unique("host-withdraw"))
        except Refused:
            state = (await self.host(slug, withdrawal.host)).state
            if state.withdrawal is None:
                raise
            return state

    def _host(self, slug: str, host: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(host_workflow_id(slug, host))
