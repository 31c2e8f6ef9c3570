"""The papers of an exchange as facts: two to sign, the programme of the stay, and the certificate.

Their words stand beside the templates, one file for each language. What several sign is in the language all
of them read, else in English; what is for one person is in that person's.
"""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any, Literal, NamedTuple

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from babel.units import format_unit

from delegation.calendars.when import city_of, dates_in, locale_of
from delegation.document import DocumentKind
from delegation.exchange import SIGNED_BY, Paper, Party, StayItem, Taker
from delegation.exchange_rules import LumpSum
from delegation.exchanging.lump_sums import lump_sum
from delegation.exchanging.papers import ExchangePaperOrder
from delegation.exchanging.partnerships import coordinator
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.papers.paper import SPOKEN, Delegate, Imprint, Signature, imprint, signature
from delegation.person import Person
from delegation.zoned import zone_named


class ExchangePeople(NamedTuple):
    """Everybody a paper may name."""

    file: DelegationFile
    visitor: Delegate
    host: Delegate

    def of_organiser(self, person: str | None) -> Person | None:
        """One of the delegation's people."""
        return next((one for one in self.file.people if one.id == person), None)


class SideShown(Fact):
    """Visitor or host."""

    name: str
    position: str
    organisation: str
    country: str
    email: str
    partnership: str
    """Its title; empty outside the partnerships."""


class SignatureSpace(Fact):
    """Where somebody signs; a word file has what each party is called."""

    party: str
    name: str
    """Empty where anybody entitled to may sign for the organisation."""
    organisation: str


class ExchangePaper(Fact):
    """What all of them say."""

    imprint: Imprint
    language: str
    """Two letters: which file has the words."""
    exchange: str
    visitor: SideShown
    host: SideShown
    dates: str
    days: str
    """`5 days`."""


class Commitment(ExchangePaper):
    """To quality."""

    report_days: str
    spaces: tuple[SignatureSpace, ...]


class LumpSumRow(Fact):
    days: str
    distance: str
    """Up to how far; empty for any distance."""
    amount: str


class FinancialAgreement(ExchangePaper):
    amount: str
    distance: str
    report_days: str
    check_days: str
    pay_days: str
    table: tuple[LumpSumRow, ...]
    spaces: tuple[SignatureSpace, ...]


class ItemShown(Fact):
    hours: str
    title: str
    room: str
    link: str


class DayShown(Fact):
    day: str
    items: tuple[ItemShown, ...]


class StayProgramme(ExchangePaper):
    place: str
    clock: str
    """Of which city the hours are."""
    blocks: tuple[DayShown, ...]


class ExchangeCertificate(ExchangePaper):
    place: str
    signature: Signature


def exchange_paper(
    kind: DocumentKind, order: ExchangePaperOrder, people: ExchangePeople, owner: str | None
) -> ExchangePaper:
    """What the paper of that kind says. Raises ValueError for a kind that is no paper of an exchange."""
    match kind:
        case DocumentKind.COMMITMENT_TO_QUALITY:
            return _commitment(order, people)
        case DocumentKind.FINANCIAL_AGREEMENT:
            return _agreement(order, people)
        case DocumentKind.STAY_PROGRAMME:
            reader = people.host if owner == order.host.participant else people.visitor
            return _programme(order, people, spoken([reader.person]))
        case DocumentKind.EXCHANGE_CERTIFICATE:
            return _certificate(order, people)
        case _:
            raise ValueError(f"A {kind} is no paper of an exchange.")


def spoken(readers: Iterable[Person | None]) -> str:
    """The one language all of them read, if papers have words for it; else English."""
    read = {one.language.split("-")[0].lower() for one in readers if one is not None}
    (only,) = read if len(read) == 1 else ("en",)
    return only if only in SPOKEN else "en"


# --- the papers -------------------------------------------------------------------------------------


def _commitment(order: ExchangePaperOrder, people: ExchangePeople) -> Commitment:
    language = spoken(_signer(party, order, people) for party in SIGNED_BY[Paper.COMMITMENT])
    return Commitment(
        **_about(order, people, language),
        report_days=_days(order.rules.report_within_days, language),
        spaces=_spaces(Paper.COMMITMENT, order, people),
    )


def _agreement(order: ExchangePaperOrder, people: ExchangePeople) -> FinancialAgreement:
    language = spoken(_signer(party, order, people) for party in SIGNED_BY[Paper.AGREEMENT])
    rules = order.rules
    return FinancialAgreement(
        **_about(order, people, language),
        amount=_amount(lump_sum(order.days, order.km, rules), rules.currency, language),
        distance=_distance(order.km, language),
        report_days=_days(rules.report_within_days, language),
        check_days=_days(rules.check_within_days, language),
        pay_days=_days(rules.pay_within_days, language),
        table=tuple(_row(one, rules.currency, language) for one in rules.lump_sums),
        spaces=_spaces(Paper.AGREEMENT, order, people),
    )


