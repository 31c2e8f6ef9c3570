"""The door in a rehearsal: who came is recorded, as the story says."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from delegation.file import DelegationFile
from delegation.reading.story_attendance import DoorRecord
from delegation.status import Ledger
from portal.client import Legation
from portal.rehearsals.script import Scene


class AttendancePart:
    """Everybody who stands at a door with a list."""

    def __init__(self, legation: Legation, file: DelegationFile, doors: Sequence[DoorRecord]) -> None:
        self._legation = legation
        self._file = file
        self._doors = doors

    def opening(self) -> Iterator[Scene]:
        for record in self._doors:
            about = record.item or "the event"
            moment = self._file.at(record.at)
            yield Scene(moment, f"Attendance of {about} is recorded", partial(self._record, record), True)

    def reactions(self, ledger: Ledger, now: datetime) -> Iterator[Scene]:
        """None: who came is written down, and that is all."""
        del ledger, now
        return iter(())

    def workflows(self) -> Sequence[str]:
        """None of its own."""
        return ()

    async def _record(self, record: DoorRecord, at: datetime) -> None:
        delegates = (await self._legation.ledger(self._file.slug)).delegates
        check_in = record.check_in(delegates).model_copy(update={"at": at})
        await self._legation.check_in(self._file.slug, check_in)
