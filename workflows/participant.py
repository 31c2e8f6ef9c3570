"""Workflow `Participant`: one person's journey, and the only one who writes to that person's calendar."""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.application import ApplicationStatus
    from delegation.calendars.ending import emptied
    from delegation.follow_up import OutcomeReport, SurveyAnswer
    from delegation.journey import (
        JourneyAnswers,
        JourneyEnd,
        JourneyStart,
        JourneyState,
        JourneyView,
        Provided,
    )
    from delegation.journey_card import journey_card
    from delegation.journey_rules import (
        why_not_provide,
        why_not_report,
        why_not_wish,
    )
    from delegation.letter import LetterName
    from delegation.meeting import Wishes
    from delegation.news import DelegationClosed, ItineraryPublished, PlaceReleased
    from delegation.offer import OfferOutcome
    from delegation.tempo import Dated, Standing

# Ours, and meant to be loaded anew with every workflow, so that the sandbox watches it too.
with workflow.unsafe.sandbox_import_notification_policy(workflow.SandboxImportNotificationPolicy.SILENT):
    from workflows._applicant import Applicant
    from workflows._clock import Clock
    from workflows._correspondent import Correspondent
    from workflows._mailbox import Mailbox
    from workflows._meeting_party import MeetingParty
    from workflows._refusal import refuse
    from workflows._reports import Reports

UNCLAIMED = timedelta(minutes=15)
"""A journey that no valid application reaches within this time ends by itself."""


@workflow.defn(name="Participant")
class ParticipantWorkflow(Applicant, MeetingParty, Correspondent):
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

    @workflow.update(description="The delegate hands in travel papers: passport, room, diet, consent.")
    def provide(self, provided: Provided) -> None:
        self._clock.hear(provided)
        have = {*self._state.provided, *provided.items}
        self._set(provided=tuple(sorted(have)), room=provided.room or self._state.room)

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

    # --- what the delegation tells -------------------------------------------------------------

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
        self._is_over = news.final

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
            is_over=self._is_over,
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
            provided=state.provided,
            wishes=state.wishes,
            room=state.room,
            survey=state.survey,
            outcomes=state.outcomes,
            meetings=state.meetings,
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

    # --- small ---------------------------------------------------------------------------------

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
