"""The selection file: however it is written it says the same, and every mistake is named at its place."""

import json
import random
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.application import ApplicationStatus, Facts
from delegation.panel import Ruling
from delegation.reading.problem import FileError
from delegation.selecting.group_only import select_only
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import Selection, select
from delegation.selecting.solve_file.candidates import NAMED
from delegation.selecting.solve_file.head import Instead, SolveHead
from delegation.selecting.solve_file.reading import read_panel, read_selection
from delegation.selecting.solve_file.solvable import Solvable, lot_id
from delegation.selecting.solve_file.solved import Seconds, Solved, SolvedDecision, solved
from delegation.selecting.solve_file.table import read_table
from delegation.selecting.solve_file.writing import solve_file_of
from delegation.selection_rules import BalanceRule, RuleKind, SelectionRules

PAGE = Path("docs/selection-file.md")
FEW = settings(max_examples=40, deadline=None)
CANDIDATES: list[dict[str, object]] = [
    {"id": "A-01", "score": "91.5", "organisation": "Aster", "country": "DE", "theme": "energy"},
    {"id": "A-02", "score": "90", "organisation": "Birch", "country": "DE", "theme": "energy"},
    {"id": "A-03", "score": "88.25", "organisation": "Cedar", "country": "DE", "theme": "care"},
    {"id": "A-04", "score": "71", "organisation": "Daisy", "country": "FR", "theme": "care"},
]
CALL: dict[str, object] = {
    "places": 2,
    "seed": "published",
    "quotas": [{"id": "per-country", "kind": "at-most-per-value", "field": "country", "limit": 1}],
    "candidates": CANDIDATES,
}


def nothing_beside(name: str) -> str:
    raise AssertionError(f"{name} was not to be opened")


def tables(**texts: str) -> Callable[[str], str]:
    return lambda name: texts[name.removesuffix(".csv")]


def read(content: Mapping[str, object], beside: Callable[[str], str] = nothing_beside) -> Solvable:
    return read_selection(json.dumps(content), "call.json", beside)


def choose(solvable: Solvable) -> Selection:
    return select(solvable.evaluated, solvable.rules, rulings=solvable.rulings)


def selected(solvable: Solvable) -> tuple[str, ...]:
    return solved(solvable, choose(solvable), Seconds()).selected


def complaints(text: str, beside: Callable[[str], str] = nothing_beside) -> str:
    with pytest.raises(FileError) as raised:
        read_selection(text, "call.yaml", beside)
    return str(raised.value)


def as_csv(rows: list[dict[str, object]]) -> str:
    lines = [",".join(rows[0]), *(",".join(str(value) for value in row.values()) for row in rows)]
    return "\n".join(lines)


def panel(places: int = 6, people: int = 24) -> tuple[str, str]:
    """A panel as published ones are: quotas by gender and leaning, and one row per respondent."""
    chance = random.Random(7)
    low = places // 2 - 1
    quotas = [f"gender,{one},{low},{places}" for one in ("female", "male")]
    quotas += [f"leaning,{one},{low},{places}" for one in ("liberal", "conservative")]
    rows = [
        f"{chance.choice(('female', 'male'))},{chance.choice(('liberal', 'conservative'))}"
        for _ in range(people)
    ]
    return "\n".join(("category,feature,min,max", *quotas)), "\n".join(("gender,leaning", *rows))


# --- the same, however it is written ---------------------------------------------------------------------


def test_the_best_group_that_keeps_the_quota_is_selected() -> None:
    outcome = solved(read(CALL), choose(read(CALL)), Seconds())

    assert outcome.selected == ("A-01", "A-04")
    assert (outcome.objective, outcome.bound, outcome.gap, outcome.optimal) == (162.5, 162.5, 0, True)
    assert [one.rule for one in outcome.rules] == ["places", "one-per-organisation", "per-country"]
    assert outcome.rules[-1].text == "At most 1 per country."


def test_yaml_json_and_a_table_of_candidates_say_the_same() -> None:
    by_table = {**CALL, "candidates": "candidates.csv"}

    in_yaml = read_selection(yaml.safe_dump(CALL), "call.yaml", nothing_beside)
    in_table = read(by_table, tables(candidates=as_csv(CANDIDATES)))

    assert choose(in_yaml) == choose(in_table) == choose(read(CALL))


