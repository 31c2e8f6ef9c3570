from datetime import datetime

import pytest

from delegation.calendars.when import when, when_at_home
from delegation.itinerary import ItemKind, ItineraryItem


def item(starts: str, ends: str, ends_zone: str | None = None) -> ItineraryItem:
    return ItineraryItem(
        id="x",
        kind=ItemKind.TRAVEL,
        title="x",
        leg="boston",
        zone="America/New_York",
        starts=datetime.fromisoformat(starts),
        ends=datetime.fromisoformat(ends),
        ends_zone=ends_zone,
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
    ],
)
def test_an_appointment_is_told_in_local_time_with_place_and_offset(one: ItineraryItem, says: str):
    assert when(one, "Boston") == says


def test_the_time_at_home_is_told_only_where_it_differs():
    one = item("2027-03-11 18:30", "2027-03-11 20:30")

    assert when_at_home(one, "Europe/Berlin") == "Fri 12 March 2027, 00:30 Berlin (CET, UTC+1)"
    assert when_at_home(one, "America/Toronto") == ""
