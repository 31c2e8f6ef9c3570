"""The tabs of "My delegation": each is shown where its page has something for that person."""

from collections.abc import Callable
from typing import NamedTuple

from delegation.application import ApplicationStatus
from delegation.file import DelegationFile, Phase
from delegation.journey import JourneyView
from delegation.offer import OfferOutcome


class MineTab(NamedTuple):
    """`path` stands below `/o/{token}`; the words name it `tab.{name}`."""

    name: str
    path: str
    is_for: Callable[[DelegationFile, JourneyView], bool]


def is_delegate(view: JourneyView) -> bool:
    """Whether the place is confirmed and was not given back."""
    is_confirmed = view.state.outcome is OfferOutcome.CONFIRMED
    return is_confirmed and view.state.status is not ApplicationStatus.WITHDRAWN


def _travels(file: DelegationFile, view: JourneyView) -> bool:
    return file.has(Phase.ITINERARY) and is_delegate(view)


TABS = (
    MineTab("status", "", lambda _file, _view: True),
    MineTab("todo", "/todo", lambda _file, view: is_delegate(view)),
    MineTab("programme", "/programme", _travels),
    MineTab("today", "/today", _travels),
    MineTab("documents", "/documents", lambda _file, view: is_delegate(view)),
    MineTab("people", "/people", _travels),
    MineTab("mine", "/mine", lambda _file, _view: True),
)


def tabs_for(file: DelegationFile, view: JourneyView) -> tuple[tuple[str, str], ...]:
    """Name and path of each."""
    return tuple((one.name, one.path) for one in TABS if one.is_for(file, view))
