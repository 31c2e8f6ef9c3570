import re
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.letters import LetterWriter, Written
from delegation.file import DelegationFile
from delegation.letter import FactValue, Letter, LetterName
from delegation.letter_facts import AGENDA_COLUMNS, CHANGE_COLUMNS, FACTS, FactWanted, Shape
from delegation.person import Person
from tests.activities.conftest import PORTAL

BY = "Tue 14 March 2017, 12:00 Brussels (CET, UTC+1)"
AGENDA = (
    {
        "day": "Mon 15 May",
        "time": "09:00-10:15",
        "zone": "EDT",
        "title": "Welcome",
        "place": "Hall 2",
        "remark": "",
    },
    {
        "day": "Tue 16 May",
        "time": "10:30-12:00",
        "zone": "EDT",
        "title": "Seminar",
        "place": "",
        "remark": "Bring ID",
    },
)
CHANGES = (
    {"item": "Lunch", "old": "Room 1", "new": "Room 2"},
    {"item": "Singh Center", "old": "Mon 15 May, 14:00", "new": ""},
    {"item": "Extra meeting", "old": "", "new": "Tue 16 May, 15:10"},
)
HOSTILE = (
    "Evil [click](http://evil.example) <script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "**bold** _it_ `code` # head",
    "| a | b |\n|---|---|",
    "1. list\n- list\n> quote",
    "    indented\n\n\n---",
    "&lt;b&gt; &amp; <b>",
    "{{ 7 * 7 }} {% raw %}",
    "<mj-raw><b></mj-raw>",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "\\*not bold\\*",
)


CODED = {
    "because": (),
    "findings": ({"code": "present", "text": "A link is given.", "field": "Link"},),
    "criteria": ({"text": "Strategic fit", "weight": "30"}, {"text": "Follow-up", "weight": "70"}),
    **dict.fromkeys(("own_cost", "if_places_left", "only_if_asked", "reserve"), "yes"),
    "tone": "last",
    "gave": ("8 one-to-one meetings",),
    "registration": "",
    **dict.fromkeys(("is_reminder", "signs_commitment", "signs_agreement", "signs_for_organisation"), "yes"),
    "ended_how": "withdrawn",
    "ended_by": "host",
    "undone": ("invites-cancelled",),
}
"""Facts that are codes: most change the words of a letter, and are not shown as they are. Without codes
the reasons are told as they arrive."""


def sample(name: str, wanted: FactWanted) -> FactValue:
    if name in CODED:
        return CODED[name]
    if name.endswith("_url"):
        return f"{PORTAL}/delegations/usa-2017/{name}?t=1&x=2"
    match wanted.shape:
        case Shape.TEXT:
            return BY if name in ("confirm_by", "due", "fix_by", "closes_at") else f"The {name} of it"
        case Shape.TEXTS:
            return (f"The first of {name}", f"The second of {name}")
        case Shape.ROWS:
            if wanted.columns in (AGENDA_COLUMNS, CHANGE_COLUMNS):
                return AGENDA if wanted.columns == AGENDA_COLUMNS else CHANGES
            order = ("first", "second")
            return tuple({one: f"The {which} {one}" for one in wanted.columns} for which in order)


def sample_letter(name: LetterName, **facts: FactValue) -> Letter:
    return Letter(
        name=name,
        recipient="A-17",
        facts={fact: sample(fact, wanted) for fact, wanted in FACTS[name].items()} | facts,
    )


def texts_of(value: FactValue) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for one in value for text in (one.values() if isinstance(one, dict) else [one]) if text]


