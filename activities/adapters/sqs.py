"""Mails that SES received into a bucket, told by an SQS queue."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_plus

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from activities.ports import Missing, QueuedMail

WAIT_SECONDS = 20
"""As long as SQS lets one wait; every call costs."""
HIDDEN_SECONDS = 300
"""How long a message is given to nobody else: longer than ten mails take."""
ABSENT = ("NoSuchKey", "404", "NotFound")


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


def places_in(body: str) -> Iterator[tuple[str, str]]:
    """Bucket and key of each mail a message tells of.

    An event of S3, or the notification of SES's S3 action, either of them also inside one of SNS. Nothing
    where it is something else, such as the test that S3 sends when it is set up.
    """
    told = _read(body)
    if isinstance(told.get("Message"), str):
        told = _read(told["Message"])
    for record in told.get("Records", []):
        s3 = record.get("s3", {})
        if record.get("eventName", "").startswith("ObjectCreated:"):
            yield s3["bucket"]["name"], unquote_plus(s3["object"]["key"])
    action = told.get("receipt", {}).get("action", {})
    if action.get("type") == "S3":
        yield action["bucketName"], action["objectKey"]


def _read(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _asked(call: Callable[..., Any], **arguments: Any) -> Any:
    try:
        return call(**arguments)
    except ClientError as reason:
        if reason.response.get("Error", {}).get("Code", "") in ABSENT:
            raise Missing("A mail that the queue tells of is not in its bucket.") from reason
        raise OSError(f"AWS did not do what it was asked: {reason}") from reason
    except BotoCoreError as reason:
        raise OSError(f"AWS is away: {reason}") from reason
