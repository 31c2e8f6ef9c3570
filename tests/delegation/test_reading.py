"""A delegation file: what is taken, and what is refused where and with which remedy."""

import contextlib
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.reading.delegation_file import DelegationFileError, Problem, read_delegation
from delegation.reading.plain_yaml import LARGEST_FILE

USA = (Path(__file__).parents[2] / "examples/usa-2017/delegation.yaml").read_text(encoding="utf-8")


class Mistake(NamedTuple):
    """An edit of the example; the problem stands where `at` first occurs in the edited text."""

    name: str
    old: str
    new: str
    at: str
    message: str
    remedy: str


MISTAKES = (
    Mistake(
        "a region that no field asks for",
        "  third_opinion_spread: 1.5",
        "  third_opinion_spread: 1.5\n  region_field: nuts",
        "nuts",
        "'nuts' is no field of the form",
        "known are",
    ),
    Mistake(
        "regions without their field",
        "country: PL, declared_conflicts",
        "country: PL, regions: [Pomorze], declared_conflicts",
        "[Pomorze]",
        "no field names the regions of applicants",
        "region_field",
    ),
    Mistake(
        "sheets reassigned after the panel",
        "  third_opinion_spread: 1.5",
        "  third_opinion_spread: 1.5\n  reassign: 2017-03-06 11:00",
        "opens: 2017-02-23",
        "reassigned after the evaluation opens and before the panel",
        "correct it here",
    ),
    Mistake("unknown key", "  mailbox: usa", "  mailbx: usa", "mailbx", "'mailbx' is not a key", "'mailbox'"),
    Mistake("missing key", "  signatory: director\n", "", "organiser:", "'signatory' is missing", "add it"),
    Mistake(
        "bad zone",
        "  zone: Europe/Brussels\n  website",
        "  zone: Europe/Bruxelles\n  website",
        "Europe/Bruxelles",
        "not an IANA time zone",
        "Europe/Brussels",
    ),
    Mistake(
        "time in a gap of the clocks",
        "confirm_by: 2017-03-14 12:00",
        "confirm_by: 2017-03-26 02:30",
        "2017-03-26 02:30",
        "does not exist in Europe/Brussels",
        "03:30",
    ),
    Mistake(
        "gap in a date of documents",
        "passport_due: 2017-03-24 18:00",
        "passport_due: 2017-03-26 02:10",
        "2017-03-26 02:10",
        "does not exist",
        "03:10",
    ),
    Mistake(
        "not a time",
        "starts: 2017-05-15 09:00",
        "starts: 15 May 9:00",
        "15 May 9",
        "local time",
        "2017-02-17",
    ),
    Mistake(
        "impossible date",
        "arrives: 2017-05-14",
        "arrives: 2017-05-99",
        "2017-05-99",
        "not a date",
        "2017-05-15",
    ),
    Mistake("not a number", "places: 19", "places: nineteen", "nineteen", "not a whole number", "digits"),
    Mistake("too small a number", "places: 19", "places: 0", "0\n  reserve", "out of range", "more than 0"),
    Mistake("not an option", "kind: visit", "kind: visite", "visite", "not possible here", "'visit'"),
    Mistake(
        "weights",
        "weight: 30, mark",
        "weight: 35, mark",
        "opens: 2017-02-23",
        "add up to 105, not to 100",
        "change one",
    ),
    Mistake(
        "ends before it starts",
        "starts: 2017-05-15 09:00",
        "starts: 2017-05-15 10:00",
        "2017-05-15 10:00",
        "must end after that",
        "2017-05-15 10:00 is not",
    ),
    Mistake(
        "overlapping items",
        "starts: 2017-05-15 10:30",
        "starts: 2017-05-15 10:20",
        "2017-05-15 10:20",
        "before 'Coach to the Navy Yard' ends at 10:25",
        "move one",
    ),
    Mistake(
        "doubled id",
        "{id: wistar, name",
        "{id: singh-center, name",
        "singh-center, name: Singh",
        "entry 5",
        "own id",
    ),
    Mistake(
        "doubled key", "title: EU", "slug: usa\ntitle: EU", "slug: usa\n", "twice, first in line", "keep one"
    ),
    Mistake(
        "a person with the organiser's mailbox",
        "email: director@delegations.example",
        "email: usa-2017@delegations.example",
        "usa-2017@delegations.example, organisation",
        "is the organiser's mailbox",
        "own address",
    ),
    Mistake("unknown place", "place: mit\n", "place: mitt\n", "mitt\n", "'mitt' is no place", "'mit'"),
    Mistake("unknown leg", "leg: boston", "leg: bostn", "bostn", "'bostn' is no leg", "'boston'"),
    Mistake("unknown host", "hosts: [mit-host]", "hosts: [mit-hos]", "mit-hos]", "is no host", "'mit-host'"),
    Mistake(
        "unknown person",
        "person: contact-eda",
        "person: contact-edda",
        "contact-edda",
        "is no person",
        "'contact-eda'",
    ),
    Mistake(
        "unknown field in a rule",
        "field: country, limit: 3",
        "field: land, limit: 3",
        "land, limit",
        "'land' is no field of the form",
        "country",
    ),
    Mistake(
        "value that nobody can answer",
        "values: [cluster-organisation]",
        "values: [cluster-organization]",
        "cluster-organization",
        "not an answer",
        "'cluster-organisation'",
    ),
    Mistake(
        "quota that cannot be met",
        "field: first-time, limit: 4",
        "field: first-time, limit: 20",
        "20, values",
        "there are 19 places",
        "lower the limit",
    ),
    Mistake(
        "more countries than places",
        "kind: at-least-values, field: country, limit: 8",
        "kind: at-least-values, field: country, limit: 254",
        "254, mark",
        "254 are asked for",
        "add places",
    ),
    Mistake(
        "block without room",
        "capacity: 10\n    rsvp: true\n    description: >-\n      Laboratory",
        "capacity: 5\n    rsvp: true\n    description: >-\n      Laboratory",
        "12\n    rsvp: true\n    description: >-\n      Small series",
        "block 'friday-morning' have room for 17",
        "raise a capacity",
    ),
    Mistake(
        "item on a wrong day",
        "starts: 2017-05-14 19:00",
        "starts: 2017-05-13 19:00",
        "2017-05-13",
        "outside",
        "",
    ),
    Mistake(
        "cut-off after the evaluation opens",
        "closes: 2017-02-17 17:00",
        "closes: 2017-02-24 17:00",
        "2017-02-24 17:00",
        "comes after",
        "in order",
    ),
    Mistake(
        "panel after the offers",
        "panel: 2017-03-06 10:00",
        "panel: 2017-03-08 10:00",
        "2017-03-08",
        "comes after the sending of the offers",
        "in order",
    ),
    Mistake(
        "survey during the trip",
        "survey: 2017-05-22 09:00",
        "survey: 2017-05-17 09:00",
        "2017-05-17 09:00\n  survey_questions",
        "comes before the last day of the trip",
        "in order",
    ),
    Mistake(
        "minutes to what is no id",
        "{id: gaylord,",
        "{id: gaylord, minutes_to: {EDA Office: 20},",
        "EDA Office: 20",
        "'EDA Office'",
        "lower-case letters",
    ),
    Mistake(
        "more meetings than tables",
        "tables: 13",
        "tables: 9",
        "9\n  # 20",
        "13 hosts take meetings",
        "a table",
    ),
    Mistake(
        "slot over an item",
        "{id: s1, starts: 2017-05-16 13:30",
        "{id: s1, starts: 2017-05-16 13:00",
        "2017-05-16 13:00",
        "lies inside 'Lunch'",
        "move the slot",
    ),
    Mistake(
        "wishes close too late",
        "wishes_close: 2017-05-03 18:00",
        "wishes_close: 2017-05-09 18:00",
        "2017-05-09 18:00",
        "comes after the preliminary agenda",
        "in order",
    ),
    Mistake(
        "hole in the route",
        "arrives: 2017-05-17",
        "arrives: 2017-05-19",
        "2017-05-19",
        "nothing is planned",
        "add a leg",
    ),
    Mistake(
        "rule without limit",
        "values: [bronze, silver, gold], mark",
        "mark",
        "at-least, field: exc",
        "no 'values'",
        "list",
    ),
    Mistake(
        "too few evaluators",
        "score_sheets: 2",
        "score_sheets: 9",
        "9\n  third",
        "of 8 evaluators",
        "lower it",
    ),
    Mistake("country in words", "country: US", "country: USA", "USA\n", "not a country code", "two capitals"),
    Mistake("alias", "signatory: director", "signatory: *director", "*director", "alias", "quotes"),
    Mistake("tag", "signatory: director", "signatory: !!str director", "!!str", "tag", "without"),
    Mistake("text without list", "phases: [call,", "phases: call #", "call #", "a list belongs here", "- "),
    Mistake(
        "nothing where text belongs",
        "title: EU Cluster Delegation to the USA 2017",
        "title:",
        "title:",
        "nothing",
        "",
    ),
    Mistake("tab", "  name: European", "\tname: European", "\tname", "not YAML", "indentation"),
    Mistake(
        "e-mail", "director@delegations.example", "director.delegations", "director.delegations", "e-mail", ""
    ),
    Mistake(
        "personal field", "field: eccp-profile", "field: phone", "phone\n      fixable", "personal", "another"
    ),
    Mistake(
        "mending what cannot be missing",
        "      type: url\n      help: Needed",
        "      type: url\n      required: true\n      help: Needed",
        "true\n      mark: sourced\n    - id: whole-programme",
        "nobody can send it without",
        "delete",
    ),
)


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(DelegationFileError) as refused:
        read_delegation(text, "trip.yaml")
    return refused.value.problems


