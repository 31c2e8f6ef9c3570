"""What participants and hosts have in common: a calendar that is kept true, and answered."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.calendar_book import CalendarView
    from delegation.invite import AnswerOutcome, InviteAnswer
    from delegation.tempo import Dated

from workflows._clock import Clock
from workflows._mailbox import Mailbox
from workflows._refusal import refuse_without_effect
from workflows._reports import Reports


class Recipient:
    """Base of the workflows that write to somebody's calendar; they set its attributes when they begin."""

    _clock: Clock
    _mailbox: Mailbox
    _reports: Reports

    @workflow.update(description="The recipient answers an invite, by mail or by its link.")
    def answer_invite(self, answer: InviteAnswer) -> AnswerOutcome:
        self._clock.hear(answer)
        outcome, report = self._mailbox.count(answer)
        if report is not None:
            self._reports.add(report)
        return outcome

    @answer_invite.validator
    def _may_answer_invite(self, answer: InviteAnswer) -> None:
        refuse_without_effect(self._mailbox.outcome_of(answer, self._clock.time_of(answer)))

    @workflow.query(description="What the recipient's calendar was told, and what was answered.")
    def calendar(self) -> CalendarView:
        return self._mailbox.view()

    @workflow.signal(description="In a rehearsal: the trip's clock has moved on.")
    def time_passed(self, moment: Dated) -> None:
        self._clock.hear(moment)
