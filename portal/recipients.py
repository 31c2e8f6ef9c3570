"""Whose calendars a delegation keeps true, and what each of them must hold."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from activities.addresses import mail_address
from activities.appointments import appointment_uid
from activities.ports import Missing
from delegation.calendar_book import CalendarView
from delegation.fact import Fact
from delegation.file import DelegationFile, Phase
from delegation.ids import ItemId
from delegation.itinerary import Itinerary, ItineraryItem
from delegation.planning.hosting import hosted_items
from delegation.status import Ledger
from portal.errors import NotFound

if TYPE_CHECKING:
    from delegation.calendars.rendering import CalendarEntry
    from portal.client import Legation


class Recipient(Fact):
    """A participant or host with a calendar of their own."""

    id: str
    """Of the participant or the host."""
    person: str
    """Who is written to, by id: the participant, or who answers the host's mail."""
    name: str
    """Organisation."""
    language: str = "en"
    """In which they are written to; English once the person was erased."""
    is_host: bool = False
    has_left: bool = False
    """Who gave the place back before the trip. Those who leave it early remain delegates."""
    view: CalendarView
    items: tuple[ItineraryItem, ...] = ()
    """What the published itinerary has for them, in order of time."""


class Programme:
    """The itinerary of one delegation as each of its recipients must see it."""

    def __init__(
        self,
        file: DelegationFile,
        itinerary: Itinerary,
        ledger: Ledger,
        organisations: dict[str, str],
        secret: bytes,
        now: datetime,
        stays: Mapping[str, tuple[ItineraryItem, ...]] | None = None,
    ) -> None:
        """`stays`: what exchanges put into the calendars of their visitors and hosts, by participant."""
        self._stays = stays or {}
        self.file = file
        self.ledger = ledger
        self.now = now
        self.organisations = organisations
        self._itinerary = itinerary
        self._secret = secret

    def items_of(self, recipient: str) -> tuple[ItineraryItem, ...]:
        """What is published for a participant or host; of a programme that was left, what was over then."""
        if self.file.host(recipient) is not None:
            items = hosted_items(recipient, self._itinerary, self.file, self.organisations)
        else:
            items = (*self._itinerary.of(recipient), *self._stays.get(recipient, ()))
        left_at = self._left_at(recipient)
        return tuple(item for item in items if left_at is None or item.ends_at <= left_at)

    def title(self, item: str, recipient: str) -> str:
        """What the recipient knows an item as; its id where it is gone from the programme."""
        items = (*self.items_of(recipient), *self._itinerary.items)
        return next((one.title for one in items if one.id == item), item)

    def uid(self, item: str, recipient: str) -> str:
        return appointment_uid(self.file, self._secret, item, recipient)

    def uids(self, recipient: Recipient) -> dict[ItemId, str]:
        """The UID of every item that is or was in their programme, by item."""
        told = (one.item.id for one in recipient.view.invites)
        items = sorted({*told, *(item.id for item in self._itinerary.items)})
        return {item: self.uid(item, recipient.id) for item in items}

    def entries(self, recipient: Recipient, untold_at: datetime | None = None) -> "tuple[CalendarEntry, ...]":
        """What their calendar must hold, in their language, with the SEQUENCE that was last told.

        What was not told yet is dated `untold_at`; None: now.
        """
        from delegation.calendars.rendering import CalendarEntry
        from delegation.languages.tongue import file_in, item_in, tongue_of

        tongue = tongue_of(recipient.language, self.file)
        said = file_in(tongue, self.file)
        told = {one.item.id: one for one in recipient.view.invites}
        return tuple(
            CalendarEntry(
                uid=self.uid(item.id, recipient.id),
                item=item_in(tongue, item),
                dtstamp=told[item.id].dtstamp if item.id in told else untold_at or self.now,
                sequence=told[item.id].sequence if item.id in told else 0,
                place=said.place(item.place),
            )
            for item in recipient.items
        )

    def calendar(self, recipient: Recipient, untold_at: datetime | None = None) -> bytes:
        """The same as a calendar file, with the UIDs of the invites."""
        from delegation.calendars.rendering import CalendarParty, render_calendar
        from delegation.languages.tongue import file_in, tongue_of

        mailbox = mail_address(self.file.organiser.mailbox)
        organiser = CalendarParty(name=self.file.organiser.name, email=mailbox)
        named = file_in(tongue_of(recipient.language, self.file), self.file).title
        return render_calendar(self.entries(recipient, untold_at), name=named, organiser=organiser)

    def is_told(self, view: CalendarView) -> bool:
        """Whether the programme is in calendars yet: from the final one on."""
        dates = self.file.itinerary_dates
        return bool(view.version) or (dates is not None and self.now >= dates.final_at)

    def has_left(self, participant: str) -> bool:
        """Whether they gave the place back before the trip."""
        left = any(one.participant == participant for one in self.ledger.departures)
        return left and participant not in self.ledger.travelled

    def _left_at(self, recipient: str) -> datetime | None:
        """When the programme ended early for them: they left, or the delegation was cancelled."""
        ends = [one.left_at for one in self.ledger.departures if one.participant == recipient]
        ends += [one.began_at for one in self.ledger.phases if one.phase is Phase.CANCELLED]
        return min(ends, default=None)


