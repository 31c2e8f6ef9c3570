"""When an item happens, as letters say it: local time with place and offset, both ends of a journey."""

from delegation.itinerary import ItineraryItem
from delegation.zoned import stamp, zone_named


def when(item: ItineraryItem, city: str, *, arrives_in: str = "") -> str:
    """`Mon 15 May 2017, 14:00-15:00 Philadelphia (EDT, UTC-4)`; two full stamps where zone or day change."""
    starts = stamp(item.starts_at, item.zone, place=city)
    ends_zone = item.ends_zone or item.zone
    if ends_zone != item.zone or item.starts.date() != item.ends.date():
        arrival = arrives_in or (city if ends_zone == item.zone else _city_of(ends_zone))
        return f"{starts} to {stamp(item.ends_at, ends_zone, place=arrival)}"
    return starts.replace(f", {item.starts:%H:%M}", f", {item.starts:%H:%M}-{item.ends:%H:%M}", 1)


def when_at_home(item: ItineraryItem, zone: str) -> str:
    """The start on the clocks of `zone`; empty where they show the same as at the place itself."""
    there = item.starts_at
    at_home = there.astimezone(zone_named(zone))
    if at_home.utcoffset() == there.utcoffset():
        return ""
    return stamp(there, zone, place=_city_of(zone))


def _city_of(zone: str) -> str:
    """`New York` of `America/New_York`."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")
