"""The form: every field of published forms can be asked, and every wrong answer gets its sentence."""

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from delegation.application import Application, Facts, Value
from delegation.form import FieldType, FormField, Stage, fits_pattern
from delegation.reading.delegation_file import read_delegation
from delegation.reading.form_answers import answer_of
from delegation.reading.form_filling import read_answers
from delegation.reading.intake import ApplicationRefused, facts_of, read_application
from tests.real_form import Broken, broken, real_call, stage_of, typed, typed_later, with_form

VALUE: TypeAdapter[Value] = TypeAdapter(Value)
BRUSSELS = ZoneInfo("Europe/Brussels")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def taken(**changes: Any) -> Application:
    """The complete application with some answers changed; None leaves one out."""
    return read_application(changed(**changes), real_call())


def changed(**changes: Any) -> dict[str, Any]:
    named = {name.replace("_", "-"): answer for name, answer in changes.items()}
    form = typed()
    kept = {name: answer for name, answer in {**form["answers"], **named}.items() if answer is not None}
    return {**form, "answers": kept}


def problems_of(raw: Any, **how: Any) -> dict[str, str]:
    try:
        read_application(raw, real_call(), **how)
    except ApplicationRefused as refused:
        return {one.field: one.message for one in refused.problems}
    return {}


def field(kind: str, **more: Any) -> FormField:
    return FormField.model_validate({"id": "asked", "label": "Asked", "type": kind, **more})


# --- all fields of real forms ------------------------------------------------------------------------


def test_a_complete_application_to_a_form_with_every_real_field_is_taken_in():
    application = taken()

    assert application.together_with == "A-53"
    assert application.answers["staff"] == "4.50"
    assert application.answers["turnover"] == "1250000.50 EUR"
    assert application.answers["support"] == "1500.00 EUR"
    assert application.answers["partners"] == (
        {"name": "Penn State", "relation": "research", "place": "University Park"},
    )
    assert set(typed()["answers"]) == set(application.answers)
    assert Application.model_validate_json(application.model_dump_json()) == application


def test_what_was_taken_in_is_taken_in_again_as_it_stands():
    once = taken()
    again = read_application(
        {**typed(), "answers": json.loads(once.model_dump_json())["answers"]}, real_call()
    )

    assert again == once


@pytest.mark.parametrize("stage", [Stage.ACCEPT, Stage.LOGISTICS, Stage.AFTER])
def test_what_is_asked_later_is_taken_in_at_its_stage(stage: Stage):
    values, problems = read_answers(typed_later(stage), real_call(), stage, known=taken().answers)

    assert problems == []
    assert list(values) == list(typed_later(stage))


def test_every_line_of_the_list_and_every_field_has_a_wrong_answer():
    asked = {one.id for one in real_call().call.fields}

    assert {one.line for one in broken()} == set(range(1, 53))
    assert {one.field for one in broken()} == asked


@pytest.mark.parametrize("wrong", broken(), ids=lambda one: one.field)
def test_each_field_broken_once_is_answered_with_one_sentence(wrong: Broken):
    stage = stage_of(wrong.field)
    given = typed()["answers"] if stage is Stage.APPLY else typed_later(stage)

    _, problems = read_answers(
        {**given, wrong.field: wrong.answer},
        real_call(),
        stage,
        known={} if stage is Stage.APPLY else taken().answers,
    )

    assert [(one.field, one.message) for one in problems] == [(f"answers.{wrong.field}", wrong.says)]


def test_an_answer_of_a_later_stage_is_refused_with_when_it_is_asked():
    said = problems_of(changed(passport_number="X1000137", room="single", meeting_comment="Well."))

    assert said == {
        "answers.passport-number": "This is asked once a place is accepted; leave it out until then.",
        "answers.room": "This is asked once the trip is prepared; leave it out until then.",
        "answers.meeting-comment": "This is asked after the trip; leave it out until then.",
    }


def test_rules_see_neither_tables_nor_files_nor_what_is_personal():
    seen = facts_of(taken(), real_call()).values

    assert {"staff", "turnover", "members", "focus-areas"} <= set(seen)
    assert not {"partners", "meet", "expected-results", "cv", "personal-email", "first-name"} & set(seen)


def test_rules_count_a_row_as_one_word():
    facts = Facts(organisation="X", country="FR", values={"rows": ({"a": "1", "b": "2"}, {"a": "3"})})

    assert facts.values_of("rows") == ("1; 2", "3")
    assert Facts.model_validate_json(facts.model_dump_json()) == facts


# --- conditions --------------------------------------------------------------------------------------


def test_a_field_is_only_asked_when_the_other_was_answered_like_that():
    without = changed(legal_entity="no", registration_number=None)

    assert problems_of(without) == {}
    assert problems_of(changed(legal_entity="no")) == {
        "answers.registration-number": "This is asked only if 'Is it a legal entity?' is answered with yes; "
        "leave it out."
    }


