"""Mails that wait: why, for how long, in which order they leave, and what people decide about them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.appointments import Appointments
from activities.dispatching import DispatchActivities, Dispatched, DispatchOrder
from activities.feeds import Feeds
from activities.ledger import HoldReason, SendState
from activities.letters import LetterWriter
from activities.links import Links
from activities.mail import InviteOrder, LetterOrder, MailActivities, MailSent
from activities.mail_desk import MailDesk, Verdict
from activities.mail_terms import AHEAD
from activities.outbox import Outbox
from activities.register import Register
from activities.waiting import WaitingMail
from delegation.file import DelegationFile
from delegation.invite import Method, Revision
from delegation.letter import Letter, LetterName
from delegation.mail_rules import MailRules
from delegation.person import Person
from tests import fakes
from tests.activities.conftest import PORTAL

SLUG = "usa-2017"
NOON = datetime(2017, 3, 7, 12, tzinfo=UTC)
CONFIRMED = Letter(name=LetterName.PLACE_CONFIRMED, recipient="A-17", facts={"next_steps": ("wait",)})


class Office:
    """The mail of usa-2017 under rules of its own: what is ordered, what waits, and what leaves."""

    def __init__(
        self, file: DelegationFile, jorg: Person, letters: LetterWriter, rules: MailRules, *, journal: bool
    ) -> None:
        self.time = NOON
        self.file = file.model_copy(update={"mail": rules})
        self.store, self.mailer = fakes.MemoryStore(), fakes.Outbox()
        self.register = Register(self.store)
        self.register.keep_file(self.file)
        self.jorg = jorg
        self.register.keep(SLUG, jorg)
        self.woken: list[str] = []
        feeds = Feeds(self.store, self.register)
        told = self.mailer if journal else None
        outbox = Outbox(self.store, self.mailer, journal=told, now=lambda: self.time)
        links = Links(PORTAL, self.register, feeds)
        self.mail = MailActivities(
            self.register, outbox, letters, self.store, Appointments(self.store), feeds, links, dispatch=self
        )
        self.dispatch = DispatchActivities(self.mail, outbox, self.store, self.register)
        self.desk = MailDesk(self.store, self.register)

    def wake(self, delegation: str) -> None:
        """Of `activities.dispatching.Dispatch`."""
        self.woken.append(delegation)

    def letters(self, *letters: Letter) -> MailSent:
        order = LetterOrder(delegation=SLUG, letters=letters, written_at=self.time)
        return ActivityEnvironment().run(self.mail.send_letters, order)

    def invite(self, sequence: int = 0, method: Method = Method.REQUEST) -> MailSent:
        item = self.file.itinerary[0]
        before = item.model_copy(update={"room": "Room of before"}) if sequence else None
        one = Revision(item=item, method=method, sequence=sequence, dtstamp=NOON, before=before)
        order = InviteOrder(delegation=SLUG, recipient="A-17", revisions=(one,), written_at=NOON)
        return ActivityEnvironment().run(self.mail.send_invites, order)

    def send_held(self) -> Dispatched:
        return ActivityEnvironment().run(self.dispatch.send_held, DispatchOrder(dispatch_of=SLUG))

    def waiting(self) -> list[WaitingMail]:
        return [line.waiting for line in self.desk.waiting(SLUG) if line.waiting]

    def why(self) -> list[HoldReason | None]:
        return [line.entry.reason for line in self.desk.waiting(SLUG)]

    def decide(self, verdict: Verdict) -> list[bool]:
        return [self.desk.decide(mail, verdict) for mail in self.waiting()]


Opened = Callable[..., Office]


@pytest.fixture
def opened(letters: LetterWriter, usa_2017: DelegationFile, jorg: Person) -> Opened:
    def office(*, journal: bool = True, **rules: object) -> Office:
        return Office(usa_2017, jorg, letters, MailRules.model_validate(rules), journal=journal)

    return office


def test_without_a_word_in_the_file_mails_leave_at_once(opened: Opened):
    office = opened()

    assert office.letters(CONFIRMED) == MailSent(sent=1)
    assert office.woken == []
    assert office.waiting() == []


def test_what_may_not_go_unattended_waits_and_leaves_once_when_released(opened: Opened):
    office = opened(unattended=("offer",))
    for _ in range(2):
        assert office.letters(CONFIRMED) == MailSent(sent=0, held=1)
    assert office.send_held() == Dispatched(waiting=1)

    assert office.decide(Verdict.RELEASE) == [True]
    for _ in range(2):
        office.send_held()

    assert len(office.mailer.sent) == 1
    assert office.waiting() == []
    assert office.letters(CONFIRMED) == MailSent(sent=1)
    assert len(office.mailer.sent) == 1


def test_a_mail_reads_as_it_will_leave(opened: Opened):
    office = opened(unattended=())
    office.letters(CONFIRMED)
    [mail] = office.waiting()
    shown = office.desk.message(SLUG, mail.owner, mail.send_id)

    office.decide(Verdict.RELEASE)
    office.send_held()

    assert [one.message for one in office.mailer.sent] == [shown]


def test_a_dropped_mail_never_leaves(opened: Opened):
    office = opened(unattended=())
    office.letters(CONFIRMED)

    assert office.decide(Verdict.DROP) == [True]
    assert office.letters(CONFIRMED) == MailSent(sent=0, held=1)
    assert office.send_held() == Dispatched()
    assert office.waiting() == []


def test_within_the_undo_window_a_mail_can_be_called_back_and_later_it_leaves(opened: Opened):
    office = opened(undo_minutes=10)
    office.letters(CONFIRMED, CONFIRMED.model_copy(update={"sequence": 1}))
    assert office.woken
    assert office.send_held().again_in_seconds == 600
    office.desk.decide(office.waiting()[0], Verdict.HOLD)

    office.time += timedelta(minutes=10)
    held_first = office.send_held()

    assert held_first.sent == 0, "The second is about the same and waits for the first."
    office.decide(Verdict.RELEASE)
    assert office.send_held().sent == 2


def test_newer_mails_about_the_same_wait_for_the_older_one(opened: Opened):
    office = opened(unattended=("invite-update",))
    assert office.invite() == MailSent(sent=0, held=1)
    office.time += timedelta(seconds=1)
    assert office.invite(1) == MailSent(sent=0, held=1)
    assert office.why() == [HoldReason.UNATTENDED, HoldReason.ORDER]
    office.time += timedelta(seconds=1)
    assert office.letters(CONFIRMED).held == 1

    office.desk.decide(office.waiting()[0], Verdict.RELEASE)
    office.send_held()

    purposes = [mail.parsed["X-Delegation-Purpose"] for mail in office.mailer.sent]
    assert purposes == ["invite-update"], "The first was overtaken while it waited, and does not leave."
    assert len(office.waiting()) == 1


def test_mail_to_an_address_that_came_back_waits_until_it_is_corrected(opened: Opened):
    office = opened()
    office.desk.room.mark(SLUG, "A-17", office.jorg.email)
    assert office.letters(CONFIRMED) == MailSent(sent=0, held=1)
    assert office.why() == [HoldReason.ADDRESS]

    office.register.keep(SLUG, office.jorg.model_copy(update={"email": "new@cluster.example"}))
    office.decide(Verdict.RELEASE)
    office.send_held()
    office.letters(CONFIRMED.model_copy(update={"sequence": 1}))

    assert [mail.recipient for mail in office.mailer.sent] == ["new@cluster.example"] * 2
    assert "new@cluster.example" in office.mailer.sent[0].parsed["To"]


def test_once_the_address_is_corrected_what_waited_for_it_leaves_without_a_word(opened: Opened):
    office = opened()
    office.desk.room.mark(SLUG, "A-17", office.jorg.email)
    office.letters(CONFIRMED)
    assert office.send_held() == Dispatched(waiting=1)

    office.register.keep(SLUG, office.jorg.model_copy(update={"email": "new@cluster.example"}))

    assert office.send_held() == Dispatched(sent=1)
    [left] = office.mailer.sent
    assert (left.recipient, left.parsed["To"]) == (
        "new@cluster.example",
        "Jörg Müller-Łukasz <new@cluster.example>",
    )


def test_a_corrected_address_is_no_leave_for_what_may_not_go_unattended(opened: Opened):
    office = opened(unattended=("offer",))
    office.desk.room.mark(SLUG, "A-17", office.jorg.email)
    office.letters(CONFIRMED)
    assert office.why() == [HoldReason.ADDRESS]

    office.register.keep(SLUG, office.jorg.model_copy(update={"email": "new@cluster.example"}))

    assert office.send_held() == Dispatched(waiting=1)
    assert office.why() == [HoldReason.UNATTENDED]
    office.decide(Verdict.RELEASE)
    office.send_held()
    assert [mail.recipient for mail in office.mailer.sent] == ["new@cluster.example"]


def test_who_says_that_the_address_is_right_after_all_is_believed(opened: Opened):
    office = opened()
    office.desk.room.mark(SLUG, "A-17", office.jorg.email)
    office.letters(CONFIRMED)
    office.decide(Verdict.RELEASE)
    office.send_held()

    assert office.letters(CONFIRMED.model_copy(update={"sequence": 1})) == MailSent(sent=1)


def test_a_loop_stops_at_the_budget_of_the_day_and_goes_on_the_next(opened: Opened):
    office = opened(daily_budget=25)
    loop = [CONFIRMED.model_copy(update={"sequence": number}) for number in range(40)]

    assert office.letters(*loop) == MailSent(sent=25, held=15)
    assert HoldReason.BUDGET in office.why()
    office.decide(Verdict.DROP)
    office.time += timedelta(days=1)
    assert office.letters(CONFIRMED.model_copy(update={"sequence": 50})) == MailSent(sent=1)


def test_many_workers_share_one_budget(opened: Opened, letters: LetterWriter):
    office = opened(daily_budget=30)
    other = opened(daily_budget=30)
    other.store.content = office.store.content
    for one, numbers in ((office, range(25)), (other, range(25, 45))):
        one.letters(*(CONFIRMED.model_copy(update={"sequence": number}) for number in numbers))

    both = len(office.mailer.sent) + len(other.mailer.sent)
    assert 30 - AHEAD < both <= 30, "One of them may have counted some beforehand that it does not need."


def test_what_nobody_can_tell_about_is_decided_by_a_person(opened: Opened):
    office = opened(journal=False)
    office.mailer.troubles = [TimeoutError()]
    with pytest.raises(ApplicationError, match="no answer"):
        office.letters(CONFIRMED)
    assert office.letters(CONFIRMED) == MailSent(sent=0, held=1)
    newer = CONFIRMED.model_copy(update={"sequence": 1})
    assert office.letters(newer) == MailSent(sent=1), "Nothing waits for a mail that may have left."
    [line] = office.desk.waiting(SLUG)
    assert line.entry.state is SendState.UNKNOWN

    assert office.decide(Verdict.RELEASE) == [False]
    assert office.decide(Verdict.SEND_AGAIN) == [True]
    assert office.send_held().sent == 1

    assert len(office.mailer.sent) == 2
    assert office.desk.waiting(SLUG) == []
