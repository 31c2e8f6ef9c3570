"""Does a bucket keep the promises that we build on? Several S3 look-alikes answer 200 and do not.

Sending once and storing once rest on create-only and compare-and-swap writes; privacy rests on
signatures. A bucket that fails here must not be used.
"""

import base64
import hashlib
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from typing import TYPE_CHECKING

from embedded.finding import Finding

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PART = "object store"
AWAY = frozenset({429, 500, 502, 503, 504})
"""Answers of a store that cannot do anything now. 501 is none: it does not know what it was asked for."""
SHORT = 2.5
"""Seconds after which a link for one second has expired, in whichever part of a second it was signed."""


class StoreAway(Exception):
    """The store, or whatever is before it, does not do its work now: nothing is known of its promises."""


def probe(client: "S3Client", bucket: str, *, prefix: str = "") -> list[Finding]:
    """Try each promise on objects of its own under `prefix`, which are removed again. Takes two seconds.

    `client` must sign with s3v4 and be allowed to read, write and remove under `prefix`.

    Raises:
        StoreAway: it answers that it cannot now, or stopped answering.
        botocore.exceptions.BotoCoreError, ClientError: the bucket cannot be used at all.
    """
    key = f"{prefix}capability-probe/{secrets.token_hex(8)}"
    slot = f"{key}-slot"
    client.put_object(Bucket=bucket, Key=key, Body=b"first")
    try:
        short = _signed(client, bucket, key, seconds=1), time.monotonic() + SHORT
        return [
            _transport(client.meta.endpoint_url),
            _expect("create-only writes", 412, lambda: _create_again(client, bucket, key)),
            _expect("compare-and-swap writes", 412, lambda: _swap_stale(client, bucket, key)),
            _expect("no writing with a bad checksum", 400, lambda: _put_damaged(client, bucket, key)),
            _expect("no reading without a signature", 403, lambda: _get(_address(client, bucket, key))),
            _expect("no listing without a signature", 403, lambda: _get(_listing(client, bucket, key))),
            _expect("no reading with a forged signature", 403, lambda: _get(_forged(client, bucket, key))),
            _expect("reading with a signed link", 200, lambda: _get(_signed(client, bucket, key))),
            _expect(
                "no upload of another type than was signed",
                403,
                lambda: _fill(client, bucket, slot, media_type="text/html"),
            ),
            _expect(
                "no upload of another length than was signed",
                403,
                lambda: _fill(client, bucket, slot, content=b"longer"),
            ),
            _expect(
                "no upload that may replace something",
                403,
                lambda: _fill(client, bucket, slot, only_new=False),
            ),
            _expect("uploads as they were signed", 200, lambda: _fill(client, bucket, slot)),
            _expect("no second upload into a slot", 412, lambda: _fill(client, bucket, slot)),
            _expect("no reading with an expired link", 403, lambda: _get_after(*short)),
        ]
    finally:
        for left in (key, slot):
            client.delete_object(Bucket=bucket, Key=left)


def _transport(endpoint: str) -> Finding:
    """Whether passports cross a network unprotected by TLS on their way."""
    parts = urllib.parse.urlsplit(endpoint)
    is_here = parts.hostname in ("localhost", "::1") or (parts.hostname or "").startswith("127.")
    if parts.scheme == "https" or is_here:
        return Finding(PART, True, f"nothing crosses a network unencrypted: kept ({parts.scheme})")
    fix = "set LEGATION_VAULT__ENDPOINT to an https:// address"
    return Finding(PART, False, f"{endpoint} is not encrypted on its way over the network", fix)


def _expect(promise: str, expected: int, attempt: Callable[[], int]) -> Finding:
    status = attempt()
    if status in AWAY:
        raise StoreAway(f"it answers {status}")
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


def _put_damaged(client: "S3Client", bucket: str, key: str) -> int:
    """Bytes that do not fit their MD5 (RFC 1864), as after a fault on the way."""
    promised = base64.b64encode(hashlib.md5(b"whole", usedforsecurity=False).digest()).decode()
    return _status_of(
        lambda: client.put_object(Bucket=bucket, Key=f"{key}-damaged", Body=b"dented", ContentMD5=promised)
    )


def _status_of(write: Callable[[], object]) -> int:
    from botocore.exceptions import ClientError

    try:
        write()
    except ClientError as error:
        return int(error.response["ResponseMetadata"]["HTTPStatusCode"])
    return 200


def _signed(client: "S3Client", bucket: str, key: str, *, seconds: int = 60) -> str:
    params = {"Bucket": bucket, "Key": key}
    return client.generate_presigned_url("get_object", Params=params, ExpiresIn=seconds)


def _forged(client: "S3Client", bucket: str, key: str) -> str:
    link = _signed(client, bucket, key)
    head, _, signature = link.partition("X-Amz-Signature=")
    return f"{head}X-Amz-Signature={'0' if signature[0] != '0' else '1'}{signature[1:]}"


def _address(client: "S3Client", bucket: str, key: str) -> str:
    return _signed(client, bucket, key).partition("?")[0]


def _listing(client: "S3Client", bucket: str, key: str) -> str:
    return f"{_address(client, bucket, key).removesuffix(key)}?list-type=2"


def _fill(
    client: "S3Client",
    bucket: str,
    key: str,
    *,
    content: bytes = b"as is",
    media_type: str = "application/pdf",
    only_new: bool = True,
) -> int:
    """Upload with a link that is signed for five bytes of PDF, where nothing is yet."""
    params = {"Bucket": bucket, "Key": key, "ContentType": "application/pdf", "ContentLength": 5}
    link = client.generate_presigned_url("put_object", Params={**params, "IfNoneMatch": "*"}, ExpiresIn=60)
    headers = {"Content-Type": media_type, **({"If-None-Match": "*"} if only_new else {})}
    return _answer(urllib.request.Request(link, content, headers, method="PUT"))  # noqa: S310 - made here


def _get(address: str) -> int:
    return _answer(urllib.request.Request(address))  # noqa: S310 - the link was made here


def _get_after(address: str, moment: float) -> int:
    time.sleep(max(0.0, moment - time.monotonic()))
    return _get(address)


def _answer(request: urllib.request.Request) -> int:
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the link was made here
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
    except (OSError, HTTPException) as gone:
        raise StoreAway("it stopped answering") from gone
