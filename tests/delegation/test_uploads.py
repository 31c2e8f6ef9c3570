"""Uploaded files: told by their bytes, never by a name, and refused where opening them could do harm."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.form import FormField, MediaType
from delegation.reading.form_answers import answer_of
from delegation.reading.upload_content import Upload, read_upload

TYPES = b'<?xml version="1.0"?><Types><Override ContentType="%s"/></Types>'
WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACROS = b"application/vnd.ms-word.document.macroEnabled.main+xml"


def field(*kinds: str, **more: Any) -> FormField:
    return FormField.model_validate(
        {"id": "cv", "label": "CV", "type": "file", "media_types": kinds or list(MediaType), **more}
    )


def pdf(body: bytes = b"1 0 obj << /Type /Catalog >> endobj") -> bytes:
    return b"%PDF-1.7\n" + body + b"\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2) -> bytes:
    start = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    size = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return start + size + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x7f\xff\xd9"


def office(*parts: tuple[str, bytes], types: bytes = TYPES % WORD, main: str = "word/document.xml") -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("[Content_Types].xml", types), (main, b"<document/>"), *parts):
            archive.writestr(name, content)
    return written.getvalue()


def bomb() -> bytes:
    """240 MB of zeros in 240 kB."""
    return office(*((f"word/media/{n}.bin", bytes(20_000_000)) for n in range(12)))


def encrypted() -> bytes:
    """A Word file whose parts say that they are encrypted."""
    content = bytearray(office())
    at = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 4)
    content[at + 8] |= 1
    return bytes(content)


GOOD = {
    MediaType.PDF: pdf(),
    MediaType.PNG: png(),
    MediaType.JPEG: jpeg(),
    MediaType.DOCX: office(),
    MediaType.XLSX: office(main="xl/workbook.xml"),
}
BAD = {
    "nothing": (b"", "The file is empty"),
    "text": (b"I am a CV", "This is no file of a kind that is known here; hand in a PDF or a PNG"),
    "a program": (b"MZ\x90\x00" + bytes(100), "This is no file of a kind that is known here"),
    "a web page": (b"<html><script>alert(1)</script>", "This is no file of a kind that is known here"),
    "a web page before a PDF": (b"<html>" + pdf(), "This is no file of a kind that is known here"),
    "an archive of anything": (office(main="run.exe"), "This is no file of a kind that is known here"),
    "a PDF that breaks off": (pdf()[:40], "The PDF breaks off before its end"),
    "a PDF with a password": (pdf(b"trailer << /Encrypt 5 0 R >>"), "The PDF is protected"),
    "a PDF with a script": (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "starts programs or scripts"),
    "a PDF that starts a program": (pdf(b"<< /S /Launch /F (cmd) >>"), "starts programs or scripts"),
    "a PDF that is an archive too": (pdf() + office(), "an archive as well"),
    "a picture that is an archive too": (png() + office(), "an archive as well"),
    "a picture with something behind it": (png() + b"<script>", "does not end where a PNG ends"),
    "a picture of a wall": (png(60_000, 60_000), "60,000 by 60,000 dots; make it smaller"),
    "a picture of a wall as JPEG": (jpeg(65_000, 65_000), "65,000 by 65,000 dots; make it smaller"),
    "a picture without dots": (png(0, 5), "0 by 5 dots"),
    "a JPEG that is none": (b"\xff\xd8\xff" + bytes(50), "The JPEG picture is damaged"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old or protected Office file"),
    "a Word file with macros": (office(("word/vbaProject.bin", b"x")), "The file has macros"),
    "a Word file that may have macros": (office(types=TYPES % MACROS), "The file has macros"),
    "a Word file that is encrypted": (encrypted(), "The file is protected"),
    "Word and Excel at once": (office(("xl/workbook.xml", b"x")), "no file of a kind that is known here"),
    "a way out of the folder": (office(("../../evil", b"x")), "not put together as Office does it"),
    "an archive behind an archive": (office() + office(), "not put together as Office does it"),
    "a damaged Word file": (office()[:-30], "The file is damaged"),
    "a file that unfolds without end": (bomb(), "unfolds to more than can be opened"),
    "a list that unfolds without end": (office(types=bytes(2_000_000)), "unfolds to more than can be opened"),
}


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_is_recognised_by_its_bytes(kind: MediaType):
    assert read_upload(field(), GOOD[kind]).kind is kind


@pytest.mark.parametrize(("content", "says"), BAD.values(), ids=BAD.keys())
def test_a_file_that_could_do_harm_is_refused_with_a_reason(content: bytes, says: str):
    with pytest.raises(ValueError, match=r"\.$") as refused:
        read_upload(field(), content)

    assert says in str(refused.value)


def test_a_file_of_another_kind_is_named_as_what_it_is():
    with pytest.raises(ValueError, match=r"^This is a Word file \(\.docx\); hand in a PDF\.$"):
        read_upload(field("pdf"), office())


def test_a_file_may_be_exactly_as_large_as_the_form_says():
    content = pdf()

    assert read_upload(field(largest=len(content)), content)
    with pytest.raises(ValueError, match="larger than 88 bytes; make it smaller"):
        read_upload(field(largest=len(content) - 1), content)


def test_the_usual_limit_is_five_megabytes_and_the_usual_kind_pdf():
    usual = FormField.model_validate({"id": "cv", "label": "CV", "type": "file"})

    assert usual.allowed_media == (MediaType.PDF,)
    assert read_upload(usual, GOOD[MediaType.PDF]).kind is MediaType.PDF
    with pytest.raises(ValueError, match="The file is larger than 5,000,000 bytes"):
        read_upload(usual, GOOD[MediaType.PDF].ljust(5_000_001))


@pytest.mark.parametrize("kind", GOOD)
def test_the_reference_of_a_file_is_the_answer_that_stands_in_an_application(kind: MediaType):
    upload = Upload(kind, GOOD[kind])

    assert answer_of(field(), upload.reference) == upload.reference
    assert upload.reference == f"upload:{upload.sha256}.{kind.value}"


@pytest.mark.parametrize(
    "forged",
    [
        "upload:../../secret.pdf",
        "upload:" + "a" * 64,
        "upload:" + "A" * 64 + ".pdf",
        "upload:" + "a" * 64 + ".exe",
    ],
)
def test_a_forged_reference_is_refused(forged: str):
    with pytest.raises(ValueError, match="Hand in a PDF or"):
        answer_of(field(), forged)


@settings(max_examples=200, deadline=None)
@given(
    start=st.sampled_from([b"", *GOOD.values(), encrypted()]),
    at=st.integers(0, 400),
    new=st.binary(max_size=12),
    behind=st.binary(max_size=30),
)
def test_bytes_changed_anywhere_give_a_file_or_a_sentence(start: bytes, at: int, new: bytes, behind: bytes):
    content = start[:at] + new + start[at + len(new) :] + behind
    try:
        kind = read_upload(field(), content).kind
    except ValueError as refused:
        said = str(refused)
    else:
        said = f"{kind.value}."

    assert said.endswith(".")
