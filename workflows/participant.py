"""Workflow `Participant`: one person's journey, and the only one who writes to that person's calendar."""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.application import ApplicationStatus, Receipt, Submission
    from delegation.calendars.ending import emptied
    from delegation.correspondence import span_of, stamped
    from delegation.follow_up import OutcomeReport, SurveyAnswer
    from delegation.ids import receipt_code
    from delegation.journey import (
        ApplicationReceived,
        JourneyAnswers,
        JourneyEnd,
        JourneyStart,
        JourneyState,
        JourneyView,
        OfferClosed,
        Provided,
        Withdrawal,
        Withdrawn,
    )
    from delegation.journey_card import journey_card
    from delegation.journey_rules import (
        OUTCOME_OF,
        OVER,
        why_not_answer,
        why_not_provide,
        why_not_report,
        why_not_submit,
        why_not_wish,
        why_not_withdraw,
    )
    from delegation.letter import FactValue, LetterName
    from delegation.meeting import Wishes
    from delegation.news import Decided, DelegationClosed, FixAsked, ItineraryPublished, PlaceReleased
    from delegation.offer import OfferAnswer, OfferOutcome
    from delegation.tempo import Dated, Standing

# Ours, and meant to be loaded anew with every workflow, so that the sandbox watches it too.
with workflow.unsafe.sandbox_import_notification_policy(workflow.SandboxImportNotificationPolicy.SILENT):
    from workflows._clock import Clock
    from workflows._mailbox import Mailbox
    from workflows._recipient import Recipient
    from workflows._refusal import refuse
    from workflows._reports import Reports

UNCLAIMED = timedelta(minutes=15)
"""A journey that no valid application reaches within this time ends by itself."""


