"""What one person may read of what the workflows know of them: the models of their own record."""

from pydantic import AwareDatetime

from delegation.application import ApplicationStatus, Facts
from delegation.exchange import ExchangeStep
from delegation.fact import Fact
from delegation.follow_up import DelegateOutcome, OutcomeReport, SurveyAnswer
from delegation.journey import ChecklistItem
from delegation.meeting import Wish, Wishes
from delegation.offer import OfferOutcome, OfferSource
from delegation.requesting import Went
from delegation.rooming import RoomKind


class OwnApplication(Fact):
    """How the application went in, and what its owner was told since."""

    status: ApplicationStatus
    receipt: str
    received_at: AwareDatetime | None
    times_handed_in: int
    cut_off: str
    fix_until: AwareDatetime | None
    steps_in_for_another: bool
    facts: Facts | None
    """The answers the rules looked at."""
    mail_came_back: bool


class OwnOffer(Fact):
    """A place that was offered, and what was answered."""

    confirm_by: AwareDatetime
    promoted: bool
    reason: str
    outcome: OfferOutcome | None


class OwnPlace(Fact):
    """Offers, oldest first; the answer to the last one; and whether the place was given back."""

    offers: tuple[OwnOffer, ...] = ()
    outcome: OfferOutcome | None = None
    answered_at: AwareDatetime | None = None
    answered_by: OfferSource | None = None
    next_steps: tuple[str, ...] = ()
    left_at: tuple[AwareDatetime, ...] = ()
    left_because: tuple[str, ...] = ()


class OwnDecision(Fact):
    """What was decided of the application. Points in hundredths."""

    status: str
    score: int | None = None
    rank: int | None = None
    points_missing: int | None = None
    reasons: tuple[str, ...] = ()


class OwnAnswers(Fact):
    """What was handed in and wished for after acceptance, and said after the trip."""

    handed_in: tuple[ChecklistItem, ...] = ()
    room: RoomKind | None = None
    shares_room: bool = False
    wishes: Wishes = Wishes()
    survey: SurveyAnswer | None = None
    outcomes: tuple[OutcomeReport, ...] = ()


class OwnRequest(Fact):
    """A request for a meeting, or the answer to one."""

    whom: str
    """Organisation."""
    wish: Wish
    at: AwareDatetime | None


class OwnRating(Fact):
    item: str
    whom: str
    went: Went
    mark: int | None
    at: AwareDatetime | None


class OwnMeetings(Fact):
    """Of meetings with other delegates: what this person said, and where they were missed."""

    requests: tuple[OwnRequest, ...] = ()
    answers: tuple[OwnRequest, ...] = ()
    ratings: tuple[OwnRating, ...] = ()
    missed: tuple[str, ...] = ()
    """Items to which they did not come, as those say who waited."""


class OwnItem(Fact):
    """One fixed point of their own programme; times of the place's clock."""

    title: str
    starts: str
    ends: str
    zone: str
    room: str
    description: str
    state: str = ""
    """Of an invite: whether it stands, and what was answered."""


class OwnAttendance(Fact):
    item: str
    """Empty: the event as a whole."""
    came: bool
    at: AwareDatetime | None


class OwnExchange(Fact):
    """An exchange as visitor or host."""

    exchange: str
    part: str
    partner: str
    """Organisation of the other."""
    step: ExchangeStep
    starts: str
    ends: str
    agreed_at: AwareDatetime | None
    approved_at: AwareDatetime | None
    cents: int | None
    """The lump sum, for who is paid it."""
    paid_at: AwareDatetime | None


class OwnPayment(Fact):
    exchange: str
    cents: int
    run: int
    ordered_at: AwareDatetime
    executed_at: AwareDatetime | None
    left_out: bool


class OwnProgramme(Fact):
    """What is published for them, and what their calendar was told."""

    items: tuple[OwnItem, ...]
    invites: tuple[OwnItem, ...]


class OwnAfterwards(Fact):
    """Whether they came, and what came of it."""

    attendance: tuple[OwnAttendance, ...]
    outcomes: tuple[DelegateOutcome, ...]


class OwnExchanges(Fact):
    exchanges: tuple[OwnExchange, ...]


class OwnPayments(Fact):
    payments: tuple[OwnPayment, ...]


class OwnRecord(Fact):
    """All of it; parts of which nothing is known are None."""

    application: OwnApplication | None = None
    decision: OwnDecision | None = None
    place: OwnPlace | None = None
    answers: OwnAnswers | None = None
    meetings: OwnMeetings | None = None
    programme: OwnProgramme | None = None
    afterwards: OwnAfterwards | None = None
    exchanges: OwnExchanges | None = None
    payments: OwnPayments | None = None
