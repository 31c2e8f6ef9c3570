"""Every starter, as `new` writes it, is rehearsed on one real stack and ends clean."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from delegation.file import Phase
from delegation.reading.delegation_file import read_delegation
from delegation.reading.story_reading import read_story
from embedded.stack import Stack
from portal.rehearsals.demo import perform
from portal.starting import first_day, starter_files, starters
from tests.rehearsal.conftest import Quiet, running_stack

pytestmark = pytest.mark.timeout(1500)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One for all of them: a stack runs one delegation after the other."""
    with running_stack(tmp_path_factory.mktemp("starters")) as running:
        yield running


class Played(Quiet):
    """What one starter left, and the refusals that were seen on the way."""

    def __init__(self, like: str) -> None:
        self.refused: list[str] = []
        texts = starter_files(like, f"my-{like}", f"My {like}", "mine", first_day(datetime.now(UTC).date()))
        self.file = read_delegation(texts["delegation.yaml"], "delegation.yaml")
        self.story = read_story(texts, self.file)
        self.summary: Mapping[str, Any] = {}

    def sees(self, moment: datetime, text: str) -> None:
        if "refused" in text:
            self.refused.append(text)

    def on(self, stack: Stack) -> "Played":
        """Played from its beginning to its end."""
        self.summary, _ = asyncio.run(perform(self.file, self.story, stack.settings, self))
        return self


@pytest.mark.parametrize("like", starters())
def test_a_starter_ends_clean(like: str, stack: Stack) -> None:
    played = Played(like).on(stack)
    calendars = played.summary["calendars"]

    assert played.refused == []
    assert played.summary["phase"] == "closed"
    assert calendars["different"] == []
    assert calendars["equal"] == calendars["of"]
    assert played.summary["applications"]["received"] == len(played.story.applications)
    if played.file.has(Phase.REGISTRATION):
        assert played.summary["delegates"] == played.file.capacity
