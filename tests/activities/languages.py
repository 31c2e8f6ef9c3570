"""Letters in every language: the facts that lead to each of their words, and what of them is in English."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, nodes

from delegation.calendar_rules import CalendarRules, InvitePolicy
from delegation.file import DelegationFile
from delegation.letter import FactValue, LetterName
from delegation.letter_facts import FACTS
from tests.activities.conftest import ROOT

LETTERS = ROOT / "templates" / "letters"
ENVIRONMENT = Environment(loader=FileSystemLoader(LETTERS), trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - only parsed
LANGUAGES = ("en", "de", "fr")
INVITES = ("invite", "host-invite")
LETTER = re.compile(r"[^\W\d_]")
ENGLISH = re.compile(
    r"\b(the|and|your|you|we|with|of|please|application|reply|by|until|from|is|are|was|this|that|for|to|"
    r"meeting|meetings|guest|guests|day|days|all|journey|added|cancelled|changed|answer|table|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|May|June|July|"
    r"October|December)\b"
)
OWN_TOO = {"de": {"was", "all", "die"}, "fr": {"place", "table"}}
"""English words that are words of the language as well."""
Facts = dict[str, FactValue]
OTHERWISE = "otherwise"
"""A value that no template asks for."""
PARTS = (("body", "md"), ("subject", "txt"))


class Choice(NamedTuple):
    """A value that a template compares with: of a fact, or of a column of its rows."""

    fact: str
    column: str
    value: str


def body_of(folder: str, language: str, part: str = "body", kind: str = "md") -> str:
    """The template of a language, by its name."""
    return f"{folder}/{part}.{kind}.j2" if language == "en" else f"{folder}/{part}.{language}.{kind}.j2"


def translations(folder: str) -> tuple[str, ...]:
    """All languages a letter is offered in."""
    found = {path.name.split(".")[1] for path in (LETTERS / folder).glob("body.*.md.j2")} - {"md"}
    return ("en", *sorted(found))


@lru_cache(maxsize=512)
def parsed(name: str) -> tuple[nodes.Template, ...]:
    """The template with all it includes."""
    source = ENVIRONMENT.loader.get_source(ENVIRONMENT, name)[0]  # type: ignore[union-attr]
    tree = ENVIRONMENT.parse(source)
    included = [
        str(name.value)
        for one in tree.find_all(nodes.Include)
        for name in (one.template, *one.template.find_all(nodes.Const))
        if isinstance(name, nodes.Const)
    ]
    return (tree, *(part for one in included for part in parsed(one)))


def words_of(name: str) -> tuple[str, ...]:
    """Everything a template says itself, in pieces between its variables; without punctuation alone."""
    texts = [text.data for tree in parsed(name) for text in tree.find_all(nodes.TemplateData)]
    texts += [
        str(said.value)
        for tree in parsed(name)
        for one in tree.find_all(nodes.Filter)
        if one.name == "link"
        for argument in one.args
        for said in (argument, *argument.find_all(nodes.Const))
        if isinstance(said, nodes.Const)
    ]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    return tuple(dict.fromkeys(line for line in lines if len(LETTER.findall(line)) > 2))


def choices_of(name: str) -> tuple[Choice, ...]:
    """What decides between its branches by a value rather than by being there."""
    found: list[Choice] = []
    for tree in parsed(name):
        loops: dict[str, list[str]] = {}
        for loop in tree.find_all(nodes.For):
            if isinstance(loop.target, nodes.Name) and isinstance(loop.iter, nodes.Name):
                loops.setdefault(loop.target.name, []).append(loop.iter.name)
        found += _looked_up(tree)
        for compared in tree.find_all(nodes.Compare):
            values = [one.value for operand in compared.ops for one in operand.find_all(nodes.Const)]
            match compared.expr:
                case nodes.Name(name=fact):
                    found += [Choice(fact, "", str(value)) for value in (*values, OTHERWISE)]
                case nodes.Const(value=value) if isinstance(compared.ops[0].expr, nodes.Name):
                    found.append(Choice(compared.ops[0].expr.name, "", str(value)))
                case nodes.Getattr(node=nodes.Name(name=row), attr=column) if row in loops:
                    found += [Choice(rows, column, str(value)) for rows in loops[row] for value in values]
                case _:
                    pass
    return tuple(dict.fromkeys(one for one in found if one.value.strip()))


def _looked_up(tree: nodes.Template) -> list[Choice]:
    """Facts by which a template looks its words up: `{{ stages[stage] }}`."""
    tables = {
        one.target.name: [str(pair.key.value) for pair in one.node.items if isinstance(pair.key, nodes.Const)]
        for one in tree.find_all(nodes.Assign)
        if isinstance(one.target, nodes.Name) and isinstance(one.node, nodes.Dict)
    }
    used = [(_keys(one.node, tables), one.arg) for one in tree.find_all(nodes.Getitem)]
    return [Choice(by.name, "", key) for keys, by in used if isinstance(by, nodes.Name) for key in keys]


def _keys(table: nodes.Expr, tables: dict[str, list[str]]) -> list[str]:
    if isinstance(table, nodes.Name):
        return tables.get(table.name, [])
    pairs = table.items if isinstance(table, nodes.Dict) else []
    return [str(pair.key.value) for pair in pairs if isinstance(pair.key, nodes.Const)]


def columns_asked(name: str) -> frozenset[str]:
    """Columns of rows on which some branch depends."""
    tests = [
        part for tree in parsed(name) for kind in (nodes.If, nodes.CondExpr) for part in tree.find_all(kind)
    ]
    return frozenset(asked.attr for one in tests for asked in one.test.find_all(nodes.Getattr)) | frozenset(
        one.test.attr for one in tests if isinstance(one.test, nodes.Getattr)
    )


def variations(name: LetterName, facts: Facts) -> Iterator[Facts]:
    """Facts that lead into every branch: all there, each left out, each value the templates ask for."""
    yield facts
    yield from _without_some(name, facts)
    bare = {fact: wanted.nothing for fact, wanted in FACTS[name].items() if wanted.may_be_empty}
    yield {**facts, **bare}
    yield from _told_apart(name, facts)


def rows_apart(name: LetterName, facts: Facts) -> Iterator[Facts]:
    """Each code of a row by itself, with and without what may stand beside it. Some never come so."""
    asked = columns_asked(body_of(name.value, "en"))
    for choice in _choices(name, facts):
        value, wanted = facts[choice.fact], FACTS[name][choice.fact]
        rows = [row for row in value if isinstance(row, dict)] if choice.column else []
        if not rows:
            continue
        usual = next((one for one in rows if one.get(choice.column) == choice.value), rows[0])
        row = {**usual, choice.column: choice.value}
        yield {**facts, choice.fact: (row,)}
        yield {**facts, choice.fact: ({**dict.fromkeys(row, ""), choice.column: choice.value},)}
        for column in sorted((asked & {*wanted.columns, *wanted.optional}) - {choice.column}):
            yield {**facts, choice.fact: ({**row, column: "" if row.get(column) else "3"},)}


def _choices(name: LetterName, facts: Facts) -> list[Choice]:
    names = [body_of(name.value, language, *part) for language in ("en", "de") for part in PARTS]
    found = [choice for template in names for choice in choices_of(template)]
    return [choice for choice in dict.fromkeys(found) if choice.fact in facts]


def _told_apart(name: LetterName, facts: Facts) -> Iterator[Facts]:
    """Each value of each fact that is a code, and each two of them together."""
    codes = [one for one in _choices(name, facts) if not one.column]
    for number, one in enumerate(codes):
        first = {**facts, one.fact: _told(one, facts)}
        yield first
        if not isinstance(facts[one.fact], str):
            continue
        for other in codes[number + 1 :]:
            if other.fact != one.fact and isinstance(facts[other.fact], str):
                yield {**first, other.fact: other.value}


def _told(choice: Choice, facts: Facts) -> FactValue:
    """The value, as a text or as the only one of several."""
    return choice.value if isinstance(facts[choice.fact], str) else (choice.value,)


def _without_some(name: LetterName, facts: Facts) -> Iterator[Facts]:
    for fact, wanted in FACTS[name].items():
        if wanted.may_be_empty or wanted.may_be_missing:
            yield {**facts, fact: wanted.nothing}


def with_policies(file: DelegationFile) -> tuple[DelegationFile, ...]:
    """The delegation under every policy of invites."""
    return tuple(
        file.model_copy(update={"calendar": CalendarRules(policy=policy)}) for policy in InvitePolicy
    )


def folders() -> tuple[Path, ...]:
    return tuple(path for path in sorted(LETTERS.iterdir()) if path.is_dir())
