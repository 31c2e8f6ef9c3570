"""Mail by SMTP submission. Every end of a conversation is told apart by what it says of the message:

until the final dot is sent
    no connection, a cut, silence, 4xx at any command, 5xx at greeting, EHLO, AUTH or MAIL
                                                  NotAccepted: nothing left, for certain
    5xx at RCPT                                   AddressRefused
    5xx at DATA                                   MessageRefused
    the journal's RCPT is not taken with 250      NotAccepted: both take it, or nobody
after the final dot, or while the message runs
    250                                           a receipt, whatever becomes of QUIT
    4xx                                           NotAccepted
    5xx                                           MessageRefused
    a cut, silence                                OSError: it may have been taken (RFC 1047)
"""

import re
import smtplib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.parser import BytesHeaderParser

from activities.addresses import mail_address
from activities.ports import AddressRefused, MailReceipt, MessageRefused, NotAccepted

OK, FORWARDED, GO_ON = 250, 251, 354
TIMEOUT = 20.0
WITHIN = 30.0


class SmtpMailer:
    """One message, one recipient, one connection: a refusal never concerns anybody else.

    `timeout` is in seconds, for connecting and for each reply of the server; `within` for the whole
    conversation, after which the connection is cut. With `journal`, that address gets the same message in
    the same transaction: one fate for both, so that its mailbox tells what was taken.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        username: str | None = None,
        password: str | None = None,
        starttls: bool = False,
        timeout: float = TIMEOUT,
        within: float = WITHIN,
        journal: str = "",
    ) -> None:
        self._host = host
        self._port = port
        self._username = username
        self._password = password
        self._starttls = starttls
        self._timeout = timeout
        self._within = within
        self._journal = journal

    def send(self, *, send_id: str, sender: str, recipient: str, message: bytes) -> MailReceipt:
        """See `activities.ports.Mailer`, and the table above."""
        ends = time.monotonic() + self._within
        with self._connected() as server, _cut_at(server, ends):
            self._introduce(server)
            self._address(server, mail_address(sender), mail_address(recipient))
            self._announce(server, ends)
            self._hand_over(server, message)
        return MailReceipt(
            send_id=send_id, message_id=BytesHeaderParser().parsebytes(message)["Message-ID"] or ""
        )

    def _connected(self) -> "_Connection":
        try:
            return _Connection(self._host, self._port, timeout=min(self._timeout, self._within))
        except OSError as reason:
            raise NotAccepted(f"The mail server {self._host}:{self._port} is away: {reason}") from reason

    def _introduce(self, server: smtplib.SMTP) -> None:
        try:
            if self._starttls:
                server.starttls(context=ssl.create_default_context())
            if self._username and self._password:
                server.login(self._username, self._password)
            server.ehlo_or_helo_if_needed()
        except OSError as reason:
            raise NotAccepted(f"The mail server {self._host} does not let us in: {reason}") from reason

    def _address(self, server: smtplib.SMTP, sender: str, recipient: str) -> None:
        """MAIL and RCPT. Nothing has left yet, so whatever goes wrong here is certain."""
        code, reply = _asked(server.mail, sender)
        if code != OK:
            raise NotAccepted(f"The mail server does not take the sender: {code} {reply}")
        code, reply = _asked(server.rcpt, recipient)
        if code >= 500:
            raise AddressRefused(f"The mail server refuses this address: {code} {reply}")
        if code not in (OK, FORWARDED):
            raise NotAccepted(f"The mail server does not take the mail now: {code} {reply}")
        if self._journal:
            code, reply = _asked(server.rcpt, mail_address(self._journal))
            if code != OK:
                raise NotAccepted(f"The mail server does not take mail for the journal: {code} {reply}")

    def _announce(self, server: smtplib.SMTP, ends: float) -> None:
        """DATA, if there is time left to hear what becomes of the message."""
        if time.monotonic() + min(self._timeout, self._within / 2) > ends:
            raise NotAccepted("The mail server was so slow that too little time is left; try again.")
        code, reply = _asked(server.docmd, "DATA")
        if code != GO_ON:
            raise _refusal(code, reply)

    def _hand_over(self, server: smtplib.SMTP, message: bytes) -> None:
        """The message and the dot. A reply is certain; no reply is not, and propagates as OSError."""
        server.send(_dotted(message))
        code, reply = server.getreply()
        if code != OK:
            raise _refusal(code, _readable(reply))


@contextmanager
def _cut_at(server: smtplib.SMTP, ends: float) -> Iterator[None]:
    """Cut the connection when its time is over, even if the server says a word now and then."""

    def cut() -> None:
        if server.sock is not None:
            server.sock.close() if isinstance(server.sock, ssl.SSLSocket) else server.sock.shutdown(2)

    timer = threading.Timer(max(ends - time.monotonic(), 0), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _dotted(message: bytes) -> bytes:
    """With CRLF at every end of line, a second dot where a line begins with one, and the last dot."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    stuffed = re.sub(rb"(?m)^\.", b"..", lines)
    return stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _refusal(code: int, reply: str) -> AddressRefused | NotAccepted:
    if code >= 500:
        return MessageRefused(f"The mail server refuses this message: {code} {reply}")
    return NotAccepted(f"The mail server does not take the message: {code} {reply}")


class _Connection(smtplib.SMTP):
    """A connection whose end is no news: once the server took the message, a lost QUIT changes nothing."""

    def __exit__(self, *exception: object) -> None:
        try:
            self.quit()
        except OSError:
            self.close()


def _asked(command: Callable[[str], tuple[int, bytes]], argument: str) -> tuple[int, str]:
    try:
        code, reply = command(argument)
    except OSError as reason:
        raise NotAccepted(f"The mail server ended the conversation: {reason}") from reason
    return code, _readable(reply)


def _readable(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
