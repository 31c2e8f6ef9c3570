"""What pages say, in the language of who reads them: one file for each, English where there is none."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

ENGLISH = "en"


class Words:
    """The texts of one page in one language."""

    def __init__(self, language: str, texts: Mapping[str, Mapping[str, str]]) -> None:
        self.language = language
        """Two letters: what the page names as its language."""
        self._texts = texts

    def __call__(self, part: str, name: str, /, **slots: object) -> str:
        """The text `name` of `part` with its slots filled, not escaped. Raises KeyError."""
        return self._texts[part][name].format_map(slots)


class WordBook:
    """The texts of one page in all languages: `de.toml`, `en.toml`, ... in `folder`, read once."""

    def __init__(self, folder: Path) -> None:
        self._words = {
            path.stem: Words(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
            for path in sorted(folder.glob("*.toml"))
        }

    def read_by(self, language: str) -> Words:
        """In this BCP 47 language, else in English."""
        return self._words.get(language.split("-")[0].lower(), self._words[ENGLISH])
