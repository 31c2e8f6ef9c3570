"""The form and the applications that the pages show can be typed as they stand."""

import re

import pytest

from delegation.form import FieldType, Stage
from delegation.reading.delegation_file import read_delegation
from delegation.reading.form_filling import read_answers
from delegation.reading.intake import ApplicationRefused, read_application
from delegation.reading.plain_yaml import read_plain
from tests.docs.pages import ROOT, fragments
from tests.real_form import EXAMPLE, real_call

FIELDS_PAGE, PAGE = "docs/delegation-file.md", "docs/applications.md"


def shown(page: str, begins: str) -> str:
    (text,) = [one.text for one in fragments("yaml") if one.page == page and one.text.startswith(begins)]
    return text


def test_the_fields_shown_fit_into_the_form_of_the_example() -> None:
    fields = shown(FIELDS_PAGE, "- {id: escp-name")
    indented = "".join(f"    {line}\n" for line in fields.splitlines())
    before_last = "    - id: emergency-contact\n"

    file = read_delegation(EXAMPLE.read_text().replace(before_last, indented + before_last, 1))

    assert {"escp-name", "sme-share", "vat-id", "cv", "meet"} <= {one.id for one in file.call.fields}


def test_the_application_shown_lacks_answers_but_has_no_mistake() -> None:
    typed = read_plain(shown(PAGE, "id: A-52"), PAGE).content

    with pytest.raises(ApplicationRefused) as refused:
        read_application(typed, real_call())

    assert all(one.is_missing for one in refused.value.problems)


def test_the_papers_shown_are_answers_to_later_stages() -> None:
    answers = read_plain(shown(PAGE, "answers:"), PAGE).content["answers"]
    accept = {name: one for name, one in answers.items() if name != "room"}

    _, wrong = read_answers(accept, real_call(), Stage.ACCEPT)
    _, of_room = read_answers({"room": answers["room"]}, real_call(), Stage.LOGISTICS)

    assert all(one.is_missing for one in (*wrong, *of_room))


def test_every_type_of_field_is_described() -> None:
    page = (ROOT / FIELDS_PAGE).read_text().partition("### call")[2].partition("### eligibility")[0]
    cells = re.findall(r"^\| (`[^|]+`) \|", page, re.MULTILINE)

    assert {name for cell in cells for name in re.findall(r"`([a-z-]+)`", cell)} == set(FieldType)
