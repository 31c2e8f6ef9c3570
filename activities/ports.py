"""What activities need of the world. Each port states its idempotency promise and its permanent errors."""

from collections.abc import Iterator
from typing import Protocol

from delegation.document import DocumentRef
from delegation.fact import Fact


class Missing(LookupError):
    """Nothing is stored under that key. Permanent: retrying does not help."""


class KeyTaken(Exception):
    """Other bytes are already stored under that create-only key. Permanent."""


class AddressRefused(Exception):
    """The mail server says that this address cannot receive mail. Permanent."""


class DocumentStore(Protocol):
    """Objects by key. Keys match `^[a-z0-9./-]+$`; no text from a user is ever part of one."""

    def create(self, key: str, content: bytes, media_type: str) -> DocumentRef:
        """Store under a new key. The same bytes again are no error and give the same reference.

        Raises:
            KeyTaken: other bytes are stored there.
            OSError: the store is away; try again.
        """
        ...

    def replace(self, key: str, content: bytes, media_type: str, *, instead_of: bytes | None) -> bool:
        """Compare and swap: store only if the content is still `instead_of` (None: nothing stored).

        Returns whether it was stored. Raises OSError when the store is away.
        """
        ...

    def read(self, key: str) -> bytes:
        """The bytes under `key`. Raises Missing, or OSError when the store is away."""
        ...

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys that start with `prefix`, in order."""
        ...

    def delete(self, key: str) -> None:
        """Remove the object and every version of it. Removing nothing is no error."""
        ...


class MailReceipt(Fact):
    """Proof that a mail left: its name, and the id the mail server gave it."""

    send_id: str
    message_id: str


class Mailer(Protocol):
    """Hands one finished message to the mail server."""

    def send(self, *, send_id: str, sender: str, recipient: str, message: bytes) -> MailReceipt:
        """Send `message` to `recipient`.

        Not idempotent by itself: `activities/outbox.py` sends each `send_id` once.

        Raises:
            AddressRefused: the server will never take mail for this address.
            OSError: the mail server is away or busy; try again.
        """
        ...
