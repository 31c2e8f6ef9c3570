"""What docs/events.md says of file keys and events is what the model, the code and the examples say."""

import re
import types
import typing

import pytest
from pydantic import BaseModel

from delegation.file import DelegationFile, Phase
from delegation.reading.delegation_file import read_delegation
from tests.docs.pages import ROOT
from worker import WORKFLOWS

PAGE = (ROOT / "docs" / "events.md").read_text()
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/delegation.yaml"))
SAID_ELSEWHERE = {"slug", "title", "purpose", "organiser", "people", "themes", "holidays", "places"}
"""Sections that name things, and make no behaviour of their own."""


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading, its head included, without the line of dashes."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|") and not line.startswith("|--")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


KEYS = rows("What a key makes")[1:]


def models_of(annotation: object) -> list[type[BaseModel]]:
    """The models behind an annotation: through unions, tuples and Annotated."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if isinstance(annotation, types.GenericAlias | types.UnionType) or typing.get_args(annotation):
        return [model for part in typing.get_args(annotation) for model in models_of(part)]
    return []


def is_key(path: str) -> bool:
    models: list[type[BaseModel]] = [DelegationFile]
    for name in path.split("."):
        holding = [model for model in models if name in model.model_fields]
        if not holding:
            return False
        models = [found for model in holding for found in models_of(model.model_fields[name].annotation)]
    return True


def test_there_is_a_table_of_keys():
    assert len(KEYS) > 20
    assert not is_key("call.no-such-key")


@pytest.mark.parametrize("row", KEYS, ids=lambda row: row[0])
def test_a_key_that_is_named_exists_and_the_code_named_beside_it_looks_at_it(row: list[str]):
    key, behaviour, code = row
    path = key.strip("`")
    named = re.findall(r"`([\w/]+\.py)`", code)

    assert is_key(path), path
    assert behaviour
    assert named
    for name in named:
        assert (ROOT / name).is_file(), name
    last = path.rsplit(".", 1)[-1]
    assert any(re.search(rf"\b{last}", (ROOT / name).read_text()) for name in named), f"{last} in {named}"


def test_every_section_that_makes_a_behaviour_is_in_the_table():
    told = {row[0].strip("`").split(".")[0] for row in KEYS}

    assert told | SAID_ELSEWHERE == set(DelegationFile.model_fields)


def test_the_phases_of_each_event_are_those_of_its_file():
    head, *body = rows("Phases of the events")
    shown = {
        event.strip("`"): [row[0].strip("`") for row in body if row[column] == "x"]
        for column, event in enumerate(head)
        if column
    }
    files = {
        name: read_delegation((ROOT / "examples" / name / "delegation.yaml").read_text()) for name in EXAMPLES
    }

    assert shown == {name: [phase.value for phase in file.phases] for name, file in files.items()}
    assert {phase for phases in shown.values() for phase in phases} | {"closed", "cancelled"} == set(Phase)


def test_every_workflow_type_is_said_to_be_shared():
    shown = {row[0].strip("`") for row in rows("Workflow types")[1:]}

    assert shown == {re.sub("Workflow$", "", one.__name__) for one in WORKFLOWS}
