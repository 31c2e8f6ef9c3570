"""Header lines that must stand exactly as given.

The library folds long headers anew, and in doing so takes the quotes off a name with a comma, which turns
one recipient into several, and encodes a long Message-ID, which no mail program then finds again.
"""

import re
from email.header import Header
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import SMTP, EmailPolicy
from itertools import groupby
from typing import TYPE_CHECKING, Any

from activities.wording import printable

if TYPE_CHECKING:
    from email.message import EmailMessage

LONGEST_NAME = 128
"""Characters of a name in a header; the rest is cut off, as in calendars."""
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~ -]+")
"""A name that needs no quotes."""
ATOM = re.compile(ATOMS.pattern.replace(" ", ""))
"""One word of it."""
MESSAGE_ID = re.compile(r"<?([!-;=?A-~]{1,400}@[!-;=?A-~]{1,200})>?")
"""As mail servers give it, with or without its angle brackets."""
LONGEST_LINE = 900
"""Characters; RFC 5322 allows 998 with the header's name."""
ENCODED_WORD = 60
"""Bytes; RFC 2047 allows 75."""


class AsGiven:
    """A header of ASCII that is folded nowhere but before and after encoded words."""

    max_count = 1
    value_parser = staticmethod(UnstructuredHeader.value_parser)

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:  # Any: what the library hands round
        kwds["parse_tree"] = cls.value_parser(value)
        kwds["decoded"] = value

    def fold(self, *, policy: "EmailPolicy[EmailMessage]") -> str:
        beside = r"(?<=\?=) (?=\S)|(?<=\S) (?==\?)" if "=?" in str(self) else r"(?!)"
        lines = re.sub(beside, f"{policy.linesep} ", str(self))
        return f"{self.name}: {lines}{policy.linesep}"  # type: ignore[attr-defined]  # of BaseHeader


def mail_policy() -> "EmailPolicy[EmailMessage]":
    """As SMTP wants mails, with addresses and references as given."""
    registry = HeaderRegistry()
    for name in ("from", "to", "subject", "in-reply-to", "references", "message-id"):
        registry.map_to_type(name, AsGiven)  # type: ignore[arg-type]  # the library mixes in BaseHeader
    return SMTP.clone(header_factory=registry)


def mailbox_line(name: str, address: str) -> str:
    """`Jörg Müller` and an ASCII address, as From and To have it."""
    shown = printable(name)[:LONGEST_NAME].strip()
    if not shown:
        return address
    if not _is_plain(shown):
        return f"{_phrase(shown)} <{address}>"
    if ATOMS.fullmatch(shown):
        return f"{shown} <{address}>"
    quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'


def text_line(text: str) -> str:
    """A subject: as it is where that is one line of ASCII, else in encoded words."""
    return text if _is_plain(text) and len(text) <= LONGEST_LINE else _encoded(text)


def _is_plain(text: str) -> bool:
    """ASCII that nobody takes for an encoded word."""
    return text.isascii() and "=?" not in text


def _phrase(name: str) -> str:
    """A name in encoded words only where it must be: some readers show a blank too many between two."""
    runs = groupby(name.split(" "), key=lambda word: ATOM.fullmatch(word) is not None)
    parts = ((plain, " ".join(words)) for plain, words in runs)
    return " ".join(words if plain else _encoded(words) for plain, words in parts)


def _encoded(text: str) -> str:
    """Encoded words that end where words do: some readers show a space between two of them."""
    chunks = [""]
    for word in re.findall(r"\S+\s*|\s+", text):
        if chunks[-1] and len(_encoded_word(chunks[-1] + word)) > ENCODED_WORD:
            chunks.append("")
        chunks[-1] += word
    return " ".join(" ".join(_encoded_word(chunk).split()) for chunk in chunks)


def _encoded_word(text: str) -> str:
    return Header(text, "utf-8", maxlinelen=ENCODED_WORD).encode(linesep="\n")


def message_id_line(given: str) -> str:
    """A Message-ID in angle brackets; empty where `given` is none."""
    found = MESSAGE_ID.fullmatch(given)
    return f"<{found[1]}>" if found else ""
