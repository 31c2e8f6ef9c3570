"""What the software says in English, said in another language: one table, matched by the English text.

A saying may have slots, `{count} guests`; `count` chooses the plural form by the rules of the language
(CLDR): 0 is plural in German and singular in French. Old facts are English texts as well, so letters
ordered long ago are said in the language too.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from delegation.calendars.when import locale_of

COUNT = "count"
SLOT = re.compile(r"\{([a-z]+)\}")
ONE, OTHER = "one", "other"
Forms = Mapping[str, str]
"""A text by plural form: `one` and `other`."""
Told = Mapping[str, "str | Forms"]
"""By language, two letters."""
NUMBERS = (COUNT, "least", "most")
"""Slots that hold figures only."""


class Saying(NamedTuple):
    """One text of the software. `english` may be written in several ways, one of them for one thing."""

    english: Sequence[str]
    told: Told


class Found(NamedTuple):
    saying: Saying
    slots: Mapping[str, str]


class SayingBook:
    """Sayings, found by their English text. Those without slots come first, then in the order given."""

    def __init__(self, sayings: Iterable[Saying]) -> None:
        self.sayings = tuple(sayings)
        self._exact: dict[str, Saying] = {}
        self._patterns: list[tuple[re.Pattern[str], Saying]] = []
        for one in self.sayings:
            for english in one.english:
                if SLOT.search(english):
                    self._patterns.append((_pattern(english), one))
                else:
                    self._exact.setdefault(english, one)

    def find(self, text: str) -> Found | None:
        """The saying that `text` is; None where the software did not write it."""
        exact = self._exact.get(text)
        if exact is not None:
            return Found(exact, {})
        for pattern, saying in self._patterns:
            if (match := pattern.fullmatch(text)) is not None:
                return Found(saying, match.groupdict())
        return None


def in_words(found: Found, language: str, slots: Mapping[str, str] | None = None) -> str | None:
    """The saying in `language`; None where it has no words for it. `slots` are its slots, said already."""
    told = found.saying.told.get(language.split("-")[0].lower())
    if told is None:
        return None
    filled = {**found.slots, **(slots or {})}
    if not isinstance(told, str):
        told = told[form_of(int(filled.get(COUNT, "1")), language)]
    return told.format_map(filled)


def form_of(number: int, language: str) -> str:
    """`one` or `other`: CLDR's plural form, those for millions and for fractions taken as `other`."""
    return ONE if locale_of(language).plural_form(number) == ONE else OTHER


@lru_cache(maxsize=512)
def _pattern(english: str) -> re.Pattern[str]:
    parts = SLOT.split(english)
    shown = [
        re.escape(part) if number % 2 == 0 else rf"(?P<{part}>{r'[0-9]+' if part in NUMBERS else r'.+?'})"
        for number, part in enumerate(parts)
    ]
    return re.compile("".join(shown), re.DOTALL)
