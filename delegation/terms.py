"""What an applicant is told of the call: for which cut-off one applies, until when, decided by when."""

from pydantic import AwareDatetime

from delegation.fact import Fact
from delegation.person import Line
from delegation.zoned import ZoneName


class Terms(Fact):
    """What an applicant's journey must know of the call."""

    zone: ZoneName
    """The organiser's, in which deadlines are written."""
    place: Line = ""
    """The organiser's city, shown beside deadlines."""
    closes_at: AwareDatetime
    decision_by: AwareDatetime
    cut_off: str = ""
    """The cut-off for which one applies now."""
    only_if_places_left: bool = False
    own_cost: bool = False
    """Whether what arrives now is late, and taken at the applicant's own cost."""
    registers: bool = False
    """Whether one registers: places go by arrival, and the form may be changed while the call is open."""
