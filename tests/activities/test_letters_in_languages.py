"""Every letter in every language it is offered in: whole, in that language, and nothing left in English."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from activities.letters import LetterWriter, Written
from activities.links import CalendarLinks
from delegation.fact_wanted import FactWanted, Shape
from delegation.file import DelegationFile
from delegation.invite import Method, PartStat, Revision
from delegation.itinerary import ItineraryItem
from delegation.letter import FactValue, Letter, LetterName
from delegation.letter_facts import FACTS
from delegation.person import Person
from tests.activities.conftest import PORTAL
from tests.activities.languages import (
    ENGLISH,
    INVITES,
    LANGUAGES,
    LETTERS,
    OWN_TOO,
    PARTS,
    Facts,
    body_of,
    choices_of,
    folders,
    rows_apart,
    translations,
    variations,
    with_policies,
    words_of,
)
from tests.activities.test_letters import assert_nothing_unrendered
from tests.activities.test_selection_letters_in_languages import LETTERS as OF_THE_SELECTION
from tests.activities.test_selection_letters_in_languages import QUOTED, full_facts

NOW = datetime(2017, 3, 7, 9, 30, tzinfo=UTC)
FEED, WEBCAL = f"{PORTAL}/c/abc.ics", "webcal://portal.legation.example/c/abc.ics"
LINKED = CalendarLinks(feed=FEED, webcal=WEBCAL, answers={"zz": f"{PORTAL}/a/abc"})
DUE = "Tue 14 March 2017, 12:00 Brussels (CET, UTC+1)"
AGENDA = (
    {
        "day": "Mon 15 May",
        "time": "09:00-10:15 (+1 day)",
        "zone": "EDT",
        "title": "Meeting with Zz",
        "place": "Zz, Table 4",
        "remark": "journey",
        "item": "zz",
    },
    {
        "day": "Tue 16 May",
        "time": "all day, until Wed 17 May",
        "zone": "",
        "title": "Zz",
        "place": "Zz",
        "remark": "up to 8 meetings of 20 minutes",
        "item": "yy",
    },
)
CHANGES = (
    {
        "item": "Meeting with Zz",
        "old": "Tue 16 May 2017, 14:10 (EDT, UTC-4), Table 4, Zz, until Tue 16 May 2017, 14:30 (EDT, UTC-4)",
        "new": "Tue 16 May 2017, all day, 3 delegates",
    },
    {"item": "Zz", "old": "", "new": "Tue 16 May 2017, 15:10 (EDT, UTC-4)"},
    {"item": "Zz", "old": "Tue 16 May 2017, 15:10 (EDT, UTC-4)", "new": ""},
)
TOLD = {
    "about": "one-to-one meetings",
    "due": DUE,
    "closes_at": DUE,
    "confirm_by": DUE,
    "final_at": DUE,
    "when": DUE,
    "rows": AGENDA,
    "changes": CHANGES,
    "missing": ("passport data", "room wishes", "diet", "consent to be listed"),
    "gave": ("8 one-to-one meetings", "one meeting", "Zz"),
    "replaces": "list 1",
    "waiting": (
        "You have not confirmed what you receive.",
        "One organisation asks for a meeting with you and has no answer yet.",
        "2 organisations ask for a meeting with you and have no answer yet.",
    ),
    "reason": "One of the delegates cannot attend.",
}
"""Facts in the English words that workflows write; all others are names, which no language changes."""
NAMES = re.compile(r"\bZz\b|https?://\S+|webcal://\S+|itinerary\.ics|\bFeed\b")


def fact_of(name: str, wanted: FactWanted) -> FactValue:
    if name in TOLD and _fits(TOLD[name], wanted):
        return TOLD[name]
    if name.endswith("_url"):
        return f"{PORTAL}/{name}"
    match wanted.shape:
        case Shape.TEXT:
            return "3"
        case Shape.TEXTS:
            return ("Zz", "Zz")
        case Shape.ROWS:
            return (dict.fromkeys((*wanted.columns, *wanted.optional), "Zz"),)


def _fits(fact: FactValue, wanted: FactWanted) -> bool:
    if isinstance(fact, str):
        return wanted.shape is Shape.TEXT
    first = fact[0]
    if isinstance(first, str):
        return wanted.shape is Shape.TEXTS
    return wanted.shape is Shape.ROWS and set(wanted.columns) <= set(first)


def usual_facts(name: LetterName, file: DelegationFile) -> Facts:
    facts = {fact: fact_of(fact, wanted) for fact, wanted in FACTS[name].items()}
    for choice in choices_of(body_of(name.value, "en")):
        if facts.get(choice.fact) == "3":
            facts[choice.fact] = choice.value
    return {**facts, **full_facts(name, file)} if name in OF_THE_SELECTION else facts


@pytest.fixture(scope="session")
def reader(jorg: Person) -> Person:
    return jorg.model_copy(update={"zone": "Europe/Lisbon"})


class Desk:
    """Writes each letter once in every variation."""

    def __init__(self, file: DelegationFile, letters: LetterWriter, reader: Person) -> None:
        self.file, self.letters, self.reader = file, letters, reader
        self._usual: dict[tuple[LetterName, str], list[Written]] = {}
        self._apart: dict[tuple[LetterName, str], list[Written]] = {}

    def usual(self, name: LetterName, language: str) -> list[Written]:
        """With all facts, without some, at other times, and under every policy of invites."""
        key = (name, language)
        if key not in self._usual:
            full = usual_facts(name, self.file)
            written = [self.write(name, facts, language) for facts in variations(name, full)]
            written += [self.write(name, full, language, days=days) for days in (-400, -1, 60, 400)]
            if "rows" in FACTS[name]:
                written += self._under_policies(name, full, language)
            self._usual[key] = written
        return self._usual[key]

    def apart(self, name: LetterName, language: str) -> list[Written]:
        """With one row of each code at a time."""
        key = (name, language)
        if key not in self._apart:
            facts = rows_apart(name, usual_facts(name, self.file))
            self._apart[key] = [self.write(name, one, language) for one in facts]
        return self._apart[key]

    def write(
        self,
        name: LetterName,
        facts: Facts,
        language: str,
        *,
        days: int = 0,
        file: DelegationFile | None = None,
        links: CalendarLinks = LINKED,
    ) -> Written:
        letter = Letter(name=name, recipient="A-17", facts=facts)
        person = self.reader.model_copy(update={"language": language})
        return self.letters.write(letter, person, file or self.file, NOW + timedelta(days=days), links)

    def _under_policies(self, name: LetterName, full: Facts, language: str) -> list[Written]:
        unanswered = CalendarLinks(feed=FEED, webcal=WEBCAL)
        return [
            self.write(name, full, language, file=file, links=links)
            for file in with_policies(self.file)
            for links in (LINKED, unanswered, CalendarLinks())
        ]


@pytest.fixture(scope="session")
def desk(usa_2017: DelegationFile, letters: LetterWriter, reader: Person) -> Desk:
    return Desk(usa_2017, letters, reader)


def invites_written(folder: str, language: str, desk: Desk) -> list[Written]:
    """The words around an invite for every state it can be in."""
    person, file = desk.reader.model_copy(update={"language": language}), desk.file
    item = next(one for one in file.itinerary if one.rsvp).model_copy(
        update={"link": "https://meet.example/zz", "description": "Zz", "title": "Zz", "decline_costs": True}
    )
    moved = {"starts": item.starts.replace(minute=1), "room": "Zz", "title": "Zz", "description": "Zz Zz"}
    before = item.model_copy(update={**moved, "link": "", "title": "Yy"})
    shorter = item.model_copy(update={"ends": item.ends.replace(minute=59)})
    host, written = folder == "host-invite", []
    for revision in _revisions(item, before, shorter):
        both = (CalendarLinks(), CalendarLinks(answers={item.id: f"{PORTAL}/a/abc"}))
        written += [desk.letters.write_invite(revision, person, file, NOW, links, host) for links in both]
    return written


def _revisions(item: ItineraryItem, *before: ItineraryItem) -> Iterable[Revision]:
    usual = {"dtstamp": NOW, "item": item, "method": Method.REQUEST}
    yield Revision(**usual, sequence=0, material=True)
    yield Revision(**usual, sequence=1, material=True)
    yield Revision(**usual, sequence=1, material=False, before=item)
    yield Revision(**usual, sequence=1, material=False, before=item, partstat=PartStat.ACCEPTED)
    yield Revision(**{**usual, "item": item.model_copy(update={"rsvp": False})}, sequence=0)
    yield Revision(**{**usual, "method": Method.CANCEL}, sequence=2)
    for one in before:
        yield Revision(**usual, sequence=1, material=True, before=one)


def squeezed(text: str) -> str:
    return " ".join(text.replace("**", "").split())


# --- whole -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("name", [*(one.value for one in LetterName), *INVITES])
def test_every_letter_is_there_in_german_and_in_french(name: str, language: str):
    for part, kind in (("subject", "txt"), ("body", "md")):
        assert (LETTERS / body_of(name, language, part, kind)).is_file()


def test_what_letters_share_is_there_in_german_and_in_french():
    english = [path for path in LETTERS.rglob("*.j2") if len(path.name.split(".")) == 3]
    missing = [
        f"{path.relative_to(LETTERS)} in {language}"
        for path in english
        for language in ("de", "fr")
        if not path.with_name(path.name.replace(".", f".{language}.", 1)).is_file()
        and path.name != "shell.mjml.j2"
    ]
    assert missing == []


@pytest.mark.parametrize("folder", [path.name for path in folders() if (path / "body.md.j2").is_file()])
def test_subject_and_body_of_a_letter_speak_the_same_languages(folder: str):
    subjects = {path.name.split(".")[1] for path in (LETTERS / folder).glob("subject.*.txt.j2")} - {"txt"}

    assert ("en", *sorted(subjects)) == translations(folder)


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("name", [*(one.value for one in LetterName), *INVITES])
def test_a_translation_includes_no_part_in_another_language(name: str, language: str):
    for part, kind in (("subject", "txt"), ("body", "md")):
        text = (LETTERS / body_of(name, language, part, kind)).read_text()
        for included in re.findall(r"include \"([^\"]+)\"", text):
            assert f".{language}." in included


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LetterName)
def test_a_letter_says_all_its_words_under_some_facts(name: LetterName, language: str, desk: Desk):
    written = [*desk.usual(name, language), *desk.apart(name, language)]

    assert unsaid((name.value,), language, written) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LetterName)
def test_a_letter_leaves_no_gap_where_a_fact_is_missing(name: LetterName, language: str, desk: Desk):
    for one in desk.usual(name, language):
        assert_nothing_unrendered(one)


@pytest.mark.parametrize("language", LANGUAGES)
def test_invites_say_all_their_words_in_some_state(language: str, desk: Desk):
    written = [one for folder in INVITES for one in invites_written(folder, language, desk)]

    assert unsaid(INVITES, language, written) == []
    for one in written:
        assert_nothing_unrendered(one)


def unsaid(folders: Iterable[str], language: str, written: Iterable[Written]) -> list[str]:
    """What stands in the templates and in none of the letters."""
    shown = [squeezed(f"{one.subject} {one.text}") for one in written]
    templates = [body_of(folder, language, *part) for folder in folders for part in PARTS]
    pieces = [piece for template in templates for piece in words_of(template)]
    return [piece for piece in pieces if not any(squeezed(piece) in text for text in shown)]


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("name", [*(one.value for one in LetterName), *INVITES])
def test_a_translation_decides_by_the_same_values_as_the_english(name: str, language: str):
    def values(tongue: str) -> set[tuple[str, str, str]]:
        return {tuple(one) for one in choices_of(body_of(name, tongue))}

    assert values("en") <= values(language)


# --- in one language -------------------------------------------------------------------------------


def own_words(text: str, file: DelegationFile) -> str:
    """Without quotations, names, addresses and what the delegation itself is called."""
    kept = QUOTED.sub(" ", text)
    cities = [leg.city for leg in file.legs]
    for name in (file.title, file.organiser.name, *cities, *(one.position for one in file.people)):
        kept = kept.replace(name, " ") if name else kept
    return NAMES.sub(" ", kept)


def english_in(text: str, language: str, file: DelegationFile) -> set[str]:
    found = {word.casefold() for word in ENGLISH.findall(own_words(text, file))}
    return found - OWN_TOO.get(language, set())


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("name", LetterName)
def test_no_letter_says_anything_in_english_to_somebody_who_reads_another_language(
    name: LetterName, language: str, desk: Desk
):
    for one in (*desk.usual(name, language), *desk.apart(name, language)):
        assert english_in(f"{one.subject}\n{one.text}", language, desk.file) == set(), one.text


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("folder", INVITES)
def test_no_invite_says_anything_in_english_to_somebody_who_reads_another_language(
    folder: str, language: str, desk: Desk
):
    places = tuple(one.model_copy(update={"name": "Zz", "address": "Zz"}) for one in desk.file.places)
    named = Desk(desk.file.model_copy(update={"places": places}), desk.letters, desk.reader)
    for one in invites_written(folder, language, named):
        assert english_in(f"{one.subject}\n{one.text}", language, desk.file) == set(), one.text


def sentences(text: str) -> set[str]:
    found = re.split(r"(?<=[.:;!?])\s+|\n", text)
    return {one.strip(" -*") for one in found if len(re.findall(r"[^\W\d_]{2,}", one)) > 2}


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("name", LetterName)
def test_no_sentence_of_the_english_letter_stands_in_another(name: LetterName, language: str, desk: Desk):
    def told(tongue: str) -> set[str]:
        written = desk.write(name, usual_facts(name, desk.file), tongue)
        return sentences(own_words(f"{written.subject}\n{written.text}", desk.file))

    same = told("en") & told(language)
    assert {one for one in same if desk.reader.name not in one and "Vermeulen" not in one} == set()


# --- spaces ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LetterName)
def test_french_letters_never_break_a_line_before_high_punctuation(name: LetterName, desk: Desk):
    for one in desk.usual(name, "fr"):
        for text in (one.subject, one.text):
            assert re.findall(r"\S+ [;:!?»](?=\s|$)|« ", text) == []
