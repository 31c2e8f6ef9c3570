"""The phases and the programme as pictures: well-formed, repeatable, readable without eyes."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from delegation.itinerary import Itinerary
from delegation.papers.gantt import draw_gantt, phase_spans
from delegation.papers.programme_picture import draw_programme
from delegation.papers.typeface import shortened, wrapped
from tests.usa import usa_2017, with_meetings

IN_APRIL = datetime(2017, 4, 18, 9, 0, tzinfo=UTC)
DESC = "{http://www.w3.org/2000/svg}desc"


def words(svg: str) -> list[str]:
    tree = ElementTree.fromstring(svg)  # noqa: S314 - our own text
    return [text for element in tree.iter() if (text := (element.text or "").strip())]


def test_every_phase_stands_with_its_dates():
    said = words(draw_gantt(usa_2017(), today=IN_APRIL))

    assert {"Call", "Evaluation", "Selection", "Offers", "Itinerary", "Trip", "Follow-up"} <= set(said)
    assert "14–19 May 2017" in said
    assert "18 Apr" in said


def test_the_phases_follow_each_other():
    spans = phase_spans(usa_2017())
    assert [one.starts_at for one in spans] == sorted(one.starts_at for one in spans)
    assert all(one.starts_at < one.ends_at for one in spans)


def test_without_today_there_is_no_line_for_it():
    described = ElementTree.fromstring(draw_gantt(usa_2017())).findtext(DESC)  # noqa: S314 - our own text
    assert described is not None
    assert "Today" not in described


def test_a_delegation_without_a_call_has_no_bar_for_it():
    file = usa_2017()
    without = file.model_copy(update={"phases": file.phases[3:]})
    assert "Call" not in words(draw_gantt(without))


def test_the_programme_shows_every_day_with_its_city_and_zone():
    said = words(draw_programme(usa_2017(), with_meetings("A-1", "A-2")))

    assert {"Sun 14 May", "Mon 15 May", "Fri 19 May"} <= set(said)
    assert "Philadelphia, EDT" in said
    assert any("2 one-to-one meetings, 13:30–13:50" in one for one in said)


def test_the_same_facts_give_the_same_pictures():
    file, itinerary = usa_2017(), with_meetings("A-1")
    assert draw_gantt(file, today=IN_APRIL) == draw_gantt(file, today=IN_APRIL)
    assert draw_programme(file, itinerary) == draw_programme(file, itinerary)


def test_an_empty_programme_is_no_picture():
    with pytest.raises(ValueError, match="no programme to draw yet"):
        draw_programme(usa_2017(), Itinerary())


def test_texts_are_cut_where_their_box_ends():
    assert shortened("Nanotechnology", 40, 10) == "Nanot…"
    assert wrapped("one two three four", 45, 10, 2) == ["one two", "three f…"]
