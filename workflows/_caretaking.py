"""What becomes of one agreement: people's deeds, and the letters its owner gets."""

from collections import deque
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from delegation.agreement import AgreementState, record_of
    from delegation.agreement_deeds import AgreementMoved, AgreementStart, AnyDeed, HandOver, OpenAgreement
    from delegation.agreement_letters import handed_over_letter, prompt_letter
    from delegation.agreement_prompts import next_prompt_at, prompted
    from delegation.agreement_rules import why_not, why_not_open
    from delegation.agreement_state import done, opened
    from delegation.letter import Letter

from workflows._clock import Clock
from workflows._post import AWAY, post
from workflows._reports import Reports


class Caretaking:
    """Every deed is reported to the arrangement; letters leave one after the other."""

    def __init__(self, start: AgreementStart, clock: Clock, reports: Reports) -> None:
        self.state = start.state
        self._start = start
        self._rules = start.rules
        self._clock = clock
        self._reports = reports
        self._letters: deque[Letter] = deque()

    # --- what people do ------------------------------------------------------------------------

    def why_not_open(self, opening: OpenAgreement) -> str | None:
        return why_not_open(opening, self.state, self._rules.zone, self._clock.time_of(opening))

    def open(self, opening: OpenAgreement) -> AgreementState:
        return self._keep(opened(opening, self._rules, self._clock.now()))

    def why_not(self, deed: AnyDeed) -> str | None:
        return why_not(deed, self.state, self._rules.zone, self._clock.time_of(deed))

    def do(self, deed: AnyDeed) -> AgreementState:
        """After `why_not` had nothing against it."""
        state = done(deed, self._opened, self._rules, self._clock.now())
        if isinstance(deed, HandOver):
            state = state.model_copy(update={"letters": state.letters + 1})
            self._letters.append(handed_over_letter(state, self._rules, self._start.place))
        return self._keep(state)

    @property
    def _opened(self) -> AgreementState:
        if self.state is None:
            raise LookupError("This agreement was not opened yet.")
        return self.state

    # --- letters -------------------------------------------------------------------------------

    @property
    def due(self) -> datetime | None:
        """When the next letter leaves of itself."""
        return next_prompt_at(self.state, self._rules)

    @property
    def has_work(self) -> bool:
        return bool(self._letters) or (self.due is not None and self._clock.now() >= self.due)

    async def write(self) -> None:
        """Send what waits and what is due."""
        self._prompt()
        while self._letters:
            await self._send(self._letters.popleft())

    def _prompt(self) -> None:
        if self.state is None:
            return
        state, prompt = prompted(self.state, self._rules, self._clock.now())
        if prompt is not None:
            self._letters.append(prompt_letter(prompt, state, self._rules, self._start.place))
            self._keep(state)

    async def _send(self, letter: Letter) -> None:
        """Who cannot be reached is a task for the arrangement, never the end of the agreement."""
        try:
            sent = await post(self._start.delegation, letter, self._clock.now())
            is_unreached = bool(sent.refused)
        except AWAY as error:
            if is_cancelled_exception(error):
                raise
            is_unreached = True
        state = self._opened
        if state.owner == letter.recipient and state.is_unreached != is_unreached:
            self._keep(state.model_copy(update={"is_unreached": is_unreached}))

    def _keep(self, state: AgreementState) -> AgreementState:
        self.state = state
        self._reports.add(AgreementMoved(at=self._clock.now(), record=record_of(state)))
        return state
