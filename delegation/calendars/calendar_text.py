"""Text as calendars can take it: what is cleaned away before it is written."""

import re
import unicodedata

LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters, halves of characters, and the byte order mark, which readers drop."""
LONGEST_NAME = 128


def clean_text(text: str) -> str:
    """The same text with `\\n` as its only line break and no control characters but tabs."""
    return UNPRINTABLE.sub("", LINE_BREAKS.sub("\n", text))


def clean_line(text: str) -> str:
    """One line of clean text."""
    return " ".join(clean_text(text).split())


def clean_name(name: str) -> str:
    """A name that every calendar shows as it is: no quotes or carets, which readers cut or show raw."""
    cleaned = unicodedata.normalize("NFC", clean_line(name))
    shown = cleaned.replace('"', "\u2019").replace("^", "").replace(";", ",").replace("\\", "/")
    return shown[:LONGEST_NAME].strip()
