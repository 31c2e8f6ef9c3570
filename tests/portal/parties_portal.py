"""Delegates who meet each other, without a server: kept by the real rules."""

from datetime import datetime

from delegation.application import ApplicationStatus
from delegation.journey import JourneyState, JourneyView
from delegation.offer import OfferOutcome
from delegation.request_rules import (
    after_answers,
    after_ratings,
    after_requests,
    why_not_answer_requests,
    why_not_rate,
    why_not_request,
)
from delegation.requesting import (
    AnswerRequests,
    RateMeetings,
    RequestBook,
    RequestMeetings,
    SaidOfMeetings,
)
from portal.errors import EngineAway, NotFound, Refused

Said = AnswerRequests | RateMeetings | RequestMeetings


class PartiesInMemory:
    """The delegates of one delegation, each with what the delegation knows for them."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.is_away = False
        self.books: dict[str, RequestBook] = {}
        self.said: dict[str, SaidOfMeetings] = {}
        self.heard: list[Said] = []

    async def journey(self, slug: str, participant: str) -> JourneyView:
        del slug
        self._demand(participant)
        state = JourneyState(
            status=ApplicationStatus.SELECTED,
            outcome=OfferOutcome.CONFIRMED,
            meetings=self.said.get(participant, SaidOfMeetings()),
        )
        return JourneyView(participant=participant, state=state, now=self.now)

    async def meeting_book(self, slug: str, participant: str) -> RequestBook:
        del slug
        self._demand(participant)
        return self.books[participant]

    async def request_meetings(self, slug: str, participant: str, said: RequestMeetings) -> SaidOfMeetings:
        before = (await self.journey(slug, participant)).state.meetings
        return self._keep(
            participant,
            said,
            why_not_request(said, before, participant, self.now),
            after_requests(before, said, self.now),
        )

    async def answer_requests(self, slug: str, participant: str, said: AnswerRequests) -> SaidOfMeetings:
        before = (await self.journey(slug, participant)).state.meetings
        refusal = why_not_answer_requests(said, self.now)
        return self._keep(participant, said, refusal, after_answers(before, said, self.now))

    async def rate_meetings(self, slug: str, participant: str, said: RateMeetings) -> SaidOfMeetings:
        before = (await self.journey(slug, participant)).state.meetings
        refusal = why_not_rate(said, self.now)
        return self._keep(participant, said, refusal, after_ratings(before, said, self.now))

    def _keep(
        self, participant: str, said: Said, refusal: str | None, after: SaidOfMeetings
    ) -> SaidOfMeetings:
        if refusal is not None:
            raise Refused(refusal)
        self.heard.append(said)
        self.said[participant] = after
        return after

    def _demand(self, participant: str) -> None:
        if self.is_away:
            raise EngineAway("Temporal does not answer.")
        if participant not in self.books:
            raise NotFound(f"{participant} meets nobody.")
