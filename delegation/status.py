"""Where a delegation stands: its state, and the views of it that people are shown."""

from pydantic import AwareDatetime, Field

from delegation.agreement import AgreementRecord
from delegation.agreement_book import YearlyReport
from delegation.application import Applied
from delegation.attendance import AttendanceSheet
from delegation.audit_entry import AuditEntry
from delegation.change import ChangeRecord
from delegation.document import DocumentRef
from delegation.encounters import EncounterSchedule, MeetingRequest
from delegation.evaluation import ConflictOfInterest, Relief, Scoresheet
from delegation.exchange_state import ExchangeBook, ExchangeRecord, PaymentRun
from delegation.fact import Fact
from delegation.file import DelegationFile, Phase
from delegation.follow_up import DelegateOutcome, SurveyAnswer
from delegation.hosting import HostAnswer, HostWithdrawal
from delegation.ids import ItemId, ParticipantId, Slug
from delegation.itinerary import Itinerary
from delegation.meeting import MeetingSchedule, Wishes
from delegation.offer import OfferOutcome
from delegation.panel import Adjust, Decide, PanelDecision, Publish
from delegation.person import Line
from delegation.planning.plan_state import PlanState
from delegation.requesting import NoShow, RatingGiven
from delegation.rooming import Rooming, RoomWish
from delegation.selecting.assignment import Assignment
from delegation.selecting.balance import RuleCheck
from delegation.selecting.eligibility import EligibilityReport
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import Selection
from delegation.tempo import Dated, Tempo
from delegation.terms import Terms
from delegation.zoned import LocalTime


class Task(Fact):
    """Something only a person can do."""

    id: str
    text: str
    since: AwareDatetime


class OfferRecord(Fact):
    """One offer made, and how it ended."""

    participant: ParticipantId
    promoted: bool = False
    confirm_by: AwareDatetime
    reason: str = ""
    outcome: OfferOutcome | None = None


class Promotion(Fact):
    """One attempt to pass a place on: to whom, or why to nobody."""

    at: AwareDatetime
    participants: tuple[ParticipantId, ...] = ()
    """Empty: nobody was promoted. Two for a pair."""
    reason: str
    override: str = ""
    author: str = ""
    waived: tuple[ItemId, ...] = ()
    """Rules of balance set aside for it."""


class OverrideEligibility(Dated):
    """The organiser sets an unmet rule aside for one application."""

    participant: ParticipantId
    rule: ItemId
    author: Line
    reason: Line = Field(min_length=3)


class Admitted(Dated):
    """An application is evaluated after all: the fact the evaluation hears."""

    applied: Applied


class MoveCutOff(Dated):
    """A cut-off is moved while it lies ahead; everyone who applied for it is told."""

    cut_off: ItemId
    closes: LocalTime
    """In the zone of the call."""
    author: Line
    reason: Line = Field(min_length=3)


class LaterCutOff(Fact):
    """How far a later cut-off has come."""

    cut_off: ItemId
    ended_at: AwareDatetime | None = None
    note: str = ""
    """What came of it, in a sentence."""


class ReleasePlace(Dated):
    """A delegate cannot travel: a refused visa, an illness, a change of mind told to the organiser."""

    participant: ParticipantId
    author: Line
    reason: Line = Field(min_length=3)
    substitute: ParticipantId | None = None
    """A second person of the same organisation who steps in."""
    override: Line = ""
    """Why a place is passed on after the replacement window; empty: it is not."""


class PassOn(Dated):
    """A free place is passed on by hand: rules are set aside, or the time for replacements is over."""

    author: Line
    reason: Line = Field(min_length=3)
    waived: tuple[ItemId, ...] = ()
    """Rules of balance that may be broken."""
    participant: ParticipantId | None = None
    """Of a registration: who moves up of those who wait; None: who waits first."""


class CancelDelegation(Dated):
    author: Line
    reason: Line = Field(min_length=3)


class Acknowledged(Fact):
    """What an organiser is told when a command was carried out."""

    text: str


class PhaseTime(Fact):
    """When a phase began, and when it ended."""

    phase: Phase
    began_at: AwareDatetime
    ended_at: AwareDatetime | None = None


