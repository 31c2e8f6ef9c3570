"""Rehearsal: a whole delegation in a minute or two, on real servers, with everybody's part played from files.

Trip time does not run, it is skipped: when every workflow waits, the earliest thing happens next, be it
a date somebody waits for or something a person does. So the result depends on the files alone, never
on how fast the machine is or what broke meanwhile.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from delegation.file import DelegationFile, Phase
from delegation.reading.story import Story
from delegation.status import Counts, DelegationStatus
from delegation.tempo import Tempo
from embedded.settings import EmbeddedSettings
from portal.client import Legation
from portal.errors import Refused
from portal.rehearsals.answering import SendForm
from portal.rehearsals.cast import Cast
from portal.rehearsals.script import Scene, Script
from portal.rehearsals.settling import Stillness

HOSTS_ARE_TOLD = (Phase.ITINERARY, Phase.TRIP)
"""From then on hosts have workflows of their own."""
BEFORE = timedelta(days=3)
"""How long before the call opens a rehearsal begins."""


class Audience(Protocol):
    """Whoever watches a rehearsal."""

    def sees(self, moment: datetime, text: str) -> None:
        """Something happened at this trip time."""
        ...

    def sees_status(self, status: DelegationStatus) -> None:
        """Everything came to rest; this is where the delegation stands."""
        ...


class Rehearsal:
    """Plays one story on one delegation. `play()` returns when the delegation has ended."""

    def __init__(
        self,
        legation: Legation,
        file: DelegationFile,
        story: Story,
        audience: Audience,
        settings: EmbeddedSettings,
        send: SendForm | None = None,
    ) -> None:
        """`settings` are those of the embedded stack it is played on; `send` is how links are answered."""
        self._legation = legation
        self._file = file
        self._audience = audience
        self._script = Script()
        self._cast = Cast(legation, file, story, settings, send)
        self._stillness = Stillness(legation, file.slug, [one.id for one in file.call.cut_offs[1:]])
        self._counts = Counts()
        self._hosts: tuple[str, ...] = ()
        self.refused: list[str] = []
        """What was refused to whom, in the words they were told."""

    async def play(self) -> None:
        """From the opening of the call to the end of the follow-up."""
        begin = self._file.call.opens_at - BEFORE
        tempo = Tempo(real_origin=datetime.now(UTC), trip_origin=begin, rehearsed=True)
        await self._legation.open(self._file, tempo)
        self._audience.sees(begin, f"{self._file.title} is opened")
        for scene in self._cast.opening():
            self._script.add(scene)
        while not await self._is_over():
            await self._go_on()

    async def _is_over(self) -> bool:
        """Wait until everything has come to rest, and let people react to what they were told."""
        for recipient in (*self._cast.journeys, *self._hosts):
            self._stillness.watch(recipient)
        for part in self._cast.parts:
            for workflow_id in part.workflows():
                self._stillness.watch_workflow(workflow_id)
        await self._stillness.reached()
        status = await self._legation.status(self._file.slug)
        self._audience.sees_status(status)
        if status.phase in HOSTS_ARE_TOLD and not self._hosts:
            self._hosts = tuple(host.id for host in self._file.hosts)
        if self._stillness.is_over:
            return True
        if status.counts != self._counts:
            self._counts = status.counts
            ledger = await self._legation.ledger(self._file.slug)
            for scene in self._cast.reactions(ledger, status.now):
                self._script.add(scene)
        return False

    async def _go_on(self) -> None:
        """Let the earliest thing happen: scenes until one has consequences, or else a date."""
        due, moment = self._stillness.next_deadline(), self._script.next_moment()
        if moment is not None and (due is None or moment <= due):
            await self._play_until(due)
        elif due is not None:
            for workflow_id in self._stillness.waiting_until(due):
                await self._legation.pass_time(workflow_id, due)
        else:
            raise RuntimeError(f"{self._file.slug} waits for something that the story does not have.")

    async def _play_until(self, due: datetime | None) -> None:
        while (moment := self._script.next_moment()) is not None and (due is None or moment <= due):
            scene = self._script.take()
            await self._play_scene(scene)
            if scene.has_consequences:
                return

    async def _play_scene(self, scene: Scene) -> None:
        try:
            await scene.act(scene.moment)
        except Refused as refusal:
            self.refused.append(f"{scene.text}: {refusal}")
            self._audience.sees(scene.moment, f"{scene.text}; refused: {refusal}")
        else:
            self._audience.sees(scene.moment, scene.text)
