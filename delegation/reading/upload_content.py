"""What an uploaded file is, told by its content alone: a name proves nothing.

Nothing is decompressed but the list of parts of an Office file, which is small by rule. A file is refused
when it is two things at once, is protected by a password, carries macros, or would unfold to a size that
whoever opens it cannot cope with.
"""

import hashlib
import re
from dataclasses import dataclass

from delegation.form import USUAL_LARGEST_FILE, FormField, MediaType
from delegation.reading.office_content import office_kind

UPLOAD = re.compile(r"upload:(?P<sha256>[0-9a-f]{64})\.(?P<kind>[a-z]{3,4})")
"""An answer to a field of type file: the content's hash, and what kind of file it is."""
MOST_PIXELS = 100_000_000
"""Of a picture; more would fill the memory of whoever shows it."""
MOST_SEGMENTS = 10_000
"""Of a JPEG picture before its size is known."""

_PDF = re.compile(rb"%PDF-[12]\.[0-9]")
_PDF_PROTECTED = re.compile(rb"/Encrypt\s{0,20}(<<|[0-9]{1,10}\s{1,20}[0-9]{1,5}\s{1,20}R)")
_PDF_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch)(?![A-Za-z0-9])")
_PNG_START = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_PNG_END = b"IEND\xaeB`\x82"
_ZIP_END = b"PK\x05\x06"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIZE_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG segments that say how large the picture is."""
_WORDS = {
    MediaType.PDF: "a PDF",
    MediaType.PNG: "a PNG picture",
    MediaType.JPEG: "a JPEG picture",
    MediaType.DOCX: "a Word file (.docx)",
    MediaType.XLSX: "an Excel file (.xlsx)",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was looked at and found good. Its name, if it had one, is forgotten."""

    kind: MediaType
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def reference(self) -> str:
        """What stands in the application."""
        return f"upload:{self.sha256}.{self.kind.value}"


def read_upload(field: FormField, content: bytes) -> Upload:
    """The file handed in for a field of type file. Raises ValueError with a sentence for the applicant."""
    if not content:
        raise ValueError("The file is empty; hand in another.")
    largest = field.largest or USUAL_LARGEST_FILE
    if len(content) > largest:
        raise ValueError(f"The file is larger than {largest:,} bytes; make it smaller.")
    kind = recognised(content)
    if kind not in field.allowed_media:
        what = "This is no file of a kind that is known here" if kind is None else f"This is {_WORDS[kind]}"
        raise ValueError(f"{what}; hand in {wanted_kinds(field)}.")
    return Upload(kind=kind, content=content)


def wanted_kinds(field: FormField) -> str:
    """`a PDF or a PNG picture`."""
    return " or ".join(_WORDS[kind] for kind in field.allowed_media)


def recognised(content: bytes) -> MediaType | None:
    """The kind of a file by its bytes; None for those not known.

    Raises ValueError with a sentence for a file of a known kind that is not taken.
    """
    if content.startswith(_OLD_OFFICE):
        raise ValueError(
            "This is an old or protected Office file; save it as .docx or .xlsx, without password."
        )
    if content.startswith(b"PK\x03\x04"):
        return office_kind(content)
    if _is_archive_too(content):
        raise ValueError("The file is an archive as well as what it seems to be; export it anew.")
    if _PDF.match(content):
        return _pdf(content)
    if content.startswith(_PNG_START):
        return _png(content)
    return _jpeg(content) if content.startswith(b"\xff\xd8\xff") else None


def _is_archive_too(content: bytes) -> bool:
    """Whether programs that look for an archive at the end of a file would find one."""
    at = content.rfind(_ZIP_END, max(0, len(content) - 65_557))
    return at >= 0 and len(content) - at >= 22


def _pdf(content: bytes) -> MediaType:
    if b"%%EOF" not in content[-2_048:]:
        raise ValueError("The PDF breaks off before its end; export it anew.")
    if _PDF_PROTECTED.search(content):
        raise ValueError("The PDF is protected; save it without password or restrictions.")
    if _PDF_ACTIVE.search(content):
        raise ValueError("The PDF starts programs or scripts; print it to a plain PDF.")
    return MediaType.PDF


def _png(content: bytes) -> MediaType:
    if not content.endswith(_PNG_END):
        raise ValueError("The picture does not end where a PNG ends; export it anew.")
    _demand_pixels(int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big"))
    return MediaType.PNG


def _jpeg(content: bytes) -> MediaType:
    size = _jpeg_size(content)
    if size is None:
        raise ValueError("The JPEG picture is damaged; export it anew.")
    _demand_pixels(*size)
    return MediaType.JPEG


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height from the first segment that tells them."""
    at = 2
    for _ in range(MOST_SEGMENTS):
        if at + 9 > len(content) or content[at] != 0xFF:
            break
        marker = content[at + 1]
        if marker in _SIZE_MARKERS:
            return int.from_bytes(content[at + 7 : at + 9], "big"), int.from_bytes(
                content[at + 5 : at + 7], "big"
            )
        at += 1 if marker == 0xFF else 2 + max(2, int.from_bytes(content[at + 2 : at + 4], "big"))
    return None


def _demand_pixels(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise ValueError(f"The picture has {width:,} by {height:,} dots; make it smaller.")
