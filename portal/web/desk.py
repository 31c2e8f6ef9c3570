"""What the pages need of the rest of the house."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from activities.feeds import Feeds
from activities.links import Links
from activities.ports import DocumentStore
from activities.register import Register
from portal.engine import Calendars, Hosts, Journeys, MeetingParties


async def _nobody_asked() -> bool:
    return True


@dataclass(frozen=True)
class Desk:
    """Everything behind the pages. Feeds and links need the vault only; answers need the workflows too."""

    address: str
    """Under which people reach the portal: `https://portal.legation.example`."""
    templates: Path
    store: DocumentStore
    register: Register
    feeds: Feeds
    links: Links
    calendars: Calendars
    journeys: Journeys
    hosts: Hosts
    parties: MeetingParties | None = None
    """None: the page of meetings between delegates is not there."""
    ways: Mapping[str, str] = field(default_factory=dict)
    """How each way in for mail is: `up`, or what went wrong last."""
    is_engine_up: Callable[[], Awaitable[bool]] = _nobody_asked
