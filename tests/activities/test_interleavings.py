"""Changes, answers, kills and retries in any order: what reaches a calendar stays in order and ends up true.

The rules of the calendar book drive the real mail activities, as a workflow does. HYPOTHESIS_PROFILE=thorough
tries many more and longer stories.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import icalendar
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.appointments import Appointments
from activities.feeds import Feeds
from activities.letters import LetterWriter
from activities.links import Links
from activities.mail import InviteOrder, MailActivities
from activities.outbox import CLAIM_LASTS, Outbox
from activities.ports import MailReceipt, NotAccepted
from activities.register import Register
from delegation.calendar_book import CalendarBook
from delegation.calendar_rules import CalendarRules
from delegation.calendars.book_keeping import Sending, answered, heard, left, taken
from delegation.calendars.calendar_client import Calendar, read_calendar
from delegation.calendars.rendering import location
from delegation.change import Difference
from delegation.document import DocumentRef
from delegation.file import DelegationFile
from delegation.invite import AnswerKind, AnswerSource, InviteAnswer, PartStat
from delegation.itinerary import ItineraryItem
from delegation.letter import LetterName
from delegation.news import ItineraryPublished
from delegation.person import Person
from delegation.planning.differences import appointment
from tests import fakes
from tests.activities.conftest import PORTAL, ROOT

EXAMPLES, STEPS = {"thorough": (2000, 60)}.get(os.environ.get("HYPOTHESIS_PROFILE", ""), (25, 20))
START = datetime(2017, 5, 12, 9, tzinfo=UTC)
RULES = CalendarRules(gather_minutes=10)
JORG = Person(id="A-17", name="Jörg Müller", email="jorg@cluster.example")
NAMES = ("visit", "dinner", "train", "talk")
ASKED = ("visit", "dinner", "train")
"""Those that are sent as invites; of the talk digest and feed tell."""


class Killed(BaseException):
    """The worker is gone in the middle of what it did; nothing is tidied up."""


class Story(NamedTuple):
    """How one attempt goes: after `calls` touches, of the mail server only or of the store too, `trouble`."""

    calls: int = 0
    trouble: type[BaseException] | None = None
    mail_only: bool = False


class Point:
    """Counts every touch of the world, before and after it, and breaks at the one it is told."""

    def __init__(self) -> None:
        self.story = Story()
        self.left = 0

    def set(self, story: Story) -> None:
        self.story, self.left = story, story.calls

    def touch(self, *, is_mail: bool = False) -> None:
        if self.story.trouble is None or (self.story.mail_only and not is_mail):
            return
        self.left -= 1
        if self.left < 0:
            trouble, self.story = self.story.trouble, Story()
            raise trouble("as the story tells")


class BreakingStore(fakes.MemoryStore):
    """A store that may be away, or be the last thing a worker saw."""

    def __init__(self, point: Point) -> None:
        super().__init__()
        self._point = point

    def create(self, key: str, content: bytes, media_type: str) -> DocumentRef:
        return self._touched(lambda: super(BreakingStore, self).create(key, content, media_type))

    def replace(self, key: str, content: bytes, media_type: str, *, instead_of: bytes | None) -> bool:
        return self._touched(
            lambda: super(BreakingStore, self).replace(key, content, media_type, instead_of=instead_of)
        )

    def read(self, key: str) -> bytes:
        return self._touched(lambda: super(BreakingStore, self).read(key))

    def _touched(self, act: Callable[[], object]):
        self._point.touch()
        done = act()
        self._point.touch()
        return done


class UnsureMailer(fakes.Outbox):
    """A mail server that may break off before it took a mail, and after: then its journal knows."""

    def __init__(self, point: Point) -> None:
        super().__init__()
        self._point = point
        self.meanwhile: Callable[[], None] | None = None
        """Happens once while a mail is being handed over."""

    def send(self, *, send_id: str, sender: str, recipient: str, message: bytes) -> MailReceipt:
        self._point.touch(is_mail=True)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        receipt = super().send(send_id=send_id, sender=sender, recipient=recipient, message=message)
        self._point.touch(is_mail=True)
        return receipt


class Arrived(NamedTuple):
    """One invite as it reached the reader."""

    send_id: str
    uid: str
    item: str
    sequence: int
    method: str
    calendar: bytes
    message: bytes


def programme() -> dict[str, ItineraryItem]:
    """The first version: one appointment a day, the first of them within 24 hours."""
    return {
        name: ItineraryItem.model_validate(
            {
                "id": name, "kind": "visit", "title": name.title(), "leg": "boston", "room": "1",
                "zone": "America/New_York", "rsvp": name in ASKED, "decline_costs": name == "train",
                "starts": f"2017-05-{13 + day} 10:00", "ends": f"2017-05-{13 + day} 11:00",
            }
        )
        for day, name in enumerate(NAMES)
    }  # fmt: skip


FILE: list[DelegationFile] = []
LETTERS = LetterWriter(ROOT / "templates" / "letters", portal=PORTAL)


class Interleavings(RuleBasedStateMachine):
    """One participant, the delegation that changes their programme, and everything that goes wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.point = Point()
        self.store, self.mailer = BreakingStore(self.point), UnsureMailer(self.point)
        register = Register(self.store)
        register.keep_file(FILE[0])
        register.keep("usa-2017", JORG)
        self.feeds = Feeds(self.store, register)
        self.appointments = Appointments(self.store)
        outbox = Outbox(self.store, self.mailer, journal=self.mailer, now=lambda: self.now)
        links = Links(PORTAL, register, self.feeds)
        self.activities = MailActivities(
            register, outbox, LETTERS, self.store, self.appointments, self.feeds, links
        )
        self.away: dict[str, ItineraryItem] = {}
        self.wanted = programme()
        self.book = CalendarBook()
        self.order: InviteOrder | None = None
        self.sending = Sending()
        self.done: list[InviteOrder] = []
        self.answers: list[InviteAnswer] = []
        self.arrived: list[Arrived] = []
        self.publish({}, letter=LetterName.AGENDA_FINAL)

    # --- the delegation --------------------------------------------------------------------------

    @rule(name=st.sampled_from(NAMES), hours=st.sampled_from((-1, 1, 26, -25)), urgent=st.booleans())
    def move(self, name: str, hours: int, urgent: bool) -> None:
        known, by = {**self.away, **self.wanted}[name], timedelta(hours=hours)
        self.change(name, urgent, starts=known.starts + by, ends=known.ends + by)

    @rule(name=st.sampled_from(NAMES), room=st.sampled_from("12"))
    def change_room(self, name: str, room: str) -> None:
        self.change(name, room=room)

    @rule(name=st.sampled_from(NAMES), title=st.sampled_from(("Tour", "Visit")))
    def rename(self, name: str, title: str) -> None:
        self.change(name, title=title)

    @rule(name=st.sampled_from(NAMES), urgent=st.booleans())
    def cancel_or_take_up_again(self, name: str, urgent: bool) -> None:
        before = dict(self.wanted)
        here, there = (self.wanted, self.away) if name in self.wanted else (self.away, self.wanted)
        there[name] = here.pop(name)
        self.publish(before, urgent=urgent)

    @rule()
    def tell_the_whole_programme(self) -> None:
        self.publish(dict(self.wanted), letter=LetterName.AGENDA_FINAL)

    def change(self, name: str, urgent: bool = False, **new: object) -> None:
        before = dict(self.wanted)
        if name in before:
            self.wanted[name] = before[name].model_copy(update=new)
            self.publish(before, urgent=urgent)

    def publish(
        self,
        before: dict[str, ItineraryItem],
        *,
        letter: LetterName = LetterName.ITINERARY_CHANGED,
        urgent: bool = False,
    ) -> None:
        lines = (
            Difference(item=name, old=_line(before.get(name)), new=_line(self.wanted.get(name)))
            for name in NAMES
        )
        news = ItineraryPublished(
            at=self.now,
            version=self.book.version + 1,
            items=tuple(self.wanted.values()),
            letter=letter,
            differences=tuple(one for one in lines if one.old != one.new),
            rules=RULES,
            urgent=urgent,
        )
        self.book = heard(heard(self.book, news, self.now), news, self.now)

    # --- what the workflow does ------------------------------------------------------------------

    @rule(minutes=st.sampled_from((1, 5, 30, 600)))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.order is None and self.book.due is not None)
    @rule()
    def take_what_is_due(self) -> None:
        self.now = max(self.now, self.book.due or self.now)
        self.book, self.sending = taken(self.book, self.now)
        self.order = InviteOrder(
            delegation="usa-2017",
            recipient=JORG.id,
            revisions=self.sending.revisions,
            written_at=self.now,
        )

    @precondition(lambda self: self.has_mail)
    @rule(
        story=st.builds(Story, st.integers(0, 7), st.sampled_from((OSError, Killed)), st.just(True))
        | st.builds(Story, st.integers(0, 120), st.sampled_from((OSError, Killed))),
        busy=st.booleans(),
        twice=st.booleans(),
        seconds=st.sampled_from((1, 60)),
    )
    def attempt_in_trouble(self, story: Story, busy: bool, twice: bool, seconds: int) -> None:
        """`busy`: the mail server takes nothing at first; `twice`: a second worker tries at the same time."""
        order = self.taken_order()
        self.now += timedelta(seconds=seconds)
        self.mailer.troubles = [NotAccepted("450 busy")] if busy else []
        if twice:
            self.mailer.meanwhile = lambda: self.run(order, Story())
        self.finish(order, story)

    @precondition(lambda self: self.has_mail)
    @rule()
    def attempt(self) -> None:
        order = self.taken_order()
        self.now += CLAIM_LASTS + self.mailer.silent_after
        self.finish(order, Story())

    @property
    def has_mail(self) -> bool:
        return self.order is not None or self.book.due is not None

    def taken_order(self) -> InviteOrder:
        """What is under way, else what leaves next."""
        if self.order is None:
            self.take_what_is_due()
        assert self.order is not None
        return self.order

    def finish(self, order: InviteOrder, story: Story) -> None:
        if self.run(order, story):
            self.book = left(self.book, self.sending)
            self.done.append(order)
            self.order = None

    @precondition(lambda self: self.done)
    @rule(data=st.data(), calls=st.integers(0, 60), trouble=st.sampled_from((None, Killed)))
    def a_forgotten_worker_wakes_up(
        self, data: st.DataObject, calls: int, trouble: type[BaseException] | None
    ) -> None:
        self.run(data.draw(st.sampled_from(self.done)), Story(calls, trouble))

    def run(self, order: InviteOrder, story: Story) -> bool:
        """Whether the attempt came to its end."""
        self.point.set(story)
        try:
            ActivityEnvironment().run(self.activities.send_invites, order)
        except (OSError, Killed, ApplicationError):
            return False
        finally:
            self.point.set(Story())
            self.mailer.meanwhile = None
            self.mailer.troubles = []
        return True

    # --- the reader ------------------------------------------------------------------------------

    @precondition(lambda self: self.arrived)
    @rule(
        data=st.data(),
        partstat=st.sampled_from(("ACCEPTED", "TENTATIVE", "DECLINED")),
        source=st.sampled_from(AnswerSource),
        kind=st.sampled_from((AnswerKind.ANSWER, AnswerKind.ANSWER, AnswerKind.REFRESH, AnswerKind.COUNTER)),
        raised=st.sampled_from((0, 0, 0, 3)),
        minutes_late=st.sampled_from((0, 0, 20, -90)),
    )
    def answer(
        self,
        data: st.DataObject,
        partstat: str,
        source: AnswerSource,
        kind: AnswerKind,
        raised: int,
        minutes_late: int,
    ) -> None:
        """To any mail that ever arrived; some programs raise the SEQUENCE, some have a wrong clock."""
        to = data.draw(st.sampled_from(self.arrived))
        self.answers.append(
            InviteAnswer(
                item=to.item,
                partstat=PartStat(partstat),
                sequence=to.sequence + raised,
                dtstamp=self.now - timedelta(minutes=minutes_late),
                source=source,
                kind=kind,
            )
        )
        self.count(self.answers[-1])

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def an_old_answer_comes_again(self, data: st.DataObject) -> None:
        self.count(data.draw(st.sampled_from(self.answers)))

    def count(self, answer: InviteAnswer) -> None:
        self.book = answered(self.book, JORG.id, answer, self.now).book

    # --- what must hold --------------------------------------------------------------------------

    @invariant()
    def mails_arrive_in_order(self) -> None:
        self.take_in()
        last: dict[str, Arrived] = {}
        for mail in self.arrived:
            before = last.get(mail.uid)
            if before is not None:
                assert mail.sequence >= before.sequence, "A lower SEQUENCE arrived after a higher one."
                again = (mail.sequence, mail.method) == (before.sequence, before.method)
                assert again or mail.sequence > before.sequence, "Two methods share one SEQUENCE."
            last[mail.uid] = mail

    @invariant()
    def every_revision_is_one_mail(self) -> None:
        """Delivered once, also where the mail server's answer was lost: the journal knows."""
        self.take_in()
        copies: dict[tuple[str, int, str], list[Arrived]] = {}
        for mail in self.arrived:
            copies.setdefault((mail.uid, mail.sequence, mail.method), []).append(mail)
        for mails in copies.values():
            assert len(mails) == 1, "One revision arrived as two mails."

    @invariant()
    def an_answer_counts_for_what_it_was_given_to(self) -> None:
        for one in self.book.invites:
            if one.partstat is not PartStat.NEEDS_ACTION:
                assert one.answer is not None
                assert one.answer.sequence >= one.asked

    @rule()
    def everything_comes_to_rest(self) -> None:
        self.rest()

    def teardown(self) -> None:
        self.rest()

    def rest(self) -> None:
        """The world heals; then calendar, feed and book say what the programme says."""
        while self.order is not None or not self.book.is_empty:
            self.attempt()
        self.mails_arrive_in_order()
        self.every_revision_is_one_mail()
        reader = Calendar(JORG.email)
        for mail in self.arrived:
            reader.receive(mail.calendar)
        everything = sorted(map(_shown, self.wanted.values()))
        invited = sorted(_shown(one) for one in self.wanted.values() if one.id in ASKED)
        feed = read_calendar(self.feeds.calendar("usa-2017", JORG.id))
        assert sorted(map(_held, reader.events())) == invited
        assert sorted(map(_held, feed)) == everything

    def take_in(self) -> None:
        """Open the mails that arrived since."""
        for mail in self.mailer.sent[len(self.arrived) :]:
            calendar = mail.part("text/calendar")
            (event,) = icalendar.Calendar.from_ical(calendar).walk("VEVENT")
            uid = str(event["UID"])
            about = self.appointments.find(uid)
            assert about is not None
            method = "CANCEL" if event["STATUS"] == "CANCELLED" else "REQUEST"
            known = Arrived(
                mail.send_id, uid, about.item, int(event["SEQUENCE"]), method, calendar, mail.message
            )
            self.arrived.append(known)


