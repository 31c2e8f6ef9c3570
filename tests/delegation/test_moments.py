"""Moments as facts: written and read back, and everything else left alone."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.moments import read_moment, told_moment

ZONES = ("Europe/Brussels", "America/New_York", "Asia/Kolkata", "UTC", "Etc/GMT+5")
MINUTES = st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - bounds are naive
    lambda moment: moment.replace(second=0, microsecond=0)
)


def test_a_moment_has_its_offset_zone_and_place():
    noon = datetime(2017, 3, 14, 11, 0, tzinfo=UTC)

    assert (
        told_moment(noon, "Europe/Brussels", "Brussels") == "2017-03-14T12:00+01:00[Europe/Brussels]|Brussels"
    )


@given(at=MINUTES, zone=st.sampled_from(ZONES), place=st.sampled_from(("", "Brussels", "New York")))
def test_a_moment_is_read_as_it_was_told(at: datetime, zone: str, place: str):
    moment = read_moment(told_moment(at, zone, place))

    assert moment is not None
    assert (moment.at, moment.zone, moment.place) == (at, zone, place)


def test_an_hour_that_comes_twice_is_read_as_the_one_that_was_meant():
    first, second = (datetime(2017, 10, 29, hour, 30, tzinfo=UTC) for hour in (0, 1))

    told = [told_moment(one, "Europe/Brussels") for one in (first, second)]

    assert told[0] != told[1]
    assert [one and one.at for one in map(read_moment, told)] == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        "Tue 14 March 2017, 12:00 Brussels (CET, UTC+1)",
        "",
        "2017-03-14T12:00+01:00[Europe/Nowhere]|Brussels",
        "2017-13-14T12:00+01:00[Europe/Brussels]|",
        "2017-03-14T12:00+01:00[Europe/Brussels]|a|b",
        "0001-01-01T00:00+14:00[Europe/Brussels]|",
        "x 2017-03-14T12:00+01:00[Europe/Brussels]|",
        "2017-03-14T12:00+01:00[../../etc/passwd]|",
    ],
)
def test_a_text_is_no_moment(text: str):
    assert read_moment(text) is None


@given(text=st.text(max_size=80))
def test_any_text_can_be_read(text: str):
    read_moment(text)
