"""YAML without implicit types: every scalar stays the text that was typed, and everything keeps its place.

`NO` is Norway, `8:30` is a time and `012` a number with a zero; the models make the types. Only an empty
value, `~` and `null` mean nothing. Aliases, anchors, tags and doubled keys are refused: nobody who writes
a delegation needs them, and they hide what a file says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from delegation.reading.problem import Problem

LARGEST_FILE = 256_000
"""Bytes."""
DEEPEST = 24
"""Levels of nesting; a delegation needs six."""

Path = tuple[str | int, ...]
Plain = str | None | list["Plain"] | dict[str, "Plain"]
"""What a file holds: text, nothing, lists and mappings of these."""

_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass
class PlainYaml:
    """A file's content, where each value and key stands, and what was wrong with the writing."""

    text: str
    source: str
    content: Plain = None
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """Line and column, from 1, where the value at a path begins."""
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """The same for the key that leads to it."""
    scalars: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lines = _LINE_END.split(self.text)

    def problem(self, path: Path, message: str, remedy: str, *, at_key: bool = False) -> Problem:
        """A problem at `path`, or at the nearest enclosing thing that stands in the file."""
        line, column = self._position(path, at_key=at_key)
        return self.problem_at(line, column, path, message, remedy)

    def problem_at(self, line: int, column: int, path: Path, message: str, remedy: str) -> Problem:
        excerpt = self._lines[line - 1] if line <= len(self._lines) else ""
        dotted = ".".join(str(part) for part in path)
        return Problem(
            line=line,
            column=column,
            path=dotted,
            message=message,
            remedy=remedy,
            source=self.source,
            excerpt=excerpt,
        )

    def _position(self, path: Path, *, at_key: bool) -> tuple[int, int]:
        if at_key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))


def read_plain(text: str, source: str, *, largest: int = LARGEST_FILE) -> PlainYaml:
    """Read `text` of at most `largest` bytes.

    Never raises: what is wrong stands in `problems`, each with its position.
    """
    document = PlainYaml(text.removeprefix("\ufeff"), source)
    refusal = _unreadable(document, largest)
    if refusal is not None:
        document.problems.append(refusal)
        return document
    walk = _Walk(document)
    try:
        walk.through(yaml.parse(document.text, Loader=_LOADER))
    except yaml.YAMLError as error:
        document.problems.append(_syntax_problem(document, error))
    except _Unusable as error:
        document.problems.append(error.problem)
    return document


def _unreadable(document: PlainYaml, largest: int) -> Problem | None:
    size = len(document.text.encode("utf-8", "surrogatepass"))
    if size > largest:
        limit = f"keep it under {largest:,} bytes, and put long texts into the documents."
        return document.problem_at(1, 1, (), f"the file has {size:,} bytes", limit)
    found = _FORBIDDEN.search(document.text)
    if found is None:
        return None
    before = _LINE_END.split(document.text[: found.start()])
    name = f"U+{ord(found.group()):04X}"
    return document.problem_at(
        len(before),
        len(before[-1]) + 1,
        (),
        f"the control character {name} is not possible here",
        "delete it.",
    )


def _syntax_problem(document: PlainYaml, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    said = getattr(error, "problem", None) or "this cannot be read"
    remedy = "check the indentation (spaces, no tabs), and put text with ': ' or '#' in quotes."
    return document.problem_at(line, column, (), f"this is not YAML: {said}", remedy)


class _Unusable(Exception):
    """Reading on would only lead to wrong messages."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass
class _Open:
    """A mapping or list whose end has not come yet."""

    path: Path
    content: dict[str, Plain] | list[Plain]
    key: str | None = None
    doubled: bool = False


class _Walk:
    """Builds content and positions from parser events, without recursion."""

    def __init__(self, document: PlainYaml) -> None:
        self._document = document
        self._open: list[_Open] = []
        self._documents = 0

    def through(self, events: Iterator[yaml.Event]) -> None:
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    self._start_document(event)
                case yaml.ScalarEvent():
                    self._scalar(event)
                case yaml.MappingStartEvent():
                    self._start({}, event)
                case yaml.SequenceStartEvent():
                    self._start([], event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._open.pop()
                case yaml.AliasEvent():
                    remedy = "write the value out; a name with '*' in front belongs in quotes."
                    self._complain(event, self._here(), "an alias is not possible here", remedy)
                    self._place(None, event)

    def _start_document(self, event: yaml.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _Unusable(
                self._problem(event, (), "a second document begins here", "remove the line '---'.")
            )

    def _start(self, content: dict[str, Plain] | list[Plain], event: yaml.NodeEvent) -> None:
        path = self._here()
        if len(self._open) >= DEEPEST:
            raise _Unusable(self._problem(event, path, "this is nested too deeply", "check the brackets."))
        if self._expects_key():
            raise _Unusable(
                self._problem(event, path, "a key must be a word", "put text with '[' or '{' in quotes.")
            )
        self._refuse_extras(event, path)
        self._place(content, event)
        self._open.append(_Open(path, content))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if self._expects_key():
            self._take_key(event)
            return
        self._refuse_extras(event, self._here())
        plain = not event.style
        nothing = plain and event.value in ("", "~", "null")
        self._place(None if nothing else event.value, event)

    def _take_key(self, event: yaml.ScalarEvent) -> None:
        top = self._open[-1]
        path = (*top.path, event.value)
        self._refuse_extras(event, path)
        top.key = event.value
        top.doubled = event.value in top.content
        if top.doubled:
            first = self._document.keys[path][0]
            message = f"{event.value!r} stands here twice, first in line {first}"
            self._complain(event, path, message, "keep one of the two.")
        else:
            self._document.keys[path] = _position(event)

    def _place(self, value: Plain, event: yaml.Event) -> None:
        """Put a value where it belongs; what stands under a doubled key is read and left out."""
        path = self._here()
        if not self._open:
            self._document.content = value
        top = self._open[-1] if self._open else None
        if top and isinstance(top.content, list):
            top.content.append(value)
        elif top and isinstance(top.content, dict) and top.key is not None:
            if not top.doubled:
                top.content[top.key] = value
            top.key = None
        position = self._document.keys.get(path) if value is None else None
        self._document.values.setdefault(path, position or _position(event))
        if isinstance(value, str):
            self._document.scalars.setdefault(path, value)

    def _here(self) -> Path:
        if not self._open:
            return ()
        top = self._open[-1]
        if isinstance(top.content, list):
            return (*top.path, len(top.content))
        return (*top.path, top.key) if top.key is not None else top.path

    def _expects_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].content, dict) and self._open[-1].key is None

    def _refuse_extras(self, event: yaml.NodeEvent, path: Path) -> None:
        if event.anchor is not None:
            self._complain(
                event, path, "an anchor is not possible here", "put text that begins with '&' in quotes."
            )
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self._complain(
                event, path, f"the tag {tag!r} is not possible here", "write the value without '!'."
            )

    def _complain(self, event: yaml.Event, path: Path, message: str, remedy: str) -> None:
        self._document.problems.append(self._problem(event, path, message, remedy))

    def _problem(self, event: yaml.Event, path: Path, message: str, remedy: str) -> Problem:
        return self._document.problem_at(*_position(event), path, message, remedy)


def _position(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
