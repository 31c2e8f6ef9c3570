"""Mailboxes that are read by IMAP. Nothing in them is changed: how far they are read stands in the vault."""

import asyncio
import imaplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from activities.keys import reading_key
from activities.ports import DocumentStore
from activities.swapping import current
from delegation.fact import Fact
from portal.inbound.ways import Receiving

LARGEST = 2_000_000
"""Bytes; a larger mail is no answer to an invite and is passed over."""
TIMEOUT = 20.0


class MailboxAway(OSError):
    """A mail server does not answer, or not as agreed. Temporary: the mails stay where they are."""


class MailboxAddress(NamedTuple):
    """Where a mailbox is, and how it is opened."""

    host: str
    port: int
    username: str
    password: str
    ssl: bool = True
    folder: str = "INBOX"

    @property
    def identity(self) -> str:
        return f"{self.host}:{self.port}/{self.username}/{self.folder}"


class ReadingState(Fact):
    """How far a mailbox has been read. UIDs are counted anew when UIDVALIDITY changes (RFC 3501 2.3.1.1)."""

    uid_validity: int = 0
    uid: int = 0


class ImapWay:
    """Looks into mailboxes again and again, and hands in what is new, in order.

    A mail counts as read once it was received: what is handed in twice, after a crash or because the
    server counts anew, is recognised by the receiver.
    """

    def __init__(
        self,
        name: str,
        mailboxes: Callable[[], Sequence[MailboxAddress]],
        store: DocumentStore,
        receiver: Receiving,
        *,
        every_seconds: float,
    ) -> None:
        """`mailboxes` is asked before each round: more may have come."""
        self.name = name
        self._mailboxes = mailboxes
        self._store = store
        self._receiver = receiver
        self._every_seconds = every_seconds

    async def run(self, say_up: Callable[[], None]) -> None:
        """See `portal.inbound.ways.Way`."""
        while True:
            await self.look_once()
            say_up()
            await asyncio.sleep(self._every_seconds)

    async def look_once(self) -> int:
        """Hand in what is new in every mailbox, and return how many mails that were.

        Trouble with one mailbox keeps no other from being read. Raises the first of it at the end.
        """
        count, troubles = 0, list[Exception]()
        for address in await asyncio.to_thread(self._mailboxes):
            try:
                count += await self._read(address)
            except Exception as trouble:  # raised below, once the other mailboxes are read
                troubles.append(trouble)
        if troubles:
            raise troubles[0]
        return count

    async def _read(self, address: MailboxAddress) -> int:
        key = reading_key(address.identity)
        stored = await asyncio.to_thread(current, self._store, key)
        before = ReadingState.model_validate_json(stored) if stored else ReadingState()
        count = 0
        mailbox, state = await asyncio.to_thread(_opened, address, before)
        try:
            for uid in await asyncio.to_thread(_new_mails, mailbox, state):
                raw = await asyncio.to_thread(_fetched, mailbox, uid)
                if raw is not None:
                    await self._receiver.receive(raw, way=self.name, received_at=datetime.now(UTC))
                    count += 1
                state = state.model_copy(update={"uid": uid})
                stored = await asyncio.to_thread(self._note, key, state, stored)
        finally:
            await asyncio.to_thread(_closed, mailbox)
        return count

    def _note(self, key: str, state: ReadingState, before: bytes | None) -> bytes | None:
        """What is stored now. If another process reads the same mailbox, its note stays."""
        content = state.model_dump_json().encode()
        if self._store.replace(key, content, "application/json", instead_of=before):
            return content
        return current(self._store, key)


def _opened(address: MailboxAddress, before: ReadingState) -> tuple[BaseMailBox, ReadingState]:
    """The mailbox, for reading only, and how far it is read. Raises MailboxAway."""
    with _SaidAway(address):
        mailbox: BaseMailBox
        if address.ssl:
            mailbox = MailBox(
                address.host, address.port, timeout=TIMEOUT, ssl_context=ssl.create_default_context()
            )
        else:
            mailbox = MailBoxUnencrypted(address.host, address.port, timeout=TIMEOUT)
        try:
            mailbox.login(address.username, address.password, initial_folder=None)
            mailbox.folder.set(address.folder, readonly=True)
            validity = mailbox.folder.status(address.folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        except BaseException:
            _closed(mailbox)
            raise
    return mailbox, before if before.uid_validity == validity else ReadingState(uid_validity=validity)


def _new_mails(mailbox: BaseMailBox, state: ReadingState) -> list[int]:
    """The UIDs after the last one, in order. `n:*` always names the newest mail, also where it is older."""
    with _SaidAway():
        _, found = mailbox.client.uid("SEARCH", f"UID {state.uid + 1}:*")
        numbers = (int(one) for one in (found[0] or b"").split())
        return sorted(number for number in numbers if number > state.uid)


def _fetched(mailbox: BaseMailBox, uid: int) -> bytes | None:
    """The mail byte for byte, left unread; None where it is too large or gone meanwhile."""
    with _SaidAway():
        _, sizes = mailbox.client.uid("FETCH", str(uid), "(RFC822.SIZE)")
        if any(size > LARGEST for size in _sizes(sizes)):
            return None
        _, parts = mailbox.client.uid("FETCH", str(uid), "(BODY.PEEK[])")
        return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), None)


def _sizes(parts: Sequence[object]) -> Iterator[int]:
    for part in parts:
        if isinstance(part, bytes) and b"RFC822.SIZE " in part:
            yield int(part.partition(b"RFC822.SIZE ")[2].split(b" ")[0].strip(b")"))


def _closed(mailbox: BaseMailBox) -> None:
    """Whatever state the connection is in."""
    try:
        mailbox.logout()
    except (OSError, imaplib.IMAP4.error, ImapToolsError):
        mailbox.client.shutdown()


class _SaidAway:
    """What a mail server does wrong, as one error that names no password."""

    def __init__(self, address: MailboxAddress | None = None) -> None:
        self._where = f" at {address.host}:{address.port}" if address else ""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (OSError, imaplib.IMAP4.error, ImapToolsError)):
            raise MailboxAway(
                f"The mail server{self._where} does not do what it is asked: {type(error).__name__}."
            ) from error
