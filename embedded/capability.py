"""Does a bucket keep the promises that we build on? Several S3 look-alikes answer 200 and do not.

Sending once and storing once rest on create-only and compare-and-swap writes; privacy rests on
signatures. A bucket that fails here must not be used.
"""

import secrets
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import TYPE_CHECKING

from embedded.finding import Finding

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PART = "object store"


def probe(client: "S3Client", bucket: str) -> list[Finding]:
    """Try each promise on an object of its own, which is removed again.

    `client` must sign with s3v4 and be allowed to read and write everywhere in `bucket`.

    Raises:
        botocore.exceptions.BotoCoreError, ClientError: the bucket cannot be used at all.
    """
    key = f"capability-probe/{secrets.token_hex(8)}"
    client.put_object(Bucket=bucket, Key=key, Body=b"first")
    try:
        return [
            _expect("create-only writes", 412, lambda: _create_again(client, bucket, key)),
            _expect("compare-and-swap writes", 412, lambda: _swap_stale(client, bucket, key)),
            _expect("no reading without a signature", 403, lambda: _get(_address(client, bucket, key))),
            _expect("no reading with a forged signature", 403, lambda: _get(_forged(client, bucket, key))),
            _expect("reading with a signed link", 200, lambda: _get(_signed(client, bucket, key))),
        ]
    finally:
        client.delete_object(Bucket=bucket, Key=key)


def _expect(promise: str, expected: int, attempt: Callable[[], int]) -> Finding:
    status = attempt()
    if status == expected:
        return Finding(PART, True, f"{promise}: kept ({status})")
    fix = "use another object store: this one would lose or show data"
    return Finding(PART, False, f"{promise}: answered {status} instead of {expected}", fix)


def _create_again(client: "S3Client", bucket: str, key: str) -> int:
    return _status_of(lambda: client.put_object(Bucket=bucket, Key=key, Body=b"second", IfNoneMatch="*"))


def _swap_stale(client: "S3Client", bucket: str, key: str) -> int:
    stale = client.head_object(Bucket=bucket, Key=key)["ETag"]
    client.put_object(Bucket=bucket, Key=key, Body=b"changed meanwhile", IfMatch=stale)
    return _status_of(lambda: client.put_object(Bucket=bucket, Key=key, Body=b"third", IfMatch=stale))


def _status_of(write: Callable[[], object]) -> int:
    from botocore.exceptions import ClientError

    try:
        write()
    except ClientError as error:
        return int(error.response["ResponseMetadata"]["HTTPStatusCode"])
    return 200


def _signed(client: "S3Client", bucket: str, key: str) -> str:
    return client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": key}, ExpiresIn=60)


def _forged(client: "S3Client", bucket: str, key: str) -> str:
    link = _signed(client, bucket, key)
    head, _, signature = link.partition("X-Amz-Signature=")
    return f"{head}X-Amz-Signature={'0' if signature[0] != '0' else '1'}{signature[1:]}"


def _address(client: "S3Client", bucket: str, key: str) -> str:
    return _signed(client, bucket, key).partition("?")[0]


def _get(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - the link was made here
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
