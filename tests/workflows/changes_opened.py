"""A delegation in the week of its preliminary programme, and all that may happen to it from there on."""

from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import NamedTuple

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.register import Register
from delegation.application import ApplicationStatus, Applied
from delegation.change import (
    Change,
    ChangeKind,
    Urgency,
)
from delegation.cut_offs import terms_of
from delegation.file import DelegationFile, Phase
from delegation.hosting import HostAnswer, HostRules, HostWithdrawal
from delegation.ids import delegation_workflow_id, participant_workflow_id
from delegation.invite import AnswerSource, InviteAnswer, PartStat
from delegation.journey import JourneyStart, JourneyState, Withdrawal
from delegation.meeting import HostWish, MeetingWish, Slot, VisitWish, Wish, Wishes
from delegation.offer import OfferOutcome
from delegation.planning.plan_state import PlanState
from delegation.reading.intake import facts_of
from delegation.rooming import RoomKind, RoomWish
from delegation.status import DelegationStart, DelegationState, OfferRecord, PhaseTime, ReleasePlace
from delegation.tempo import Tempo
from portal.client import Legation
from portal.errors import NotFound, Refused
from tests.fakes import MemoryStore
from tests.workflows.changes_drawn import (
    DELEGATES,
    EVERYBODY,
    SUBSTITUTE,
    WAITING,
    Do,
    Drawn,
    kind_of,
    one_of,
)
from tests.workflows.conftest import NUMBERS
from tests.workflows.ports import PostOffice, activities_on
from tests.workflows.trip import Trip, application
from worker import WORKFLOWS
from workflows.delegation import DelegationWorkflow
from workflows.participant import ParticipantWorkflow

BEGINNING = "2027-04-12 09:00"
VISITS = ("visit-harbour", "visit-beach")
DONE = (Phase.CALL, Phase.EVALUATION, Phase.SELECTION, Phase.OFFERS)
WISHES = (None, Wish.NICE, Wish.MUST, Wish.NO)


class Story(NamedTuple):
    """What everybody wishes, whether hosts are asked, and whether histories are short."""

    wishes: tuple[int, ...]
    shares: bool
    hosting: bool
    short: bool


def file_of(small: DelegationFile, story: Story) -> DelegationFile:
    """The small delegation with a place to spare, three slots and two tables."""
    assert small.meetings is not None
    third = Slot(id="s3", starts=datetime.fromisoformat("2027-05-13 15:00"), minutes=30)
    answer_by = datetime.fromisoformat("2027-04-15 17:00") if story.hosting else None
    hosting = HostRules(
        zone=small.organiser.zone,
        asked=datetime.fromisoformat("2027-04-02 10:00"),
        confirm_by=datetime.fromisoformat("2027-04-13 18:00"),
        guest_list=datetime.fromisoformat("2027-04-20 12:00"),
    )
    meetings = small.meetings.model_copy(
        update={"slots": (*small.meetings.slots, third), "hosts_answer_by": answer_by}
    )
    return small.model_copy(
        update={
            "slug": f"changes-{next(NUMBERS)}",
            "selection": small.selection.model_copy(update={"places": 4, "rules": ()}),
            "meetings": meetings,
            "hosting": hosting if story.hosting else None,
        }
    )


