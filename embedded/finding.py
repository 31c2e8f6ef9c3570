"""What an examination says about one thing."""

from typing import NamedTuple


class Finding(NamedTuple):
    part: str
    ok: bool
    detail: str
    """What was seen."""
    fix: str = ""
    """What to do about it; empty when nothing has to be done."""
