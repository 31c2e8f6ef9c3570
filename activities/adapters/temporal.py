"""Participants' journeys and hosts, reached through Temporal."""

from temporalio.client import Client
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from delegation.host_state import HostStart
from delegation.ids import host_workflow_id, participant_workflow_id
from delegation.journey import JourneyAnswers
from delegation.news import (
    GuestListSent,
    HostAsked,
    HostNews,
    HostRequests,
    HostTold,
    ItineraryPublished,
    News,
    Told,
)
from delegation.tempo import Tempo

ID = SearchAttributeKey.for_keyword("DelegationId")
ROLE = SearchAttributeKey.for_keyword("DelegationRole")

STARTING = (HostAsked, HostRequests, GuestListSent, ItineraryPublished)
"""News for which a host's workflow begins, if there is none yet."""


class TemporalJourneys:
    """`activities.journeys.Journeys` by signals and queries to workflow ids, without run ids."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def tell(self, delegation: str, told: Told) -> bool:
        """See `activities.journeys.Journeys`. The signal has the name of the news' kind."""
        return await self._signalled(participant_workflow_id(delegation, told.participant), told.news)

    async def tell_host(self, delegation: str, told: HostTold, tempo: Tempo, task_queue: str) -> bool:
        """See `activities.journeys.Journeys`. What a host is asked or sent starts its workflow."""
        if isinstance(told.news, STARTING):
            return await self._start_host(delegation, told, tempo, task_queue)
        return await self._signalled(host_workflow_id(delegation, told.host), told.news)

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

    async def _signalled(self, workflow_id: str, news: News | HostNews) -> bool:
        """False if there is no such workflow, or it has ended."""
        try:
            await self._client.get_workflow_handle(workflow_id).signal(news.kind, news)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True

    async def _start_host(self, delegation: str, told: HostTold, tempo: Tempo, task_queue: str) -> bool:
        start = HostStart(delegation=delegation, host=told.host, person=told.person, tempo=tempo)
        attributes = [SearchAttributePair(ID, delegation), SearchAttributePair(ROLE, "host")]
        try:
            await self._client.start_workflow(
                "Host",
                start,
                id=host_workflow_id(delegation, told.host),
                task_queue=task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                start_signal=told.news.kind,
                start_signal_args=[told.news],
                search_attributes=TypedSearchAttributes(attributes),
                static_summary=f"Host {told.host}",
            )
        except WorkflowAlreadyStartedError:
            return False
        return True
