"""A story: what people did in one delegation, and when. Rehearsals and tests play it back.

Times are local to the organiser's zone unless a record names its own. Each record carries a `mark`
that says whether it is sourced, inferred or made up.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from delegation.change import (
    AddSlots,
    Book,
    CancelItem,
    ChangeCapacity,
    ChangeRoom,
    Choose,
    ComeBack,
    DropOut,
    GiveBack,
    HostWithdraws,
    Join,
    LimitHost,
    Meet,
    MoveItem,
    ReinstateItem,
    StayAway,
    SwapMeetings,
    Urgency,
)
from delegation.evaluation import Mark, Scoresheet
from delegation.fact import Fact
from delegation.follow_up import Outcome, SurveyAnswer
from delegation.ids import ItemId, ParticipantId
from delegation.invite import AnswerSource
from delegation.journey import ChecklistItem
from delegation.meeting import MeetingWish, VisitWish, Wish, Wishes
from delegation.offer import Answer, OfferSource
from delegation.papers.paper import Passport
from delegation.person import Line
from delegation.reading.story_agreements import AgreementStory
from delegation.reading.story_attendance import DoorRecord
from delegation.reading.story_exchanges import ExchangesFile
from delegation.reading.story_hosts import HostAnswerRecord
from delegation.reading.story_organisations import OrganisationsStory
from delegation.reading.story_requests import RequestRecord
from delegation.venue import Access
from delegation.zoned import LocalTime, ZoneName, instant


class Recorded(Fact):
    """A record of an example file."""

    mark: Literal["", "sourced", "inferred", "made-up"] = ""


class Mending(Fact):
    """Answers sent after the applicant was asked to mend the application."""

    sent: LocalTime
    answers: dict[str, JsonValue]


class SentApplication(Recorded):
    """One applicant's file: what was sent when, as the portal takes it in."""

    sent: LocalTime
    application: dict[str, JsonValue]
    mended: Mending | None = None
    substitute_for: ParticipantId | None = None
    """The delegate of the same organisation in whose place this person travels."""

    @property
    def id(self) -> str:
        return str(self.application.get("id", ""))

    def mended_application(self) -> dict[str, JsonValue]:
        """What is sent the second time: the whole application with the mended answers."""
        answers = self.application.get("answers")
        before = answers if isinstance(answers, dict) else {}
        return {**self.application, "answers": before | (self.mended.answers if self.mended else {})}


Digits = Annotated[str, Field(pattern=r"^[0-9]+$")]
"""One digit per criterion, in the order of `criteria`: `45434`."""


class ScoreTable(Recorded):
    """Marks of every evaluator who may see an application; who is asked, the program decides."""

    criteria: tuple[ItemId, ...]
    handed_in: dict[ItemId, LocalTime]
    """When each evaluator hands in the first sheets."""
    further_handed_in: LocalTime
    """When further opinions come in, for whoever is asked."""
    marks: dict[ParticipantId, dict[ItemId, Digits]]
    comments: dict[ParticipantId, Line] = Field(default_factory=dict)

    def sheet(self, application: str, evaluator: str) -> Scoresheet | None:
        """This evaluator's sheet; None where a conflict of interest keeps it away."""
        digits = self.marks.get(application, {}).get(evaluator)
        if digits is None:
            return None
        pairs = zip(self.criteria, digits, strict=True)
        marks = tuple(Mark(criterion=criterion, mark=int(digit)) for criterion, digit in pairs)
        comment = self.comments.get(application, "")
        return Scoresheet(application=application, evaluator=evaluator, marks=marks, comment=comment)


