"""What someone may have meant by a word that is not known."""

import difflib
from collections.abc import Iterable

MOST_LISTED = 12
SHORT, NEARLY = 4, 0.85


def suggestion(word: str, known: Iterable[str]) -> str:
    """A remedy: the nearest of the known words, or else a list of them."""
    options = sorted(known)
    near = difflib.get_close_matches(word.lower(), options, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    if not options:
        return "none is described yet; add it, or delete this."
    more = f" and {len(options) - MOST_LISTED} more" if len(options) > MOST_LISTED else ""
    return f"known are {', '.join(options[:MOST_LISTED])}{more}."


def looks_like(word: str, meant: str) -> bool:
    """Whether a word is nearly the one that is meant: `Score`, `organization`, `together with`."""
    one, other = ("".join(letter for letter in text.casefold() if letter.isalnum()) for text in (word, meant))
    alike = difflib.SequenceMatcher(None, one, other).ratio() >= NEARLY
    return one == other or (len(other) > SHORT and alike)
