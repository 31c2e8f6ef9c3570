"""Why no timetable can exist, where that can be seen without a search: said at its place, with a remedy."""

from collections import Counter
from collections.abc import Iterator

from delegation.reading.problem import Problem
from delegation.timetabling.instance import Instance
from delegation.timetabling.reading import ReadInstance


def contradictions(read: ReadInstance) -> list[Problem]:
    """What contradicts itself in an instance, in the order of the file; empty where nothing is obvious."""
    found = [*_circle(read), *_nowhere(read), *_too_many(read), *_fixed_together(read)]
    return sorted(found, key=lambda one: (one.line, one.column, one.path))


def circle_of(instance: Instance) -> tuple[int, ...]:
    """Meetings that would each have to be before the next, the last before the first; empty if none."""
    left = {number: set(meeting.after) for number, meeting in instance.numbered()}
    while free := [number for number, after in left.items() if not after & left.keys()]:
        for number in free:
            del left[number]
    if not left:
        return ()
    walked: list[int] = [min(left)]
    while (before := min(left[walked[-1]] & left.keys())) not in walked:
        walked.append(before)
    return tuple(reversed(walked[walked.index(before) :]))


def _circle(read: ReadInstance) -> Iterator[Problem]:
    if circle := circle_of(read.instance):
        named = " before ".join(str(one) for one in (*circle, circle[0]))
        said = f"the precedences go in a circle: meeting {named}"
        yield read.problem(f"precedences.{circle[0]}", said, "take one of them out.")


def _nowhere(read: ReadInstance) -> Iterator[Problem]:
    """Meetings without an open slot."""
    for number, meeting in read.instance.numbered():
        if read.instance.open_slots(meeting):
            continue
        pair = f"participants {meeting.first} and {meeting.second}"
        if meeting.fixed is None:
            said = f"no slot of its session is open to both {pair}"
            yield read.problem(f"requested.{number}", said, "open a slot to both, or take the meeting out.")
        else:
            said = f"slot {meeting.fixed} is outside the session of the meeting or closed to one of {pair}"
            yield read.problem(f"fixed.{number}", said, "fix an open slot, or give 0.")


def _too_many(read: ReadInstance) -> Iterator[Problem]:
    instance = read.instance
    for participant, meetings in instance.meetings_of().items():
        free = instance.slots - len(instance.forbidden[participant - 1])
        if len(meetings) > free:
            said = f"participant {participant} has {len(meetings)} meetings and {free} open slots"
            yield read.problem("requested", said, "open more slots, or take meetings out.")
    if len(instance.meetings) > instance.tables * instance.slots:
        places = f"{instance.tables} tables in {instance.slots} slots"
        said = f"{len(instance.meetings)} meetings do not fit on {places}"
        yield read.problem("nTables", said, "give more tables or slots.")


def _fixed_together(read: ReadInstance) -> Iterator[Problem]:
    """Fixed meetings of one participant in one slot, and more of them in a slot than tables."""
    fixed = [(number, one) for number, one in read.instance.numbered() if one.fixed is not None]
    seen: dict[tuple[int, int], int] = {}
    for number, meeting in fixed:
        for participant in (meeting.first, meeting.second):
            key = participant, meeting.fixed or 0
            if earlier := seen.get(key):
                said = (
                    f"participant {participant} would be in meetings {earlier} and {number} in slot {key[1]}"
                )
                yield read.problem(f"fixed.{number}", said, "fix another slot, or give 0.")
            seen[key] = number
    for slot, number in Counter(one.fixed for _, one in fixed).items():
        if number > read.instance.tables:
            said = f"{number} meetings are fixed in slot {slot}, with {read.instance.tables} tables"
            yield read.problem("fixed", said, "fix fewer of them there, or give more tables.")
