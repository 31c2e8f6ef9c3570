"""The outbox at the command line: what waits, how it reads, and what is decided."""

from datetime import UTC, datetime

import pytest

from activities.keys import ledger_key, outbox_key
from activities.ledger import HoldReason, LedgerEntry, SendState
from activities.waiting import WaitingMail, WaitingRoom
from tests.fakes import MemoryStore
from tests.portal import stages
from tests.portal.commands_portal import Terminal

NAME = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
NOON = datetime(2017, 3, 7, 12, tzinfo=UTC)
MAIL = b"To: Jorg <jorg@cluster.example>\r\nSubject: Your place\r\n\r\nWelcome.\r\n"


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    legation = stages.offered()
    held = LedgerEntry(
        state=SendState.HELD, nonce="a", deadline=NOON, since=NOON, reason=HoldReason.UNATTENDED
    )
    store = legation.store
    store.create(ledger_key("usa-2017", "A-01", NAME), held.content(), "application/json")
    store.create(outbox_key("usa-2017", "A-01", NAME), MAIL, "message/rfc822")
    mail = WaitingMail(
        delegation="usa-2017", owner="A-01", person="A-01", send_id=NAME, purpose="offer",
        thread="offer", kept_at=NOON, written_at=NOON,
    )  # fmt: skip
    WaitingRoom(store, legation.register).keep(mail)
    return Terminal(capsys, legation)


def test_what_waits_is_listed_and_shown_as_it_would_leave(terminal: Terminal):
    [line] = terminal("mail list usa-2017 --json").object["mails"]
    assert (line["send_id"], line["state"], line["reason"]) == (NAME, "held", "unattended")
    assert terminal("mail list usa-2017 --state unknown --json").object["mails"] == []

    shown = terminal(f"mail show usa-2017 {NAME} --json").object
    assert (shown["subject"], shown["text"].strip()) == ("Your place", "Welcome.")


class CountingStore(MemoryStore):
    """Knows what was read of it."""

    def __init__(self, content: dict[str, bytes]) -> None:
        super().__init__()
        self.content = content
        self.asked: list[str] = []

    def read(self, key: str) -> bytes:
        self.asked.append(key)
        return super().read(key)


@pytest.fixture
def counting(terminal: Terminal) -> CountingStore:
    """Thirty mails have left; the last is under way."""
    assert terminal.legation is not None
    store = terminal.legation.store = CountingStore(terminal.legation.store.content)  # type: ignore[attr-defined]
    for number in range(30):
        state = SendState.SENT if number < 29 else SendState.CLAIMED
        entry = LedgerEntry(state=state, nonce="a", deadline=NOON, sent_at=NOON)
        name = f"{number:026d}"
        store.create(ledger_key("usa-2017", "A-02", name), entry.content(), "application/json")
        store.create(outbox_key("usa-2017", "A-02", name), MAIL, "message/rfc822")
    return store


def test_one_mail_among_many_is_shown_without_reading_the_others(terminal: Terminal, counting: CountingStore):
    assert terminal(f"mail show usa-2017 {7:026d} --json").object["subject"] == "Your place"

    entries = [key for key in counting.asked if "/ledger/a-02/" in key]
    assert entries == [ledger_key("usa-2017", "A-02", f"{7:026d}")]


async def test_what_has_left_is_read_once_and_what_leaves_later_is_seen(
    terminal: Terminal, counting: CountingStore
):
    legation = terminal.legation
    assert legation is not None
    assert len(await legation.mails("usa-2017", SendState.SENT)) == 29
    counting.asked.clear()
    key = ledger_key("usa-2017", "A-02", f"{29:026d}")
    left = LedgerEntry(state=SendState.SENT, nonce="b", deadline=NOON, sent_at=NOON)
    counting.content[key] = left.content()

    assert len(await legation.mails("usa-2017", SendState.SENT)) == 30
    assert [one for one in counting.asked if "/a-02/" in one] == [
        key,
        outbox_key("usa-2017", "A-02", f"{29:026d}"),
    ]


def test_releasing_is_tried_first_and_then_wakes_the_dispatch(terminal: Terminal):
    tried = terminal("mail release usa-2017 --all --purpose offer --dry-run")
    assert "release: 1 mail. Nothing was done." in tried.out
    assert terminal.legation is not None
    assert terminal.legation.writes == []

    assert terminal(f"mail release usa-2017 {NAME}").out == "release: 1 mail.\n"
    assert terminal.legation.writes == ["wake_dispatch"]
    assert terminal("mail list usa-2017 --json").object["mails"][0]["state"] == "released"


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (f"send-again usa-2017 {NAME}", 4, "is held; send-again is not possible"),
        ("release usa-2017 bbb", 3, "No mail 'bbb' of usa-2017 waits"),
        ("release usa-2017", 4, "Say which"),
        ("release usa-2017 --all --purpose survey", 4, "No mail of usa-2017 is chosen"),
        ("list usa-2017 --state hold", 4, "There is no state 'hold'"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(terminal: Terminal, line: str, code: int, said: str):
    answer = terminal(f"mail {line}")

    assert answer.code == code
    assert said in answer.err