class Page(HTMLParser):
    """What a reader sees, and every element with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag in ("style", "title")
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += "" if self._hidden else data + " "

    @property
    def links(self) -> list[str | None]:
        return [attributes.get("href") for tag, attributes in self.elements if tag == "a"]


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", LetterName)
def test_every_letter_shows_all_it_was_told_in_both_parts(
    name: LetterName, letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime
):
    letter = sample_letter(name)

    written = letters.write(letter, jorg, usa_2017, written_at)

    shown = one_line(Page(written.html).text)
    for fact, value in letter.facts.items():
        is_coded = fact in CODED and fact != "criteria"
        for text in [] if is_coded or fact.endswith("_url") else texts_of(value):
            assert text in one_line(written.text) + written.subject
            assert text in shown + written.subject
    assert jorg.name in written.text
    assert jorg.name in shown
    assert_nothing_unrendered(written)


@pytest.mark.parametrize("name", LetterName)
def test_a_letter_without_pages_asks_for_an_answer_by_mail(
    name: LetterName, letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime
):
    bare = {
        fact: "" if wanted.shape is Shape.TEXT else ()
        for fact, wanted in FACTS[name].items()
        if wanted.may_be_empty
    }

    written = letters.write(sample_letter(name, **bare), jorg, usa_2017, written_at)

    assert_nothing_unrendered(written)
    assert Page(written.html).links == []
    if any(fact.endswith("_url") for fact in FACTS[name]):
        assert "reply to this mail" in written.text


def assert_nothing_unrendered(written: Written) -> None:
    for text in (written.subject, written.text):
        assert not re.search(r"[{}\\]|\*\*|None|Undefined| ,|\(\)|: *\n\n[A-Z]\w+ [a-z]+ yo", text)
    assert not re.search(r"\{\{|\{%|Undefined|&lt;|\*\*", written.html)
    assert len(written.subject) <= 150
    for tag, attributes in Page(written.html).elements:
        assert tag not in ("script", "img", "link", "iframe", "form"), tag
        assert not attributes.get("src")


@pytest.mark.parametrize("name", LetterName)
def test_no_letter_loads_anything_from_anywhere(
    name: LetterName, letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime
):
    written = letters.write(sample_letter(name), jorg, usa_2017, written_at)

    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", written.html))
    assert {one for one in addresses if not one.startswith((PORTAL, "http://www.w3.org/"))} == set()
    assert "@import" not in written.html
    assert "url(" not in written.html


@pytest.mark.parametrize("name", LetterName)
def test_a_letter_is_not_written_with_a_fact_missing_empty_or_unknown(
    name: LetterName, letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime
):
    whole = sample_letter(name)

    for fact in [one for one, wanted in FACTS[name].items() if not wanted.may_be_missing]:
        without = {key: value for key, value in whole.facts.items() if key != fact}
        with pytest.raises(ValueError, match=fact):
            letters.write(whole.model_copy(update={"facts": without}), jorg, usa_2017, written_at)
    with pytest.raises(ValueError, match="does not show 'shoe_size'"):
        letters.write(sample_letter(name, shoe_size="44"), jorg, usa_2017, written_at)


def test_offers_say_in_the_subject_until_when_an_answer_is_needed(
    letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime
):
    written = letters.write(sample_letter(LetterName.OFFER), jorg, usa_2017, written_at)

    assert written.subject.startswith("ACTION NEEDED by Tue 14 March 2017: ")
    assert BY in written.text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_as_text(
    text: str, letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime
):
    person = Person.model_construct(**{**dict(jorg), "name": text})
    usual = letters.write(sample_letter(LetterName.OFFER), jorg, usa_2017, written_at)

    written = letters.write(
        sample_letter(LetterName.OFFER, reasons=(text, "b")), person, usa_2017, written_at
    )

    page, usual_page = Page(written.html), Page(usual.html)
    assert page.elements == usual_page.elements
    shown = one_line(text).replace("://", ": //")
    assert one_line(page.text).count(shown) == 2
    assert written.text.count(shown) == 2


@settings(max_examples=40, deadline=None)
@given(text=st.text(min_size=1, max_size=60).filter(lambda text: text.strip()))
def test_any_text_in_any_cell_changes_no_structure(text: str, write: Callable[[Letter], Written]):
    def page(cell: str) -> Page:
        rows = tuple({**row, "title": cell, "place": cell} for row in AGENDA)
        changes = tuple({"item": cell, "old": cell, "new": cell} for _ in range(2))
        letter = sample_letter(LetterName.ITINERARY_CHANGED, rows=rows, changes=changes, reason=cell)
        return Page(write(letter).html)

    assert [tag for tag, _ in page(text).elements if tag != "strong"] == [
        tag for tag, _ in page("usual").elements if tag != "strong"
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/a",
        "http://portal.legation.example/a",
        "javascript:alert(1)",
        "//evil.example",
        f"{PORTAL}@evil.example",
        f"{PORTAL}/a b",
        f"{PORTAL}/<b>",
        f"{PORTAL}/a)",
    ],
)
def test_a_link_to_anywhere_else_is_not_written(
    url: str, letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime
):
    with pytest.raises(ValueError, match="may only link to"):
        letters.write(sample_letter(LetterName.OFFER, answer_url=url), jorg, usa_2017, written_at)


def test_a_translation_is_used_where_there_is_one(
    tmp_path: Path, usa_2017: DelegationFile, jorg: Person, written_at: datetime
):
    offer = tmp_path / "offer"
    offer.mkdir()
    (tmp_path / "shell.mjml.j2").write_text(
        "<mjml><mj-body><mj-raw>{{ content | safe }}</mj-raw></mj-body></mjml>"
    )
    (offer / "subject.txt.j2").write_text("Your place")
    (offer / "body.md.j2").write_text("{{ delegation.destination }}")
    (offer / "subject.de.txt.j2").write_text("Ihr Platz")
    (offer / "body.de.md.j2").write_text("{{ delegation.destination }}, {{ delegation.dates }}")
    letters = LetterWriter(tmp_path, portal=PORTAL)
    german = jorg.model_copy(update={"language": "de-AT"})
    greek = jorg.model_copy(update={"language": "el"})

    assert letters.write(sample_letter(LetterName.OFFER), german, usa_2017, written_at).subject == "Ihr Platz"
    assert letters.write(sample_letter(LetterName.OFFER), german, usa_2017, written_at).text == (
        "Philadelphia, Washington und Boston, 14.–19. Mai 2017\n"
    )
    assert letters.write(sample_letter(LetterName.OFFER), greek, usa_2017, written_at).subject == "Your place"
