"""A change before it is made: who would be told what, which invites would leave, what would no longer fit."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from delegation.calendar_book import CalendarView
from delegation.calendars.revising import next_sequence
from delegation.change import Change, ChangePreview, Difference, Effect
from delegation.fact import Fact
from delegation.invite import Method
from portal.change_shown import ChangeShown
from portal.web.organising.bar import DeskPage
from portal.web.organising.change_form import FORMS, Asked, Mistake


class InviteAhead(Fact):
    """One invite that would leave, or be shown by digest and feed."""

    title: str
    method: Method
    sequence: int
    """RFC 5545: what their calendar programs go by."""


class Recipient(NamedTuple):
    id: str
    name: str
    """Organisation."""


class ToldAhead(Fact):
    """What one recipient would be told, or several who are told the same."""

    who: tuple[Recipient, ...]
    lines: tuple[Difference, ...]
    invites: tuple[InviteAhead, ...] = ()


class ProposalRow(Fact):
    moves_at_most: int
    dropped: int
    regained: int
    moved: int
    told: int


class ChangeSeen(Fact):
    """The facts of `desk/change-effects.html`."""

    told: tuple[ToldAhead, ...] = ()
    delegates: int = 0
    hosts: int = 0
    moved: int = 0
    problems: tuple[str, ...] = ()
    """Why it is not possible; or, beside effects, what would then clash, and who would be without a place."""
    proposals: tuple[ProposalRow, ...] = ()
    token: str = ""
    """What was seen. Whoever carries it out names it, so that nothing else happens than what they saw."""

    @property
    def is_possible(self) -> bool:
        return bool(self.told) or not self.problems


class Choice(Fact):
    """One entry of a list to choose from."""

    value: str
    text: str


class ChangeListed(Fact):
    """One change that was made."""

    id: str
    what: str
    author: str
    reason: str
    version: int
    told: int
    at: str


class ChangePage(DeskPage):
    """The facts of `desk/change.html`."""

    what: str = ""
    kinds: tuple[str, ...] = tuple(FORMS)
    fields: tuple[Asked, ...] = ()
    choices: Mapping[str, tuple[Choice, ...]] = {}
    """By kind of field."""
    typed: Mapping[str, tuple[str, ...]] = {}
    mistakes: tuple[Mistake, ...] = ()
    problem: str = ""
    seen: ChangeSeen | None = None
    made: tuple[ChangeListed, ...] = ()


class EffectsPart(Fact):
    """The same without a page around it, while somebody types."""

    seen: ChangeSeen | None = None
    mistakes: tuple[Mistake, ...] = ()


class ChangeMade(DeskPage):
    """The facts of `desk/change-made.html`."""

    shown: ChangeShown
    summary: tuple[tuple[str, str], ...]
    names: Mapping[str, str]
    is_new: bool = False
    lines: tuple[tuple[str, ...], ...] = ()


def seen_of(
    change: Change,
    preview: ChangePreview,
    version: int,
    names: Mapping[str, str],
    calendars: Mapping[str, CalendarView],
) -> ChangeSeen:
    """`version` is that of the programme it was looked at in; `calendars` of those it tells."""
    hosts = sum(one.recipient.islower() for one in preview.effects)
    return ChangeSeen(
        told=tuple(_grouped(_told(one, names, calendars.get(one.recipient)) for one in preview.effects)),
        delegates=len(preview.effects) - hosts,
        hosts=hosts,
        moved=preview.moved_appointments,
        problems=preview.problems,
        proposals=tuple(
            ProposalRow(
                moves_at_most=one.moves_at_most,
                dropped=one.disturbance.dropped,
                regained=one.disturbance.regained,
                moved=one.disturbance.moved,
                told=len(one.effects),
            )
            for one in preview.proposals
        ),
        token=token_of(change, preview, version),
    )


def token_of(change: Change, preview: ChangePreview, version: int) -> str:
    """Of what was seen: the name of the change, then it, its effects, and the version of the programme."""
    effects = (one.model_dump_json() for one in preview.effects)
    parts = (change.model_dump_json(), *effects, str(version))
    return f"{change.id}.{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:24]}"


def _told(effect: Effect, names: Mapping[str, str], calendar: CalendarView | None) -> ToldAhead:
    return ToldAhead(
        who=(Recipient(effect.recipient, names.get(effect.recipient, effect.recipient)),),
        lines=effect.differences,
        invites=tuple(_invites(effect, calendar)) if calendar else (),
    )


def _grouped(told: Iterable[ToldAhead]) -> Iterable[ToldAhead]:
    """Who is told the same in one, in the order of the first of them."""
    found: dict[str, ToldAhead] = {}
    for one in told:
        same = "|".join(part.model_dump_json() for part in (*one.lines, *one.invites))
        before = found.get(same)
        found[same] = one if before is None else before.model_copy(update={"who": (*before.who, *one.who)})
    return found.values()


def _invites(effect: Effect, calendar: CalendarView) -> Sequence[InviteAhead]:
    sent = {one.item.id: one for one in calendar.invites}
    found = {}
    for line in effect.differences:
        known = sent.get(line.item)
        if known is None and not line.new:
            continue
        found[line.item] = InviteAhead(
            title=line.title or line.item,
            method=Method.REQUEST if line.new else Method.CANCEL,
            sequence=0 if known is None else next_sequence(known),
        )
    return list(found.values())
