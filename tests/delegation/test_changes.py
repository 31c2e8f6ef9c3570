"""What a mail says under `What has changed`."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.calendars.changes import ChangedLine, changed_lines
from delegation.calendars.revising import material_change
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.reading.delegation_file import read_delegation

EXAMPLE = Path(__file__).parents[2] / "examples" / "usa-2017" / "delegation.yaml"


@cache
def usa_2017() -> DelegationFile:
    return read_delegation(EXAMPLE.read_text(), str(EXAMPLE))


@pytest.fixture
def file() -> DelegationFile:
    return usa_2017()


def item(**more: object) -> ItineraryItem:
    given = {
        "id": "wistar-visit", "kind": "visit", "title": "Wistar", "leg": "boston", "zone": "America/New_York",
        "starts": "2017-05-18 09:30", "ends": "2017-05-18 11:00", "place": "wistar", "room": "Atrium",
    }  # fmt: skip
    return ItineraryItem.model_validate({**given, **more})


def told(lines: tuple[ChangedLine, ...]) -> list[tuple[str, str, str]]:
    return [(line.part.value, line.old, line.new) for line in lines]


def test_what_was_not_known_before_has_not_changed(file: DelegationFile):
    assert changed_lines(None, item(), file) == ()
    assert changed_lines(item(), item(attendees=("A-1",)), file) == ()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            {"starts": "2017-05-18 10:30", "ends": "2017-05-18 12:00"},
            (
                "when",
                "Thu 18 May 2017, 09:30-11:00 Boston (EDT, UTC-4)",
                "Thu 18 May 2017, 10:30-12:00 Boston (EDT, UTC-4)",
            ),
        ),
        (
            {"ends": "2017-05-18 11:30"},
            (
                "end",
                "Thu 18 May 2017, 11:00 Boston (EDT, UTC-4)",
                "Thu 18 May 2017, 11:30 Boston (EDT, UTC-4)",
            ),
        ),
        (
            {"ends_zone": "America/Chicago"},
            (
                "end",
                "Thu 18 May 2017, 11:00 Boston (EDT, UTC-4)",
                "Thu 18 May 2017, 11:00 Chicago (CDT, UTC-5)",
            ),
        ),
        (
            {"place": "singh-center", "table": "3"},
            (
                "where",
                "Atrium, The Wistar Institute, 3601 Spruce Street, Philadelphia, PA 19104",
                "Atrium, table 3, Singh Center for Nanotechnology, "
                "3205 Walnut Street, Philadelphia, PA 19104",
            ),
        ),
        (
            {"place": None, "room": ""},
            ("where", "Atrium, The Wistar Institute, 3601 Spruce Street, Philadelphia, PA 19104", ""),
        ),
        ({"title": "Labs"}, ("title", "Wistar", "Labs")),
        ({"description": "Bring a coat."}, ("description", "", "Bring a coat.")),
        ({"link": "https://meet.example/a"}, ("link", "", "https://meet.example/a")),
    ],
)
def test_every_change_is_told_as_old_and_new(
    change: dict[str, object], line: tuple[str, str, str], file: DelegationFile
):
    assert told(changed_lines(item(), item(**change), file)) == [line]


def test_times_are_told_in_the_readers_language(file: DelegationFile):
    moved = item(starts="2017-05-19 09:30", ends="2017-05-19 11:00")

    ((_, old, new),) = told(changed_lines(item(), moved, file, "pl"))

    assert old == "czw. 18 maja 2017, 09:30-11:00 Boston (EDT, UTC-4)"
    assert new == "pt. 19 maja 2017, 09:30-11:00 Boston (EDT, UTC-4)"


def test_whole_days_instead_of_hours_are_a_new_time(file: DelegationFile):
    days = item(all_day=True, starts="2017-05-18 00:00", ends="2017-05-20 00:00")

    assert told(changed_lines(item(), days, file)) == [
        (
            "when",
            "Thu 18 May 2017, 09:30-11:00 Boston (EDT, UTC-4)",
            "Thu 18 May 2017 to Fri 19 May 2017, Boston",
        )
    ]


ITEMS = st.builds(
    lambda hour, minute, place, room, title: item(
        starts=f"2017-05-18 {hour:02}:00",
        ends=f"2017-05-18 {hour + 1:02}:{minute}",
        place=place,
        room=room,
        title=title,
    ),
    st.integers(8, 10),
    st.sampled_from(["00", "30"]),
    st.sampled_from(["wistar", "singh-center", None]),
    st.sampled_from(["Atrium", "Hall"]),
    st.sampled_from(["Wistar", "Tour"]),
)


@settings(max_examples=50, deadline=None)
@given(before=ITEMS, after=ITEMS)
def test_whatever_asks_for_a_new_answer_is_told(before: ItineraryItem, after: ItineraryItem):
    lines = changed_lines(before, after, usa_2017())

    if material_change(before, after):
        assert {"when", "end", "where"} & {line.part.value for line in lines}
    assert all(line.old != line.new for line in lines)
