import socket
from collections.abc import Iterator

import boto3
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses import ses_backends

from activities.adapters.ses import SesMailer
from activities.adapters.smtp import SmtpMailer
from activities.ports import AddressRefused, Mailer, NotAccepted
from tests.fakes import Outbox

MESSAGE = b"Message-ID: <m-1@legation.example>\r\nSubject: Hello\r\n\r\n.A line that starts with a dot\r\n"
NOBODY = "nobody@cluster.example"


class Sink:
    """A mail server that keeps what it takes. What its commands answer can be set."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []
        self.answers: dict[str, str] = {}

    async def handle_MAIL(  # noqa: N802 - the server looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802 - the server looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == NOBODY:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        if "DATA" not in self.answers:
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return self.answers.get("DATA", "250 OK")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def sink() -> Iterator[tuple[Sink, Controller]]:
    keeper = Sink()
    controller = Controller(keeper, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield keeper, controller
    controller.stop()


def smtp_mailer(controller: Controller) -> SmtpMailer:
    return SmtpMailer("127.0.0.1", controller.port, timeout=5)


@pytest.fixture(params=["fake", "smtp"])
def mailer(request: pytest.FixtureRequest, sink: tuple[Sink, Controller]) -> Mailer:
    return Outbox(NOBODY) if request.param == "fake" else smtp_mailer(sink[1])


def send(mailer: Mailer, recipient: str = "a@cluster.example"):
    return mailer.send(send_id="m-1", sender="usa@legation.example", recipient=recipient, message=MESSAGE)


def test_a_receipt_names_the_mail_and_its_id(mailer: Mailer):
    receipt = send(mailer)

    assert (receipt.send_id, receipt.message_id) == ("m-1", "<m-1@legation.example>")


def test_an_address_without_mailbox_is_refused_for_good(mailer: Mailer):
    with pytest.raises(AddressRefused):
        send(mailer, NOBODY)


@pytest.mark.parametrize(
    "address",
    ["a@b>\r\nRCPT TO:<c@d.example", "a b@c.example", "a@b@c", "@c.example", "a", "é@c.example", "a@-c"],
)
def test_an_address_that_could_mean_something_else_never_reaches_the_server(mailer: Mailer, address: str):
    with pytest.raises(AddressRefused):
        send(mailer, address)


def test_the_bytes_arrive_as_they_left(sink: tuple[Sink, Controller]):
    send(smtp_mailer(sink[1]))

    assert sink[0].taken == [("usa@legation.example", ["a@cluster.example"], MESSAGE)]


def test_a_domain_with_umlauts_is_reached_by_its_ascii_name(sink: tuple[Sink, Controller]):
    send(smtp_mailer(sink[1]), "a@müller.example")

    assert sink[0].taken[0][1] == ["a@xn--mller-kva.example"]


@pytest.mark.parametrize(
    ("command", "answer"), [("MAIL", "451 busy"), ("RCPT", "450 busy"), ("DATA", "451 busy")]
)
def test_a_busy_server_took_nothing(sink: tuple[Sink, Controller], command: str, answer: str):
    sink[0].answers[command] = answer

    with pytest.raises(NotAccepted, match="busy"):
        send(smtp_mailer(sink[1]))
    assert sink[0].taken == []


def test_a_sender_the_server_does_not_know_is_no_fault_of_the_recipient(sink: tuple[Sink, Controller]):
    sink[0].answers["MAIL"] = "550 who are you"

    with pytest.raises(NotAccepted, match="sender"):
        send(smtp_mailer(sink[1]))


def test_a_server_that_is_away_took_nothing():
    with pytest.raises(NotAccepted, match="away"):
        send(SmtpMailer("127.0.0.1", free_port(), timeout=2))


@pytest.fixture
def ses(monkeypatch: pytest.MonkeyPatch) -> Iterator[SesMailer]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield SesMailer.in_region("eu-central-1")


def test_ses_gets_the_raw_message_and_gives_the_id_that_readers_see(ses: SesMailer):
    boto3.client("ses", "eu-central-1").verify_domain_identity(Domain="legation.example")

    receipt = send(ses)

    assert receipt.message_id.endswith("@eu-central-1.amazonses.com>")
    kept = ses_backends[DEFAULT_ACCOUNT_ID]["eu-central-1"].sent_messages[0]
    assert kept.destinations == ["a@cluster.example"]
    assert "Subject: Hello" in kept.raw_data


def test_what_ses_has_against_us_is_no_refusal_of_the_recipient(ses: SesMailer):
    with pytest.raises(NotAccepted):
        send(ses)


def test_ses_never_sees_an_address_that_could_mean_something_else(ses: SesMailer):
    with pytest.raises(AddressRefused):
        send(ses, "a@b.example\r\nBcc: c@d.example")
