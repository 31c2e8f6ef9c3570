"""The cut-offs of the call: when each closes, and what moving one would do before it is done."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import ValidationError

from delegation.amending import why_not_move
from delegation.call import CutOff
from delegation.cut_offs import cut_off_named, is_first, panel_at
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.status import LaterCutOff, MoveCutOff, Roster
from delegation.zoned import instant, stamp
from portal.errors import Refused
from portal.typed_times import local_time
from portal.web.organising.bar import DeskPage
from portal.web.organising.cancel_page import LONGEST_REASON, Problem

WHY = "Say in a few words why it is moved: everyone who applied reads it in their letter."
FORM_OF_TIME = "%Y-%m-%dT%H:%M"
"""As browsers write a local time in a form."""


class CutOffRow(Fact):
    """One cut-off, its times in the zone of the call."""

    id: str
    closes: str
    late_until: str = ""
    panel: str = ""
    is_conditional: bool = False
    """Only if places are left."""
    came: str = ""
    """What came of it."""
    is_ahead: bool = False
    """Whether it may still be moved."""
    typed: str = ""
    """When it closes, as a form has it."""


class Moving(Fact):
    """What moving a cut-off would do."""

    cut_off: str
    before: str
    after: str
    typed: str
    reason: str
    is_later: bool
    told: tuple[tuple[str, str], ...] = ()
    """Id and organisation of everyone who gets the letter."""


class CallPage(DeskPage):
    """The facts of `desk/call.html`."""

    slug: str
    zone: str
    rows: tuple[CutOffRow, ...]
    moving: Moving | None = None
    typed: Mapping[str, str] = {}
    problems: tuple[Problem, ...] = ()
    said: str = ""
    """The cut-off that was moved just now."""

    @property
    def ahead(self) -> tuple[CutOffRow, ...]:
        return tuple(one for one in self.rows if one.is_ahead)

    @property
    def moved(self) -> CutOffRow | None:
        return next((one for one in self.rows if one.id == self.said), None)


class Mistyped(Exception):
    """An order that cannot be made of what was typed, by field."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def cut_off_rows(file: DelegationFile, later: Sequence[LaterCutOff], now: datetime) -> tuple[CutOffRow, ...]:
    """In the order of the call; `now` is the time of the trip."""
    notes = {one.cut_off: one.note for one in later}
    return tuple(_row(file, one, notes.get(one.id, ""), now) for one in file.call.cut_offs)


def order_typed(file: DelegationFile, fields: dict[str, str], author: str, now: datetime) -> MoveCutOff:
    """What is to be done. Raises Mistyped."""
    name, reason = fields.get("cut_off", ""), " ".join(fields.get("reason", "").split())
    if len(reason) > LONGEST_REASON:
        raise Mistyped(("reason", f"Say it in {LONGEST_REASON} characters."))
    try:
        closes = local_time(fields.get("closes", "").strip())
    except Refused:
        raise Mistyped(("closes", "Write the new date and time, as in 2017-02-20 17:00.")) from None
    if cut_off_named(file, name) is None:
        raise Mistyped(("cut_off", "Choose which cut-off is moved."))
    try:
        order = MoveCutOff(cut_off=name, closes=closes, author=author, reason=reason)
    except ValidationError:
        raise Mistyped(("reason", WHY)) from None
    if refusal := why_not_move(order, file, now):
        raise Mistyped(("closes", refusal))
    return order


def stands_already(file: DelegationFile, order: MoveCutOff) -> bool:
    cut_off = cut_off_named(file, order.cut_off)
    return cut_off is not None and cut_off.closes == order.closes


def moving(file: DelegationFile, order: MoveCutOff, roster: Roster) -> Moving:
    """What would become of it."""
    zone, cut_off = file.call.zone, cut_off_named(file, order.cut_off) or file.call.cut_offs[0]
    before, after = file.call.closes_at(cut_off), instant(order.closes, zone)
    return Moving(
        cut_off=cut_off.id,
        before=stamp(before, zone),
        after=stamp(after, zone),
        typed=f"{order.closes:{FORM_OF_TIME}}",
        reason=order.reason,
        is_later=after > before,
        told=told_of(file, roster, cut_off.id),
    )


def told_of(file: DelegationFile, roster: Roster, name: str) -> tuple[tuple[str, str], ...]:
    """Everyone who applied for that cut-off and did not withdraw, in the order of their ids."""
    first = is_first(file, name)
    return tuple(
        (one.participant, one.organisation)
        for one in sorted(roster.entries, key=lambda one: one.participant)
        if one.status != "withdrawn" and (one.cut_off == name or (first and is_first(file, one.cut_off)))
    )


def _row(file: DelegationFile, cut_off: CutOff, came: str, now: datetime) -> CutOffRow:
    zone = file.call.zone
    return CutOffRow(
        id=cut_off.id,
        closes=stamp(file.call.closes_at(cut_off), zone),
        late_until=stamp(instant(cut_off.late_until, zone), zone) if cut_off.late_until else "",
        panel=stamp(panel_at(file, cut_off), zone) if file.evaluation else "",
        is_conditional=cut_off.only_if_places_left,
        came=came,
        is_ahead=file.call.closes_at(cut_off) > now,
        typed=f"{cut_off.closes:{FORM_OF_TIME}}",
    )
