"""What was written to disk, said in words or as JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from portal import show
from portal.views import FilesWritten


def show_files(directory: Path, written: Sequence[str], *, json: bool) -> None:
    """`written` are names relative to `directory`."""
    if json:
        done = FilesWritten(directory=str(directory), files=tuple(written), written_at=datetime.now(UTC))
        show.json_object(done)
        return
    show.say(*(str(directory / name) for name in written))
