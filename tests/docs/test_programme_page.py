"""The pictures of the itinerary page are those that its commands draw."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, fragments
from tests.portal.commands_portal import Terminal

DRAWN = re.compile(r"^\./legation (itinerary picture .*--out (docs/pictures/\S+\.svg))$", re.MULTILINE)
COMMANDS = [found for block in fragments("bash") for found in DRAWN.findall(block.text)]


def test_the_page_draws_pictures() -> None:
    assert {path for _, path in COMMANDS} == {"docs/pictures/programme.svg", "docs/pictures/rooms.svg"}


@pytest.mark.parametrize(("command", "path"), COMMANDS, ids=[path for _, path in COMMANDS])
def test_a_committed_picture_is_what_its_command_draws(
    command: str, path: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    drawn = tmp_path / "drawn.svg"

    said = Terminal(capsys)(command.replace(path, str(drawn)))

    assert said.code == 0
    committed = (ROOT / path).read_bytes()
    assert drawn.read_bytes() == committed, f"Draw it again: ./legation {command}"
