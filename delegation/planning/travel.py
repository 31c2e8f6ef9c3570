"""How long it takes from one place to another."""

import math

from delegation.itinerary import Place

EARTH_RADIUS_KM = 6371.0088
"""Mean radius, IUGG."""

DETOUR = 1.3
"""Streets are longer than the straight line by about this factor."""

WALKED_MINUTES_PER_KM = 12.5
"""On foot in a group: 4.8 km an hour."""

BOARDING_MINUTES = 10
"""By road: to the vehicle, in and out, and to the door."""

TOWN_KM = 20
"""The first part of a road is town, ..."""

TOWN_MINUTES_PER_KM = 2.0
"""... at 30 km an hour, ..."""

COUNTRY_MINUTES_PER_KM = 0.75
"""... the rest goes at 80 km an hour."""

AIRPORT_MINUTES = 180
"""By air: to the airport, through it, and from the other one."""

FLOWN_MINUTES_PER_KM = 0.075
"""800 km an hour, along the great circle."""


def travel_minutes(one: Place, other: Place) -> int | None:
    """Whole minutes from the door of `one` to the door of `other`, rounded up; 0 within one place.

    What `Place.minutes_to` of `one` says counts, else that of `other`; else it is worked out from the
    distance: the soonest of on foot, by road and by air. Farther is therefore never sooner, and both
    directions take the same. None: not given, and a place lacks its coordinates.
    """
    if one.id == other.id:
        return 0
    given = one.minutes_to.get(other.id, other.minutes_to.get(one.id))
    if given is not None:
        return given
    straight = distance_km(one, other)
    return None if straight is None else minutes_for(straight)


def distance_km(one: Place, other: Place) -> float | None:
    """Along the great circle, in kilometres; None if a place lacks its coordinates."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    half_chord = math.sin((south - north) / 2) ** 2
    half_chord += math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half_chord)))


def minutes_for(straight_km: float) -> int:
    """Minutes for that distance as the crow flies, by what is soonest (see the constants above)."""
    way = straight_km * DETOUR
    on_foot = way * WALKED_MINUTES_PER_KM
    in_town, beyond = min(way, TOWN_KM), max(0.0, way - TOWN_KM)
    by_road = BOARDING_MINUTES + in_town * TOWN_MINUTES_PER_KM + beyond * COUNTRY_MINUTES_PER_KM
    by_air = AIRPORT_MINUTES + straight_km * FLOWN_MINUTES_PER_KM
    return math.ceil(round(min(on_foot, by_road, by_air), 6))
