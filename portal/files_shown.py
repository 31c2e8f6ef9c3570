"""What was written to disk, said in words or as JSON."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from portal import show
from portal.views import FilesWritten

MOST_NAMED = 30
"""Files named one by one; more are counted by folder."""


def show_files(directory: Path, written: Sequence[str], *, json: bool) -> None:
    """`written` are names relative to `directory`."""
    if json:
        show.json_object(FilesWritten(directory=str(directory), files=tuple(written)))
    elif len(written) <= MOST_NAMED:
        show.say(*(str(directory / name) for name in written))
    else:
        folders = Counter(str(Path(name).parent) for name in written)
        show.rows(
            ("folder", "#files"), [(directory / name, number) for name, number in sorted(folders.items())]
        )
