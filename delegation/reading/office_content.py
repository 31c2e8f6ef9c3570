"""Whether an archive is a Word or Excel file that can be opened without harm, by its list of parts."""

import struct
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO

from delegation.form import MediaType

MOST_PARTS = 5_000
LARGEST_UNFOLDED = 200_000_000
"""Bytes of all parts together, as the list says."""
LARGEST_LIST = 1_000_000
"""Bytes of the list of content types."""
CONTENT_TYPES = "[Content_Types].xml"
MAIN_PARTS = {"word/document.xml": MediaType.DOCX, "xl/workbook.xml": MediaType.XLSX}
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)
"""What reading an archive that somebody made can raise, besides ValueError."""
_ENCRYPTED = 0x1


def office_kind(content: bytes) -> MediaType | None:
    """Word or Excel; None for any other archive. Raises ValueError for one that is not taken."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _kind(archive, len(content))
    except _DAMAGED:
        raise ValueError("The file is damaged; save it anew.") from None


def _kind(archive: zipfile.ZipFile, size: int) -> MediaType | None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    kinds = [kind for name, kind in MAIN_PARTS.items() if name in names]
    if len(kinds) != 1 or CONTENT_TYPES not in names:
        return None
    _demand_whole(archive, parts, size)
    _demand_small(parts)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise ValueError("The file is protected; save it without password.")
    if _has_macros(archive, names):
        raise ValueError("The file has macros; save it without them, as .docx or .xlsx.")
    return kinds[0]


def _demand_whole(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Nothing before, behind, doubled or overlapping: every program sees the same parts."""
    names = [part.filename for part in parts]
    stored = sum(part.compress_size for part in parts)
    strange = any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names)
    begins = min(part.header_offset for part in parts)
    if begins or archive.comment or strange or len(set(names)) != len(names) or stored > size:
        raise ValueError("The file is not put together as Office does it; save it anew.")


def _demand_small(parts: Sequence[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNFOLDED:
        raise ValueError("The file unfolds to more than can be opened; make it smaller.")


def _has_macros(archive: zipfile.ZipFile, names: Sequence[str]) -> bool:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return True
    with archive.open(CONTENT_TYPES) as listed:
        types = listed.read(LARGEST_LIST + 1)
    if len(types) > LARGEST_LIST:
        raise ValueError("The file unfolds to more than can be opened; make it smaller.")
    return b"macroenabled" in types.lower()
