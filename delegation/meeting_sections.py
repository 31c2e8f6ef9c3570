"""The meetings of every city: to which of them a host and a slot belong."""

from collections.abc import Iterable, Sequence

from delegation.meeting import Host, MeetingRules

OWN_PREMISES = 0
"""The table of a meeting at the host's own premises."""


def by_date(sections: Iterable[MeetingRules | None]) -> tuple[MeetingRules, ...]:
    """The meetings of every city, in order of their first slot."""
    known = (one for one in sections if one is not None)
    return tuple(sorted(known, key=lambda one: min(slot.starts for slot in one.slots)))


def section_with(sections: Sequence[MeetingRules], slot: str) -> MeetingRules | None:
    """The meetings of the city to which that slot belongs."""
    return next((one for one in sections if any(slot == own.id for own in one.slots)), None)


def section_of_host(sections: Sequence[MeetingRules], host: Host) -> MeetingRules | None:
    """The meetings in the host's city; without one, those that come first; None: in its city are none."""
    return next((one for one in sections if host.meets_in in (None, one.leg)), None)


def receives_at_home(sections: Sequence[MeetingRules], host: Host) -> bool:
    """Whether it takes meetings at premises of its own, apart from the tables of the meetings."""
    return host.receives_at is not None and host.receives_at not in {one.place for one in sections}
