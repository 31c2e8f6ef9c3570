"""What pages say, in the language of who reads them: one file for each, English where there is none."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

ENGLISH = "en"
WANTED = re.compile(
    r"(?<![A-Za-z-])(?P<language>[A-Za-z]{2,3})(?:-[A-Za-z0-9-]{1,20})?(?:;q=(?P<quality>[01](?:\.\d{1,3})?))?(?=,|$)"
)
"""A language of the header Accept-Language, without its region, and how much it is wanted."""


class Words:
    """The texts of one page in one language."""

    def __init__(self, language: str, texts: Mapping[str, Mapping[str, str]]) -> None:
        self.language = language
        """Two letters: what the page names as its language."""
        self._texts = texts

    def __call__(self, part: str, name: str, /, **slots: object) -> str:
        """The text `name` of `part` with its slots filled, not escaped. Raises KeyError."""
        return self._texts[part][name].format_map(slots)

    def over(self, usual: "Words") -> "Words":
        """These texts, and those of `usual` where there is none here; the language is that of these."""
        parts = {**usual._texts, **self._texts}
        return Words(self.language, {one: {**usual._texts.get(one, {}), **parts[one]} for one in parts})


class WordBook:
    """The texts of one page in all languages: `de.toml`, `en.toml`, ... in `folder`, read once."""

    def __init__(self, folder: Path) -> None:
        self._words = {
            path.stem: Words(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
            for path in sorted(folder.glob("*.toml"))
        }

    @property
    def languages(self) -> tuple[str, ...]:
        """Two letters each."""
        return tuple(self._words)

    def read_by(self, language: str) -> Words:
        """In this BCP 47 language, else in English."""
        return self._words.get(language.split("-")[0].lower(), self._words[ENGLISH])

    def over(self, usual: "WordBook", language: str) -> Words:
        """These texts before the usual ones, both in the language if these have it, else both in English."""
        mine = self.read_by(language)
        return mine.over(usual.read_by(mine.language))

    def best_of(self, accepted: str) -> Words:
        """In the first language of a header Accept-Language there are words for, else in English."""
        ranked = sorted(
            WANTED.finditer(accepted.replace(" ", "")[:200]), key=lambda one: -float(one["quality"] or 1)
        )
        known = (one["language"].lower() for one in ranked if float(one["quality"] or 1) > 0)
        return self._words[next((one for one in known if one in self._words), ENGLISH)]
