"""Text as calendars can take it: what is cleaned away, and how the rest is escaped (RFC 5545 3.3.11)."""

import re
import unicodedata

from icalendar import vText

LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
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


class Text(vText):
    """A TEXT value that reads back exactly as it was.

    icalendar 7.3 takes the two characters of a literal backslash and N for a line break, so
    `C:\\New` would come out on two lines.
    """

    __slots__ = ()

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode("utf-8")


def text(value: str) -> Text:
    """`value`, cleaned, as a TEXT value."""
    return Text(clean_text(value))
