"""What passes between a letter in an organiser's words and the process that writes it: plain texts alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from activities.allowed_words import problems_of_words
from activities.letter_book import LetterTrouble
from activities.wording import Told
from activities.words_apart import TOLD, NotWritten, Plain
from delegation.letter import FactValue
from delegation.letter_words import LetterWords, vocabulary

LONGEST_PROBLEM = 300


def demand_allowed(words: LetterWords, ours: frozenset[str]) -> None:
    """Raises NotWritten where the words hold what is not possible, or no longer fit the letter."""
    problems = problems_of_words(words, vocabulary(words.letter), ours)
    if problems:
        raise NotWritten(problems[0])


def plain_facts(known: Mapping[str, FactValue | dict[str, str]]) -> dict[str, Plain]:
    """Texts, lists and rows as JSON has them; a moment keeps its day, clock and nearness beside it."""
    return {name: _plain(value) for name, value in known.items()}


def trouble_with(words: LetterWords, problem: str, at: datetime) -> LetterTrouble:
    return LetterTrouble(
        letter=words.letter,
        language=words.language,
        version=words.version,
        problem=problem[:LONGEST_PROBLEM],
        at=at,
    )


def _plain(value: Any) -> Any:  # Any: as facts nest
    if isinstance(value, Told):
        return {TOLD: str(value), "day": value.day, "clock": value.clock, "nearness": value.nearness}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value]
