"""The rules of the house that no linter knows."""

import importlib.metadata
import subprocess
import sys
import typing
from collections.abc import Callable
from pathlib import Path
from types import UnionType

import pytest
from pydantic import BaseModel, SecretStr, TypeAdapter

from delegation.fact import Fact
from delegation.search_attributes import SEARCH_ATTRIBUTES
from tests.contracts import (
    ACTIVITIES,
    activity_functions,
    definitions,
    leaves,
    messages,
    payloads,
    signature_of,
)

ROOT = Path(__file__).parents[1]
HEAVY = (
    "aiosmtplib",
    "boto3",
    "docxtpl",
    "jinja2",
    "mrml",
    "numpy",
    "scipy",
    "smtplib",
    "typst",
    "xlsxwriter",
)


def test_no_installed_distribution_provides_our_top_level_names():
    ours = {path.stem for path in ROOT.glob("*.py")} | {
        path.parent.name for path in ROOT.glob("*/__init__.py")
    }

    assert {"activities", "delegation", "portal", "worker", "workflows"} <= ours
    assert ours & set(importlib.metadata.packages_distributions()) == set()


def test_importing_the_workflows_loads_nothing_heavy():
    program = (
        "import sys; import workflows.delegation, workflows.evaluation, workflows.participant; "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_every_activity_is_looked_at_here():
    sources = (ROOT / "activities").glob("*.py")
    declared = {path.stem for path in sources if "@activity.defn" in path.read_text()}

    assert declared == {one.__module__.rpartition(".")[2] for one in ACTIVITIES}


@pytest.mark.parametrize(
    ("name", "function"),
    sorted({**activity_functions(), **messages()}.items()),
    ids=sorted({**activity_functions(), **messages()}),
)
def test_one_model_goes_in_at_most_and_models_or_nothing_come_out(name: str, function: Callable[..., object]):
    arguments, returned = signature_of(function)

    assert len(arguments) <= 1, name
    assert all(isinstance(one, type) and issubclass(one, Fact) for one in arguments), name
    assert returned is type(None) or (isinstance(returned, type) and not issubclass(returned, dict)), name


def test_every_update_signal_and_query_says_in_the_web_interface_what_it_does():
    described = {
        f"{one.name}.{name}": handler.description
        for one in definitions()
        for kind in (one.updates, one.signals, one.queries)
        for name, handler in kind.items()
    }

    assert [name for name, description in described.items() if not (description or "").endswith(".")] == []


def test_every_update_of_people_has_a_validator_or_never_refuses():
    unguarded = {
        f"{one.name}.{name}"
        for one in definitions()
        for name, update in one.updates.items()
        if update.validator is None
    }

    assert unguarded == set()


@pytest.mark.parametrize(
    "model", sorted(payloads(), key=lambda one: one.__name__), ids=lambda one: one.__name__
)
def test_a_payload_is_plain(model: type[BaseModel]):
    """Frozen, nothing computed or secret in it, no unknown types, and lenient to fields of later versions."""
    assert issubclass(model, Fact)
    assert model.model_config.get("frozen") is True
    assert model.model_config.get("extra", "ignore") == "ignore"
    assert model.model_computed_fields == {}
    seen = {leaf for field in model.model_fields.values() for leaf in leaves(field.annotation)}
    assert not seen & {SecretStr, typing.Any, bytes, object}
    TypeAdapter(model).json_schema(mode="serialization")


def test_no_payload_carries_a_person():
    """Names and addresses stay in the vault: the file travels without its people."""
    personal = {"name", "email", "phone", "passport_number", "birth_date", "full_name"}
    where = {
        f"{one.__name__}.{field}" for one in payloads() for field in one.model_fields if field in personal
    }

    of_the_vault = {"Person.name", "Person.email", "Person.phone"}
    assert where <= {"Organiser.name", "Place.name", "MeetingRoom.name", "Letter.name", *of_the_vault}


def test_every_registered_search_attribute_is_used_and_every_used_one_registered():
    sources = [path for folder in ("workflows", "portal") for path in (ROOT / folder).rglob("*.py")]
    text = "\n".join(path.read_text() for path in sources)
    used = {name for name in SEARCH_ATTRIBUTES if f'"{name}"' in text}
    named = set()
    for line in text.splitlines():
        if "SearchAttributeKey.for_" in line:
            named.add(line.split('"')[1])

    assert named == used == set(SEARCH_ATTRIBUTES)


def test_unions_in_payloads_are_told_apart_by_a_name_not_by_luck():
    """A union of models without a discriminator is read as the first that fits."""
    undecided = {
        f"{one.__name__}.{name}"
        for one in payloads()
        for name, field in one.model_fields.items()
        if field.discriminator is None and _models_in_union(field.annotation) > 1
    }

    assert undecided <= {"Told.news", "Change.change"}  # annotated types carry theirs inside


def _models_in_union(annotation: object) -> int:
    if typing.get_origin(annotation) not in (typing.Union, UnionType):
        return 0
    return sum(isinstance(one, type) and issubclass(one, BaseModel) for one in typing.get_args(annotation))
