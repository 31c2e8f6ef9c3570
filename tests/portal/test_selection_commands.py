"""The panel at the command line: it tries, adjusts, decides, publishes, and anybody can check."""

import json
import random
from pathlib import Path

import pytest

from delegation.selecting.solve_file.solved import Solved
from delegation.selecting.what_if import WhatIf
from portal.views import Audit, Records, SigningKey, Verified
from tests.portal.commands_portal import Terminal, written
from tests.portal.panel_portal import PanelInMemory, panel_meets

PER_COUNTRY = {"id": "per-country", "kind": "at-most-per-value", "field": "country", "limit": 1}
CALL = {
    "places": 2,
    "reserve": 1,
    "quotas": [PER_COUNTRY],
    "candidates": [
        {"id": "A-01", "score": "91.5", "country": "DE"},
        {"id": "A-02", "score": "90", "country": "DE"},
        {"id": "A-03", "score": "71", "country": "FR"},
    ],
}


@pytest.fixture
def alone(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal without any server."""
    return Terminal(capsys)


@pytest.fixture
def at_table(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """The day of the panel."""
    return Terminal(capsys, panel_meets())


def delegation(at: Terminal) -> PanelInMemory:
    assert isinstance(at.legation, PanelInMemory)
    return at.legation


def panel_folder(folder: Path) -> Path:
    """Two tables as citizens' panels publish them, of made-up people."""
    chance = random.Random(3)
    people = [f"{chance.choice(('female', 'male'))},{chance.choice(('north', 'south'))}" for _ in range(40)]
    quotas = ["gender,female,4,6", "gender,male,4,6", "region,north,3,7", "region,south,3,7"]
    (folder / "categories.csv").write_text("\n".join(("category,feature,min,max", *quotas)))
    (folder / "respondents.csv").write_text("\n".join(("gender,region", *people)))
    return folder


# --- a file, without a server ----------------------------------------------------------------------------


def test_a_selection_file_is_solved_without_a_server(alone: Terminal, tmp_path: Path) -> None:
    path = written(tmp_path / "call.yaml", CALL)

    said, view = alone(f"selection solve {path}"), alone(f"selection solve {path} --json")

    assert (said.code, view.code) == (0, 0)
    assert "Total 162.50 points, at most 162.50 possible: no permitted group has more." in said.out
    assert "At most 1 per country." in said.out
    outcome = Solved.model_validate(view.object)
    assert (outcome.selected, outcome.reserve, outcome.objective) == (("A-01", "A-03"), ("A-02",), 162.5)
    assert all(one.reasons for one in outcome.decisions)


def test_two_runs_differ_in_their_seconds_only(alone: Terminal, tmp_path: Path) -> None:
    path = panel_folder(tmp_path)

    first, again = (alone(f"selection solve {path} --places 10 --json").object for _ in range(2))

    assert set(first.pop("seconds")) == set(again.pop("seconds")) == {"read", "solve", "explain"}
    assert first == again


def test_a_published_panel_is_solved_as_it_lies_in_its_folder(alone: Terminal, tmp_path: Path) -> None:
    path = panel_folder(tmp_path)

    outcome = Solved.model_validate(alone(f"selection solve {path} --places 10 --json --no-reasons").object)

    assert len(outcome.selected) == 10
    assert outcome.optimal
    assert all(rule.satisfied for rule in outcome.rules)
    assert not any(one.reasons for one in outcome.decisions)
    assert "say it, as '--places 20'" in alone(f"selection solve {path}").err


def test_quotas_that_cannot_be_kept_end_with_a_no_and_the_smallest_clash(
    alone: Terminal, tmp_path: Path
) -> None:
    french = {"id": "french", "kind": "at-least", "field": "country", "limit": 2, "values": ["FR"]}
    path = written(tmp_path / "call.yaml", {**CALL, "quotas": [PER_COUNTRY, french]})

    said, view = alone(f"selection solve {path}"), alone(f"selection solve {path} --json")

    assert (said.code, view.code) == (4, 4)
    assert "No group keeps this rule:\nfrench" in said.out
    assert "The smallest way out: french with 1 in place of 2" in said.out
    outcome = Solved.model_validate(view.object)
    assert "french" in outcome.clash
    assert [(one.rule, one.would_do) for one in outcome.way_out] == [("french", 1)]


def test_mistakes_in_a_selection_file_come_with_line_and_remedy(alone: Terminal, tmp_path: Path) -> None:
    path = written(tmp_path / "call.yaml", {**CALL, "candidates": "people.csv"})

    missing = alone(f"selection solve {path}")
    (tmp_path / "people.csv").write_text("id,score,country\nA-01,ninety,DE\n")
    wrong = alone(f"selection solve {path}")
    outside = alone(f"selection solve {written(path, {**CALL, 'candidates': '../people.csv'})}")

    assert (missing.code, wrong.code, outside.code) == (1, 1, 1)
    assert "people.csv" in missing.err
    assert "people.csv:2:1: row 1, column 'score': 'ninety' is not a score" in wrong.err
    assert "does not lie beside it" in outside.err


# --- what if ---------------------------------------------------------------------------------------------


def test_a_try_says_who_moves_and_what_it_costs_and_records_nothing(at_table: Terminal) -> None:
    line = "selection try usa-2017 --places 20 --limit per-country=4 --take a-20"
    before = delegation(at_table).state

    said, view = at_table(line), at_table(f"{line} --json")

    assert said.code == 0
    assert "20 places; the limit of per-country is 4; taken: A-20" in said.out
    tried = WhatIf.model_validate(view.object)
    assert "A-20" in tried.came_in
    assert tried.cost is not None
    assert f"It gains {-tried.cost / 100:.2f} points." in said.out
    assert delegation(at_table).state == before
    assert delegation(at_table).writes == []


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ("--limit per-contry=4", 4, "There is no rule 'per-contry'"),
        ("--limit per-country", 2, "'per-country' says no figure; write it as per-country=4."),
        ("--take A-99", 4, "A-99 was not evaluated"),
        ("--take nobody_", 2, "'nobody_' is no id of a participant"),
        ("--threshold 9", 2, "threshold"),
    ],
)
def test_a_try_that_cannot_be_meant_is_refused(
    at_table: Terminal, options: str, code: int, said: str
) -> None:
    tried = at_table(f"selection try usa-2017 {options}")

    assert tried.code == code
    assert said in " ".join(tried.err.replace("│", " ").split())


