"""Meetings with other delegates, as one of them sees them: asking, answering, rating."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.journey import JourneyStart, JourneyState
    from delegation.journey_rules import travels
    from delegation.request_rules import (
        NO_TRAVEL,
        after_answers,
        after_ratings,
        after_requests,
        missed_anew,
        why_not_answer_requests,
        why_not_rate,
        why_not_request,
    )
    from delegation.requesting import AnswerRequests, RateMeetings, RequestMeetings, SaidOfMeetings

from workflows._clock import Clock
from workflows._refusal import refuse
from workflows._reports import Reports


class MeetingParty:
    """Base of the journey: what is said waits until the delegation asks; who did not come is told."""

    _start: JourneyStart
    _state: JourneyState
    _clock: Clock
    _reports: Reports

    @workflow.update(description="The delegate asks others for meetings, or takes requests back.")
    def request_meetings(self, said: RequestMeetings) -> SaidOfMeetings:
        self._clock.hear(said)
        return self._keep_said(after_requests(self._state.meetings, said, self._clock.now()))

    @request_meetings.validator
    def _may_request_meetings(self, said: RequestMeetings) -> None:
        self._refuse_others()
        now, participant = self._clock.time_of(said), self._start.participant
        refuse(why_not_request(said, self._state.meetings, participant, now))

    @workflow.update(description="The delegate answers those who ask for a meeting.")
    def answer_requests(self, said: AnswerRequests) -> SaidOfMeetings:
        self._clock.hear(said)
        return self._keep_said(after_answers(self._state.meetings, said, self._clock.now()))

    @answer_requests.validator
    def _may_answer_requests(self, said: AnswerRequests) -> None:
        self._refuse_others()
        refuse(why_not_answer_requests(said, self._clock.time_of(said)))

    @workflow.update(description="The delegate says how meetings went; who did not come is reported.")
    def rate_meetings(self, said: RateMeetings) -> SaidOfMeetings:
        self._clock.hear(said)
        before, now = self._state.meetings, self._clock.now()
        after = after_ratings(before, said, now)
        for missed in missed_anew(before, after, self._start.participant, now):
            self._reports.add(missed)
        return self._keep_said(after)

    @rate_meetings.validator
    def _may_rate_meetings(self, said: RateMeetings) -> None:
        self._refuse_others()
        refuse(why_not_rate(said, self._clock.time_of(said)))

    def _keep_said(self, said: SaidOfMeetings) -> SaidOfMeetings:
        self._state = self._state.model_copy(update={"meetings": said})
        return said

    def _refuse_others(self) -> None:
        refuse(None if travels(self._state) else NO_TRAVEL)
