"""Places by arrival: rules that hold whatever arrives, whoever gives a place back."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.attendance import CheckIn, came, sheet_of, who_came, with_check_in
from delegation.reading.attendance_rows import read_attendance
from delegation.registering import (
    Registrant,
    RegistrationOutcome,
    free_for,
    in_order,
    next_to_move_up,
    take_in_order,
)
from delegation.registration import Group, RegistrationRules

START = datetime(2016, 2, 1, 9, tzinfo=UTC)
GROUPS = ("cluster", "company")


def rules_of(places: int, reserve: int, companies: int | None) -> RegistrationRules:
    groups = (Group(id="cluster", title="Clusters"), Group(id="company", title="Companies", places=companies))
    return RegistrationRules(
        zone="Europe/Brussels", places=places, reserve=reserve, groups=groups, group_field="kind"
    )


RULES = st.builds(rules_of, st.integers(1, 6), st.integers(0, 4), st.one_of(st.none(), st.integers(1, 3)))
ARRIVALS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from([*GROUPS, None])), min_size=1, max_size=14
).map(
    lambda given: [
        Registrant(participant=f"A-{number}", received_at=START + timedelta(minutes=minute), group=group)
        for number, (minute, group) in enumerate(given)
    ]
)


def taken_in(
    arrivals: list[Registrant], rules: RegistrationRules
) -> tuple[list[Registrant], list[Registrant], list[Registrant]]:
    """Who has a place, who waits and who was told that it is full, all arriving at once."""
    outcome = {one.participant: one.outcome for one in take_in_order(arrivals, (), (), rules)}
    ordered = in_order(arrivals)
    held, listed, full = (
        [one for one in ordered if outcome[one.participant] is wanted] for wanted in RegistrationOutcome
    )
    return held, listed, full


@given(RULES, ARRIVALS)
@settings(max_examples=60, deadline=None)
def test_there_are_never_more_than_there_are_places_of_any_kind(
    rules: RegistrationRules, arrivals: list[Registrant]
):
    held, listed, full = taken_in(arrivals, rules)

    companies = rules.group("company")
    assert len(held) <= rules.places
    assert len(listed) <= rules.reserve
    if companies is not None and companies.places is not None:
        assert sum(one.group == "company" for one in held) <= companies.places
    assert len(held) + len(listed) + len(full) == len(arrivals)


@given(RULES, ARRIVALS)
@settings(max_examples=60, deadline=None)
def test_nobody_passes_somebody_of_the_same_kind_who_came_earlier(
    rules: RegistrationRules, arrivals: list[Registrant]
):
    held, listed, full = taken_in(arrivals, rules)

    rank = {one.participant: number for number, one in enumerate(in_order(arrivals))}
    for later in held:
        for earlier in (*listed, *full):
            if earlier.group == later.group:
                assert rank[later.participant] < rank[earlier.participant]


@given(RULES, ARRIVALS)
@settings(max_examples=60, deadline=None)
def test_one_after_the_other_has_the_same_answers_as_all_at_once(
    rules: RegistrationRules, arrivals: list[Registrant]
):
    at_once = {one.participant: one.outcome for one in take_in_order(arrivals, (), (), rules)}
    held: list[Registrant] = []
    listed: list[Registrant] = []
    for one in in_order(arrivals):
        (answer,) = take_in_order([one], held, listed, rules)
        assert answer.outcome is at_once[one.participant]
        if answer.outcome is RegistrationOutcome.REGISTERED:
            held.append(one)
        elif answer.outcome is RegistrationOutcome.WAITING:
            listed.append(one)


@given(RULES, ARRIVALS, st.data())
@settings(max_examples=60, deadline=None)
def test_a_place_given_back_moves_up_exactly_who_waits_first_and_can_use_it(
    rules: RegistrationRules, arrivals: list[Registrant], data: st.DataObject
):
    held, listed, _ = taken_in(arrivals, rules)
    assert next_to_move_up(held, listed, rules) is None  # nobody waits while there is a place for them
    held.remove(data.draw(st.sampled_from(held)))

    moved = next_to_move_up(held, listed, rules)

    able = [one for one in listed if free_for(one.group, held, rules) > 0]
    assert moved == (able[0] if able else None)
    if moved is not None:
        assert next_to_move_up([*held, moved], [one for one in listed if one != moved], rules) is None


def test_every_answer_says_why_in_a_sentence():
    rules = rules_of(2, 1, 1)
    arrivals = [
        Registrant(participant=f"A-{number}", received_at=START + timedelta(minutes=number), group=group)
        for number, group in enumerate(("company", "company", "cluster", "company"))
    ]

    assert [one.reason for one in take_in_order(arrivals, (), (), rules)] == [
        "A place was free when the registration arrived; 1 of 2 are taken.",
        "All 1 places of the group 'Companies' were taken when it arrived. "
        "Place 1 on the reserve list, by arrival.",
        "A place was free when the registration arrived; 2 of 2 are taken.",
        "All 2 places were taken when the registration arrived. And the reserve list is full with 1.",
    ]


# --- attendance -------------------------------------------------------------------------------------

IDS = ("A-1", "A-2", "A-3")
CHECK_INS = st.lists(
    st.tuples(st.sampled_from(IDS), st.booleans(), st.sampled_from([None, "opening"])), max_size=12
)


@given(CHECK_INS)
@settings(max_examples=60, deadline=None)
def test_the_last_word_about_each_person_counts(said: list[tuple[str, bool, str | None]]):
    sheets, last = (), {}
    for who, is_present, item in said:
        named = {"present" if is_present else "absent": (who,)}
        sheets = with_check_in(sheets, CheckIn(author="The door", item=item, **named), START)
        last[item, who] = is_present

    for item in (None, "opening"):
        sheet = sheet_of(item, sheets)
        assert sheet.present == tuple(sorted(who for (at, who), here in last.items() if at == item and here))
        assert not {*sheet.present} & {*sheet.absent}


def test_who_is_named_nowhere_came_only_where_nobody_was_recorded_as_present():
    absent = with_check_in((), CheckIn(author="The door", absent=("A-1",)), START)
    present = with_check_in(absent, CheckIn(author="The door", item="opening", present=("A-2",)), START)

    assert who_came(IDS, ()) == IDS
    assert who_came(IDS, absent) == ("A-2", "A-3")
    assert who_came(IDS, present) == ("A-2",)
    assert not came("A-1", present)


def test_a_filled_in_list_is_read_below_its_heading_and_its_gaps_say_nothing():
    rows = [
        ["Attendance"],
        [],
        ["Id", "Name", "Present"],
        ["a-1", "Ann", "Yes"],
        ["A-2", "", "nein"],
        ["A-3"],
    ]

    assert read_attendance(rows) == (("A-1",), ("A-2",), ())


def test_what_cannot_be_read_in_a_list_is_said_by_row():
    rows = [["Id", "Present"], ["A-1", "maybe"], ["A-2", "yes"], ["A-2", "no"]]

    assert read_attendance(rows).problems == (
        "Row 2: 'maybe' is neither yes nor no; correct it.",
        "Row 4: A-2 is marked twice, differently; keep one.",
    )
    assert "no row with the headings" in read_attendance([["nothing"]]).problems[0]


@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=8))
@settings(max_examples=60, deadline=None)
def test_whatever_is_in_a_list_is_read_or_refused_in_words(rows: list[list[str]]):
    read = read_attendance([["Id", "Present"], *rows])

    assert not {*read.present} & {*read.absent} or read.problems
