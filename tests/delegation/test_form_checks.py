"""A form and cut-offs that do not fit together are told at their place, before anybody applies."""

from pathlib import Path

import pytest

from delegation.reading.delegation_file import DelegationFileError, read_delegation

EXAMPLE = (Path(__file__).parents[2] / "examples/usa-2017/delegation.yaml").read_text(encoding="utf-8")
USA = EXAMPLE.replace(", panel: 2017-04-04 10:00, confirm_by: 2017-04-07 12:00}", "}")
"""Without the dates of the later cut-off, which the tests give."""
LAST_FIELD = "    - id: emergency-contact\n"
SECOND = "only_if_places_left: true}"
FIRST = "{id: first, closes: 2017-02-17 17:00}"


def problems(text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(DelegationFileError) as refused:
        read_delegation(text)
    return [(one.excerpt[one.column - 1 :], one.message, one.remedy) for one in refused.value.problems]


def asked(field: str) -> str:
    """The example with one more field, as an entry in braces."""
    assert LAST_FIELD in USA
    return USA.replace(LAST_FIELD, f"    - {field}\n{LAST_FIELD}", 1)


FIELDS = {
    "a condition on a later field": (
        "{id: x, label: X, type: text, asked_if: {field: emergency-contact, values: [a]}}",
        "emergency-contact",
        "'emergency-contact' is no field that is asked before 'x'",
        "",
    ),
    "a condition on a field that is not there": (
        "{id: x, label: X, type: text, asked_if: {field: escp-membr, values: ['yes']}}",
        "escp-membr",
        "'escp-membr' is no field that is asked before 'x'",
        "did you mean 'escp-member'?",
    ),
    "a condition on an answer that cannot be given": (
        "{id: x, label: X, type: text, asked_if: {field: excellence-label, values: [goldd]}}",
        "goldd",
        "'goldd' is not an answer that 'excellence-label' can have",
        "did you mean 'gold'?",
    ),
    "a condition on what is asked afterwards": (
        "{id: x, label: X, type: text, asked_if: {field: consent-photo, values: ['yes']}}",
        "consent-photo",
        "'consent-photo' is asked at the stage 'accept', after 'x'",
        "name a field of the same stage or before.",
    ),
    "a frozen field on a condition that is not": (
        "{id: x, label: X, type: text, frozen_from: 2017-02-17 17:00, "
        "asked_if: {field: escp-member, values: ['yes']}}",
        "2017-02-17 17:00",
        "'escp-member' could still be changed so that the frozen answer is no longer asked",
        "freeze 'escp-member' as early.",
    ),
    "a date before the call": (
        "{id: x, label: X, type: text, required_from: 2017-01-02 09:00}",
        "2017-01-02 09:00",
        "2017-01-02 09:00 is not within the call (2017-01-16 to 2017-03-31)",
        "give a date on which applications are taken.",
    ),
    "a date in the gap of the clocks": (
        "{id: x, label: X, type: text, frozen_from: 2017-03-26 02:30}",
        "2017-03-26 02:30",
        "This time 2017-03-26 02:30 does not exist in Europe/Brussels: clocks go forward over it",
        "Did you mean 03:30?",
    ),
    "a date of a field that is asked later": (
        "{id: x, label: X, type: text, stage: accept, frozen_from: 2017-02-20 12:00}",
        "2017-02-20 12:00",
        "'x' is not part of the application, to which this date belongs",
        "delete the date, or ask it at the stage 'apply'.",
    ),
    "a date from which what is required is required": (
        "{id: x, label: X, type: text, required: true, required_from: 2017-02-01 12:00}",
        "2017-02-01 12:00",
        "'x' is required from the beginning",
        "delete 'required: true', or this date.",
    ),
    "rows without columns": (
        "{id: x, label: X, type: rows}",
        "rows}",
        "'x' has rows without columns",
        "list them under 'columns'.",
    ),
    "two columns of one id": (
        "{id: x, label: X, type: rows, columns: [{id: a, label: A}, {id: a, label: B}]}",
        "a, label: B",
        "'a' is also the id of another column",
        "give each its own id.",
    ),
    "a file in a column": (
        "{id: x, label: X, type: rows, columns: [{id: a, label: A, type: file}]}",
        "file",
        "'file' does not fit into a column",
        "make it a field of its own.",
    ),
    "a ranking of nothing": (
        "{id: x, label: X, type: ranking}",
        "{id: x",
        "'x' ranks nothing",
        "list under 'choices' what is ranked.",
    ),
    "a time without its zone": (
        "{id: x, label: X, type: date-time}",
        "{id: x",
        "'x' asks for a time without a zone",
        "name it under 'zone'.",
    ),
    "a kind of file that is not known": (
        "{id: x, label: X, type: file, media_types: [pfd]}",
        "pfd",
        "'pfd' is not possible here",
        "did you mean 'pdf'?",
    ),
    "a size for what is no file": (
        "{id: x, label: X, type: text, largest: 1000}",
        "1000",
        "'largest' means nothing for a field of type text",
        "delete it, or make the field file.",
    ),
    "a title of what is no choice": (
        "{id: x, label: X, type: choice, choices: [small, large], titles: {smal: Small firm}}",
        "Small firm",
        "'smal' has a title and is no choice",
        "write one of small, large.",
    ),
    "a title of an answer that is no choice": (
        "{id: x, label: X, type: text, titles: {small: Small firm}}",
        "{small",
        "'titles' means nothing for a field of type text",
        "delete it, or make the field choice or choices or ranking.",
    ),
    "a pattern that is none": (
        "{id: x, label: X, type: text, pattern: '[A-Z', example: A}",
        "'[A-Z'",
        "'[A-Z' is no regular expression that is known here",
        "correct it.",
    ),
    "a pattern nobody can guess": (
        "{id: x, label: X, type: text, pattern: '[A-Z]{2}'}",
        "'[A-Z]{2}'",
        "whoever writes it otherwise would not know how to write it",
        "add 'example: ' and an answer that fits.",
    ),
    "an example that would be refused": (
        "{id: x, label: X, type: url, hosts: [here.example], example: 'https://there.example'}",
        "'https://there.example'",
        "'https://there.example' would not be taken as an answer",
        "give a web address at here.example.",
    ),
    "a host with a path": (
        "{id: x, label: X, type: url, hosts: [here.example/page]}",
        "here.example/page",
        "'here.example/page' is no host of web addresses",
        "write it as in clustercollaboration.eu.",
    ),
    "a part of a whole that is no number": (
        "{id: x, label: X, type: number, at_most_field: website}",
        "website",
        "'website' is no other number of the form",
        "",
    ),
    "days in the wrong order": (
        "{id: x, label: X, type: date, earliest: 2017-05-02, latest: 2017-05-01}",
        "2017-05-02",
        "earliest 2017-05-02 is more than latest 2017-05-01",
        "swap the two.",
    ),
    "a country that is none": (
        "{id: x, label: X, type: country, choices: [DE, XX]}",
        "XX",
        "'XX' is not a country code",
        "use the two capitals of ISO 3166, as in US or DE.",
    ),
    "a currency in words": (
        "{id: x, label: X, type: money, choices: [Euro]}",
        "Euro",
        "'Euro' is no currency",
        "use its three capitals, as in EUR.",
    ),
}


@pytest.mark.parametrize(("field", "at", "message", "remedy"), FIELDS.values(), ids=FIELDS.keys())
def test_a_field_that_cannot_work_is_told_at_its_place(field: str, at: str, message: str, remedy: str):
    (found,) = problems(asked(field))

    assert found[0].startswith(at)
    assert found[1] == message
    assert remedy in found[2]


def test_a_rule_that_compares_whole_numbers_does_not_look_at_an_amount():
    rule = "    - {id: large, text: Large enough., test: at-least, field: turnover, limit: 5}\n"
    text = asked("{id: turnover, label: Turnover, type: money}")
    text = text.replace("    - id: cluster-organisation\n", f"{rule}    - id: cluster-organisation\n", 1)

    ((_, message, remedy),) = problems(text)

    assert message == "'turnover' is no whole number, so that nobody would meet the rule"
    assert remedy == "set 'at_least' at the field instead, or ask for a number."


CUT_OFFS = {
    "late applications that end before the cut-off": (
        FIRST.replace("}", ", late_until: 2017-02-17 12:00}"),
        "late applications end on 2017-02-17 12:00, when the cut-off is not over yet",
    ),
    "late applications after the eligibility check": (
        FIRST.replace("}", ", late_until: 2017-02-20 17:00}"),
        "late applications are taken after the eligibility check (2017-02-20 10:00)",
    ),
    "a panel of the first cut-off": (
        FIRST.replace("}", ", panel: 2017-03-06 10:00}"),
        "'panel' of the first cut-off is not looked at",
    ),
    "a time that clocks skip": (
        FIRST.replace("}", ", late_until: 2017-03-26 02:15}"),
        "This time 2017-03-26 02:15 does not exist in Europe/Brussels: clocks go forward over it",
    ),
}
LATER = {
    "a panel before its applications are in": (
        "panel: 2017-03-30 12:00",
        ["the panel (2017-03-30 12:00) meets before the applications are in (2017-03-31 17:00)"],
    ),
    "a panel before late applications are in": (
        "late_until: 2017-04-03 12:00, panel: 2017-04-03 12:00",
        ["the panel (2017-04-03 12:00) meets before the applications are in (2017-04-03 12:00)"],
    ),
    "answers before the panel": (
        "panel: 2017-04-04 12:00, confirm_by: 2017-04-04 12:00",
        ["answers are due (2017-04-04 12:00) before the panel has met (2017-04-04 12:00)"],
    ),
    "answers after the end of replacement": (
        "panel: 2017-04-04 12:00, confirm_by: 2017-04-08 12:00",
        ["answers are due (2017-04-08 12:00) after the end of replacement (2017-04-07 17:00)"],
    ),
    "a panel after the end of replacement": (
        "panel: 2017-04-08 12:00",
        ["the panel (2017-04-08 12:00) meets after the end of replacement (2017-04-07 17:00)"],
    ),
}


@pytest.mark.parametrize(("cut_off", "message"), CUT_OFFS.values(), ids=CUT_OFFS.keys())
def test_dates_of_the_first_cut_off_that_make_no_sense_are_told(cut_off: str, message: str):
    assert FIRST in USA

    assert [found[1] for found in problems(USA.replace(FIRST, cut_off, 1))] == [message]


@pytest.mark.parametrize(("dates", "messages"), LATER.values(), ids=LATER.keys())
def test_dates_of_a_later_cut_off_that_make_no_sense_are_told(dates: str, messages: list[str]):
    text = USA.replace(SECOND, SECOND.replace("}", f", {dates}}}"), 1)

    assert [found[1] for found in problems(text)] == messages


def test_a_later_cut_off_with_all_its_dates_in_order_is_taken():
    dates = ", late_until: 2017-04-02 12:00, panel: 2017-04-04 12:00, confirm_by: 2017-04-07 17:00}"

    file = read_delegation(USA.replace(SECOND, SECOND.replace("}", dates), 1))

    assert file.call.cut_offs[1].confirm_by is not None