@workflow.defn(name="Participant")
class ParticipantWorkflow(Recipient):
    """A person applies, is decided on, answers, travels and reports. Their mail leaves here, in order."""

    @workflow.init
    def __init__(self, start: JourneyStart) -> None:
        self._start = start
        self._state = start.state
        self._clock = Clock(start.tempo)
        self._unclaimed_until = self._clock.now() + UNCLAIMED * start.tempo.speed
        self._mailbox = Mailbox(start.delegation, start.participant, self._clock, start.state.calendar)
        self._reports = Reports(start.delegation)
        self._is_over = False
        self._is_waiting = False

    @workflow.run
    async def run(self, start: JourneyStart) -> JourneyEnd:
        if not await self._has_applied():
            return JourneyEnd(status=ApplicationStatus.WITHDRAWN)
        telling = asyncio.create_task(self._reports.keep_telling())
        while not self._is_over or not self._mailbox.is_empty:
            await self._continue_as_new_if_long()
            await self._next_work()
            await self._send_mail()
            self._show()
        await workflow.wait_condition(lambda: self._reports.is_empty and workflow.all_handlers_finished())
        telling.cancel()
        return JourneyEnd(status=self._state.status, outcome=self._state.outcome)

    # --- what the participant does -------------------------------------------------------------

    @workflow.update(description="The applicant hands in the application, or replaces it until the cut-off.")
    def submit(self, submission: Submission) -> Receipt:
        self._clock.hear(submission)
        code = receipt_code(self._start.delegation, self._start.participant, submission.document.sha256)
        if code != self._state.receipt:
            self._keep_application(submission, code)
        return Receipt(participant=self._start.participant, code=code, received_at=submission.received_at)

    @submit.validator
    def _may_submit(self, submission: Submission) -> None:
        now = self._clock.time_of(submission)
        refuse(why_not_submit(submission, self._state, self._start.terms, now))

    @workflow.update(description="The applicant accepts or declines the place that was offered.")
    def answer(self, answer: OfferAnswer) -> OfferOutcome:
        self._clock.hear(answer)
        outcome = OUTCOME_OF[answer.answer]
        if self._state.outcome is not outcome:
            self._close_offer(outcome)
        return outcome

    @answer.validator
    def _may_answer(self, answer: OfferAnswer) -> None:
        now = self._clock.time_of(answer)
        refuse(why_not_answer(answer, self._state, self._start.terms, now))

    @workflow.update(description="The delegate hands in travel papers: passport, room, diet, consent.")
    def provide(self, provided: Provided) -> None:
        self._clock.hear(provided)
        have = {*self._state.provided, *provided.items}
        self._set(provided=tuple(sorted(have)))

    @provide.validator
    def _may_provide(self, provided: Provided) -> None:
        refuse(why_not_provide(provided, self._state))

    @workflow.update(description="The delegate says what to see and whom to meet; the last word counts.")
    def wish(self, wishes: Wishes) -> None:
        self._clock.hear(wishes)
        old = self._state.wishes
        merged = Wishes(visits=wishes.visits or old.visits, meetings=wishes.meetings or old.meetings)
        self._set(wishes=merged)

    @wish.validator
    def _may_wish(self, wishes: Wishes) -> None:
        refuse(why_not_wish(wishes, self._state))

    @workflow.update(description="The delegate answers the survey.")
    def answer_survey(self, answer: SurveyAnswer) -> None:
        self._clock.hear(answer)
        self._set(survey=answer)

    @answer_survey.validator
    def _may_answer_survey(self, answer: SurveyAnswer) -> None:
        refuse(why_not_report(self._state))

    @workflow.update(description="The delegate reports what came of the trip.")
    def report_outcomes(self, report: OutcomeReport) -> None:
        self._clock.hear(report)
        others = tuple(kept for kept in self._state.outcomes if kept.day != report.day)
        self._set(outcomes=(*others, report))

    @report_outcomes.validator
    def _may_report_outcomes(self, report: OutcomeReport) -> None:
        refuse(why_not_report(self._state))

    @workflow.update(description="The participant withdraws from the delegation.")
    def withdraw(self, withdrawal: Withdrawal) -> None:
        self._clock.hear(withdrawal)
        is_open = self._state.offer is not None and self._state.outcome is None
        outcome = OfferOutcome.WITHDRAWN if is_open else self._state.outcome
        self._set(status=ApplicationStatus.WITHDRAWN, outcome=outcome)
        self._reports.add(
            Withdrawn(at=self._clock.now(), participant=self._start.participant, reason=withdrawal.reason)
        )

    @withdraw.validator
    def _may_withdraw(self, withdrawal: Withdrawal) -> None:
        refuse(why_not_withdraw(withdrawal, self._state))

    # --- what the delegation tells -------------------------------------------------------------

    @workflow.signal(description="The application lacks something that may still be mended.")
    def fix_asked(self, news: FixAsked) -> None:
        self._clock.hear(Dated(at=news.at))
        if self._state.fix_until != news.until:
            self._set(status=ApplicationStatus.ASKED_TO_FIX, fix_until=news.until)
            self._mailbox.write(LetterName.FIX_NEEDED, news.facts)

    @workflow.signal(description="The decision on the application, with an offer if there is a place.")
    def decided(self, news: Decided) -> None:
        self._clock.hear(Dated(at=news.at))
        if self._is_known(news):
            return
        self._set(status=news.status, offer=news.offer, next_steps=news.next_steps)
        match news.status:
            case ApplicationStatus.UNDER_EVALUATION:
                return
            case ApplicationStatus.SELECTED if news.confirmed:
                self._set(outcome=OfferOutcome.CONFIRMED)
                self._mailbox.write(LetterName.PLACE_CONFIRMED, {"next_steps": news.next_steps})
            case ApplicationStatus.SELECTED:
                self._set(outcome=None, reminders_sent=0)
                self._mailbox.write(LetterName.OFFER, news.facts, attachments=news.attachments)
            case ApplicationStatus.RESERVE:
                self._mailbox.write(LetterName.RESERVE, news.facts)
            case ApplicationStatus.NOT_SELECTED:
                self._end(LetterName.NOT_SELECTED, news.facts)
            case ApplicationStatus.INELIGIBLE:
                self._end(LetterName.NOT_ELIGIBLE, news.facts)
            case _:
                return

    @workflow.signal(description="A version of the itinerary: the calendar is brought up to it.")
    def itinerary_published(self, news: ItineraryPublished) -> None:
        self._clock.hear(Dated(at=news.at))
        self._mailbox.publish(news)

    @workflow.signal(description="This person no longer travels; the calendar is emptied.")
    def place_released(self, news: PlaceReleased) -> None:
        self._clock.hear(Dated(at=news.at))
        if self._state.outcome is OfferOutcome.WITHDRAWN:
            return
        self._set(outcome=OfferOutcome.WITHDRAWN, status=ApplicationStatus.WITHDRAWN)
        self._empty_calendar(LetterName.DELEGATE_LEFT, news)
        self._is_over = True

    @workflow.signal(description="The delegation has ended, or was cancelled.")
    def delegation_closed(self, news: DelegationClosed) -> None:
        self._clock.hear(Dated(at=news.at))
        if self._is_over:
            return
        if news.cancelled and news.letter is not None:
            self._empty_calendar(news.letter, news)
        elif news.letter is not None:
            self._mailbox.write(news.letter, news.facts)
        self._is_over = True

    # --- what may be asked ---------------------------------------------------------------------

    @workflow.query(description="Where this journey stands.")
    def view(self) -> JourneyView:
        return JourneyView(
            participant=self._start.participant,
            state=self._current(),
            waiting_until=self._clock.next_deadline,
            is_settled=self._is_settled(),
            now=self._clock.now(),
        )

    @workflow.query(description="Whether it is at rest, and until when.")
    def standing(self) -> Standing:
        return Standing(
            is_settled=self._is_waiting and not self._has_work() and workflow.all_handlers_finished(),
            waiting_until=self._clock.next_deadline,
            now=self._clock.now(),
        )

    @workflow.query(description="What the participant told us.")
    def answers(self) -> JourneyAnswers:
        state = self._state
        return JourneyAnswers(
            provided=state.provided, wishes=state.wishes, survey=state.survey, outcomes=state.outcomes
        )

    # --- steps ---------------------------------------------------------------------------------

    async def _has_applied(self) -> bool:
        claimed = self._state.received_at is not None
        return claimed or await self._clock.until(
            self._unclaimed_until,
            lambda: self._state.received_at is not None,
            summary="Application must arrive",
        )

    async def _next_work(self) -> None:
        """Wait until there is something to do; a date of the offer is something to do."""
        if self._has_work():
            return
        self._is_waiting = True
        due = self._next_date()
        if due is None:
            await workflow.wait_condition(lambda: self._has_work() or self._next_date() is not None)
        elif not await self._clock.until(
            due,
            lambda: self._has_work() or self._next_date() != due,
            summary="Offer: reminder or confirm-by" if self._mailbox.due is None else "Changes are gathered",
        ):
            self._act_on_offer_date(due)
        self._is_waiting = False

    def _next_date(self) -> datetime | None:
        dates = (self._next_date_of_offer(), self._mailbox.due)
        return min((date for date in dates if date is not None), default=None)

    def _has_work(self) -> bool:
        return self._is_over or self._mailbox.has_work

    async def _continue_as_new_if_long(self) -> None:
        """Start over with the state alone when the history grew long; nothing may be under way then."""
        if not workflow.info().is_continue_as_new_suggested() or self._has_work():
            return
        await workflow.wait_condition(lambda: self._reports.is_empty and workflow.all_handlers_finished())
        workflow.continue_as_new(
            self._start.model_copy(update={"state": self._current(), "tempo": self._clock.tempo})
        )

    def _is_settled(self) -> bool:
        is_busy = self._has_work() or not self._reports.is_empty or not workflow.all_handlers_finished()
        return self._is_waiting and not is_busy

    async def _send_mail(self) -> None:
        """Letters first, then the calendar; an update of the calendar is what the letter is about."""
        if not await self._mailbox.send(at_last=self._is_over):
            self._set(address_refused=True)

    # --- the application and the offer ----------------------------------------------------------

    def _keep_application(self, submission: Submission, code: str) -> None:
        self._set(
            facts=submission.facts,
            receipt=code,
            sha256=submission.document.sha256,
            received_at=submission.received_at,
            revision=self._state.revision + 1,
            substitute_for=submission.substitute_for,
        )
        terms = self._start.terms
        self._mailbox.write(
            LetterName.APPLICATION_RECEIVED,
            {
                "receipt_code": code,
                "received_at": stamped(submission.received_at, terms),
                "closes_at": stamped(terms.closes_at, terms),
                "decision_by": stamped(terms.decision_by, terms),
            },
            sequence=self._state.revision,
        )
        self._reports.add(
            ApplicationReceived(
                at=self._clock.now(),
                participant=self._start.participant,
                facts=submission.facts,
                received_at=submission.received_at,
                substitute_for=submission.substitute_for,
            )
        )

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
        self._set(reminders_sent=self._state.reminders_sent + 1)
        facts: dict[str, FactValue] = {
            "confirm_by": stamped(offer.confirm_by, self._start.terms),
            "time_left": span_of(offer.confirm_by - self._clock.now()),
            "answer_url": "",
        }
        self._mailbox.write(LetterName.OFFER_REMINDER, facts, sequence=self._state.reminders_sent)

    def _close_offer(self, outcome: OfferOutcome) -> None:
        self._set(outcome=outcome)
        terms, offer = self._start.terms, self._state.offer
        match outcome:
            case OfferOutcome.CONFIRMED:
                self._mailbox.write(LetterName.PLACE_CONFIRMED, {"next_steps": self._state.next_steps})
            case OfferOutcome.DECLINED:
                self._end(LetterName.OFFER_DECLINED, {"answered_at": stamped(self._clock.now(), terms)})
            case OfferOutcome.EXPIRED if offer is not None:
                self._end(LetterName.OFFER_EXPIRED, {"confirm_by": stamped(offer.confirm_by, terms)})
            case _:
                return
        self._reports.add(
            OfferClosed(at=self._clock.now(), participant=self._start.participant, outcome=outcome)
        )

    def _is_known(self, news: Decided) -> bool:
        """Whether this decision was heard before, or comes after the end of the journey."""
        if self._state.status in OVER or self._state.outcome is not None:
            return True
        return news.status is self._state.status and news.offer == self._state.offer

    # --- small ---------------------------------------------------------------------------------

    def _set(self, **changes: object) -> None:
        self._state = self._state.model_copy(update=changes)

    def _end(self, name: LetterName, facts: dict[str, FactValue]) -> None:
        """Write a last letter; the journey is over once it has left."""
        self._mailbox.write(name, facts)
        self._is_over = True

    def _empty_calendar(self, letter: LetterName, news: PlaceReleased | DelegationClosed) -> None:
        now = self._clock.now()
        self._mailbox.publish(emptied(self._mailbox.book, letter, news.facts, now, at=news.at))

    def _current(self) -> JourneyState:
        """The state with the calendar as the mailbox keeps it."""
        return self._state.model_copy(update={"calendar": self._mailbox.book})

    def _show(self) -> None:
        """Bring the card in the Temporal UI up to date."""
        workflow.set_current_details(
            journey_card(self._start.participant, self._current(), self._start.terms)
        )
