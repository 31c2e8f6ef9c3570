"""The embedded mailboxes, read from the real mail server."""

import itertools
import smtplib
import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from embedded.mail import MailServer
from embedded.settings import EmbeddedSettings
from portal.errors import EngineAway
from portal.inbound.imap import ImapWay, MailboxAddress, MailboxAway
from portal.inbound.reception import Became, Reception
from tests.fakes import MemoryStore

NUMBERS = itertools.count(1)


class Office:
    """A receiver that keeps what it was handed. Away while `is_away`, as the engine may be."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.is_away = False

    async def receive(self, raw: bytes, *, way: str, received_at: datetime) -> Reception:
        if self.is_away:
            raise EngineAway("Temporal does not answer.")
        self.mails.append(raw)
        return Reception(sha256="", way=way, received_at=received_at, became=Became.NO_ANSWER)


class MailHouse:
    """A running mail server."""

    def __init__(self, settings: EmbeddedSettings) -> None:
        self.settings = settings
        self.server = MailServer(settings)
        self.organiser, self.other = "", ""

    def start(self) -> None:
        self.server.prepare()
        self.program = self.server.start()
        deadline = time.monotonic() + 30
        while not self.server.is_ready():
            assert time.monotonic() < deadline, self.server.log.read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        self.program.stop()

    def post(self, text: str, to: str = "") -> bytes:
        mail = f"Subject: {text}\r\n\r\n{text}: bis bald, Þóra\r\n".encode()
        with smtplib.SMTP(self.settings.host, self.settings.smtp_port) as server:
            server.sendmail(
                "jorg@cluster.example", [to or self.organiser], mail, mail_options=["BODY=8BITMIME"]
            )
        return mail

    def mailbox(self, address: str = "") -> MailboxAddress:
        host, port = self.settings.host, self.settings.imap_port
        return MailboxAddress(host, port, address or self.organiser, self.settings.mail_password, ssl=False)


@pytest.fixture(scope="module")
def mail_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailHouse]:
    house = MailHouse(EmbeddedSettings.on_free_ports(tmp_path_factory.mktemp("mail")))
    house.start()
    yield house
    house.stop()


@pytest.fixture
def house(mail_server: MailHouse) -> MailHouse:
    """The server, with mailboxes to which nobody has written yet."""
    number = next(NUMBERS)
    mail_server.organiser, mail_server.other = (
        f"usa-{number}@legation.example",
        f"japan-{number}@legation.example",
    )
    return mail_server


def way_to(house: MailHouse, store: MemoryStore, office: Office, *addresses: str) -> ImapWay:
    """A way of a process that has just started: it knows only what lies in the vault."""
    mailboxes = [house.mailbox(address) for address in addresses or (house.organiser,)]
    return ImapWay("imap", lambda: mailboxes, store, office, every_seconds=1)


async def test_new_mail_is_handed_in_once_byte_for_byte_and_in_order(house: MailHouse):
    store, office = MemoryStore(), Office()
    way = way_to(house, store, office)
    posted = [house.post("first"), house.post("second")]

    assert await way.look_once() == 2
    assert await way.look_once() == 0
    posted.append(house.post("third"))
    assert await way.look_once() == 1

    assert office.mails == posted


async def test_a_process_that_starts_anew_goes_on_where_the_last_one_stopped(house: MailHouse):
    store, office = MemoryStore(), Office()
    house.post("first")
    await way_to(house, store, office).look_once()
    second = house.post("second")

    assert await way_to(house, store, office).look_once() == 1
    assert office.mails[-1] == second


async def test_mail_stays_in_the_mailbox_while_the_engine_is_away(house: MailHouse):
    store, office = MemoryStore(), Office()
    way = way_to(house, store, office)
    posted = [house.post("first"), house.post("second")]
    office.is_away = True
    with pytest.raises(EngineAway):
        await way.look_once()

    office.is_away = False
    assert await way.look_once() == 2
    assert office.mails == posted


async def test_every_mailbox_is_read_and_mail_to_others_is_not(house: MailHouse):
    store, office = MemoryStore(), Office()
    ours = [house.post("usa"), house.post("japan", to=house.other)]
    house.post("private", to="jane@cluster.example")

    assert await way_to(house, store, office, house.organiser, house.other).look_once() == 2
    assert office.mails == ours


async def test_a_mail_server_that_comes_back_is_read_on(house: MailHouse):
    store, office = MemoryStore(), Office()
    way = way_to(house, store, office)
    house.post("before")
    await way.look_once()

    house.stop()
    with pytest.raises(MailboxAway, match="does not do what it is asked"):
        await way.look_once()
    house.start()
    after = house.post("after")
    await way.look_once()

    assert office.mails[-1] == after


async def test_a_wrong_password_is_said_without_the_password(house: MailHouse):
    wrong = house.mailbox()._replace(password="secret-word")
    way = ImapWay(
        "imap",
        lambda: [wrong, house.mailbox(house.other)],
        MemoryStore(),
        office := Office(),
        every_seconds=1,
    )
    house.post("japan", to=house.other)

    with pytest.raises(MailboxAway) as said:
        await way.look_once()

    assert "secret-word" not in str(said.value)
    assert len(office.mails) == 1