def test_a_number_in_json_is_as_exact_as_its_text() -> None:
    numbers = json.dumps(CALL).replace('"91.5"', "91.5").replace('"90"', "9.0E1").replace('"88.25"', "88.25")

    assert choose(read_selection(numbers, "call.json", nothing_beside)) == choose(read(CALL))


def test_a_panel_as_published_is_solved_from_its_two_tables() -> None:
    categories, respondents = panel()
    solvable = read_panel(categories, respondents, Instead(places=6, seed="published"))

    outcome = solved(solvable, choose(solvable), Seconds())

    assert len(outcome.selected) == 6
    assert all(check.satisfied for check in outcome.rules)
    assert [one.rule for one in outcome.rules][1:] == [
        "q1-gender-female-least",
        "q2-gender-male-least",
        "q3-leaning-liberal-least",
        "q4-leaning-conservative-least",
    ]
    assert set(outcome.selected) <= {str(number) for number in range(1, 25)}


def test_other_names_for_the_columns_of_a_panel_and_what_else_stands_in_it_do_not_matter() -> None:
    categories, respondents = panel()
    renamed = categories.replace("category,feature", "feature,value")
    wider = "\n".join(f"{line},{number}" for number, line in enumerate(respondents.splitlines()))
    wider = wider.replace("gender,leaning,0", "gender,leaning,phone", 1)

    places = Instead(places=6)

    assert choose(read_panel(renamed, wider, places)) == choose(read_panel(categories, respondents, places))


def test_quotas_of_a_table_go_with_candidates_of_a_file() -> None:
    content = {**CALL, "quotas": "categories.csv"}
    categories = "category,feature,min,max\ncountry,DE,0,1\ncountry,FR,1,1\n"

    assert selected(read(content, tables(categories=categories))) == ("A-01", "A-04")


def test_one_organisation_has_one_place_unless_the_file_says_otherwise() -> None:
    rows = [{**row, "organisation": "Aster"} for row in CANDIDATES]

    one = {**CALL, "quotas": [], "candidates": rows}
    any_number = {**one, "one_per_organisation": False}
    by_rule = [{"id": "own", "kind": "at-most-per-value", "field": "organisation", "limit": 1}]

    assert selected(read(one)) == ("A-01",)
    assert selected(read(any_number)) == ("A-01", "A-02")
    assert selected(read({**any_number, "quotas": by_rule})) == ("A-01",)


def test_candidates_without_organisations_are_not_held_to_be_of_one() -> None:
    rows = [{key: value for key, value in row.items() if key != "organisation"} for row in CANDIDATES]
    solvable = read({**CALL, "quotas": [], "candidates": rows})

    outcome = solved(solvable, choose(solvable), Seconds())

    assert outcome.selected == ("A-01", "A-02")
    assert [one.rule for one in outcome.rules] == ["places"]


def test_who_is_taken_or_left_is_so_whatever_the_scores() -> None:
    content = {**CALL, "take": [{"id": "A-03", "reason": "Speaks at the summit."}], "leave": ["A-04"]}
    solvable = read(content)

    assert selected(solvable) == ("A-03",)
    assert [(one.participant, one.taken, one.reason) for one in solvable.rulings] == [
        ("A-03", True, "Speaks at the summit."),
        ("A-04", False, ""),
    ]


def test_two_who_name_each_other_are_selected_together() -> None:
    rows = [dict(row) for row in CANDIDATES]
    rows[1]["together_with"], rows[3]["together_with"] = "A-04", "A-02"

    assert selected(read({**CALL, "candidates": rows})) == ("A-02", "A-04")


def test_ids_of_any_form_come_back_as_they_were_written() -> None:
    names = ["zoë 1", "person/2", "A-03", "4"]
    rows = [{**row, "id": name} for row, name in zip(CANDIDATES, names, strict=True)]

    assert selected(read({**CALL, "candidates": rows})) == ("zoë 1", "4")
    assert lot_id("A-03") == "A-03"
    assert lot_id("zoë 1").startswith("X-")


def test_the_order_of_the_rows_decides_nothing() -> None:
    rows = [{**row, "score": 80} for row in CANDIDATES]

    forward, backward = read({**CALL, "candidates": rows}), read({**CALL, "candidates": rows[::-1]})

    assert choose(forward) == choose(backward)


