"""The journal as a mailbox: every mail goes there in the same transaction, and is found there again."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Any

from activities.ports import MailReceipt

SEND_ID = re.compile(r"[A-Za-z0-9._-]{1,80}")
HEADER = "X-Delegation-Send-Id"


class ImapJournal:
    """A Journal; see `activities.ports`. Nothing in the mailbox is changed.

    `silent_after` must be longer than the mail server takes from accepting a mail to showing it here.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        username: str,
        password: str,
        encrypted: bool = True,
        folder: str = "INBOX",
        silent_after: timedelta = timedelta(minutes=10),
        timeout: float = 20.0,
    ) -> None:
        self._host = host
        self._port = port
        self._username = username
        self._password = password
        self._encrypted = encrypted
        self._folder = folder
        self._timeout = timeout
        self._silent_after = silent_after

    @property
    def silent_after(self) -> timedelta:
        """See `activities.ports.Journal`."""
        return self._silent_after

    def receipt(self, send_id: str) -> MailReceipt | None:
        """See `activities.ports.Journal`."""
        if SEND_ID.fullmatch(send_id) is None:
            raise ValueError(f"{send_id!r} names no mail of ours.")
        with self._opened() as mailbox:
            found = _asked(mailbox.search(None, "HEADER", HEADER, send_id))
            for number in (found[0] or b"").split():
                head = _head(_asked(mailbox.fetch(number.decode(), "(BODY.PEEK[HEADER])")))
                if head[HEADER] == send_id:  # the server looks for a part of the header only
                    return MailReceipt(send_id=send_id, message_id=str(head["Message-ID"] or ""))
        return None

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        """Raises OSError, which names no password."""
        try:
            mailbox = self._connected()
            try:
                mailbox.login(self._username, self._password)
                _asked(mailbox.select(self._folder, readonly=True))
                yield mailbox
            finally:
                with suppress(OSError, imaplib.IMAP4.error):
                    mailbox.logout()
        except (OSError, imaplib.IMAP4.error) as reason:
            where = f"{self._host}:{self._port}"
            raise OSError(f"The journal at {where} is away: {type(reason).__name__}") from reason

    def _connected(self) -> imaplib.IMAP4:
        if self._encrypted:
            context = ssl.create_default_context()
            return imaplib.IMAP4_SSL(self._host, self._port, ssl_context=context, timeout=self._timeout)
        return imaplib.IMAP4(self._host, self._port, timeout=self._timeout)


def _asked(answer: tuple[str, list[Any]]) -> list[Any]:  # Any: bytes, pairs of bytes, or nothing
    state, parts = answer
    if state != "OK":
        raise OSError(f"The journal answered {state}.")
    return parts


def _head(parts: list[Any]) -> Message:
    content = next((part[1] for part in parts if isinstance(part, tuple)), b"")
    return BytesHeaderParser().parsebytes(content)
