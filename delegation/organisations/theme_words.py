"""Themes in free words: each is a theme of the delegation's file, or is kept as it was written."""

import difflib
from collections.abc import Iterable, Mapping

from delegation.file import Theme
from delegation.organisations.likeness import name_key

NEARLY = 0.9
"""How alike two spellings of a theme must be; a slip of the pen, not another theme."""


class ThemeFinder:
    """Finds the themes that words mean: by mapped words first, then by id and title, then nearly so."""

    def __init__(self, themes: Iterable[Theme], mapped: Mapping[str, str] | None = None) -> None:
        self._known: dict[str, str] = {}
        for theme in themes:
            self._known[name_key(theme.id)] = theme.id
            self._known[name_key(theme.title)] = theme.id
        self._known |= {name_key(word): theme for word, theme in (mapped or {}).items()}
        self._found: dict[str, str | None] = {}

    def theme(self, text: str) -> str | None:
        """The id of the theme that is meant; None: there is none of that kind."""
        if text not in self._found:
            self._found[text] = self._looked_up(name_key(text))
        return self._found[text]

    def themes(self, texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The themes found, in order of their ids, and the words for which there is none, as written."""
        found, left = set(), []
        for text in texts:
            theme = self.theme(text)
            if theme is not None:
                found.add(theme)
            elif text not in left:
                left.append(text)
        return tuple(sorted(found)), tuple(left)

    def _looked_up(self, key: str) -> str | None:
        if key in self._known or not key:
            return self._known.get(key)
        near = difflib.get_close_matches(key, sorted(self._known), n=1, cutoff=NEARLY)
        return self._known[near[0]] if near else None
