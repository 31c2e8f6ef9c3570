"""Appointments: which item of whose calendar stands behind a UID, and the highest revision on its way."""

import re

from activities.keys import appointment_key
from activities.ports import DocumentStore
from activities.swapping import current
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, Slug
from delegation.invite import Method, Revision

UID = re.compile(r"([a-z2-7]{32})(?:@([a-z0-9.-]{1,253}))?", re.IGNORECASE | re.ASCII)
"""What our own UIDs look like, with or without their domain; some calendars change the case."""


class Appointment(Fact):
    """One item in one recipient's calendar, as its last revision went out."""

    delegation: Slug
    recipient: str
    """Participant or host id."""
    item: ItemId
    sequence: int
    method: Method
    first: int = 0
    """SEQUENCE of the first mail about it, which later ones refer to."""
    domain: str = ""
    """What follows the @ in its UID."""


class Appointments:
    """Knows every UID that ever left, and lets no revision leave after a higher one."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    def claim(self, uid: str, appointment: Appointment) -> bool:
        """Whether this revision may leave: not once a higher SEQUENCE was claimed, by whichever attempt.

        The same revision may be claimed again, so that a retry can finish. Safe for many at once.

        Raises:
            ValueError: `uid` is none of ours.
            OSError: the store is away; try again.
        """
        local, domain = _parts(uid)
        key = appointment_key(local)
        while True:
            before = current(self._store, key)
            known = Appointment.model_validate_json(before) if before else None
            if known is not None and known.sequence >= appointment.sequence:
                return (known.sequence, known.method) == (appointment.sequence, appointment.method)
            first = known.first if known else appointment.sequence
            newest = appointment.model_copy(update={"first": first, "domain": domain})
            content = newest.model_dump_json().encode()
            if self._store.replace(key, content, "application/json", instead_of=before):
                return True

    def find(self, uid: str) -> Appointment | None:
        """What `uid` stands for. It may come from a stranger, in any case, with or without its domain."""
        try:
            local, domain = _parts(uid)
        except ValueError:
            return None
        content = current(self._store, appointment_key(local))
        found = Appointment.model_validate_json(content) if content else None
        return found if found and domain in ("", found.domain) else None


def appointment_of(delegation: str, recipient: str, revision: Revision) -> Appointment:
    """What goes out with `revision`."""
    return Appointment(
        delegation=delegation,
        recipient=recipient,
        item=revision.item.id,
        sequence=revision.sequence,
        method=revision.method,
    )


def appointment_uid(file: DelegationFile, secret: bytes, item: str, recipient: str) -> str:
    """The UID of an item for one recipient, a participant or a host. `secret` is the delegation's own."""
    from activities.addresses import mail_address
    from delegation.calendars.rendering import calendar_uid

    domain = mail_address(file.organiser.mailbox).rpartition("@")[2]
    return calendar_uid(secret, item, recipient, domain)


def _parts(uid: str) -> tuple[str, str]:
    """Both sides of the @, in lower case; the second may be empty. Raises ValueError."""
    found = UID.fullmatch(uid)
    if found is None:
        raise ValueError("This is not the UID of an invite of ours.")
    return found[1].lower(), (found[2] or "").lower()