class Departure(Fact):
    """A delegate who no longer travels, and who took the place."""

    participant: ParticipantId
    left_at: AwareDatetime
    reason: str
    author: str = ""
    substitute: ParticipantId | None = None
    override: str = ""


class DelegationState(Fact):
    """All that a delegation carries from one run of its workflow to the next."""

    phase: Phase | None = None
    """None while the call has not opened yet."""
    phases: tuple[PhaseTime, ...] = ()
    applied: tuple[Applied, ...] = ()
    file: DelegationFile | None = None
    """The delegation file as amended while the delegation runs; None as long as it is as it was opened."""
    overrides: tuple[OverrideEligibility, ...] = ()
    moved_cut_offs: tuple[MoveCutOff, ...] = ()
    later_cut_offs: tuple[LaterCutOff, ...] = ()
    adjustments: tuple[Adjust, ...] = ()
    """What the panel changed before it decided, oldest first."""
    publication: Publish | None = None
    published: Selection | None = None
    """The selection as last published: who waits on the reserve list."""
    is_dismissed: bool = False
    """Whether journeys that can no longer lead to a place were ended."""
    earlier_decisions: tuple[PanelDecision, ...] = ()
    """Of cut-offs before the one decided next."""
    promotions: tuple[Promotion, ...] = ()
    substitutes: tuple[Applied, ...] = ()
    """Second persons of an organisation, ready to step in."""
    eligibility: tuple[EligibilityReport, ...] = ()
    assignment: Assignment = Assignment()
    sheets: tuple[Scoresheet, ...] = ()
    evaluated: tuple[Evaluated, ...] = ()
    comments: dict[ParticipantId, tuple[str, ...]] = Field(default_factory=dict)
    """What evaluators wrote, redacted for the letters."""
    conflicts: tuple[ConflictOfInterest, ...] = ()
    """Declared while applications were scored."""
    relieved: tuple[Relief, ...] = ()
    """Evaluators who did not go on."""
    selection: Selection | None = None
    decision: Decide | None = None
    offers: tuple[OfferRecord, ...] = ()
    delegates: tuple[ParticipantId, ...] = ()
    """Who holds a confirmed place, in the order of confirmation."""
    departures: tuple[Departure, ...] = ()
    is_reserve_closed: bool = False
    wishes: dict[ParticipantId, Wishes] = Field(default_factory=dict)
    rooms: dict[ParticipantId, RoomWish] = Field(default_factory=dict)
    host_answers: tuple[HostAnswer, ...] = ()
    """The last word of each host, by host."""
    withdrawn_hosts: tuple[HostWithdrawal, ...] = ()
    requests: tuple[MeetingRequest, ...] = ()
    """Of delegates to each other, as asked and answered so far, by who asks and whom."""
    meeting_parties: tuple[ParticipantId, ...] = ()
    """Who was told that delegates may ask each other for meetings."""
    no_shows: tuple[NoShow, ...] = ()
    """Who did not come to meetings with other delegates, oldest first."""
    ratings: tuple[RatingGiven, ...] = ()
    """Of meetings with other delegates, as last collected."""
    guest_lists: dict[ItemId, int] = Field(default_factory=dict)
    """How many lists each host was sent so far."""
    rooming: Rooming = Rooming()
    """Who sleeps where, as last settled."""
    plan: PlanState | None = None
    changes: tuple[ChangeRecord, ...] = ()
    documents: tuple[DocumentRef, ...] = ()
    attendance: tuple[AttendanceSheet, ...] = ()
    """Who came, by item, as recorded at the door."""
    surveys: tuple[SurveyAnswer, ...] = ()
    outcomes: tuple[DelegateOutcome, ...] = ()
    agreements: tuple[AgreementRecord, ...] = ()
    """The last record of each, by id."""
    yearly_reports: tuple[YearlyReport, ...] = ()
    """On the agreements, oldest first."""
    exchanges: tuple[ExchangeRecord, ...] = ()
    """The last word of each, by id."""
    payment_runs: tuple[PaymentRun, ...] = ()
    """Lump sums ordered so far, by number."""
    tasks: tuple[Task, ...] = ()
    cancelled: str = ""
    """Why the delegation was cancelled; empty if it was not."""


class DelegationStart(Fact):
    """Input of the Delegation workflow. `file` is without its people; their names lie in the vault."""

    file: DelegationFile
    tempo: Tempo
    state: DelegationState = DelegationState()


