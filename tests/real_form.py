"""A call with every field of published forms, a complete application, and a wrong answer for each field."""

import re
from functools import cache
from pathlib import Path
from textwrap import indent
from typing import Any, NamedTuple

from delegation.file import DelegationFile
from delegation.form import Stage
from delegation.reading.delegation_file import read_delegation
from delegation.reading.plain_yaml import read_plain

HERE = Path(__file__).parent / "delegation" / "real_form"
EXAMPLE = Path(__file__).parents[1] / "examples/usa-2017/delegation.yaml"


class Broken(NamedTuple):
    """One wrong answer."""

    line: int
    """Of the list of real fields."""
    field: str
    answer: Any
    says: str


def with_form(fields: str) -> str:
    """The example's delegation file with another form."""
    text = EXAMPLE.read_text(encoding="utf-8")
    block = re.compile(r"^  fields:\n.*?(?=^eligibility:)", re.MULTILINE | re.DOTALL)
    return block.sub(lambda _: f"  fields:\n{indent(fields, '    ')}\n", text, count=1)


@cache
def real_call() -> DelegationFile:
    return read_delegation(with_form((HERE / "form.yaml").read_text(encoding="utf-8")))


def typed() -> dict[str, Any]:
    """The complete application as it was typed, without what is asked later."""
    content = _content("answers.yaml")
    return {name: part for name, part in content.items() if name != "later"}


def typed_later(stage: Stage) -> dict[str, Any]:
    own = [field.id for field in real_call().call.fields if field.stage is stage]
    return {name: answer for name, answer in _content("answers.yaml")["later"].items() if name in own}


def broken() -> list[Broken]:
    return [Broken(**{**one, "line": int(one["line"])}) for one in _content("broken.yaml")]


def stage_of(field: str) -> Stage:
    return next(one.stage for one in real_call().call.fields if one.id == field)


def _content(name: str) -> Any:
    document = read_plain((HERE / name).read_text(encoding="utf-8"), name)
    assert not document.problems, document.problems
    return document.content
