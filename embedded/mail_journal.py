"""Delivered mails as files: what the embedded mail server remembers when it is killed.

One file per mail and recipient. The first two lines are the envelope, as mail servers write it;
the rest is the mail byte for byte as it was handed over.
"""

import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Self


class DeliveredMail(NamedTuple):
    """A mail in the mailbox of one recipient."""

    mailbox: str
    """The recipient's address, in lower case."""
    sender: str
    """Envelope sender; empty for bounces."""
    content: bytes
    """The mail as it was handed over, headers and all."""

    def as_file(self) -> bytes:
        envelope = f"Return-Path: <{self.sender}>\r\nDelivered-To: {self.mailbox}\r\n"
        return envelope.encode() + self.content

    @classmethod
    def from_file(cls, written: bytes) -> Self:
        sender, mailbox, content = written.split(b"\r\n", 2)
        return cls(
            mailbox=mailbox.decode().removeprefix("Delivered-To: "),
            sender=sender.decode().removeprefix("Return-Path: <").removesuffix(">"),
            content=content,
        )


def keep(directory: Path, mail: DeliveredMail) -> None:
    """Write one mail; on disk for certain when this returns."""
    path = directory / f"{time.time_ns():020d}-{secrets.token_hex(4)}.eml"
    unfinished = path.with_suffix(".new")
    with unfinished.open("xb") as file:
        file.write(mail.as_file())
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def kept(directory: Path) -> Iterator[DeliveredMail]:
    """Every mail in the order of delivery."""
    for path in sorted(directory.glob("*.eml")):
        yield DeliveredMail.from_file(path.read_bytes())
