"""The way to delegates who meet each other: whom they ask, how they answer, how their meetings went."""

from typing import Any

from temporalio.client import WorkflowHandle

from delegation.ids import participant_workflow_id
from delegation.requesting import (
    AnswerRequests,
    BookHeld,
    OfParticipant,
    RateMeetings,
    RequestBook,
    RequestMeetings,
    SaidOfMeetings,
)
from portal.calls import Calls
from portal.errors import NotFound
from portal.wire import PATIENCE, named, patiently, unique
from workflows.delegation import DelegationWorkflow
from workflows.participant import ParticipantWorkflow


class RequestCalls(Calls):
    """What concerns meetings of delegates with each other. Every method may be repeated without harm."""

    async def meeting_book(self, slug: str, participant: str) -> RequestBook:
        """What this delegate may ask, answer and rate now.

        Raises NotFound where delegates do not ask each other for meetings, or who asks did not apply.
        """
        handle = self._delegation(slug)

        async def ask() -> BookHeld:
            asked = OfParticipant(participant=participant)
            return await handle.query(DelegationWorkflow.meeting_book, asked, rpc_timeout=PATIENCE)

        held = await patiently(ask, f"There is no {named(handle.id)}.")
        if held.book is None:
            raise NotFound(
                f"{participant} did not apply to {slug!r}, or its delegates ask each other for no meetings."
            )
        return held.book

    async def request_meetings(self, slug: str, participant: str, said: RequestMeetings) -> SaidOfMeetings:
        """Ask others, or take requests back. Raises Refused with the reason, NotFound as `meeting_book`."""
        journey = self._party(slug, participant)
        return await self._update(journey, ParticipantWorkflow.request_meetings, said, unique("requests"))

    async def answer_requests(self, slug: str, participant: str, said: AnswerRequests) -> SaidOfMeetings:
        """Answer those who ask. Raises Refused with the reason, NotFound as `meeting_book`."""
        journey = self._party(slug, participant)
        return await self._update(journey, ParticipantWorkflow.answer_requests, said, unique("answers"))

    async def rate_meetings(self, slug: str, participant: str, said: RateMeetings) -> SaidOfMeetings:
        """Say how meetings went. Raises Refused with the reason, NotFound as `meeting_book`."""
        journey = self._party(slug, participant)
        return await self._update(journey, ParticipantWorkflow.rate_meetings, said, unique("ratings"))

    def _party(self, slug: str, participant: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(participant_workflow_id(slug, participant))
