"""Hosts in a rehearsal: each says what the files say, when they say it."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from delegation.file import DelegationFile
from delegation.reading.story import Story
from delegation.reading.story_hosts import HostAnswerRecord
from portal.client import Legation
from portal.rehearsals.script import Scene


class Receiving:
    """The hosts of one delegation."""

    def __init__(self, legation: Legation, file: DelegationFile, story: Story) -> None:
        self._legation = legation
        self._file = file
        self._answers = story.host_answers

    def scenes(self) -> Iterator[Scene]:
        """What they do of their own accord. Nothing where the delegation asks its hosts nothing."""
        if self._file.hosting is None:
            return
        for record in self._answers:
            act = partial(self._withdraw if record.withdraws else self._answer, record)
            what = "withdraws" if record.withdraws else "answers"
            yield Scene(self._file.at(record.at), f"{record.host} {what} by {record.way}", act, True)

    async def _answer(self, record: HostAnswerRecord, at: datetime) -> None:
        view = await self._legation.host(self._file.slug, record.host)
        said = record.answer(view.state.requests).model_copy(update={"at": at})
        await self._legation.answer_host(self._file.slug, said)

    async def _withdraw(self, record: HostAnswerRecord, at: datetime) -> None:
        said = record.withdrawal().model_copy(update={"at": at})
        await self._legation.withdraw_host(self._file.slug, said)
