"""Participants' journeys, reached through Temporal."""

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from delegation.ids import participant_workflow_id
from delegation.journey import JourneyAnswers
from delegation.news import Told


class TemporalJourneys:
    """`activities.journeys.Journeys` by signals and queries to workflow ids, without run ids."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def tell(self, delegation: str, told: Told) -> bool:
        """See `activities.journeys.Journeys`. The signal has the name of the news' kind."""
        handle = self._client.get_workflow_handle(participant_workflow_id(delegation, told.participant))
        try:
            await handle.signal(told.news.kind, told.news)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True

    async def answers(self, delegation: str, participant: str) -> JourneyAnswers | None:
        """See `activities.journeys.Journeys`."""
        handle = self._client.get_workflow_handle(participant_workflow_id(delegation, participant))
        try:
            answers: JourneyAnswers = await handle.query("answers", result_type=JourneyAnswers)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        return answers
