"""Small honest implementations of the ports. The suites in tests/adapters hold them to the real ones."""

import hashlib
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple

from activities.addresses import mail_address
from activities.keys import demand_key
from activities.ports import AddressRefused, KeyRefused, KeyTaken, MailReceipt, Missing, WrappedKey
from delegation.document import DocumentRef


class MemoryStore:
    """A DocumentStore in memory, safe for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.content: dict[str, bytes] = {}

    def create(self, key: str, content: bytes, media_type: str) -> DocumentRef:
        with self._lock:
            if self.content.setdefault(demand_key(key), content) != content:
                raise KeyTaken(f"Something else is already stored under {key!r}.")
        sha256 = hashlib.sha256(content).hexdigest()
        return DocumentRef(key=key, sha256=sha256, size=len(content), media_type=media_type)

    def replace(self, key: str, content: bytes, media_type: str, *, instead_of: bytes | None) -> bool:
        with self._lock:
            current = self.content.get(demand_key(key))
            if current == instead_of:
                self.content[key] = content
            return current in (instead_of, content)

    def read(self, key: str) -> bytes:
        try:
            return self.content[demand_key(key)]
        except KeyError:
            raise Missing(f"Nothing is stored under {key!r}.") from None

    def find(self, key: str) -> bytes | None:
        """Through `read`, which stores that break or count change."""
        try:
            return self.read(key)
        except Missing:
            return None

    def keys(self, prefix: str) -> Iterator[str]:
        yield from sorted(key for key in list(self.content) if key.startswith(prefix))

    def delete(self, key: str) -> None:
        with self._lock:
            self.content.pop(demand_key(key), None)


class MemoryKeys:
    """A KeyRing in memory: what it wrapped is found again under a number, for its context alone."""

    def __init__(self) -> None:
        self.masters = ["memory-1"]
        self._wrapped: dict[str, tuple[str, str, bytes]] = {}

    def wrap(self, key: bytes, context: str) -> WrappedKey:
        number = str(len(self._wrapped))
        self._wrapped[number] = self.newest(), context, key
        return WrappedKey(master=self.newest(), wrapped=number)

    def unwrap(self, wrapped: WrappedKey, context: str) -> bytes:
        master, bound, key = self._wrapped.get(wrapped.wrapped, ("", "", b""))
        if (master, bound) != (wrapped.master, context) or master not in self.masters:
            raise KeyRefused("A data key was changed, or lies where it does not belong.")
        return key

    def newest(self) -> str:
        return self.masters[-1]


class Delivered(NamedTuple):
    """One mail that left."""

    send_id: str
    sender: str
    recipient: str
    message: bytes

    @property
    def parsed(self) -> EmailMessage:
        return message_from_bytes(self.message, policy=policy.default)  # type: ignore[return-value]

    @property
    def subject(self) -> str:
        return str(self.parsed["Subject"])

    def part(self, media_type: str) -> bytes:
        """The first part of that media type, decoded."""
        found = next(part for part in self.parsed.walk() if part.get_content_type() == media_type)
        return bytes(found.get_payload(decode=True))


class Outbox:
    """A Mailer and its Journal: it keeps what was sent. `refuses` are addresses that cannot receive mail.

    What is in `troubles` is raised, one per call, before anything is sent.
    """

    def __init__(self, *refuses: str) -> None:
        self.refuses = refuses
        self.troubles: list[Exception] = []
        self.sent: list[Delivered] = []

    def send(self, *, send_id: str, sender: str, recipient: str, message: bytes) -> MailReceipt:
        if self.troubles:
            raise self.troubles.pop(0)
        if mail_address(recipient) in self.refuses:
            raise AddressRefused("550 no such mailbox")
        self.sent.append(Delivered(send_id, mail_address(sender), mail_address(recipient), message))
        return MailReceipt(send_id=send_id, message_id=message_from_bytes(message)["Message-ID"] or "")

    @property
    def silent_after(self) -> timedelta:
        """The same object is the Journal of what it took, and knows it at once."""
        return timedelta(seconds=2)

    def receipt(self, send_id: str) -> MailReceipt | None:
        found = next((mail for mail in self.sent if mail.send_id == send_id), None)
        return found and MailReceipt(send_id=send_id, message_id=found.parsed["Message-ID"] or "")

    def to(self, recipient: str) -> list[Delivered]:
        return [mail for mail in self.sent if mail.recipient == recipient]

    def subjects_to(self, recipient: str) -> list[str]:
        return [mail.subject for mail in self.to(recipient)]
