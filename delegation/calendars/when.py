"""When an item happens, as letters say it: local time with place and offset, both ends of a journey.

English where no language is given. In other languages the names of days, months and cities are theirs;
clocks and zones read the same in all of them.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton, get_timezone_location
from babel.lists import format_list

from delegation.itinerary import ItemKind, ItineraryItem
from delegation.leg import Leg
from delegation.zoned import stamp, zone_named

USUAL = {"en": Locale("en", "GB"), "pt": Locale("pt", "PT")}
"""Whose habits count where only the language is known: delegations start in Europe."""
FIRST = re.compile(r"(?<![\d.,:])1(?=(?: [^\W\d_]|–))")
"""The first of a month, before its name or before the last day of a span."""
WITH_COMMA = ("es", "pt")
"""Languages that set a comma between the day of the week and the date."""


def when(item: ItineraryItem, city: str, *, arrives_in: str = "", language: str = "en") -> str:
    """`Mon 15 May 2017, 14:00-15:00 Philadelphia (EDT, UTC-4)`; whole days without hours.

    Two full stamps where the place, the day or the offset at the end is another.
    """
    if item.all_day:
        return _whole_days(item, city, language)
    arrival = _arrival(item, city, arrives_in, language)
    starts = stamp_in(language, item.starts_at, item.zone, city)
    if arrival != city or not _on_one_clock(item):
        ends = stamp_in(language, item.ends_at, item.ends_zone or item.zone, arrival)
        return _from_to(starts, ends, language)
    return starts.replace(f", {item.starts:%H:%M}", f", {item.starts:%H:%M}-{item.ends:%H:%M}", 1)


def when_on_route(item: ItineraryItem, legs: Sequence[Leg], language: str = "en") -> str:
    """The same, with the cities of the route in which it starts and ends."""
    return when(item, starts_in(item, legs, language), arrives_in=arrives_in(item, legs), language=language)


def end_on_route(item: ItineraryItem, legs: Sequence[Leg], language: str = "en") -> str:
    """When it ends, and where."""
    city = starts_in(item, legs, language)
    if item.all_day:
        return _place_after(day_in(language, item.last_day), city)
    arrival = _arrival(item, city, arrives_in(item, legs), language)
    return stamp_in(language, item.ends_at, item.ends_zone or item.zone, arrival)


def when_at_home(item: ItineraryItem, zone: str, language: str = "en") -> str:
    """The start on the clocks of `zone`; empty where they show the same as at the place itself."""
    there = item.starts_at
    at_home = there.astimezone(zone_named(zone))
    if item.all_day or at_home.utcoffset() == there.utcoffset():
        return ""
    return stamp_in(language, there, zone, city_of(zone, language))


def stamp_in(language: str, moment: datetime, zone: str, place: str = "") -> str:
    """`delegation.zoned.stamp` in another language: `Do. 18. Mai 2017, 09:30 Boston (EDT, UTC-4)`."""
    english = stamp(moment, zone, place=place)
    if _is_english(language):
        return english
    _, _, clock = english.partition(", ")
    return f"{day_in(language, moment.astimezone(zone_named(zone)).date())}, {clock}"


def day_in(language: str, day: date) -> str:
    """`Thu 18 May 2017`, `Do. 18. Mai 2017`."""
    if _is_english(language):
        return f"{day:%a %-d %B %Y}"
    locale = locale_of(language)
    comma = "," if locale.language in WITH_COMMA else ""
    return f"{format_date(day, f'EEE{comma}', locale=locale)} {long_date_in(language, day)}"


def long_date_in(language: str, day: date) -> str:
    """`1 May 2015`, `1. Mai 2015`, `1er mai 2015`."""
    return _with_first(format_date(day, "long", locale=locale_of(language)), language)


def _with_first(told: str, language: str) -> str:
    """French calls the first day of a month so, and no other: `1er mai`."""
    return FIRST.sub("1er", told) if _short(language) == "fr" else told


def dates_in(language: str, first: date, last: date) -> str:
    """`14–19 May 2017`, with the month in full also where the locale knows a span with a short one only."""
    return (
        long_date_in(language, last)
        if first == last
        else _with_first(_span_in(language, first, last), language)
    )


def _span_in(language: str, first: date, last: date) -> str:
    locale = locale_of(language)
    told = format_interval(first, last, "yMMMMd", locale=locale)
    names = {format_date(one, "MMMM", locale=locale) for one in (first, last)}
    if all(name in told for name in names):
        return told
    end = format_date(last, "long", locale=locale)
    is_one_month = (first.year, first.month) == (last.year, last.month)
    if is_one_month:
        return f"{first.day}–{end}"
    is_one_year = first.year == last.year
    start = (
        format_skeleton("MMMMd", first, locale=locale)
        if is_one_year
        else format_date(first, "long", locale=locale)
    )
    return f"{start} – {end}"


def cities_in(language: str, legs: Sequence[Leg]) -> str:
    """`Philadelphia, Washington and Boston`: each once, in the order of the route."""
    ordered = sorted(legs, key=lambda leg: (leg.arrives, leg.leaves))
    return format_list(list(dict.fromkeys(leg.city for leg in ordered)), locale=locale_of(language))


def locale_of(language: str) -> Locale:
    """The locale of a BCP 47 language, of the language alone where its region is not known, else British."""
    for name in (language, _short(language)):
        if name in USUAL:
            return USUAL[name]
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return USUAL["en"]


def city_of(zone: str, language: str = "en") -> str:
    """`New York` of `America/New_York`, in Spanish `Nueva York`."""
    if _is_english(language) or "/" not in zone or zone.startswith("Etc/"):
        return zone.rsplit("/", 1)[-1].replace("_", " ")
    city = get_timezone_location(zone, locale=locale_of(language), return_city=True)
    return city.rsplit("/", 1)[-1]


def starts_in(item: ItineraryItem, legs: Sequence[Leg], language: str = "en") -> str:
    """The city of its leg; for a journey that starts on other clocks, the city of those."""
    own = next((leg for leg in legs if leg.id == item.leg), None)
    if own is None:
        return ""
    comes_from_elsewhere = item.kind is ItemKind.TRAVEL and item.zone != own.zone
    return city_of(item.zone, language) if comes_from_elsewhere else own.city


def arrives_in(item: ItineraryItem, legs: Sequence[Leg]) -> str:
    """The city of the route in which a journey ends; empty where only its zone tells.

    A journey with `ends_zone` leads into its own leg from elsewhere, or into the leg that begins that day.
    """
    if item.ends_zone is None:
        return ""
    route = sorted(legs, key=lambda leg: (leg.arrives, leg.leaves))
    number = next((number for number, leg in enumerate(route) if leg.id == item.leg), len(route))
    own, following = route[number : number + 1], route[number + 1 : number + 2]
    into_own = [leg for leg in own if leg.zone == item.ends_zone != item.zone]
    into_next = [leg for leg in following if leg.zone == item.ends_zone and leg.arrives == item.ends.date()]
    return next((leg.city for leg in (*into_own, *into_next)), "")


def _arrival(item: ItineraryItem, city: str, arrives_in: str, language: str) -> str:
    ends_zone = item.ends_zone or item.zone
    return arrives_in or (city if ends_zone == item.zone else city_of(ends_zone, language))


def _on_one_clock(item: ItineraryItem) -> bool:
    """Whether start and end are the same day on the same clock, and nobody turned it in between."""
    same_zone = (item.ends_zone or item.zone) == item.zone
    same_offset = item.starts_at.utcoffset() == item.ends_at.utcoffset()
    return same_zone and same_offset and item.starts.date() == item.ends.date()


def _whole_days(item: ItineraryItem, city: str, language: str) -> str:
    first, last = day_in(language, item.starts.date()), day_in(language, item.last_day)
    return _place_after(first if first == last else _from_to(first, last, language), city)


def _place_after(day: str, city: str) -> str:
    return f"{day}, {city}" if city else day


def _from_to(start: str, end: str, language: str) -> str:
    return f"{start} to {end}" if _is_english(language) else f"{start} – {end}"


def _is_english(language: str) -> bool:
    return _short(language) == "en"


def _short(language: str) -> str:
    return language.split("-")[0].lower()