def test_where_the_other_answer_is_wrong_only_that_is_said():
    wrong = problems_of(changed(escp_member="perhaps"))
    neither = problems_of(changed(escp_member="perhaps", escp_name=None))

    assert set(wrong) == set(neither) == {"answers.escp-member"}


def test_a_condition_on_an_answer_of_the_application_holds_after_acceptance():
    form = with_form(
        "- {id: country, label: Country, type: country, required: true}\n"
        "- {id: organisation-type, label: Kind, type: choice, choices: [cluster-organisation, other]}\n"
        "- {id: eccp-profile, label: Profile, type: url}\n"
        "- {id: whole-programme, label: All, type: yes-no}\n"
        "- {id: focus-areas, label: Areas, type: choices, choices: [nano, materials, bio, manufacturing, "
        "energy, electronics, consumer, other]}\n"
        "- {id: first-time, label: First, type: yes-no}\n"
        "- {id: excellence-label, label: Label, type: choice, choices: [none, bronze, silver, gold]}\n"
        "- {id: embassy, label: Embassy, type: text, stage: accept, required: true, "
        "asked_if: {field: country, values: [RS]}}\n"
    )
    file = read_delegation(form)

    assert read_answers({}, file, Stage.ACCEPT, known={"country": "FR"}) == ({}, [])
    (missing,) = read_answers({}, file, Stage.ACCEPT, known={"country": "RS"})[1]
    assert (missing.message, missing.is_missing) == ("Please answer: Embassy", True)


# --- dates -------------------------------------------------------------------------------------------

SIGNATURE_REQUIRED = datetime(2017, 2, 10, 9, tzinfo=BRUSSELS)
COUNTRY_FROZEN = datetime(2017, 2, 17, 17, tzinfo=BRUSSELS)
A_MINUTE = timedelta(minutes=1)


def test_a_field_is_required_from_its_date_on_and_not_before():
    unsigned = changed(signature=None)

    assert problems_of(unsigned) == problems_of(unsigned, now=SIGNATURE_REQUIRED - A_MINUTE) == {}
    assert problems_of(unsigned, now=SIGNATURE_REQUIRED) == {
        "answers.signature": "Please answer: Signed form"
    }


def test_a_frozen_answer_stays_and_changing_it_is_refused_with_the_date():
    before = taken()
    moved, silent = changed(country="BE"), changed(country=None)

    early = read_application(moved, real_call(), now=COUNTRY_FROZEN - A_MINUTE, before=before)
    kept = read_application(silent, real_call(), now=COUNTRY_FROZEN, before=before)

    assert (early.answers["country"], kept.answers["country"]) == ("BE", "FR")
    assert problems_of(moved, now=COUNTRY_FROZEN, before=before) == {
        "answers.country": "This can no longer be changed since Fri 17 February 2017, 17:00 (CET, UTC+1); "
        "leave it out, and your earlier answer stays."
    }
    assert problems_of(changed(), now=COUNTRY_FROZEN, before=before) == {}


def test_who_applies_for_the_first_time_after_the_date_still_says_a_country():
    first = read_application(changed(country="BE"), real_call(), now=COUNTRY_FROZEN)

    assert first.answers["country"] == "BE"
    assert problems_of(changed(country=None), now=COUNTRY_FROZEN) == {
        "answers.country": "Please answer: Country"
    }


# --- pairs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("partner", "says"),
    [
        ("A-52", "This is the application's own id; give that of the other."),
        ("a-53", "Give the id of the other application, as in A-17."),
        (["A-53"], "Give the id of the other application, as in A-17."),
    ],
)
def test_a_pair_is_named_by_the_id_of_the_other(partner: Any, says: str):
    assert problems_of({**typed(), "together_with": partner}) == {"together_with": says}


def test_who_applies_alone_names_nobody():
    alone = {name: part for name, part in typed().items() if name != "together_with"}

    assert read_application(alone, real_call()).together_with is None
    assert read_application({**alone, "together_with": ""}, real_call()).together_with is None


# --- single types ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed_number", "kept"),
    [("0.10", "0.10"), ("007.5", "7.5"), (4, "4"), ("-0.0", "0.0"), (0.1, "0.1")],
)
def test_a_decimal_stays_what_was_typed(typed_number: Any, kept: str):
    assert answer_of(field("decimal"), typed_number) == kept


def test_a_decimal_of_a_json_file_never_passes_through_a_binary_fraction():
    raw = json.dumps(changed()).replace('"4.50"', "4.123456")

    assert read_application(raw, real_call()).answers["staff"] == "4.123456"
    assert problems_of(json.dumps(changed()).replace('"4.50"', "4.1234567")) == {
        "answers.staff": "Write a number in digits, with a point before fractions, as in 4.5."
    }


@pytest.mark.parametrize("wrong", ["1,5", "1e3", "NaN", "Infinity", "1_000", "٣", "", True, [1], 1e400])
def test_what_is_no_decimal_is_refused(wrong: Any):
    with pytest.raises(ValueError, match="with a point before fractions"):
        answer_of(field("decimal"), wrong)


