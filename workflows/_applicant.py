"""From application to place: what an applicant does, is told and is offered."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.application import ApplicationStatus, Receipt, Submission
    from delegation.correspondence import span_of, stamped
    from delegation.decision_letters import tone_of, withdrawal_facts
    from delegation.ids import receipt_code
    from delegation.journey import (
        ApplicationReceived,
        JourneyStart,
        JourneyState,
        OfferClosed,
        Withdrawal,
        Withdrawn,
    )
    from delegation.journey_rules import (
        OUTCOME_OF,
        OVER,
        may_apply_again,
        travels,
        why_not_answer,
        why_not_submit,
        why_not_withdraw,
    )
    from delegation.letter import FactValue, LetterName
    from delegation.news import CutOffMoved, Decided, FixAsked
    from delegation.offer import OfferAnswer, OfferOutcome
    from delegation.tempo import Dated
    from delegation.terms import Terms

from workflows._recipient import Recipient
from workflows._refusal import refuse

ROUND = 100
"""Letters of the second decision on a journey are numbered from here on."""


class Applicant(Recipient):
    """Base of the journey: application, decision, offer. The journey sets its attributes when it begins."""

    _start: JourneyStart
    _state: JourneyState
    _is_over: bool

    # --- what the applicant does -----------------------------------------------------------------

    @workflow.update(description="The applicant hands in the application, or replaces it until the cut-off.")
    def submit(self, submission: Submission) -> Receipt:
        self._clock.hear(submission)
        code = receipt_code(self._start.delegation, self._start.participant, submission.document.sha256)
        again = may_apply_again(self._state, self._terms_of(submission), self._clock.now())
        if code != self._state.receipt or again:
            self._keep_application(submission, code)
        return Receipt(participant=self._start.participant, code=code, received_at=submission.received_at)

    @submit.validator
    def _may_submit(self, submission: Submission) -> None:
        now = self._clock.time_of(submission)
        refuse(why_not_submit(submission, self._state, self._terms_of(submission), now))

    @workflow.update(description="The applicant accepts or declines the place that was offered.")
    def answer(self, answer: OfferAnswer) -> OfferOutcome:
        self._clock.hear(answer)
        outcome = OUTCOME_OF[answer.answer]
        if self._state.outcome is not outcome:
            self._set(answered_at=self._clock.now(), answered_by=answer.source)
            self._close_offer(outcome)
        return outcome

    @answer.validator
    def _may_answer(self, answer: OfferAnswer) -> None:
        now = self._clock.time_of(answer)
        refuse(why_not_answer(answer, self._state, self._start.terms, now))

    @workflow.update(description="The participant withdraws from the delegation, or leaves the reserve list.")
    def withdraw(self, withdrawal: Withdrawal) -> None:
        self._clock.hear(withdrawal)
        had_place, on_list = travels(self._state), self._state.status is ApplicationStatus.RESERVE
        is_open = self._state.offer is not None and self._state.outcome is None
        outcome = OfferOutcome.WITHDRAWN if is_open else self._state.outcome
        self._set(status=ApplicationStatus.WITHDRAWN, outcome=outcome)
        if not had_place:
            facts = withdrawal_facts(self._clock.now(), self._start.terms, left_reserve=on_list)
            said = {**facts, **self._said_of_registration()}
            self._mailbox.write(LetterName.WITHDRAWAL_NOTED, said, sequence=self._state.revision)
        self._reports.add(
            Withdrawn(at=self._clock.now(), participant=self._start.participant, reason=withdrawal.reason)
        )

    @withdraw.validator
    def _may_withdraw(self, withdrawal: Withdrawal) -> None:
        refuse(why_not_withdraw(withdrawal, self._state))

    # --- what the delegation tells ---------------------------------------------------------------

    @workflow.signal(description="The application lacks something that may still be mended.")
    def fix_asked(self, news: FixAsked) -> None:
        self._clock.hear(Dated(at=news.at))
        registers = self._start.terms.registers
        if self._state.fix_until == news.until or (registers and self._is_about_earlier(news.at)):
            return
        self._set(status=ApplicationStatus.ASKED_TO_FIX, fix_until=news.until)
        number = self._state.revision if registers else 0
        self._mailbox.write(LetterName.FIX_NEEDED, news.facts, sequence=number)

    @workflow.signal(description="The cut-off was moved: the application may be replaced until then.")
    def cut_off_moved(self, news: CutOffMoved) -> None:
        self._clock.hear(Dated(at=news.at))
        if self._is_over or self._state.closes_at == news.closes_at:
            return
        known = self._state.moved_to
        self._set(closes_at=news.closes_at, moved_to=(*known, news.closes_at))
        times = known.count(news.closes_at)  # cut-offs are minutes apart, so no other letter has this number
        sequence = int(news.closes_at.timestamp()) + times
        self._mailbox.write(LetterName.CUT_OFF_MOVED, news.facts, sequence=sequence)

    @workflow.signal(description="The decision on the application, with an offer if there is a place.")
    def decided(self, news: Decided) -> None:
        self._clock.hear(Dated(at=news.at))
        if self._is_known(news):
            return
        sequence = ROUND * self._state.decided
        self._set(
            status=news.status,
            offer=news.offer,
            next_steps=news.next_steps,
            decided=self._state.decided + (news.status is not self._state.status),
        )
        match news.status:
            case ApplicationStatus.UNDER_EVALUATION:
                self._admit(news, sequence)
            case ApplicationStatus.SELECTED if news.confirmed:
                self._set(outcome=OfferOutcome.CONFIRMED)
                steps: dict[str, FactValue] = {"next_steps": news.next_steps}
                told = steps if news.letter is None else news.facts
                self._mailbox.write(news.letter or LetterName.PLACE_CONFIRMED, told, sequence)
            case ApplicationStatus.SELECTED:
                self._set(outcome=None, reminders_sent=0)
                self._mailbox.write(LetterName.OFFER, news.facts, sequence, news.attachments)
            case ApplicationStatus.RESERVE:
                self._mailbox.write(news.letter or LetterName.RESERVE, news.facts, sequence)
            case ApplicationStatus.NOT_SELECTED:
                self._conclude(news.letter or LetterName.NOT_SELECTED, news, sequence)
            case ApplicationStatus.INELIGIBLE:
                self._conclude(LetterName.NOT_ELIGIBLE, news, sequence)
            case _:
                return

    # --- the application -------------------------------------------------------------------------

    def _terms_of(self, submission: Submission) -> Terms:
        return submission.terms or self._start.terms

    def _keep_application(self, submission: Submission, code: str) -> None:
        terms = self._terms_of(submission)
        if self._state.status in OVER:
            self._set(status=ApplicationStatus.SUBMITTED, offer=None, outcome=None, fix_until=None)
        elif terms.registers and self._state.status is ApplicationStatus.ASKED_TO_FIX:
            self._set(status=ApplicationStatus.SUBMITTED, fix_until=None)
        self._set(
            facts=submission.facts,
            receipt=code,
            sha256=submission.document.sha256,
            received_at=submission.received_at,
            revision=self._state.revision + 1,
            substitute_for=submission.substitute_for,
            cut_off=terms.cut_off,
            closes_at=self._closes_at(terms),
        )
        self._mailbox.write(
            LetterName.APPLICATION_RECEIVED, self._receipt_facts(submission, code), self._state.revision
        )
        self._reports.add(
            ApplicationReceived(
                at=self._clock.now(),
                participant=self._start.participant,
                facts=submission.facts,
                received_at=submission.received_at,
                substitute_for=submission.substitute_for,
                together_with=submission.together_with,
            )
        )

    def _closes_at(self, terms: Terms) -> datetime:
        """What is mended keeps its cut-off."""
        is_mended = self._state.status is ApplicationStatus.ASKED_TO_FIX
        return (self._state.closes_at if is_mended else None) or terms.closes_at

    def _receipt_facts(self, submission: Submission, code: str) -> dict[str, FactValue]:
        terms = self._terms_of(submission)
        facts: dict[str, FactValue] = {
            "receipt_code": code,
            "received_at": stamped(submission.received_at, terms),
            "closes_at": stamped(self._state.closes_at or terms.closes_at, terms),
            "decision_by": stamped(terms.decision_by, terms),
        }
        if terms.own_cost:
            facts["own_cost"] = "yes"
        return {**facts, **self._said_of_registration()}

    def _said_of_registration(self) -> dict[str, FactValue]:
        """Letters speak of a registration where nobody evaluates."""
        return {"registration": "yes"} if self._start.terms.registers else {}

    def _admit(self, news: Decided, sequence: int) -> None:
        """Under evaluation is worth a letter only where the application was found not eligible before."""
        if news.facts:
            self._mailbox.write(LetterName.APPLICATION_ADMITTED, news.facts, sequence)

    def _conclude(self, name: LetterName, news: Decided, sequence: int) -> None:
        """The letter of an end; the journey is over with it, unless one may apply again."""
        self._mailbox.write(name, news.facts, sequence)
        self._is_over = news.final

    def _is_known(self, news: Decided) -> bool:
        """Whether this decision was heard before, is about an earlier application, or comes after the end."""
        state = self._state
        if self._is_over or state.status is ApplicationStatus.WITHDRAWN or state.outcome is not None:
            return True
        if self._is_about_earlier(news.at):
            return True
        return news.status is state.status and news.offer == state.offer

    def _is_about_earlier(self, at: datetime) -> bool:
        """Whether it was said of what was handed in before the last time."""
        state = self._state
        return state.revision > 1 and state.received_at is not None and at < state.received_at

    # --- the offer -------------------------------------------------------------------------------

    def _next_date_of_offer(self) -> datetime | None:
        """The next reminder, or the confirm-by date, of an offer that is still open."""
        offer = self._state.offer
        if offer is None or self._state.outcome is not None:
            return None
        return (*offer.remind_at, offer.confirm_by)[self._state.reminders_sent]

    def _act_on_offer_date(self, due: datetime) -> None:
        offer = self._state.offer
        if offer is None or due != self._next_date_of_offer():
            return
        if due >= offer.confirm_by:
            self._close_offer(OfferOutcome.EXPIRED)
            return
        sent = self._state.reminders_sent + 1
        self._set(reminders_sent=sent)
        facts: dict[str, FactValue] = {
            "confirm_by": stamped(offer.confirm_by, self._start.terms),
            "time_left": span_of(offer.confirm_by - self._clock.now()),
            "tone": tone_of(sent, len(offer.remind_at)),
            "answer_url": "",
        }
        self._mailbox.write(LetterName.OFFER_REMINDER, facts, sent + ROUND * (self._state.decided - 1))

    def _close_offer(self, outcome: OfferOutcome) -> None:
        self._set(outcome=outcome)
        terms, offer = self._start.terms, self._state.offer
        sequence = ROUND * max(self._state.decided - 1, 0)
        match outcome:
            case OfferOutcome.CONFIRMED:
                steps = {"next_steps": self._state.next_steps}
                self._mailbox.write(LetterName.PLACE_CONFIRMED, {**steps}, sequence)
            case OfferOutcome.DECLINED:
                self._end(LetterName.OFFER_DECLINED, {"answered_at": stamped(self._clock.now(), terms)})
            case OfferOutcome.EXPIRED if offer is not None:
                self._end(LetterName.OFFER_EXPIRED, {"confirm_by": stamped(offer.confirm_by, terms)})
            case _:
                return
        self._reports.add(
            OfferClosed(at=self._clock.now(), participant=self._start.participant, outcome=outcome)
        )

    # --- small -----------------------------------------------------------------------------------

    def _set(self, **changes: object) -> None:
        self._state = self._state.model_copy(update=changes)

    def _end(self, name: LetterName, facts: dict[str, FactValue]) -> None:
        """Write a last letter; the journey is over once it has left."""
        self._mailbox.write(name, facts)
        self._is_over = True
