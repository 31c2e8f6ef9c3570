"""The main example, its people and its letters, on fakes."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.letters import LetterWriter, Written
from delegation.file import DelegationFile
from delegation.letter import Letter
from delegation.person import Person
from delegation.reading.delegation_file import read_delegation

ROOT = Path(__file__).parents[2]
PORTAL = "https://portal.legation.example"


@pytest.fixture(scope="session")
def usa_2017() -> DelegationFile:
    path = ROOT / "examples" / "usa-2017" / "delegation.yaml"
    return read_delegation(path.read_text(), str(path))


@pytest.fixture(scope="session")
def letters() -> LetterWriter:
    return LetterWriter(ROOT / "templates" / "letters", portal=PORTAL)


@pytest.fixture(scope="session")
def jorg() -> Person:
    return Person(
        id="A-17",
        name="Jörg Müller-Łukasz",
        email="jorg@cluster.example",
        organisation="Donau Werkstoffe",
        zone="Europe/Vienna",
    )


@pytest.fixture(scope="session")
def written_at() -> datetime:
    return datetime(2017, 3, 7, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def write(
    letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime
) -> Callable[[Letter], Written]:
    """Write a letter of the main example to one applicant."""
    return lambda letter: letters.write(letter, jorg, usa_2017, written_at)
