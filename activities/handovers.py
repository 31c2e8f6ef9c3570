"""Handing files over at the door of the vault: uploads taken in and sealed, downloads for one minute."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from activities.keys import demand_key
from activities.ports import DocumentStore, UploadSlots
from activities.register import Register
from delegation.document import DocumentRef

LASTS = timedelta(seconds=60)
TAG = 32
"""Bytes of HMAC-SHA256."""
OF_A_DELEGATION = re.compile(r"delegations/([a-z0-9-]+)/.+")


def _now() -> datetime:
    return datetime.now(UTC)


def take_in(
    slots: UploadSlots, slot: str, store: DocumentStore, key_of: Callable[[bytes], str], media_type: str
) -> DocumentRef:
    """Seal what was uploaded under the key that `key_of` gives its content, and empty the slot.

    `key_of` judges the content first and raises what it likes; the slot is emptied then too. Safe to repeat
    until it succeeded. Raises Missing where nothing was uploaded, Erased, KeyTaken, OSError.
    """
    content = slots.content(slot)
    try:
        ref = store.create(key_of(content), content, media_type)
    except OSError:
        raise  # the store is away: the upload waits for the next try
    except Exception:
        slots.close(slot)
        raise
    slots.close(slot)
    return ref


def sweep(slots: UploadSlots) -> int:
    """Empty the slots that nobody took in. How many there were. Raises OSError."""
    left = list(slots.left_behind())
    for key in left:
        slots.close(key)
    return len(left)


class Passes:
    """Addresses for one object and one minute, made when somebody who may see it asks for it.

    A link signed by the bucket would show sealed bytes; so the portal reads and opens the object itself, and
    a pass is what it signs. Whoever was erased, or whose delegation is not there, has none that counts.
    """

    def __init__(self, register: Register, now: Callable[[], datetime] = _now) -> None:
        self._register = register
        self._now = now

    def mint(self, key: str) -> str:
        """For an object of a delegation. A secret: never mail or log it. Raises ValueError, OSError."""
        delegation = OF_A_DELEGATION.fullmatch(demand_key(key))
        if delegation is None:
            raise ValueError(f"{key!r} is no object of a delegation.")
        until = int((self._now() + LASTS).timestamp())
        claim = f"{until:x}|{key}".encode()
        return base64.urlsafe_b64encode(self._tag(delegation[1], claim) + claim).rstrip(b"=").decode()

    def read(self, token: str) -> str | None:
        """The key of the object; None for whatever else it is, or once the minute is over. Raises OSError."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            until, _, key = raw[TAG:].decode().partition("|")
            delegation = OF_A_DELEGATION.fullmatch(demand_key(key))
            is_late = int(until, 16) < self._now().timestamp()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return None
        if delegation is None or is_late or self._register.drawn_secret(delegation[1]) is None:
            return None
        return key if hmac.compare_digest(raw[:TAG], self._tag(delegation[1], raw[TAG:])) else None

    def _tag(self, delegation: str, claim: bytes) -> bytes:
        secret = self._register.secret(delegation)
        return hmac.new(secret, b"pass|" + claim, hashlib.sha256).digest()
