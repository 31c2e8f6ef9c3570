"""The journal, by fake, mailbox and queue of events: one suite, the same promises."""

import json
import smtplib
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import boto3
import pytest
from moto import mock_aws

from activities.adapters.imap_journal import ImapJournal
from activities.adapters.ses_journal import SesJournal
from activities.adapters.smtp import SmtpMailer
from activities.keys import mail_event_key
from activities.ports import Journal
from embedded.mail import MailServer, fetch_all
from embedded.mail_journal import JOURNAL
from embedded.settings import EmbeddedSettings
from tests import fakes

REGION = "eu-central-1"
ONE, OTHER = "aaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbb"


class Post(NamedTuple):
    """A journal, and a way for mails to be taken by its transport."""

    journal: Journal
    take: Callable[[str], None]


def mail_of(send_id: str) -> bytes:
    head = f"Message-ID: <{send_id}@legation.example>\r\nX-Delegation-Send-Id: {send_id}\r\n"
    return f"{head}Subject: Hello\r\n\r\nHello\r\n".encode()


@pytest.fixture(scope="session")
def mail_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedSettings]:
    settings = EmbeddedSettings.on_free_ports(tmp_path_factory.mktemp("mail"))
    server = MailServer(settings)
    server.prepare()
    program = server.start()
    try:
        deadline = time.monotonic() + 60
        while not server.is_ready():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield settings
    finally:
        program.stop()


def by_imap(settings: EmbeddedSettings) -> Post:
    mailer = SmtpMailer(settings.host, settings.smtp_port, journal=JOURNAL)
    journal = ImapJournal(
        settings.host,
        settings.imap_port,
        username=JOURNAL,
        password=settings.mail_password,
        encrypted=False,
        silent_after=timedelta(seconds=2),
    )

    def take(send_id: str) -> None:
        mailer.send(
            send_id=send_id,
            sender="usa@legation.example",
            recipient="a@cluster.example",
            message=mail_of(send_id),
        )

    return Post(journal, take)


def by_queue(store: fakes.MemoryStore | None = None) -> tuple[Post, Any, str]:
    sqs = boto3.client("sqs", REGION)
    url = sqs.create_queue(QueueName="mail-events")["QueueUrl"]
    journal = SesJournal(sqs, url, store or fakes.MemoryStore(), region=REGION, wait_seconds=0)

    def take(send_id: str) -> None:
        for kind in ("Send", "Delivery"):
            event = {"eventType": kind, "mail": {"messageId": send_id, "tags": {"send_id": [send_id]}}}
            sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"Message": json.dumps(event)}))

    return Post(journal, take), sqs, url


def by_fake() -> Post:
    mailer = fakes.Outbox()

    def take(send_id: str) -> None:
        mailer.send(
            send_id=send_id,
            sender="usa@legation.example",
            recipient="a@cluster.example",
            message=mail_of(send_id),
        )

    return Post(mailer, take)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield


@pytest.fixture(params=["fake", "imap", "queue"])
def post(request: pytest.FixtureRequest) -> Post:
    match request.param:
        case "imap":
            return by_imap(request.getfixturevalue("mail_server"))
        case "queue":
            request.getfixturevalue("aws")
            return by_queue()[0]
        case _:
            return by_fake()


def test_what_was_taken_is_found_with_its_id_as_often_as_it_is_asked_for(post: Post):
    post.take(ONE)
    post.take(OTHER)

    for _ in range(2):
        found = post.journal.receipt(ONE)
        assert found is not None
        assert found.send_id == ONE
        assert found.message_id.startswith(f"<{ONE}@")


def test_what_was_never_taken_is_not_found(post: Post):
    never = "c" * 26

    assert post.journal.receipt(never) is None
    assert post.journal.receipt("a" * 25) is None
    assert post.journal.silent_after > timedelta()


def test_the_journal_of_the_embedded_server_is_no_mail_of_its_own(mail_server: EmbeddedSettings):
    by_imap(mail_server).take("d" * 26)

    assert {mail.mailbox for mail in fetch_all(mail_server)} == {"a@cluster.example"}


def test_a_mail_of_somebody_else_is_not_in_the_journal(mail_server: EmbeddedSettings):
    with smtplib.SMTP(mail_server.host, mail_server.smtp_port) as server:
        quoted = b"Subject: Re\r\n\r\n" + mail_of("e" * 26)
        server.sendmail("b@cluster.example", ["a@cluster.example"], quoted)

    assert by_imap(mail_server).journal.receipt("e" * 26) is None


def test_a_journal_that_is_away_says_nothing_of_the_mail(mail_server: EmbeddedSettings, aws: None):
    wrong = ImapJournal("127.0.0.1", 1, username="x", password="secret", encrypted=False)
    gone = SesJournal(
        boto3.client("sqs", REGION), "https://queue/gone", fakes.MemoryStore(), region=REGION, wait_seconds=0
    )
    for journal in (wrong, gone):
        with pytest.raises(OSError, match="away") as said:
            journal.receipt(ONE)
        assert "secret" not in str(said.value)


def test_events_are_kept_in_the_vault_before_they_leave_the_queue(aws: None):
    store = fakes.MemoryStore()
    post, sqs, url = by_queue(store)
    post.take(ONE)
    sqs.send_message(QueueUrl=url, MessageBody="not an event")
    post.journal.receipt(OTHER)

    assert list(store.content) == [mail_event_key(ONE)]
    assert "Messages" not in sqs.receive_message(QueueUrl=url)


def test_silence_is_no_answer_while_somebody_else_holds_events(aws: None):
    post, sqs, url = by_queue()
    post.take(ONE)
    sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=60)

    with pytest.raises(OSError, match="Another worker"):
        post.journal.receipt(ONE)
