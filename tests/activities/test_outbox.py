from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.appointments import Appointment, Appointments
from activities.outbox import Outbox, Overtaken, StillSending, sent_mails
from activities.ports import AddressRefused, MailReceipt, NotAccepted
from delegation.invite import Method
from tests import fakes

NOON = datetime(2017, 3, 7, 12, tzinfo=UTC)
MESSAGE = b"Message-ID: <m-1@legation.example>\r\n\r\nHello\r\n"


class Watch:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def store() -> fakes.MemoryStore:
    return fakes.MemoryStore()


@pytest.fixture
def mailer() -> fakes.Outbox:
    return fakes.Outbox("gone@cluster.example")


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def outbox(store: fakes.MemoryStore, mailer: fakes.Outbox, watch: Watch) -> Outbox:
    return Outbox(store, mailer, journal=mailer, now=watch)


def send(
    outbox: Outbox,
    recipient: str = "a@cluster.example",
    message: bytes = MESSAGE,
    *,
    owner: str = "A-17",
    name: str = "m-1",
    may_leave: Callable[[], bool] = lambda: True,
):
    return outbox.send_once(
        "usa-2017",
        owner,
        name,
        sender="usa@legation.example",
        recipient=recipient,
        message_builder=lambda: message,
        may_leave=may_leave,
    )


def test_a_mail_asked_for_twice_leaves_once(outbox: Outbox, mailer: fakes.Outbox):
    assert send(outbox) == send(outbox)
    assert len(mailer.sent) == 1


def test_a_mail_asked_for_by_many_at_once_leaves_once(outbox: Outbox, mailer: fakes.Outbox):
    def attempt(number: int) -> bool:
        try:
            send(outbox)
        except StillSending:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(attempt, range(32)))

    assert any(done)
    assert len(mailer.sent) == 1


def test_what_was_written_first_is_what_leaves(outbox: Outbox, mailer: fakes.Outbox):
    mailer.troubles = [NotAccepted("450 busy")]
    with pytest.raises(NotAccepted):
        send(outbox)

    send(outbox, message=b"written again, a little different")

    assert [mail.message for mail in mailer.sent] == [MESSAGE]


def test_a_busy_server_is_asked_again_at_once(outbox: Outbox, mailer: fakes.Outbox):
    mailer.troubles = [NotAccepted("450 busy"), NotAccepted("450 busy")]
    for _ in range(2):
        with pytest.raises(NotAccepted):
            send(outbox)

    assert send(outbox).send_id == "m-1"


def test_a_refused_address_stays_refused_without_asking_again(outbox: Outbox, mailer: fakes.Outbox):
    for _ in range(2):
        with pytest.raises(AddressRefused):
            send(outbox, "gone@cluster.example")
    mailer.refuses = ()

    with pytest.raises(AddressRefused):
        send(outbox, "gone@cluster.example")
    assert mailer.sent == []


def test_after_an_unclear_end_nothing_leaves_until_the_journal_can_be_asked(
    outbox: Outbox, mailer: fakes.Outbox, watch: Watch
):
    mailer.troubles = [TimeoutError("no answer after the message")]
    with pytest.raises(StillSending):
        send(outbox)

    with pytest.raises(StillSending):
        send(outbox)
    watch.time += timedelta(minutes=1)
    send(outbox)

    assert [mail.message for mail in mailer.sent] == [MESSAGE]


def test_another_mail_is_not_held_up(outbox: Outbox, mailer: fakes.Outbox):
    mailer.troubles = [TimeoutError()]
    with pytest.raises(StillSending):
        send(outbox)

    send(outbox, "b@cluster.example", name="m-2")

    assert [mail.send_id for mail in mailer.sent] == ["m-2"]


def test_a_mail_that_was_overtaken_is_neither_written_nor_sent(
    outbox: Outbox, mailer: fakes.Outbox, store: fakes.MemoryStore
):
    with pytest.raises(Overtaken):
        send(outbox, may_leave=lambda: False)

    assert mailer.sent == []
    assert store.content == {}


def test_a_mail_that_is_overtaken_at_the_last_moment_never_leaves(outbox: Outbox, mailer: fakes.Outbox):
    answers = [True, False]
    with pytest.raises(Overtaken):
        send(outbox, may_leave=lambda: answers.pop(0))

    with pytest.raises(Overtaken):
        send(outbox)
    assert mailer.sent == []


