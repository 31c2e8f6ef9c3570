"""Taking applications in: every field answered for, and nothing that is sent makes it crash."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.application import Application
from delegation.reading.intake import ApplicationRefused, facts_of, read_application
from portal.story_files import read_story_folder

FILE, STORY = read_story_folder(Path(__file__).parents[2] / "examples/usa-2017")
GOOD: dict[str, Any] = STORY.applications[0].application

MALFORMED = {
    "no answers": (("answers",), None, "answers: This part is missing."),
    "no person": (("person",), None, "person: This part is missing."),
    "a person in one word": (("person",), "Katrin", "person: Send an object"),
    "an id in lower case": (("id",), "a-01", "id: Give the id in capitals"),
    "an id that is a path": (("id",), "../A-01", "id: Give the id"),
    "an unknown part": (("score",), 5, "score: This field is not asked for"),
    "an unknown answer": (
        ("answers", "countri"),
        "DE",
        "answers.countri: This field is not asked for; did you mean 'country'?",
    ),
    "an answer of a later stage": (
        ("answers", "passport-number"),
        "X1",
        "answers.passport-number: This is asked once a place is accepted; leave it out until then.",
    ),
    "a missing answer": (
        ("answers", "objectives"),
        None,
        "answers.objectives: Please answer: What do you want",
    ),
    "an empty answer": (("answers", "offer"), "   ", "answers.offer: Please answer"),
    "a choice not offered": (
        ("answers", "excellence-label"),
        "platinum",
        "Choose one of none, bronze, silver, gold.",
    ),
    "too many choices": (
        ("answers", "focus-areas"),
        ["nano", "bio", "energy", "other"],
        "Choose at most 3; there are 4.",
    ),
    "a number in words": (("answers", "members"), "many", "answers.members: Write a whole number in digits."),
    "a number of any length": (("answers", "members"), "9" * 4_000, "answers.members: Write a whole number"),
    "a number out of range": (("answers", "year-established"), 1492, "Write a number of 1950 or more."),
    "a number below nothing": (("answers", "sme-members"), -3, "Write a number from 0 to 5000."),
    "yes-no as perhaps": (("answers", "first-time"), "perhaps", "answers.first-time: Answer yes or no."),
    "a country in words": (
        ("answers", "country"),
        "Germany",
        "answers.country: Give the country as its two capitals",
    ),
    "a country that is none": (("answers", "nationality"), "XX", "answers.nationality: Give the country"),
    "a text that is too long": (
        ("answers", "seek"),
        "x" * 501,
        "Shorten the text to 500 characters; it has 501.",
    ),
    "a text that is too short": (
        ("answers", "objectives"),
        "Growth.",
        "Write at least 40 characters; there are 7.",
    ),
    "a script as address": (
        ("answers", "website"),
        "javascript:alert(1)",
        "answers.website: Give a web address",
    ),
    "an address with a password": (
        ("answers", "website"),
        "https://a:b@x.example",
        "answers.website: Give a web",
    ),
    "a phone without country": (
        ("answers", "phone"),
        "555 0101",
        "answers.phone: Give the phone number with +",
    ),
    "no e-mail": (("person", "email"), None, "person.email: This is needed"),
    "a bad e-mail": (("person", "email"), "katrin at biosaxony", "person.email: Give an e-mail address"),
    "an e-mail with a header": (
        ("person", "email"),
        "a@b.example\nBcc: c@d.example",
        "person.email: Remove line",
    ),
    "a name with a line break": (("person", "name"), "Katrin\r\nLohmann", "person.name: Remove line breaks"),
    "an escape sequence": (
        ("answers", "offer"),
        "red \x1b[31m" + "x" * 50,
        "answers.offer: Remove control characters",
    ),
    "half a character": (("person", "name"), "Katrin \ud800", "person.name: Remove"),
    "a zone that is none": (
        ("person", "zone"),
        "Europe/Dresden",
        "person.zone: 'Europe/Dresden' is not an IANA",
    ),
    "a list for a text": (("answers", "offer"), ["a", "b"], "answers.offer: Write a text."),
}


def changed(path: tuple[str, ...], value: object) -> dict[str, Any]:
    raw = deepcopy(GOOD)
    place = raw
    for part in path[:-1]:
        place = place[part]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return raw


def refusal(raw: bytes | str | dict[str, Any]) -> ApplicationRefused:
    with pytest.raises(ApplicationRefused) as refused:
        read_application(raw, FILE)
    return refused.value


@pytest.mark.parametrize("sent", STORY.applications, ids=lambda sent: sent.id)
def test_each_application_of_the_example_is_taken_in_from_its_file_and_as_json(sent: Any):
    from_file = read_application(sent.application, FILE)
    from_json = read_application(json.dumps(sent.application).encode(), FILE)

    assert from_file == from_json
    assert Application.model_validate_json(from_file.model_dump_json()) == from_file


@pytest.mark.parametrize(("path", "value", "sentence"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_application_is_refused_with_a_sentence_for_its_field(
    path: tuple[str, ...], value: object, sentence: str
):
    raw = changed(path, value)

    refused = refusal(raw)

    assert [one for one in str(refused).splitlines() if one.startswith(sentence) or sentence in one]
    assert len(refused.problems) == 1
    assert refusal(json.dumps(raw)).problems == refused.problems


@pytest.mark.parametrize("taken", ["MIT-HOST", "CONTACT-EDA"])
def test_the_id_of_somebody_of_the_delegation_is_refused_also_in_capitals(taken: str):
    (problem,) = refusal(changed(("id",), taken)).problems

    assert problem.message == f"{taken} is taken by somebody of the delegation; give another id."


def test_the_organisers_own_mailbox_is_no_address_of_an_applicant():
    (problem,) = refusal(changed(("person", "email"), FILE.organiser.mailbox.upper())).problems

    assert (problem.field, "organiser's own mailbox" in problem.message) == ("person.email", True)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{",
        b"\xff\xfe{}",
        b"[" * 50_000,
        b'{"id": NaN}',
        b'{"id": ' + b"9" * 5_000 + b"}",
        b"{}",
    ],
)
def test_what_is_no_application_at_all_gets_a_clear_answer(raw: bytes):
    assert all(problem.message for problem in refusal(raw).problems)


def test_a_doubled_field_is_refused_instead_of_one_being_lost():
    assert "twice" in str(refusal(b'{"id": "A-01", "id": "A-02"}'))


def test_an_oversized_application_is_refused_before_it_is_read():
    raw = b'{"id": "' + b"A" * FILE.call.largest_application + b'"}'

    assert "shorten it to 64,000" in str(refusal(raw))


def test_all_problems_are_told_at_once():
    raw = changed(("answers", "members"), "many")
    raw["answers"]["country"] = "Germany"
    del raw["person"]["email"]

    assert [one.field for one in refusal(raw).problems] == [
        "person.email",
        "answers.country",
        "answers.members",
    ]


def test_facts_hold_what_rules_look_at_and_nothing_personal():
    application = read_application(GOOD, FILE)

    facts = facts_of(application, FILE)

    assert (facts.organisation, facts.country) == ("biosaxony", "DE")
    assert facts.values_of("first-time") == ("no",)
    assert facts.values_of("focus-areas") == ("bio",)
    shown = facts.model_dump_json()
    assert not [one for one in (application.person.name, application.person.email, "555") if one in shown]
    assert {"phone", "objectives", "offer"}.isdisjoint(facts.values)


def test_the_applicant_without_a_profile_link_mends_it():
    sent = next(one for one in STORY.applications if one.mended)

    before = facts_of(read_application(sent.application, FILE), FILE)
    after = facts_of(read_application(sent.mended_application(), FILE), FILE)

    assert before.value("eccp-profile") is None
    assert str(after.value("eccp-profile")).startswith("https://")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200) | JSON.map(lambda one: json.dumps(one).encode()))
def test_no_bytes_whatever_raise_anything_else(raw: bytes):
    assert refusal(raw).problems


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(sorted(GOOD["answers"])), JSON)
def test_no_answer_whatever_raises_anything_else(field: str, value: object):
    raw = deepcopy(GOOD)
    raw["answers"][field] = value
    try:
        taken = read_application(raw, FILE)
    except ApplicationRefused:
        return
    taken.model_dump_json().encode()
    facts_of(taken, FILE)
