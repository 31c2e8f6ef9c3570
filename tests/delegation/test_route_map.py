"""The route map: land, legs and labels that one can read."""

import json
import math
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.papers.atlas import Atlas, read_atlas
from delegation.papers.labels import Label, place_labels
from delegation.papers.projection import Frame, Projection, clipped, encloses, great_circle, to_vector
from delegation.papers.route_map import Stop, draw_route, stops_of
from tests.usa import TEMPLATES, usa_2017

SVG = "{http://www.w3.org/2000/svg}"
PAGE = Frame(0, 0, 760, 520)
positions = st.tuples(st.floats(-180, 180), st.floats(-89, 89))


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return read_atlas(json.loads((TEMPLATES / "map" / "countries-50m.json").read_bytes()))


def words(svg: str) -> list[str]:
    return [
        text
        for element in ElementTree.fromstring(svg).iter()  # noqa: S314 - our own text
        if (text := (element.text or "").strip())
    ]


def test_the_map_names_and_numbers_every_stop_of_the_route(atlas):
    svg = draw_route(stops_of(usa_2017().legs), atlas, title="Route")

    said = words(svg)
    assert {"Philadelphia", "Washington", "Boston", "1", "2", "3"} <= set(said)
    assert "17–19 May" in said
    assert "UNITED STATES OF AMERICA" in said


def test_a_screen_reader_hears_the_route(atlas):
    svg = draw_route(stops_of(usa_2017().legs), atlas, title="Route to the USA")
    tree = ElementTree.fromstring(svg)  # noqa: S314 - our own text

    assert tree.get("role") == "img"
    assert tree.findtext(f"{SVG}title") == "Route to the USA"
    assert tree.findtext(f"{SVG}desc") == (
        "Route with numbered stops: 1. Philadelphia, 14–15 May; "
        "2. Washington, 15–17 May; 3. Boston, 17–19 May."
    )


def test_the_same_route_gives_the_same_picture(atlas):
    stops = stops_of(usa_2017().legs)
    assert draw_route(stops, atlas, title="Route") == draw_route(stops, atlas, title="Route")


def test_stops_too_close_to_tell_apart_share_a_mark_and_keep_their_names(atlas):
    boston, cambridge, new_york = (
        Stop(name="Boston", longitude=-71.06, latitude=42.36),
        Stop(name="Cambridge", longitude=-71.11, latitude=42.37),
        Stop(name="New York", longitude=-74.0, latitude=40.7),
    )

    said = words(draw_route((boston, cambridge, new_york, boston), atlas, title="Route"))

    assert {"1·2·4", "3"} <= set(said)
    assert [said.count(name) for name in ("Boston", "Cambridge", "New York")] == [2, 1, 1]


def test_a_city_with_markup_in_its_name_stays_text(atlas):
    stop = Stop(name='</text><script>"&', longitude=4.35, latitude=50.85)

    svg = draw_route((stop,), atlas, title="<b>")

    assert '</text><script>"&' in words(svg)
    assert "<script" not in svg


def test_a_route_without_stops_is_refused(atlas):
    with pytest.raises(ValueError, match="at least one stop"):
        draw_route((), atlas, title="Nowhere")


def test_a_file_that_is_no_map_is_refused_by_name():
    with pytest.raises(ValueError, match="no TopoJSON file of countries"):
        read_atlas({"type": "FeatureCollection"})


def test_an_arc_backwards_closes_the_ring():
    topology = {
        "transform": {"scale": [1, 1], "translate": [10, 20]},
        "arcs": [[[0, 0], [1, 0], [0, 1]], [[0, 0], [1, 1]]],
        "objects": {
            "countries": {
                "geometries": [{"type": "Polygon", "arcs": [[0, -2]], "properties": {"name": "Squareland"}}]
            }
        },
    }

    (country,) = read_atlas(topology).countries

    assert country.name == "Squareland"
    assert country.rings == (((10, 20), (11, 20), (11, 21), (10, 20)),)


@settings(max_examples=25, deadline=None)
@given(st.lists(positions, min_size=1, max_size=5))
def test_any_route_on_the_globe_gives_a_well_formed_picture(route):
    stops = [Stop(name=f"City {n}", longitude=lon, latitude=lat) for n, (lon, lat) in enumerate(route)]

    svg = draw_route(stops, Atlas(), title="Route")

    assert {stop.name for stop in stops} <= set(words(svg))
    assert "nan" not in svg
    assert "inf" not in svg


@settings(max_examples=50)
@given(positions, positions)
def test_every_point_of_a_great_circle_lies_on_the_way(start, end):
    def angle(one, other):
        return math.acos(
            max(-1, min(1, sum(map(math.prod, zip(to_vector(one), to_vector(other), strict=True)))))
        )

    whole = angle(start, end)
    for point in great_circle(start, end):
        assert angle(start, point) + angle(point, end) == pytest.approx(whole, abs=1e-4)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(-900, 1700), st.floats(-900, 1700)), min_size=3, max_size=12))
def test_clipping_leaves_nothing_outside_of_the_page(ring):
    for x, y in clipped(ring, PAGE):
        assert -1e-6 <= x <= 760 + 1e-6
        assert -1e-6 <= y <= 520 + 1e-6


def test_the_projection_keeps_areas_and_puts_the_centre_in_the_middle():
    projection = Projection(centre=(-75.0, 40.0), scale=1000, origin=(380, 260))

    assert projection((-75.0, 40.0)) == pytest.approx((380, 260))
    east, north = projection((-74.0, 40.0)), projection((-75.0, 41.0))
    assert east[0] > 380
    assert north[1] < 260


def test_labels_of_neighbours_do_not_cover_each_other():
    labels = [Label((200 + 60 * n, 200), 11, ((f"City number {n}", "1 May"),)) for n in range(3)]

    frames = [written.frame for written in place_labels(labels, taken=[], lines=[], page=PAGE)]

    assert all(one.overlap(other) == 0 for n, one in enumerate(frames) for other in frames[n + 1 :])


def test_a_point_is_known_to_be_inside_or_outside():
    square = [(0, 0), (10, 0), (10, 10), (0, 10)]
    assert encloses(square, (5, 5))
    assert not encloses(square, (15, 5))