def test_a_try_that_permits_no_group_ends_with_a_no(at_table: Terminal) -> None:
    tried = at_table("selection try usa-2017 --limit per-country=1 --limit countries=25")

    assert tried.code == 4
    assert "then: no group is possible." in tried.out
    assert "No group keeps" in tried.out
    assert "The smallest way out: countries with" in tried.out


# --- adjust, decide, publish, and the record -------------------------------------------------------------


def test_an_adjustment_is_first_tried_then_ordered_with_author_and_reason(at_table: Terminal) -> None:
    line = "selection adjust usa-2017 --places 20 --author Panel --reason 'One more bed'"

    tried = at_table(f"{line} --dry-run")
    assert delegation(at_table).writes == []
    done = at_table(line)

    assert "Nothing was done." in tried.out
    assert done.out == "Solved anew.\n"
    assert delegation(at_table).state.adjustments[0].reason == "One more bed"
    assert at_table("selection adjust usa-2017 --author Panel --reason 'No change'").code == 4


def test_nothing_is_published_before_it_is_decided(at_table: Terminal) -> None:
    early = at_table("selection publish usa-2017 --author Office")
    early_try = at_table("selection publish usa-2017 --author Office --dry-run")
    at_table("selection decide usa-2017 --author Panel")
    tried = at_table("selection publish usa-2017 --author Office --dry-run")
    done = at_table("selection publish usa-2017 --author Office")

    assert (early.code, early_try.code, tried.code, done.code) == (4, 4, 0, 0)
    assert "31 letters would be sent" in tried.out
    assert at_table("selection publish usa-2017 --author Office --dry-run").code == 4


