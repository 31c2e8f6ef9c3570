"""Text and addresses as calendars can take them: what is cleaned away, and what is refused."""

import re
import unicodedata

from delegation.calendars.content_line import UnsafeCalendar

LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters, halves of characters, and the byte order mark, which readers drop."""
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of all that follows, also of the address after a name."""
LONGEST_NAME = 128
ADDRESS = re.compile(r'[^\x00-\x20\x7f-\uffff";:,<>()\\\[\]@]+@[A-Za-z0-9._-]+')
URI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\uffff"<>\\^`{|}]+')


def clean_text(text: str) -> str:
    """The same text with `\\n` as its only line break and no control characters but tabs."""
    return UNPRINTABLE.sub("", LINE_BREAKS.sub("\n", text))


def clean_line(text: str) -> str:
    """One line of clean text."""
    return " ".join(clean_text(text).split())


def clean_name(name: str) -> str:
    """A name that every calendar shows as it is: no quotes or carets, which readers cut or show raw."""
    kept = unicodedata.normalize("NFC", TURNING.sub("", clean_text(name)).replace("^", ""))
    shown = kept.replace('"', "\u2019").replace(";", ",").replace("\\", "/")
    return clean_line(shown)[:LONGEST_NAME].strip()


def cal_address(email: str) -> str:
    """`mailto:` and an ASCII address. Raises UnsafeCalendar where it could mean something else."""
    if ADDRESS.fullmatch(email) is None:
        raise UnsafeCalendar("An address with a character that no calendar takes; correct it first.")
    return f"mailto:{email}"


def uri(address: str) -> str:
    """The address of a page as it is. Raises UnsafeCalendar where it is none."""
    if URI.fullmatch(address) is None:
        raise UnsafeCalendar("A link with a character that no address of the web has; correct it first.")
    return address
