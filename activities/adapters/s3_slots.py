"""Upload slots in a bucket: links for one PUT each, with type, length and condition signed into them."""

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from activities.adapters.s3 import S3Store
from activities.ports import Slot

SLOTS = "slots/"
LASTS = 60
"""Seconds for which a link counts."""
FORGOTTEN = timedelta(hours=1)
STAMP = "%Y%m%dt%H%M%S"


def _now() -> datetime:
    return datetime.now(UTC)


class S3Slots:
    """UploadSlots under `slots/` of a bucket, in the clear until they are taken in and closed.

    The signature covers Content-Type, Content-Length and If-None-Match (AWS Signature Version 4, presigned):
    a longer file, another type or a second upload is refused by the store.
    """

    def __init__(
        self,
        client: Any,  # Any: boto3 makes its clients at run time
        bucket: str,
        *,
        prefix: str = "",
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix
        self._store = S3Store(client, bucket, prefix=prefix)
        self._now = now

    def open(self, media_type: str, size: int) -> Slot:
        """See `activities.ports.UploadSlots`."""
        key = f"{SLOTS}{self._now():{STAMP}}-{secrets.token_hex(16)}"
        params = {"Bucket": self._bucket, "Key": self._prefix + key, "ContentType": media_type}
        url = self._client.generate_presigned_url(
            "put_object", Params={**params, "ContentLength": size, "IfNoneMatch": "*"}, ExpiresIn=LASTS
        )
        return Slot(key, url, {"Content-Type": media_type, "If-None-Match": "*"})

    def content(self, key: str) -> bytes:
        """See `activities.ports.UploadSlots`."""
        return self._store.read(_demanded(key))

    def close(self, key: str) -> None:
        """See `activities.ports.UploadSlots`."""
        self._store.delete(_demanded(key))

    def left_behind(self) -> Iterator[str]:
        """See `activities.ports.UploadSlots`."""
        oldest = f"{SLOTS}{self._now() - FORGOTTEN:{STAMP}}"
        return (key for key in self._store.keys(SLOTS) if key < oldest)


def _demanded(key: str) -> str:
    """A slot's key comes back from a browser: it must not name anything else."""
    if not key.startswith(SLOTS):
        raise ValueError(f"{key!r} is no upload slot.")
    return key
