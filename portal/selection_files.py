"""Selection files from disk: one in YAML or JSON, or a folder with a panel's two tables."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from delegation.selecting.solve_file.head import Instead
from delegation.selecting.solve_file.reading import CATEGORIES, RESPONDENTS, read_panel, read_selection
from delegation.selecting.solve_file.solvable import Solvable
from delegation.selecting.solve_file.tree import LARGEST_SOLVE_FILE
from portal.story_files import UnreadableFile, text_of

WORKBOOKS = (".xlsx", ".xls", ".ods")


def read_selection_file(path: Path, instead: Instead) -> Solvable:
    """What to solve. Raises UnreadableFile, or FileError with every mistake at its place."""
    with _nothing_collected():
        if path.is_dir():
            return read_panel(_text(path / CATEGORIES), _text(path / RESPONDENTS), instead)
        if path.suffix.lower() == ".csv":
            said = f"write a selection file beside it that says 'candidates: {path.name}'"
            raise UnreadableFile(f"{path} is a table; {said}, see docs/selection-file.md.")
        return read_selection(_text(path), str(path), lambda name: _beside(path, name), instead)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """A hundred thousand candidates are no garbage; looking for some takes as long as reading them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _beside(path: Path, name: str) -> str:
    """A table that a selection file names; it may lie in a folder below, and nowhere else."""
    found = path.parent / name
    if "\0" in name or not found.resolve().is_relative_to(path.parent.resolve()):
        raise UnreadableFile(f"{path} names {name!r}, which does not lie beside it; put it there.")
    return _text(found)


def _text(path: Path) -> str:
    if path.suffix.lower() in WORKBOOKS:
        raise UnreadableFile(f"{path} is a workbook; save the table as CSV in UTF-8.")
    if path.is_file() and path.stat().st_size > LARGEST_SOLVE_FILE:
        raise UnreadableFile(f"{path} has more than {LARGEST_SOLVE_FILE:,} bytes; split it.")
    return text_of(path, LARGEST_SOLVE_FILE)
