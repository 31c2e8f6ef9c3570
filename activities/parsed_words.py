"""Words of organisers, taken apart: what stands where, without running any of it."""

import re
from typing import NamedTuple

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]"
)
"""What cannot be seen, or turns the direction of the text around; line ends and tabs are fine."""
MOST_NODES = 3_000
DEEPEST = 40
RAW = re.compile(r"\{%[-+]?\s*raw\b")
WORDS_OF = {
    nodes.Call: "calls something",
    nodes.Getitem: "asks for a part by an index",
    nodes.Slice: "asks for a part by an index",
    nodes.Concat: "joins texts; write them one after the other",
    nodes.Include: "includes another template; use a name that begins with 'ours.'",
    nodes.Import: "imports another template",
    nodes.FromImport: "imports another template",
    nodes.Extends: "extends another template",
    nodes.Block: "defines a block",
    nodes.Macro: "defines a macro",
    nodes.CallBlock: "calls a macro",
    nodes.Assign: "sets a name",
    nodes.AssignBlock: "sets a name",
    nodes.FilterBlock: "filters a whole passage",
    nodes.With: "sets a name",
    nodes.ScopedEvalContextModifier: "changes how values are written",
    nodes.Test: "tests a value with 'is'; compare it, or write 'if' and its name",
    nodes.Dict: "makes a table of values",
    nodes.List: "makes a list of values",
}
"""What a node that is not possible does, in words."""


class Found(NamedTuple):
    """Something that is not possible, and where; lines and columns count from 1."""

    line: int
    column: int
    says: str

    def sentence(self, part: str) -> str:
        return f"{part}, line {self.line}, column {self.column}: {self.says}"


def environment() -> ImmutableSandboxedEnvironment:
    """One in which words of organisers are parsed, here and where they are rendered: without extensions."""
    return ImmutableSandboxedEnvironment(
        autoescape=False,  # Markdown: every value passes through `finalize` where it is rendered
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=(),
        cache_size=0,
    )


def unreadable(source: str, longest: int) -> Found | None:
    """Why `source` is not looked into at all: its length, or a sign that nobody sees."""
    if len(source) > longest:
        return Found(1, 1, f"it is longer than {longest:,} characters.")
    unseen = UNSEEN.search(source)
    if unseen:
        sign = f"U+{ord(unseen[0]):04X}"
        return _at(source, unseen.start(), f"the sign {sign} cannot be seen; take it out.")
    raw = RAW.search(source)
    return _at(source, raw.start(), "'raw' is not possible; nothing here needs it.") if raw else None


def too_large(tree: nodes.Template) -> Found | None:
    """Counted without recursion, since the depth is what is asked."""
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    number = 0
    while waiting:
        node, depth = waiting.pop()
        number += 1
        if depth > DEEPEST:
            return Found(node.lineno or 1, 1, "this is nested too deeply.")
        if number > MOST_NODES:
            return Found(node.lineno or 1, 1, "it has too many parts; write a shorter letter.")
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]
    return None


def parsed(source: str) -> nodes.Template | Found:
    try:
        return environment().parse(source)
    except TemplateSyntaxError as error:
        return Found(error.lineno, 1, f"this cannot be read: {str(error.message).rstrip('.')}.")
    except (RecursionError, MemoryError):
        return Found(1, 1, "this is nested too deeply to be read.")
    except (ValueError, OverflowError):  # a number with thousands of digits
        return Found(1, 1, "it has a number that is too long; letters need no numbers.")


def _at(source: str, position: int, says: str) -> Found:
    before = source[:position]
    return Found(before.count("\n") + 1, position - before.rfind("\n"), says)