def _line(item: ItineraryItem | None) -> str:
    return appointment(item) if item else ""


def _shown(item: ItineraryItem) -> tuple[object, ...]:
    return item.starts_at.astimezone(UTC), item.ends_at.astimezone(UTC), item.title, location(item, None)


def _held(event) -> tuple[object, ...]:
    return event.starts_at, event.ends_at, event.summary, event.location


@pytest.mark.timeout(3600 if EXAMPLES > 25 else 300)
def test_whatever_happens_in_whatever_order_calendars_end_up_true(usa_2017: DelegationFile):
    FILE[:] = [usa_2017]
    machine = Interleavings.TestCase()
    machine.settings = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    machine.runTest()


@pytest.fixture
def story(usa_2017: DelegationFile) -> Interleavings:
    FILE[:] = [usa_2017]
    return Interleavings()


@pytest.mark.parametrize("trouble", [OSError, Killed])
def test_a_mail_that_was_taken_while_its_worker_broke_off_arrives_once(
    story: Interleavings, trouble: type[BaseException]
):
    story.attempt_in_trouble(Story(1, trouble, mail_only=True), busy=False, twice=False, seconds=1)
    story.rest()

    copies = Counter(mail.send_id for mail in story.arrived)
    assert sorted(copies.values()) == [1, 1, 1]


def test_a_mail_that_was_certainly_not_taken_arrives_once(story: Interleavings):
    story.attempt_in_trouble(Story(0, Killed, mail_only=True), busy=False, twice=False, seconds=1)
    story.attempt_in_trouble(Story(), busy=True, twice=True, seconds=60)
    story.rest()

    assert len(story.arrived) == len(ASKED)


def test_a_forgotten_worker_sends_nothing_after_newer_mail(story: Interleavings):
    story.rest()
    story.change_room("visit", "2")
    story.cancel_or_take_up_again("dinner", urgent=False)
    story.rest()
    before = len(story.mailer.sent)

    for order in story.done:
        assert story.run(order, Story())

    assert len(story.mailer.sent) == before == len(ASKED) + 2
