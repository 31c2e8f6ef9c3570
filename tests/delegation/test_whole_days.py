"""What lasts whole days: how it is written, what it never clashes with, how it is shown."""

import re
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from delegation.calendars.revising import material_change
from delegation.change import MoveItem
from delegation.correspondence import agenda
from delegation.itinerary import Itinerary, ItineraryItem
from delegation.papers.wall_clock import hours_of
from delegation.planning.clashes import itinerary_problems
from delegation.planning.differences import differences
from delegation.planning.refusals import problem_with_change
from delegation.reading.delegation_file import DelegationFileError, read_delegation
from tests.small_trip import change, first_version, small_file
from tests.usa import ROOT, usa_2017

EXAMPLE = (ROOT / "examples" / "usa-2017" / "delegation.yaml").read_text(encoding="utf-8")
FAIR = """itinerary:
  - id: fair
    kind: session
    title: Fair
    leg: boston
    all_day: yes
    starts: 2017-05-18
    ends: 2017-05-20
    link: https://meet.example/fair
"""


def item(**more: object) -> ItineraryItem:
    given = {
        "id": "fair", "kind": "session", "title": "Fair", "leg": "boston", "zone": "America/New_York",
        "starts": "2017-05-18", "ends": "2017-05-20", "all_day": True,
    }  # fmt: skip
    return ItineraryItem.model_validate({**given, **more})


def file_with(entry: str):
    return read_delegation(EXAMPLE.replace("itinerary:\n", entry, 1))


def test_whole_days_are_typed_as_dates_and_lie_over_the_programme_without_clashing():
    (fair,) = (one for one in file_with(FAIR).itinerary if one.id == "fair")

    assert (fair.starts, fair.ends) == (datetime(2017, 5, 18), datetime(2017, 5, 20))  # noqa: DTZ001 - local
    assert fair.link == "https://meet.example/fair"
    assert not any(fair.overlaps(one) or one.overlaps(fair) for one in usa_2017().itinerary)
    assert itinerary_problems(Itinerary(items=(*usa_2017().itinerary, fair)), usa_2017()) == ()


@pytest.mark.parametrize(
    ("old", "new", "message", "remedy"),
    [
        ("ends: 2017-05-20", "ends: 2017-05-18", "but ends on 2017-05-18", "2017-05-19 or later"),
        ("ends: 2017-05-20", "ends: 2017-05-19 10:00", "but ends at 2017-05-19 10:00", "write 00:00"),
        ("    all_day: yes\n", "", "'2017-05-18' is not a local time", "write it as 2017-02-17 17:00"),
        ("https://meet", "http://meet", "is no https address", "write it as https://meet.example/room"),
        ("example/fair", "example/a room", "is no https address", "write it as https://meet.example/room"),
        ("    link:", "    ends_zone: Europe/Brussels\n    link:", "whole days of one zone", "leave out"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_line(old: str, new: str, message: str, remedy: str):
    with pytest.raises(DelegationFileError) as refused:
        file_with(FAIR.replace(old, new, 1))

    assert re.match(r"delegation\.yaml:\d+:\d+: itinerary\[?\.?0", str(refused.value))
    assert message in str(refused.value)
    assert remedy in str(refused.value)


def test_a_midnight_that_clocks_skip_is_no_harm_to_whole_days():
    day = item(zone="Africa/Cairo", starts="2026-04-24", ends="2026-04-25")

    assert day.ends_at.astimezone(UTC) > day.starts_at.astimezone(UTC)
    with pytest.raises(ValidationError, match="does not exist in Africa/Cairo"):
        item(zone="Africa/Cairo", starts="2026-04-24 00:00", ends="2026-04-25 00:00", all_day=False)


def test_moving_whole_days_takes_midnights_only():
    file = small_file()
    plan = first_version(file)
    day = item(leg="washington", starts="2017-05-15", ends="2017-05-16")
    state = plan.model_copy(update={"itinerary": Itinerary(version=1, items=(*plan.itinerary.items, day))})

    def refusal(starts: str, ends: str) -> str | None:
        return problem_with_change(change(MoveItem(item="fair", starts=starts, ends=ends)), state, file)

    assert refusal("2017-05-16 00:00", "2017-05-17 00:00") is None
    assert refusal("2017-05-16 09:00", "2017-05-17 00:00") == (
        "'Fair' lasts whole days but starts at 2017-05-16 09:00; write 00:00 as its time."
    )
    assert refusal("2017-05-16 00:00", "2017-05-16 00:00") == (
        "'Fair' lasts whole days from 2017-05-16 but ends on 2017-05-16; write the day after its last as its "
        "end, 2017-05-17 or later."
    )


def test_whole_days_are_shown_without_hours():
    one, two = item(ends="2017-05-19"), item()

    (row,) = agenda([two], usa_2017())
    (effect,) = differences(Itinerary(items=(one,)), Itinerary(items=(two,)), ["A-1"], usa_2017())

    assert hours_of(one) == hours_of(one, "Europe/Brussels") == "all day"
    assert hours_of(two) == "all day, until Fri 19 May"
    assert (row["time"], row["zone"]) == ("all day, until Fri 19 May", "")
    assert [(line.old, line.new) for line in effect.differences] == [
        ("Thu 18 May 2017, all day, until Thu 18 May 2017", "Thu 18 May 2017, all day, until Fri 19 May 2017")
    ]


def test_a_day_more_asks_for_a_new_answer():
    assert material_change(item(), item(ends="2017-05-21"))
