"""A selection file in YAML or JSON as a tree; where something stands is looked up only if it is wrong."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from delegation.reading.plain_yaml import Path, Plain, PlainYaml, read_plain
from delegation.reading.problem import FileError, Problem

LARGEST_SOLVE_FILE = 100_000_000
"""Bytes."""
Tree = Decimal | bool | str | None | Sequence["Tree"] | Mapping[str, "Tree"]
"""As YAML gives it, all words are text; JSON also knows numbers, here exact, and truth."""


@dataclass
class Typed:
    """What stands in the file, and where."""

    text: str
    source: str
    content: Tree = None
    known: PlainYaml | None = field(default=None, repr=False)
    """Its positions, where they were found on the way."""

    @cached_property
    def places(self) -> PlainYaml:
        """Of JSON: read again as YAML, of which it is a part. Tabs are as wide as blanks."""
        return self.known or read_plain(self.text.replace("\t", " "), self.source, largest=LARGEST_SOLVE_FILE)

    def problem(self, path: Path, message: str, remedy: str, *, at_key: bool = False) -> Problem:
        return self.places.problem(path, message, remedy, at_key=at_key)


def read_tree(text: str, source: str) -> Typed:
    """The file, whatever of the two it is. Raises FileError where it is neither."""
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith("{"):
        return Typed(text, source, _json(text, source))
    document = read_plain(text, source, largest=LARGEST_SOLVE_FILE)
    if document.problems:
        raise FileError(document.problems)
    return Typed(text, source, document.content, document)


def as_plain(tree: Tree) -> Plain:
    """The same with every number and truth as the word a person would have typed."""
    match tree:
        case bool():
            return "yes" if tree else "no"
        case Decimal():
            return str(tree)
        case str() | None:
            return tree
        case Mapping():
            return {key: as_plain(value) for key, value in tree.items()}
        case _:
            return [as_plain(value) for value in tree]


def _json(text: str, source: str) -> Tree:
    try:
        found: Tree = json.loads(
            text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number, object_pairs_hook=_once
        )
    except json.JSONDecodeError as error:
        remedy = "check commas, quotes and brackets there."
        raise FileError([_at(error.lineno, error.colno, text, source, error.msg, remedy)]) from None
    except (ValueError, ArithmeticError, RecursionError) as error:
        said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise FileError([_at(1, 1, text, source, said, "correct it.")]) from None
    return found


def _once(pairs: list[tuple[str, Tree]]) -> dict[str, Tree]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        doubled = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"{doubled!r} stands twice in one object")
    return found


def _no_number(word: str) -> Decimal:
    raise ValueError(f"{word} is no number")


def _at(line: int, column: int, text: str, source: str, said: str, remedy: str) -> Problem:
    lines = text.splitlines()
    excerpt = lines[line - 1] if line <= len(lines) else ""
    message = f"this is not JSON: {said}"
    return Problem(
        line=line, column=column, path="", message=message, remedy=remedy, source=source, excerpt=excerpt
    )
