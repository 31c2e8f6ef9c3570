"""A change that was made, for people to read: who was told what and when, and what is still open."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pydantic import AwareDatetime

from delegation.change import ChangeRecord, Difference
from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.invite import Method, PartStat
from delegation.status import Task
from portal.errors import NotFound
from portal.show import moment

if TYPE_CHECKING:
    from portal.client import Legation


class InviteTold(Fact):
    """Where one item that the change touched stands in a recipient's calendar now."""

    item: ItemId
    method: Method
    sequence: int
    wanted: bool = False
    """Whether an answer is wanted."""
    partstat: PartStat
    sent_at: AwareDatetime | None = None
    """When the mail of this revision left, in real time; None where digest and feed show it."""

    @property
    def is_open(self) -> bool:
        return self.wanted and self.method is Method.REQUEST and self.partstat is PartStat.NEEDS_ACTION


class Told(Fact):
    """One recipient of a change."""

    recipient: str
    """Participant or host id."""
    differences: tuple[Difference, ...]
    heard: bool
    """Whether their calendar knows this version, or a later one."""
    leaves_at: AwareDatetime | None = None
    """When what is being gathered for them leaves; None: nothing waits."""
    letter_sent_at: AwareDatetime | None = None
    """When the letter left, in real time."""
    invites: tuple[InviteTold, ...] = ()


class ChangeShown(Fact):
    """The record of a change with what became of it."""

    record: ChangeRecord
    told: tuple[Told, ...] = ()
    tasks: tuple[Task, ...] = ()
    """Of those it left for a person, the ones that are not done yet."""
    open: tuple[str, ...] = ()
    """What is still open, a sentence each."""


async def change_shown(legation: "Legation", slug: str, change: str) -> ChangeShown:
    """Raises NotFound, with the nearest id, where there is no such change."""
    from delegation.reading.suggestion import suggestion

    ledger = await legation.ledger(slug)
    record = next((one for one in ledger.changes if one.change.id == change), None)
    if record is None:
        known = [one.change.id for one in ledger.changes]
        raise NotFound(f"There is no change {change!r} of {slug}; {suggestion(change, known)}")
    latest = (await legation.itinerary(slug)).itinerary.version
    told = await legation.told_of(slug, record, latest)
    tasks = tuple(one for one in (await legation.status(slug)).tasks if one.id in record.tasks)
    return ChangeShown(record=record, told=told, tasks=tasks, open=tuple(_open(told, tasks)))


def _open(told: tuple[Told, ...], tasks: tuple[Task, ...]) -> Iterator[str]:
    for one in told:
        if one.leaves_at is not None:
            at = f"{one.leaves_at:%Y-%m-%d %H:%M %Z}"
            yield f"{one.recipient}: what changed is being gathered and leaves {at}."
        elif not one.heard:
            yield f"{one.recipient}: has no calendar in the delegation, or left it; tell them yourself."
        for invite in one.invites:
            if invite.is_open:
                yield f"{one.recipient}: the invite to {invite.item} is not answered."
    for task in tasks:
        yield f"Task {task.id}: {task.text}"


def summary_of(shown: ChangeShown, zone: str) -> Iterator[tuple[str, object]]:
    """Names and values for a person; `zone` is the organiser's."""
    record = shown.record
    one, change = record.disturbance, record.change
    yield "made", f"{moment(record.applied_at, zone)} by {change.author}, {change.urgency.value}"
    yield "reason", change.reason
    yield "version", record.version
    yield "meetings", f"{one.dropped} dropped, {one.regained} regained, {one.moved} moved"
    yield "made anew", ", ".join(ref.key.rsplit("/", 1)[-1] for ref in record.documents)


def lines_of(shown: ChangeShown, names: Mapping[str, str], zone: str) -> Iterator[tuple[object, ...]]:
    """A row per recipient and difference: who, organisation, item, before, then, when told, answer."""
    for told in shown.told:
        states = {one.item: one for one in told.invites}
        for position, line in enumerate(told.differences):
            who = (told.recipient, names.get(told.recipient, "")) if not position else ("", "")
            state = states.get(line.item)
            yield *who, line.title or line.item, line.old or "-", line.new or "-", *_how(told, state, zone)


def _how(told: Told, invite: InviteTold | None, zone: str) -> tuple[str, str]:
    """When it was told, and what was answered."""
    sent = (invite and invite.sent_at) or told.letter_sent_at
    waits = "not yet" if told.leaves_at else ""
    answer = invite.partstat.value.lower() if invite and invite.wanted else ""
    return moment(sent, zone) if sent else waits, answer
