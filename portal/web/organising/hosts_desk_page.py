"""The facts of the pages about hosts."""

from collections.abc import Mapping

from delegation.fact import Fact
from portal.host_shown import HostShown
from portal.web.organising.bar import DeskPage


class HostsPage(DeskPage):
    """The facts of `desk/hosts.html`. The first column of a row is the id of the host."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    waiting: int


class SlotChoice(Fact):
    """One meeting time, and whether the host cannot take it."""

    id: str
    text: str
    is_out: bool


class HostPage(DeskPage):
    """The facts of `desk/host.html`."""

    host: HostShown
    pairs: tuple[tuple[str, str], ...]
    slots: tuple[SlotChoice, ...] = ()
    link: str = ""
    """The host's own page: for nobody but this host."""
    was_asked: bool = True
    said: str = ""
    problem: str = ""
    typed: Mapping[str, str] = {}
    sure: tuple[str, ...] | None = None
    """What would be freed, once the withdrawal waits to be confirmed."""
