import imaplib
import smtplib
import urllib.request
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from embedded import mail
from embedded.settings import EmbeddedSettings
from embedded.stack import Stack
from tests.embedded.processes import kill


def send(settings: EmbeddedSettings, recipient: str, subject: str, to: str | None = None) -> bytes:
    """Send one mail and return it byte for byte."""
    message = EmailMessage()
    message["From"] = "Office <office@example.org>"
    message["To"] = to or recipient
    message["Subject"] = subject
    message.set_content("Sehr geehrte Frau Þórsdóttir,\n.\nbis bald.\n", cte="8bit")
    written = message.as_bytes().replace(b"\n", b"\r\n")
    with smtplib.SMTP(settings.host, settings.smtp_port) as server:
        server.sendmail("office@example.org", [recipient], written, mail_options=["BODY=8BITMIME"])
    return written


def read_by_imap(settings: EmbeddedSettings, mailbox: str) -> list[bytes]:
    with imaplib.IMAP4(settings.host, settings.imap_port) as server:
        server.login(mailbox, settings.mail_password)
        server.select("INBOX")
        numbers = server.search(None, "ALL")[1][0].split()
        return [server.fetch(number, "(RFC822)")[1][0][1] for number in numbers]


def test_a_mail_arrives_in_its_recipients_mailbox_and_only_there(stack: Stack, settings: EmbeddedSettings):
    written = send(settings, "Maria@Example.org", "Your place", to="Everyone <list@example.org>")

    assert read_by_imap(settings, "maria@example.org") == [written]
    assert read_by_imap(settings, "list@example.org") == []
    assert read_by_imap(settings, "office@example.org") == []


def test_every_mail_comes_back_as_it_was_sent(stack: Stack, settings: EmbeddedSettings):
    written = send(settings, "jonas@example.org", "Ihre Einladung")

    found = [delivered for delivered in mail.fetch_all(settings) if delivered.mailbox == "jonas@example.org"]

    assert [(one.sender, one.content) for one in found] == [("office@example.org", written)]
    assert datetime.now(UTC) - found[0].delivered_at < timedelta(minutes=1)


def test_mails_outlive_a_killed_mail_server_in_their_order(stack: Stack, settings: EmbeddedSettings):
    written = [send(settings, "ada@example.org", f"Version {number}") for number in range(5)]

    kill(stack, "mail")

    assert read_by_imap(settings, "ada@example.org") == written


def test_the_web_inbox_opens_the_mailbox_that_its_address_names(stack: Stack, settings: EmbeddedSettings):
    address = mail.inbox_address(settings, "Jane+usa@example.org")
    page, _, fragment = address.partition("#")

    assert fragment == "jane%2Busa%40example.org"
    assert urllib.request.urlopen(page).status == 200
    assert b"location.hash" in urllib.request.urlopen(f"{page}main.js").read()
