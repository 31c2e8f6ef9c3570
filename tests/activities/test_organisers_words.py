"""Letters in the words of organisers, and what happens where those cannot be used."""

from datetime import datetime
from pathlib import Path

import pytest

from activities.allowed_words import problems_of_words
from activities.letter_book import LetterBook
from activities.letters import LetterWriter
from delegation.file import DelegationFile
from delegation.letter import LetterName
from delegation.letter_examples import READER, example_letter
from delegation.letter_words import LetterWords, vocabulary
from delegation.person import Person
from tests.activities.conftest import PORTAL
from tests.fakes import MemoryStore

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt")


@pytest.fixture
def book() -> LetterBook:
    return LetterBook(MemoryStore())


@pytest.fixture
def writer(book: LetterBook) -> LetterWriter:
    return LetterWriter(ROOT / "templates" / "letters", portal=PORTAL, book=book)


def words_of(body: str, at: datetime, *, language: str = "en", subject: str = "Your place") -> LetterWords:
    return LetterWords(
        letter=LetterName.OFFER, language=language, subject=subject, body=body, author="H. Vermeulen", at=at
    )


@pytest.mark.parametrize("name", LetterName)
def test_every_letter_of_ours_could_be_saved_as_it_is_shown(
    name: LetterName, writer: LetterWriter, written_at: datetime
):
    for language in LANGUAGES:
        ours = writer.our_words(name, language)
        words = LetterWords(
            letter=name,
            language=language,
            subject=ours.subject,
            body=ours.body,
            author="H",
            at=written_at,
        )

        assert problems_of_words(words, vocabulary(name), frozenset(ours.passages)) == (), language


@pytest.mark.parametrize(
    "name", [LetterName.OFFER, LetterName.AGENDA_FINAL, LetterName.AGREEMENT_REMINDER, LetterName.RESERVE]
)
def test_our_words_in_the_process_of_organisers_give_the_letter_we_would_have_sent(
    name: LetterName, writer: LetterWriter, usa_2017: DelegationFile, written_at: datetime
):
    ours = writer.our_words(name, "en")
    words = LetterWords(
        letter=name, language="en", subject=ours.subject, body=ours.body, author="H", at=written_at
    )
    letter = example_letter(name, PORTAL)

    assert writer.in_words(words, letter, READER, usa_2017, written_at) == writer.write(
        letter, READER, usa_2017, written_at
    )


def test_a_saved_letter_leaves_in_the_words_of_its_organiser(
    book: LetterBook, writer: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime
):
    book.save(usa_2017.slug, words_of("Dear {{ person.name }}, come along.", written_at))

    written = writer.write(example_letter(LetterName.OFFER, PORTAL), jorg, usa_2017, written_at)

    assert written.subject == "Your place"
    assert written.text == "Dear Jörg Müller-Łukasz, come along.\n"
    assert "Dear Jörg Müller-Łukasz, come along." in written.html
    assert book.troubles(usa_2017.slug) == ()


def test_words_in_the_reader_s_language_go_before_words_in_english(
    book: LetterBook, writer: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime
):
    german = jorg.model_copy(update={"language": "de-AT"})
    letter = example_letter(LetterName.OFFER, PORTAL)
    book.save(usa_2017.slug, words_of("Come along.", written_at))
    assert "wir freuen uns" in writer.write(letter, german, usa_2017, written_at).text

    book.save(usa_2017.slug, words_of("Kommen Sie mit.", written_at, language="de"))
    assert writer.write(letter, german, usa_2017, written_at).text == "Kommen Sie mit.\n"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("{{ answer_url | link('Answer') }}", "links where there is no page"),
        ("{{ person.gone }}", "has no part 'gone'"),
        ("See https://elsewhere.example", "neither ours nor named"),
        ("{% if answer_url %}x{% endif %}", "says nothing"),
    ],
)
def test_words_that_cannot_be_used_for_somebody_become_a_task_and_the_letter_leaves_in_ours(
    body: str,
    problem: str,
    book: LetterBook,
    writer: LetterWriter,
    usa_2017: DelegationFile,
    jorg: Person,
    written_at: datetime,
):
    book.save(usa_2017.slug, words_of(body, written_at))
    letter = example_letter(LetterName.OFFER, PORTAL, is_full=False)

    written = [writer.write(letter, jorg, usa_2017, written_at) for _ in range(2)]

    assert all("we are glad to offer you a place" in one.text for one in written)
    (trouble,) = book.troubles(usa_2017.slug)
    assert problem in trouble.problem
    assert "it left in ours" in trouble.task
    assert "Jörg" not in trouble.model_dump_json()

    book.reset(usa_2017.slug, LetterName.OFFER, "en", author="H", at=written_at)
    assert book.troubles(usa_2017.slug) == ()


def test_every_version_is_kept_and_the_last_counts(book: LetterBook, written_at: datetime):
    first = book.save("usa-2017", words_of("One", written_at))
    again = book.save("usa-2017", words_of("One", written_at))
    second = book.save("usa-2017", words_of("Two", written_at))

    assert (first.version, again.version, second.version) == (1, 1, 2)
    kept = book.words("usa-2017", LetterName.OFFER, "en")
    assert kept is not None
    assert (kept.body, kept.author, kept.at) == ("Two", "H. Vermeulen", written_at)

    book.reset("usa-2017", LetterName.OFFER, "en", author="H", at=written_at)
    assert book.words("usa-2017", LetterName.OFFER, "en") is None
    assert book.save("usa-2017", words_of("One", written_at)).version == 4
