"""Documents in S3, or in any store that keeps S3's promises about conditional writes."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from activities.keys import demand_key
from activities.ports import KeyTaken, Missing
from delegation.document import DocumentRef

ABSENT = ("NoSuchKey", "NoSuchVersion", "404", "NotFound")
CONFLICT_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds to wait after each answer 409: another write to the same key was under way."""

SMALL = 50_000
"""Bytes of an object up to which its version is remembered: ledgers, appointments, feeds."""
MOST_SEEN = 500


def s3_client(
    *,
    region: str,
    endpoint: str | None = None,
    access_key: str | None = None,
    secret_key: str | None = None,
    read_timeout: float = 30,
    tries: int = 4,
) -> Any:  # Any: boto3 makes its clients at run time
    """A client that signs with version 4. Without keys, boto3 looks for them where it always does.

    `read_timeout`: seconds without a byte after which a request is tried again, up to so many `tries`.
    """
    config = Config(
        parameter_validation=False,  # of keys and bytes that are ours: an eighth of each call
        signature_version="s3v4",
        retries={"mode": "standard", "total_max_attempts": tries},
        connect_timeout=5,
        read_timeout=read_timeout,
        max_pool_connections=64,  # a worker's and a portal's threads; more than ten is a warning each
        s3={"addressing_style": "path"} if endpoint else {},
    )
    return boto3.client(
        "s3",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=config,
    )


class LastSeen:
    """Versions of small objects as this process last saw them: what it writes next is compared by the store.

    Saves the look before a compare-and-swap. An entry that is out of date costs one look, never a write.
    """

    def __init__(self) -> None:
        self._versions: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, key: str, content: bytes, etag: str) -> None:
        if len(content) > SMALL:
            return
        with self._lock:
            self._versions[key] = content, etag
            self._versions.move_to_end(key)
            if len(self._versions) > MOST_SEEN:
                self._versions.popitem(last=False)

    def take(self, key: str, content: bytes) -> str:
        """The ETag of `content` under `key`, once; empty if that is not what was seen there."""
        with self._lock:
            seen, etag = self._versions.pop(key, (b"", ""))
        return etag if seen == content else ""


class S3Store:
    """A DocumentStore in one bucket, under `prefix` (empty, or ending with a slash)."""

    def __init__(self, client: Any, bucket: str, *, prefix: str = "") -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix
        self._seen = LastSeen()

    def create(self, key: str, content: bytes, media_type: str) -> DocumentRef:
        """See `activities.ports.DocumentStore`. A 412 may be the answer to our own, repeated write."""
        if not self._put(key, content, media_type, IfNoneMatch="*") and self.read(key) != content:
            raise KeyTaken(f"Something else is already stored under {key!r}.")
        sha256 = hashlib.sha256(content).hexdigest()
        return DocumentRef(key=key, sha256=sha256, size=len(content), media_type=media_type)

    def replace(self, key: str, content: bytes, media_type: str, *, instead_of: bytes | None) -> bool:
        """See `activities.ports.DocumentStore`."""
        if instead_of is None:
            condition = {"IfNoneMatch": "*"}
            return self._put(key, content, media_type, **condition) or self._get(key)[0] == content
        seen = self._seen.take(key, instead_of)
        if seen and self._put(key, content, media_type, IfMatch=seen):
            return True
        current, etag = self._get(key)
        if current != instead_of:
            return current == content
        return self._put(key, content, media_type, IfMatch=etag) or self._get(key)[0] == content

    def read(self, key: str) -> bytes:
        """See `activities.ports.DocumentStore`."""
        content, _ = self._get(key)
        if content is None:
            raise Missing(f"Nothing is stored under {key!r}.")
        return content

    def find(self, key: str) -> bytes | None:
        """See `activities.ports.DocumentStore`."""
        return self._get(key)[0]

    def keys(self, prefix: str) -> Iterator[str]:
        """See `activities.ports.DocumentStore`."""
        pages = self._client.get_paginator("list_objects_v2")
        for page in self._listed(pages, self._prefix + prefix):
            for entry in page.get("Contents", []):
                yield entry["Key"][len(self._prefix) :]

    def delete(self, key: str) -> None:
        """See `activities.ports.DocumentStore`."""
        path = self._path(key)
        versions = self._client.get_paginator("list_object_versions")
        doomed = [
            entry["VersionId"]
            for page in self._listed(versions, path)
            for entry in (*page.get("Versions", []), *page.get("DeleteMarkers", []))
            if entry["Key"] == path
        ]
        for version in doomed:
            self._asked(self._client.delete_object, Key=path, VersionId=version)

    def _put(self, key: str, content: bytes, media_type: str, **condition: str) -> bool:
        """Whether it was stored: not if the condition did not hold. Waits out writes under way."""
        path = self._path(key)
        for pause in CONFLICT_PAUSES:
            try:
                answer = self._asked(
                    self._client.put_object, Key=path, Body=content, ContentType=media_type, **condition
                )
            except ClientError as reason:
                if _status(reason) in (404, 412):
                    return False
                time.sleep(pause)
            else:
                self._seen.note(key, content, answer["ETag"])
                return True
        raise OSError(f"The store is busy with {key!r}; try again.")

    def _get(self, key: str) -> tuple[bytes | None, str]:
        """Content and ETag; nothing and an empty ETag where nothing is stored."""
        try:
            answer = self._asked(self._client.get_object, Key=self._path(key))
            content, etag = answer["Body"].read(), answer["ETag"]
        except ClientError:
            return None, ""
        except BotoCoreError as reason:
            raise OSError(f"The store stopped while {key!r} was read: {reason}") from reason
        self._seen.note(key, content, etag)
        return content, etag

    def _listed(self, paginator: Any, prefix: str) -> Iterator[dict[str, Any]]:
        try:
            yield from paginator.paginate(Bucket=self._bucket, Prefix=prefix)
        except (ClientError, BotoCoreError) as reason:
            raise OSError(f"The store did not list its keys: {reason}") from reason

    def _asked(self, call: Callable[..., Any], **arguments: Any) -> Any:
        """The answer; ClientError only where it is one (absent, condition, conflict), else OSError."""
        try:
            return call(Bucket=self._bucket, **arguments)
        except ClientError as reason:
            if _is_answer(reason):
                raise
            raise OSError(f"The store did not do what it was asked: {reason}") from reason
        except BotoCoreError as reason:
            raise OSError(f"The store is away: {reason}") from reason

    def _path(self, key: str) -> str:
        return self._prefix + demand_key(key)


def _is_answer(reason: ClientError) -> bool:
    code = reason.response.get("Error", {}).get("Code", "")
    return code in ABSENT or _status(reason) in (409, 412)


def _status(reason: ClientError) -> int:
    return int(reason.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500))
