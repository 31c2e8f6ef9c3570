"""The words of the pages behind links: whole in every language, chosen by who reads them."""

import re
import tomllib
from pathlib import Path

import pytest

from portal.web.words import WordBook
from tests.portal.invites_portal import TEMPLATES

SLOT = re.compile(r"{(\w*)}")
FOLDERS = sorted(path.parent for path in TEMPLATES.glob("*/en.toml"))
SAME = {
    ("call", "places"),
    ("fact", "dates"),
    ("heading", "overdue"),
    ("tab", "documents"),
    ("tab", "programme"),
    ("trip-calendar", "apple"),
    ("trip-calendar", "outlook"),
    ("trip-document", "heading"),
    ("trip-document", "other"),
    ("trip-kept", "mails"),
    ("trip-kind", "transfer"),
    ("trip-people", "all-file"),
    ("trip-people", "pages"),
    ("trip-today", "ambulance"),
    ("trip-today", "police"),
}
"""Texts that are the same word in two languages."""
OF_FORMS = {"todo-field", "todo-choice"}
"""Tables of what usual forms ask: in English the delegation's file says it itself."""


def texts_of(path: Path) -> dict[tuple[str, str], str]:
    parts = tomllib.loads(path.read_text(encoding="utf-8"))
    return {(part, name): text for part, names in parts.items() for name, text in names.items()}


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_text_of_every_page_is_there_in_german_and_in_french(folder: Path, language: str):
    english, own = texts_of(folder / "en.toml"), texts_of(folder / f"{language}.toml")

    assert {one for one in own if one[0] not in OF_FORMS} == {
        one for one in english if one[0] not in OF_FORMS
    }
    assert set(english) <= set(own)
    for name, text in english.items():
        assert set(SLOT.findall(own[name])) == set(SLOT.findall(text)), name
        has_words = re.search(r"[^\W\d_]", SLOT.sub("", text))
        assert own[name] != text or not has_words or name in SAME, name


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_a_template_says_nothing_but_words_of_a_book(path: Path):
    source = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", path.read_text(), flags=re.DOTALL)
    source = re.sub(r'\s[a-z-]+="[^"]*"', " ", source)  # attributes, also those that a macro gives
    text = re.sub(r"<[^>]*>", " ", source, flags=re.DOTALL)

    assert re.findall(r"[^\W\d_]{2,}", text) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_french_pages_never_break_a_line_before_high_punctuation(folder: Path):
    for text in texts_of(folder / "fr.toml").values():
        assert re.findall(r"\S [;:!?»](?=\s|$)|« ", text) == []


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("fr;q=0.3, de;q=0.2", "fr"),
        ("ja, fr-CA;q=0.5", "fr"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("", "en"),
        ("*", "en"),
        ("deutsch;;;q=x", "en"),
    ],
)
def test_who_is_unknown_reads_the_language_their_browser_asks_for(asked: str, language: str):
    assert WordBook(TEMPLATES / "pages").best_of(asked).language == language
