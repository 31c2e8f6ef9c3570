"""Offers on a board: who has one and how long, who holds a place, who said no, who waits."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from delegation.correspondence import span_of
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.offer import OfferOutcome
from delegation.selecting.foresight import IfDeclined
from delegation.status import Ledger, OfferRecord, Roster, RosterEntry
from portal.foresight import LetterAhead
from portal.show import moment
from portal.web.organising.bar import DeskPage
from portal.web.organising.board_balance import RuleKept, is_answered, rule_kept
from portal.web.organising.pictures import Picture

MOST_CARDS = 200
SOON = timedelta(days=2)
ENDED = {
    OfferOutcome.DECLINED: ("declined", "bad"),
    OfferOutcome.EXPIRED: ("expired", "bad"),
    OfferOutcome.WITHDRAWN: ("given back", "quiet"),
}


class OfferCard(Fact):
    """One person on the board, without a name: organisations compete, not people."""

    id: str
    organisation: str
    country: str
    line: str = ""
    badge: str = ""
    kind: str = "quiet"
    why: str = ""
    deed: str = ""
    """What may be done here: `answer`, `release`, or nothing."""


class OfferColumn(Fact):
    name: str
    title: str
    empty: str
    cards: tuple[OfferCard, ...] = ()
    more: int = 0
    """Cards that are not shown."""

    @property
    def number(self) -> int:
        return len(self.cards) + self.more


class OffersBoard(Fact):
    columns: tuple[OfferColumn, ...]
    taken: int
    places: int

    @property
    def free(self) -> int:
        return max(0, self.places - self.taken)


class Foretold(Fact):
    """Who would be promoted if this one declined."""

    id: str
    organisation: str
    then: str
    why: str


class OffersPage(DeskPage):
    """The facts of `templates/portal/desk/offers.html`."""

    slug: str
    board: OffersBoard
    seats: Picture
    rules: tuple[RuleKept, ...] = ()
    can_pass_on: bool = False
    until: str = ""
    """Until when places are passed on by themselves; nothing once that is over."""
    is_over: bool = False
    """The delegation has ended: nothing is answered, released or passed on any more."""
    promotions: tuple[tuple[str, str, str], ...] = ()
    """When, to whom, and why."""
    foretold: tuple[Foretold, ...] = ()
    said: str = ""


class OfferTyped(Fact):
    """What was typed into the form of one deed."""

    answer: str = ""
    reason: str = ""
    substitute: str = ""
    override: str = ""
    participant: str = ""
    waived: tuple[str, ...] = ()
    problem: str = ""


class OfferDeedPage(DeskPage):
    """The facts of `templates/portal/desk/offer-deed.html`: one thing that would be done, before it is."""

    slug: str
    deed: str
    """`answer`, `release` or `pass-on`."""
    id: str = ""
    organisation: str = ""
    kept_until: str = ""
    afterwards: tuple[str, ...] = ()
    letters: tuple[tuple[str, str, str], ...] = ()
    """Letter, to whom, and why."""
    rules: tuple[tuple[str, str], ...] = ()
    """Rules of balance that may be set aside, by id."""
    waiting: tuple[tuple[str, str], ...] = ()
    """Who may be named to move up, where one registers."""
    seen: str = ""
    is_registration: bool = False
    typed: OfferTyped = OfferTyped()


def offers_board(file: DelegationFile, ledger: Ledger, roster: Roster, now: datetime) -> OffersBoard:
    entries = {one.participant: one for one in roster.everyone}
    zone = file.offers.zone if file.offers else file.organiser.zone
    latest = {one.participant: one for one in ledger.offers}
    open_ = sorted((one for one in latest.values() if one.outcome is None), key=lambda one: one.confirm_by)
    over = [
        one for one in latest.values() if one.outcome in ENDED and one.participant not in ledger.delegates
    ]
    waiting = sorted(
        (one for one in roster.entries if one.status == "reserve"), key=lambda one: one.rank or 0
    )
    columns = (
        _column(
            "offered", "Offered", "No offer is open.", (_offered(one, entries, now, zone) for one in open_)
        ),
        _column("confirmed", "Confirmed", "Nobody holds a place yet.", _delegates(ledger, entries)),
        _column(
            "ended",
            "Declined, expired, given back",
            "Nobody said no.",
            [*(_over(one, entries) for one in over), *_departed(ledger, entries, zone)],
        ),
        _column("reserve", "Reserve list", "Nobody waits.", (_waits(one) for one in waiting)),
    )
    taken = len(ledger.delegates) + len(open_)
    return OffersBoard(columns=columns, taken=taken, places=file.capacity)


def rules_kept(ledger: Ledger) -> tuple[RuleKept, ...]:
    """Of those who hold the places, once every offer is answered."""
    is_settled = bool(ledger.delegates) and is_answered(ledger)
    return tuple(rule_kept(one) for one in ledger.final_rules) if is_settled else ()


def promotions_said(ledger: Ledger, names: Roster, zone: str) -> tuple[tuple[str, str, str], ...]:
    """Places passed on so far, the last first."""
    entries = {one.participant: one for one in names.everyone}
    return tuple(
        (
            moment(one.at, zone),
            " and ".join(_named(name, entries) for name in one.participants) or "nobody",
            " ".join(part for part in (one.reason, one.override) if part),
        )
        for one in reversed(ledger.promotions)
    )


def foretold(table: Sequence[IfDeclined], roster: Roster) -> tuple[Foretold, ...]:
    entries = {one.participant: one for one in roster.everyone}
    return tuple(
        Foretold(
            id=one.participant,
            organisation=_organisation(one.participant, entries),
            then=" and ".join(_named(name, entries) for name in one.promotion.participants) or "nobody",
            why=one.promotion.reason,
        )
        for one in table
    )


def letters_said(letters: Iterable[LetterAhead], roster: Roster) -> tuple[tuple[str, str, str], ...]:
    entries = {one.participant: one for one in roster.everyone}
    return tuple(
        (one.letter.value.replace("-", " ").capitalize(), _named(one.recipient, entries), one.reason)
        for one in letters
    )


def _column(name: str, title: str, empty: str, cards: Iterable[OfferCard]) -> OfferColumn:
    every = tuple(cards)
    more = max(0, len(every) - MOST_CARDS)
    return OfferColumn(name=name, title=title, empty=empty, cards=every[:MOST_CARDS], more=more)


def _offered(one: OfferRecord, entries: dict[str, RosterEntry], now: datetime, zone: str) -> OfferCard:
    left = one.confirm_by - now
    is_over = left <= timedelta()
    return _card(
        one.participant,
        entries,
        line=f"until {moment(one.confirm_by, zone)}",
        badge="time is over"
        if is_over
        else f"{span_of(left)} left"
        if left >= timedelta(hours=1)
        else "minutes left",
        kind="bad" if is_over else "news" if left < SOON else "quiet",
        why=one.reason if one.promoted else "",
        deed="answer",
    )


def _delegates(ledger: Ledger, entries: dict[str, RosterEntry]) -> list[OfferCard]:
    promoted = {one.participant for one in ledger.offers if one.promoted}
    return [
        _card(
            one,
            entries,
            badge="moved up" if one in promoted else "confirmed",
            kind="good",
            deed="release",
        )
        for one in ledger.delegates
    ]


def _over(one: OfferRecord, entries: dict[str, RosterEntry]) -> OfferCard:
    badge, kind = ENDED.get(one.outcome or OfferOutcome.WITHDRAWN, ("", "quiet"))
    return _card(one.participant, entries, badge=badge, kind=kind)


def _departed(ledger: Ledger, entries: dict[str, RosterEntry], zone: str) -> list[OfferCard]:
    there = {one.participant for one in ledger.offers if one.outcome in ENDED}
    return [
        _card(
            one.participant,
            entries,
            line=moment(one.left_at, zone),
            badge="gave the place back",
            why=one.reason + (f" {one.substitute} steps in." if one.substitute else ""),
        )
        for one in ledger.departures
        if one.participant not in ledger.delegates and one.participant not in there
    ]


def _waits(one: RosterEntry) -> OfferCard:
    return OfferCard(
        id=one.participant,
        organisation=one.organisation,
        country=one.country,
        badge=f"place {one.rank}" if one.rank else "waits",
        why=" ".join(one.reasons[:1]),
    )


def _card(id_: str, entries: dict[str, RosterEntry], **more: str) -> OfferCard:
    country = entries[id_].country if id_ in entries else ""
    return OfferCard(id=id_, organisation=_organisation(id_, entries), country=country, **more)


def _organisation(id_: str, entries: dict[str, RosterEntry]) -> str:
    return entries[id_].organisation if id_ in entries else ""


def _named(id_: str, entries: dict[str, RosterEntry]) -> str:
    organisation = _organisation(id_, entries)
    return f"{id_} {organisation}".strip()
