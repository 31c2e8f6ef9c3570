"""Whatever is said in whatever order, an exchange stays one that its programme can answer for."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from delegation.document import DocumentRef
from delegation.exchange import (
    SIGNED_BY,
    AcceptExchange,
    ApproveReport,
    CheckReport,
    ExchangeStep,
    HandInReport,
    Paper,
    Party,
    Propose,
    Proposer,
    SendBack,
    Side,
    Sign,
    Stay,
    Taker,
    Undoing,
    Validate,
    WithdrawExchange,
)
from delegation.exchange_rules import ExchangeRules, LumpSum, Partnership
from delegation.exchange_state import ENDS, ExchangeRecord, ExchangeStart, ExchangeState, OrderPayments
from delegation.exchanging import refusals, steps
from delegation.exchanging.bookkeeping import indicator, kept, next_run, record_of, tasks_of
from delegation.exchanging.dates import next_date
from delegation.exchanging.undoing import to_undo
from delegation.tempo import Tempo

BEGIN = datetime(2020, 3, 2, 8, tzinfo=UTC)
RULES = ExchangeRules(
    zone="Europe/Brussels",
    ends=datetime(2021, 8, 31, 18),  # noqa: DTZ001 - local, its zone stands beside it
    partnerships=(
        Partnership(id="north", title="North", coordinator="north-desk", organisations=("Fyn Clean",)),
        Partnership(id="south", title="South", coordinator="south-desk", organisations=("Sur Biotec",)),
    ),
    lump_sums=(
        LumpSum(days=3, up_to_km=500, cents=39_000),
        LumpSum(days=3, cents=45_000),
        LumpSum(days=5, cents=78_000),
    ),
)
START = ExchangeStart(
    delegation="exchange-2020",
    exchange="x-aaaaaaaa",
    tempo=Tempo(real_origin=BEGIN, trip_origin=BEGIN),
    rules=RULES,
    visitor=Taker(participant="V-1", organisation="Fyn Clean", partnership="north"),
    host=Taker(participant="H-1", organisation="Sur Biotec", partnership="south"),
    counts_for="north",
    signatory="director",
)
STAY = Stay(starts=date(2020, 6, 2), ends=date(2020, 6, 6), zone="Europe/Madrid", place="Sevilla", km=2_400)


def paper(name: str) -> DocumentRef:
    return DocumentRef(key=f"vault/{name}", sha256=name, size=1, media_type="application/pdf")


class ExchangeMachine(RuleBasedStateMachine):
    """Says and lets happen whatever may come, in any order, as the workflow does: refused, or taken in."""

    def __init__(self) -> None:
        super().__init__()
        self.state = ExchangeState()
        self.now = BEGIN
        self.records: tuple[ExchangeRecord, ...] = ()
        self.runs: list[tuple[int, int]] = []
        """Run and cents, each time a payment file named this exchange."""

    def take(self, refusal: str | None, step: Callable[[], ExchangeState]) -> None:
        if refusal is None:
            before = self.state
            self.state = step()
            unseen = {"number": before.number, "reminded": before.reminded}
            assert self.state.number > before.number or self.state.model_copy(update=unseen) == before
            self.records = kept(self.records, record_of(START, self.state))

    @initialize(by=st.sampled_from(Proposer))
    def proposed(self, by: Proposer) -> None:
        propose = Propose(by=by, stay=STAY)
        refusal = refusals.why_not_propose(propose, self.state, START, self.now)
        self.take(refusal, lambda: steps.proposed(self.state, propose, self.now))

    @rule(is_valid=st.sampled_from((True, True, True, False)))
    def validated(self, is_valid: bool) -> None:
        said = Validate(author="north-desk", is_valid=is_valid, reason="" if is_valid else "No theme shared.")
        refusal = refusals.why_not_validate(said, self.state)
        self.take(refusal, lambda: steps.validated(self.state, said, self.now))

    @rule(side=st.sampled_from(Side))
    def accepted(self, side: Side) -> None:
        said = AcceptExchange(side=side)
        refusal = refusals.why_not_accept(said, self.state)
        self.take(refusal, lambda: steps.accepted(self.state, said, self.now))

    @rule(one=st.sampled_from(Paper), party=st.sampled_from(Party))
    def signed(self, one: Paper, party: Party) -> None:
        self._sign(one, party)

    @precondition(lambda self: self.state.step is ExchangeStep.AGREED)
    @rule()
    def all_signed(self) -> None:
        for one, parties in SIGNED_BY.items():
            for party in parties:
                self._sign(one, party)

    def _sign(self, one: Paper, party: Party) -> None:
        said = Sign(paper=one, party=party, document=paper(f"{one}-{party}"))
        refusal = refusals.why_not_sign(said, self.state)
        self.take(refusal, lambda: steps.signed(self.state, said, self.now))

    @rule()
    def time_passes_to_the_next_date(self) -> None:
        date_ = next_date(self.state, START)
        if date_ is not None:
            self.now = max(self.now, date_.at)
            self.take(None, lambda: steps.date_passed(self.state, START, self.now))

    @rule(name=st.sampled_from(("first", "second")))
    def reported(self, name: str) -> None:
        said = HandInReport(report=paper(name), evidence=(paper("tickets"),))
        refusal = refusals.why_not_report(said, self.state)
        self.take(refusal, lambda: steps.reported(self.state, said, self.now))

    @rule(days=st.integers(1, 6))
    def checked(self, days: int) -> None:
        said = CheckReport(author="north-desk", days=days, km=2_400)
        refusal = refusals.why_not_check(said, self.state, START)
        self.take(refusal, lambda: steps.checked(self.state, said, self.now))

    @rule()
    def sent_back(self) -> None:
        said = SendBack(author="north-desk", reason="The tickets cannot be read.")
        refusal = refusals.why_not_send_back(said, self.state)
        self.take(refusal, lambda: steps.sent_back(self.state, said, START, self.now))

    @rule(author=st.sampled_from(("north-desk", "director")))
    def approved(self, author: str) -> None:
        said = ApproveReport(author=author)
        refusal = refusals.why_not_approve(said, self.state)
        self.take(refusal, lambda: steps.approved(self.state, said, START, self.now))

    @rule()
    def payment_ordered(self) -> None:
        run = next_run(OrderPayments(author="director"), self.records, (), self.now)
        for line in run.lines if not self.runs else ():
            self.runs.append((1, line.cents))
        if self.runs:
            self.take(None, lambda: steps.ordered(self.state, 1, self.now))

    @rule()
    def payment_made(self) -> None:
        self.take(None, lambda: steps.paid(self.state, 1, self.now))

    @rule(by=st.sampled_from(Proposer), is_done=st.booleans())
    @precondition(lambda self: self.now > BEGIN)
    def withdrawn(self, by: Proposer, is_done: bool) -> None:
        said = WithdrawExchange(by=by, reason="The plant was closed.")
        refusal = refusals.why_not_withdraw_exchange(said, self.state)
        self.take(refusal, lambda: steps.withdrawn(self.state, said, self.now))
        if is_done:
            self.undone()

    @precondition(lambda self: self.state.ending is not None)
    @rule()
    def undone(self) -> None:
        while to_undo(self.state):
            self.take(None, lambda: steps.undone(self.state, to_undo(self.state)[0], self.now))
        self.take(None, lambda: steps.closed(self.state, self.now))

    @invariant()
    def nothing_is_undone_twice(self) -> None:
        what = [one.what for one in self.state.undone]
        assert len(what) == len(set(what))

    @invariant()
    def money_is_promised_only_for_a_checked_stay_with_every_signature(self) -> None:
        if self.state.cents:
            assert self.state.checked is not None
            assert not steps.unsigned(self.state)
            assert self.state.cents in (45_000, 78_000)
            assert self.state.approved_by != self.state.checked.author

    @invariant()
    def it_stands_in_one_payment_run_at_most(self) -> None:
        assert len(self.runs) <= 1
        assert all(cents == self.state.cents for _, cents in self.runs)

    @invariant()
    def it_counts_for_one_partnership_once_and_only_while_it_is_paid(self) -> None:
        counted = [one for row in indicator(self.records, RULES) for one in row.exchanges]
        is_paid = self.state.paid_at is not None and self.state.ending is None
        assert counted == (["x-aaaaaaaa"] if is_paid else [])

    @invariant()
    def what_is_at_its_end_has_nothing_left_to_undo_and_no_date(self) -> None:
        if self.state.step in ENDS:
            assert next_date(self.state, START) is None
            left = set(to_undo(self.state))
            assert left <= {Undoing.PAYMENT_STOPPED, Undoing.REFUND_CLAIMED}

    @invariant()
    def somebody_is_told_about_what_is_late(self) -> None:
        if self.state.is_late and self.state.ending is None:
            assert tasks_of(record_of(START, self.state), (), RULES, "exchange-2020")

    @invariant()
    def the_state_survives_its_payload(self) -> None:
        assert ExchangeState.model_validate_json(self.state.model_dump_json()) == self.state


ExchangeMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestExchangeMachine = ExchangeMachine.TestCase


def test_the_whole_way_from_the_proposal_to_the_payment_takes_every_step_once():
    machine = ExchangeMachine()
    machine.proposed(by=Proposer.VISITOR)
    machine.validated(is_valid=True)
    machine.accepted(side=Side.HOST)
    machine.all_signed()
    machine.time_passes_to_the_next_date()
    machine.reported(name="first")
    machine.checked(days=5)
    machine.approved(author="north-desk")
    assert machine.state.step is ExchangeStep.CHECKED
    machine.approved(author="director")
    machine.payment_ordered()
    machine.payment_ordered()
    machine.payment_made()

    assert (machine.state.step, machine.state.cents, machine.runs) == (
        ExchangeStep.PAID,
        78_000,
        [(1, 78_000)],
    )
