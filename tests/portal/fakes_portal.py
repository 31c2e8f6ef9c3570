"""The client of the workflows, without servers: the rules are the real ones, only time stands still."""

import hashlib
from datetime import UTC, datetime, timedelta

from activities.keys import application_key, papers_key
from activities.register import Register
from delegation.amending import amended, why_not_move
from delegation.application import Application, ApplicationStatus, Applied, Receipt
from delegation.attendance import AttendanceView, CheckIn, with_check_in
from delegation.attendance_rules import why_not_check_in
from delegation.calendar_book import CalendarBook, CalendarView
from delegation.calendars.book_keeping import answered
from delegation.change import Change, ChangePreview, ChangeRecord
from delegation.command_rules import ENDED, why_not_cancel, why_not_change, why_not_decide, why_not_release
from delegation.cut_offs import terms_of
from delegation.file import DelegationFile, Phase
from delegation.follow_up import OutcomeReport, SurveyAnswer
from delegation.ids import delegation_workflow_id, receipt_code
from delegation.invite import AnswerOutcome, InviteAnswer
from delegation.journey import ChecklistItem, JourneyState, JourneyView, Provided, Withdrawal
from delegation.journey_rules import (
    OUTCOME_OF,
    why_not_answer,
    why_not_provide,
    why_not_report,
    why_not_wish,
    why_not_withdraw,
)
from delegation.meeting import Wishes
from delegation.offer import OfferAnswer, OfferOutcome
from delegation.overview import intake_of, ledger_of, published_of, roster_of, status_of
from delegation.panel import Decide
from delegation.planning.changing import carried_out, preview
from delegation.planning.differences import effects_between
from delegation.planning.plan_state import PlanState
from delegation.reading.intake import facts_of
from delegation.rooming import RoomWish
from delegation.session_overview import SessionsView, sessions_view
from delegation.status import (
    Acknowledged,
    CancelDelegation,
    DelegationState,
    DelegationStatus,
    Departure,
    Intake,
    Ledger,
    MoveCutOff,
    Published,
    ReleasePlace,
    Roster,
)
from delegation.tempo import Tempo
from portal.client import Legation
from portal.errors import CallClosed, EngineAway, NotFound, Refused
from portal.intake_calls import Noted
from portal.work_waiting import WorkWaiting
from tests.fakes import MemoryStore
from tests.portal.documents_portal import DocumentsInMemory
from tests.portal.evaluation_portal import EvaluationsInMemory
from tests.portal.hosts_portal import HostsAtHand, HostsInMemory
from tests.portal.promotions_portal import PromotionsInMemory


