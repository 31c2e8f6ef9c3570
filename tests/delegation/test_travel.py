"""How long it takes from one place to another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.itinerary import Place
from delegation.planning.travel import minutes_for, travel_minutes

EDA = Place(id="eda", name="EDA", latitude=39.9515, longitude=-75.1563)
NAVY_YARD = Place(id="navy-yard", name="Navy Yard", latitude=39.8935, longitude=-75.1752)
HOTEL = Place(id="hotel", name="Hotel", latitude=39.9519, longitude=-75.1590)
BOSTON = Place(id="boston", name="Boston", latitude=42.3505, longitude=-71.0485)
NOWHERE = Place(id="nowhere", name="A place without coordinates")

ANYWHERE = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_within_one_place_nobody_travels():
    assert travel_minutes(EDA, EDA) == 0
    assert travel_minutes(NOWHERE, NOWHERE) == 0


@pytest.mark.parametrize(
    ("one", "other", "minutes"),
    [(HOTEL, EDA, 4), (EDA, NAVY_YARD, 28), (HOTEL, BOSTON, 213)],
    ids=["230 m on foot", "6.6 km by road", "432 km by air"],
)
def test_where_nothing_is_given_the_distance_tells(one, other, minutes):
    assert travel_minutes(one, other) == travel_minutes(other, one) == minutes


def test_what_is_given_counts_in_both_directions():
    bridge = EDA.model_copy(update={"minutes_to": {"navy-yard": 40}})

    assert travel_minutes(bridge, NAVY_YARD) == 40
    assert travel_minutes(NAVY_YARD, bridge) == 40


def test_the_other_direction_may_take_longer_if_it_says_so():
    down = EDA.model_copy(update={"minutes_to": {"navy-yard": 20}})
    up = NAVY_YARD.model_copy(update={"minutes_to": {"eda": 35}})

    assert travel_minutes(down, up) == 20
    assert travel_minutes(up, down) == 35


def test_without_coordinates_nothing_is_guessed_unless_it_is_given():
    assert travel_minutes(EDA, NOWHERE) is None
    assert travel_minutes(NOWHERE, EDA) is None
    assert travel_minutes(EDA, NOWHERE.model_copy(update={"minutes_to": {"eda": 7}})) == 7


def test_minutes_below_nothing_are_refused():
    with pytest.raises(ValueError, match="minutes_to"):
        Place(id="eda", name="EDA", minutes_to={"navy-yard": -1})


@given(ANYWHERE, ANYWHERE)
@settings(max_examples=50)
def test_worked_out_both_directions_take_the_same(here, there):
    one = Place(id="one", name="One", latitude=here[0], longitude=here[1])
    other = Place(id="other", name="Other", latitude=there[0], longitude=there[1])

    assert travel_minutes(one, other) == travel_minutes(other, one)


@given(st.floats(0, 20_000), st.floats(0, 20_000))
@settings(max_examples=50)
def test_farther_is_never_sooner(one, other):
    near, far = sorted((one, other))

    assert minutes_for(near) <= minutes_for(far)
