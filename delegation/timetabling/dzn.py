"""MiniZinc data as it is typed: names, numbers, sets, lists and tables, each with its place."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from delegation.reading.problem import FileError, Problem

Kind = Literal["number", "set", "list", "table"]
TOKEN = re.compile(
    r"(?P<blank>\s+|%[^\n]*|/\*.*?\*/)|(?P<name>[A-Za-z]\w*)|(?P<number>[-+]?\d+)"
    r"|(?P<sign>\.\.|\[\||\|\]|[\[\]{}|(),;=])",
    re.DOTALL | re.ASCII,
)
MOST_DIGITS, LONGEST_RANGE = 9, 100_000
CLOSED_BY = {"[": "]", "{": "}", "(": ")", "[|": "|]"}
ARRAYS = ("array1d", "array2d")


@dataclass(frozen=True)
class Node:
    """A value: a number, or the parts of a set, a list, or a table with its rows as lists."""

    at: int
    """Characters before it."""
    kind: Kind
    number: int = 0
    parts: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Token:
    at: int
    kind: str
    text: str


@dataclass(frozen=True)
class Source:
    """The text of a file and what it is called, to point into it."""

    text: str
    name: str

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def problem(self, at: int, path: str, message: str, remedy: str) -> Problem:
        """A mistake `at` characters from the beginning."""
        line = bisect_right(self._line_starts, at)
        start = self._line_starts[line - 1]
        excerpt = self.text[start:].split("\n", 1)[0] if start < len(self.text) else ""
        return Problem(
            line=line, column=at - start + 1, path=path, message=message, remedy=remedy, source=self.name,
            excerpt=excerpt.rstrip("\r"),
        )  # fmt: skip

    def refusal(self, at: int, path: str, message: str, remedy: str) -> FileError:
        """The same as an error, where nothing after it can be understood."""
        return FileError([self.problem(at, path, message, remedy)])


def assignments(source: Source) -> dict[str, Node]:
    """What the file says, by name. Raises FileError where it is no MiniZinc data or says something twice."""
    reader, found = _Reader(source), dict[str, Node]()
    while reader.now.kind != "end":
        name = reader.take("name", "a name, as in 'nTables = 21;'")
        if name.text in found:
            raise source.refusal(name.at, name.text, "is said twice", "keep one of the two.")
        reader.sign("=")
        found[name.text] = reader.value()
        if reader.now.kind != "end":
            reader.sign(";")
    return found


class _Reader:
    """Goes through the tokens once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._tokens = _tokens(source)
        self.now = next(self._tokens)

    def take(self, kind: str, wanted: str) -> Token:
        token = self.now
        if token.kind != kind:
            raise self._unexpected(wanted)
        self.now = next(self._tokens, token)
        return token

    def sign(self, text: str) -> Token:
        if self.now.text != text:
            raise self._unexpected(f"'{text}'")
        return self.take(self.now.kind, text)

    def value(self) -> Node:
        """Whatever may stand behind `=`."""
        if self.now.text in ARRAYS:
            return self._array()
        match self.now.text:
            case "[|":
                return self._table()
            case "[":
                at = self.now.at
                return Node(at, "list", parts=tuple(self._parts("[", self._entry)))
            case _:
                return self._entry()

    def _array(self) -> Node:
        """`array1d(1..3, [..])`: the list counts, its indices do not."""
        self.take("name", "")
        found = list(self._parts("(", self.value))
        if not found or found[-1].kind not in ("list", "table"):
            raise self._unexpected("a list in the brackets before this")
        return found[-1]

    def _table(self) -> Node:
        """`[| 1, 8, 3, | 2, 9, 3 |]`; a comma may end a row, and a line may end the last one."""
        at, rows = self.sign("[|").at, list[Node]()
        while self.now.text != "|]":
            row_at = self.now.at
            row = tuple(self._until(("|", "|]"), self._entry))
            if row:
                rows.append(Node(row_at, "list", parts=row))
            if self.now.text == "|":
                self.sign("|")
        self.sign("|]")
        return Node(at, "table", parts=tuple(rows))

    def _entry(self) -> Node:
        """A number, a set in braces, or a range."""
        if self.now.text == "{":
            at = self.now.at
            parts = self._parts("{", self._entry)
            return Node(at, "set", parts=tuple(one for part in parts for one in _members(part)))
        first = self._number()
        if self.now.text != "..":
            return first
        self.sign("..")
        return self._range(first, self._number())

    def _range(self, first: Node, last: Node) -> Node:
        if last.number - first.number > LONGEST_RANGE:
            said = f"the range has more than {LONGEST_RANGE:,} numbers"
            raise self.source.refusal(first.at, "", said, "check its two ends.")
        numbers = range(first.number, last.number + 1)
        return Node(first.at, "set", parts=tuple(Node(first.at, "number", one) for one in numbers))

    def _number(self) -> Node:
        token = self.take("number", "a number")
        if len(token.text) > MOST_DIGITS:
            raise self.source.refusal(
                token.at, "", "the number is too long", f"at most {MOST_DIGITS} digits."
            )
        return Node(token.at, "number", int(token.text))

    def _parts(self, opened: str, one: Callable[[], Node]) -> Iterator[Node]:
        self.sign(opened)
        yield from self._until((CLOSED_BY[opened],), one)
        self.sign(CLOSED_BY[opened])

    def _until(self, ends: tuple[str, ...], one: Callable[[], Node]) -> Iterator[Node]:
        """Entries with commas between them; one may follow the last."""
        while self.now.text not in ends:
            yield one()
            if self.now.text not in ends:
                self.sign(",")

    def _unexpected(self, wanted: str) -> FileError:
        found = f"'{self.now.text}' stands here" if self.now.text else "the file ends here"
        return self.source.refusal(self.now.at, "", found, f"expected {wanted}.")


def _members(part: Node) -> tuple[Node, ...]:
    return part.parts if part.kind == "set" else (part,)


def _tokens(source: Source) -> Iterator[Token]:
    """Without blanks and comments; at the end one of kind `end`. Raises FileError at a strange character."""
    at = 1 if source.text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}") else 0
    while at < len(source.text):
        found = TOKEN.match(source.text, at)
        if found is None:
            strange = source.text[at]
            raise source.refusal(at, "", f"{strange!r} stands here", "delete it; this is no MiniZinc data.")
        if found.lastgroup and found.lastgroup != "blank":
            yield Token(at, found.lastgroup, found.group())
        at = found.end()
    yield Token(len(source.text), "end", "")
