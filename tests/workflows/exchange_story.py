"""A small programme of exchanges on a real server, and everybody who takes part in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from temporalio.client import Client

from delegation.application import Application
from delegation.document import DocumentRef
from delegation.exchange import (
    SIGNED_BY,
    AcceptExchange,
    ApproveReport,
    CheckReport,
    ExchangeStep,
    Paper,
    Party,
    Proposer,
    Side,
    Stay,
    Validate,
    WithdrawExchange,
)
from delegation.exchange_state import (
    ConfirmPayments,
    ExchangeBook,
    ExchangeState,
    OrderPayments,
    PaymentRun,
)
from delegation.exchanging.accounts import read_account
from delegation.file import DelegationFile
from delegation.ids import exchange_workflow_id
from delegation.person import Person
from delegation.reading.delegation_file import read_delegation
from portal.typed_papers import TypedPaper
from tests.fakes import MemoryStore
from tests.workflows.conftest import delegation_on
from tests.workflows.people import APPLICANTS
from tests.workflows.trip import Trip

EXCHANGE = Path(__file__).parent / "exchange.yaml"
STAY = Stay(starts=date(2027, 6, 7), ends=date(2027, 6, 11), zone="Europe/Lisbon", place="Lisboa", km=2_900)
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
ROLES = {"A-1": "visitor", "A-2": "host", "A-3": "both", "A-4": "host"}
IBAN = {"A-1": "SE45 5000 0000 0583 9825 7466", "A-3": "FI21 1234 5600 0007 85"}
PROGRAMME_IBAN = "BE68 5390 0754 7034"


class FrailStore(MemoryStore):
    """Keeps what it is given, and breaks the connection once right after keeping what `breaks_after` ends."""

    breaks_after = ""

    def create(self, key: str, content: bytes, media_type: str) -> DocumentRef:
        ref = super().create(key, content, media_type)
        if self.breaks_after and key.endswith(self.breaks_after):
            self.breaks_after = ""
            raise OSError("The connection broke.")
        return ref


class ExchangeStory:
    """One programme: what visitors, hosts, coordinators and the organiser do, and what they can see."""

    def __init__(self, trip: Trip, store: FrailStore) -> None:
        self.trip = trip
        self.store = store
        self.legation = trip.legation
        self.slug = trip.file.slug

    async def begin(self) -> None:
        """The call is open; four people register, and accounts are known."""
        await self.trip.reach("2027-02-01 09:00")
        for participant in ROLES:
            await self.legation.submit(self.slug, registration(participant), self.trip.now, at=self.trip.now)
            self.trip.stillness.watch(participant)
        await self.trip.settle()
        for participant, iban in IBAN.items():
            account = read_account(APPLICANTS[participant].name, iban)
            await self.legation.keep_account(self.slug, account, participant)
        payer = read_account("Water Partnership", PROGRAMME_IBAN)
        await self.legation.keep_account(self.slug, payer)

    # --- deeds -----------------------------------------------------------------------------------

    async def propose(
        self, visitor: str = "A-1", host: str = "A-2", *, by: Proposer = Proposer.VISITOR, stay: Stay = STAY
    ) -> str:
        exchange = await self.legation.propose_exchange(self.slug, visitor, host, stay, by, at=self.trip.now)
        self.trip.stillness.watch_workflow(exchange_workflow_id(self.slug, exchange))
        await self.trip.settle()
        return exchange

    async def validate(self, exchange: str, reason: str = "") -> ExchangeState:
        said = Validate(at=self.trip.now, author="north-desk", is_valid=not reason, reason=reason)
        state = await self.legation.validate_exchange(self.slug, exchange, said)
        await self.trip.settle()
        return state

    async def accept(self, exchange: str, side: Side) -> ExchangeState:
        said = AcceptExchange(at=self.trip.now, side=side)
        state = await self.legation.accept_exchange(self.slug, exchange, said)
        await self.trip.settle()
        return state

    async def sign(self, exchange: str, paper: Paper, party: Party) -> ExchangeState:
        confirmation = TypedPaper(PDF + f"% {paper} {party}".encode())
        state = await self.legation.sign_exchange(
            self.slug, exchange, paper, party, confirmation, at=self.trip.now
        )
        await self.trip.settle()
        return state

    async def sign_all(self, exchange: str) -> None:
        for paper, parties in SIGNED_BY.items():
            for party in parties:
                await self.sign(exchange, paper, party)

    async def report(self, exchange: str, name: str = "first") -> ExchangeState:
        report, tickets = TypedPaper(PDF + name.encode()), TypedPaper(PDF + b"tickets")
        state = await self.legation.report_exchange(self.slug, exchange, report, [tickets], at=self.trip.now)
        await self.trip.settle()
        return state

    async def check(self, exchange: str, days: int = 5) -> ExchangeState:
        said = CheckReport(at=self.trip.now, author="north-desk", days=days, km=2_900)
        state = await self.legation.check_report(self.slug, exchange, said)
        await self.trip.settle()
        return state

    async def approve(self, exchange: str, author: str = "director") -> ExchangeState:
        said = ApproveReport(at=self.trip.now, author=author)
        state = await self.legation.approve_report(self.slug, exchange, said)
        await self.trip.settle()
        return state

    async def withdraw(self, exchange: str, by: Proposer = Proposer.HOST) -> None:
        said = WithdrawExchange(at=self.trip.now, by=by, reason="The plant is closed.")
        await self.legation.withdraw_exchange(self.slug, exchange, said)
        await self.trip.settle()

    async def pay(self) -> PaymentRun:
        order = OrderPayments(at=self.trip.now, author="director")
        run = await self.legation.order_payments(self.slug, order)
        await self.trip.settle()
        return run

    async def confirm(self, run: int) -> PaymentRun:
        said = ConfirmPayments(at=self.trip.now, run=run, author="director")
        confirmed = await self.legation.confirm_payments(self.slug, said)
        await self.trip.settle()
        return confirmed

    async def come_to(self, step: ExchangeStep, visitor: str = "A-1", host: str = "A-2") -> str:
        """An exchange as it usually goes, up to a step."""
        exchange = await self.propose(visitor, host)
        way = (
            (ExchangeStep.VALIDATED, lambda: self.validate(exchange)),
            (ExchangeStep.AGREED, lambda: self.accept(exchange, Side.HOST)),
            (ExchangeStep.SIGNED, lambda: self.sign_all(exchange)),
            (ExchangeStep.STAYED, lambda: self.trip.reach("2027-06-14 09:00")),
            (ExchangeStep.REPORTED, lambda: self.report(exchange)),
            (ExchangeStep.CHECKED, lambda: self.check(exchange)),
            (ExchangeStep.APPROVED, lambda: self.approve(exchange)),
            (ExchangeStep.ORDERED, self.pay),
            (ExchangeStep.PAID, lambda: self.confirm(1)),
        )
        order = list(ExchangeStep)
        for reached, deed in way:
            if order.index(reached) <= order.index(step):
                await deed()
        assert (await self.state(exchange)).step is step
        return exchange

    # --- what can be seen ------------------------------------------------------------------------

    async def state(self, exchange: str) -> ExchangeState:
        return (await self.legation.exchange(self.slug, exchange)).state

    async def book(self) -> ExchangeBook:
        return await self.legation.exchanges(self.slug)

    def letters_to(self, somebody: str) -> list[str]:
        """Those about exchanges, in the order they left."""
        return [one for one in self.trip.letters_to(somebody) if one.startswith("exchange-")]

    def in_calendar(self, participant: str) -> list[str]:
        """What stands in a calendar that opened every mail."""
        return [event.summary for event in self.trip.calendar_of(participant)]

    def paid_lines(self) -> list[str]:
        """Of all payment files ever written, without their heading."""
        files = [
            key for key in sorted(self.trip.store.content) if "/payments/" in key and key.endswith(".csv")
        ]
        return [line for key in files for line in self.trip.store.read(key).decode().splitlines()[1:]]


def registration(participant: str) -> Application:
    who = APPLICANTS[participant]
    person = Person(
        id=participant, name=who.name, email=who.email, organisation=who.organisation, zone=who.zone
    )
    answers = {"country": who.country, "role": ROLES[participant], "themes": ("rivers",)}
    return Application(id=participant, person=person, answers=dict(answers))


def exchange_file() -> DelegationFile:
    return read_delegation(EXCHANGE.read_text(), str(EXCHANGE))


@asynccontextmanager
async def programme_on(client: Client, file: DelegationFile | None = None) -> AsyncIterator[ExchangeStory]:
    """The small programme, or another one for the same people, with everybody registered."""
    store = FrailStore()
    async with delegation_on(client, file or exchange_file(), store) as trip:
        story = ExchangeStory(trip, store)
        await story.begin()
        yield story
