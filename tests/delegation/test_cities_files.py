"""Meetings in several cities, from a delegation file and from a file of their own."""

import pytest

from delegation.cities.checking import objections
from delegation.cities.from_file import meetings_of, plans_cities, problem_of
from delegation.cities.planning import plan_cities
from delegation.cities.solve_file import is_city_problem, solve
from delegation.file import DelegationFile
from delegation.meeting import HostWish, MeetingParty, MeetingRules, MeetingWish
from tests.usa import usa_2017

SOLVABLE = {
    "cities": [
        {
            "id": "boston",
            "zone": "America/New_York",
            "days": [{"first": "2017-05-15 09:00", "until": "2017-05-15 11:00", "minutes": 30}],
        }
    ],
    "places": [{"id": "hall", "city": "boston", "tables": 2}, {"id": "lab", "city": "boston"}],
    "travel": [{"one": "hall", "other": "lab", "minutes": 30}],
    "hosts": [{"id": "anna", "place": "hall"}, {"id": "lea", "place": "lab"}],
    "delegates": [{"participant": "D-1", "at_least": 2}, {"participant": "D-2"}],
    "ratings": [
        {"participant": "D-1", "host": "anna", "wish": "must"},
        {"participant": "D-1", "host": "lea", "wish": "nice", "hosts_wish": "nice"},
        {"participant": "D-2", "host": "lea", "wish": "must", "hosts_wish": "no"},
    ],
}


def in_two_cities() -> DelegationFile:
    """The example, with meetings in Boston too; one of their hosts receives at its own premises."""
    file = usa_2017()
    boston = MeetingRules(
        leg="boston", zone="America/New_York", place="hotel-boston", tables=2,
        slots=tuple({"id": f"b{n}", "starts": f"2017-05-18 {9 + n}:00", "minutes": 30} for n in range(4)),
        at_most=3, wishes_open="2017-04-18 09:00", wishes_close="2017-05-03 18:00",
        wishes_zone="Europe/Brussels",
    )  # fmt: skip
    hosts = [host for host in file.hosts if host.meets][:3]
    changed = (
        hosts[0],
        hosts[1].model_copy(update={"meets_in": "boston"}),
        hosts[2].model_copy(update={"meets_in": "boston", "receives_at": "mit"}),
    )
    return file.model_copy(update={"more_meetings": (boston,), "hosts": changed})


def wishing(file: DelegationFile, *participants: str) -> tuple[MeetingParty, ...]:
    wishes = tuple(MeetingWish(host=host.id, wish="nice") for host in file.hosts)
    return tuple(MeetingParty(participant=one, wishes=wishes) for one in participants)


def test_a_delegation_file_plans_meetings_in_two_cities_and_at_premises_of_a_host():
    file = in_two_cities()
    problem = problem_of(file, wishing(file, "A-1", "A-2"), file.hosts, {})

    plan = plan_cities(problem, proposals=500)

    assert plans_cities(file)
    assert objections(problem, plan) == ()
    assert plan.proven
    assert sorted((one.participant, one.host) for one in meetings_of(plan)) == sorted(
        (who, host.id) for who in ("A-1", "A-2") for host in file.hosts
    )
    assert {one.table for one in meetings_of(plan) if one.host == file.hosts[2].id} == {0}


def test_what_somebody_attends_anyway_takes_their_time_and_that_of_the_way():
    file = in_two_cities()
    item = file.itinerary[0].model_copy(
        update={
            "zone": "America/New_York", "ends_zone": None, "all_day": False, "optional": False,
            "starts": file.more_meetings[0].slots[0].starts, "ends": file.more_meetings[0].slots[2].starts,
            "place": "mit", "ends_place": None,
        }
    )  # fmt: skip
    problem = problem_of(file, wishing(file, "A-1"), file.hosts, {"A-1": [item]})

    plan = plan_cities(problem, proposals=500)

    slots = {one.host: one.slot for one in plan.meetings}
    assert slots[file.hosts[1].id] == "b3"
    assert slots[file.hosts[2].id] == "b2"


def test_a_host_that_declined_a_request_is_not_met():
    file = in_two_cities()
    no = HostWish(host=file.hosts[0].id, participant="A-1", wish="no")

    plan = plan_cities(problem_of(file, wishing(file, "A-1"), file.hosts, {}, host_wishes=(no,)))

    assert file.hosts[0].id not in {one.host for one in plan.meetings}


def test_planned_meetings_stay_when_the_file_is_planned_again():
    file = in_two_cities()
    first = plan_cities(problem_of(file, wishing(file, "A-1", "A-2"), file.hosts, {}))

    again = problem_of(file, wishing(file, "A-1", "A-2"), file.hosts, {}, kept=meetings_of(first))

    assert plan_cities(again).meetings == first.meetings


def test_a_host_in_a_city_without_meetings_is_refused_with_the_remedy():
    file = in_two_cities()
    lost = file.hosts[0].model_copy(update={"meets_in": "philadelphia"})

    with pytest.raises(ValueError, match="add the meetings of 'philadelphia' to 'more_meetings'"):
        problem_of(file, wishing(file, "A-1"), (lost,), {})


def test_two_sections_of_meetings_in_one_leg_are_refused():
    file = in_two_cities()
    raw = file.model_dump(mode="json")

    with pytest.raises(ValueError, match="meetings in 'boston' twice"):
        DelegationFile.model_validate({**raw, "more_meetings": raw["more_meetings"] * 2})


def test_a_file_of_its_own_is_solved_with_its_bound():
    solution = solve(SOLVABLE)

    assert is_city_problem(SOLVABLE)
    assert not is_city_problem({"participants": []})
    assert solution.objections == ()
    assert solution.proven
    assert {(one.participant, one.host) for one in solution.plan.meetings} == {
        ("D-1", "anna"),
        ("D-1", "lea"),
    }


def test_a_file_with_a_cancellation_gets_two_proposals():
    solution = solve({**SOLVABLE, "cancelled": {"hosts": ["anna"]}, "moves_at_most": 1})

    assert [one.moves_at_most for one in solution.proposals] == [0, 1]
    assert [[it.host for it in one.plan.meetings] for one in solution.proposals] == [["lea"], ["lea"]]
    assert solution.objections == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"travel": []}, "Nothing says how long it takes from 'hall' to 'lab'"),
        ({"hosst": []}, "hosst: Extra inputs are not permitted"),
        ({"places": [{"id": "hall", "city": "boston", "tables": 0}]}, "places.0.tables"),
    ],
)
def test_a_file_with_a_mistake_is_refused_and_says_where(change: dict[str, object], told: str):
    with pytest.raises(ValueError, match=told):
        solve({**SOLVABLE, **change})
