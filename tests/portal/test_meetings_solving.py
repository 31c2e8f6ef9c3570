"""`meetings solve`: a timetable with its proof, or why there is none."""

from pathlib import Path

import pytest

from tests.portal.commands_portal import Terminal

FAIR = """nBusiness = 3; nMeetings = 2; nTables = 1; nTotalSlots = 3; nMorningSlots = 3;
requested = [|1, 2,3|1, 3,3|];
forbidden = [{2},{0},{0}];
fixed = [0,0];
precedences = [{},{1}];
"""


@pytest.fixture
def alone(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def test_a_timetable_is_printed_with_its_proof(alone: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "fair.dzn"
    path.write_text(FAIR)

    said, view = alone(f"meetings solve {path}"), alone(f"meetings solve {path} --json")

    assert (said.code, view.code) == (0, 0)
    assert "1 breaks in all. Proven: no timetable has fewer breaks." in said.out
    assert view.object["meetings"] == [
        {"meeting": 1, "participants": [1, 2], "slot": 1},
        {"meeting": 2, "participants": [1, 3], "slot": 3},
    ]
    kept = {one: view.object[one] for one in ("status", "objective", "bound", "gap_percent", "fairness")}
    assert kept == {"status": "optimal", "objective": 1, "bound": 1, "gap_percent": 0.0, "fairness": 2}


def test_no_timetable_is_an_outcome_and_a_mistake_is_refused(alone: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "fair.dzn"
    path.write_text(FAIR)
    unfair = alone(f"meetings solve {path} --fairness 0 --json")
    path.write_text(FAIR.replace("[{},{1}]", "[{2},{1}]"))
    circle = alone(f"meetings solve {path} --json")
    path.write_text(FAIR.replace("nTables = 1", "nTables = 0"))
    mistake = alone(f"meetings solve {path} --json")

    assert (unfair.code, unfair.object["status"], unfair.object["meetings"]) == (4, "infeasible", [])
    assert (circle.code, circle.object["status"]) == (4, "infeasible")
    assert "the precedences go in a circle: meeting 2 before 1 before 2; take one of them out." in circle.err
    assert (mistake.code, mistake.out) == (1, "")
    assert "nTables: is 0; give a number from 1" in mistake.err


def test_meetings_in_several_cities_are_solved_as_the_page_about_them_shows(
    alone: Terminal, tmp_path: Path
) -> None:
    page = Path("docs/meetings-cities.md").read_text()
    path = tmp_path / "cities.yaml"
    path.write_text(next(one for one in page.split("```yaml\n") if one.startswith("cities:")).split("```")[0])

    said, view = alone(f"meetings solve {path}"), alone(f"meetings solve {path} --json")

    assert (said.code, view.code) == (0, 0)
    assert "no plan can be better" in said.out
    assert "After the cancellation, nobody moved:" in said.out
    assert "After the cancellation, at most 3 meetings moved:" in said.out
    assert (view.object["proven"], view.object["objections"]) == (True, [])
    assert {one["host"] for one in view.object["plan"]["meetings"]} == {"anna", "lea"}


def test_a_mistake_in_a_file_of_several_cities_is_shown_where_it_stands(
    alone: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "cities.yaml"
    path.write_text("cities:\n  - {id: boston, zone: America/New_York, slots: [{id: s1, starts: noon}]}\n")
    wrong = alone(f"meetings solve {path} --json")
    path.write_text(
        "cities:\n  - id: boston\n    zone: America/New_York\n"
        "    slots: [{id: s1, starts: 2017-05-15 09:00, minutes: 30}]\n"
        "places: [{id: hall, city: chicago}]\n"
    )
    unknown = alone(f"meetings solve {path} --json")

    assert (wrong.code, wrong.out) == (1, "")
    assert f"{path}:2:" in wrong.err
    assert "Place 'hall': there is no city 'chicago'" in unknown.err
    assert "correct the name or add it." in unknown.err