def place_of(text: str, at: str) -> tuple[int, int]:
    before = text[: text.index(at)]
    return before.count("\n") + 1, len(before) - before.rfind("\n") - (1 if at.startswith("\n") else 0)


def test_the_example_is_valid_and_survives_json():
    file = read_delegation(USA)

    assert type(file).model_validate_json(file.model_dump_json()) == file
    assert (len(file.legs), len([host for host in file.hosts if host.meets]), file.selection.places) == (
        3,
        13,
        19,
    )


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_refused_at_its_place_with_a_remedy(mistake: Mistake):
    assert USA.count(mistake.old) >= 1, "the example has changed; choose other words to edit"
    text = USA.replace(mistake.old, mistake.new, 1)

    found = problems_of(text)

    line, column = place_of(text, mistake.at)
    here = [one for one in found if (one.line, one.column) == (line, column)]
    assert here, f"expected {line}:{column}\n" + "\n".join(map(str, found))
    assert mistake.message in here[0].message
    assert mistake.remedy in here[0].remedy
    assert len(here[0].remedy) > 5


def test_the_session_that_is_held_for_the_meetings_may_lie_around_their_slots():
    session = (
        "itinerary:\n  - {id: matchmaking, kind: session, title: Matchmaking, leg: washington, "
        "place: gaylord, starts: 2017-05-16 13:30, ends: 2017-05-16 16:30}\n"
    )
    held = USA.replace("itinerary:\n", session, 1)

    assert read_delegation(held).itinerary[0].id == "matchmaking"
    elsewhere = problems_of(held.replace("place: gaylord, starts", "place: eda-office, starts", 1))
    assert "lies inside 'Matchmaking'" in str(elsewhere)


