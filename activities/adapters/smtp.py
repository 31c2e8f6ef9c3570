"""Mail by SMTP submission."""

import smtplib
import ssl
from collections.abc import Callable
from email.parser import BytesHeaderParser

from activities.addresses import mail_address
from activities.ports import AddressRefused, MailReceipt, NotAccepted

OK = 250
FORWARDED = 251


class SmtpMailer:
    """One message, one recipient, one connection: a refusal never concerns anybody else.

    `timeout` is in seconds, for connecting and for each reply of the server.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        username: str | None = None,
        password: str | None = None,
        starttls: bool = False,
        timeout: float = 20.0,
    ) -> None:
        self._host = host
        self._port = port
        self._username = username
        self._password = password
        self._starttls = starttls
        self._timeout = timeout

    def send(self, *, send_id: str, sender: str, recipient: str, message: bytes) -> MailReceipt:
        """See `activities.ports.Mailer`."""
        with self._connected() as server:
            self._address(server, mail_address(sender), mail_address(recipient))
            self._hand_over(server, message)
        return MailReceipt(
            send_id=send_id, message_id=BytesHeaderParser().parsebytes(message)["Message-ID"] or ""
        )

    def _connected(self) -> "_Connection":
        try:
            server = _Connection(self._host, self._port, timeout=self._timeout)
        except OSError as reason:
            raise NotAccepted(f"The mail server {self._host}:{self._port} is away: {reason}") from reason
        try:
            self._introduce(server)
        except OSError as reason:
            server.close()
            raise NotAccepted(f"The mail server {self._host} does not let us in: {reason}") from reason
        return server

    def _introduce(self, server: smtplib.SMTP) -> None:
        if self._starttls:
            server.starttls(context=ssl.create_default_context())
        if self._username and self._password:
            server.login(self._username, self._password)
        server.ehlo_or_helo_if_needed()

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

    def _hand_over(self, server: smtplib.SMTP, message: bytes) -> None:
        """DATA. A reply is certain; no reply is not, and propagates as the OSError it is."""
        try:
            code, reply = server.data(message)
        except smtplib.SMTPDataError as reason:
            answer = _readable(reason.smtp_error)
            raise NotAccepted(
                f"The mail server does not take the message: {reason.smtp_code} {answer}"
            ) from reason
        if code != OK:
            raise NotAccepted(f"The mail server does not take the message: {code} {_readable(reply)}")


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
