"""Somebody's links at the desk: how often they were revoked, and what revoking does."""

from activities.link_keys import Epoch
from delegation.zoned import stamp
from portal.web.organising.bar import DeskPage
from portal.web.organising.cancel_page import Problem

NOT_SURE = "Tick it, so that nobody’s links are revoked by mistake."
SAID = {
    "revoked": "No link they had opens any more. The next letter to them has new ones.",
    "revoked-mailed": "No link they had opens any more. The mail with the new one is on its way.",
    "revoked-waits": "No link they had opens any more, but the mail with the new one could not leave now. "
    "Send it again below, or tell them.",
    "mailed": "The mail with their link is on its way.",
    "waits": "The mail could not leave now. Send it again, or look at their address.",
}
"""What was done, by its name in the address."""


class DeskLinksPage(DeskPage):
    """The facts of `desk/links.html`."""

    slug: str
    participant: str
    name: str
    address: str
    """To which the mail goes."""
    times: int
    """How often their links were revoked. The form has it, so that a second click does nothing."""
    last: str = ""
    """When that was last, and by whom."""
    can_mail: bool = True
    is_delegate: bool = False
    said: str = ""
    problems: tuple[Problem, ...] = ()


def last_of(epoch: Epoch, zone: str) -> str:
    """`Tue 14 March 2017, 12:00 (CET, UTC+1) by Anna Weber`; empty where it never was."""
    if epoch.revoked_at is None:
        return ""
    told = stamp(epoch.revoked_at, zone)
    return f"{told} by {epoch.by}" if epoch.by else told
