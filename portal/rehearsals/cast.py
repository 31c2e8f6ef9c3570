"""The cast of a rehearsal: applicants, evaluators, delegates and organisers, acting as the files say."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from delegation.evaluation import Scoresheets
from delegation.file import DelegationFile
from delegation.follow_up import OutcomeReport, SurveyAnswer
from delegation.invite import AnswerSource
from delegation.journey import ChecklistItem, Withdrawal
from delegation.meeting import Wishes
from delegation.offer import Answer
from delegation.panel import Decide, Publish
from delegation.reading.intake import ApplicationRefused, read_application
from delegation.reading.room_wishes import Fellow, room_wish
from delegation.reading.story import (
    ChangeStep,
    ChecklistRecord,
    Leaving,
    OfferReply,
    PanelDecision,
    Publication,
    Release,
    ScoreTable,
    SentApplication,
    Story,
)
from delegation.rooming import RoomWish
from delegation.status import Ledger, OfferRecord, ReleasePlace
from embedded.settings import EmbeddedSettings
from portal.client import Legation
from portal.errors import Refused
from portal.rehearsals.answering import Correspondents, SendForm
from portal.rehearsals.host_answers import Receiving
from portal.rehearsals.parts import parts_of
from portal.rehearsals.script import Part, Scene
from portal.rehearsals.swap import change_of

SOON = timedelta(hours=1)
"""After becoming a delegate: when things are done whose date in the files has passed."""


class Cast:
    """Turns the story into scenes: those known from the start, and those that follow from what happened."""

    def __init__(
        self,
        legation: Legation,
        file: DelegationFile,
        story: Story,
        settings: EmbeddedSettings,
        send: SendForm | None = None,
    ) -> None:
        """`settings` are those of the stack whose mailboxes people read and write in."""
        self._legation = legation
        self._correspondents = Correspondents(legation, file, settings, send)
        self._file = file
        self._story = story
        self._offered: set[tuple[str, datetime]] = set()
        self._equipped: set[str] = set()
        self.journeys: list[str] = []
        """Participants whose application was taken in, in that order."""
        self.parts: tuple[Part, ...] = parts_of(legation, file, story, settings)

    # --- known from the start ----------------------------------------------------------------------

    def opening(self) -> Iterator[Scene]:
        """What people do of their own accord."""
        for sent in (*self._story.applications, *self._story.substitutes):
            yield from self._applying(sent)
        yield from self._scoring()
        yield from self._organising()
        yield from self._answering_invites()
        yield from self._leaving()
        yield from Receiving(self._legation, self._file, self._story).scenes()
        for part in self.parts:
            yield from part.opening()

    def _applying(self, sent: SentApplication) -> Iterator[Scene]:
        submit = partial(self._submit, sent, sent.application)
        does = "applies" if self._file.registration is None else "registers"
        yield Scene(self._file.at(sent.sent), f"{sent.id} {does}", submit)
        if sent.mended is not None:
            mend = partial(self._submit, sent, sent.mended_application())
            yield Scene(self._file.at(sent.mended.sent), f"{sent.id} mends the application", mend, True)

    def _scoring(self) -> Iterator[Scene]:
        scores = self._story.scores
        if scores is None:
            return
        for evaluator, local in sorted(scores.handed_in.items()):
            hand_in = partial(self._hand_in, evaluator, scores)
            yield Scene(self._file.at(local), f"{evaluator} hands in score sheets", hand_in, True)
        further = self._file.at(scores.further_handed_in)
        hand_in_further = partial(self._hand_in_further, scores)
        yield Scene(further, "Further opinions are handed in", hand_in_further, True)

    def _organising(self) -> Iterator[Scene]:
        organiser = self._story.organiser
        if (decision := organiser.decision) is not None:
            decide = partial(self._decide, decision)
            yield Scene(self._file.at(decision.at), "The panel decides", decide, True)
        if (publication := organiser.publication) is not None:
            publish = partial(self._publish, publication)
            yield Scene(self._file.at(publication.at), "The selection is published", publish, True)
        for release in organiser.releases:
            text = f"{release.participant} cannot travel: {release.reason}"
            yield Scene(self._file.at(release.at), text, partial(self._release, release), True)
        for step in self._story.changes:
            text = f"Change {step.id}: {step.reason}"
            yield Scene(step.happens_at, text, partial(self._change, step), True)

    def _leaving(self) -> Iterator[Scene]:
        for one in self._story.answers.leaving:
            leave = partial(self._withdraw, one)
            yield Scene(self._file.at(one.at), f"{one.participant} withdraws", leave, True)

    def _answering_invites(self) -> Iterator[Scene]:
        for replies in self._story.answers.invites:
            reply = partial(self._correspondents.answer, replies)
            way = "by link" if replies.way is AnswerSource.LINK else "by mail"
            yield Scene(self._file.at(replies.at), f"{replies.recipient} answers invites {way}", reply, True)

    # --- following from what happened ----------------------------------------------------------------

    def reactions(self, ledger: Ledger, now: datetime) -> Iterator[Scene]:
        """Answers follow offers; papers, wishes, surveys and outcomes follow confirmations."""
        for part in self.parts:
            yield from part.reactions(ledger, now)
        for offer in ledger.offers:
            yield from self._answering(offer, now)
        for participant in ledger.delegates:
            if participant not in self._equipped:
                self._equipped.add(participant)
                yield from self._travelling(participant, now)

    def _answering(self, offer: OfferRecord, now: datetime) -> Iterator[Scene]:
        known = (offer.participant, offer.confirm_by)
        reply = self._story.reply_of(offer.participant)
        if offer.outcome is not None or known in self._offered or reply is None:
            return
        self._offered.add(known)
        given = reply.given()
        if given is not None:
            moment = reply.given_at(now, self._file.organiser.zone)
            say = partial(self._answer, reply, given)
            yield Scene(moment, f"{offer.participant} has {given} the offer by {reply.way}", say, True)

    def _travelling(self, participant: str, now: datetime) -> Iterator[Scene]:
        """Everything a delegate does from now on, never before now."""
        soon = now + SOON
        record = self._story.checklist_of(participant)
        if record is not None:
            yield from self._papers(record, soon)
        for wished in self._story.wishes:
            if wished.participant == participant:
                dated = (
                    (wished.visits_at, wished.visit_wishes()),
                    (wished.meetings_at, wished.meeting_wishes()),
                )
                for local, wishes in dated:
                    if local is not None:
                        moment = max(self._file.at(local), soon)
                        yield Scene(
                            moment, f"{participant} states wishes", partial(self._wish, participant, wishes)
                        )
        yield from self._looking_back(participant)

    def _papers(self, record: ChecklistRecord, soon: datetime) -> Iterator[Scene]:
        by_date: dict[datetime, list[ChecklistItem]] = {}
        for item, local in sorted(record.dates.items()):
            by_date.setdefault(max(self._file.at(local), soon), []).append(item)
        for moment, items in sorted(by_date.items()):
            provide = partial(self._provide, record, tuple(items))
            yield Scene(moment, f"{record.participant} hands in {', '.join(items)}", provide)

    def _looking_back(self, participant: str) -> Iterator[Scene]:
        for survey in self._story.survey:
            if survey.participant == participant:
                answer = survey.answer(self._file.follow_up_rules.survey_questions)
                moment = self._file.at(survey.at)
                fill_in = partial(self._answer_survey, participant, answer)
                yield Scene(moment, f"{participant} answers the survey", fill_in)
        for record in self._story.outcomes:
            if record.participant == participant:
                report = OutcomeReport(day=record.day, outcomes=record.outcomes)
                tell = partial(self._report, participant, report)
                yield Scene(self._file.at(record.at), f"{participant} reports on day {record.day}", tell)

    # --- acts ------------------------------------------------------------------------------------------

    async def _submit(self, sent: SentApplication, raw: Mapping[str, object], at: datetime) -> None:
        try:
            application = read_application(raw, self._file)
        except ApplicationRefused as refusal:
            raise Refused(str(refusal)) from None
        substitute_for = sent.substitute_for
        await self._legation.submit(self._file.slug, application, at, at=at, substitute_for=substitute_for)
        if application.id not in self.journeys:
            self.journeys.append(application.id)

    async def _hand_in(self, evaluator: str, scores: ScoreTable, at: datetime) -> None:
        owed = (await self._legation.evaluation(self._file.slug)).owed.get(evaluator, ())
        sheets = [scores.sheet(application, evaluator) for application in owed]
        given = tuple(sheet for sheet in sheets if sheet is not None)
        if given:
            handed_in = Scoresheets(at=at, evaluator=evaluator, sheets=given)
            await self._legation.hand_in(self._file.slug, handed_in)

    async def _hand_in_further(self, scores: ScoreTable, at: datetime) -> None:
        for evaluator in sorted((await self._legation.evaluation(self._file.slug)).owed):
            await self._hand_in(evaluator, scores, at)

    async def _decide(self, decision: PanelDecision, at: datetime) -> None:
        await self._legation.decide(
            self._file.slug, Decide(at=at, author=decision.author, note=decision.note)
        )

    async def _publish(self, publication: Publication, at: datetime) -> None:
        publish = Publish(at=at, author=publication.author)
        await self._legation.publish(self._file.slug, publish)

    async def _withdraw(self, leaving: Leaving, at: datetime) -> None:
        withdrawal = Withdrawal(at=at, reason=leaving.reason)
        await self._legation.withdraw(self._file.slug, leaving.participant, withdrawal)

    async def _release(self, release: Release, at: datetime) -> None:
        order = ReleasePlace(
            at=at,
            participant=release.participant,
            author=release.author,
            reason=release.reason,
            substitute=release.substitute,
            override=release.override,
        )
        await self._legation.release_place(self._file.slug, order)

    async def _change(self, step: ChangeStep, at: datetime) -> None:
        plan = await self._legation.plan(self._file.slug)
        wished = (await self._legation.programme(self._file.slug)).wishes
        await self._legation.change(self._file.slug, change_of(step, plan, self._file, at, wished))

    async def _answer(self, reply: OfferReply, given: Answer, at: datetime) -> None:
        await self._correspondents.answer_offer(
            reply.participant, given, reply.way, at, comment=reply.comment
        )

    async def _provide(self, record: ChecklistRecord, items: tuple[ChecklistItem, ...], at: datetime) -> None:
        papers = {item: _paper(record, item) for item in items}
        room = self._room_wish(record) if ChecklistItem.ROOM in items else None
        await self._legation.provide(self._file.slug, record.participant, papers, at, room=room)

    def _room_wish(self, record: ChecklistRecord) -> RoomWish | None:
        fellows = [_fellow(sent) for sent in (*self._story.applications, *self._story.substitutes)]
        return room_wish(_room(record), fellows, record.participant)

    async def _wish(self, participant: str, wishes: Wishes, at: datetime) -> None:
        await self._legation.wish(self._file.slug, participant, wishes.model_copy(update={"at": at}))

    async def _answer_survey(self, participant: str, answer: SurveyAnswer, at: datetime) -> None:
        said = answer.model_copy(update={"at": at})
        await self._legation.answer_survey(self._file.slug, participant, said)

    async def _report(self, participant: str, report: OutcomeReport, at: datetime) -> None:
        said = report.model_copy(update={"at": at})
        await self._legation.report_outcomes(self._file.slug, participant, said)


def _fellow(sent: SentApplication) -> Fellow:
    person = sent.application.get("person")
    said = person if isinstance(person, dict) else {}
    return Fellow(
        participant=sent.id, name=str(said.get("name", "")), organisation=str(said.get("organisation", ""))
    )


def _room(record: ChecklistRecord) -> dict[str, str]:
    return {"room": record.room} | ({"room_with": record.room_with} if record.room_with else {})


def _diet(record: ChecklistRecord) -> dict[str, str | tuple[str, ...]]:
    said: dict[str, str | tuple[str, ...]] = {
        "diet": record.diet,
        "emergency_contact": record.emergency_contact,
    }
    return said | ({"access_needs": record.access_needs} if record.access_needs else {})


def _paper(record: ChecklistRecord, item: ChecklistItem) -> bytes:
    """What a delegate hands in for one item of the checklist, as JSON."""
    match item:
        case ChecklistItem.PASSPORT:
            return record.passport.model_dump_json().encode()
        case ChecklistItem.ROOM:
            return json.dumps(_room(record)).encode()
        case ChecklistItem.DIET:
            return json.dumps(_diet(record)).encode()
        case ChecklistItem.CONSENT:
            return json.dumps({"photo": record.consent_photo}).encode()