@pytest.mark.parametrize(
    "given_as", ["12.5 EUR", "EUR 12.50", "12.5", {"amount": "12.50", "currency": "EUR"}]
)
def test_an_amount_is_understood_in_several_ways_and_kept_in_one(given_as: Any):
    assert answer_of(field("money", choices=["EUR"]), given_as) == "12.50 EUR"


def test_equals_share_a_rank_and_the_next_rank_counts_them():
    ranked = field("ranking", choices=["wistar", "singh", "penn"])
    rows = (
        {"rank": "1", "choice": "wistar"},
        {"rank": "1", "choice": "penn"},
        {"rank": "3", "choice": "singh"},
    )

    assert answer_of(ranked, [["penn", "wistar"], "singh"]) == rows
    assert answer_of(ranked, {"singh": 2, "penn": 1, "wistar": 1}) == rows
    assert answer_of(ranked, [dict(one) for one in reversed(rows)]) == rows
    with pytest.raises(ValueError, match="'penn' is there 2 times"):
        answer_of(ranked, ["penn", "penn", "singh", "wistar"])


def test_a_local_time_that_clocks_skip_is_refused():
    arrival = field("date-time", zone="America/New_York")

    assert answer_of(arrival, "2017-05-14T14:35") == "2017-05-14 14:35 America/New_York"
    with pytest.raises(ValueError, match=r"does not exist .* Did you mean 03:30"):
        answer_of(arrival, "2017-03-12 02:30")


def test_empty_rows_and_entries_of_a_web_form_are_left_out():
    table = field("rows", columns=[{"id": "name", "label": "Name", "required": True}])

    assert answer_of(table, [{"name": ""}, {"name": "MIT"}, {}]) == ({"name": "MIT"},)
    assert answer_of(field("list"), ["", "one", " "]) == ("one",)


def test_a_required_table_of_empty_rows_is_missing():
    said = problems_of(changed(expected_results=[" ", ""]))

    assert said == {"answers.expected-results": "Please answer: Expected results, measurable"}


def test_no_pattern_makes_a_long_text_slow():
    assert not fits_pattern("a" * 5_000 + "b", "(a+)+")
    assert fits_pattern("AB", "A|AB")
    assert not fits_pattern("AB\n", "AB")


# --- whatever comes in -------------------------------------------------------------------------------

KINDS: list[dict[str, Any]] = [
    {"type": kind, "choices": ["a", "b", "c"], "columns": [{"id": "x", "label": "X"}], "zone": "UTC"}
    for kind in FieldType
    if kind not in (FieldType.COUNTRY, FieldType.MONEY)
]
KINDS += [{"type": "country"}, {"type": "money"}]
SENSIBLE = st.sampled_from(
    [
        "a", ["a", "b", "c"], ["c", ["a", "b"]], {"a": 1, "b": 1, "c": 2}, [{"x": "1"}, {"x": ""}], "1.50", 7,
        "12 EUR", "yes", True, "DE", "me@here.example", "https://here.example", "2017-05-14",
        "+32 2 555 01 00", "2017-05-14 09:00", "upload:" + "a" * 64 + ".pdf", 1.25,
        [{"rank": 1, "choice": "a"}],
    ]
)  # fmt: skip


def read(asked: FormField, raw: Any) -> tuple[Value | None, str]:
    """The answer, or the sentence of its refusal."""
    try:
        return answer_of(asked, raw), ""
    except ValueError as refused:
        return None, str(refused)


@settings(max_examples=300, deadline=None)
@given(kind=st.sampled_from(KINDS), raw=SENSIBLE | JSON)
def test_an_answer_is_kept_exactly_or_refused_with_a_sentence(kind: dict[str, Any], raw: Any):
    asked = FormField.model_validate({"id": "asked", "label": "Asked", **kind})

    value, sentence = read(asked, raw)

    assert (value is None) == sentence.strip().endswith((".", "?"))
    if value is not None:
        kept = VALUE.validate_json(VALUE.dump_json(value))
        assert (kept, type(kept)) == (value, type(value))
        assert value in ((), answer_of(asked, json.loads(VALUE.dump_json(value))))


@settings(max_examples=50, deadline=None)
@given(
    answers=st.dictionaries(st.sampled_from([one.id for one in real_call().call.fields]), JSON, max_size=8),
    partner=JSON,
)
def test_whatever_is_sent_ends_in_an_application_or_in_sentences(answers: dict[str, Any], partner: Any):
    raw = {**typed(), "answers": {**typed()["answers"], **answers}, "together_with": partner}

    problems = problems_of(raw, now=COUNTRY_FROZEN, before=taken())

    assert all(sentence.endswith((".", "?")) or "Please answer" in sentence for sentence in problems.values())
    if not problems:
        application = read_application(raw, real_call(), now=COUNTRY_FROZEN, before=taken())
        assert Application.model_validate_json(application.model_dump_json()) == application
