"""The page about changes names every kind, in the words of the command line and of files."""

import re
from typing import get_args

from delegation.change import ChangeKind
from delegation.planning.changing.previewing import MOVES_TRIED
from portal.command_line import build
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "changes.md").read_text(encoding="utf-8")
READS = {"preview", "make", "list", "show"}


def test_every_kind_of_change_is_a_row_with_its_command() -> None:
    union, _ = get_args(ChangeKind)
    kinds = {kind.model_fields["what"].default for kind in get_args(union)}
    rows = re.findall(r"^\| `([a-z-]+)` \| `([a-z-]+)` \|", PAGE, re.MULTILINE)

    assert {what for _, what in rows} == kinds
    assert len(rows) == len(kinds)


def test_every_command_that_changes_something_is_a_row() -> None:
    commands = {name for name in build()["change"] if not name.startswith("-")}
    rows = re.findall(r"^\| `([a-z-]+)` \| `", PAGE, re.MULTILINE)

    assert set(rows) == commands - READS


def test_the_number_of_moves_tried_is_true() -> None:
    assert f"(`--moves-at-most`, {MOVES_TRIED} in a preview" in PAGE
