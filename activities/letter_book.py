"""Words that organisers gave to letters: every version kept for good, and an index of those that count."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime

from pydantic import AwareDatetime, Field

from activities.keys import (
    letter_trouble_key,
    letter_troubles_prefix,
    letter_words_index_key,
    letter_words_key,
)
from activities.ports import DocumentStore, KeyTaken
from activities.swapping import current
from delegation.fact import Fact
from delegation.letter import LetterName
from delegation.letter_words import Language, LetterWords

JSON = "application/json"
TRIES = 20


class Counting(Fact):
    """The version of one letter in one language that counts; no `key`: our own words again."""

    version: int
    key: str = ""
    author: str
    at: AwareDatetime


class LetterIndex(Fact):
    """By letter and language, as `offer/en`."""

    counting: dict[str, Counting] = Field(default_factory=dict)


class LetterTrouble(Fact):
    """Words that could not be used for somebody: the letter left in our own words."""

    letter: LetterName
    language: Language
    version: int
    problem: str
    """One sentence without personal data."""
    at: AwareDatetime

    @property
    def id(self) -> str:
        """The same trouble of the same version is told once, whomever it was for."""
        what = f"{self.letter}|{self.language}|{self.version}|{self.problem}"
        return hashlib.sha256(what.encode()).hexdigest()

    @property
    def task(self) -> str:
        """What an organiser reads."""
        name = f"the letter {self.letter.value} ({self.language})"
        return f"Your words of {name} could not be used, and it left in ours: {self.problem} Save it again."


class WordsChanged(Exception):
    """Somebody else gave the letter other words since these were looked at."""


class LetterBook:
    """The words of every delegation's letters."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    def index(self, delegation: str) -> LetterIndex:
        """Raises OSError when the store is away."""
        kept = current(self._store, letter_words_index_key(delegation))
        return LetterIndex.model_validate_json(kept) if kept else LetterIndex()

    def words(self, delegation: str, letter: LetterName, language: str) -> LetterWords | None:
        """What counts for that letter in that language; None where our own words do.

        Raises OSError when the store is away, Missing where the version is gone.
        """
        entry = self.index(delegation).counting.get(f"{letter.value}/{language}")
        if entry is None or not entry.key:
            return None
        return LetterWords.model_validate_json(self._store.read(entry.key))

    def save(self, delegation: str, words: LetterWords, *, expected: int | None = None) -> LetterWords:
        """Keep `words` as the version that counts from now on. The same words again are no new version.

        `expected`: the version that was looked at, 0 for ours that were never changed. Raises WordsChanged
        where another counts by now.
        """
        kept = words

        def counted(before: Counting | None) -> Counting:
            nonlocal kept
            _demand_version(before, expected)
            kept = words.model_copy(update={"version": before.version + 1 if before else 1})
            content = kept.model_dump_json().encode()
            key = letter_words_key(
                delegation,
                words.letter.value,
                words.language,
                kept.version,
                hashlib.sha256(content).hexdigest(),
            )
            self._store.create(key, content, JSON)
            return Counting(version=kept.version, key=key, author=words.author, at=words.at)

        now = self.words(delegation, words.letter, words.language)
        if now and (now.subject, now.body) == (words.subject, words.body):
            return now
        self._swap(delegation, f"{words.letter.value}/{words.language}", counted)
        return kept

    def reset(
        self,
        delegation: str,
        letter: LetterName,
        language: str,
        *,
        author: str,
        at: datetime,
        expected: int | None = None,
    ) -> None:
        """Our own words count again; what was saved stays kept. Raises WordsChanged as `save` does."""

        def ours(before: Counting | None) -> Counting:
            _demand_version(before, expected)
            return Counting(version=before.version + 1 if before else 1, author=author, at=at)

        self._swap(delegation, f"{letter.value}/{language}", ours)

    def note(self, delegation: str, trouble: LetterTrouble) -> None:
        """Keep that words could not be used. Safe to repeat."""
        try:
            content = trouble.model_dump_json().encode()
            self._store.create(letter_trouble_key(delegation, trouble.id), content, JSON)
        except KeyTaken:
            return  # told before, of another letter at another time

    def troubles(self, delegation: str) -> tuple[LetterTrouble, ...]:
        """Those of versions that still count, the oldest first."""
        counting = self.index(delegation).counting
        kept = (
            LetterTrouble.model_validate_json(self._store.read(key))
            for key in self._store.keys(letter_troubles_prefix(delegation))
        )
        return tuple(sorted((one for one in kept if _counts(one, counting)), key=lambda one: one.at))

    def _swap(self, delegation: str, place: str, counted: Callable[[Counting | None], Counting]) -> None:
        """Raises OSError where others change the letters all the time."""
        key = letter_words_index_key(delegation)
        for _ in range(TRIES):
            stored = current(self._store, key)
            index = LetterIndex.model_validate_json(stored) if stored else LetterIndex()
            counting = {**index.counting, place: counted(index.counting.get(place))}
            content = LetterIndex(counting=counting).model_dump_json().encode()
            if self._store.replace(key, content, JSON, instead_of=stored):
                return
        raise OSError("Others are changing the letters of this delegation; try again.")


def _demand_version(before: Counting | None, expected: int | None) -> None:
    if expected is not None and expected != (before.version if before else 0):
        raise WordsChanged


def _counts(trouble: LetterTrouble, counting: Mapping[str, Counting]) -> bool:
    entry = counting.get(f"{trouble.letter.value}/{trouble.language}")
    return entry is not None and bool(entry.key) and entry.version == trouble.version
