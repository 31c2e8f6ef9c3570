"""Looks at a finished timetable as a person would, knowing nothing of how it was made."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from delegation.timetabling.instance import Instance, Session


def breaks_of(instance: Instance, slots: Sequence[int]) -> tuple[int, ...]:
    """For each participant how often there is a free slot or more between two meetings.

    `slots` gives the slot of each meeting, in order.
    """
    days: list[list[int]] = [[] for _ in range(instance.participants)]
    for meeting, slot in zip(instance.meetings, slots, strict=True):
        days[meeting.first - 1].append(slot)
        days[meeting.second - 1].append(slot)
    return tuple(sum(later - earlier > 1 for earlier, later in pairwise(sorted(day))) for day in days)


def faults(instance: Instance, slots: Sequence[int], fairness: int | None) -> list[str]:
    """What is wrong with a timetable; empty where every rule is kept."""
    if len(slots) != len(instance.meetings):
        return [f"{len(slots)} slots are given for {len(instance.meetings)} meetings"]
    found = [*_alone(instance, slots), *_at_once(instance, slots)]
    breaks = breaks_of(instance, slots)
    if fairness is not None and breaks and max(breaks) - min(breaks) > fairness:
        found.append(f"somebody has {max(breaks)} breaks and somebody else {min(breaks)}")
    return found


def _alone(instance: Instance, slots: Sequence[int]) -> Iterator[str]:
    """Faults of single meetings: day, session, fixed slot, closed slots, and what has to be earlier."""
    for number, (meeting, slot) in enumerate(zip(instance.meetings, slots, strict=True), start=1):
        if not 1 <= slot <= instance.slots:
            yield f"meeting {number} is in slot {slot}, which does not exist"
        if meeting.session is Session.MORNING and slot > instance.morning_slots:
            yield f"meeting {number} is in the afternoon"
        if meeting.session is Session.AFTERNOON and slot <= instance.morning_slots:
            yield f"meeting {number} is in the morning"
        if meeting.fixed is not None and slot != meeting.fixed:
            yield f"meeting {number} is in slot {slot}, not in {meeting.fixed} as fixed"
        for participant in (meeting.first, meeting.second):
            if slot in instance.forbidden[participant - 1]:
                yield f"meeting {number} is in slot {slot}, closed to participant {participant}"
        for earlier in meeting.after:
            if slots[earlier - 1] >= slot:
                yield f"meeting {number} is not after meeting {earlier}"


def _at_once(instance: Instance, slots: Sequence[int]) -> Iterator[str]:
    for slot in sorted(set(slots)):
        here = [one for one, at in zip(instance.meetings, slots, strict=True) if at == slot]
        if len(here) > instance.tables:
            yield f"{len(here)} meetings are in slot {slot}, with {instance.tables} tables"
        seated = sorted(one for meeting in here for one in (meeting.first, meeting.second))
        for one, other in pairwise(seated):
            if one == other:
                yield f"participant {one} has two meetings in slot {slot}"
