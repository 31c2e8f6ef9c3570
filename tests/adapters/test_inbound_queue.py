"""Mail that SES puts into a bucket, told by a queue."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from activities.adapters.sqs import SqsMailQueue, places_in
from activities.ports import Missing
from portal.errors import EngineAway
from portal.inbound.reception import Became, Reception
from portal.inbound.sqs import QueueWay

MAIL = b"Subject: Answer\r\n\r\nYes\r\n"


def s3_event(key: str) -> dict[str, object]:
    created = {"bucket": {"name": "inbound"}, "object": {"key": key}}
    return {"Records": [{"eventName": "ObjectCreated:Put", "s3": created}]}


S3_EVENT = s3_event("mail/a+b%3D1")
SES_NOTE = {
    "notificationType": "Received",
    "receipt": {"action": {"type": "S3", "bucketName": "inbound", "objectKey": "mail/a b=1"}},
}


class Office:
    """A receiver that keeps what it was handed, and fails as it is told to."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.is_away = False
        self.became = Became.ANSWER

    async def receive(self, raw: bytes, *, way: str, received_at: datetime) -> Reception:
        if self.is_away:
            raise EngineAway("Temporal does not answer.")
        self.mails.append(raw)
        return Reception(sha256="", way=way, received_at=received_at, became=self.became)


class Cloud:
    """A bucket with one mail in it, and the queue that tells of it."""

    def __init__(self) -> None:
        self.sqs: Any = boto3.client("sqs", region_name="eu-central-1")
        self.s3: Any = boto3.client("s3", region_name="us-east-1")
        self.s3.create_bucket(Bucket="inbound")
        self.s3.put_object(Bucket="inbound", Key="mail/a b=1", Body=MAIL)
        self.url = self.sqs.create_queue(QueueName="mail")["QueueUrl"]
        self.office = Office()
        self.way = QueueWay(SqsMailQueue(self.sqs, self.s3, self.url, wait_seconds=0), self.office)

    def tell(self, body: object) -> None:
        self.sqs.send_message(
            QueueUrl=self.url, MessageBody=body if isinstance(body, str) else json.dumps(body)
        )

    def left(self) -> int:
        """Messages that are in the queue, also those that are being worked on."""
        names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        seen = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=list(names))["Attributes"]
        return sum(int(seen[name]) for name in names)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        yield Cloud()


@pytest.mark.parametrize(
    "body", [S3_EVENT, SES_NOTE, {"Type": "Notification", "Message": json.dumps(SES_NOTE)}],
    ids=["from S3", "from SES", "from SES by SNS"],
)  # fmt: skip
async def test_a_mail_is_fetched_handed_in_and_removed_from_the_queue(cloud: Cloud, body: object):
    cloud.tell(body)

    assert await cloud.way.take_once() == 1

    assert cloud.office.mails == [MAIL]
    assert cloud.left() == 0


async def test_a_message_stays_while_the_engine_is_away(cloud: Cloud):
    cloud.tell(S3_EVENT)
    cloud.office.is_away = True

    with pytest.raises(EngineAway):
        await cloud.way.take_once()

    assert cloud.left() == 1


async def test_a_message_whose_mail_we_could_not_cope_with_stays_for_the_queues_own_rules(cloud: Cloud):
    cloud.tell(S3_EVENT)
    cloud.office.became = Became.FAILED

    await cloud.way.take_once()

    assert cloud.left() == 1


async def test_trouble_with_one_mail_keeps_no_other_waiting(cloud: Cloud):
    cloud.tell(s3_event("gone"))
    cloud.tell(S3_EVENT)

    with pytest.raises(Missing):
        await cloud.way.take_once()

    assert cloud.office.mails == [MAIL]
    assert cloud.left() == 1


@pytest.mark.parametrize("body", ["", "no JSON", "[]", '{"Event": "s3:TestEvent"}', '{"Message": "hello"}'])
async def test_what_tells_of_no_mail_is_removed(cloud: Cloud, body: str):
    if body:
        cloud.tell(body)
        await cloud.way.take_once()

    assert list(places_in(body)) == []
    assert cloud.left() == 0


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Message", "Records", "receipt", "s3", "action", "eventName"]), inner
        )
    ),
    max_leaves=8,
)


@settings(max_examples=50, deadline=None)
@given(JSON_VALUES)
def test_a_message_of_any_shape_tells_of_mails_or_of_nothing(body: object):
    assert list(places_in(json.dumps(body))) == []