class Reply(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SILENT = "silent"


class OfferReply(Recorded):
    """How one applicant answers an offer, should there be one."""

    participant: ParticipantId
    answer: Reply
    at: LocalTime | None = None
    """When, if the offer is there by then; otherwise `hours_after` the offer."""
    hours_after: int = Field(default=24, ge=0)
    way: OfferSource = OfferSource.LINK
    """By the link in the letter, by a reply to it, or told to the organiser."""
    comment: Line = ""

    def given(self) -> Answer | None:
        return None if self.answer is Reply.SILENT else Answer(self.answer.value)

    def given_at(self, offered_at: datetime, zone: str) -> datetime:
        """The moment of the answer to an offer made at `offered_at`."""
        planned = instant(self.at, zone) if self.at else None
        return planned if planned and planned > offered_at else offered_at + timedelta(hours=self.hours_after)


class ChecklistRecord(Recorded):
    """What one delegate hands in after accepting, and when. Made-up passports only."""

    participant: ParticipantId
    passport: Passport
    room: Literal["single", "shared"]
    room_with: Line = ""
    """With whom, in the delegate's own words."""
    diet: Line
    access_needs: tuple[Access, ...] = ()
    emergency_contact: Line
    consent_photo: bool
    dates: dict[ChecklistItem, LocalTime]


class InviteReplies(Recorded):
    """How one delegate or host answers, at one sitting, every invite that asks for it by then.

    All are accepted but those named. Nobody knows before the programme is planned who meets whom, so
    meetings are named by their order of time: `declined_meetings: [1]` is the first.
    """

    recipient: str
    """Participant or host id."""
    at: LocalTime
    tentative: tuple[ItemId, ...] = ()
    declined: tuple[ItemId, ...] = ()
    declined_meetings: tuple[int, ...] = ()
    only: tuple[ItemId, ...] = ()
    """The items answered at this sitting; empty: all of them, also those answered before and asked anew."""
    comment: Line = ""
    way: AnswerSource = AnswerSource.MAIL
    """By a reply of the calendar program, or on the page that the invite links to."""


class Leaving(Recorded):
    """An applicant withdraws, or leaves the reserve list."""

    participant: ParticipantId
    at: LocalTime
    reason: Line = ""


class Answers(Fact):
    """The file answers.yaml."""

    offers: tuple[OfferReply, ...] = ()
    checklist: tuple[ChecklistRecord, ...] = ()
    invites: tuple[InviteReplies, ...] = ()
    leaving: tuple[Leaving, ...] = ()


class WishRecord(Recorded):
    """What one delegate would like to visit and whom to meet."""

    participant: ParticipantId
    visits_at: LocalTime | None = None
    visits: dict[ItemId, tuple[ItemId, ...]] = Field(default_factory=dict)
    """By block, the items from the most to the least wanted."""
    meetings_at: LocalTime | None = None
    must: tuple[ItemId, ...] = ()
    nice: tuple[ItemId, ...] = ()
    no: tuple[ItemId, ...] = ()

    def visit_wishes(self) -> Wishes:
        return Wishes(visits=tuple(VisitWish(block=one, ranking=items) for one, items in self.visits.items()))

    def meeting_wishes(self) -> Wishes:
        wished = ((Wish.MUST, self.must), (Wish.NICE, self.nice), (Wish.NO, self.no))
        return Wishes(
            meetings=tuple(MeetingWish(host=host, wish=wish) for wish, hosts in wished for host in hosts)
        )


class WishFile(Fact):
    """The file wishes.yaml."""

    wishes: tuple[WishRecord, ...]


class SwapFirstMeetings(Fact):
    """Two delegates exchange the first meeting each whose exchange clashes with nothing.

    Who meets whom is solved while the story runs, so the slots are found then.
    """

    what: Literal["swap-first-meetings"] = "swap-first-meetings"
    one: ParticipantId
    other: ParticipantId


class MissTheRest(Fact):
    """A delegate stays away from all that is still theirs until then: a no-show, somebody called away.

    Whom they would have met is solved while the story runs, so the items are found then.
    """

    what: Literal["miss-the-rest"] = "miss-the-rest"
    participant: ParticipantId
    until: LocalTime
    """In the zone of the step."""


StoryChange = Annotated[
    CancelItem
    | ReinstateItem
    | MoveItem
    | ChangeRoom
    | StayAway
    | ComeBack
    | Join
    | HostWithdraws
    | LimitHost
    | DropOut
    | AddSlots
    | SwapMeetings
    | Choose
    | ChangeCapacity
    | Book
    | GiveBack
    | Meet
    | SwapFirstMeetings
    | MissTheRest,
    Field(discriminator="what"),
]


class ChangeStep(Recorded):
    """One step of the change script."""

    id: ItemId
    at: LocalTime
    zone: ZoneName
    author: Line
    reason: Line = Field(min_length=3)
    urgency: Urgency = Urgency.NORMAL
    moves_at_most: int = Field(default=0, ge=0, le=50)
    change: StoryChange

    @property
    def happens_at(self) -> datetime:
        return instant(self.at, self.zone)


class ChangeScript(Fact):
    """The file changes.yaml."""

    steps: tuple[ChangeStep, ...]


class PanelDecision(Recorded):
    at: LocalTime
    author: Line
    note: Line = ""


class Publication(Recorded):
    at: LocalTime
    author: Line


class Release(Recorded):
    """A delegate cannot travel, and the organiser says so."""

    participant: ParticipantId
    at: LocalTime
    author: Line
    reason: Line = Field(min_length=3)
    override: Line = ""
    substitute: ParticipantId | None = None


class OrganiserActions(Fact):
    """The file organiser.yaml."""

    decision: PanelDecision | None = None
    publication: Publication | None = None
    releases: tuple[Release, ...] = ()


class SurveyRecord(Recorded):
    """One filled-in survey: a mark from 1 to 5 per question, in the order of the questions."""

    participant: ParticipantId
    at: LocalTime
    marks: tuple[int, ...]
    remark: str = ""

    def answer(self, questions: tuple[str, ...]) -> SurveyAnswer:
        return SurveyAnswer(marks=dict(zip(questions, self.marks, strict=True)), remark=self.remark)


class OutcomeRecord(Recorded):
    """What one delegate reports in one outcome round."""

    participant: ParticipantId
    day: int
    at: LocalTime
    outcomes: tuple[Outcome, ...]


class FollowUpFile(Fact):
    """The file follow-up.yaml."""

    survey: tuple[SurveyRecord, ...] = ()
    outcomes: tuple[OutcomeRecord, ...] = ()


class Story(Fact):
    """Everything that people do in one delegation, in the order of the files."""

    applications: tuple[SentApplication, ...]
    substitutes: tuple[SentApplication, ...] = ()
    scores: ScoreTable | None = None
    answers: Answers = Answers()
    wishes: tuple[WishRecord, ...] = ()
    changes: tuple[ChangeStep, ...] = ()
    organiser: OrganiserActions = OrganiserActions()
    survey: tuple[SurveyRecord, ...] = ()
    outcomes: tuple[OutcomeRecord, ...] = ()
    host_answers: tuple[HostAnswerRecord, ...] = ()
    requests: tuple[RequestRecord, ...] = ()
    doors: tuple[DoorRecord, ...] = ()
    """Who came, as seen at the door."""
    agreements: tuple[AgreementStory, ...] = ()
    organisations: OrganisationsStory = OrganisationsStory()
    folder: str = ""
    """Where the lists lie that it imports; empty: it was not read from a folder."""
    exchanges: ExchangesFile = ExchangesFile()

    def reply_of(self, participant: str) -> OfferReply | None:
        return next((one for one in self.answers.offers if one.participant == participant), None)

    def checklist_of(self, participant: str) -> ChecklistRecord | None:
        return next((one for one in self.answers.checklist if one.participant == participant), None)
