"""A matchmaking as a file: solved as it stands there, and refused at the place of the mistake."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.matchmaking.solving import solve_text
from delegation.reading.problem import FileError
from tests.docs.pages import fragments

GOOD = """\
zone: Europe/Brussels
days: [2027-05-11]
slots:
  - {id: s1, starts: 2027-05-11 09:00, minutes: 20}
  - {id: s2, starts: 2027-05-11 09:20, minutes: 20}
rooms:
  - {id: hall, tables: 2}
people:
  - {id: A-1, group: visitors, away: [s2]}
  - {id: B-1, group: hosts}
  - {id: B-2, group: hosts}
requests:
  - {from: A-1, to: B-1, wish: must}
"""

EARLY = "at: 2027-05-02 09:00, expires: 2027-05-01 09:00"
TWICE = "kept: [{one: A-1, other: B-1, slot: s1}, {one: A-1, other: B-2, slot: s1}]\n"
MISTAKES = (
    ("to: B-1", "to: B-9", 13, "there is no participant 'B-9'", "known are A-1, B-1, B-2."),
    ("to: B-1", "to: A-1", 13, "'A-1' cannot wish to meet themselves", "name somebody else."),
    ("from: A-1", "from: B-2", 13, "are both in group 'hosts'", "name somebody of another group"),
    ("tables: 2", "tables: 0", 7, "'0' is out of range", "write more than 0."),
    ("05-11 09:20", "05-12 09:20", 5, "outside the days of the event", "use one of 2027-05-11, or add"),
    ("09:20", "09:10", 5, "slots 's1' and 's2' overlap", "move the later one"),
    ("id: s2", "id: s1", 5, "'s1' stands twice", "give each entry its own id."),
    ("away: [s2]", "away: [s9]", 9, "there is no slot 's9'", "known are s1, s2."),
    ("wish: must", "wish: maybe", 13, "'maybe' is no wish", "write must, nice or no, or a figure"),
    ("must", f"must, {EARLY}", 13, "expires before it is made", "write a time after 'at'."),
    ("group: visitors", "at_least: 3, at_most: 2", 9, "at least 3 meetings and at most 2", "lower the one"),
    ("Brussels", "Brussles", 1, "'Europe/Brussles' is not an IANA time zone", "write for example"),
    ("requests:", f"{TWICE}requests:", 12, "'A-1' is in another kept meeting in slot 's1'", "keep one of"),
)


@pytest.mark.parametrize(("right", "wrong", "line", "said", "remedy"), MISTAKES)
def test_a_mistake_is_refused_at_its_place_with_a_remedy(right, wrong, line, said, remedy):
    with pytest.raises(FileError) as refused:
        solve_text(GOOD.replace(right, wrong, 1), "event.yaml")

    told = str(refused.value)
    assert told.startswith(f"event.yaml:{line}:")
    assert said in told
    assert remedy in told


def test_a_file_is_solved_as_it_stands_there_in_yaml_as_in_json():
    as_json = json.dumps(
        {
            "zone": "Europe/Brussels",
            "slots": [
                {"id": f"s{number}", "starts": f"2027-05-11 09:{20 * number - 20:02}", "minutes": 20}
                for number in (1, 2)
            ],
            "rooms": [{"id": "hall", "tables": 2}],
            "people": [{"id": "A-1", "group": "visitors", "away": ["s2"]}, {"id": "B-1"}, {"id": "B-2"}],
            "requests": [{"from": "A-1", "to": "B-1", "wish": 3}],
        }
    )

    solved = [solve_text(text, "event").schedule for text in (GOOD, as_json)]

    assert solved[0] == solved[1]
    assert [(one.one, one.other, one.slot, one.room, one.table) for one in solved[0].meetings] == [
        ("A-1", "B-1", "s1", "hall", 1)
    ]


def test_a_request_that_has_lapsed_by_the_day_of_the_file_does_not_count():
    lapsing = GOOD.replace("wish: must", "wish: must, expires: 2027-05-01 09:00")

    assert solve_text(lapsing, "event").requests == 1
    assert solve_text(f"as_of: 2027-05-01 09:00\n{lapsing}", "event").requests == 0
    assert solve_text(f"as_of: 2027-05-01 08:59\n{lapsing}", "event").requests == 1


def test_the_file_of_the_documentation_gives_the_schedule_shown_there():
    (page,) = [one for one in fragments("yaml") if one.kind == "yaml meetings-file"]
    (shown,) = [one for one in fragments("text") if one.kind == "text meetings-file"]

    schedule = solve_text(page.text, "event.yaml").schedule

    assert json.loads(shown.text) == {
        "meetings": [one.model_dump(mode="json") for one in schedule.meetings],
        "score": schedule.score.model_dump(mode="json"),
        "gap_percent": schedule.gap_percent,
        "idle_slots": schedule.idle_slots,
        "idle_bound": schedule.idle_bound,
        "unmet_musts": [one.model_dump(mode="json") for one in schedule.unmet_musts],
    }


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.integers(0, len(GOOD)))
def test_whatever_is_typed_is_solved_or_refused_in_words(typed, at):
    text = GOOD[:at] + typed + GOOD[at:]

    assert solved_or_refused(text) in ("solved", "refused")


def solved_or_refused(text: str) -> str:
    """Any other error ends the test."""
    try:
        solved = solve_text(text, "event.yaml", iterations=10)
    except FileError as refused:
        return "refused" if refused.problems else "refused without a word"
    return "solved" if solved.schedule.value <= solved.schedule.bound else "better than possible"
