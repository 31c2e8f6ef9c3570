"""Dates and times on paper."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.papers.wall_clock import (
    country_name,
    difference,
    hours,
    moment_in_full,
    span,
    zone_city,
    zone_in_full,
)
from delegation.zoned import instant

MILLENNIUM = datetime(2000, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
PHILADELPHIA, BRUSSELS = "America/New_York", "Europe/Brussels"


def at(text: str, zone: str = PHILADELPHIA) -> datetime:
    return instant(datetime.strptime(text, "%Y-%m-%d %H:%M"), zone)  # noqa: DTZ007 - made aware by instant()


@pytest.mark.parametrize(
    ("starts", "ends", "written"),
    [
        (date(2017, 5, 14), date(2017, 5, 19), "14–19 May 2017"),
        (date(2017, 5, 30), date(2017, 6, 2), "30 May – 2 June 2017"),
        (date(2017, 12, 30), date(2018, 1, 2), "30 December 2017 – 2 January 2018"),
        (date(2017, 5, 14), date(2017, 5, 14), "14 May 2017"),
    ],
)
def test_a_span_of_dates_repeats_nothing(starts, ends, written):
    assert span(starts, ends) == written


def test_hours_always_say_their_zone():
    assert hours(at("2017-05-15 09:00"), at("2017-05-15 10:15"), PHILADELPHIA) == "09:00–10:15 EDT"


def test_a_flight_shows_both_zones():
    lands = at("2017-05-20 08:10", BRUSSELS)
    shown = hours(at("2017-05-19 18:30"), lands, PHILADELPHIA, BRUSSELS)
    assert shown == "18:30 EDT – 08:10 (+1 day) CEST"


def test_at_home_it_is_already_tomorrow():
    starts, ends = at("2017-05-14 19:00"), at("2017-05-14 20:30")
    assert hours(starts, ends, BRUSSELS, on=date(2017, 5, 14)) == "01:00 (+1 day)–02:30 CEST"


def test_a_moment_names_the_city_its_clock_hangs_in():
    moment = at("2017-03-14 12:00", BRUSSELS)
    assert moment_in_full(moment, BRUSSELS) == "Tuesday 14 March 2017, 12:00 in Brussels (CET, UTC+1)"


def test_between_the_two_changes_of_clocks_the_difference_is_five_hours():
    between, after = at("2017-03-15 12:00"), at("2017-03-27 12:00")
    assert (
        difference(between, BRUSSELS, PHILADELPHIA, "Philadelphia")
        == "Philadelphia is 5 hours behind Brussels"
    )
    assert (
        difference(after, BRUSSELS, PHILADELPHIA, "Philadelphia") == "Philadelphia is 6 hours behind Brussels"
    )


def test_half_hours_and_zones_without_letters_are_written_out():
    moment = datetime(2017, 5, 15, tzinfo=UTC)
    assert difference(moment, BRUSSELS, "Asia/Kolkata", "Delhi") == "Delhi is 3:30 hours ahead of Brussels"
    assert zone_in_full(moment, "America/Sao_Paulo") == "UTC−3"
    assert zone_city("America/Sao_Paulo") == "Sao Paulo"


def test_clocks_that_agree_are_not_worth_a_word():
    assert difference(datetime(2017, 5, 15, tzinfo=UTC), BRUSSELS, "Europe/Berlin", "Berlin") == ""


def test_a_country_is_called_by_its_name():
    assert (country_name("DE"), country_name("Polish")) == ("Germany", "Polish")


@settings(max_examples=50)
@given(
    st.datetimes(MILLENNIUM, MILLENNIUM.replace(year=2037), timezones=st.just(UTC)),
    st.sampled_from((PHILADELPHIA, BRUSSELS, "Asia/Kolkata")),
)
def test_no_time_is_ever_written_without_its_zone(moment, zone):
    shown = hours(moment, moment + timedelta(hours=1), zone)
    assert shown.split()[-1].isalpha() or "UTC" in shown
