"""Dates, plurals and a delegation's own texts in German and in French."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.calendars.when import dates_in, day_in, long_date_in
from delegation.languages.dates import dates_said
from delegation.languages.letter_sayings import LETTER_SAYINGS
from delegation.languages.paper_sayings import PAPER_SAYINGS
from delegation.languages.saying import SLOT
from delegation.languages.tongue import ENGLISH, file_in, item_in, said_line, said_text, tongue_of
from delegation.reading.delegation_file import DelegationFileError, read_delegation
from tests.usa import usa_2017
from workflows._itinerary import PAPER_NAMES

ROOT = Path(__file__).parents[2]
GERMAN, FRENCH = (tongue_of(language, usa_2017()) for language in ("de", "fr"))
BOOKS = (LETTER_SAYINGS, PAPER_SAYINGS)


@pytest.mark.parametrize(
    ("english", "german", "french"),
    [
        ("0 guests", "0 Gäste", "0 invité"),
        ("1 guest", "1 Gast", "1 invité"),
        ("2 guests", "2 Gäste", "2 invités"),
        ("8 one-to-one meetings", "8 Einzelgespräche", "8 entretiens individuels"),
        ("one meeting", "ein Gespräch", "un entretien"),
        ("Meeting with MIT", "Gespräch mit MIT", "Entretien avec MIT"),
        ("Table 4", "Tisch 4", "Table 4"),
        (
            "22:00-00:30 (+1 day)",
            "22:00-00:30 (+1 Tag)",
            "22:00-00:30 (+1 jour)",
        ),
        ("22:00-01:00 (+2 days)", "22:00-01:00 (+2 Tage)", "22:00-01:00 (+2 jours)"),
        ("Mon 1 May", "Mo. 1. Mai", "lun. 1er mai"),
        ("Monday 1 May 2017", "Montag, 1. Mai 2017", "lundi 1er mai 2017"),
        ("all day, until Tue 16 May", "ganztägig, bis Di. 16. Mai", "toute la journée, jusqu'au mar. 16 mai"),
        ("30 May – 2 June 2017", "30. Mai – 2. Juni 2017", "30 mai – 2 juin 2017"),
        (
            "Tue 14 March 2017, 12:00 Brussels (CET, UTC+1)",
            "Di. 14. März 2017, 12:00 Brüssel (CET, UTC+1)",
            "mar. 14 mars 2017, 12:00 Bruxelles (CET, UTC+1)",
        ),
    ],
)
def test_what_the_software_says_is_said_in_the_language(english: str, german: str, french: str):
    assert said_text(english, ENGLISH) == english
    assert said_text(english, GERMAN).replace("\u2009", " ") == german
    assert said_text(english, FRENCH).replace("\u2009", " ") == french


def test_the_first_of_a_month_has_its_own_number_in_french_alone():
    first, eleventh = date(2015, 5, 1), date(2015, 5, 11)

    assert day_in("fr", first) == "ven. 1er mai 2015"
    assert long_date_in("fr", eleventh) == "11 mai 2015"
    assert dates_in("fr", first, date(2015, 5, 3)) == "1er–3 mai 2015"
    assert dates_in("de", first, date(2015, 5, 3)) == "1.–3. Mai 2015"


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_one_day_is_told_once_and_two_months_in_full(language: str):
    day, last = date(2015, 3, 26), date(2015, 4, 1)

    assert dates_in(language, day, day) == long_date_in(language, day)
    assert dates_in(language, day, last).count("2015") == 1
    assert long_date_in(language, last) in dates_in(language, day, last)


def test_every_saying_has_words_in_german_and_in_french_with_its_slots():
    for one in (saying for book in BOOKS for saying in book.sayings):
        slots = {slot for english in one.english for slot in SLOT.findall(english)}
        for language in ("de", "fr"):
            told = one.told[language]
            forms = {"one": told, "other": told} if isinstance(told, str) else told
            assert set(forms) == {"one", "other"}
            assert set(SLOT.findall(forms["other"])) == slots, one
            assert set(SLOT.findall(forms["one"])) <= slots, one


@pytest.mark.parametrize("name", sorted(PAPER_NAMES.values()))
def test_every_travel_paper_has_a_name_in_german_and_in_french(name: str):
    assert said_text(name, GERMAN) != name
    assert said_text(name, FRENCH) != name


@given(st.text(max_size=200))
def test_what_nobody_translated_is_left_as_it_is_in_english(text: str):
    assert said_text(text, ENGLISH) == text
    assert said_line(text, ENGLISH) == text
    assert isinstance(dates_said(text, "fr", {}), str)


def test_a_delegation_speaks_the_languages_its_file_translates_it_into():
    file = usa_2017()
    item = file.itinerary[0]
    own = {file.title: "EU-Clusterdelegation in die USA 2017", item.title: "Begrüßung"}
    translated = file.model_copy(update={"translations": {"de": own}})
    german, french = (tongue_of(language, translated) for language in ("de-AT", "fr"))

    assert file_in(german, translated).title == "EU-Clusterdelegation in die USA 2017"
    assert item_in(german, item).title == "Begrüßung"
    assert file_in(french, translated) == translated
    assert file_in(german, translated).itinerary[0].id == item.id
    assert [leg.zone for leg in file_in(german, translated).legs] == [leg.zone for leg in file.legs]


def test_what_a_host_reads_begins_with_who_comes_in_their_language():
    file = usa_2017()
    item = file.itinerary[0].model_copy(
        update={"description": f"The whole delegation, {file.title}\n\nCome to the main entrance."}
    )

    said = item_in(GERMAN, item).description

    assert said == f"Die ganze Delegation, {file.title}\n\nCome to the main entrance."
    assert item_in(FRENCH, item).description.startswith("Toute la délégation, ")


def test_a_translation_of_what_the_file_does_not_say_is_told_with_its_line():
    path = ROOT / "examples" / "usa-2017" / "delegation.yaml"
    whole = path.read_text()
    title = usa_2017().title
    told = f"\ntranslations:\n  de:\n    {title}: EU-Delegation\n    {title}s: Verschrieben\n  ger:\n"

    with pytest.raises(DelegationFileError) as caught:
        read_delegation(f"{whole}{told}    {title}: EU-Delegation\n", "usa.yaml")

    lines = whole.count("\n") + 1
    assert [(one.line, one.message) for one in caught.value.problems] == [
        (lines + 4, f"'{title}s' is no text of this file"),
        (lines + 6, "'ger' is not how a language is written here"),
    ]
    assert caught.value.problems[0].remedy == f"did you mean {title!r}?"
