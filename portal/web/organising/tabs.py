"""The tabs of one delegation at the desk, in the order of its life."""

from typing import NamedTuple

from delegation.file import DelegationFile, Phase


class Tab(NamedTuple):
    """`path` stands below `/desk/{slug}`. Without phases it is always shown, else where one of them is."""

    name: str
    path: str
    phases: tuple[Phase, ...] = ()


TABS = (
    Tab("Overview", ""),
    Tab("Applications", "/applications"),
    Tab("Evaluation", "/evaluation", (Phase.EVALUATION,)),
    Tab("Selection", "/selection", (Phase.SELECTION,)),
    Tab("Offers", "/offers", (Phase.SELECTION, Phase.REGISTRATION)),
    Tab("Programme", "/itinerary", (Phase.ITINERARY,)),
    Tab("Hosts", "/hosts", (Phase.ITINERARY,)),
    Tab("Meetings", "/meetings", (Phase.ITINERARY,)),
    Tab("People", "/people"),
    Tab("Mail", "/outbox"),
    Tab("Tasks", "/tasks"),
    Tab("Documents", "/documents"),
    Tab("Attendance", "/attendance", (Phase.ITINERARY,)),
    Tab("Uploads", "/uploads"),
)


def tabs_of(file: DelegationFile) -> tuple[Tab, ...]:
    """Those that mean something for this delegation."""
    return tuple(one for one in TABS if not one.phases or any(file.has(phase) for phase in one.phases))
