from datetime import datetime

import pytest

from delegation.calendars.when import (
    city_of,
    day_in,
    end_on_route,
    locale_of,
    stamp_in,
    when,
    when_at_home,
    when_on_route,
)
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.leg import Leg

LANGUAGES = ("de", "es", "fr", "it", "nl", "pl", "pt")


def item(starts: str, ends: str, ends_zone: str | None = None, **more: object) -> ItineraryItem:
    return ItineraryItem.model_validate(
        {
            "id": "x",
            "kind": ItemKind.TRAVEL,
            "title": "x",
            "leg": "boston",
            "zone": "America/New_York",
            "starts": datetime.fromisoformat(starts),
            "ends": datetime.fromisoformat(ends),
            "ends_zone": ends_zone,
            **more,
        }
    )


def leg(city: str, zone: str, arrives: str, leaves: str) -> Leg:
    return Leg.model_validate(
        {
            "id": city.lower(),
            "city": city,
            "country": "US",
            "zone": zone,
            "latitude": 0,
            "longitude": 0,
            "arrives": arrives,
            "leaves": leaves,
        }
    )


ROUTE = (
    leg("Washington", "America/New_York", "2017-05-15", "2017-05-17"),
    leg("Boston", "America/New_York", "2017-05-17", "2017-05-19"),
)


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (item("2027-03-11 18:30", "2027-03-11 20:30"), "Thu 11 March 2027, 18:30-20:30 Boston (EST, UTC-5)"),
        (
            item("2017-05-17 23:30", "2017-05-18 01:00"),
            "Wed 17 May 2017, 23:30 Boston (EDT, UTC-4) to Thu 18 May 2017, 01:00 Boston (EDT, UTC-4)",
        ),
        (
            item("2017-05-19 18:00", "2017-05-20 07:20", "Europe/Brussels"),
            "Fri 19 May 2017, 18:00 Boston (EDT, UTC-4) to Sat 20 May 2017, 07:20 Brussels (CEST, UTC+2)",
        ),
        (
            item("2027-03-14 01:30", "2027-03-14 03:30"),
            "Sun 14 March 2027, 01:30 Boston (EST, UTC-5) to Sun 14 March 2027, 03:30 Boston (EDT, UTC-4)",
        ),
        (item("2017-05-18 00:00", "2017-05-19 00:00", all_day=True), "Thu 18 May 2017, Boston"),
        (
            item("2017-05-18 00:00", "2017-05-20 00:00", all_day=True),
            "Thu 18 May 2017 to Fri 19 May 2017, Boston",
        ),
    ],
)
def test_an_appointment_is_told_in_local_time_with_place_and_offset(one: ItineraryItem, says: str):
    assert when(one, "Boston") == says


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("de", "Do. 18. Mai 2017, 09:30-11:00 Boston (EDT, UTC-4)"),
        ("de-AT", "Do. 18. Mai 2017, 09:30-11:00 Boston (EDT, UTC-4)"),
        ("fr", "jeu. 18 mai 2017, 09:30-11:00 Boston (EDT, UTC-4)"),
        ("es", "jue, 18 de mayo de 2017, 09:30-11:00 Boston (EDT, UTC-4)"),
        ("it", "gio 18 maggio 2017, 09:30-11:00 Boston (EDT, UTC-4)"),
        ("nl", "do 18 mei 2017, 09:30-11:00 Boston (EDT, UTC-4)"),
        ("pl", "czw. 18 maja 2017, 09:30-11:00 Boston (EDT, UTC-4)"),
        ("pt", "quinta, 18 de maio de 2017, 09:30-11:00 Boston (EDT, UTC-4)"),
        ("en-US", "Thu 18 May 2017, 09:30-11:00 Boston (EDT, UTC-4)"),
    ],
)
def test_days_and_months_are_told_in_the_readers_language(language: str, says: str):
    one = item("2017-05-18 09:30", "2017-05-18 11:00")

    assert when(one, "Boston", language=language) == says


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_journey_is_told_with_both_ends_in_every_language(language: str):
    one = item("2027-03-19 18:00", "2027-03-20 05:20", "Europe/London")

    starts, ends = when(one, "Boston", language=language).split(" – ")

    assert starts.endswith(", 18:00 Boston (EDT, UTC-4)")
    assert ends.endswith(f", 05:20 {city_of('Europe/London', language)} (GMT, UTC+0)")


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (
            item("2017-05-17 18:00", "2017-05-17 19:32", "America/New_York", leg="washington"),
            "Wed 17 May 2017, 18:00 Washington (EDT, UTC-4) to Wed 17 May 2017, 19:32 Boston (EDT, UTC-4)",
        ),
        (
            item(
                "2017-05-15 10:00",
                "2017-05-15 13:00",
                "America/New_York",
                leg="washington",
                zone="Europe/Paris",
            ),
            "Mon 15 May 2017, 10:00 Paris (CEST, UTC+2) to Mon 15 May 2017, 13:00 Washington (EDT, UTC-4)",
        ),
        (
            item("2017-05-16 10:00", "2017-05-16 11:00", "America/New_York", leg="washington"),
            "Tue 16 May 2017, 10:00-11:00 Washington (EDT, UTC-4)",
        ),
        (
            item("2017-05-16 10:00", "2017-05-16 11:00", leg="elsewhere"),
            "Tue 16 May 2017, 10:00-11:00 (EDT, UTC-4)",
        ),
    ],
    ids=["to the next city", "into the first city", "within a city", "nowhere on the route"],
)
def test_a_journey_leads_to_the_next_city_of_the_route_on_the_day_it_is_reached(
    one: ItineraryItem, says: str
):
    assert when_on_route(one, ROUTE) == says


