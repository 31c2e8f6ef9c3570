"""Word letters: filled in, escaped, repeatable."""

import io
import re
import zipfile

import pytest

from activities.adapters.word import WordLetters
from activities.ports import CannotBeSet
from delegation.papers.paper import VisaInvitation, visa_invitation
from tests.usa import MADE_AT, PASSPORT, TEMPLATES, a_delegate, a_person, usa_2017

WORD = WordLetters(TEMPLATES)
DIRECTOR = a_person("director", "Helena Vermeulen")


def a_letter(**changed: str) -> VisaInvitation:
    letter = visa_invitation(usa_2017(), a_delegate("A-1", "Anna Żak"), PASSPORT, DIRECTOR, MADE_AT)
    return letter.model_copy(update=changed)


def document_xml(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read("word/document.xml").decode()


def said(content: bytes) -> str:
    return re.sub(r"<[^>]+>", "", document_xml(content).replace("</w:p>", " "))


def test_the_template_asks_for_exactly_what_the_letter_knows():
    assert WORD.placeholders("visa-invitation") == frozenset(VisaInvitation.model_fields)


def test_the_letter_says_who_is_invited_where_and_when():
    text = said(WORD.docx("visa-invitation", a_letter(), made_at=MADE_AT))

    for fact in (
        "MALGORZATA WISNIEWSKA",
        "XY0000000",
        "30 April 2021",
        "14–19 May 2017",
        "Boston",
        "Fort Point Hotel",
    ):
        assert fact in text
    assert "{{" not in text
    assert "{%" not in text


def test_the_same_letter_is_the_same_file():
    first, second = (WORD.docx("visa-invitation", a_letter(), made_at=MADE_AT) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "name", ["<w:p/> & Söhne", "{{ passport_number }}", "]]>", "a\x00b\x0bc", "{% raw %}"]
)
def test_what_people_type_is_only_text(name):
    content = WORD.docx("visa-invitation", a_letter(organisation=name), made_at=MADE_AT)

    visible = (
        name.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\x00", "")
        .replace("\x0b", "")
    )
    assert visible in document_xml(content)


def test_a_placeholder_without_a_fact_is_refused():
    with pytest.raises(CannotBeSet, match=r"visa-invitation\.docx and its facts do not fit"):
        WORD.docx("visa-invitation", DIRECTOR, made_at=MADE_AT)
