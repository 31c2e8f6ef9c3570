"""What activities need of the world. Each port states its idempotency promise and its permanent errors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.organisations.table import Grid
from delegation.papers.atlas import Atlas
from delegation.papers.score_book import ScoreBook
from delegation.papers.workbook import Cell, Workbook


class Missing(LookupError):
    """Nothing is stored under that key. Permanent: retrying does not help."""


class Erased(Missing):
    """The person it belongs to was erased on request: nothing can be read or kept for them. Permanent."""


class NotGenuine(Exception):
    """What is stored there does not open with the key of its place: changed, moved, or another vault's.

    Permanent: get the object back from a backup.
    """


class KeyRefused(Exception):
    """The key ring does not unwrap a key: another context, changed bytes, or a master key it does not have.

    Permanent.
    """


class KeyTaken(Exception):
    """Other bytes are already stored under that create-only key. Permanent."""


class AddressRefused(Exception):
    """The mail server says that this address cannot receive mail. Permanent."""


class MessageRefused(AddressRefused):
    """The mail server says that it will never take this message. Permanent; a person has to look."""


class NotAccepted(OSError):
    """The mail server did not take the message, for certain: nothing left. Temporary: send it again."""


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

    def find(self, key: str) -> bytes | None:
        """The bytes under `key`; None where there are none, of an erased person too. Raises OSError.

        Cheaper than `read` where nothing is there: why is not asked.
        """
        ...

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys that start with `prefix`, in order."""
        ...

    def delete(self, key: str) -> None:
        """Remove the object and every version of it. Removing nothing is no error."""
        ...


class WrappedKey(Fact):
    """A data key as it may lie anywhere: only its master key opens it, and only for its context."""

    master: str
    """Id of the master key that wrapped it."""
    wrapped: str
    """Base64."""


class KeyRing(Protocol):
    """Master keys that never leave it. Wraps data keys of 32 bytes, each bound to a context."""

    def wrap(self, key: bytes, context: str) -> WrappedKey:
        """Wrapped by the newest master key. Raises OSError when the key ring is away."""
        ...

    def unwrap(self, wrapped: WrappedKey, context: str) -> bytes:
        """The data key, whichever master key wrapped it.

        Raises:
            KeyRefused: not wrapped for this context, or by a master key that is not there.
            OSError: the key ring is away; try again.
        """
        ...

    def newest(self) -> str:
        """Id of the master key that wraps now. Raises OSError when the key ring is away."""
        ...


@dataclass(frozen=True, slots=True)
class Slot:
    """Where somebody may upload one file, once and soon. `url` is a secret: never log, mail or store it."""

    key: str
    url: str
    """For a PUT."""
    headers: Mapping[str, str]
    """What the PUT must say; anything else is refused."""


class UploadSlots(Protocol):
    """Places beside the vault into which browsers upload by themselves, before content is sealed."""

    def open(self, media_type: str, size: int) -> Slot:
        """For exactly `size` bytes of that type, for a minute, where nothing lies yet."""
        ...

    def content(self, key: str) -> bytes:
        """What was uploaded. Raises Missing while nothing is there, OSError when the store is away."""
        ...

    def close(self, key: str) -> None:
        """Remove it with every version. Safe to repeat. Raises OSError when the store is away."""
        ...

    def left_behind(self) -> Iterator[str]:
        """Keys of slots that were opened more than an hour ago and never closed."""
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
            NotAccepted: the server is away or busy, and took nothing; try again.
            OSError: the connection broke when the message may already have been taken. It is closed,
                so nothing of ours is on its way any more.
        """
        ...


class Journal(Protocol):
    """Knows which mails the transport took, also where its answer to us was lost."""

    @property
    def silent_after(self) -> timedelta:
        """How long after a mail's last chance to be taken the journal's silence means that it was not."""
        ...

    def receipt(self, send_id: str) -> MailReceipt | None:
        """The receipt of the mail of that name, if it was taken; None: the journal does not know it.

        Reading changes nothing. Raises OSError when the journal is away; that says nothing of the mail.
        """
        ...


class CannotBeSet(Exception):
    """A template does not fit what it is to show. Permanent: retrying does not help."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """A finished PDF, and how many characters no font has a glyph for; each became a visible sign."""

    content: bytes
    replaced: int = 0


class Typesetter(Protocol):
    """Sets documents on paper. The same facts at the same time give the same bytes."""

    def pdf(
        self, template: str, facts: Fact, *, made_at: datetime, pictures: Mapping[str, str] | None = None
    ) -> Typeset:
        """A PDF/A-2a and PDF/UA-1 of `templates/documents/{template}.typ`; `pictures` are SVGs by name.

        Raises CannotBeSet: the template and the facts do not fit.
        """
        ...

    def atlas(self) -> Atlas:
        """Land and borders for maps, as they lie beside the templates."""
        ...


class WordProcessor(Protocol):
    """Fills in Word documents that an office can put on its own letterhead."""

    def docx(self, template: str, facts: Fact, *, made_at: datetime) -> bytes:
        """`templates/documents/{template}.docx`, filled in. Raises CannotBeSet: a placeholder has no fact."""
        ...


class SpreadsheetWriter(Protocol):
    """Writes workbooks in which every cell is what it says: text is never run as a formula."""

    def xlsx(self, workbook: Workbook, *, made_at: datetime) -> bytes: ...


class NotAWorkbook(ValueError):
    """A file cannot be read as a workbook; the message says why and what to do. Permanent."""


class TableBooks(Protocol):
    """Reads workbooks that somebody else wrote, as tables of text."""

    def grid(self, content: bytes, sheet: str) -> Grid:
        """The cells of that sheet, or of the first where none is named; formulas as last worked out.

        Nothing in the workbook is run or fetched. Raises UnreadableTable: another kind of file, too large,
        or without that sheet.
        """
        ...


class ScoreBooks(Protocol):
    """Workbooks of evaluators who work on paper: written, and read again."""

    def xlsx(self, book: ScoreBook, *, made_at: datetime) -> bytes:
        """The same book at the same time gives the same bytes. Text is never run as a formula."""
        ...

    def rows(self, content: bytes, sheet: str) -> tuple[tuple[Cell, ...], ...]:
        """The cells of a sheet from A1 on, whichever program saved it; empty ones are "".

        Raises NotAWorkbook: another kind of file, too large, or without that sheet.
        """
        ...


@dataclass(frozen=True, slots=True)
class QueuedMail:
    """One message of a queue that tells of mails in a bucket."""

    receipt: str
    """Names this delivery of the message, so that it can be removed."""
    places: tuple[tuple[str, str], ...]
    """Bucket and key of each mail; none where the message tells of something else."""


class MailQueue(Protocol):
    """Tells of mails that came in. At least once: what is not removed is told again."""

    def wait(self) -> list[QueuedMail]:
        """What is there, or comes within some seconds. Raises OSError when the queue is away."""
        ...

    def mails(self, queued: QueuedMail) -> list[bytes]:
        """The mails themselves. Raises Missing where one is gone, OSError when the bucket is away."""
        ...

    def remove(self, queued: QueuedMail) -> None:
        """Not to be told again. Removing twice is no error. Raises OSError when the queue is away."""
        ...
