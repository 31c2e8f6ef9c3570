"""The ledger under every misfortune: a machine that crashes at any step, with a journal on time or late."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from activities.keys import ledger_key
from activities.ledger import FINAL, HoldReason, SendState, entry_at
from activities.outbox import HeldBack, Hold, Outbox, StillSending
from activities.ports import AddressRefused, MailReceipt, MessageRefused, NotAccepted
from delegation.document import DocumentRef
from tests import fakes

START = datetime(2017, 3, 7, 12, tzinfo=UTC)
SILENT = timedelta(seconds=30)
NAMES = ("m-1", "m-2")


class Killed(BaseException):
    """The worker is gone, between two steps or in the middle of one."""


class Mortal(fakes.MemoryStore):
    """A store that is the last thing a worker sees, before or after its `left`th call took effect."""

    def __init__(self) -> None:
        super().__init__()
        self.left = -1
        self.trouble: type[BaseException] = Killed

    def create(self, key: str, content: bytes, media_type: str) -> DocumentRef:
        return self._around(lambda: super(Mortal, self).create(key, content, media_type))

    def replace(self, key: str, content: bytes, media_type: str, *, instead_of: bytes | None) -> bool:
        return self._around(
            lambda: super(Mortal, self).replace(key, content, media_type, instead_of=instead_of)
        )

    def read(self, key: str) -> bytes:
        return self._around(lambda: super(Mortal, self).read(key))

    def _around(self, act: Callable[[], object]):
        self._step()
        done = act()
        self._step()
        return done

    def _step(self) -> None:
        if self.left == 0:
            self.left = -1
            raise self.trouble("as told")
        self.left -= self.left > 0


class Transport:
    """A mail server and its journal, which shows what was taken `late` after it was."""

    def __init__(self, late: timedelta, now: Callable[[], datetime]) -> None:
        self.late = late
        self.now = now
        self.fate = "taken"
        self.taken: list[tuple[str, datetime, bytes]] = []
        self.is_journal_away = False

    @property
    def silent_after(self) -> timedelta:
        return SILENT

    def receipt(self, send_id: str) -> MailReceipt | None:
        if self.is_journal_away:
            raise OSError("The journal is away.")
        shown = [name for name, at, _ in self.taken if at + self.late <= self.now()]
        return MailReceipt(send_id=send_id, message_id=f"<{send_id}@x>") if send_id in shown else None

    def send(self, *, send_id: str, sender: str, recipient: str, message: bytes) -> MailReceipt:
        if self.fate in BEFORE:
            raise BEFORE[self.fate]("as told")
        self.taken.append((send_id, self.now(), message))
        if self.fate in AFTER:
            raise AFTER[self.fate]("as told")
        return MailReceipt(send_id=send_id, message_id=f"<{send_id}@x>")


BEFORE: dict[str, type[BaseException]] = {
    "busy": NotAccepted,
    "no address": AddressRefused,
    "spam": MessageRefused,
    "cut before": TimeoutError,
    "killed before": Killed,
}
AFTER: dict[str, type[BaseException]] = {"cut after": ConnectionResetError, "killed after": Killed}
FATES = ("taken", *BEFORE, *AFTER)


class Ledger(RuleBasedStateMachine):
    """Workers that ask for two mails again and again, while everything breaks."""

    late = SILENT

    def __init__(self) -> None:
        super().__init__()
        self.time = START
        self.store = Mortal()
        self.transport = Transport(self.late, lambda: self.time)
        self.outbox = Outbox(self.store, self.transport, journal=self.transport, now=lambda: self.time)

    @rule(seconds=st.sampled_from((1, 20, 45, 80, 90_000)))
    def time_passes(self, seconds: int) -> None:
        self.time += timedelta(seconds=seconds)

    @rule(
        name=st.sampled_from(NAMES),
        fate=st.sampled_from(FATES),
        crash=st.just(-1) | st.integers(0, 14),
        trouble=st.sampled_from((Killed, OSError)),
        is_journal_away=st.sampled_from((False, False, False, True)),
    )
    def attempt(
        self, name: str, fate: str, crash: int, trouble: type[BaseException], is_journal_away: bool
    ) -> None:
        self.store.left, self.store.trouble = crash, trouble
        self.transport.fate, self.transport.is_journal_away = fate, is_journal_away
        self.ask(name)
        self.store.left, self.transport.is_journal_away = -1, False

    def ask(self, name: str) -> str:
        """How it ended; "later" where it is asked for again."""
        try:
            self.outbox.send_once(
                "usa-2017", "A-17", name, sender="usa@legation.example", recipient="a@cluster.example",
                message_builder=f"written at {self.time}".encode,
            )  # fmt: skip
        except AddressRefused:
            return "refused"
        except HeldBack as held:
            return held.state.value
        except (OSError, Killed):
            return "later"
        return "sent"

    def copies(self) -> Counter[str]:
        return Counter(name for name, _, _ in self.transport.taken)

    @invariant()
    def every_copy_is_the_same_mail(self) -> None:
        for name in NAMES:
            assert len({message for one, _, message in self.transport.taken if one == name}) <= 1

    @invariant()
    def nobody_gets_a_mail_twice(self) -> None:
        if self.late <= SILENT:
            assert all(number == 1 for number in self.copies().values())

    def teardown(self) -> None:
        """In the end the network is well: every mail comes to its end, and none is lost."""
        self.transport.fate = "taken"
        for name in NAMES:
            ends = []
            while (end := self.ask(name)) == "later" and len(ends) < 9:
                ends.append(end)
                self.time += timedelta(seconds=80)
            entry = entry_at(self.store, ledger_key("usa-2017", "A-17", name))
            assert entry is not None
            assert entry.state in FINAL | {SendState.UNKNOWN}, end
            assert (entry.state is SendState.SENT) <= (self.copies()[name] >= 1), "It is said to have left."
            if entry.state is SendState.REFUSED:
                assert self.late > SILENT or self.copies()[name] == 0


class LateJournal(Ledger):
    late = 3 * SILENT


@pytest.mark.parametrize("machine", [Ledger, LateJournal])
def test_whatever_breaks_every_mail_comes_to_one_end(machine: type[Ledger]):
    case = machine.TestCase()
    case.settings = settings(
        max_examples=200, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
    )
    case.runTest()


@pytest.fixture
def story() -> Ledger:
    return Ledger()


def entry_of(story: Ledger, name: str = "m-1"):
    entry = entry_at(story.store, ledger_key("usa-2017", "A-17", name))
    assert entry is not None
    return entry


def test_a_mail_that_was_taken_though_no_answer_came_is_found_and_not_sent_again(story: Ledger):
    story.transport.fate = "cut after"
    assert story.ask("m-1") == "later"

    story.transport.fate = "taken"
    story.time += SILENT
    assert story.ask("m-1") == "sent"

    assert story.copies() == {"m-1": 1}
    assert entry_of(story).message_id == "<m-1@x>"


def test_a_connection_that_is_closed_shortens_the_wait_to_the_journals(story: Ledger):
    story.transport.fate = "cut before"
    with pytest.raises(StillSending) as trouble:
        story.outbox.send_once(
            "usa-2017", "A-17", "m-1", sender="usa@legation.example", recipient="a@cluster.example",
            message_builder=lambda: b"x",
        )  # fmt: skip

    assert trouble.value.until == START + SILENT


def test_a_journal_that_is_later_than_it_says_costs_a_copy_and_never_a_mail():
    story = LateJournal()
    story.transport.fate = "cut after"
    story.ask("m-1")
    story.transport.fate = "taken"
    story.time += SILENT
    story.ask("m-1")

    assert story.copies() == {"m-1": 2}


def test_what_stays_unclear_for_a_day_is_shown_to_a_person(story: Ledger):
    for _ in range(3):
        story.transport.fate = "cut before"
        assert story.ask("m-1") == "later"
        story.time += timedelta(hours=13)

    assert story.ask("m-1") == "unknown"
    assert entry_of(story).since == story.time


def test_a_journal_that_is_away_for_a_day_leaves_it_to_a_person(story: Ledger):
    story.transport.fate = "killed after"
    story.ask("m-1")
    story.transport.is_journal_away = True
    story.time += timedelta(hours=2)
    assert story.ask("m-1") == "later"
    story.time += timedelta(hours=23)

    assert story.ask("m-1") == "unknown"


def without_journal(story: Ledger, *, send_again: bool) -> str:
    outbox = Outbox(story.store, story.transport, now=lambda: story.time)
    try:
        outbox.send_once(
            "usa-2017", "A-17", "m-1", sender="usa@legation.example", recipient="a@cluster.example",
            message_builder=lambda: b"x", send_again=send_again,
        )  # fmt: skip
    except HeldBack as held:
        return held.state.value
    except (OSError, Killed):
        return "later"
    return "sent"


@pytest.mark.parametrize(("send_again", "end", "copies"), [(False, "unknown", 1), (True, "sent", 2)])
def test_without_a_journal_a_person_decides_unless_the_file_prefers_a_copy(
    story: Ledger, send_again: bool, end: str, copies: int
):
    story.transport.fate = "killed after"
    without_journal(story, send_again=send_again)
    story.transport.fate = "taken"
    assert without_journal(story, send_again=send_again) == "later"
    story.time += timedelta(seconds=46)

    assert without_journal(story, send_again=send_again) == end
    assert story.copies() == {"m-1": copies}


def test_who_has_too_little_time_left_does_not_start(story: Ledger):
    def slow() -> bool:
        story.time += timedelta(seconds=20)
        return True

    with pytest.raises(NotAccepted, match="slow"):
        story.outbox.send_once(
            "usa-2017", "A-17", "m-1", sender="usa@legation.example", recipient="a@cluster.example",
            message_builder=lambda: b"x", may_leave=slow,
        )  # fmt: skip

    assert story.copies() == {}
    assert entry_of(story).state is SendState.FAILED


def test_a_mail_that_is_held_is_written_and_stays(story: Ledger):
    def ask() -> None:
        story.outbox.send_once(
            "usa-2017", "A-17", "m-1", sender="usa@legation.example", recipient="a@cluster.example",
            message_builder=lambda: b"x", hold=lambda: Hold(HoldReason.UNATTENDED),
        )  # fmt: skip

    for _ in range(2):
        with pytest.raises(HeldBack):
            ask()

    assert story.copies() == {}
    assert entry_of(story).reason is HoldReason.UNATTENDED


OLD_CLAIM = (
    b'{"state":"claimed","nonce":"a","deadline":"2017-03-07T11:59:00Z","message_id":"","sent_at":null}'
)
OLD_SENT = (
    b'{"state":"sent","nonce":"a","deadline":"2017-03-07T11:59:00Z","message_id":"<m@x>",'
    b'"sent_at":"2017-03-07T11:58:30Z"}'
)
OLD_FAILED = (
    b'{"state":"failed","nonce":"a","deadline":"2017-03-07T11:59:00Z","message_id":"","sent_at":null}'
)


@pytest.mark.parametrize(
    ("before", "copies"), [(OLD_CLAIM, 1), (OLD_SENT, 0), (OLD_FAILED, 1)], ids=["claim", "sent", "failed"]
)
def test_what_an_older_version_wrote_is_gone_on_with(story: Ledger, before: bytes, copies: int):
    story.store.create(ledger_key("usa-2017", "A-17", "m-1"), before, "application/json")

    assert story.ask("m-1") == "sent"
    assert story.copies()["m-1"] == copies
    assert entry_of(story).state is SendState.SENT
