"""Guest lists: by when each host needs to know who comes."""

from datetime import datetime

from delegation.file import DelegationFile
from delegation.zoned import instant


def guest_list_dates(file: DelegationFile) -> dict[datetime, tuple[str, ...]]:
    """The hosts by the date of their list, earliest first: that of their items, else that of `hosting`.

    Empty where the file has no `hosting`: then hosts learn who comes from their invites alone.
    """
    if file.hosting is None:
        return {}
    dates: dict[datetime, tuple[str, ...]] = {}
    for host in file.hosts:
        due = min(_of_items(file, host.id), default=file.hosting.guest_list_at)
        dates[due] = (*dates.get(due, ()), host.id)
    return dict(sorted(dates.items()))


def _of_items(file: DelegationFile, host: str) -> tuple[datetime, ...]:
    return tuple(
        instant(item.guest_list_due, item.zone)
        for item in file.itinerary
        if host in item.hosts and item.guest_list_due is not None
    )
