"""Moments as facts of letters: written so that every language can say them, with their zone and place.

`2017-03-14T12:00+01:00[Europe/Brussels]|Brussels`: local time and offset, the IANA zone, and the place whose
clock it is. A fact that is not of this form is a text, and shown as it is.
"""

import re
from datetime import datetime
from typing import NamedTuple

from delegation.zoned import zone_named

FORM = re.compile(
    r"(?P<local>\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d)\[(?P<zone>[A-Za-z0-9_+/-]+)\]\|(?P<place>[^|\r\n]*)"
)


class Moment(NamedTuple):
    """An instant, on whose clock it is told, and where that is."""

    at: datetime
    zone: str
    place: str


def told_moment(at: datetime, zone: str, place: str = "") -> str:
    """`at` to the minute, as a fact."""
    local = at.astimezone(zone_named(zone)).isoformat(timespec="minutes")
    return f"{local}[{zone}]|{place}"


def read_moment(fact: str) -> Moment | None:
    """What the fact says; None if it is a text."""
    found = FORM.fullmatch(fact)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found["local"])
        at.astimezone(zone_named(found["zone"]))
    except (ValueError, OverflowError):
        return None
    return Moment(at, found["zone"], found["place"])
