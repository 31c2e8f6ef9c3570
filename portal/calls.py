"""How every call reaches a workflow: updates carried out once, queries asked patiently, of the ended once."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast

from temporalio.client import Client, WorkflowHandle
from temporalio.workflow import UpdateMethodMultiParam

from delegation.fact import Fact
from delegation.ids import delegation_workflow_id
from portal.ended import Ended, run_over
from portal.wire import PATIENCE, named, patiently

Said = TypeVar("Said")
Asked = TypeVar("Asked", bound=Fact)


class Calls:
    """Base of all calls: the client, and what they have in common."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._known_of_ended = Ended()

    def _delegation(self, slug: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(delegation_workflow_id(slug))

    async def _update(
        self,
        handle: WorkflowHandle[Any, Any],
        update: UpdateMethodMultiParam[[Any, Asked], Said | Coroutine[Any, Any, Said]],
        message: Asked,
        once: str,
    ) -> Said:
        """Carry out an update exactly once: the same id however often the wire makes us repeat it."""

        async def execute() -> Said:
            carried_out: Said = await handle.execute_update(
                cast("Any", update), message, id=once, rpc_timeout=PATIENCE
            )
            return carried_out

        return await patiently(execute, f"There is no running {named(handle.id)}.")

    async def _query(self, handle: WorkflowHandle[Any, Any], query: Callable[[Any], Said]) -> Said:
        """What it says; of one that has ended it is kept. Raises NotFound."""

        async def ask() -> Said:
            run = await run_over(handle)
            if run is None:
                return await handle.query(query, rpc_timeout=PATIENCE)
            known = self._known_of_ended.said(run, query.__name__)
            if known is None:
                known = await handle.query(query, rpc_timeout=PATIENCE)
                self._known_of_ended.note(run, query.__name__, known)
            return cast("Said", known)

        return await patiently(ask, f"There is no {named(handle.id)}.")
