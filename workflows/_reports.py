"""What a participant or host tells the delegation, beside everything else they do."""

from collections import deque

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from delegation.agreement_deeds import AgreementMoved
    from delegation.exchange_state import ExchangeMoved
    from delegation.hosting import HostAnswer, HostWithdrawal
    from delegation.ids import delegation_workflow_id
    from delegation.invite import InviteReport
    from delegation.journey import ApplicationReceived, OfferClosed, Withdrawn
    from delegation.requesting import MeetingMissed
    from delegation.tempo import Dated

SIGNAL_OF: dict[type[Dated], str] = {
    ApplicationReceived: "application_received",
    OfferClosed: "offer_closed",
    Withdrawn: "withdrawn",
    InviteReport: "invite_answered",
    MeetingMissed: "meeting_missed",
    HostAnswer: "host_answered",
    HostWithdrawal: "host_withdrew",
    ExchangeMoved: "exchange_moved",
    AgreementMoved: "agreement_moved",
}
"""By which signal the delegation hears each report."""


class Reports:
    """Leave one after the other: what the delegation waits for must not wait for mail that is away."""

    def __init__(self, delegation: str) -> None:
        self._delegation = delegation
        self._reports: deque[Dated] = deque()

    def add(self, report: Dated) -> None:
        self._reports.append(report)

    @property
    def is_empty(self) -> bool:
        return not self._reports

    async def keep_telling(self) -> None:
        """Tell the delegation every report, until cancelled."""
        handle = workflow.get_external_workflow_handle(delegation_workflow_id(self._delegation))
        while True:
            await workflow.wait_condition(lambda: bool(self._reports))
            report = self._reports[0]
            try:
                await handle.signal(SIGNAL_OF[type(report)], report)
            except ApplicationError:
                workflow.logger.warning("The delegation is gone; this workflow goes on alone")
            self._reports.popleft()
