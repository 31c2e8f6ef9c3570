"""Header lines that must stand exactly as given.

The library folds long headers anew, and in doing so takes the quotes off a name with a comma, which turns
one recipient into several, and encodes a long Message-ID, which no mail program then finds again.
"""

import re
from email.header import Header
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import SMTP, EmailPolicy
from typing import TYPE_CHECKING, Any

from activities.wording import printable

if TYPE_CHECKING:
    from email.message import EmailMessage

LONGEST_NAME = 128
"""Characters of a name in a header; the rest is cut off, as in calendars."""
PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~ -]{1,60}")
"""What needs neither quotes nor encoding; `=?` would be taken for an encoded word."""
MESSAGE_ID = re.compile(r"<?([!-;=?A-~]{1,400}@[!-;=?A-~]{1,200})>?")
"""As mail servers give it, with or without its angle brackets."""
ENCODED_WORD = 60
"""Bytes; RFC 2047 allows 75."""


class AsGiven:
    """A header of ASCII that is folded nowhere but between encoded words, and before an address."""

    max_count = 1
    value_parser = staticmethod(UnstructuredHeader.value_parser)

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:  # Any: what the library hands round
        kwds["parse_tree"] = cls.value_parser(value)
        kwds["decoded"] = value

    def fold(self, *, policy: "EmailPolicy[EmailMessage]") -> str:
        lines = re.sub(r"(?<=\?=) (?==\?|<)", f"{policy.linesep} ", str(self))
        return f"{self.name}: {lines}{policy.linesep}"  # type: ignore[attr-defined]  # of BaseHeader


def mail_policy() -> "EmailPolicy[EmailMessage]":
    """As SMTP wants mails, with addresses and references as given."""
    registry = HeaderRegistry()
    for name in ("from", "to", "in-reply-to", "references", "message-id"):
        registry.map_to_type(name, AsGiven)  # type: ignore[arg-type]  # the library mixes in BaseHeader
    return SMTP.clone(header_factory=registry)


def mailbox_line(name: str, address: str) -> str:
    """`Jörg Müller` and an ASCII address, as From and To have it."""
    shown = printable(name)[:LONGEST_NAME].strip()
    if not shown:
        return address
    if PLAIN_NAME.fullmatch(shown):
        return f"{shown} <{address}>"
    encoded = Header(shown, "utf-8", maxlinelen=ENCODED_WORD).encode(linesep="\n")
    return f"{' '.join(encoded.split())} <{address}>"


def message_id_line(given: str) -> str:
    """A Message-ID in angle brackets; empty where `given` is none."""
    found = MESSAGE_ID.fullmatch(given)
    return f"<{found[1]}>" if found else ""
