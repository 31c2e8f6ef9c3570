"""Times that people type for one command."""

from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from delegation.zoned import LocalTime
from portal.errors import Refused


def local_time(written: str) -> datetime:
    """A local time without its zone. Raises Refused for what is no date and time."""
    try:
        local: datetime = TypeAdapter(LocalTime).validate_python(written)
    except ValidationError:
        raise Refused(f"{written!r} is no date and time; write it as in '2017-02-20 17:00'.") from None
    return local