def test_scores_of_another_scale_become_points_of_a_hundred_exactly() -> None:
    rows = [{**row, "score": score} for row, score in zip(CANDIDATES, ("4.25", "3", "0", "5"), strict=True)]

    assert [one.score for one in read({**CALL, "scale": 5, "candidates": rows}).evaluated] == [
        8500,
        6000,
        0,
        10_000,
    ]


def test_what_the_caller_says_stands_in_place_of_the_file() -> None:
    solvable = read_selection(
        json.dumps(CALL), "call.json", nothing_beside, Instead(places=1, reserve=2, seed="x")
    )

    rules = solvable.rules
    assert (rules.places, rules.reserve, rules.lot_seed) == (1, 2, "x")


def test_the_group_alone_is_the_group_with_reasons() -> None:
    categories, respondents = panel()
    solvable = read_panel(categories, respondents, Instead(places=6))

    full, alone = choose(solvable), select_only(solvable.evaluated, solvable.rules)

    assert full.with_status(ApplicationStatus.SELECTED) == alone.with_status(ApplicationStatus.SELECTED)
    assert (full.objective, full.bound, full.rules) == (alone.objective, alone.bound, alone.rules)


def test_quotas_that_cannot_hold_together_are_named() -> None:
    impossible = [
        {"id": "all-french", "kind": "at-least", "field": "country", "limit": 2, "values": ["FR"]},
        {"id": "themes", "kind": "at-least-values", "field": "theme", "limit": 1},
    ]
    solvable = read({**CALL, "quotas": impossible})

    outcome = solved(solvable, choose(solvable), Seconds())

    assert not outcome.is_possible
    assert "all-french" in outcome.clash


def test_the_file_that_the_page_shows_is_solved_as_the_page_says() -> None:
    (shown,) = fragments("yaml")

    solvable = read_selection(shown, "docs/selection-file.md", nothing_beside)
    outcome = solved(solvable, choose(solvable), Seconds())

    assert outcome.selected == ("A-02", "A-03")
    assert all(rule.satisfied for rule in outcome.rules)
    assert solvable.rules.rules[1].text == "At least 1 with first time yes."


def test_the_page_names_every_key_that_goes_in_and_comes_out() -> None:
    named = set(re.findall(r"`([a-z_]+)`", PAGE.read_text()))

    assert set(SolveHead.model_fields) | set(NAMED) - {"id", "score"} <= named
    assert set(Solved.model_fields) <= named
    assert set(SolvedDecision.model_fields) | set(Seconds.model_fields) <= named


def fragments(kind: str) -> list[str]:
    return re.findall(rf"^```{kind} selection-file\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)


# --- mistakes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"score": "ninety"}, "candidates.1.score: 'ninety' is not a score; write digits with a point"),
        ({"score": "90.123"}, "90.123 is finer than a hundredth of a point; write 'round_scores: yes'"),
        ({"score": "120"}, "120 is more than the scale's 100; write what the best possible score is"),
        ({"score": None}, "nothing is not a score"),
        ({"id": "A-01"}, "candidates.1.id: 'A-01' stands twice; give each candidate its own id"),
        ({"together_with": "A-09"}, "candidates.1.together_with: nobody else has that id"),
        ({"together_with": "A-01"}, "the other does not name this one; write 'together_with' there as well"),
        ({"country": {"a": "b"}}, "candidates.1.country: 'an entry with keys' is not possible here"),
    ],
)
def test_a_mistake_in_a_candidate_is_named_at_its_line(change: dict[str, object], said: str) -> None:
    rows = [dict(row) for row in CANDIDATES]
    rows[1] |= change
    text = yaml.safe_dump({**CALL, "candidates": rows}, sort_keys=False)

    complained = complaints(text)

    assert said.replace("'an entry with keys'", "an entry with keys") in complained
    line = int(complained.split(":")[1])
    assert text.splitlines()[line - 1].strip() in complained


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"places": 0}, "places: '0' is out of range; write more than 0."),
        ({"plces": 3}, "'plces' is not a key that is known here; did you mean 'places'?"),
        ({"candidates": []}, "there are no candidates; list them, or name a table"),
        ({"candidates": ["A-01"]}, "a candidate is an entry with keys; write 'id', 'score'"),
        ({"take": ["A-99"]}, "take.0: 'A-99' is not among the candidates; correct the id"),
        ({"take": ["A-01"], "leave": ["A-01"]}, "leave.0: 'A-01' stands twice; keep one of the entries."),
        ({"candidate": []}, "did you mean 'candidates'?"),
    ],
)
def test_a_mistake_elsewhere_is_named_with_its_remedy(change: dict[str, object], said: str) -> None:
    text = yaml.safe_dump({**CALL, **change}, sort_keys=False)

    assert said in complaints(text)


