"""What hosts did in a story: confirmed, set limits, answered requests, withdrew."""

from collections.abc import Collection, Iterator
from typing import Literal

from pydantic import Field

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.hosting import Asking, HostAnswer, HostSource, HostWithdrawal
from delegation.ids import ItemId, ParticipantId
from delegation.meeting import HostWish, Wish
from delegation.person import Line
from delegation.reading.plain_yaml import Path
from delegation.reading.suggestion import suggestion
from delegation.zoned import LocalTime

SOURCE = "host-answers.yaml"
Misfit = tuple[str, Path, str, str]


class HostAnswerRecord(Fact):
    """What one host said at one time."""

    host: ItemId
    at: LocalTime
    """In the organiser's zone."""
    way: HostSource = HostSource.LINK
    confirmed: bool = False
    at_most: int | None = Field(default=None, ge=0)
    guests_at_most: int | None = Field(default=None, gt=0)
    unavailable: tuple[ItemId, ...] | None = None
    must: tuple[ParticipantId, ...] = ()
    nice: tuple[ParticipantId, ...] = ()
    no: tuple[ParticipantId, ...] = ()
    everyone_else: Wish | None = None
    """Its answer to all other requests; None: it leaves them open."""
    withdraws: Line = ""
    """Why it withdraws; empty: it does not."""
    mark: Literal["", "sourced", "inferred", "made-up"] = ""

    def answer(self, requests: Collection[Asking]) -> HostAnswer:
        """What it says, to those who asked by then."""
        named = {name: wish for wish in Wish for name in getattr(self, wish.value)}
        said = {one.participant: named.get(one.participant, self.everyone_else) for one in requests}
        return HostAnswer(
            host=self.host,
            confirmed=self.confirmed or None,
            at_most=self.at_most,
            guests_at_most=self.guests_at_most,
            unavailable=self.unavailable,
            wishes=tuple(
                HostWish(host=self.host, participant=name, wish=wish)
                for name, wish in sorted(said.items())
                if wish is not None
            ),
            source=self.way,
        )

    def withdrawal(self) -> HostWithdrawal:
        return HostWithdrawal(host=self.host, reason=self.withdraws, source=self.way)


class HostAnswersFile(Fact):
    """The file `host-answers.yaml`; a story may do without it."""

    answers: tuple[HostAnswerRecord, ...] = ()


def check_host_answers(
    answers: Collection[HostAnswerRecord], file: DelegationFile, applicants: Collection[str]
) -> Iterator[Misfit]:
    """Every host, slot and participant named is there."""
    hosts = [host.id for host in file.hosts]
    slots = [slot.id for one in file.meeting_sections for slot in one.slots]
    for n, record in enumerate(answers):
        place: Path = ("answers", n)
        named = (
            ("host", (record.host,), hosts, "host"),
            ("unavailable", record.unavailable or (), slots, "slot"),
            *((wish.value, getattr(record, wish.value), applicants, "applicant") for wish in Wish),
        )
        for key, names, known, what in named:
            for name in names:
                if name not in known:
                    yield SOURCE, (*place, key), f"{name!r} is no {what}", suggestion(name, known)
