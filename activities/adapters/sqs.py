"""Mails that SES received into a bucket, told by an SQS queue."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar
from urllib.parse import unquote_plus

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import BaseModel, Field, ValidationError

from activities.ports import Missing, QueuedMail

WAIT_SECONDS = 20
"""As long as SQS lets one wait; every call costs."""
HIDDEN_SECONDS = 300
"""How long a message is given to nobody else: longer than ten mails take."""
ABSENT = ("NoSuchKey", "404", "NotFound")


class _Wrapped(BaseModel):
    """What SNS makes of a message."""

    message: str = Field(alias="Message")


class _Bucket(BaseModel):
    name: str


class _Object(BaseModel):
    key: str


class _Place(BaseModel):
    bucket: _Bucket
    object: _Object


class _Record(BaseModel):
    name: str = Field(alias="eventName")
    s3: _Place


class _Event(BaseModel):
    """What S3 says of new objects."""

    records: tuple[_Record, ...] = Field(alias="Records")


class _Action(BaseModel):
    type: Literal["S3"]
    bucket: str = Field(alias="bucketName")
    key: str = Field(alias="objectKey")


class _Receipt(BaseModel):
    action: _Action


class _Note(BaseModel):
    """What SES says of a mail that it put into a bucket."""

    receipt: _Receipt


Told = TypeVar("Told", bound=BaseModel)


class SqsMailQueue:
    """A MailQueue; see `activities.ports`."""

    def __init__(self, sqs: Any, s3: Any, url: str, *, wait_seconds: int = WAIT_SECONDS) -> None:
        self._sqs = sqs
        self._s3 = s3
        self._url = url
        self._wait_seconds = wait_seconds

    @classmethod
    def in_region(cls, region: str, url: str, *, endpoint: str | None = None) -> "SqsMailQueue":
        config = Config(
            retries={"mode": "standard", "total_max_attempts": 4},
            connect_timeout=5,
            read_timeout=WAIT_SECONDS + 10,
        )
        sqs = boto3.client("sqs", region_name=region, endpoint_url=endpoint, config=config)
        s3 = boto3.client("s3", region_name=region, endpoint_url=endpoint, config=config)
        return cls(sqs, s3, url)

    def wait(self) -> list[QueuedMail]:
        """See `activities.ports.MailQueue`."""
        answer = _asked(
            self._sqs.receive_message,
            QueueUrl=self._url,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=self._wait_seconds,
            VisibilityTimeout=HIDDEN_SECONDS,
        )
        return [
            QueuedMail(message["ReceiptHandle"], tuple(places_in(message["Body"])))
            for message in answer.get("Messages", [])
        ]

    def mails(self, queued: QueuedMail) -> list[bytes]:
        """See `activities.ports.MailQueue`."""
        return [self._mail(bucket, key) for bucket, key in queued.places]

    def remove(self, queued: QueuedMail) -> None:
        """See `activities.ports.MailQueue`."""
        _asked(self._sqs.delete_message, QueueUrl=self._url, ReceiptHandle=queued.receipt)

    def _mail(self, bucket: str, key: str) -> bytes:
        try:
            return bytes(_asked(self._s3.get_object, Bucket=bucket, Key=key)["Body"].read())
        except BotoCoreError as reason:
            raise OSError(f"The bucket stopped while a mail was read: {reason}") from reason


def places_in(body: str) -> list[tuple[str, str]]:
    """Bucket and key of each mail a message tells of.

    An event of S3, or the notification of SES's S3 action, either of them also inside one of SNS. Nothing
    where it is something else, such as the test that S3 sends when it is set up.
    """
    wrapped = _read(_Wrapped, body)
    told = wrapped.message if wrapped else body
    event, note = _read(_Event, told), _read(_Note, told)
    created = [one.s3 for one in event.records if one.name.startswith("ObjectCreated:")] if event else []
    places = [(one.bucket.name, unquote_plus(one.object.key)) for one in created]
    return [*places, (note.receipt.action.bucket, note.receipt.action.key)] if note else places


def _read(kind: type[Told], text: str) -> Told | None:
    try:
        return kind.model_validate_json(text)
    except ValidationError:
        return None


def _asked(call: Callable[..., Any], **arguments: Any) -> Any:
    try:
        return call(**arguments)
    except ClientError as reason:
        if reason.response.get("Error", {}).get("Code", "") in ABSENT:
            raise Missing("A mail that the queue tells of is not in its bucket.") from reason
        raise OSError(f"AWS did not do what it was asked: {reason}") from reason
    except BotoCoreError as reason:
        raise OSError(f"AWS is away: {reason}") from reason
