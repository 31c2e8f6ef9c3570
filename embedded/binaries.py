"""Which program runs: the one that was asked for, the person's own, or the one from our wheels."""

import os
import shutil
import sys
from pathlib import Path

from embedded.errors import StackError
from embedded.settings import ENVIRONMENT_PREFIX


def find(name: str, chosen: Path | None) -> Path:
    """The program called `name`: `chosen` if given, else from PATH, else from our own environment.

    Raises:
        StackError: it is nowhere to be found.
    """
    if chosen is not None:
        return _existing(name, chosen)
    found = shutil.which(name, path=_path_without_ours()) or shutil.which(name, path=str(_ours()))
    if found is None:
        raise StackError(
            f"the program '{name}' is missing; run 'make setup', "
            f"or name your own with {ENVIRONMENT_PREFIX}{name.upper()}_BINARY"
        )
    return Path(found)


def _existing(name: str, chosen: Path) -> Path:
    if shutil.which(chosen) is None:
        raise StackError(
            f"{chosen} is not a program that can run; correct {ENVIRONMENT_PREFIX}{name.upper()}_BINARY"
        )
    return chosen


def _ours() -> Path:
    return Path(sys.executable).parent


def _path_without_ours() -> str:
    return os.pathsep.join(
        entry for entry in os.environ.get("PATH", "").split(os.pathsep) if Path(entry) != _ours()
    )
