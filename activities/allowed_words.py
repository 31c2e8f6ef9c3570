"""What words of organisers may contain: a short list of template parts, and the names of that letter.

A sandbox that runs whatever it is given was broken in every product that trusted one, so nothing is run
here: the words are parsed, and every node of the tree must be one of those named below. Values are shown,
tested and looped over, and nothing else: no call, no sum, no index, no part of another template.
"""

import re
from collections.abc import Iterator, Mapping

from jinja2 import nodes

from activities.parsed_words import DEEPEST, UNSEEN, WORDS_OF, Found, parsed, too_large, unreadable
from delegation.letter_words import (
    LONGEST_BODY_TEMPLATE,
    LONGEST_SUBJECT_TEMPLATE,
    Kind,
    LetterWords,
    Word,
)
from delegation.reading.suggestion import suggestion

TEXT_FILTERS = frozenset({"strong", "day", "clock", "nearness"})
LINK_FILTERS = frozenset({"link", "address"})
ROW_FILTERS: Mapping[str, frozenset[str]] = {
    "agenda": frozenset({"day", "time", "zone", "title", "place", "remark"}),
    "changes": frozenset({"item", "old", "new"}),
}
FILTERS = (*TEXT_FILTERS, *LINK_FILTERS, *ROW_FILTERS)
COMPARISONS = frozenset({"eq", "ne", "in", "notin"})
LONGEST_CONSTANT = 200


def problems_of_words(words: LetterWords, known: Mapping[str, Word], ours: frozenset[str]) -> tuple[str, ...]:
    """What is not possible in subject and body, one sentence each; `ours`: our own passages by name."""
    subject = problems_of(
        words.subject, known, frozenset(), longest=LONGEST_SUBJECT_TEMPLATE, is_subject=True
    )
    body = problems_of(words.body, known, ours, longest=LONGEST_BODY_TEMPLATE)
    return (
        *(one.sentence("The subject") for one in subject),
        *(one.sentence("The body") for one in body),
    )


def problems_of(
    source: str, known: Mapping[str, Word], ours: frozenset[str], *, longest: int, is_subject: bool = False
) -> tuple[Found, ...]:
    """What is not possible in `source`, in the order of its lines; nothing when it may be kept."""
    tree = unreadable(source, longest) or parsed(source)
    tree = tree if isinstance(tree, Found) else too_large(tree) or tree
    if isinstance(tree, Found):
        return (tree,)
    return tuple(sorted(set(_Reading(source, known, ours, is_subject).problems(tree))))


