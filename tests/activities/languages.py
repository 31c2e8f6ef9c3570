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
                    found += [Choice(fact, "", str(value)) for value in values]
                case nodes.Getattr(node=nodes.Name(name=row), attr=column) if row in loops:
                    found += [Choice(rows, column, str(value)) for rows in loops[row] for value in values]
                case _:
                    pass
    return tuple(dict.fromkeys(found))


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
    for choice in choices_of(body_of(name.value, "en")) + choices_of(body_of(name.value, "de")):
        if choice.fact in facts:
            yield from (_chosen(facts, choice, columns_asked(body_of(name.value, "en"))))
            for one in _chosen(facts, choice, frozenset()):
                yield from _without_some(name, one) if not choice.column else ()
    bare = {fact: wanted.nothing for fact, wanted in FACTS[name].items() if wanted.may_be_empty}
    yield {**facts, **bare}


def _without_some(name: LetterName, facts: Facts) -> Iterator[Facts]:
    for fact, wanted in FACTS[name].items():
        if wanted.may_be_empty or wanted.may_be_missing:
            yield {**facts, fact: wanted.nothing}


def _chosen(facts: Facts, choice: Choice, asked: frozenset[str]) -> Iterator[Facts]:
    value = facts[choice.fact]
    if isinstance(value, str):
        yield {**facts, choice.fact: choice.value}
        return
    rows = [row for row in value if isinstance(row, dict)]
    if not rows:
        return
    row = next((one for one in rows if one.get(choice.column) == choice.value), rows[0])
    row, bare = {**row, choice.column: choice.value}, {**dict.fromkeys(row, ""), choice.column: choice.value}
    yield {**facts, choice.fact: (row,)}
    yield {**facts, choice.fact: (bare,)}
    for column in sorted(asked & row.keys() - {choice.column}):
        yield {**facts, choice.fact: ({**row, column: "" if row[column] else "3"},)}


def with_policies(file: DelegationFile) -> tuple[DelegationFile, ...]:
    """The delegation under every policy of invites."""
    return tuple(
        file.model_copy(update={"calendar": CalendarRules(policy=policy)}) for policy in InvitePolicy
    )


def folders() -> tuple[Path, ...]:
    return tuple(path for path in sorted(LETTERS.iterdir()) if path.is_dir())
