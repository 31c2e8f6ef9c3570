"""What a delegate says of meetings with other delegates: whom they ask, how they answer, how it went."""

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.meeting import Wish
from delegation.tempo import Dated
from delegation.zoned import ZoneName

BEST_MARK = 5


class RequestSource(StrEnum):
    """How it reached us."""

    LINK = "link"
    ORGANISER = "organiser"


class Met(Fact):
    """A meeting of the programme, as one of the two sees it."""

    item: ItemId
    other: ParticipantId
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class RequestBook(Fact):
    """What the delegation knows when one of its delegates says something of meetings.

    It travels with what is said, as the terms travel with an application: journeys need not be told
    whenever somebody joins or leaves.
    """

    zone: ZoneName
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    answer_by: AwareDatetime
    at_most: int | None = None
    """Most requests of one delegate; None: no limit."""
    partners: tuple[ParticipantId, ...] = ()
    """Who may be asked, by id."""
    own: tuple[ParticipantId, ...] = ()
    """Others of the same organisation."""
    apart: tuple[ParticipantId, ...] = ()
    """Delegates of groups this one does not meet in any round."""
    asked_by: tuple[ParticipantId, ...] = ()
    """Who asks this one, as far as it was passed on."""
    words: dict[ParticipantId, str] = Field(default_factory=dict)
    """By who asks: where in the vault their words lie."""
    meetings: tuple[Met, ...] = ()
    """With other delegates, as last published, by time."""


class BookHeld(Fact):
    """What may be said of meetings now; None for who did not apply, and where delegates ask for none."""

    book: RequestBook | None = None


class Requested(Fact):
    """A delegate one would like to meet, or not. The words to them lie in the vault."""

    whom: ParticipantId
    wish: Wish = Wish.NICE
    message: DocumentRef | None = None
    at: AwareDatetime | None = None


class RequestMeetings(Dated):
    """Whom a delegate asks, and whom no longer. Of each person the last word counts."""

    requests: tuple[Requested, ...] = ()
    taken_back: tuple[ParticipantId, ...] = ()
    book: RequestBook
    source: RequestSource = RequestSource.LINK


class RequestAnswer(Fact):
    """What the asked says to one request."""

    asks: ParticipantId
    wish: Wish
    at: AwareDatetime | None = None


class AnswerRequests(Dated):
    """Answers to requests. Of each request the last word counts."""

    answers: tuple[RequestAnswer, ...] = ()
    left_open: tuple[ParticipantId, ...] = ()
    """Whose answer is taken back: neither yes nor no."""
    book: RequestBook
    source: RequestSource = RequestSource.LINK


class Went(StrEnum):
    """How a meeting went."""

    HELD = "held"
    MISSED = "missed"
    """The other did not come."""
    NOT_HELD = "not-held"
    """It did not take place for another reason."""


class MeetingRating(Fact):
    """What one side says of a meeting. The other side never sees it; a remark lies in the vault."""

    item: ItemId
    other: ParticipantId
    went: Went = Went.HELD
    mark: int | None = Field(default=None, ge=1, le=BEST_MARK)
    """From 1 (poor) to 5 (very good); of a meeting that took place only."""
    remark: DocumentRef | None = None
    at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _only_what_was_held_has_a_mark(self) -> Self:
        if self.mark is not None and self.went is not Went.HELD:
            raise ValueError("A meeting that did not take place has no mark; leave the mark out.")
        return self


class RateMeetings(Dated):
    """How meetings went. Of each meeting the last word counts."""

    ratings: tuple[MeetingRating, ...] = Field(min_length=1)
    book: RequestBook
    source: RequestSource = RequestSource.LINK


class SaidOfMeetings(Fact):
    """All that one delegate said of meetings with others, each in the order of ids."""

    requests: tuple[Requested, ...] = ()
    answers: tuple[RequestAnswer, ...] = ()
    ratings: tuple[MeetingRating, ...] = ()


class MeetingMissed(Dated):
    """Somebody did not come to a meeting, as the one says who waited; or came after all."""

    participant: ParticipantId
    """Who waited."""
    missing: ParticipantId
    item: ItemId
    is_taken_back: bool = False


class NoShow(Fact):
    """Somebody did not come to a meeting."""

    missing: ParticipantId
    waited: ParticipantId
    item: ItemId
    at: AwareDatetime


class RatingGiven(Fact):
    """A rating with whose it is, as the delegation keeps it."""

    participant: ParticipantId
    rating: MeetingRating


class OfParticipant(Fact):
    """Whom a question to the delegation is about."""

    participant: ParticipantId