def _programme(order: ExchangePaperOrder, people: ExchangePeople, language: str) -> StayProgramme:
    items = sorted(order.stay.items, key=lambda one: (one.starts, one.id))
    by_day = groupby(items, key=lambda one: one.starts.date())
    return StayProgramme(
        **_about(order, people, language),
        place=order.stay.place,
        clock=city_of(order.stay.zone, language),
        blocks=tuple(
            DayShown(day=_day(day, language, "full"), items=tuple(_item(one, language) for one in of_day))
            for day, of_day in by_day
        ),
    )


def _certificate(order: ExchangePaperOrder, people: ExchangePeople) -> ExchangeCertificate:
    return ExchangeCertificate(
        **_about(order, people, spoken([people.visitor.person])),
        place=order.stay.place,
        signature=signature(people.file, people.of_organiser(order.signatory)),
    )


# --- what they say ----------------------------------------------------------------------------------


def _about(
    order: ExchangePaperOrder, people: ExchangePeople, language: str
) -> dict[str, Any]:  # Any: of several fields
    made_on = order.made_at.astimezone(zone_named(people.file.organiser.zone)).date()
    head = imprint(people.file, order.made_at, order.version)
    return {
        "imprint": head.model_copy(update={"made_on": _day(made_on, language)}),
        "language": language,
        "exchange": order.exchange,
        "visitor": _side(order.visitor, people.visitor, order, language),
        "host": _side(order.host, people.host, order, language),
        "dates": dates_in(language, order.stay.starts, order.stay.ends),
        "days": _days(order.days, language),
    }


def _side(taker: Taker, delegate: Delegate, order: ExchangePaperOrder, language: str) -> SideShown:
    code = delegate.answer("country")
    found = order.rules.partnership(taker.partnership) if taker.partnership else None
    return SideShown(
        name=delegate.person.name,
        position=delegate.person.position,
        organisation=taker.organisation,
        country=str(locale_of(language).territories.get(code, code)),
        email=delegate.person.email,
        partnership=found.title if found else "",
    )


def _spaces(paper: Paper, order: ExchangePaperOrder, people: ExchangePeople) -> tuple[SignatureSpace, ...]:
    return tuple(_space(party, order, people) for party in SIGNED_BY[paper])


def _space(party: Party, order: ExchangePaperOrder, people: ExchangePeople) -> SignatureSpace:
    signer = _signer(party, order, people)
    taker = order.host if party in (Party.HOST, Party.HOST_BODY) else order.visitor
    organisation = taker.organisation
    if party is Party.PROGRAMME:
        organisation = people.file.organiser.name
    elif party in (Party.VISITOR_BODY, Party.HOST_BODY) and signer is not None:
        organisation = signer.organisation or organisation
    return SignatureSpace(party=party, name=signer.name if signer else "", organisation=organisation)


def _signer(party: Party, order: ExchangePaperOrder, people: ExchangePeople) -> Person | None:
    """Who signs, where that is known: outside the partnerships the organisation says who."""
    match party:
        case Party.VISITOR:
            return people.visitor.person
        case Party.HOST:
            return people.host.person
        case Party.VISITOR_BODY:
            return people.of_organiser(coordinator(order.visitor.partnership, order.rules))
        case Party.HOST_BODY:
            return people.of_organiser(coordinator(order.host.partnership, order.rules))
        case Party.PROGRAMME:
            return people.of_organiser(order.signatory)


def _item(item: StayItem, language: str) -> ItemShown:
    end = f"{item.ends:%H:%M}"
    if item.ends.date() != item.starts.date():
        end = f"{_short_day(item.ends, language)} {end}"
    return ItemShown(hours=f"{item.starts:%H:%M}–{end}", title=item.title, room=item.room, link=item.link)


# --- figures ----------------------------------------------------------------------------------------


def _row(row: LumpSum, currency: str, language: str) -> LumpSumRow:
    return LumpSumRow(
        days=_days(row.days, language),
        distance="" if row.up_to_km is None else _distance(row.up_to_km, language),
        amount=_amount(row.cents, currency, language),
    )


def _days(days: int, language: str) -> str:
    return format_unit(days, "day", locale=locale_of(language))


def _distance(km: int, language: str) -> str:
    return format_unit(km, "length-kilometer", "short", locale=locale_of(language))


def _amount(cents: int, currency: str, language: str) -> str:
    """`780.00 EUR`, with the language's signs; the money is exact, so nothing is rounded."""
    whole = format_decimal(cents // 100, locale=locale_of(language))
    point = locale_of(language).number_symbols["latn"]["decimal"]
    return f"{whole}{point}{cents % 100:02d} {currency}"


def _day(day: date, language: str, length: Literal["long", "full"] = "long") -> str:
    return format_date(day, length, locale=locale_of(language))


def _short_day(at: datetime, language: str) -> str:
    return format_skeleton("MMMd", at.date(), locale=locale_of(language))