class _Reading:
    """One walk through one tree. `rows` are the names of the loop around the node, if there is one."""

    def __init__(
        self, source: str, known: Mapping[str, Word], ours: frozenset[str], is_subject: bool
    ) -> None:
        self._lines = source.splitlines()
        self._known = known
        self._ours = ours
        self._is_subject = is_subject

    def problems(self, tree: nodes.Template) -> Iterator[Found]:
        for node in tree.body:
            yield from self._statement(node, {}, 0)

    def _statement(self, node: nodes.Node, loop: Mapping[str, Word], depth: int) -> Iterator[Found]:
        if depth > DEEPEST:
            yield self._found(node, "this is nested too deeply.")
            return
        match node:
            case nodes.Output():
                for one in node.nodes:
                    yield from self._shown(one, loop, depth)
            case nodes.If():
                yield from self._value(node.test, loop, depth)
                for each in (*node.body, *node.elif_, *node.else_):
                    yield from self._statement(each, loop, depth + 1)
            case nodes.For():
                yield from self._loop(node, loop, depth)
            case _:
                yield self._refused(node)

    def _loop(self, node: nodes.For, loop: Mapping[str, Word], depth: int) -> Iterator[Found]:
        if self._is_subject:
            yield self._found(node, "a subject has no loops.")
        elif loop:
            yield self._found(node, "a loop inside a loop is not possible.")
        elif node.recursive or node.test or node.else_:
            yield self._found(node, "a loop is written as '{% for one in names %}', without more.")
        elif not isinstance(node.target, nodes.Name) or not isinstance(node.iter, nodes.Name):
            yield self._found(node, "a loop goes over one name: '{% for one in names %}'.")
        else:
            yield from self._loop_over(node, node.target.name, node.iter.name, depth)

    def _loop_over(self, node: nodes.For, one: str, over: str, depth: int) -> Iterator[Found]:
        word = self._known.get(over)
        if word is None:
            yield self._unknown(node, over, self._lists)
            return
        if word.kind not in (Kind.TEXTS, Kind.ROWS):
            yield self._found(node, f"{over!r} is {word.kind}, and no list to loop over.", over)
            return
        if one in self._known or one in ("ours", "loop") or not one.isascii() or one.startswith("_"):
            yield self._found(node, f"{one!r} cannot name a turn of the loop; choose another word.", one)
            return
        is_row = word.kind is Kind.ROWS
        turn = Word(says=word.says, kind=Kind.RECORD if is_row else Kind.TEXT, parts=word.parts)
        for each in node.body:
            yield from self._statement(each, {one: turn}, depth + 1)

    @property
    def _lists(self) -> list[str]:
        return [name for name, word in self._known.items() if word.kind in (Kind.TEXTS, Kind.ROWS)]

    def _shown(self, node: nodes.Node, loop: Mapping[str, Word], depth: int) -> Iterator[Found]:
        """What stands between double braces, or plain text."""
        if isinstance(node, nodes.TemplateData):
            return
        if isinstance(node, nodes.Name) and (word := self._word(node.name, loop)) is not None:
            yield from self._shown_name(node, word)
        elif isinstance(node, nodes.And | nodes.Or):
            for one in (node.left, node.right):
                yield from self._shown(one, loop, depth + 1)
        else:
            yield from self._value(node, loop, depth)

    def _shown_name(self, node: nodes.Name, word: Word) -> Iterator[Found]:
        match word.kind:
            case Kind.RECORD:
                parts = ", ".join(f"{node.name}.{part}" for part in word.parts)
                yield self._found(node, f"{node.name!r} is {word.kind}; say which: {parts}.", node.name)
            case Kind.TEXTS | Kind.ROWS:
                says = f"{node.name!r} is {word.kind}; loop over it, or use a filter made for it."
                yield self._found(node, says, node.name)
            case Kind.LINK if not self._is_subject:
                says = f"{node.name!r} is a link; write '{{{{ {node.name} | link(\"what it is\") }}}}'."
                yield self._found(node, says, node.name)
            case Kind.LINK:
                yield self._found(node, "a subject shows no link.", node.name)
            case Kind.TEXT:
                pass

    def _value(self, node: nodes.Node, loop: Mapping[str, Word], depth: int) -> Iterator[Found]:
        if depth > DEEPEST:
            yield self._found(node, "this is nested too deeply.")
            return
        match node:
            case nodes.Name():
                if self._word(node.name, loop) is None:
                    yield self._unknown(node, node.name, [*self._known, *loop, "ours"])
            case nodes.Getattr():
                yield from self._part(node, loop)
            case nodes.Filter():
                yield from self._filter(node, loop, depth)
            case nodes.Const():
                yield from self._constant(node)
            case nodes.Compare():
                yield from self._comparison(node, loop, depth)
            case nodes.And() | nodes.Or():
                yield from self._values((node.left, node.right), loop, depth)
            case nodes.Not():
                yield from self._value(node.node, loop, depth + 1)
            case nodes.CondExpr():
                yield from self._choice(node, loop, depth)
            case _:
                yield self._refused(node)

    def _values(
        self, several: tuple[nodes.Node, ...], loop: Mapping[str, Word], depth: int
    ) -> Iterator[Found]:
        for one in several:
            yield from self._value(one, loop, depth + 1)

    def _choice(self, node: nodes.CondExpr, loop: Mapping[str, Word], depth: int) -> Iterator[Found]:
        if node.expr2 is None:
            yield self._found(node, "a choice needs its 'else'.")
            return
        yield from self._value(node.test, loop, depth + 1)
        for one in (node.expr1, node.expr2):
            yield from self._shown(one, loop, depth + 1)

    def _comparison(self, node: nodes.Compare, loop: Mapping[str, Word], depth: int) -> Iterator[Found]:
        yield from self._value(node.expr, loop, depth + 1)
        for one in node.ops:
            if one.op not in COMPARISONS:
                yield self._found(node, "texts can be equal, unequal or in a list, and not less or more.")
            elif isinstance(one.expr, nodes.Tuple):
                yield from self._values(tuple(one.expr.items), loop, depth)
            else:
                yield from self._value(one.expr, loop, depth + 1)

    def _constant(self, node: nodes.Const) -> Iterator[Found]:
        if not isinstance(node.value, str):
            yield self._found(node, "only texts are possible here, in quotation marks.")
        elif len(node.value) > LONGEST_CONSTANT:
            yield self._found(node, f"a text between quotation marks has at most {LONGEST_CONSTANT} signs.")
        elif UNSEEN.search(node.value) or "\n" in node.value:
            yield self._found(node, "this text has signs that cannot be seen; take them out.")

    def _part(self, node: nodes.Getattr, loop: Mapping[str, Word]) -> Iterator[Found]:
        if not isinstance(node.node, nodes.Name):
            yield self._found(node, f"{node.attr!r} is a part of a part, which is not possible.", node.attr)
            return
        whole = node.node.name
        if whole == "ours":
            yield from self._our_passage(node)
            return
        word = self._word(whole, loop)
        if word is None:
            yield self._unknown(node, whole, [*self._known, *loop, "ours"])
        elif word.kind is not Kind.RECORD:
            loops = " Loop over it first." if word.kind is Kind.ROWS else ""
            yield self._found(node, f"{whole!r} is {word.kind} and has no parts.{loops}", whole)
        elif node.attr not in word.parts:
            says = f"{whole!r} has no part {node.attr!r}; {suggestion(node.attr, word.parts)}"
            yield self._found(node, says, node.attr)

    def _our_passage(self, node: nodes.Getattr) -> Iterator[Found]:
        if self._is_subject:
            yield self._found(node, "a subject has no passages of ours.", node.attr)
        elif node.attr not in self._ours:
            says = f"we have no passage {node.attr!r} for this letter; {suggestion(node.attr, self._ours)}"
            yield self._found(node, says, node.attr)

    def _filter(self, node: nodes.Filter, loop: Mapping[str, Word], depth: int) -> Iterator[Found]:
        if node.node is None or node.name not in FILTERS:
            yield self._found(
                node, f"there is no filter {node.name!r}; {suggestion(node.name, FILTERS)}", node.name
            )
            return
        if self._is_subject and node.name not in TEXT_FILTERS - {"strong"}:
            yield self._found(node, f"the filter {node.name!r} is for the body.", node.name)
            return
        yield from self._filter_texts(node, loop, depth)
        yield from self._fits(node, loop, depth)

    def _filter_texts(self, node: nodes.Filter, loop: Mapping[str, Word], depth: int) -> Iterator[Found]:
        """Only `link` takes something: what the link is called."""
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            yield self._found(node, f"the filter {node.name!r} takes no named texts.", node.name)
        elif node.name == "link":
            if len(node.args) != 1 or not _is_label(node.args[0]):
                yield self._found(node, "a link is written as '{{ answer_url | link(\"Answer\") }}'.", "link")
            else:
                yield from self._value(node.args[0], loop, depth + 1)
        elif node.args:
            yield self._found(node, f"the filter {node.name!r} takes nothing in brackets.", node.name)

    def _fits(self, node: nodes.Filter, loop: Mapping[str, Word], depth: int) -> Iterator[Found]:
        """Whether what is filtered is of the kind that the filter is for."""
        if node.node is None:
            return
        yield from self._value(node.node, loop, depth + 1)
        word = self._filtered(node.node, loop)
        if node.name in ROW_FILTERS:
            if word is None or not ROW_FILTERS[node.name] <= set(word.parts) or word.kind is not Kind.ROWS:
                yield self._found(
                    node, f"the filter {node.name!r} is for the rows of a programme.", node.name
                )
        elif node.name in LINK_FILTERS:
            if word is None or word.kind is not Kind.LINK:
                yield self._found(node, f"the filter {node.name!r} is for addresses of our pages.", node.name)
        elif word is not None and word.kind not in (Kind.TEXT,):
            yield self._found(node, f"the filter {node.name!r} is for texts.", node.name)

    def _filtered(self, node: nodes.Node, loop: Mapping[str, Word]) -> Word | None:
        """What is known of a value: of a name, or of a part that holds a link."""
        if isinstance(node, nodes.Name):
            return self._word(node.name, loop)
        if isinstance(node, nodes.Getattr) and node.attr == "answer":
            return Word(says="", kind=Kind.LINK)
        return None

    def _word(self, name: str, loop: Mapping[str, Word]) -> Word | None:
        return loop.get(name) or self._known.get(name)

    def _unknown(self, node: nodes.Node, name: str, among: list[str]) -> Found:
        return self._found(node, f"this letter knows no {name!r}; {suggestion(name, among)}", name)

    def _refused(self, node: nodes.Node) -> Found:
        why = next((says for kind, says in WORDS_OF.items() if isinstance(node, kind)), "")
        return self._found(
            node, f"this {why or 'does more than show, test or repeat a text'}; it is not possible."
        )

    def _found(self, node: nodes.Node, says: str, word: str = "") -> Found:
        line = node.lineno or 1
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        place = (
            re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", text) if word else re.search(r"\{[{%]", text)
        )
        return Found(line, place.start() + 1 if place else 1, says)


def _is_label(node: nodes.Node) -> bool:
    """What a link is called: a text in quotation marks, or one of two."""
    if isinstance(node, nodes.CondExpr):
        return _is_label(node.expr1) and node.expr2 is not None and _is_label(node.expr2)
    return isinstance(node, nodes.Const)
