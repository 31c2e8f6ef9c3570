"""One running stack for most tests; what they kill comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded import background
from embedded.settings import EmbeddedSettings
from embedded.stack import Stack
from tests.embedded.processes import IDLE_PORTAL, IDLE_WORKER


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedSettings:
    return EmbeddedSettings.on_free_ports(tmp_path_factory.mktemp("stack"))


@pytest.fixture(scope="session")
def stack(settings: EmbeddedSettings) -> Iterator[Stack]:
    with Stack(settings, worker_command=IDLE_WORKER, portal_command=IDLE_PORTAL) as running:
        running.wait_ready()
        yield running


@pytest.fixture
def other_settings(tmp_path: Path) -> Iterator[EmbeddedSettings]:
    """For a second stack beside the first, of which nothing is left when the test is over."""
    settings = EmbeddedSettings.on_free_ports(tmp_path)
    yield settings
    background.down(settings)