class DelegationEnd(Fact):
    """Result of the Delegation workflow."""

    phase: Phase
    delegates: int
    outcomes: int


class Intake(Fact):
    """What the portal must know before it takes an application."""

    is_open: bool
    refusal: str = ""
    """Why applications are not taken now; empty while they are."""
    tempo: Tempo
    terms: Terms


class Counts(Fact):
    """Figures for boards and status cards."""

    received: int = 0
    ineligible: int = 0
    evaluated: int = 0
    selected: int = 0
    reserve: int = 0
    offers: int = 0
    """Made so far, also those that ended."""
    open_offers: int = 0
    delegates: int = 0
    departures: int = 0
    places: int = 0
    meetings: int = 0
    changes: int = 0
    outcomes: int = 0
    agreements: dict[str, int] = Field(default_factory=dict)
    """By stage, where there are any."""


class DelegationStatus(Fact):
    """Where a delegation stands, at a glance."""

    delegation: Slug
    title: str
    phase: Phase | None
    now: AwareDatetime
    next_deadline: AwareDatetime | None = None
    counts: Counts
    blocked_on: tuple[str, ...] = ()
    """What the delegation waits for that only a person can give."""
    tasks: tuple[Task, ...] = ()
    is_settled: bool = True
    """Whether nothing is under way: no activity running, no command being worked on."""


class RosterEntry(Fact):
    """One application as organisers see it in a list; no names."""

    participant: ParticipantId
    organisation: str
    country: str
    received_at: AwareDatetime
    status: str
    score: int | None = None
    """Hundredths of a point."""
    rank: int | None = None
    reasons: tuple[str, ...] = ()
    cut_off: str = ""
    """The cut-off it counts for."""
    own_cost: bool = False
    """Late, within what the rules allow."""
    together_with: ParticipantId | None = None
    """The second person of the organisation, as typed."""


class Roster(Fact):
    entries: tuple[RosterEntry, ...] = ()
    substitutes: tuple[RosterEntry, ...] = ()
    """Who handed in an application to step in for a delegate."""

    @property
    def everyone(self) -> tuple[RosterEntry, ...]:
        return (*self.entries, *self.substitutes)


class Published(Fact):
    """The itinerary as last published, and the meetings in it."""

    itinerary: Itinerary = Itinerary()
    schedule: MeetingSchedule = MeetingSchedule()
    encounters: EncounterSchedule = EncounterSchedule()
    """Meetings of delegates with each other."""


class PlanView(Fact):
    """The plan, once there is one, with the wishes it serves."""

    state: PlanState | None = None
    wishes: dict[ParticipantId, Wishes] = Field(default_factory=dict)
    now: AwareDatetime


class Refusal(Fact):
    """Why a command would be refused; empty if it would not."""

    text: str = ""


class Ledger(Fact):
    """What a delegation did, for reports: decisions, offers, changes, documents, outcomes."""

    selection: Selection | None = None
    final_rules: tuple[RuleCheck, ...] = ()
    """Whether the group that travels, or travelled, keeps the balance rules."""
    offers: tuple[OfferRecord, ...] = ()
    departures: tuple[Departure, ...] = ()
    delegates: tuple[ParticipantId, ...] = ()
    travelled: tuple[ParticipantId, ...] = ()
    """The delegates, with those who had to leave the trip early."""
    changes: tuple[ChangeRecord, ...] = ()
    documents: tuple[DocumentRef, ...] = ()
    outcomes: tuple[DelegateOutcome, ...] = ()
    phases: tuple[PhaseTime, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
    later_cut_offs: tuple[LaterCutOff, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    """Who decided what, when and why, in the order of time."""
    attendance: tuple[AttendanceSheet, ...] = ()
    """Who came, by item, where it was recorded."""
    agreements: tuple[AgreementRecord, ...] = ()
    exchanges: ExchangeBook | None = None
    """With payment runs and indicator; None in an event without exchanges."""
    requests: tuple[MeetingRequest, ...] = ()
    """Of delegates to each other, as last collected, between those who are both delegates still."""
    ratings: tuple[RatingGiven, ...] = ()
    no_shows: tuple[NoShow, ...] = ()
