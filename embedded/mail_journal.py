"""Delivered mails as files: what the embedded mail server remembers when it is killed.

One file per mail and recipient. The first two lines are the envelope, as mail servers write it;
the rest is the mail byte for byte as it was handed over.
"""

import itertools
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Self

JOURNAL = "journal@legation.invalid"
"""The mailbox that shows the head of each of our mails; nobody else can have this address (RFC 2606)."""
OURS = b"\nx-delegation-send-id:"

_counter = itertools.count()
"""Keeps the order of mails that arrive within one microsecond."""


class DeliveredMail(NamedTuple):
    """A mail in the mailbox of one recipient."""

    mailbox: str
    """The recipient's address, in lower case."""
    sender: str
    """Envelope sender; empty for bounces."""
    content: bytes
    """The mail as it was handed over, headers and all."""
    delivered_at: datetime
    """In UTC."""

    def as_file(self) -> bytes:
        envelope = f"Return-Path: <{self.sender}>\r\nDelivered-To: {self.mailbox}\r\n"
        return envelope.encode() + self.content

    @classmethod
    def from_file(cls, path: Path) -> Self:
        sender, mailbox, content = path.read_bytes().split(b"\r\n", 2)
        return cls(
            mailbox=mailbox.decode().removeprefix("Delivered-To: "),
            sender=sender.decode().removeprefix("Return-Path: <").removesuffix(">"),
            content=content,
            delivered_at=datetime.fromtimestamp(int(path.name.partition("-")[0]) / 1e6, UTC),
        )


def keep(directory: Path, mail: DeliveredMail) -> None:
    """Write one mail; on disk for certain when this returns."""
    microseconds = round(mail.delivered_at.timestamp() * 1e6)
    path = directory / f"{microseconds:017d}-{next(_counter):06d}-{secrets.token_hex(4)}.eml"
    unfinished = path.with_suffix(".new")
    with unfinished.open("xb") as file:
        file.write(mail.as_file())
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _sync_directory(directory)


def kept(directory: Path) -> Iterator[DeliveredMail]:
    """Every mail in the order of delivery."""
    for path in sorted(directory.glob("*.eml")):
        yield DeliveredMail.from_file(path)


def head_of(mail: DeliveredMail) -> bytes:
    """The headers, with the empty line that ends them."""
    return mail.content.replace(b"\r\n", b"\n").partition(b"\n\n")[0].replace(b"\n", b"\r\n") + b"\r\n\r\n"


def is_ours(mail: DeliveredMail) -> bool:
    """Whether it left an outbox of ours."""
    return OURS in b"\n" + head_of(mail).lower()


def _sync_directory(directory: Path) -> None:
    """A new name in a directory survives a power cut only once the directory is synced too."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
