"""MiniZinc data: however it is laid out it says the same, and every mistake is named at its place."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.reading.problem import FileError, Problem
from delegation.timetabling.instance import AgreedMeeting, Instance
from delegation.timetabling.reading import read_instance
from delegation.timetabling.solved import SolvedTimetable, Status
from delegation.timetabling.solving import solve_dzn

FEW = settings(max_examples=50, deadline=None)
FAIR = """% A small fair.
nBusiness = 3;
nMeetings = 3;
nTables = 1;
nTotalSlots = 4;
nMorningSlots = 2;
requested = [|1, 2,3,
|1, 3,1,
|2, 3,2, |];
meetingsxBusiness = [{1,2,3},{1,2,4},{1,3,4}];
nMeetingsBusiness = [2,2,2];
forbidden = [{0},{0},{0,4}];
fixed = [0,0,3];
precedences = [{},{},{1}];
"""


def refusal(text: str) -> str:
    with pytest.raises(FileError) as refused:
        read_instance(text, "fair.dzn")
    return str(refused.value)


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        read_instance(text, "fair.dzn")
    except FileError as error:
        return error.problems
    return ()


def written(instance: Instance) -> str:
    """An instance as a file."""

    def sets(entries: tuple[tuple[int, ...], ...]) -> str:
        return ",\n".join("{" + ",".join(map(str, one)) + "}" for one in entries)

    rows = "".join(f"|{one.first}, {one.second},{int(one.session)},\n" for one in instance.meetings) or "|"
    return (
        f"nBusiness={instance.participants};nMeetings = {len(instance.meetings)} ;\n"
        f"nTables={instance.tables};"
        f"nTotalSlots={instance.slots};nMorningSlots={instance.morning_slots};requested=[{rows or '|'}|];\n"
        f"fixed=[{','.join(str(one.fixed or 0) for one in instance.meetings)}];"
        f"forbidden=[{sets(tuple((0, *one) for one in instance.forbidden))}];\n"
        f"precedences=[{sets(tuple(one.after for one in instance.meetings))}];"
    )


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    people, slots, number = draw(st.integers(2, 9)), draw(st.integers(1, 9)), draw(st.integers(0, 9))
    sets = st.sets(st.integers(1, slots)).map(lambda one: tuple(sorted(one)))
    meetings = []
    for _ in range(number):
        first, second = draw(st.lists(st.integers(1, people), min_size=2, max_size=2, unique=True))
        after = tuple(sorted(draw(st.sets(st.integers(1, number), max_size=3))))
        fixed = draw(st.none() | st.integers(1, slots))
        session = draw(st.sampled_from((1, 2, 3)))
        meetings.append(AgreedMeeting(first=first, second=second, session=session, fixed=fixed, after=after))
    return Instance(
        participants=people, tables=draw(st.integers(1, 9)), slots=slots,
        morning_slots=draw(st.integers(0, slots)), meetings=tuple(meetings),
        forbidden=tuple(draw(sets) for _ in range(people)),
    )  # fmt: skip


@FEW
@given(instances())
def test_what_is_written_is_read_back(instance: Instance):
    assert read_instance(written(instance), "fair.dzn").instance == instance


def test_layout_comments_ranges_and_order_make_no_difference():
    plain = read_instance(FAIR, "fair.dzn").instance
    lines = FAIR.replace("{0,4}", "4..4").replace("[0,0,3]", "array1d(1..3, [0, 0, 3,])").splitlines()
    other = "/* a\ncomment */" + "\r\n\t".join(line.replace(" ", "  % and so on\n") for line in lines[1:])

    assert read_instance("\N{ZERO WIDTH NO-BREAK SPACE}" + other, "other.dzn").instance == plain


@FEW
@given(st.integers(0, len(FAIR)), st.integers(0, 40), st.text("0123456789{}[]|,;=.% \nnx-", max_size=4))
def test_a_damaged_file_is_read_or_refused_at_a_place_and_never_fails_otherwise(at: int, cut: int, put: str):
    damaged = FAIR[:at] + put + FAIR[at + cut :]

    problems = problems_of(damaged)

    assert all(1 <= one.line <= damaged.count("\n") + 1 and one.remedy for one in problems)


@pytest.mark.parametrize(
    ("was", "typed", "line", "said"),
    [
        ("nTables = 1", "nTables = 0", 4, "is 0; give a number from 1"),
        ("|1, 3,1", "|1, 8,1", 8, "there is no participant 8; participants are 1 to 3"),
        ("|1, 3,1", "|1, 1,1", 8, "would meet with oneself; name two different"),
        ("|1, 3,1", "|1, 3,7", 8, "there is no session 7"),
        ("|1, 3,1", "|1, 3", 8, "is not a row of three numbers"),
        ("{0,4}", "{0,5}", 12, "5 is outside; slots are 1 to 4"),
        ("[0,0,3]", "[0,0,9]", 13, "slot 9 is outside the day"),
        ("[0,0,3]", "[0,3]", 13, "has 2 entries; give 3"),
        ("{1}]", "{7}]", 14, "7 is outside; meetings are 1 to 3"),
        ("nMeetings = 3", "nMeetings = 4", 7, "has 3 entries; give 4"),
        ("nTables = 1;", "", 15, "is missing; add 'nTables = ...;'"),
        ("nTables", "nTabels", 4, "did you mean 'nTables'?"),
        ("nTables = 1", "nTables = 1; nTables = 2", 4, "is said twice"),
        ("nTables = 1", "nTables = 99999999999", 4, "the number is too long"),
        ("nTables = 1;", "nTables = 1", 5, "'nTotalSlots' stands here; expected ';'"),
        ("{0,4}", "1..999999999", 12, "more than 100,000 numbers"),
        ("nMorningSlots = 2", "nMorningSlots = 5", 6, "is 5; give a number from 0 to 4"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_a_remedy(was: str, typed: str, line: int, said: str):
    assert was in FAIR

    text = refusal(FAIR.replace(was, typed, 1))

    assert re.search(rf"^fair\.dzn:{line}:\d+: .*{re.escape(said)}", text, re.MULTILINE), text


@pytest.mark.parametrize(
    ("was", "typed", "said"),
    [
        (
            "[{},{},{1}]",
            "[{3},{},{1}]",
            "fair.dzn:14:23: precedences.3: the precedences go in a circle: meeting 3 before 1",
        ),
        ("[{},{},{1}]", "[{1},{},{1}]", "meeting 1 before 1; take one of them out"),
        ("[0,0,3]", "[0,0,1]", "fixed.3: slot 1 is outside the session of the meeting or closed"),
        ("[0,0,3]", "[3,0,3]", "participant 2 would be in meetings 1 and 3 in slot 3"),
        ("{0,4}", "{1,2}", "requested.2: no slot of its session is open to both"),
    ],
)
def test_what_contradicts_itself_has_no_timetable_and_the_place_is_named(was: str, typed: str, said: str):
    solved = solve_dzn(FAIR.replace(was, typed, 1), "fair.dzn")

    assert (solved.status, solved.objective, solved.meetings) == (Status.INFEASIBLE, None, ())
    assert said in "\n".join(solved.reasons)


def test_a_file_is_solved_with_the_slot_of_each_meeting_in_order():
    solved = solve_dzn(FAIR, "fair.dzn")

    assert (solved.status, solved.objective, solved.bound, solved.gap_percent) == (Status.OPTIMAL, 1, 1, 0.0)
    assert [(one.meeting, one.participants) for one in solved.meetings] == [
        (1, (1, 2)),
        (2, (1, 3)),
        (3, (2, 3)),
    ]
    assert (solved.fairness, solved.remarks, sum(solved.breaks)) == (2, (), 1)
    assert SolvedTimetable.model_validate_json(solved.model_dump_json()) == solved


def test_the_option_counts_before_what_the_file_says_of_fairness():
    said = FAIR + "diference = 1;"

    assert solve_dzn(said, "fair.dzn").fairness == 1
    assert solve_dzn(said, "fair.dzn", 3).fairness == 3
    assert solve_dzn(said, "fair.dzn", -1).fairness is None


def test_where_the_redundant_lists_differ_the_requests_count_and_it_is_said():
    solved = solve_dzn(FAIR.replace("[2,2,2]", "[2,9,2]"), "fair.dzn")

    assert solved.status is Status.OPTIMAL
    assert solved.remarks == ("nMeetingsBusiness.2 says something else than 'requested', which counts.",)
