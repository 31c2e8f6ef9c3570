"""Content lines of RFC 5545: how properties become bytes, and a strict reader that says what stands there.

Writer and reader share nothing but the names of the TEXT properties, so that each can find the other's
mistakes: what is written is given out only after it was read back and found the same.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST_LINE = 75
"""In bytes, without the line break (RFC 5545 3.1)."""
TEXT_PROPERTIES = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME"})
"""Free text: escaped on paper. The values of all other properties stand as they are."""

BARE_VALUE = re.compile(r"[A-Za-z0-9/_+.-]+")
LINE = re.compile(
    r"(?P<name>[A-Z][A-Z-]*)"
    r'(?P<parameters>(?:;[A-Z][A-Z-]*=(?:"[^"\x00-\x1f\x7f]*"|[^";:,\x00-\x1f\x7f]*))*)'
    r":(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)"
)
PARAMETER = re.compile(r';([A-Z-]+)=(?:"([^"]*)"|([^";:,]*))')
ESCAPED_TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,n])*")
ESCAPE = re.compile(r"\\(.)")
CUT_CHARACTER = re.compile(rb"\r\n [\x80-\xbf]")


class UnsafeCalendar(ValueError):
    """A calendar that does not read back as what it was made of. It must not be sent."""


class Property(NamedTuple):
    """One property as it is meant: its value not yet escaped, its parameters not yet quoted."""

    name: str
    value: str
    parameters: tuple[tuple[str, str], ...] = ()


def component(name: str, *inside: Property) -> tuple[Property, ...]:
    """Properties, and components within, between BEGIN and END."""
    return (Property("BEGIN", name), *inside, Property("END", name))


def written(properties: Iterable[Property]) -> bytes:
    """The properties as UTF-8 with CRLF after every line, folded. Safe only once it was read back."""
    return b"".join(map(_line, properties))


def checked(properties: Iterable[Property]) -> bytes:
    """The same, read back and compared. Raises UnsafeCalendar where anything differs.

    Whole lines only: what was checked part by part may be joined.
    """
    meant = list(properties)
    content = written(meant)
    if read_back(content) != meant:
        raise UnsafeCalendar("The calendar does not read back as what it was made of; it is not sent.")
    return content


def read_back(content: bytes) -> list[Property]:
    """What a strict reader finds, in order. Raises UnsafeCalendar where a reader could see something else."""
    pieces = content.split(b"\r\n")
    last, breaks = pieces.pop(), len(pieces)
    if not pieces or last or content.count(b"\r") != breaks or content.count(b"\n") != breaks:
        raise UnsafeCalendar("The calendar has a line that does not end as it should.")
    if max(map(len, pieces)) > LONGEST_LINE or CUT_CHARACTER.search(content):
        raise UnsafeCalendar("The calendar has a line that is longer than 75 bytes, or cuts a character.")
    lines = content.decode("utf-8")[:-2].replace("\r\n ", "").split("\r\n")
    return [_property(line) for line in lines]


def _line(one: Property) -> bytes:
    name, value, parameters = one
    if name in TEXT_PROPERTIES:
        value = _escaped(value)
    if parameters:
        name += "".join([f";{key}={_quoted(setting)}" for key, setting in parameters])
    line = f"{name}:{value}".encode()
    if len(line) <= LONGEST_LINE:
        return line + b"\r\n"
    return b"\r\n ".join(_pieces(line)) + b"\r\n"


def _pieces(line: bytes) -> Iterator[bytes]:
    """Pieces of at most 75 bytes with the blank before each; no character and no escape is cut in two."""
    start, room = 0, LONGEST_LINE
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:
            end -= 1
        piece = line[start:end]
        end -= (len(piece) - len(piece.rstrip(b"\\"))) % 2
        yield line[start:end]
        start, room = end, LONGEST_LINE - 1
    yield line[start:]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _quoted(setting: str) -> str:
    return setting if BARE_VALUE.fullmatch(setting) else f'"{setting}"'


def _property(line: str) -> Property:
    found = LINE.fullmatch(line)
    if found is None:
        raise UnsafeCalendar("The calendar has a line that no reader understands.")
    name, settings, value = found.groups()
    if name in TEXT_PROPERTIES:
        value = _unescaped(value)
    if not settings:
        return Property(name, value)
    parameters = tuple([(key, quoted or bare) for key, quoted, bare in PARAMETER.findall(settings)])
    return Property(name, value, parameters)


def _unescaped(value: str) -> str:
    if ESCAPED_TEXT.fullmatch(value) is None:
        raise UnsafeCalendar("The calendar has a text that is not escaped.")
    if "\\" not in value:
        return value
    return ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], value)
