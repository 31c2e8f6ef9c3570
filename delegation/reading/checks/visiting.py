"""What the programme asks of places, hosts and those on the way, as far as it needs no delegates."""

from delegation.file import DelegationFile
from delegation.form import FieldType
from delegation.itinerary import Itinerary
from delegation.planning.checking.problem import ProblemCode, Severity
from delegation.planning.clashes import check_itinerary
from delegation.reading.access_needs import NEEDS_FIELD
from delegation.reading.checks.finding import Findings, found
from delegation.reading.suggestion import suggestion
from delegation.venue import Access

PLACES = {
    ProblemCode.NO_TRAVEL_TIME: "starts",
    ProblemCode.CLOSED: "starts",
    ProblemCode.GUEST_LIST: "guest_list_due",
    ProblemCode.HOST_TWICE: "hosts",
    ProblemCode.HOST_OVER_LIMIT: "hosts",
    ProblemCode.ROOM_TWICE: "room",
}
"""Where in its item a problem shows. The checks beside this one find the others."""


def check_programme(file: DelegationFile) -> Findings:
    """Time to travel, opening hours, limits of hosts, rooms, guest lists: told at the later item."""
    number = {item.id: n for n, item in enumerate(file.itinerary)}
    itinerary = Itinerary(items=file.itinerary)
    for problem in check_itinerary(itinerary, file, hosts=file.hosts, expected=file.capacity):
        if problem.severity is Severity.PROBLEM and problem.code in PLACES:
            n = max(number[item] for item in problem.items)
            yield found(("itinerary", n, PLACES[problem.code]), problem.message, problem.remedy)


def check_visit_limits(file: DelegationFile) -> Findings:
    """A visit has no more places than its hosts receive guests."""
    for n, item in enumerate(file.itinerary):
        for host in (one for one in file.hosts if one.id in item.hosts):
            limit = host.guests_at_most
            if item.cancelled or limit is None or item.capacity is None or item.capacity <= limit:
                continue
            message = f"{item.title!r} has {item.capacity} places, but {host.organisation} receives {limit}"
            remedy = f"write 'capacity: {limit}', or raise 'guests_at_most' of the host."
            yield found(("itinerary", n, "capacity"), message, remedy)


def check_access_field(file: DelegationFile) -> Findings:
    """What delegates may say they need is what places may have, and it stays in the vault."""
    known = [one.value for one in Access]
    for n, field in enumerate(file.call.fields):
        if field.id != NEEDS_FIELD:
            continue
        if field.type is not FieldType.CHOICES:
            message = f"{field.id!r} is of type {field.type.value!r}"
            yield found(("call", "fields", n, "type"), message, "make it 'choices', of what places may have.")
        if not field.personal:
            message = f"{field.id!r} is about health and not personal"
            yield found(("call", "fields", n), message, "add 'personal: true', which keeps it in the vault.")
        for k, choice in enumerate(field.choices):
            if choice not in known:
                message = f"{choice!r} is nothing that a place may have"
                yield found(("call", "fields", n, "choices", k), message, suggestion(choice, known))
