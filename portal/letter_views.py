"""What the commands for letters show."""

from pydantic import AwareDatetime

from activities.letter_book import LetterTrouble
from delegation.fact import Fact
from delegation.letter import LetterName
from delegation.letter_words import Word


class LetterRow(Fact):
    """One letter in one language: ours, or an organiser's."""

    letter: LetterName
    language: str
    version: int = 0
    """0: never changed."""
    author: str = ""
    """Empty: our own words count."""
    at: AwareDatetime | None = None


class LettersListed(Fact):
    """Every letter there is, with each language somebody worded it in; and words that could not be used."""

    letters: tuple[LetterRow, ...]
    troubles: tuple[LetterTrouble, ...] = ()


class LetterShown(Fact):
    """The words of one letter as they count, and the names they may use."""

    letter: LetterName
    language: str
    subject: str
    body: str
    author: str = ""
    at: AwareDatetime | None = None
    names: dict[str, Word]
    passages: tuple[str, ...]
    """Of ours, as `closing`; written as `{{ ours.closing }}`."""


class LetterTried(Fact):
    """A letter with made-up facts."""

    subject: str
    text: str
    html: str
