"""The text of cells: tidied when it is read, made harmless when it is written."""

import re
import unicodedata

from delegation.organisations.decoding import UNKNOWN
from delegation.organisations.table import LONGEST_CELL
from delegation.papers.workbook import is_formula_like

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
LONE = re.compile("[\ud800-\udfff]")
WIDE = "＝＋－＠"
"""What some spreadsheet programs take for = + - @."""
QUOTE = "'"


def tidy(text: str) -> str:
    """Composed letters, plain line breaks, no control characters, nothing around it."""
    if text.isascii() and text.isprintable():
        return text.strip()
    broken = BREAKS.sub("\n", text.replace("\u00a0", " "))
    return unicodedata.normalize("NFC", CONTROL.sub("", broken.replace("\t", " "))).strip()


def one_line(text: str) -> str:
    return " ".join(text.split())


def why_not(text: str) -> str:
    """Why a cell cannot be taken; empty if it can."""
    if len(text) > LONGEST_CELL:
        return f"a cell has {len(text):,} characters, which is more than {LONGEST_CELL:,}"
    if UNKNOWN in text:
        return "a cell has bytes in it that are no text in this encoding"
    if LONE.search(text):
        return "a cell has half a character in it (a lone surrogate)"
    return ""


def acts(text: str) -> bool:
    """Whether a spreadsheet program could run this text."""
    return is_formula_like(text) or text.lstrip()[:1] in tuple(WIDE)


def harmless(text: str) -> str:
    """Text that no spreadsheet program runs when it opens a CSV file: with an apostrophe in front."""
    return QUOTE + text if acts(text.lstrip(QUOTE)) else text


def as_meant(text: str) -> str:
    """What `harmless` was given."""
    return text[1:] if text.startswith(QUOTE) and acts(text.lstrip(QUOTE)) else text


def joined(entries: tuple[str, ...], separator: str) -> str:
    """Entries in one cell; what looks like a separator in one of them is written with a backslash."""
    escaped = (one.replace("\\", "\\\\").replace(separator, f"\\{separator}") for one in entries)
    return f"{separator} ".join(escaped) if separator in (",", ";") else separator.join(escaped)


def split(text: str, separator: str) -> tuple[str, ...]:
    """The entries of a cell, each once, in the order in which they stand there."""
    parts = text.split(separator) if "\\" not in text else _unescaped(text, separator)
    entries = (one_line(one) for one in parts)
    return tuple(dict.fromkeys(one for one in entries if one))


def _unescaped(text: str, separator: str) -> list[str]:
    parts, current, at = [], [], 0
    for found in re.finditer(rf"\\\\|\\{re.escape(separator)}|{re.escape(separator)}", text):
        current.append(text[at : found.start()])
        at = found.end()
        if found[0] == separator:
            parts.append("".join(current))
            current = []
        else:
            current.append(found[0][1:])
    return [*parts, "".join([*current, text[at:]])]
