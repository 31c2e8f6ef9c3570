"""The parts of a mail, found without ever looking inside a mail that is enclosed in it.

The library's parser opens enclosed mails and takes minutes for one that is built to be slow, so mails are
split here, within bounds. Only header lines are given to the library.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from itertools import islice, zip_longest
from typing import NamedTuple

MOST_PARTS = 100
DEEPEST = 20
LONGEST_HEADERS = 128 * 1024
LONGEST_VALUE = 4_000
"""Bytes of all header lines, and characters of one; what is beyond is not read."""
WALKED = frozenset({"multipart/alternative", "multipart/mixed", "multipart/related", "multipart/signed"})
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
WIDE_OR_SHIFTED = re.compile(r"utf[-_]?(16|32|7)|iso-?2022|hz")
CHARSETS = re.compile(
    r"(utf[-_]?(8|16|32|7)|us-ascii|ascii|iso[-_]?(8859|2022)|latin|cp\d|windows|koi8|gb|big5|shift[-_]?jis"
    r"|sjis|euc|ks_c|hz|mac|macintosh|tis)[a-z0-9_:-]*"
)


class TooIntricate(ValueError):
    """More parts, or parts nested deeper, than any calendar program writes."""


class Part(NamedTuple):
    """Header lines and undecoded body of a mail or of a part of one."""

    headers: Message
    body: bytes

    @property
    def media_type(self) -> str:
        """`text/calendar`, in lower case; `text/plain` where nothing sensible is stated."""
        return _content_type(self.headers).get_content_type()

    @property
    def file_name(self) -> str:
        """As the sender called it, in lower case; empty where it has no name."""
        disposition = Message()
        disposition["Content-Disposition"] = header(self.headers, "Content-Disposition")
        named = disposition.get_filename() or _content_type(self.headers).get_filename() or ""
        return decoded_header(named).strip().lower()

    def parameter(self, name: str) -> str:
        """Of Content-Type, in lower case."""
        found = _content_type(self.headers).get_param(name, "")
        return str(found[2] if isinstance(found, tuple) else found).strip().lower()

    def content(self) -> bytes:
        """The body without its transfer encoding. Damage shortens it, and is no error."""
        encoding = header(self.headers, "Content-Transfer-Encoding").strip().lower()
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        if encoding == "base64" and not _is_calendar(self.body):
            return _from_base64(self.body)
        return self.body

    def text(self) -> str:
        """The content as text: as UTF-8 where it is, else as declared, else as windows-1252."""
        return _as_text(self.content(), self.parameter("charset"))


def split_mail(raw: bytes) -> Part:
    """Header lines and body of `raw`."""
    unified = raw.replace(b"\r\n", b"\n")
    head, _, body = (b"", b"", unified[1:]) if unified[:1] == b"\n" else unified.partition(b"\n\n")
    return Part(BytesHeaderParser().parsebytes(head[:LONGEST_HEADERS] + b"\n\n"), body)


def walk(part: Part) -> Iterator[Part]:
    """The leaves of `part` in their order; enclosed mails and reports are leaves. Raises TooIntricate."""
    for number, one in enumerate(_all_parts(part, 1)):
        if number > MOST_PARTS:
            raise TooIntricate(f"More than {MOST_PARTS} parts.")
        if one.media_type not in WALKED:
            yield one


def children(part: Part) -> Iterator[Part]:
    """The parts of a multipart body, up to one more than is allowed; none where it has no boundary."""
    found = _content_type(part.headers).get_param("boundary", "")
    boundary = str(found[2] if isinstance(found, tuple) else found).rstrip().encode("utf-8", "replace")
    if not boundary:
        return
    line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*$", re.MULTILINE)
    marks = list(islice(line.finditer(part.body), MOST_PARTS + 2))
    for mark, following in zip_longest(marks, marks[1:]):
        if mark[1]:
            return
        start = mark.end() + 1
        yield split_mail(part.body[start : max(start, following.start() - 1) if following else None])


def header(headers: Message, name: str) -> str:
    """The first line of that name, unfolded and cut to what is sensible; empty where there is none."""
    return next(iter(header_lines(headers, name)), "")


def header_lines(headers: Message, name: str) -> list[str]:
    return [readable(value) for value in headers.get_all(name, [])]


def readable(value: object) -> str:
    """A header line in one line, without bytes that are no text."""
    return re.sub(r"\s+", " ", str(value)[:LONGEST_VALUE]).encode("utf-8", "replace").decode()


def decoded_header(value: str) -> str:
    """With encoded words read, where they can be."""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, MessageError, ValueError):
        return value


def _all_parts(part: Part, depth: int) -> Iterator[Part]:
    yield part
    if part.media_type in WALKED:
        if depth > DEEPEST:
            raise TooIntricate(f"Parts nested more than {DEEPEST} deep.")
        for child in children(part):
            yield from _all_parts(child, depth + 1)


def _content_type(headers: Message) -> Message:
    """A message with only this line, cut: the library takes quadratic time for long ones."""
    alone = Message()
    alone["Content-Type"] = header(headers, "Content-Type") or "text/plain"
    return alone


def _is_calendar(body: bytes) -> bool:
    return b"BEGIN:VCALENDAR" in body.upper()


def _from_base64(body: bytes) -> bytes:
    """Everything that can be read; padding in the middle starts anew."""
    pieces = (piece for piece in NOT_BASE64.sub(b"", body).split(b"=") if len(piece) > 1)
    return b"".join(_decoded(piece) for piece in pieces)


def _decoded(piece: bytes) -> bytes:
    whole = piece[:-1] if len(piece) % 4 == 1 else piece
    return base64.b64decode(whole + b"=" * (-len(whole) % 4))


def _as_text(content: bytes, declared: str) -> str:
    for charset in _charsets(content, declared):
        try:
            return content.decode(charset).lstrip("\ufeff")
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _charsets(content: bytes, declared: str) -> Iterator[str]:
    """What to try, in order. A mark at the start decides; ASCII letters are never UTF-16."""
    known = declared if CHARSETS.fullmatch(declared) else ""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    if _is_calendar(content):
        if known.startswith(("utf-7", "iso-2022", "iso2022", "hz")):
            yield known
    elif WIDE_OR_SHIFTED.match(known):
        yield known
    elif b"\x00" in content[:200]:
        yield "utf-16-be" if content[:1] == b"\x00" else "utf-16-le"
    yield "utf-8"
    if known:
        yield known
