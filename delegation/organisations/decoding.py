"""Bytes as text: in which encoding they are, and how sure that is."""

import codecs
from dataclasses import dataclass

from delegation.organisations.platform_mapping import Encoding
from delegation.organisations.table import UnreadableTable

MARKS = (
    (codecs.BOM_UTF8, Encoding.UTF_8, "utf-8"),
    (codecs.BOM_UTF16_LE, Encoding.UTF_16, "utf-16-le"),
    (codecs.BOM_UTF16_BE, Encoding.UTF_16, "utf-16-be"),
)
OTHER_KINDS = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls), or one with a password"),
    (b"\x1f\x8b", "a packed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
SAVE = "Save it as CSV in UTF-8, as .xlsx without a password, or as JSON."
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    remark: str = ""


def decoded(content: bytes, told: Encoding | None = None) -> Decoded:
    """The text in the encoding that was told, that its first bytes name, or that fits.

    Bytes that are no text in a file that is UTF-8 elsewhere become U+FFFD, so that only their rows suffer.
    Raises UnreadableTable.
    """
    for beginning, kind in OTHER_KINDS:
        if content.startswith(beginning):
            raise UnreadableTable(f"The file is {kind}, not a table", SAVE)
    for mark, encoding, codec in MARKS:
        if content.startswith(mark):
            if told not in (None, encoding):
                text = _lenient(content[len(mark) :], codec)
                return Decoded(text, codec, f"The mapping says {told}, the file begins as {encoding} does.")
            return Decoded(_lenient(content[len(mark) :], codec), codec)
    if told is not None:
        return Decoded(_told(content, told), told.value)
    return _guessed(content)


def _lenient(content: bytes, codec: str) -> str:
    return content.decode(codec, errors="replace")


def _told(content: bytes, told: Encoding) -> str:
    match told:
        case Encoding.UTF_8:
            return _lenient(content, "utf-8")
        case Encoding.UTF_16:
            return _lenient(content, _order(content) or "utf-16-le")
        case Encoding.WINDOWS_1252:
            return _lenient(content, "cp1252")


def _guessed(content: bytes) -> Decoded:
    codec = _order(content)
    if codec:
        return Decoded(_lenient(content, codec), codec, "The file does not say so, but it is UTF-16.")
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _not_quite_utf_8(content, content.count(b"\n", 0, error.start) + 1)


def _not_quite_utf_8(content: bytes, line: int) -> Decoded:
    text = _lenient(content, "utf-8")
    broken = text.count(UNKNOWN)
    letters = sum(1 for one in text if ord(one) > 0x7F) - broken
    if letters > broken:
        said = f"The file is UTF-8, but {broken} of its bytes are not, first in line {line}."
        return Decoded(text, "utf-8", said)
    try:
        found = content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableTable(f"Line {line} is neither UTF-8 nor Windows-1252", SAVE) from None
    said = (
        f"Line {line} is not UTF-8, so the file was read as Windows-1252. Look at the names with accents; "
        "if they are wrong, write 'encoding' into the mapping."
    )
    return Decoded(found, "windows-1252", said)


def _order(content: bytes) -> str:
    """The codec of UTF-16 that does not say that it is: nearly every second byte of it is zero."""
    sample = content[:4_000]
    if len(sample) < 4:
        return ""
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if second > len(sample) * 0.35 and first < second / 8:
        return "utf-16-le"
    return "utf-16-be" if first > len(sample) * 0.35 and second < first / 8 else ""
