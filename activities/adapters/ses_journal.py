"""The journal of SES: what its events tell, read from a queue and kept in the vault."""

import re
from datetime import timedelta
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import BaseModel, Field, ValidationError

from activities.keys import mail_event_key
from activities.ports import DocumentStore, MailReceipt
from activities.swapping import current
from delegation.fact import Fact

JSON = "application/json"
SEND_ID = re.compile(r"[a-z0-9-]{1,64}")
HIDDEN_SECONDS = 60
AT_ONCE = 10
MOST = 500
"""Rounds of ten events that one look takes in; whoever is behind that far looks again later."""


class MailEvent(Fact):
    """What SES told first of a mail: that it took it."""

    message_id: str
    kind: str


class _Mail(BaseModel):
    id: str = Field(alias="messageId")
    tags: dict[str, list[str]] = Field(default_factory=dict)


class _Event(BaseModel):
    """One event of a configuration set; https://docs.aws.amazon.com/ses/latest/dg/ event publishing."""

    kind: str = Field(alias="eventType")
    mail: _Mail


class _Wrapped(BaseModel):
    """What SNS makes of it."""

    message: str = Field(alias="Message")


class SesJournal:
    """A Journal; see `activities.ports`. The events come by a configuration set, SNS and SQS.

    The queue is read whenever somebody asks: an event is kept in the vault before it leaves the queue.
    """

    def __init__(
        self,
        sqs: Any,  # boto3 makes its clients at run time
        url: str,
        store: DocumentStore,
        *,
        region: str,
        silent_after: timedelta = timedelta(minutes=10),
        wait_seconds: int = 2,
    ) -> None:
        self._sqs = sqs
        self._url = url
        self._store = store
        self._host = "email" if region == "us-east-1" else region
        self._silent_after = silent_after
        self._wait_seconds = wait_seconds

    @classmethod
    def in_region(
        cls,
        region: str,
        url: str,
        store: DocumentStore,
        *,
        silent_after: timedelta,
        endpoint: str | None = None,
    ) -> "SesJournal":
        config = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=5)
        sqs = boto3.client("sqs", region_name=region, endpoint_url=endpoint, config=config)
        return cls(sqs, url, store, region=region, silent_after=silent_after)

    @property
    def silent_after(self) -> timedelta:
        """See `activities.ports.Journal`."""
        return self._silent_after

    def receipt(self, send_id: str) -> MailReceipt | None:
        """See `activities.ports.Journal`."""
        return self._kept(send_id) or self._after_reading(send_id)

    def _after_reading(self, send_id: str) -> MailReceipt | None:
        try:
            self._read_all()
        except (ClientError, BotoCoreError) as reason:
            raise OSError(f"The queue of mail events is away: {type(reason).__name__}") from reason
        return self._kept(send_id)

    def _kept(self, send_id: str) -> MailReceipt | None:
        content = current(self._store, mail_event_key(send_id))
        if content is None:
            return None
        event = MailEvent.model_validate_json(content)
        return MailReceipt(send_id=send_id, message_id=f"<{event.message_id}@{self._host}.amazonses.com>")

    def _read_all(self) -> None:
        """Until nothing is left. Raises OSError where somebody else is reading: what they hold is unknown."""
        for _ in range(MOST):
            messages = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=AT_ONCE,
                WaitTimeSeconds=self._wait_seconds,
                VisibilityTimeout=HIDDEN_SECONDS,
            ).get("Messages", [])
            for message in messages:
                self._keep(message["Body"])
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
            if not messages:
                break
        else:
            raise OSError("There are more mail events than one look takes in; it goes on later.")
        name = "ApproximateNumberOfMessagesNotVisible"
        hidden = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=[name])
        if int(hidden["Attributes"][name]):
            raise OSError("Another worker is reading the mail events; it is looked at again.")

    def _keep(self, body: str) -> None:
        """The first event of a mail says that SES took it; what comes later says the same."""
        event = event_in(body)
        names = event.mail.tags.get("send_id", []) if event else []
        if event is None or len(names) != 1 or SEND_ID.fullmatch(names[0]) is None:
            return
        kept = MailEvent(message_id=event.mail.id, kind=event.kind)
        key = mail_event_key(names[0])
        if current(self._store, key) is None:
            self._store.replace(key, kept.model_dump_json().encode(), JSON, instead_of=None)


def event_in(body: str) -> _Event | None:
    """The event a message of the queue tells, also inside a notification of SNS; None: something else."""
    try:
        told = _Wrapped.model_validate_json(body).message
    except ValidationError:
        told = body
    try:
        return _Event.model_validate_json(told)
    except ValidationError:
        return None
