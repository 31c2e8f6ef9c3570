"""The programme as pictures: everything once, nothing over anything else, and only what may be seen."""

import re
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.papers.clock_axis import (
    ClockAxis,
    ends_reading,
    missing_hours,
    repeated_hours,
    starts_reading,
)
from delegation.papers.meeting_grid import double_booked, draw_meeting_grid
from delegation.papers.picture_block import Block, in_lanes
from delegation.papers.programme_picture import draw_programme
from delegation.papers.room_picture import draw_rooms, rooms_of
from delegation.papers.typeface import natural_width, shortened, text_width, wrapped
from tests.usa import usa_2017, with_meetings

SVG = "{http://www.w3.org/2000/svg}"
MONDAY = date(2017, 5, 15)
BRUSSELS, NEW_YORK, TOKYO = "Europe/Brussels", "America/New_York", "Asia/Tokyo"
Element = ElementTree.Element


def read(svg: str) -> Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own text


def drawn(svg: str) -> list[str]:
    """Ids of the items, as often as they are drawn."""
    return [item for one in read(svg).iter() for item in one.get("data-items", "").split()]


def said(svg: str) -> str:
    return " ".join(text for one in read(svg).iter() if (text := (one.text or "").strip()))


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each block."""
    found = []
    for one in read(svg).iter(f"{SVG}svg"):
        if one.get("x"):
            x, y, width, height = (float(one.get(name, "")) for name in ("x", "y", "width", "height"))
            found.append((x, y, x + width, y + height))
    return found


def over_each_other(found: list[tuple[float, float, float, float]]) -> list[object]:
    return [
        (one, other)
        for number, one in enumerate(found)
        for other in found[number + 1 :]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


def an_item(number: int, starts: str, ends: str, **more: object) -> ItineraryItem:
    told = {
        "id": f"item-{number}",
        "kind": ItemKind.SESSION,
        "title": f"Item {number}",
        "leg": "boston",
        "zone": BRUSSELS,
        "starts": starts,
        "ends": ends,
        **more,
    }
    return ItineraryItem.model_validate(told)


def programme(*items: ItineraryItem) -> Itinerary:
    return Itinerary(version=4, items=items)


PEOPLE = ("A-1", "A-2", "A-3")
HOSTS = ("mit-host", "singh-host", "wistar-host")


@st.composite
def itineraries(draw: st.DrawFn) -> Itinerary:
    """Items of any kind, length and hour on days around a change of the clocks."""
    items = []
    for number in range(draw(st.integers(1, 9))):
        starts = datetime(2026, 10, 24) + timedelta(minutes=5 * draw(st.integers(0, 12 * 24 * 8)))  # noqa: DTZ001
        minutes = draw(st.sampled_from([5, 15, 20, 60, 90, 400, 1500]))
        ends = starts + timedelta(minutes=minutes + 60)
        titles = st.sampled_from(["Visit", "A <b>bold</b> & long title that does not fit", "𝔘𝔫𝔦 會議 Ünï"])
        whole = draw(st.integers(0, 9)) == 0
        items.append(
            an_item(
                number,
                f"{starts:%Y-%m-%d} 00:00" if whole else f"{starts:%Y-%m-%d %H:%M}",
                f"{starts + timedelta(days=2):%Y-%m-%d} 00:00" if whole else f"{ends:%Y-%m-%d %H:%M}",
                all_day=whole,
                kind=draw(st.sampled_from(list(ItemKind))),
                title=draw(titles),
                attendees=draw(st.none() | st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True)),
                hosts=draw(st.lists(st.sampled_from(HOSTS), max_size=2, unique=True)),
                cancelled=draw(st.integers(0, 5)) == 0,
                place=draw(st.sampled_from([None, "mit", "wistar"])),
                table=draw(st.sampled_from(["", "Table 1", "Table 2"])),
            )
        )
    return programme(*items)


@settings(max_examples=30, deadline=None)
@given(itineraries(), st.sampled_from([*PEOPLE, None]), st.sampled_from([*HOSTS, None]))
def test_everything_someone_attends_or_receives_is_drawn_exactly_once_and_over_nothing_else(
    itinerary: Itinerary, participant: str | None, host: str | None
):
    theirs = [
        one.id
        for one in itinerary.items
        if not one.cancelled
        and (participant is None or one.is_for(participant))
        and (host is None or host in one.hosts)
    ]
    if not theirs:
        with pytest.raises(ValueError, match=r"no picture|no programme to draw"):
            draw_programme(usa_2017(), itinerary, participant=participant, host=host)
        return

    svg = draw_programme(usa_2017(), itinerary, participant=participant, host=host)

    assert sorted(drawn(svg)) == sorted(theirs)
    assert over_each_other(boxes(svg)) == []
    assert svg == draw_programme(usa_2017(), itinerary, participant=participant, host=host)


@settings(max_examples=25, deadline=None)
@given(itineraries())
def test_every_item_of_a_day_stands_in_one_room(itinerary: Itinerary):
    timed = [one for one in itinerary.items if not (one.cancelled or one.all_day)]
    for day in sorted({one.starts.date() for one in timed}):
        svg = draw_rooms(usa_2017(), itinerary, day)

        assert sorted(drawn(svg)) == sorted(one.id for one in timed if one.starts.date() == day)
        assert over_each_other(boxes(svg)) == []


@settings(max_examples=25, deadline=None)
@given(itineraries(), st.sampled_from(["host", "delegate"]))
def test_a_meeting_stands_in_the_row_of_each_of_its_hosts_or_delegates(itinerary: Itinerary, by: str):
    meetings = [one for one in itinerary.items if one.kind is ItemKind.MEETING]
    shown = [one for one in meetings if not (one.cancelled or one.all_day)]
    expected = [one.id for one in shown for _ in (one.hosts if by == "host" else one.attendees or ())]
    if not expected:
        with pytest.raises(ValueError, match="no one-to-one meetings"):
            draw_meeting_grid(usa_2017(), itinerary, by="host" if by == "host" else "delegate")
        return

    svg = draw_meeting_grid(usa_2017(), itinerary, by="host" if by == "host" else "delegate")

    assert sorted(drawn(svg)) == sorted(expected)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 90)), max_size=30))
def test_blocks_in_one_lane_never_overlap(extents: list[tuple[int, int]]):
    blocks = [
        Block(
            items=(f"item-{number}",),
            kind=ItemKind.VISIT,
            title="",
            clock="",
            said="",
            top=top,
            bottom=top + height,
        )
        for number, (top, height) in enumerate(extents)
    ]

    laid = in_lanes(blocks)

    assert sorted(one.items for one in laid) == sorted(one.items for one in blocks)
    for one in laid:
        assert one.lane < one.lanes
        for other in laid:
            if one is not other and one.top < other.bottom and other.top < one.bottom:
                assert one.lane != other.lane
                assert one.lanes == other.lanes


@settings(max_examples=50)
@given(st.text(max_size=80), st.integers(20, 300), st.integers(1, 4), st.booleans())
def test_text_stays_within_its_width_as_soon_as_a_letter_fits(text: str, width: int, most: int, bold: bool):
    lines = wrapped(text, width, 10, most, bold=bold)

    assert len(lines) <= most
    assert all(text_width(line, 10, bold=bold) <= width for line in lines)


def test_every_text_in_a_block_is_told_how_wide_it_is():
    svg = draw_programme(usa_2017(), with_meetings("A-1"))
    inner = [text for one in read(svg).iter(f"{SVG}svg") if one.get("x") for text in one.iter(f"{SVG}text")]

    assert inner
    assert all(float(one.get("textLength", "")) > 0 for one in inner)


def test_an_accent_takes_no_room_and_a_chinese_letter_a_square():
    assert natural_width("é", 10) == natural_width("e", 10)
    assert natural_width("會", 10) == pytest.approx(10)
    assert shortened("會議", 5, 10) == "會"


def test_what_was_typed_as_markup_is_shown_as_text():
    hostile = an_item(
        1, "2026-05-04 09:00", "2026-05-04 12:00", title='<script>x()</script>"&', table="</svg>"
    )
    meeting = hostile.model_copy(
        update={"kind": ItemKind.MEETING, "hosts": ("mit-host",), "attendees": ("A-1",), "room": "<i>"}
    )
    names = {"A-1": "<img src=x onerror=y()>"}
    file, day = usa_2017(), date(2026, 5, 4)
    pictures = [
        draw_programme(file, programme(hostile), organisations=names),
        draw_programme(file, programme(meeting), host="mit-host", organisations=names),
        draw_rooms(
            file, programme(hostile, meeting.model_copy(update={"id": "m"})), day, organisations=names
        ),
        draw_meeting_grid(file, programme(meeting), organisations=names),
    ]

    for svg in pictures:
        read(svg)
        assert re.search(r"<(script|img|i>)", svg) is None
    assert '<script>x()</script>"&' in said(pictures[0])
    assert "<img src=x onerror=y()>" in said(pictures[1])


def test_delegates_are_called_by_their_organisations_and_a_meeting_by_the_other_side():
    itinerary = with_meetings("A-1")
    host = next(one for one in itinerary.items if one.kind is ItemKind.MEETING).hosts[0]
    names = {"A-1": "Lubelska Medycyna"}
    file = usa_2017()
    organisation = file.host(host)
    assert organisation is not None

    for_host = said(draw_programme(file, itinerary, host=host, organisations=names))
    for_delegate = said(draw_programme(file, itinerary, participant="A-1", organisations=names))

    assert "Lubelska Medycyna" in for_host
    assert "A-1" not in for_host
    assert organisation.organisation in for_delegate
    assert "Lubelska Medycyna: EU Cluster Delegation to the USA 2017" in for_delegate


def test_each_day_says_its_zone_and_travel_says_both():
    westward = an_item(1, "2026-05-04 10:00", "2026-05-04 13:30", ends_zone=NEW_YORK, kind=ItemKind.TRAVEL)
    back = an_item(2, "2026-05-06 18:00", "2026-05-07 08:00", zone=NEW_YORK, ends_zone=BRUSSELS)
    whole = said(draw_programme(usa_2017(), programme(westward, back)))

    assert "10:00 CEST – 13:30 EDT" in whole
    assert "18:00 EDT – 08:00 (+1 day) CEST" in whole
    assert "Boston, CEST" in whole
    assert "Boston, EDT" in whole


def test_a_day_on_which_two_zones_are_in_use_names_both_with_their_offsets():
    items = (
        an_item(1, "2026-05-04 10:00", "2026-05-04 11:00"),
        an_item(2, "2026-05-04 20:00", "2026-05-04 21:00", zone=NEW_YORK),
    )

    assert "Boston, CEST, UTC+2 / EDT, UTC−4" in said(draw_programme(usa_2017(), programme(*items)))


def test_what_starts_the_day_before_stands_above_the_hours_of_a_day():
    night = an_item(1, "2026-05-04 22:00", "2026-05-05 06:30", title="Night train")
    svg = draw_programme(
        usa_2017(),
        programme(night, an_item(2, "2026-05-05 09:00", "2026-05-05 10:00")),
        day=date(2026, 5, 5),
    )

    assert drawn(svg) == ["item-1", "item-2"]
    assert "until 06:30 Night train" in said(svg)


def axis_of(*items: ItineraryItem) -> ClockAxis:
    readings = [one for item in items for one in (starts_reading(item), ends_reading(item))]
    return ClockAxis(readings, [(one.starts.date(), one.zone) for one in items], top=0, hour=60)


def height(item: ItineraryItem) -> float:
    axis = axis_of(item)
    return axis.y(ends_reading(item)) - axis.y(starts_reading(item))


def test_an_hour_that_clocks_show_twice_has_two_rows_and_an_item_over_it_is_as_tall_as_it_is_long():
    assert repeated_hours(date(2026, 10, 25), BRUSSELS) == [2]
    assert height(an_item(1, "2026-10-25 01:30", "2026-10-25 03:30")) == 180
    assert height(an_item(1, "2026-10-25 02:40", "2026-10-25 02:20", ends_fold=True)) == 40
    assert "again" in said(
        draw_programme(usa_2017(), programme(an_item(1, "2026-10-25 01:30", "2026-10-25 03:30")))
    )


def test_an_hour_over_which_clocks_go_forward_is_no_hour_of_the_day():
    assert missing_hours(date(2026, 3, 29), BRUSSELS) == [2]
    assert repeated_hours(date(2026, 3, 29), BRUSSELS) == []


def test_a_journey_that_arrives_before_it_leaves_by_the_clock_is_shown_as_an_hour():
    flight = an_item(1, "2026-10-28 17:00", "2026-10-28 10:00", zone=TOKYO, ends_zone="America/Los_Angeles")

    assert height(flight) == 60
    assert "17:00 JST – 10:00 PDT" in said(draw_programme(usa_2017(), programme(flight)))


def test_what_is_cancelled_is_left_out_or_struck_through_when_asked():
    kept, gone = (an_item(n, f"2026-05-04 {9 + n}:00", f"2026-05-04 {9 + n}:50") for n in (1, 2))
    itinerary = programme(kept, gone.model_copy(update={"cancelled": True}))

    assert drawn(draw_programme(usa_2017(), itinerary)) == ["item-1"]
    struck = draw_programme(usa_2017(), itinerary, struck=True)
    assert drawn(struck) == ["item-1", "item-2"]
    assert struck.count("line-through") == 1


def test_what_one_delegate_cannot_do_at_once_is_marked_and_parallel_visits_of_everybody_are_not():
    both = (
        an_item(1, "2026-05-04 09:00", "2026-05-04 10:00"),
        an_item(2, "2026-05-04 09:30", "2026-05-04 11:00"),
    )

    assert "at the same time as something else" in said(
        draw_programme(usa_2017(), programme(*both), participant="A-1")
    )
    assert "at the same time" not in said(draw_programme(usa_2017(), programme(*both)))
    optional = programme(both[0], both[1].model_copy(update={"optional": True}))
    assert "at the same time" not in said(draw_programme(usa_2017(), optional, participant="A-1"))


def test_more_parallel_items_than_can_be_read_are_counted_and_named_to_who_points_at_them():
    many = [
        an_item(n, "2026-05-04 09:00", "2026-05-04 11:00", title=f"Visit {n} of forty") for n in range(40)
    ]
    svg = draw_programme(usa_2017(), programme(*many))

    assert "40 in parallel" in said(svg)
    assert len(drawn(svg)) == 40
    assert all(f"Visit {n} of forty" in said(svg) for n in range(40))


def test_two_meetings_at_one_table_or_of_one_host_at_the_same_time_are_found():
    def meeting(number: int, guest: str, host: str, table: str) -> ItineraryItem:
        return an_item(
            number,
            "2026-05-04 09:00",
            "2026-05-04 09:20",
            kind=ItemKind.MEETING,
            attendees=[guest],
            hosts=[host],
            table=table,
        )

    fine = [meeting(1, "A-1", "mit-host", "Table 1"), meeting(2, "A-2", "singh-host", "Table 2")]

    assert double_booked(fine) == frozenset()
    assert double_booked([*fine, meeting(3, "A-3", "wistar-host", "Table 2")]) == {"item-2", "item-3"}
    assert double_booked([*fine, meeting(3, "A-1", "wistar-host", "Table 3")]) == {"item-1", "item-3"}
    assert "at the same time as another meeting" in said(
        draw_meeting_grid(usa_2017(), programme(*fine, meeting(3, "A-3", "mit-host", "Table 3")))
    )


def test_rooms_stand_in_the_order_of_their_use_and_tables_by_number():
    file = usa_2017()
    times = (("Room B", "09", ""), ("Room A", "10", ""), ("", "08", "Table 10"), ("", "08", "Table 9"))
    items = [
        an_item(n, f"2026-05-04 {hour}:00", f"2026-05-04 {hour}:50", room=room, table=table)
        for n, (room, hour, table) in enumerate(times)
    ]

    assert [(one.room, one.table) for one in rooms_of(items, file)] == [
        ("Room B", ""),
        ("Room A", ""),
        ("", "Table 9"),
        ("", "Table 10"),
    ]


def test_a_day_or_person_with_nothing_to_draw_is_said():
    file, itinerary = usa_2017(), with_meetings("A-1")

    with pytest.raises(ValueError, match="nothing on Thursday 1 June 2017, so there is no picture"):
        draw_programme(file, itinerary, day=date(2017, 6, 1))
    with pytest.raises(ValueError, match="Nothing happens on Thursday 1 June 2017"):
        draw_rooms(file, itinerary, date(2017, 6, 1))
    with pytest.raises(ValueError, match="no one-to-one meetings on Monday 15 May 2017"):
        draw_meeting_grid(file, itinerary, day=MONDAY)
