"""What an exchange carries through its journey, and what the programme keeps of it."""

from pydantic import AwareDatetime, Field

from delegation.document import DocumentRef
from delegation.exchange import (
    Checked,
    Ending,
    ExchangeStep,
    Proposer,
    Side,
    Signature,
    Stay,
    Taker,
    Undone,
)
from delegation.exchange_rules import ExchangeRules
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId, Slug
from delegation.person import Line
from delegation.tempo import Dated, Tempo

ENDS = (ExchangeStep.REFUSED, ExchangeStep.LAPSED, ExchangeStep.WITHDRAWN, ExchangeStep.CALLED_OFF)
"""Steps after which nothing follows."""


class ExchangeState(Fact):
    """All that an exchange carries from one run of its workflow to the next."""

    number: int = 0
    """Rises with everything that happens, so that the programme never goes back to an older word."""
    step: ExchangeStep = ExchangeStep.PROPOSED
    entered_at: AwareDatetime | None = None
    """When it came to this step."""
    by: Proposer | None = None
    """None until it was proposed."""
    proposed_at: AwareDatetime | None = None
    stay: Stay | None = None
    themes: tuple[ItemId, ...] = ()
    validated_at: AwareDatetime | None = None
    accepted: dict[Side, AwareDatetime] = Field(default_factory=dict)
    agreed_at: AwareDatetime | None = None
    signatures: tuple[Signature, ...] = ()
    signed_at: AwareDatetime | None = None
    documents: tuple[DocumentRef, ...] = ()
    """Made for this exchange: papers to sign, its programme, the certificate."""
    appointments: int = 0
    """How often the calendars of both were told."""
    report: DocumentRef | None = None
    evidence: tuple[DocumentRef, ...] = ()
    reported_at: AwareDatetime | None = None
    report_due: AwareDatetime | None = None
    rounds: int = 0
    """How often the report was sent back."""
    sent_back_for: Line = ""
    """Why, as long as no new report is there."""
    checked: Checked | None = None
    approved_at: AwareDatetime | None = None
    approved_by: Line = ""
    cents: int = 0
    """The lump sum, once approved."""
    run: int = 0
    """Of the payment run it stands in; 0: none."""
    ordered_at: AwareDatetime | None = None
    paid_at: AwareDatetime | None = None
    reminded: int = 0
    """How many dates of this step have passed: reminders, and then the date itself."""
    is_late: bool = False
    """Whether what is due now is late, or a payment about to be."""
    ending: Ending | None = None
    undone: tuple[Undone, ...] = ()
    """In the order it was undone."""


class ExchangeStart(Fact):
    """Input of the Exchange workflow."""

    delegation: Slug
    exchange: ItemId
    tempo: Tempo
    rules: ExchangeRules
    visitor: Taker
    host: Taker
    counts_for: ItemId
    """The one partnership that validates it, and towards whose indicator it counts."""
    signatory: ItemId
    """Who signs for the organiser, by id of `people`."""
    place: Line = ""
    """Whose clock dates are told on: the organiser's city."""
    state: ExchangeState = ExchangeState()


class ExchangeEnd(Fact):
    """Result of the Exchange workflow."""

    step: ExchangeStep
    cents: int = 0


class ExchangeRecord(Fact):
    """An exchange as the programme keeps it."""

    exchange: ItemId
    number: int = 0
    visitor: ParticipantId
    host: ParticipantId
    counts_for: ItemId
    step: ExchangeStep
    by: Proposer | None = None
    agreed_at: AwareDatetime | None = None
    """When both had accepted it."""
    starts: str = ""
    """As 2020-06-02; with `ends` the days of the stay, both included."""
    ends: str = ""
    cents: int = 0
    approved_at: AwareDatetime | None = None
    pay_by: AwareDatetime | None = None
    run: int = 0
    paid_at: AwareDatetime | None = None
    undone: tuple[Undone, ...] = ()
    is_ending: bool = False
    """Whether it came to an early end; all that was done is being undone, or has been."""
    due: AwareDatetime | None = None
    """Until when what its step waits for must be done; None where it waits for nobody."""
    late: ExchangeStep | None = None
    """The step at which somebody is late, or about to be."""


class ExchangeMoved(Dated):
    """An exchange took a step: the fact the delegation hears."""

    record: ExchangeRecord


class ExchangeView(Fact):
    """What may be asked of an exchange at any time."""

    exchange: ItemId
    visitor: Taker
    host: Taker
    counts_for: ItemId
    state: ExchangeState
    missing: tuple[str, ...] = ()
    """What it waits for, a sentence each."""
    waiting_until: AwareDatetime | None = None
    is_over: bool = False
    now: AwareDatetime


class PaymentLine(Fact):
    """One lump sum to be paid; the account is looked up where the file is made."""

    exchange: ItemId
    visitor: ParticipantId
    cents: int = Field(gt=0)


class PaymentRun(Fact):
    """Lump sums ordered at once. Each exchange stands in one run, and in no other."""

    number: int = Field(gt=0)
    ordered_at: AwareDatetime
    author: Line
    lines: tuple[PaymentLine, ...]
    left_out: tuple[ItemId, ...] = ()
    """Whose account was not known when the file was made; they are to be ordered again."""
    documents: tuple[DocumentRef, ...] = ()
    """The file, as CSV and as a bank reads it; none where nobody's account was known."""
    is_made: bool = False
    """Whether its file is there, and everybody in it was told."""
    executed_at: AwareDatetime | None = None

    @property
    def paid(self) -> tuple[PaymentLine, ...]:
        """What stands in the file."""
        return tuple(one for one in self.lines if one.exchange not in self.left_out)

    @property
    def cents(self) -> int:
        return sum(one.cents for one in self.paid)


class OrderPayments(Dated):
    """Everything that is approved and not yet ordered goes into one file."""

    author: Line = Field(min_length=1)


class ConfirmPayments(Dated):
    """The bank carried a run out."""

    run: int = Field(gt=0)
    author: Line = Field(min_length=1)


class ExchangeAsked(Dated):
    """Who would visit whom, and when: what the delegation is asked before an exchange begins."""

    visitor: ParticipantId
    host: ParticipantId
    stay: Stay


class ExchangeOpening(Fact):
    """What the portal must know before it brings an exchange forward."""

    refusal: str = ""
    """Why it cannot be; empty where it can."""
    start: ExchangeStart | None = None


class HostOpen(Fact):
    """Somebody of the catalogue: who receives visitors, and what they are about. No names."""

    participant: ParticipantId
    organisation: Line
    country: str = ""
    partnership: ItemId | None = None
    role: str = ""
    themes: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()
    receives: int = 0
    """Exchanges with them that go on."""


class ExchangeCatalogue(Fact):
    """Who takes part in the programme, by organisation."""

    hosts: tuple[HostOpen, ...] = ()
    visitors: tuple[HostOpen, ...] = ()


class IndicatorRow(Fact):
    """What one partnership has reached: each exchange counts for one, once, when it was paid."""

    partnership: ItemId
    title: Line
    target: int | None = None
    exchanges: tuple[ItemId, ...] = ()


class ExchangeBook(Fact):
    """All exchanges of a programme, its payment runs, and its indicator."""

    exchanges: tuple[ExchangeRecord, ...] = ()
    runs: tuple[PaymentRun, ...] = ()
    indicator: tuple[IndicatorRow, ...] = ()
    currency: str = "EUR"
