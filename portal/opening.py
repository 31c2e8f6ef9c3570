"""How the calendar of a delegation runs from the moment it is opened."""

from datetime import datetime

from delegation.file import DelegationFile
from delegation.tempo import Tempo
from delegation.zoned import stamp
from portal.errors import Refused


def tempo_of(file: DelegationFile, speed: float, real: datetime) -> Tempo:
    """At normal speed the trip's calendar is the real one; faster, it begins when the call opens.

    Raises Refused at normal speed where the call has closed.
    """
    if speed != 1:
        return Tempo(real_origin=real, trip_origin=file.call.opens_at, speed=speed)
    if has_closed(file, real):
        closed = stamp(file.call.first_closes_at, file.call.zone)
        raise Refused(
            f"The call of {file.slug} closed on {closed}, so nobody could apply. Move its dates, "
            "or let its calendar run faster from the opening on with --speed."
        )
    return Tempo(real_origin=real, trip_origin=real)


def has_closed(file: DelegationFile, real: datetime) -> bool:
    """Whether the first cut-off has passed on the real calendar."""
    return file.call.first_closes_at <= real
