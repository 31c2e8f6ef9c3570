"""Invites that have gone out, with the real rules for feeds, links and answers; only servers are left out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from activities.appointments import Appointment, Appointments, appointment_uid
from activities.feeds import Feeds
from activities.keys import outbox_key
from activities.links import Asked, Links
from activities.mail import invite_send_id
from activities.register import Register
from delegation.calendar_book import CalendarBook, CalendarView
from delegation.calendar_rules import CalendarRules, InvitePolicy
from delegation.calendars.book_keeping import answered
from delegation.calendars.rendering import CalendarParty, render_invite
from delegation.calendars.replying import Reply, render_reply
from delegation.calendars.revising import after, plan_revisions
from delegation.invite import (
    AnswerOutcome,
    InviteAnswer,
    InviteReport,
    MailReturned,
    PartStat,
    Revision,
    SentInvite,
)
from delegation.itinerary import ItineraryItem
from delegation.person import Person
from portal.errors import EngineAway, NotFound
from portal.web.app import create_app
from portal.web.desk import Desk
from tests.fakes import MemoryStore
from tests.portal import stages
from tests.portal.hosts_portal import HostsInMemory
from tests.portal.journeys_portal import JourneysInMemory

SLUG = "usa-2017"
PORTAL = "https://portal.legation.example"
TEMPLATES = Path("templates/portal")
NOW = datetime(2017, 5, 1, 12, tzinfo=UTC)
JORG = Person(id="A-17", name="Jörg Müller", email="jorg@cluster.example", zone="Europe/Vienna")
VISIT = ItineraryItem.model_validate(
    {
        "id": "wistar-visit", "kind": "visit", "title": "Visit: The Wistar Institute", "leg": "philadelphia",
        "zone": "America/New_York", "starts": "2017-05-15 14:00", "ends": "2017-05-15 16:00", "rsvp": True,
        "description": "Laboratories on the second floor.\nBring a photo ID.",
    }
)  # fmt: skip
FLIGHT = ItineraryItem.model_validate(
    {
        "id": "flight-home", "kind": "travel", "title": "Flight Boston - Brussels", "leg": "boston",
        "zone": "America/New_York", "starts": "2017-05-20 18:30", "ends": "2017-05-21 07:45",
        "ends_zone": "Europe/Brussels", "rsvp": True, "decline_costs": True,
    }
)  # fmt: skip


class Books:
    """Calendars in memory, kept by the real rules."""

    def __init__(self) -> None:
        self.books: dict[tuple[str, str], CalendarBook] = {}
        self.now = NOW
        self.is_away = False
        self.heard: list[InviteAnswer] = []
        self.reports: list[InviteReport] = []
        self.returned: list[MailReturned] = []

    async def calendar(self, slug: str, recipient: str) -> CalendarView:
        book = self._book(slug, recipient)
        return CalendarView(recipient=recipient, version=book.version, invites=book.invites, now=self.now)

    async def answer_invite(self, slug: str, recipient: str, answer: InviteAnswer) -> AnswerOutcome:
        counted = answered(self._book(slug, recipient), recipient, answer, self.now)
        self.books[slug, recipient] = counted.book
        self.heard.append(answer)
        if counted.report is not None:
            self.reports.append(counted.report)
        return counted.outcome

    async def mail_returned(self, slug: str, returned: MailReturned) -> None:
        if self.is_away:
            raise EngineAway("Temporal does not answer.")
        self.returned.append(returned)

    def _book(self, slug: str, recipient: str) -> CalendarBook:
        if self.is_away:
            raise EngineAway("Temporal does not answer.")
        if (slug, recipient) not in self.books:
            raise NotFound(f"There is no participant {recipient!r}.")
        return self.books[slug, recipient]


class Trip:
    """One delegation whose invites have gone out to one participant and one host."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.register = Register(self.store)
        self.file, _ = stages.example()
        self.register.keep_file(self.file)
        self.register.keep(SLUG, JORG)
        self.feeds = Feeds(self.store, self.register)
        self.links = Links(PORTAL, self.register, self.feeds)
        self.appointments = Appointments(self.store)
        self.books = Books()
        self.journeys = JourneysInMemory(self.file, NOW)
        self.host = self.file.hosts[0]
        self.hosts = HostsInMemory(NOW)
        for recipient in (JORG.id, self.host.id):
            self.publish(recipient, VISIT, FLIGHT)

    def publish(self, recipient: str, *items: ItineraryItem) -> None:
        """Tell a calendar what the programme is from now on; what is left out is cancelled."""
        book = self.books.books.get((SLUG, recipient), CalendarBook())
        rules = CalendarRules(policy=InvitePolicy.EACH)
        revisions = plan_revisions(items, book.invites, self.books.now, rules)
        invites = after(book.invites, revisions)
        self.books.books[SLUG, recipient] = book.model_copy(update={"invites": invites})
        self.feeds.fold(SLUG, recipient, revisions)
        for one in revisions:
            appointment = Appointment(
                delegation=SLUG,
                recipient=recipient,
                item=one.item.id,
                sequence=one.sequence,
                method=one.method,
            )
            self.appointments.claim(self.uid(one.item.id, recipient), appointment)

    def sent(self, item: str, recipient: str = JORG.id) -> SentInvite:
        book = self.books.books[SLUG, recipient]
        return next(one for one in book.invites if one.item.id == item)

    def uid(self, item: str, recipient: str = JORG.id) -> str:
        return appointment_uid(self.file, self.register.secret(SLUG), item, recipient)

    def page(self, item: str, recipient: str = JORG.id) -> str:
        """The path under which the invite, as it is now, is answered."""
        sent = self.sent(item, recipient)
        asked = [Asked(item, sent.sequence, sent.item.ends_at)]
        return self.links.calendar_links(SLUG, recipient, asked).answers[item].removeprefix(PORTAL)

    def mail_leaves(self, item: str) -> None:
        """The invite as it is now has left, and lies in the outbox."""
        sent = self.sent(item)
        revision = Revision(item=sent.item, method=sent.method, sequence=sent.sequence, dtstamp=sent.dtstamp)
        mailbox = self.file.organiser.mailbox
        organiser = CalendarParty(name=self.file.organiser.name, email=mailbox)
        calendar = render_invite(revision, uid=self.uid(item), organiser=organiser, attendee=JORG)
        mail = b"Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\n" + calendar
        send_id = invite_send_id(SLUG, JORG.id, item, sent.method, sent.sequence)
        self.store.create(outbox_key(SLUG, JORG.id, send_id), mail, "message/rfc822")

    def feed(self, recipient: str = JORG.id) -> str:
        return self.links.calendar_links(SLUG, recipient).feed.removeprefix(PORTAL)

    def reply(
        self,
        item: str,
        partstat: PartStat,
        *,
        recipient: str = JORG.id,
        attendee: str = JORG.email,
        sender: str = JORG.email,
        uid: str = "",
        comment: str = "",
        later: timedelta = timedelta(),
    ) -> bytes:
        """The mail in which a calendar program answers the invite as it is now."""
        sent = self.sent(item, recipient)
        calendar = render_reply(
            Reply(
                uid=uid or self.uid(item, recipient),
                sequence=sent.sequence,
                dtstamp=self.books.now + later,
                organiser=f"mailto:{self.file.organiser.mailbox}",
                attendee=f"mailto:{attendee}",
                partstat=partstat,
                summary=sent.item.title,
                starts_at=sent.item.starts_at,
                ends_at=sent.item.ends_at,
                comment=comment,
            )
        )
        heading = (
            f"From: {sender}\r\nTo: {self.file.organiser.mailbox}\r\nSubject: Answer\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
        )
        return heading.encode() + calendar

    def desk(self) -> Desk:
        return Desk(
            address=PORTAL,
            templates=TEMPLATES,
            store=self.store,
            register=self.register,
            feeds=self.feeds,
            links=self.links,
            calendars=self.books,
            journeys=self.journeys,
            hosts=self.hosts,
            ways={"embedded mailboxes": "up"},
        )

    def browser(self) -> httpx.AsyncClient:
        """Somebody who opens pages; follows no redirects."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(self.desk())), base_url=PORTAL)