def test_a_published_selection_is_verified_without_a_server(at_table: Terminal, tmp_path: Path) -> None:
    for line in (
        "adjust usa-2017 --take A-20 --author Panel --reason 'Speaks at the summit'",
        "decide usa-2017 --author Panel --note Unanimous.",
        "publish usa-2017 --author Office",
    ):
        assert at_table(f"selection {line}").code == 0

    shown = at_table(f"selection record usa-2017 --save {tmp_path / 'kept'}")
    told = SigningKey.model_validate(at_table("selection key usa-2017 --json").object)
    record = tmp_path / "kept" / "selection-record.json"
    at_table.legation = None
    checked = at_table(f"selection verify {record} --key {told.public_key}")

    assert "by Panel Unanimous." in shown.out
    assert "taken: A-20 by Panel: Speaks at the summit" in shown.out
    assert told.public_key in shown.out
    assert checked.code == 0, checked.out
    starts = [line.partition(":")[0] for line in checked.out.splitlines()]
    assert starts == ["ok  signature", "ok  inputs", "ok  result"]
    assert "31 decisions" in checked.out


def test_a_record_that_was_touched_does_not_hold(at_table: Terminal, tmp_path: Path) -> None:
    at_table("selection decide usa-2017 --author Panel")
    at_table("selection publish usa-2017 --author Office")
    view = at_table(f"selection record usa-2017 --save {tmp_path} --json").object
    record = tmp_path / "selection-record.json"
    record.write_bytes(record.read_bytes().replace(b'"by": "Panel"', b'"by": "Chair"'))

    said, checked = at_table(f"selection verify {record}"), at_table(f"selection verify {record} --json")

    assert len(Records.model_validate(view).envelopes) == 1
    assert (said.code, checked.code) == (1, 1)
    assert said.out.startswith("no  signature: it is not that of this record")
    assert not Verified.model_validate(checked.object).checks[0].holds
    assert at_table(f"selection verify {tmp_path / 'none.json'}").code == 1


def test_before_publishing_there_is_no_record(at_table: Terminal) -> None:
    said = at_table("selection record usa-2017")

    assert said.code == 3
    assert "it is kept when it is published" in said.err


def test_the_inputs_of_a_record_are_a_selection_file(at_table: Terminal, tmp_path: Path) -> None:
    at_table("selection decide usa-2017 --author Panel")
    at_table("selection publish usa-2017 --author Office")
    at_table(f"selection record usa-2017 --save {tmp_path}")

    again = Solved.model_validate(
        at_table(f"selection solve {tmp_path / 'selection-inputs.json'} --json").object
    )

    result = json.loads((tmp_path / "selection-record.json").read_bytes())["record"]["result"]
    assert list(again.selected) == [
        one["participant"] for one in result["decisions"] if one["status"] == "selected"
    ]
    assert again.objective * 100 == result["objective"]


def test_the_audit_says_who_decided_what_and_why_in_order(at_table: Terminal) -> None:
    at_table("selection adjust usa-2017 --take A-20 --author Panel --reason 'Speaks at the summit'")
    at_table("selection decide usa-2017 --author Panel --note Unanimous.")
    at_table("selection publish usa-2017 --author Office")

    said, view = at_table("audit usa-2017"), at_table("audit usa-2017 --json")

    assert [(one.what, one.who, one.why) for one in Audit.model_validate(view.object).entries] == [
        ("taken: A-20", "Panel", "Speaks at the summit"),
        ("the selection was decided", "Panel", "Unanimous."),
        ("the selection was published", "Office", ""),
    ]
    assert said.out.rstrip().endswith("3 decisions.")
