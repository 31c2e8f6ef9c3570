"""The way to attendance: what is recorded at the door, and what was recorded so far."""

from delegation.attendance import AttendanceView, CheckIn
from delegation.status import Acknowledged
from portal.calls import Calls
from portal.wire import unique
from workflows.delegation import DelegationWorkflow


class AttendanceCalls(Calls):
    """What organisers record. The last word about each person counts, so repeating it changes nothing."""

    async def check_in(self, slug: str, check_in: CheckIn) -> Acknowledged:
        """Record who came and who did not. Raises Refused with the reason."""
        delegation = self._delegation(slug)
        return await self._update(delegation, DelegationWorkflow.check_in, check_in, unique("check-in"))

    async def attendance(self, slug: str) -> AttendanceView:
        """Every sheet, in the order it was first recorded."""
        return await self._query(self._delegation(slug), DelegationWorkflow.attendance)
