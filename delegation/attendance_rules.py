"""When attendance may be recorded: each refusal is a sentence that says why and what to do."""

from datetime import datetime

from delegation.attendance import CheckIn
from delegation.correspondence import at_home
from delegation.file import DelegationFile, Phase
from delegation.itinerary import ItineraryItem
from delegation.status import DelegationState
from delegation.zoned import midnight

ENDED = (Phase.CLOSED, Phase.CANCELLED)


def why_not_check_in(
    check_in: CheckIn, file: DelegationFile, state: DelegationState, now: datetime
) -> str | None:
    """Attendance is recorded of delegates, from the day of the item until the delegation has ended."""
    if state.phase in ENDED:
        return "The delegation has ended; its attendance is what was recorded by then."
    if check_in.item is not None:
        return _why_not_of_item(check_in.item, state, now) or _why_unknown(check_in, file, state)
    if file.legs and now < file.starts_at:
        return f"The event begins on {at_home(file.starts_at, file)}; attendance is taken from then on."
    return _why_unknown(check_in, file, state)


def _why_not_of_item(item_id: str, state: DelegationState, now: datetime) -> str | None:
    item = state.plan.itinerary.item(item_id) if state.plan else None
    if item is None:
        return f"There is no item {item_id!r} in the programme; 'itinerary show' lists them."
    if item.cancelled:
        return f"{item.title!r} was cancelled, so nobody could come."
    if now < _day_of(item):
        return f"{item.title!r} is on {item.starts:%a %-d %B %Y}; attendance is taken from that day on."
    return None


def _day_of(item: ItineraryItem) -> datetime:
    return midnight(item.starts.date(), item.zone)


def _why_unknown(check_in: CheckIn, file: DelegationFile, state: DelegationState) -> str | None:
    known = {*state.delegates, *(one.participant for one in state.departures)}
    strangers = [one for one in (*check_in.present, *check_in.absent) if one not in known]
    if not strangers:
        return None
    names = ", ".join(strangers[:5]) + (" and others" if len(strangers) > 5 else "")
    return f"No delegates of {file.slug}: {names}. 'offers list {file.slug}' lists them."
