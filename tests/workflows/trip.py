"""A small delegation on a real server, and everybody who takes part in it.

Trip time is moved by hand: `reach` lets every date come until then, one after the other, and returns
when all workflows wait again. Nothing depends on how fast the machine is.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from activities.message import PURPOSE_HEADER
from delegation.application import Application, Receipt, Value
from delegation.calendars.calendar_client import Calendar, HeldEvent
from delegation.change import CancelItem, Change, ChangeKind, ChangeRecord, Urgency
from delegation.evaluation import Mark, Scoresheet, Scoresheets
from delegation.evaluation_state import EvaluationView
from delegation.file import DelegationFile
from delegation.follow_up import Outcome, OutcomeKind, OutcomeReport
from delegation.ids import delegation_workflow_id, participant_workflow_id
from delegation.invite import Method
from delegation.itinerary import ItineraryItem
from delegation.journey import ChecklistItem, JourneyView, Withdrawal
from delegation.letter import LetterName
from delegation.meeting import MeetingWish, VisitWish, Wish, Wishes
from delegation.offer import Answer, OfferAnswer, OfferOutcome
from delegation.panel import Adjust, Adjustment, Decide, Publish
from delegation.person import Person
from delegation.status import (
    Acknowledged,
    CancelDelegation,
    DelegationStatus,
    Ledger,
    MoveCutOff,
    OverrideEligibility,
    ReleasePlace,
    Roster,
)
from delegation.tempo import Tempo
from portal.client import Legation
from portal.rehearsals.settling import Stillness
from tests.fakes import Delivered, MemoryStore
from tests.workflows.people import APPLICANTS, Applicant, papers
from tests.workflows.ports import PostOffice

BEFORE_THE_CALL = "2027-01-08 09:00"
DAY_OF_APPLICATIONS = "2027-01-20 12:00"
CUT_OFF = "2027-02-05 17:00"
EVALUATION_OPENS = "2027-02-15 09:00"
SHEETS_DUE = "2027-02-19 18:00"
PANEL = "2027-02-22 10:00"
OFFERS = "2027-02-24 10:00"
CONFIRM_BY = "2027-03-03 12:00"
REPLACEMENT_ENDS = "2027-03-31 17:00"
PAPERS_DUE = "2027-04-15 17:00"
PRELIMINARY = "2027-04-19 12:00"
FINAL = "2027-04-26 12:00"
TRIP_BEGINS = "2027-05-11 06:00"
THE_END = "2027-07-15 12:00"

USUAL_MARKS = {"A-1": 5, "A-2": 4, "A-3": 3, "A-4": 2, "A-5": 1, "B-1": 3}
"""So the first two are selected, the next two wait, and the last misses the threshold."""


class Trip:
    """One delegation: what its people do, and what they can see of it."""

    def __init__(
        self, legation: Legation, file: DelegationFile, store: MemoryStore, post: PostOffice
    ) -> None:
        self.legation = legation
        self.file = file
        self.store = store
        self.post = post
        self.now = self.at(BEFORE_THE_CALL)
        later = [one.id for one in file.call.cut_offs[1:]]
        self.stillness = Stillness(legation, file.slug, later)

    # --- time --------------------------------------------------------------------------------------

    def at(self, local: str) -> datetime:
        """A time as it is written in the delegation's file: the organiser's."""
        return self.file.at(datetime.fromisoformat(local))

    async def open(self) -> None:
        """Some days before the call."""
        tempo = Tempo(real_origin=datetime.now(UTC), trip_origin=self.now, rehearsed=True)
        await self.legation.open(self.file, tempo)
        for host in self.file.hosts:
            self.stillness.watch(host.id)
        await self.settle()

    async def settle(self) -> None:
        """Until nothing is under way."""
        await self.stillness.reached()

    async def reach(self, moment: str | datetime) -> None:
        """Let every date come until `moment`, and all that follows from it."""
        target = self.at(moment) if isinstance(moment, str) else moment
        await self.settle()
        while (due := self.stillness.next_deadline()) is not None and due <= target:
            for workflow_id in self.stillness.waiting_until(due):
                await self.legation.pass_time(workflow_id, due)
            await self.settle()
        self.now = max(self.now, target)

    async def wait(self, **lasting: int) -> None:
        """Let so many days or hours pass."""
        await self.reach(self.now + timedelta(**lasting))

    # --- the way to a certain point, as it usually goes -----------------------------------------------

    async def reach_panel(self, *applicants: str, **marks: int) -> None:
        """These apply, all sheets are in with the marks given, and the panel meets."""
        await self.reach(DAY_OF_APPLICATIONS)
        await self.apply(*applicants)
        await self.reach(EVALUATION_OPENS)
        await self.hand_in_all(**marks)
        await self.reach(PANEL)

    async def reach_offers(self, *applicants: str, **marks: int) -> None:
        """As `reach_panel`; the panel decides, and the letters are out."""
        await self.reach_panel(*applicants, **marks)
        await self.decide()
        await self.reach(OFFERS)

    async def reach_itinerary(self, *applicants: str, delegates: Sequence[str]) -> None:
        """These apply and `delegates` accept; the final programme is published."""
        await self.reach_offers(*applicants)
        for participant in delegates:
            await self.answer(participant, Answer.ACCEPTED)
        await self.reach(FINAL)

    # --- applicants and delegates --------------------------------------------------------------------

    async def apply(
        self,
        *participants: str,
        substitute_for: str | None = None,
        together_with: str | None = None,
        **answers: Value,
    ) -> Receipt:
        """Applications arrive now. Returns the receipt of the last one."""
        for participant in participants:
            receipt = await self.legation.submit(
                self.file.slug,
                application(participant, **answers).model_copy(update={"together_with": together_with}),
                self.now,
                at=self.now,
                substitute_for=substitute_for,
            )
            self.stillness.watch(participant)
        await self.settle()
        return receipt

    async def answer(self, participant: str, answer: Answer) -> OfferOutcome:
        said = OfferAnswer(at=self.now, answer=answer)
        outcome = await self.legation.answer(self.file.slug, participant, said)
        await self.settle()
        return outcome

    async def withdraw(self, participant: str) -> None:
        await self.legation.withdraw(self.file.slug, participant, Withdrawal(at=self.now, reason="Ill."))
        await self.settle()

    async def hand_in_papers(self, participant: str, *items: ChecklistItem) -> None:
        """All papers, unless some are named."""
        given = papers(participant)
        chosen = {item: given[item] for item in (items or tuple(ChecklistItem))}
        await self.legation.provide(self.file.slug, participant, chosen, at=self.now)
        await self.settle()

    async def wish(self, participant: str, *visits: str, meet: Sequence[str] = ()) -> None:
        """Visits of the block in order of preference; hosts that must be met."""
        wishes = Wishes(
            at=self.now,
            visits=(VisitWish(block="wednesday", ranking=visits),) if visits else None,
            meetings=tuple(MeetingWish(host=host, wish=Wish.MUST) for host in meet) or None,
        )
        await self.legation.wish(self.file.slug, participant, wishes)
        await self.settle()

    async def report(self, participant: str, partner: str) -> None:
        outcome = Outcome(kind=OutcomeKind.LEAD, partner=partner)
        report = OutcomeReport(at=self.now, day=30, outcomes=(outcome,))
        await self.legation.report_outcomes(self.file.slug, participant, report)
        await self.settle()

    # --- evaluators and organisers -------------------------------------------------------------------

    async def hand_in(self, evaluator: str, **marks: int) -> None:
        """All sheets this evaluator owes; marks by participant (`A_1=5`), or the usual ones."""
        await self._hand_in(evaluator, (await self.evaluation()).owed.get(evaluator, ()), marks)
        await self.settle()

    async def hand_in_later(self, cut_off: str, **marks: int) -> None:
        """All sheets that are owed for a later cut-off."""
        view = await self.legation.evaluation(self.file.slug, cut_off=cut_off)
        for evaluator, owed in sorted(view.owed.items()):
            await self._hand_in(evaluator, owed, marks, cut_off)
        await self.settle()

    async def _hand_in(
        self, evaluator: str, owed: Sequence[str], marks: dict[str, int], cut_off: str = ""
    ) -> None:
        given = {one: marks.get(one.replace("-", "_")) for one in owed}
        sheets = tuple(
            sheet(one, evaluator, USUAL_MARKS[one] if mark is None else mark) for one, mark in given.items()
        )
        handed_in = Scoresheets(at=self.now, evaluator=evaluator, sheets=sheets)
        await self.legation.hand_in(self.file.slug, handed_in, cut_off=cut_off)

    async def hand_in_all(self, **marks: int) -> None:
        for evaluator, owed in sorted((await self.evaluation()).owed.items()):
            await self._hand_in(evaluator, owed, marks)
        await self.settle()

    async def decide(self) -> None:
        """The panel decides, and what it decided is published."""
        await self.decide_only()
        await self.publish()

    async def decide_only(self) -> None:
        await self.legation.decide(self.file.slug, Decide(at=self.now, author="The panel"))
        await self.settle()

    async def publish(self) -> None:
        await self.legation.publish(self.file.slug, Publish(at=self.now, author="The director"))
        await self.settle()

    async def adjust(self, **changes: object) -> Acknowledged:
        """The panel changes what the selection is solved from, for instance `take=("A-4",)`."""
        adjustment = Adjustment.model_validate(changes)
        adjust = Adjust(at=self.now, adjustment=adjustment, author="The panel", reason="They know the lakes.")
        said = await self.legation.adjust(self.file.slug, adjust)
        await self.settle()
        return said

    async def admit(self, participant: str, rule: str) -> Acknowledged:
        override = OverrideEligibility(
            at=self.now,
            participant=participant,
            rule=rule,
            author="The director",
            reason="The profile was away for repair.",
        )
        said = await self.legation.override_eligibility(self.file.slug, override)
        await self.settle()
        return said

    async def move_cut_off(self, closes: str, cut_off: str = "only") -> Acknowledged:
        move = MoveCutOff(
            at=self.now,
            cut_off=cut_off,
            closes=datetime.fromisoformat(closes),
            author="The director",
            reason="The portal was away for a day.",
        )
        said = await self.legation.move_cut_off(self.file.slug, move)
        await self.settle()
        return said

    async def release(
        self, participant: str, *, substitute: str | None = None, override: str = ""
    ) -> Acknowledged:
        release = ReleasePlace(
            at=self.now,
            participant=participant,
            author="The organiser",
            reason="The visa was refused.",
            substitute=substitute,
            override=override,
        )
        said = await self.legation.release_place(self.file.slug, release)
        await self.settle()
        return said

    async def change(
        self, change_id: str, kind: ChangeKind, urgency: Urgency = Urgency.NORMAL
    ) -> ChangeRecord:
        change = Change(
            at=self.now,
            id=change_id,
            change=kind,
            author="The organiser",
            reason="The host asked for it.",
            urgency=urgency,
        )
        record = await self.legation.change(self.file.slug, change)
        await self.settle()
        return record

    async def cancel_item(self, item: str) -> ChangeRecord:
        return await self.change(f"cancel-{item}", CancelItem(item=item))

    async def cancel(self) -> None:
        cancel = CancelDelegation(at=self.now, author="The organiser", reason="The lakes are frozen.")
        await self.legation.cancel(self.file.slug, cancel)
        await self.settle()

    # --- what they see -------------------------------------------------------------------------------

    async def status(self) -> DelegationStatus:
        return await self.legation.status(self.file.slug)

    async def ledger(self) -> Ledger:
        return await self.legation.ledger(self.file.slug)

    async def roster(self) -> Roster:
        return await self.legation.roster(self.file.slug)

    async def standing(self) -> dict[str, str]:
        """The status of every application, as organisers see it."""
        return {entry.participant: entry.status for entry in (await self.roster()).entries}

    async def evaluation(self) -> EvaluationView:
        return await self.legation.evaluation(self.file.slug)

    async def journey(self, participant: str) -> JourneyView:
        return await self.legation.journey(self.file.slug, participant)

    async def delegates(self) -> tuple[str, ...]:
        return (await self.ledger()).delegates

    async def tasks(self) -> dict[str, str]:
        return {task.id: task.text for task in (await self.status()).tasks}

    async def programme_of(self, participant: str) -> tuple[ItineraryItem, ...]:
        """What is published for this participant."""
        return (await self.legation.itinerary(self.file.slug)).itinerary.of(participant)

    def mails_to(self, somebody: str) -> list[Delivered]:
        """To a participant or one of the delegation's people, in the order they left."""
        return self.post.to(self.address_of(somebody))

    def letters_to(self, somebody: str) -> list[str]:
        """Names of the letters, without the mails around invites."""
        named = (str(mail.parsed[PURPOSE_HEADER]) for mail in self.mails_to(somebody))
        return [name for name in named if name in set(LetterName)]

    def calendar_of(self, participant: str) -> tuple[HeldEvent, ...]:
        """The calendar of a person who opened every mail in its order."""
        calendar = Calendar(owner=self.address_of(participant))
        for mail in self.mails_to(participant):
            for part in mail.parsed.walk():
                if part.get_content_type() == "text/calendar":
                    content = part.get_payload(decode=True)
                    assert isinstance(content, bytes)
                    calendar.receive(content)
        return calendar.events()

    async def invited(self, participant: str) -> dict[str, int]:
        """Items the journey knows to be in the calendar, with their SEQUENCE."""
        invites = (await self.legation.calendar(self.file.slug, participant)).invites
        return {one.item.id: one.sequence for one in invites if one.method is Method.REQUEST}

    def address_of(self, somebody: str) -> str:
        if somebody in APPLICANTS:
            return APPLICANTS[somebody].email
        return next(person.email for person in self.file.people if person.id == somebody)

    def workflow_ids(self) -> list[str]:
        """Of every workflow this delegation may have."""
        mine = delegation_workflow_id(self.file.slug)
        journeys = [participant_workflow_id(self.file.slug, one) for one in APPLICANTS]
        return [mine, f"{mine}/evaluation", *journeys]


def application(participant: str, **answers: Value) -> Application:
    who: Applicant = APPLICANTS[participant]
    person = Person(
        id=participant, name=who.name, email=who.email, organisation=who.organisation, zone=who.zone
    )
    given = {
        "country": who.country,
        "profile": f"https://{who.email.partition('@')[2]}",
        "cluster": True,
        **answers,
    }
    return Application(
        id=participant, person=person, answers={name: value for name, value in given.items() if value != ""}
    )


def sheet(participant: str, evaluator: str, mark: int) -> Scoresheet:
    marks = tuple(Mark(criterion=criterion, mark=mark) for criterion in ("objectives", "follow-up"))
    return Scoresheet(application=participant, evaluator=evaluator, marks=marks)
