"""Content lines of an iCalendar text, read with more patience than RFC 5545 asks for.

Real replies are folded in odd places, end lines with LF or CR CR LF, write names in lower case, leave
quotes open and forget END. Nothing here raises; what makes no sense is left out.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

MOST_LINES = 10_000
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,60}(?=[;:])")
PEOPLE = ("ATTENDEE", "ORGANIZER")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
CARETS = re.compile(r"\^([n^'])")


class ContentLine(NamedTuple):
    """`NAME;PARAMETER=value,value:value`. Names in upper case, values without their quotes."""

    name: str
    parameters: Mapping[str, tuple[str, ...]]
    value: str

    def parameter(self, name: str) -> str:
        """Its first value, without surrounding blanks; empty where there is none."""
        return next(iter(self.parameters.get(name, ())), "").strip()

    @property
    def text(self) -> str:
        """The value of a TEXT property, unescaped."""
        return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


class Component(NamedTuple):
    """One BEGIN..END with its own lines, not those of the components inside it."""

    name: str
    lines: list[ContentLine]
    inside: list["Component"]

    def all(self, name: str) -> list[ContentLine]:
        return [line for line in self.lines if line.name == name]

    def first(self, name: str) -> ContentLine | None:
        return next((line for line in self.lines if line.name == name), None)

    def value(self, name: str) -> str:
        """Of the first such line, without surrounding blanks; empty where there is none."""
        found = self.first(name)
        return found.value.strip() if found else ""


def read_calendar(text: str) -> Component | None:
    """The first VCALENDAR of `text`; None if there is none. A missing END closes at the end of the text."""
    outermost = Component("", [], [])
    opened = [outermost]
    for line in _content_lines(text):
        kind = line.value.strip().upper()
        if line.name == "BEGIN":
            component = Component(kind, [], [])
            opened[-1].inside.append(component)
            opened.append(component)
        elif line.name == "END":
            _close(opened, kind)
        else:
            opened[-1].lines.append(line)
    return next((one for one in outermost.inside if one.name == "VCALENDAR"), None)


def split_unquoted(text: str, separator: str) -> list[str]:
    """`text` at every `separator` that stands outside double quotes; the quotes stay."""
    parts, start, is_quoted = [], 0, False
    for position, letter in enumerate(text):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == separator and not is_quoted:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _close(opened: list[Component], kind: str) -> None:
    """Close the innermost component of that kind, and what was left open inside it."""
    for depth in range(len(opened) - 1, 0, -1):
        if opened[depth].name == kind:
            del opened[depth:]
            return


def _content_lines(text: str) -> Iterator[ContentLine]:
    for line in _unfolded(text):
        head, colon, value = _at_colon(line)
        name, *parameters = split_unquoted(head, ";")
        if colon:
            yield ContentLine(name.upper(), dict(_parameters(parameters)), value)


def _unfolded(text: str) -> list[str]:
    """Whole lines. One that does not start like a property belongs to the line before it."""
    joined = re.sub(r"\n+[ \t]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    pieces: list[list[str]] = []
    for line in joined.split("\n", MOST_LINES)[:MOST_LINES]:
        if NAME.match(line.lstrip()):
            pieces.append([line.lstrip()])
        elif pieces and line.strip():
            pieces[-1].append(line)
    return ["".join(one) for one in pieces]


def _at_colon(line: str) -> tuple[str, str, str]:
    """Head and value, at the first colon outside quotes.

    Of people at the last address instead: programs forget to quote, or to end the quotes of, what stands
    before it, as in `ATTENDEE;SENT-BY=mailto:a@b.example:mailto:c@d.example`.
    """
    address = line.lower().rfind(":mailto:") if line.upper().startswith(PEOPLE) else -1
    if address >= 0:
        head = line[:address]
        return head.replace('"', "") if head.count('"') % 2 else head, ":", line[address + 1 :]
    head, *rest = split_unquoted(line, ":")
    return (head, ":", line[len(head) + 1 :]) if rest else line.partition(":")


def _parameters(written: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in written:
        name, equals, values = one.partition("=")
        if equals:
            yield name.strip().upper(), tuple(_unquoted(value) for value in split_unquoted(values, ","))


def _unquoted(value: str) -> str:
    """Without quotes, and with the carets of RFC 6868 read."""
    return CARETS.sub(lambda found: {"n": "\n", "^": "^", "'": '"'}[found[1]], value.replace('"', ""))