def test_the_end_is_told_where_it_is():
    flight = item("2017-05-17 18:00", "2017-05-17 19:32", "America/New_York", leg="washington")
    days = item("2017-05-18 00:00", "2017-05-20 00:00", all_day=True)

    assert end_on_route(flight, ROUTE) == "Wed 17 May 2017, 19:32 Boston (EDT, UTC-4)"
    assert end_on_route(days, ROUTE, "de") == "Fr. 19. Mai 2017, Boston"


def test_the_time_at_home_is_told_only_where_it_differs():
    one = item("2027-03-11 18:30", "2027-03-11 20:30")

    assert when_at_home(one, "Europe/Berlin") == "Fri 12 March 2027, 00:30 Berlin (CET, UTC+1)"
    assert when_at_home(one, "Europe/Vienna", "de") == "Fr. 12. März 2027, 00:30 Wien (CET, UTC+1)"
    assert when_at_home(one, "America/Toronto") == ""
    assert when_at_home(item("2017-05-18 00:00", "2017-05-19 00:00", all_day=True), "Europe/Berlin") == ""


@pytest.mark.parametrize(
    ("zone", "english", "german"),
    [
        ("America/New_York", "New York", "New York"),
        ("Europe/Warsaw", "Warsaw", "Warschau"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "Buenos Aires"),
        ("UTC", "UTC", "UTC"),
        ("Etc/GMT+5", "GMT+5", "GMT+5"),
    ],
)
def test_a_zone_is_called_by_its_city(zone: str, english: str, german: str):
    assert (city_of(zone), city_of(zone, "de")) == (english, german)


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("en", "en_GB"),
        ("pt", "pt_PT"),
        ("pt-BR", "pt_BR"),
        ("de-XX", "de"),
        ("", "en_GB"),
        ("../etc", "en_GB"),
        ("klingon", "en_GB"),
    ],
)
def test_a_language_nobody_knows_becomes_british_english(language: str, locale: str):
    assert str(locale_of(language)) == locale


def test_english_stamps_are_those_of_all_letters():
    moment = datetime.fromisoformat("2027-03-11T18:30:00-05:00")

    assert stamp_in("en", moment, "Asia/Kolkata", "Delhi") == "Fri 12 March 2027, 05:00 Delhi (IST, UTC+5:30)"
    assert day_in("en", moment.date()) == "Thu 11 March 2027"