class Opened:
    """The delegation with all that its people can do."""

    def __init__(self, client: Client, file: DelegationFile, story: Story) -> None:
        self._client, self._story, self.file = client, story, file
        self.store, self.post = MemoryStore(), PostOffice()
        self._register = Register(self.store)
        self.legation = Legation(client, self.store, self._register, task_queue=file.slug)
        self.trip = Trip(self.legation, file, self.store, self.post)
        self.trip.now = self.trip.at(BEGINNING)
        self._executor = ThreadPoolExecutor(8)
        self._worker = AsyncExitStack()
        self._made: list[Change] = []
        self._signals: list[tuple[str, HostAnswer | HostWithdrawal]] = []

    async def begin(self, until: str) -> None:
        """As after continuing as new: three have confirmed their places, one waits, one may step in."""
        worker = Worker(
            self._client,
            task_queue=self.file.slug,
            workflows=WORKFLOWS,
            activities=activities_on(self._client, self.store, self.post),
            activity_executor=self._executor,
            workflow_runner=UnsandboxedWorkflowRunner(),  # every story is in the sandbox; this is many
        )
        await self._worker.enter_async_context(worker)
        self._register.keep_file(self.file)
        tempo = Tempo(real_origin=datetime.now(UTC), trip_origin=self.trip.now, rehearsed=True)
        for number, one in enumerate(EVERYBODY):
            await self._begin_journey(one, self._story.wishes[number], tempo)
        await self._client.start_workflow(
            DelegationWorkflow.run,
            DelegationStart(file=self.file.without_people(), tempo=tempo, state=self._state()),
            id=delegation_workflow_id(self.file.slug),
            task_queue=self.file.slug,
        )
        for host in self.file.hosts:
            self.trip.stillness.watch(host.id)
        await self.trip.reach(until)

    async def _begin_journey(self, who: str, wish: int, tempo: Tempo) -> None:
        self._register.keep_application(self.file.slug, application(who))
        terms = terms_of(self.file, self.file.call.opens_at)
        state = JourneyState(
            facts=facts_of(application(who), self.file),
            receipt=f"receipt-{who}",
            received_at=self.file.call.opens_at,
            revision=1,
            cut_off=terms.cut_off,
            closes_at=terms.closes_at,
            status=_status(who),
            outcome=OfferOutcome.CONFIRMED if who in DELEGATES else None,
            substitute_for="A-1" if who == SUBSTITUTE else None,
            wishes=_wishes(wish),
            room=self._room(who),
        )
        await self._client.start_workflow(
            ParticipantWorkflow.run,
            JourneyStart(delegation=self.file.slug, participant=who, tempo=tempo, terms=terms, state=state),
            id=participant_workflow_id(self.file.slug, who),
            task_queue=self.file.slug,
        )
        self.trip.stillness.watch(who)

    def _room(self, who: str) -> RoomWish | None:
        with_whom = {"A-1": "A-2", "A-2": "A-1"}.get(who) if self._story.shares else None
        return RoomWish(kind=RoomKind.SHARED, with_participant=with_whom) if with_whom else None

    def _state(self) -> DelegationState:
        opened, now = self.file.call.opens_at, self.trip.now
        applied = tuple(
            Applied(
                participant=one,
                facts=facts_of(application(one), self.file),
                received_at=opened,
                status=_status(one),
                cut_off=self.file.call.cut_offs[0].id,
            )
            for one in EVERYBODY
        )
        offers = tuple(
            OfferRecord(participant=one, confirm_by=now, outcome=OfferOutcome.CONFIRMED) for one in DELEGATES
        )
        return DelegationState(
            phase=Phase.OFFERS,
            phases=tuple(PhaseTime(phase=one, began_at=opened, ended_at=now) for one in DONE),
            applied=applied[:-1],
            substitutes=applied[-1:],
            offers=offers,
            delegates=DELEGATES,
        )

    def rooms(self) -> dict[str, RoomWish]:
        """Who asked for which room."""
        return {who: room for who in EVERYBODY if (room := self._room(who))}

    async def end(self) -> None:
        await self._worker.aclose()
        self._executor.shutdown()

    # --- what people do ----------------------------------------------------------------------------

    async def do(self, drawn: Drawn, plan: PlanState, number: int) -> bool:
        """Whether it was carried out; nothing is waited for afterwards."""
        deed = self._deed(drawn, plan, number)
        if deed is None:
            return False
        try:
            await deed
        except (Refused, NotFound):
            return False
        return True

    def _deed(self, drawn: Drawn, plan: PlanState, number: int) -> Awaitable[object] | None:
        """None where there is nothing of the kind to be done."""
        who = one_of((*plan.delegates, *EVERYBODY), drawn.one)
        host = one_of([one.id for one in plan.hosts], drawn.other)
        match drawn.do:
            case Do.AGAIN | Do.SIGNAL_AGAIN:
                return self._again(drawn)
            case Do.DECLINE | Do.HOST_DECLINES:
                is_host = drawn.do is Do.HOST_DECLINES
                return self._decline(host if is_host else who, drawn.one + drawn.other)
            case Do.WITHDRAW | Do.RELEASE:
                return self._leaves(who, drawn)
            case Do.HOST_ANSWERS | Do.HOST_LEAVES:
                is_answer = drawn.do is Do.HOST_ANSWERS
                return self._host_answers(host, drawn, plan) if is_answer else self._host_leaves(host)
        kind = kind_of(drawn, plan, self.file, number)
        return None if kind is None else self._change(kind, drawn, number)

    async def _change(self, kind: ChangeKind, drawn: Drawn, number: int) -> None:
        change = Change(
            at=self.trip.now,
            id=f"change-{number}",
            change=kind,
            author="The organiser",
            reason="It could not be helped.",
            urgency=Urgency.URGENT if drawn.is_urgent else Urgency.NORMAL,
            moves_at_most=drawn.moves,
        )
        await self.legation.change(self.file.slug, change)
        self._made.append(change)

    async def _decline(self, recipient: str, number: int) -> None:
        view = await self.legation.calendar(self.file.slug, recipient)
        if not view.invites:
            raise Refused("There is nothing to decline.")
        invite = one_of(view.invites, number)
        answer = InviteAnswer(
            at=self.trip.now,
            item=invite.item.id,
            partstat=PartStat.DECLINED,
            sequence=invite.sequence,
            dtstamp=self.trip.now,
            source=AnswerSource.LINK,
        )
        await self.legation.answer_invite(self.file.slug, recipient, answer)

    async def _host_answers(self, host: str, drawn: Drawn, plan: PlanState) -> None:
        slots = [slot.id for slot in plan.meeting_rules.slots] if plan.meeting_rules else []
        asking = (await self.legation.host(self.file.slug, host)).state.requests
        said = one_of(
            (
                {"at_most": drawn.moves},
                {"guests_at_most": 1 + drawn.moves},
                {"unavailable": (one_of(slots, drawn.one),)},
                {"confirmed": True},
                {"wishes": tuple(_no(host, one.participant) for one in asking[drawn.moves :][:1])},
                {"at_most": 1, "unavailable": (one_of(slots, drawn.other),)},
            ),
            drawn.one,
        )
        answer = HostAnswer.model_validate({"at": self.trip.now, "host": host, **said})
        state = await self.legation.answer_host(self.file.slug, answer)
        if state.answer is not None:
            self._signals.append(("host_answered", state.answer))

    async def _host_leaves(self, host: str) -> None:
        withdrawal = HostWithdrawal(at=self.trip.now, host=host, reason="The laboratory is flooded.")
        await self.legation.withdraw_host(self.file.slug, withdrawal)
        self._signals.append(("host_withdrew", withdrawal))

    def _leaves(self, who: str, drawn: Drawn) -> Awaitable[object]:
        slug, now = self.file.slug, self.trip.now
        if drawn.do is Do.WITHDRAW:
            return self.legation.withdraw(slug, who, Withdrawal(at=now, reason="Ill."))
        stands_in = SUBSTITUTE if drawn.other % 2 else None
        release = ReleasePlace(
            at=now, participant=who, author="The organiser", reason="Ill.", substitute=stands_in
        )
        return self.legation.release_place(slug, release)

    def _again(self, drawn: Drawn) -> Awaitable[object] | None:
        """A change is sent once more, or the last word of a host delivered to the delegation once more."""
        if drawn.do is Do.AGAIN:
            return self.legation.change(self.file.slug, one_of(self._made, drawn.one)) if self._made else None
        if not self._signals:
            return None
        name, report = self._signals[-1]
        handle = self._client.get_workflow_handle(delegation_workflow_id(self.file.slug))
        return handle.signal(name, report.model_copy(update={"at": self.trip.now}))


def _status(who: str) -> ApplicationStatus:
    if who in DELEGATES:
        return ApplicationStatus.SELECTED
    return ApplicationStatus.RESERVE if who == WAITING else ApplicationStatus.SUBMITTED


def _wishes(number: int) -> Wishes:
    """From one number: a ranking of the visits, and a wish for each host."""
    ranking = VISITS if number % 2 else VISITS[::-1]
    meetings = [
        MeetingWish(host=host, wish=wish)
        for host, wish in (
            ("harbour-lab", WISHES[number // 2 % 4]),
            ("tower-house", WISHES[number // 8 % 4]),
        )
        if wish is not None
    ]
    return Wishes(visits=(VisitWish(block="wednesday", ranking=ranking),), meetings=tuple(meetings))


def _no(host: str, who: str) -> HostWish:
    return HostWish(host=host, participant=who, wish=Wish.NO)
