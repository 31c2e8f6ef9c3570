"""Journeys without a server: kept by the real rules, and as forgetful as the wire lets them be."""

from datetime import datetime

from delegation.application import ApplicationStatus
from delegation.cut_offs import terms_of
from delegation.file import DelegationFile
from delegation.journey import JourneyState, JourneyView, Withdrawal
from delegation.journey_rules import OUTCOME_OF, why_not_answer, why_not_withdraw
from delegation.offer import OfferAnswer, OfferOutcome, ReplyToRead
from delegation.status import Roster, RosterEntry
from portal.errors import EngineAway, NotFound, Refused


class JourneysInMemory:
    """One delegation's journeys. `over` are those that have ended."""

    def __init__(self, file: DelegationFile, now: datetime) -> None:
        self._file = file
        self.now = now
        self.is_away = False
        self.states: dict[str, JourneyState] = {}
        self.over: set[str] = set()
        self.ranks: dict[str, int] = {}
        self.heard: list[OfferAnswer] = []
        """Answers that changed something."""
        self.withdrawn: list[str] = []
        self.replies: list[ReplyToRead] = []

    async def journey(self, slug: str, participant: str) -> JourneyView:
        state = self._state(slug, participant)
        return JourneyView(
            participant=participant, state=state, is_over=participant in self.over, now=self.now
        )

    async def roster(self, slug: str) -> Roster:
        self._demand(slug)
        return Roster(entries=tuple(self._entry(one) for one in sorted(self.states)))

    async def answer(self, slug: str, participant: str, answer: OfferAnswer) -> OfferOutcome:
        state = self._state(slug, participant)
        reason = why_not_answer(answer, state, terms_of(self._file, self.now), self.now)
        if reason:
            raise Refused(reason)
        outcome = OUTCOME_OF[answer.answer]
        if state.outcome is not outcome:
            self.heard.append(answer)
            self._set(participant, outcome=outcome, answered_at=self.now, answered_by=answer.source)
        return outcome

    async def withdraw(self, slug: str, participant: str, withdrawal: Withdrawal) -> None:
        state = self._state(slug, participant)
        reason = why_not_withdraw(withdrawal, state)
        if reason:
            raise Refused(reason)
        is_open = state.offer is not None and state.outcome is None
        outcome = OfferOutcome.WITHDRAWN if is_open else state.outcome
        self._set(participant, status=ApplicationStatus.WITHDRAWN, outcome=outcome)
        self.withdrawn.append(participant)

    async def report_reply(self, slug: str, reply: ReplyToRead) -> None:
        self._demand(slug)
        self.replies.append(reply)

    def _set(self, participant: str, **changes: object) -> None:
        self.states[participant] = self.states[participant].model_copy(update=changes)

    def _entry(self, participant: str) -> RosterEntry:
        return RosterEntry(
            participant=participant,
            organisation="Light Valley",
            country="AT",
            received_at=self.now,
            status=self.states[participant].status,
            rank=self.ranks.get(participant),
        )

    def _state(self, slug: str, participant: str) -> JourneyState:
        self._demand(slug)
        if participant not in self.states:
            raise NotFound(f"There is no participant {participant!r}.")
        return self.states[participant]

    def _demand(self, slug: str) -> None:
        if self.is_away:
            raise EngineAway("Temporal does not answer.")
        if slug != self._file.slug:
            raise NotFound(f"There is no delegation {slug!r}.")
