"""The sections of a file about meetings: `meetings`, and one more for each further city."""

from collections.abc import Iterator

from delegation.file import DelegationFile
from delegation.meeting import Host, MeetingRules
from delegation.meeting_sections import section_of_host

Where = tuple[str | int, ...]


def meeting_sections(file: DelegationFile) -> Iterator[tuple[Where, MeetingRules]]:
    """Each with its place in the file."""
    if file.meetings is not None:
        yield ("meetings",), file.meetings
    for n, rules in enumerate(file.more_meetings):
        yield ("more_meetings", n), rules


def hosts_in(file: DelegationFile, leg: str) -> list[Host]:
    """Who takes meetings in that city: hosts that name none are where meetings come first."""
    sections = file.meeting_sections
    at = ((host, section_of_host(sections, host)) for host in file.hosts if host.meets)
    return [host for host, rules in at if rules is not None and rules.leg == leg]
