"""Every document in every language it is made in: whole, and with no sentence of the English one."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from activities.composing import Composed, Composer
from activities.dossiers import Dossiers
from activities.register import Register
from delegation.document import XLSX, DocumentKind, Wanted
from delegation.papers.needed import documents_needed
from delegation.papers.paper import SPOKEN
from tests.activities.test_programme_papers_set import TYPESETTER, pages
from tests.usa import TEMPLATES, usa_2017
from tests.usa_programme import MADE_AT, a_vault, published

SLOT = re.compile(r"{(\w+)}")
WORD = re.compile(r"[^\W\d_]{2,}")
WORDS = tuple(sorted(path.parent.name for path in TEMPLATES.glob("*/en.toml")))
KINDS = (
    DocumentKind.PROGRAMME_BOOKLET,
    DocumentKind.PARTICIPANT_CATALOGUE,
    DocumentKind.BADGE_SHEET,
    DocumentKind.BRIEFING_BOOK,
    DocumentKind.GUEST_LIST,
    DocumentKind.ROOMING_LIST,
    DocumentKind.TRANSFER_MANIFEST,
    DocumentKind.TABLE_CARDS,
    DocumentKind.ROUTE_MAP,
    DocumentKind.ATTENDANCE_LIST,
    DocumentKind.DAY_SHEET,
    DocumentKind.PROGRAMME_PICTURE,
)
SOFTWARE = re.compile(
    r"^(Local time|In parallel|You meet|You asked|One-to-one|Questions|More about|Write to|Clocks|"
    r"Your |Meeting |Goes to|Seats|About it|Single|Twin|everybody|session$|visit$|meal$|transfer$|"
    r"travel$|As of|version|The programme|Attendance|Guest|Room|all day)"
    r"|\b(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday) \d|\d (hours? (behind|ahead)|of \d)"
)
"""What the software says in English facts; all else is the delegation's own, or a name."""
LITERAL = re.compile(r"(?<!#)\[(?P<text>[^\[\]#\\]*[A-Za-z]{3,}[^\[\]#]*)\]")
"""Words that stand in a template itself."""


def texts_of(folder: str, language: str) -> dict[str, str]:
    def flat(table: dict[str, object], before: str = "") -> Iterator[tuple[str, str]]:
        for name, told in table.items():
            if isinstance(told, dict):
                yield from flat(told, f"{before}{name}.")
            else:
                yield f"{before}{name}", str(told)

    return dict(flat(tomllib.loads((TEMPLATES / folder / f"{language}.toml").read_text(encoding="utf-8"))))


@cache
def set_in(language: str) -> dict[DocumentKind, Composed]:
    """One document of each kind, as an organiser and a delegate of that language get it."""
    programme, file = published(3), usa_2017()
    store = a_vault(programme)
    register = Register(store)
    for one in programme.delegates:
        register.keep(file.slug, register.person(file.slug, one).model_copy(update={"language": language}))
    spoken = file.organiser.model_copy(update={"language": language})
    composer = Composer(
        Dossiers(store, register), file.model_copy(update={"organiser": spoken}), programme, MADE_AT
    )
    day = Wanted(kind=DocumentKind.ATTENDANCE_LIST, about="2017-05-16")
    shared = (Wanted(kind=kind) for kind in KINDS[:3])
    made: dict[DocumentKind, Composed] = {}
    for wanted in (*shared, day, *documents_needed(file, programme)):
        composed = None if wanted.form == XLSX or wanted.kind in made else composer.compose(wanted)
        if composed is not None:
            made[wanted.kind] = composed
    return made


def said_in(shown: object) -> Iterator[str]:
    match shown:
        case dict():
            for one in shown.values():
                yield from said_in(one)
        case list():
            for one in shown:
                yield from said_in(one)
        case str():
            yield shown


@pytest.mark.parametrize("folder", WORDS)
@pytest.mark.parametrize("language", ["de", "fr"])
def test_words_of_a_document_have_the_same_names_and_slots_in_every_language(folder: str, language: str):
    english, told = texts_of(folder, "en"), texts_of(folder, language)

    assert told.keys() == english.keys()
    for name, text in english.items():
        assert set(SLOT.findall(told[name])) == set(SLOT.findall(text)), name
        assert len(WORD.findall(SLOT.sub("", text))) < 3 or told[name] != text, name


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("kind", KINDS)
def test_every_document_is_typeset_in_every_language(kind: DocumentKind, language: str):
    made = set_in(language)[kind]

    assert made.facts.model_dump()["imprint"]["language"] == language
    assert pages(kind, made).startswith(b"%PDF")


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_document_says_in_english_what_the_software_says(kind: DocumentKind, language: str):
    english = {
        one for one in said_in(set_in("en")[kind].facts.model_dump(mode="json")) if SOFTWARE.search(one)
    }

    assert english & {*said_in(set_in(language)[kind].facts.model_dump(mode="json"))} == set()


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("kind", [DocumentKind.ROUTE_MAP, DocumentKind.PROGRAMME_PICTURE])
def test_pictures_say_nothing_in_english(kind: DocumentKind, language: str):
    drawings = set_in(language)[kind].drawings or {}
    shown = " ".join(draw(TYPESETTER.atlas()) for draw in drawings.values())

    assert drawings
    assert (
        re.findall(r">(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+|Times are|Route|\d+–\d+ May|UNITED)\b", shown)
        == []
    )


@pytest.mark.parametrize("template", [path.name for path in sorted(TEMPLATES.glob("*.typ"))])
def test_a_template_says_nothing_itself(template: str):
    lines = [
        line
        for line in Path(TEMPLATES / template).read_text().splitlines()
        if not line.lstrip().startswith("//")
    ]

    assert [found["text"] for line in lines for found in LITERAL.finditer(line)] == []


def test_english_documents_keep_the_fingerprints_they_had_before_there_were_other_languages():
    made = set_in("en")[DocumentKind.ROUTE_MAP]
    shown = made.facts.model_dump(mode="json")
    shown["imprint"] = {
        name: told
        for name, told in shown["imprint"].items()
        if name not in ("made_on", "version", "language")
    }
    canonical = json.dumps([shown, list(made.drawn_from)], sort_keys=True, ensure_ascii=False)

    assert made.fingerprint == hashlib.sha256(canonical.encode()).hexdigest()
    assert made.fingerprint != set_in("de")[DocumentKind.ROUTE_MAP].fingerprint
