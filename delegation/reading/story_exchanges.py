"""Exchanges in a story: who visits whom, and what everybody does about it and when; one record an exchange.

What a record leaves out nobody does, so that the exchange waits, is reminded, and lapses or is late.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Literal, Self

from pydantic import Field, model_validator

from delegation.exchange import Party, Proposer, Side, Stay, StayItem
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, ParticipantId
from delegation.person import Line
from delegation.reading.plain_yaml import Path
from delegation.reading.suggestion import suggestion
from delegation.zoned import Day, LocalTime, ZoneName

SOURCE = "exchanges.yaml"
Misfit = tuple[str, Path, str, str]


class BackRecord(Fact):
    """A report that goes back to the visitor."""

    at: LocalTime
    reason: Line


class EndRecord(Fact):
    """Somebody ends it: the partnership refuses it, or one of the three withdraws."""

    at: LocalTime
    by: Proposer = Proposer.ORGANISER
    """Of a withdrawal; a refusal is the partnership's."""
    reason: Line = ""


class ExchangeStory(Fact):
    """One exchange, from its proposal on. Dates are in the organiser's zone, those of the stay in its own."""

    id: ItemId
    """What the story calls it; the program finds its own."""
    visitor: ParticipantId
    host: ParticipantId
    by: Proposer
    at: LocalTime
    """When it was proposed."""
    starts: Day
    days: int = Field(gt=0)
    zone: ZoneName
    place: Line
    km: int
    themes: tuple[ItemId, ...] = ()
    validated: LocalTime | None = None
    refused: EndRecord | None = None
    """By its partnership, instead of being validated."""
    accepted: dict[Side, LocalTime] = Field(default_factory=dict)
    """Who proposed it has accepted it by that."""
    signed: dict[Party, LocalTime] = Field(default_factory=dict)
    """When each signs all that is theirs to sign."""
    arranged: LocalTime | None = None
    items: tuple[StayItem, ...] = ()
    """The small itinerary, as it was arranged then."""
    reports: tuple[LocalTime, ...] = ()
    """The first one, and one more for each that was sent back."""
    sent_back: tuple[BackRecord, ...] = ()
    checked: LocalTime | None = None
    checked_days: int | None = None
    """None: as agreed."""
    approved: LocalTime | None = None
    withdrawn: EndRecord | None = None
    mark: Literal["", "sourced", "inferred", "made-up"] = ""

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.refused and self.validated:
            raise ValueError("It is refused or validated, not both.")
        if self.items and self.arranged is None:
            raise ValueError("Say in 'arranged' when the itinerary of the stay was known.")
        way = [self.at, self.validated, *sorted(self.accepted.values()), *sorted(self.signed.values())]
        way += [*self.reports, self.checked, self.approved]
        dates = [one for one in way if one is not None]
        if dates != sorted(dates):
            raise ValueError("Its steps are not in order of time: proposed, validated, accepted, signed, ...")
        return self

    @property
    def stay(self) -> Stay:
        """As proposed: without its itinerary."""
        ends = self.starts + timedelta(days=self.days - 1)
        return Stay(starts=self.starts, ends=ends, zone=self.zone, place=self.place, km=self.km)


class PaymentRecord(Fact):
    """One payment run: ordered by whom, and when the bank had carried it out."""

    at: LocalTime
    author: ItemId
    confirmed: LocalTime | None = None
    twice: bool = False
    """Whether somebody else gives the same order at the same moment."""


class ExchangesFile(Fact):
    """The file `exchanges.yaml`; a story may do without it."""

    account: Line = ""
    """The IBAN the programme pays from, made up."""
    account_field: ItemId = "iban"
    """The field of the form that holds the account of who visits."""
    approver: ItemId | None = None
    """Who approves reports, by id of `people`; empty: who signs for the organiser."""
    exchanges: tuple[ExchangeStory, ...] = ()
    payments: tuple[PaymentRecord, ...] = ()

    def approves(self, file: DelegationFile) -> str:
        return self.approver or file.organiser.signatory


def check_exchanges(
    told: ExchangesFile, file: DelegationFile, applicants: Collection[str]
) -> Iterator[Misfit]:
    """Everybody and every theme named is there, and each exchange is told once."""
    themes, people = [one.id for one in file.themes], [one.id for one in file.people]
    seen: set[str] = set()
    for n, one in enumerate(told.exchanges):
        place: Path = ("exchanges", n)
        if one.id in seen:
            yield SOURCE, (*place, "id"), f"{one.id!r} is told twice", "tell it once."
        seen.add(one.id)
        named = {"visitor": (one.visitor,), "host": (one.host,)}
        yield from _unknown(place, named, applicants, "applicant")
        yield from _unknown(place, {"themes": one.themes}, themes, "theme")
    for n, payment in enumerate(told.payments):
        yield from _unknown(("payments", n), {"author": (payment.author,)}, people, "person")
    if told.exchanges and not told.account:
        yield SOURCE, ("account",), "the account the programme pays from is missing", "add it."


def _unknown(
    place: Path, named: Mapping[str, Collection[str]], known: Collection[str], what: str
) -> Iterator[Misfit]:
    for key, names in named.items():
        for name in names:
            if name not in known:
                yield SOURCE, (*place, key), f"{name!r} is no {what}", suggestion(name, known)
