"""Erasing somebody on request: what would go and what stays, and afterwards what went."""

from collections.abc import Iterator

from activities.erasing import ErasureReceipt
from portal.web.organising.bar import DeskPage
from portal.web.organising.cancel_page import Problem

OTHERS = (
    ("mails_of_others", "Mails to others that name them"),
    ("mails_received", "Mails received from them"),
    ("documents", "Documents about many that showed them"),
    ("remade", "of which made anew without them"),
)
"""Figures of a receipt, in words."""
OWN = {
    "applications": "Their application, in every version",
    "people": "Who they are",
    "outbox": "Mails to them",
    "inbox": "Mails from them",
    "uploads": "Files they handed in",
    "documents": "Documents made for them",
    "papers": "Travel papers",
    "answers": "Their answers",
    "invites": "Invites in their calendar",
    "feeds": "Their calendar feed",
}
"""Folders of the vault, in words."""


class DeskErasePage(DeskPage):
    """The facts of `desk/erase.html`."""

    slug: str
    participant: str
    name: str = ""
    organisation: str
    status: str
    rows: tuple[tuple[str, int], ...] = ()
    """What would be destroyed, or was."""
    kept: tuple[str, ...] = ()
    at: str = ""
    """When it was finished; empty: it was not."""
    is_begun: bool = False
    """It was cut off and has to be finished."""
    confirmed: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def who(self) -> str:
        return self.name or self.participant


def rows_of(receipt: ErasureReceipt) -> tuple[tuple[str, int], ...]:
    """What it says, without what is none."""
    return tuple(one for one in _rows(receipt) if one[1])


def problems_in(participant: str, confirmed: str) -> tuple[Problem, ...]:
    if confirmed.casefold() == participant.casefold():
        return ()
    return (("confirmed", f"Type {participant} here, so that nobody is erased by mistake."),)


def _rows(receipt: ErasureReceipt) -> Iterator[tuple[str, int]]:
    for folder, number in sorted(receipt.objects.items()):
        yield OWN.get(folder, f"Their {folder.replace('-', ' ')}"), number
    for field, words in OTHERS:
        yield words, getattr(receipt, field)