@pytest.mark.parametrize("typed", ["Score", "scores", "SCORE "])
def test_a_key_that_was_meant_to_be_the_score_is_named(typed: str) -> None:
    rows = [{"id": "A-01", typed: "90"}, {"id": "A-02", typed: "80"}]

    said = complaints(yaml.safe_dump({"places": 1, "candidates": rows}))

    assert f"{typed!r} is no key of candidates; write 'score'" in said


def test_features_that_only_resemble_a_key_are_left_alone() -> None:
    rows = [{"id": "A-01", "score": "90", "county": "Kent", "scored by": "e1"}]

    assert read_selection(yaml.safe_dump({"places": 1, "candidates": rows}), "call.yaml", str).evaluated


@pytest.mark.parametrize(("divider", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_table_without_commas_is_told_what_divides_its_columns(divider: str, name: str) -> None:
    with pytest.raises(FileError) as refused:
        read_table(divider.join(("id", "score")) + "\n" + divider.join(("A-01", "90,5")), "call.csv")

    assert f"the columns are divided by {name}; save the table with commas" in str(refused.value)


def test_a_pair_of_two_organisations_takes_the_place_of_both() -> None:
    rows = [
        {"id": "A-01", "score": "90", "organisation": "Aster", "together_with": "A-02"},
        {"id": "A-02", "score": "88", "organisation": "Birch", "together_with": "A-01"},
        {"id": "A-03", "score": "99", "organisation": "birch"},
        {"id": "A-04", "score": "70", "organisation": "Cedar"},
    ]
    file = read_selection(yaml.safe_dump({"places": 3, "candidates": rows}), "call.yaml", str)

    group = select(file.evaluated, file.rules).with_status(ApplicationStatus.SELECTED)

    assert sorted(group) == ["A-01", "A-02", "A-04"]


def test_a_rule_about_what_no_candidate_has_is_named() -> None:
    rule = {"id": "themes", "kind": "at-least-values", "field": "themes", "limit": 2}

    said = complaints(yaml.safe_dump({**CALL, "quotas": [rule]}))

    assert "no candidate has the feature of the rule" in said
    assert "did you mean 'theme'?" in said


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("id,score,country\nA-01,90,DE\n\nA-02,x,FR\n", "people.csv:4:1: row 2, column 'score': 'x' is not"),
        ("id,score,country\nA-01,90\n", "people.csv:2:1: row 1: this row has 2 cells, the header has 3"),
        ("id,score,score\n", "two columns are named 'score'; keep one of the two."),
        ("id,,country\n", "column 2 has no name"),
        ("", "the table is empty; begin with a row of column names."),
        ("id,score,country\n", "there are no candidates below the header"),
        ('id,score,country\n"A,1,2\n', "this is not CSV: unexpected end of data; check the quotes."),
    ],
)
def test_a_mistake_in_a_table_is_named_with_row_and_column(rows: str, said: str) -> None:
    text = yaml.safe_dump({**CALL, "candidates": "people.csv"})

    assert said in complaints(text, tables(people=rows))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("gender,female,few,2", "column 'min': 'few' is not a whole number; write digits only"),
        ("gender,female,3,2", "the minimum 3 is more than the maximum 2; correct one of the two."),
        ("gender,male,1,2\ngender,male,1,2", "'male' stands twice; keep one of the rows."),
        ("gender,female,0,1", "row 1, column 'gender': 'male' is no feature of 'gender' in categories.csv"),
    ],
)
def test_a_mistake_in_a_panel_is_named(row: str, said: str) -> None:
    with pytest.raises(FileError) as raised:
        read_panel(f"category,feature,min,max\n{row}\n", "gender\nmale\n", Instead(places=2))

    assert said in str(raised.value)


