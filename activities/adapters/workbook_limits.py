"""Workbooks looked over before they are read.

A workbook is a packed folder of XML. A small one may unpack to terabytes, name one cell far away so that the
table up to it fills the memory, or show one long text in every cell. So every part is unpacked piece by piece
against a limit, and the cells of the sheets and their texts are counted first.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers.expat import ExpatError, ParserCreate

from delegation.organisations.table import MOST_COLUMNS, MOST_ROWS, UnreadableTable, named

MOST_UNPACKED, MOST_TEXT = 300_000_000, 200_000_000
"""Bytes of all that is packed into a workbook; characters of all its cells."""
MOST_PARTS, MOST_CELLS, LARGEST_AREA = 2_000, 2_500_000, 5_000_000
"""Parts; cells that hold something; cells of a sheet from its first to its last."""
PIECE = 1_000_000
SPARE_ROWS = 100
"""Above the headings."""
AGAIN = "Save it again as .xlsx without a password, or as CSV in UTF-8."
REDUCE = "Take the sheet with the organisations alone, and save it as CSV in UTF-8."


def looked_over(content: bytes) -> list[str]:
    """What should be known of the workbook. Raises UnreadableTable where it is too large or no workbook."""
    parts = _parts(content)
    names = {one.filename.lower(): one for one in parts}
    if not any(map(_is_sheet, names)):
        raise UnreadableTable("It is a packed file, but no .xlsx workbook", AGAIN)
    counted = _Counted()
    for name in sorted(names, key=lambda one: (_is_sheet(one), one)):  # shared texts before the sheets
        counted.take(content, names[name], name)
    return [*_remarks(sorted(names)), *counted.remarks()]


def _parts(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        raise UnreadableTable("It is no .xlsx workbook", AGAIN) from None
    if len(parts) > MOST_PARTS:
        raise UnreadableTable(f"The workbook has {len(parts):,} parts", REDUCE)
    if len({one.filename.lower() for one in parts}) < len(parts):
        raise UnreadableTable("The workbook has a part twice", AGAIN)
    return parts


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _remarks(names: list[str]) -> Iterator[str]:
    if any("vbaproject" in one for one in names):
        yield "There are macros in the workbook; they were not run."
    if any(one.startswith("xl/externallinks/") for one in names):
        yield "The workbook refers to other files; they were not opened."


class _Counted:
    """How much was unpacked so far, how much text its cells show, and the formulas met."""

    def __init__(self) -> None:
        self._unpacked = self._cells = self._text = 0
        self._shared: list[int] = []
        self._formulas: list[str] = []

    def take(self, content: bytes, part: zipfile.ZipInfo, name: str) -> None:
        reader = self._reader(name)
        try:
            for piece in _unpacked(content, part):
                self._unpacked += len(piece)
                if self._unpacked > MOST_UNPACKED:
                    raise UnreadableTable("Far too much is packed into the workbook", REDUCE)
                if reader:
                    reader.parse(piece)
            if reader:
                reader.parse(b"", is_last=True)
        except UnreadableTable:
            raise
        except (zlib.error, ExpatError, ValueError, IndexError):
            raise UnreadableTable(f"A part of the workbook is damaged ({part.filename})", AGAIN) from None

    def remarks(self) -> Iterator[str]:
        if self._formulas:
            yield f"Cells with formulas, taken as they were last worked out: {named(self._formulas)}."

    def cell(self) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise UnreadableTable(f"The workbook has more than {MOST_CELLS:,} cells", REDUCE)

    def shared_text(self, place: int) -> None:
        """A cell shows the shared text of that number."""
        self._text += self._shared[place]
        if self._text > MOST_TEXT:
            raise UnreadableTable("The workbook shows far too much text", REDUCE)

    def formula(self, reference: str) -> None:
        self._formulas.append(reference)

    def _reader(self, name: str) -> "_Reader | None":
        if name == "xl/sharedstrings.xml":
            return _SharedReader(self._shared)
        return _SheetReader(self) if _is_sheet(name) else None


class _Reader:
    """Goes through XML that declares nothing of its own."""

    def __init__(self) -> None:
        self._parser = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = lambda name, found: self.began(name.rpartition(":")[2], found)
        self._parser.EndElementHandler = lambda name: self.ended(name.rpartition(":")[2])
        self._parser.CharacterDataHandler = self.said
        self._parser.StartDoctypeDeclHandler = self._declared

    def parse(self, piece: bytes, *, is_last: bool = False) -> None:
        self._parser.Parse(piece, is_last)

    def began(self, kind: str, attributes: dict[str, str]) -> None: ...

    def ended(self, kind: str) -> None: ...

    def said(self, text: str) -> None: ...

    def _declared(self, *_: object) -> None:
        raise UnreadableTable("The workbook declares things no workbook needs", AGAIN)


class _SharedReader(_Reader):
    """How long each shared text is."""

    def __init__(self, lengths: list[int]) -> None:
        super().__init__()
        self._lengths = lengths

    def began(self, kind: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - the parser gives both
        if kind == "si":
            self._lengths.append(0)

    def said(self, text: str) -> None:
        if self._lengths:
            self._lengths[-1] += len(text)


class _SheetReader(_Reader):
    """Where the cells of a sheet lie, and what they show."""

    def __init__(self, counted: _Counted) -> None:
        super().__init__()
        self._counted = counted
        self._row = self._column = self._furthest = self._lowest = 0
        self._shows: list[str] | None = None
        self._is_shared = False
        self._reference = ""

    def began(self, kind: str, attributes: dict[str, str]) -> None:
        match kind:
            case "row":
                self._row, self._column = _number(attributes.get("r", ""), self._row), 0
            case "c":
                self._cell(attributes.get("r", ""))
                self._is_shared = attributes.get("t") == "s"
            case "f":
                self._counted.formula(self._reference)
            case "v" if self._is_shared:
                self._shows = []

    def said(self, text: str) -> None:
        if self._shows is not None:
            self._shows.append(text)

    def ended(self, kind: str) -> None:
        if kind == "v" and self._shows is not None:
            self._counted.shared_text(int("".join(self._shows)))
            self._shows = None

    def _cell(self, reference: str) -> None:
        self._counted.cell()
        letters = reference.rstrip("0123456789")
        self._row = _number(reference[len(letters) :], self._row - 1)
        self._column = _column(letters) if letters else self._column + 1
        self._reference = reference
        self._furthest, self._lowest = max(self._furthest, self._column), max(self._lowest, self._row)
        if self._column > MOST_COLUMNS:
            raise UnreadableTable(f"A cell lies far to the right ({reference[:12]})", REDUCE)
        if self._row > MOST_ROWS + SPARE_ROWS or self._furthest * self._lowest > LARGEST_AREA:
            raise UnreadableTable(f"A cell lies far below the others ({reference[:12]})", REDUCE)


def _number(written: str, before: int) -> int:
    """A row's number; where none is written, the next one."""
    return int(written[:9]) if written else before + 1


def _column(letters: str) -> int:
    number = 0
    for one in letters[:4].upper():
        number = number * 26 + ord(one) - ord("A") + 1
    return number


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part piece by piece, however large it says it is. Raises zlib.error, UnreadableTable."""
    if part.flag_bits & 0x1:
        raise UnreadableTable("The workbook has a password", AGAIN)
    head = content[part.header_offset : part.header_offset + 30]
    start = (
        part.header_offset
        + 30
        + int.from_bytes(head[26:28], "little")
        + int.from_bytes(head[28:30], "little")
    )
    packed = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise UnreadableTable("The workbook is packed in an unusual way", AGAIN)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while packed and not unpacker.eof:
        yield unpacker.decompress(packed, PIECE)
        packed = unpacker.unconsumed_tail