def test_a_mail_that_left_stays_sent_though_a_newer_one_followed(outbox: Outbox, mailer: fakes.Outbox):
    receipt = send(outbox)

    assert send(outbox, may_leave=lambda: False) == receipt
    assert len(mailer.sent) == 1


def test_mails_are_told_in_the_order_in_which_they_left(
    outbox: Outbox, mailer: fakes.Outbox, store: fakes.MemoryStore, watch: Watch
):
    for name in ("m-3", "m-1", "m-2"):
        watch.time += timedelta(minutes=1)
        send(outbox, message=name.encode(), name=name)
    with pytest.raises(AddressRefused):
        send(outbox, "gone@cluster.example", name="m-4")
    mailer.troubles = [NotAccepted("450 busy")]
    with pytest.raises(NotAccepted):
        send(outbox, name="m-5")

    left = sent_mails(store, "usa-2017", "A-17")

    assert [(mail.send_id, mail.message) for mail in left] == [
        ("m-3", b"m-3"),
        ("m-1", b"m-1"),
        ("m-2", b"m-2"),
    ]
    assert [mail.sent_at - NOON for mail in left] == [timedelta(minutes=minute) for minute in (1, 2, 3)]


def test_the_mails_of_one_owner_are_not_those_of_another(outbox: Outbox, store: fakes.MemoryStore):
    for owner in ("A-1", "A-17", "mit-media-lab"):
        send(outbox, message=owner.encode(), owner=owner)

    assert [mail.message for mail in sent_mails(store, "usa-2017", "A-1")] == [b"A-1"]
    assert [mail.message for mail in sent_mails(store, "usa-2017", "mit-media-lab")] == [b"mit-media-lab"]
    assert sent_mails(store, "usa-2017", "mit") == []
    assert sent_mails(store, "usa", "A-1") == []


def test_the_id_that_the_mail_server_gave_is_known_once_a_mail_left(outbox: Outbox, mailer: fakes.Outbox):
    mailer.troubles = [NotAccepted("450 busy")]
    with pytest.raises(NotAccepted):
        send(outbox)
    assert outbox.message_id("usa-2017", "A-17", "m-1") == ""

    send(outbox)

    assert outbox.message_id("usa-2017", "A-17", "m-1") == "<m-1@legation.example>"


class LostAnswers(fakes.Outbox):
    """A mail server whose answer may get lost, before or after it took the mail."""

    def __init__(self) -> None:
        super().__init__()
        self.fate = "taken"

    def send(self, *, send_id: str, sender: str, recipient: str, message: bytes) -> MailReceipt:
        if self.fate == "busy":
            raise NotAccepted("450 busy")
        if self.fate == "lost before":
            raise TimeoutError
        receipt = super().send(send_id=send_id, sender=sender, recipient=recipient, message=message)
        if self.fate == "lost after":
            raise TimeoutError
        return receipt


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4),
            st.sampled_from(["taken", "busy", "lost before", "lost after"]),
            st.booleans(),
        ),
        max_size=25,
    )
)
def test_whatever_fails_and_whoever_comes_late_no_invite_leaves_after_a_newer_one(
    attempts: list[tuple[int, str, bool]],
):
    store, mailer, watch = fakes.MemoryStore(), LostAnswers(), Watch()
    outbox, appointments = Outbox(store, mailer, journal=mailer, now=watch), Appointments(store)
    uid = "abcdefghijklmnopqrstuvwxyz234567@legation.example"

    for sequence, mailer.fate, waits in attempts:
        watch.time += timedelta(minutes=1 if waits else 0)
        method = Method.CANCEL if sequence == 3 else Method.REQUEST
        one = Appointment(
            delegation="usa-2017", recipient="A-17", item="visit", sequence=sequence, method=method
        )
        with suppress(OSError, Overtaken):
            send(
                outbox,
                message=f"{sequence} {method}".encode(),
                name=f"m-{sequence}",
                may_leave=partial(appointments.claim, uid, one),
            )

    left = [mail.message for mail in mailer.sent]
    assert left == sorted(left)
    assert len(left) == len(set(left)), "each leaves once, though the mail server's answers get lost"


def test_neither_keys_nor_the_ledger_name_anybody(outbox: Outbox, store: fakes.MemoryStore):
    send(outbox)

    assert sorted(store.content) == [
        "delegations/usa-2017/ledger/a-17/m-1.json",
        "delegations/usa-2017/outbox/a-17/m-1.eml",
    ]
    assert b"cluster.example" not in store.content["delegations/usa-2017/ledger/a-17/m-1.json"]
