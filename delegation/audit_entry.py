"""One line of the audit."""

from pydantic import AwareDatetime

from delegation.fact import Fact
from delegation.ids import ParticipantId


class AuditEntry(Fact):
    """One decision."""

    at: AwareDatetime | None = None
    """None where no time was recorded; such entries come first."""
    what: str
    """A sentence without a full stop."""
    who: str
    why: str = ""
    about: tuple[ParticipantId, ...] = ()
