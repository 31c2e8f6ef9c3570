"""Journeys: telling participants and hosts news, and asking what they told us."""

from typing import Protocol

from temporalio import activity

from delegation.fact import Fact
from delegation.ids import ParticipantId
from delegation.journey import JourneyAnswers
from delegation.news import HostTold, Told
from delegation.tempo import Tempo


class Journeys(Protocol):
    """The participants' workflows, seen from outside."""

    async def tell(self, delegation: str, told: Told) -> bool:
        """Hand a piece of news to a journey. False if the journey has ended; that is no error.

        Raises OSError or a Temporal RPC error when the engine is away; try again.
        """
        ...

    async def tell_host(self, delegation: str, told: HostTold, tempo: Tempo, task_queue: str) -> bool:
        """Hand a piece of news to a host's workflow, which what it is asked or sent starts. False if there
        is none.

        Raises OSError or a Temporal RPC error when the engine is away; try again.
        """
        ...

    async def answers(self, delegation: str, participant: str) -> JourneyAnswers | None:
        """What the participant told us, or None if the journey never began."""
        ...


class Telling(Fact):
    """News for many participants."""

    delegation: str
    told: tuple[Told, ...]


class HostTelling(Fact):
    """News for many hosts. `tempo` is for those whose workflow it starts."""

    delegation: str
    tempo: Tempo
    told: tuple[HostTold, ...]


class ToldAll(Fact):
    """How many heard, and whose workflow had ended before, or never began."""

    heard: int
    ended: tuple[str, ...] = ()


class Asking(Fact):
    """Whose journeys to look into."""

    delegation: str
    participants: tuple[ParticipantId, ...]


class JourneyRecord(Fact):
    participant: ParticipantId
    answers: JourneyAnswers


class JourneyRecords(Fact):
    """What participants told us, in the order asked; participants without a journey are left out."""

    records: tuple[JourneyRecord, ...] = ()


class JourneyActivities:
    """Speaks with participants' journeys by their workflow ids."""

    def __init__(self, journeys: Journeys) -> None:
        self._journeys = journeys

    @activity.defn(name="tell_participants")
    async def tell_participants(self, telling: Telling) -> ToldAll:
        """Tell each participant the news, in order. Safe to retry: journeys hear news twice without harm.

        Takes about 5 milliseconds a participant; heartbeats after each.
        """
        ended: list[str] = []
        for told in telling.told:
            if not await self._journeys.tell(telling.delegation, told):
                ended.append(told.participant)
            activity.heartbeat(told.participant)
        return ToldAll(heard=len(telling.told) - len(ended), ended=tuple(ended))

    @activity.defn(name="tell_hosts")
    async def tell_hosts(self, telling: HostTelling) -> ToldAll:
        """Tell each host the news, in order. Safe to retry: hosts hear a version twice without harm.

        Takes about 10 milliseconds a host; heartbeats after each.
        """
        ended: list[str] = []
        queue = activity.info().task_queue
        for told in telling.told:
            if not await self._journeys.tell_host(telling.delegation, told, telling.tempo, queue):
                ended.append(told.host)
            activity.heartbeat(told.host)
        return ToldAll(heard=len(telling.told) - len(ended), ended=tuple(ended))

    @activity.defn(name="ask_journeys")
    async def ask_journeys(self, asking: Asking) -> JourneyRecords:
        """Read what each participant told us. Changes nothing; heartbeats after each."""
        records: list[JourneyRecord] = []
        for participant in asking.participants:
            answers = await self._journeys.answers(asking.delegation, participant)
            activity.heartbeat(participant)
            if answers is not None:
                records.append(JourneyRecord(participant=participant, answers=answers))
        return JourneyRecords(records=tuple(records))
