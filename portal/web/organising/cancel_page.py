"""Cancelling a delegation, before it is done: who would be told, and what leaves their calendars."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from delegation.command_rules import ENDED
from delegation.fact import Fact
from delegation.file import DelegationFile, Phase
from delegation.itinerary import Itinerary
from delegation.status import DelegationStatus, Roster
from portal.foresight import LetterAhead, cancellation_letters
from portal.web.organising.bar import DeskPage

Problem = tuple[str, str]
"""A field of the form, and what is wrong in it."""
WHY = "Say in a few words why it is cancelled: everyone reads it in their letter."
LONGEST_REASON = 500
DONE = "cancelled"
"""What the address says once it is done."""


class ToldGroup(Fact):
    """Those who stand the same way, all of whom get the letter."""

    name: str
    """As the roster has it, or `hosts`."""
    number: int


class Cancelling(Fact):
    """What cancelling would do now."""

    told: tuple[ToldGroup, ...] = ()
    letters: int = 0
    appointments: int = 0
    """Of the programme, that lie ahead."""
    calendars: int = 0
    """Of people and hosts, in which those stand or will stand."""


class CancelPage(DeskPage):
    """The facts of `desk/cancel.html`."""

    slug: str
    is_over: bool = False
    is_cancelled: bool = False
    ahead: Cancelling = Cancelling()
    reason: str = ""
    confirmed: str = ""
    problems: tuple[Problem, ...] = ()


def cancelling(roster: Roster, itinerary: Itinerary, delegates: Sequence[str], now: datetime) -> Cancelling:
    """What it would do at `now`, the time of the trip."""
    letters = cancellation_letters(roster, itinerary, "")
    ahead = [one for one in itinerary.items if not one.cancelled and one.ends_at > now]
    calendars = {one for item in ahead for one in (*item.hosts, *filter(item.is_for, delegates))}
    return Cancelling(
        told=tuple(_groups(letters, roster)),
        letters=len(letters),
        appointments=len(ahead),
        calendars=len(calendars),
    )


def is_cancelled(status: DelegationStatus, said: str = "") -> bool:
    """`said`: it was taken in just now, and may not show yet."""
    return status.phase is Phase.CANCELLED or said == DONE


def is_over(status: DelegationStatus, said: str = "") -> bool:
    """Whether there is nothing left to cancel."""
    return status.phase in ENDED or is_cancelled(status, said)


def problems_in(file: DelegationFile, reason: str, confirmed: str) -> tuple[Problem, ...]:
    """Why the form cannot be taken as it is."""
    is_said = 3 <= len(reason) <= LONGEST_REASON
    wrong = () if is_said else (("reason", WHY),)
    if confirmed.casefold() == file.slug:
        return wrong
    return (*wrong, ("confirmed", f"Type {file.slug} here, so that nothing is cancelled by mistake."))


def _groups(letters: Sequence[LetterAhead], roster: Roster) -> Sequence[ToldGroup]:
    status = {one.participant: one.status for one in roster.everyone}
    counted = Counter(status.get(one.recipient, "hosts") for one in letters)
    return [ToldGroup(name=name.replace("_", " "), number=number) for name, number in counted.items()]
