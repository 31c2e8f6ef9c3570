"""A change that was made, for people to read: who was told what and when, and what is still open."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import AwareDatetime

from delegation.calendar_book import CalendarView
from delegation.change import ChangeRecord, Difference, Effect
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.invite import Method, PartStat, SentInvite
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
        there = suggestion(change, known) if known else "none was made yet."
        raise NotFound(f"There is no change {change!r} of {slug}; {there}")
    latest = (await legation.itinerary(slug)).itinerary.version
    told = await legation.told_of(slug, record, latest)
    tasks = tuple(one for one in (await legation.status(slug)).tasks if one.id in record.tasks)
    zone = (await legation.file(slug)).organiser.zone
    return ChangeShown(record=record, told=told, tasks=tasks, open=tuple(_open(told, tasks, zone)))


def revisions_since(made_at: datetime, effect: Effect, view: CalendarView | None) -> tuple[SentInvite, ...]:
    """Of what the change touched, the invites that left when it was made or later: older ones do not tell
    of it."""
    touched = {line.item for line in effect.differences}
    since = made_at.replace(microsecond=0)
    sent = view.invites if view else ()
    return tuple(one for one in sent if one.item.id in touched and one.dtstamp >= since)


def _open(told: tuple[Told, ...], tasks: tuple[Task, ...], zone: str) -> Iterator[str]:
    for one in told:
        if one.leaves_at is not None:
            at = moment(one.leaves_at, zone)
            yield f"{one.recipient}: what changed is being gathered and leaves {at}."
        elif not one.heard and one.letter_sent_at is None:
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
    yield "made anew", ", ".join(dict.fromkeys(_called(ref) for ref in record.documents))


def _called(ref: DocumentRef) -> str:
    """`guest-list mit-host`, as 'documents list' has it."""
    if ref.kind is None:
        return ref.key.rsplit("/", 1)[-1]
    return f"{ref.kind.value} {ref.participant or ref.about}".strip()


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