def test_country_codes_and_times_stay_what_was_typed():
    file = read_delegation(USA)

    assert "NO" in file.offers.visa_free
    assert f"{file.meetings.slots[0].starts:%H:%M}" == "13:30"


def test_all_problems_are_told_at_once_and_in_order_of_position():
    text = USA.replace("places: 19", "places: many").replace("mailbox: usa", "mailbx: usa")

    found = problems_of(text.replace("arrives: 2017-05-14", "arrives: soon"))

    places = [(one.line, one.column) for one in found]
    assert places == sorted(places)
    assert {"selection.places", "organiser.mailbx", "legs.0.arrives"} <= {one.path for one in found}


def test_a_problem_prints_like_a_compiler():
    text = "slug: a\nlegs:\n  - {id: b, zone: Europe/Bruxelles}\n"

    shown = str(next(one for one in problems_of(text) if one.path == "legs.0.zone"))

    assert shown.splitlines() == [
        "trip.yaml:3:19: legs.0.zone: 'Europe/Bruxelles' is not an IANA time zone; "
        "write for example Europe/Brussels or America/New_York.",
        "      - {id: b, zone: Europe/Bruxelles}",
        "                      ^",
    ]


def test_a_wrong_zone_of_the_organiser_is_told_once_although_many_sections_take_it_over():
    found = problems_of(
        USA.replace("  zone: Europe/Brussels\n  website", "  zone: Europe/Bruxelles\n  website")
    )

    assert [one.path for one in found] == ["organiser.zone"]


def test_an_empty_file_and_one_that_is_too_large_are_refused_with_a_sentence():
    assert "the file is empty" in problems_of("")[0].message
    assert "bytes" in problems_of("#" * (LARGEST_FILE + 1))[0].message


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("starts: 2017-05-14 19:00", "starts: 0001-01-01 00:00", "itinerary.1.starts"),
        ("leaves: 2017-05-19", "leaves: 9999-12-31", "legs.2.leaves"),
        ("fix_working_days: 3", "fix_working_days: 999999999999", "eligibility.fix_working_days"),
        ("outcome_days: [30, 90", "outcome_days: [30, 999999999999", "follow_up.outcome_days.1"),
        ("leg: boston", "leg: [boston]", "itinerary.21.leg"),
    ],
)
def test_a_value_at_the_end_of_the_calendar_or_of_a_wrong_shape_is_refused_where_it_stands(
    old: str, new: str, path: str
):
    assert path in [one.path for one in problems_of(USA.replace(old, new, 1))]


@pytest.mark.parametrize(
    "text", ["[" * 5_000, "- " * 5_000, "{" * 200, "a: " + "&a " * 50, "%YAML 9.9\n---\na", "\ud800"]
)
def test_a_text_made_to_break_the_reader_gets_a_clear_answer(text: str):
    assert problems_of(text)


YAML_PARTS = st.sampled_from(
    [
        "slug",
        "legs",
        ": ",
        "\n",
        "  ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "&a",
        "*a",
        "!!int",
        "'",
        '"',
        "|\n",
        "---\n",
        "#",
        "~",
    ]
)


@settings(max_examples=50, deadline=None)
@given(st.one_of(st.text(), st.lists(YAML_PARTS, max_size=40).map("".join)))
def test_no_text_whatever_raises_anything_else(text: str):
    assert all(problem.remedy and problem.message for problem in problems_of(text))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(USA) - 1), st.integers(0, 40), st.text(max_size=6))
def test_no_edit_of_the_example_raises_anything_else(start: int, length: int, new: str):
    text = USA[:start] + new + USA[start + length :]
    with contextlib.suppress(DelegationFileError):
        read_delegation(text)