def test_how_many_places_a_panel_has_must_be_said() -> None:
    with pytest.raises(FileError, match="say it, as '--places 20'"):
        read_panel(*panel(), Instead())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"places": 2,}', "this is not JSON: "),
        ('{"places": 2, "places": 3}', "'places' stands twice in one object"),
        ('{"places": NaN}', "NaN is no number"),
        ('{"places": 1e999999999, "candidates": []}', "places"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' + "[" * 100_000, "nested too deeply"),
        ("places 2", "this is no selection file; begin with 'places:'"),
    ],
)
def test_what_is_no_selection_file_is_said_to_be_none(text: str, said: str) -> None:
    assert said in complaints(text)


# --- whatever stands in it -------------------------------------------------------------------------------

TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def survives(text: str) -> None:
    try:
        solvable = read_selection(text, "any", lambda _name: text)
    except FileError as error:
        refused(error)
        return
    choose(solvable)


def refused(error: FileError) -> None:
    assert error.problems
    assert all(one.message and one.remedy and one.line for one in error.problems)


@FEW
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    survives(content.decode("utf-8", "replace"))


@FEW
@given(
    st.dictionaries(st.sampled_from([*CALL, "take", "leave", "scale"]), TREES, max_size=6),
    st.lists(st.dictionaries(st.sampled_from([*CANDIDATES[0], "together_with", "below"]), TREES), max_size=3),
)
def test_any_content_of_the_right_names_is_read_or_refused_in_words(
    head: dict[str, object], rows: list[dict[str, object]]
) -> None:
    survives(json.dumps({**CALL, "candidates": [*CANDIDATES, *rows], **head}))
    survives(json.dumps({**CALL, **head, "candidates": [*CANDIDATES, *rows]}))


@FEW
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_tables_are_read_or_refused_in_words(categories: str, respondents: str) -> None:
    for one, other in ((categories, respondents), (panel()[0], respondents), (categories, panel()[1])):
        try:
            read_panel(one, other, Instead(places=2))
        except FileError as error:
            refused(error)


# --- written by a delegation -----------------------------------------------------------------------------

WORDS = st.sampled_from(["energy", "care", "yes", "no", "a b", "DE", "ümlaut", ""])
EVALUATED = st.builds(
    lambda number, score, country, theme, first, passes: Evaluated(
        participant=f"A-{number:02}",
        facts=Facts(
            organisation=f"Org {number}", country=country, values={"theme": theme, "first-time": first}
        ),
        score=score,
        mean=score // 20,
        received_at=datetime(2017, 2, 1, tzinfo=UTC),
        passes_threshold=passes,
        score_sheets=2,
    ),
    number=st.integers(0, 99),
    score=st.integers(0, 10_000),
    country=st.sampled_from(["DE", "FR", "ES"]),
    theme=st.lists(WORDS, max_size=2, unique=True).map(tuple) | WORDS,
    first=st.booleans(),
    passes=st.booleans() | st.just(True),
)


@FEW
@given(
    st.lists(EVALUATED, min_size=1, max_size=8, unique_by=lambda one: one.participant),
    st.integers(1, 4),
    st.sampled_from([None, 2.5]),
)
def test_what_a_delegation_writes_is_solved_to_the_same_selection(
    evaluated: list[Evaluated], places: int, price: float | None
) -> None:
    quotas = (
        BalanceRule(
            id="c", text="Two.", kind=RuleKind.AT_MOST_PER_VALUE, field="country", limit=2, price=price
        ),
        BalanceRule(
            id="t", text="One.", kind=RuleKind.AT_LEAST, field="theme", limit=1, values=("energy",), price=1.1
        ),
        BalanceRule(id="n", text="None.", kind=RuleKind.AT_MOST_PER_VALUE, field="unasked", limit=1),
    )
    rules = SelectionRules(places=places, reserve=2, rules=quotas, lot_seed="published")
    ruling = Ruling(participant=evaluated[0].participant, taken=True, author="Panel", reason="Speaks.")

    content = solve_file_of(evaluated, rules, (ruling,))
    solvable = read_selection(content.decode(), "inputs", nothing_beside)

    assert solve_file_of(evaluated[::-1], rules, (ruling,)) == content
    assert solvable.rules == rules
    assert choose(solvable) == select(evaluated, rules, rulings=[ruling])