async def open_programme(legation: "Legation", slug: str) -> Programme:
    """The programme as published. Raises NotFound when there is no such delegation."""
    status, published = await legation.status(slug), await legation.itinerary(slug)
    ledger = await legation.ledger(slug)
    return Programme(
        await legation.file(slug),
        published.itinerary,
        ledger,
        await _organisations(legation, slug, ledger),
        await asyncio.to_thread(legation.register.secret, slug),
        status.now,
        await _stays(legation, slug) if status.phase and ledger.exchanges else None,
    )


async def _stays(legation: "Legation", slug: str) -> dict[str, tuple[ItineraryItem, ...]]:
    """What is agreed in every exchange that goes on or was held, asked of the exchanges themselves."""
    from delegation.exchanging.appointments import appointments
    from delegation.exchanging.standing import is_in_calendars

    found: dict[str, list[ItineraryItem]] = {}
    for record in (await legation.exchanges(slug)).exchanges:
        view = await legation.exchange(slug, record.exchange)
        if view.state.stay is None or not is_in_calendars(view.state):
            continue
        for taker in (view.visitor, view.host):
            found.setdefault(taker.participant, []).extend(appointments(view.state.stay, view))
    by_time = {who: sorted(items, key=lambda item: (item.starts_at, item.id)) for who, items in found.items()}
    return {who: tuple(items) for who, items in by_time.items()}


async def _organisations(legation: "Legation", slug: str, ledger: Ledger) -> dict[str, str]:
    """By participant, also of substitutes, who are on no roster."""
    names = {one.participant: one.organisation for one in (await legation.roster(slug)).entries}
    for departure in ledger.departures:
        if departure.substitute and departure.substitute not in names:
            facts = (await legation.journey(slug, departure.substitute)).state.facts
            names[departure.substitute] = facts.organisation if facts else departure.substitute
    return names


async def recipients_of(legation: "Legation", programme: Programme) -> tuple[Recipient, ...]:
    """Delegates, those who left with a programme, and hosts: everyone who has or had something in it."""
    found = [await _recipient(legation, programme, name) for name in names_in(programme)]
    staying = set(programme.ledger.delegates)
    return tuple(one for one in found if one.id in staying or one.items or one.view.invites)


def names_in(programme: Programme) -> tuple[str, ...]:
    """The ids of all delegates, of those who left, and of all hosts."""
    left = (one.participant for one in programme.ledger.departures)
    hosts = (host.id for host in programme.file.hosts)
    return tuple(dict.fromkeys((*programme.ledger.delegates, *left, *hosts)))


async def recipient_named(legation: "Legation", programme: Programme, name: str) -> Recipient:
    """One of them. Raises NotFound, with the nearest name, for anybody else."""
    from delegation.reading.suggestion import suggestion

    known = names_in(programme)
    for spelling in (name, name.upper(), name.lower()):
        if spelling in known:
            return await _recipient(legation, programme, spelling)
    slug = programme.file.slug
    raise NotFound(f"{name!r} is no delegate and no host of {slug}; {suggestion(name, known)}")


async def _recipient(legation: "Legation", programme: Programme, name: str) -> Recipient:
    view = await _view(legation, programme, name)
    host = programme.file.host(name)
    person = host.person if host else name
    return Recipient(
        id=name,
        person=person,
        language=await asyncio.to_thread(_language, legation, programme.file.slug, person),
        name=host.organisation if host else programme.organisations.get(name, name),
        is_host=host is not None,
        has_left=programme.has_left(name),
        view=view,
        items=programme.items_of(name) if programme.is_told(view) else (),
    )


def _language(legation: "Legation", slug: str, person: str) -> str:
    try:
        return legation.register.person(slug, person).language
    except Missing:
        return "en"


async def _view(legation: "Legation", programme: Programme, name: str) -> CalendarView:
    """An empty book for whom no programme was published yet."""
    try:
        return await legation.calendar(programme.file.slug, name)
    except NotFound:
        return CalendarView(recipient=name, version=0, now=programme.now)