class LegationInMemory(EvaluationsInMemory, DocumentsInMemory, HostsAtHand, PromotionsInMemory, Legation):
    """One delegation and its journeys, kept as the workflows keep them.

    Inherits the real client so that a method it does not know would be noticed: it has no connection.
    """

    def __init__(self, file: DelegationFile, state: DelegationState, now: datetime) -> None:
        store = MemoryStore()
        self.store = store
        self.register = Register(store)
        self.register.keep_file(file)
        self.opened: dict[str, Tempo] = {}
        self.now = now
        self.state = state
        self.journeys: dict[str, JourneyState] = {}
        self.hosts: dict[str, CalendarBook] = {}
        self.receptions = HostsInMemory(now)
        self._file = file
        self._task_queue = "delegations"
        self.is_away = False
        """Whether the engine does not answer: nothing is taken in, and journeys are not told."""
        self.writes: list[str] = []
        """The names of the updates that were carried out."""

    @property
    def tempo(self) -> Tempo:
        """It is `now` on the trip's calendar while it is today everywhere else."""
        return Tempo(real_origin=datetime.now(UTC), trip_origin=self.now)

    async def wake_dispatch(self, slug: str) -> None:
        self.writes.append("wake_dispatch")

    # --- organisers ----------------------------------------------------------------------------------

    async def open(self, file: DelegationFile, tempo: Tempo) -> str:
        if file.slug in (self._file.slug, *self.opened):
            raise Refused(f"A delegation {file.slug!r} was opened before; give the new one another slug.")
        self.opened[file.slug] = tempo
        self.writes.append("open")
        return delegation_workflow_id(file.slug)

    async def decide(self, slug: str, decide: Decide) -> Acknowledged:
        self._demand(slug)
        _refuse(why_not_decide(decide, self.state))
        self._set("decide", decision=decide, tasks=())
        return Acknowledged(text="Decided.")

    async def release_place(self, slug: str, release: ReleasePlace) -> Acknowledged:
        self._demand(slug)
        _refuse(why_not_release(release, self._file, self.state))
        left = Departure(participant=release.participant, left_at=self.now, reason=release.reason)
        staying = tuple(one for one in self.state.delegates if one != release.participant)
        self._set("release_place", delegates=staying, departures=(*self.state.departures, left))
        return Acknowledged(text=f"{release.participant} no longer travels.")

    async def change(self, slug: str, change: Change) -> ChangeRecord:
        self._demand(slug)
        _refuse(why_not_change(change, self._file, self.state))
        assert self.state.plan is not None
        plan, disturbance = carried_out(change, self.state.plan, self._file, self.state.wishes, self.now)
        record = ChangeRecord(
            change=change,
            applied_at=self.now,
            version=plan.itinerary.version,
            effects=effects_between(self.state.plan, plan, self._file),
            disturbance=disturbance,
        )
        self._set("change", plan=plan, changes=(*self.state.changes, record))
        return record

    async def preview_change(self, slug: str, change: Change) -> ChangePreview:
        self._demand(slug)
        refusal = why_not_change(change, self._file, self.state)
        if refusal is not None or self.state.plan is None:
            return ChangePreview(problems=(refusal or "There is no itinerary to change yet.",))
        return preview(change, self.state.plan, self._file, self.state.wishes, self.now)

    async def cancel(self, slug: str, cancel: CancelDelegation) -> Acknowledged:
        self._demand(slug)
        _refuse(why_not_cancel(cancel, self.state))
        self._set("cancel", cancelled=cancel.reason, phase=Phase.CANCELLED)
        return Acknowledged(text="The delegation is cancelled; everyone is being told.")

    async def move_cut_off(self, slug: str, move: MoveCutOff) -> Acknowledged:
        self._demand(slug)
        _refuse(why_not_move(move, self._file, self.now))
        self._file = amended(self._file, (move,))
        self._set("move_cut_off", moved_cut_offs=(*self.state.moved_cut_offs, move))
        return Acknowledged(text="Moved.")

    async def delegations(self) -> tuple[str, ...]:
        return tuple(sorted({self._file.slug, *self.opened}))

    async def status(self, slug: str) -> DelegationStatus:
        self._demand(slug)
        due = None if self.state.phase in ENDED else self.now + timedelta(days=1)
        return status_of(self._file, self.state, now=self.now, next_deadline=due, is_settled=True)

    async def work_waiting(self, slug: str) -> tuple[WorkWaiting, ...]:
        self._demand(slug)
        return ()

    async def roster(self, slug: str) -> Roster:
        self._demand(slug)
        return roster_of(self.state)

    async def itinerary(self, slug: str) -> Published:
        self._demand(slug)
        return published_of(self.state)

    async def plan(self, slug: str) -> PlanState:
        self._demand(slug)
        if self.state.plan is None:
            raise NotFound(f"The programme of {slug!r} is not planned yet.")
        return self.state.plan

    async def check_in(self, slug: str, check_in: CheckIn) -> Acknowledged:
        self._demand(slug)
        _refuse(why_not_check_in(check_in, self._file, self.state, self.now))
        self._set("check_in", attendance=with_check_in(self.state.attendance, check_in, self.now))
        return Acknowledged(text="Recorded.")

    async def attendance(self, slug: str) -> AttendanceView:
        self._demand(slug)
        return AttendanceView(sheets=self.state.attendance)

    async def sessions(self, slug: str) -> SessionsView:
        return sessions_view(await self.plan(slug), self._file, self.state.wishes)

    async def ledger(self, slug: str) -> Ledger:
        self._demand(slug)
        return ledger_of(self._file, self.state)

    async def file(self, slug: str) -> DelegationFile:
        self._demand(slug)
        return self._file.without_people()

    # --- applicants ----------------------------------------------------------------------------------

    async def intake(self, slug: str) -> Intake:
        self._demand(slug)
        return intake_of(self._file, self.state, self.tempo, self.now)

    async def submit(
        self,
        slug: str,
        application: Application,
        received_at: datetime,
        *,
        at: datetime | None = None,
        substitute_for: str | None = None,
    ) -> Receipt:
        intake = await self.intake(slug)
        if not intake.is_open:
            raise CallClosed(intake.refusal)
        receipt = self.receive(application, received_at, substitute_for)
        await self.discard_draft(slug, application.id)
        self.writes.append("submit")
        return receipt

    async def take_in(
        self, noted: Noted, *, at: datetime | None = None, file: DelegationFile | None = None
    ) -> Receipt:
        slug, application = noted.slip.delegation, noted.application
        if self.is_away:
            raise EngineAway("Temporal does not answer.")
        intake = await self.intake(slug)
        if not intake.is_open:
            raise CallClosed(intake.refusal)
        receipt = self.receive(application, noted.slip.received_at, noted.slip.substitute_for)
        self.store.delete(noted.key)
        await self.discard_draft(slug, application.id)
        self.writes.append("submit")
        return receipt

    async def answer(self, slug: str, participant: str, answer: OfferAnswer) -> OfferOutcome:
        state = self._journey(slug, participant)
        _refuse(why_not_answer(answer, state, terms_of(self._file, self.now), self.now))
        outcome = OUTCOME_OF[answer.answer]
        self.journeys[participant] = state.model_copy(update={"outcome": outcome})
        if outcome is OfferOutcome.CONFIRMED:
            self._set("answer", delegates=(*self.state.delegates, participant))
        self.writes.append("answer")
        return outcome

    async def provide(
        self,
        slug: str,
        participant: str,
        papers: dict[ChecklistItem, bytes],
        at: datetime | None = None,
        *,
        room: RoomWish | None = None,
    ) -> None:
        state = self._journey(slug, participant)
        provided = Provided(at=at, items=tuple(sorted(papers)), room=room)
        _refuse(why_not_provide(provided, state))
        for item, content in papers.items():
            key = papers_key(slug, participant, item.value)
            self.store.delete(key)
            self.store.create(key, content, "application/json")
        have = tuple(sorted({*state.provided, *provided.items}))
        self.journeys[participant] = state.model_copy(update={"provided": have, "room": room or state.room})
        self.writes.append("provide")

    async def wish(self, slug: str, participant: str, wishes: Wishes) -> None:
        state = self._journey(slug, participant)
        _refuse(why_not_wish(wishes, state))
        old = state.wishes
        merged = Wishes(visits=wishes.visits or old.visits, meetings=wishes.meetings or old.meetings)
        self.journeys[participant] = state.model_copy(update={"wishes": merged})
        self.writes.append("wish")

    async def answer_survey(self, slug: str, participant: str, answer: SurveyAnswer) -> None:
        state = self._journey(slug, participant)
        _refuse(why_not_report(state))
        self.journeys[participant] = state.model_copy(update={"survey": answer})
        self.writes.append("answer_survey")

    async def report_outcomes(self, slug: str, participant: str, report: OutcomeReport) -> None:
        state = self._journey(slug, participant)
        _refuse(why_not_report(state))
        others = tuple(one for one in state.outcomes if one.day != report.day)
        self.journeys[participant] = state.model_copy(update={"outcomes": (*others, report)})
        self.writes.append("report_outcomes")

    async def withdraw(self, slug: str, participant: str, withdrawal: Withdrawal) -> None:
        state = self._journey(slug, participant)
        _refuse(why_not_withdraw(withdrawal, state))
        withdrawn = {"status": ApplicationStatus.WITHDRAWN}
        self.journeys[participant] = state.model_copy(update=withdrawn)
        self.writes.append("withdraw")

    async def journey(self, slug: str, participant: str) -> JourneyView:
        return JourneyView(
            participant=participant, state=self._journey(slug, participant), is_settled=True, now=self.now
        )

    # --- calendars -----------------------------------------------------------------------------------

    async def calendar(self, slug: str, recipient: str) -> CalendarView:
        book = self.book(recipient)
        if slug != self._file.slug or book is None:
            raise NotFound(f"There is no participant {recipient!r} of delegation {slug!r}.")
        return CalendarView(
            recipient=recipient, version=book.version, invites=book.invites, due=book.due, now=self.now
        )

    async def answer_invite(self, slug: str, recipient: str, answer: InviteAnswer) -> AnswerOutcome:
        self._demand(slug)
        book = self.book(recipient)
        if book is None:
            raise NotFound(f"There is no running participant {recipient!r} of delegation {slug!r}.")
        after, outcome, _ = answered(book, recipient, answer, self.now)
        self.keep_book(recipient, after)
        self.writes.append("answer_invite")
        return outcome

    def book(self, recipient: str) -> CalendarBook | None:
        journey = self.journeys.get(recipient)
        return journey.calendar if journey else self.hosts.get(recipient)

    def keep_book(self, recipient: str, book: CalendarBook) -> None:
        if recipient in self.journeys:
            known = self.journeys[recipient]
            self.journeys[recipient] = known.model_copy(update={"calendar": book})
        else:
            self.hosts[recipient] = book

    # --- inside --------------------------------------------------------------------------------------

    def receive(
        self, application: Application, received_at: datetime, substitute_for: str | None = None
    ) -> Receipt:
        """Take an application in, as its journey and the vault keep it."""
        slug, content = self._file.slug, application.model_dump_json().encode()
        digest = hashlib.sha256(content).hexdigest()
        self.store.create(application_key(slug, application.id, digest), content, "application/json")
        self.register.keep_application(slug, application)
        facts, code = facts_of(application, self._file), receipt_code(slug, application.id, digest)
        applied = Applied(participant=application.id, facts=facts, received_at=received_at)
        self.journeys[application.id] = JourneyState(
            facts=facts, receipt=code, received_at=received_at, substitute_for=substitute_for
        )
        field = "applied" if substitute_for is None else "substitutes"
        others = tuple(one for one in getattr(self.state, field) if one.participant != application.id)
        self.state = self.state.model_copy(update={field: (*others, applied)})
        return Receipt(participant=application.id, code=code, received_at=received_at)

    def _set(self, write: str, **changes: object) -> None:
        self.state = self.state.model_copy(update=changes)
        self.writes.append(write)

    def _demand(self, slug: str) -> None:
        if self.is_away:
            raise EngineAway("Temporal does not answer.")
        if slug != self._file.slug:
            raise NotFound(f"There is no delegation {slug!r}.")

    def _journey(self, slug: str, participant: str) -> JourneyState:
        self._demand(slug)
        if participant not in self.journeys:
            raise NotFound(f"There is no participant {participant!r} of delegation {slug!r}.")
        return self.journeys[participant]


def _refuse(reason: str | None) -> None:
    if reason is not None:
        raise Refused(reason)
