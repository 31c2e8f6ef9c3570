"""Whether what is translated is said somewhere in the file."""

import difflib
import re
from collections.abc import Iterable, Iterator

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.reading.checks.finding import Findings, found

TWO_LETTERS = re.compile("[a-z]{2}")
LONGEST = 300
"""Characters of a text that a mistyped key is compared with."""


def check_translations(file: DelegationFile) -> Findings:
    """Every text that is translated stands in the file exactly so; every language is two small letters."""
    if not file.translations:
        return
    texts = frozenset(_texts(file.model_copy(update={"translations": {}})))
    for language, told in file.translations.items():
        if TWO_LETTERS.fullmatch(language) is None:
            message = f"{language!r} is not how a language is written here"
            yield found(("translations", language), message, "write its two letters, as in 'de' or 'fr'.")
        for text in told:
            if text not in texts:
                where = ("translations", language, text)
                yield found(where, f"{text!r} is no text of this file", _remedy(text, texts))


def _remedy(text: str, texts: Iterable[str]) -> str:
    known = sorted(one for one in texts if len(one) <= LONGEST)
    near = difflib.get_close_matches(text[:LONGEST], known, n=1)
    return f"did you mean {near[0]!r}?" if near else "copy the text exactly as it stands, or delete this."


def _texts(value: object) -> Iterator[str]:
    """Every text below `value`, however deep."""
    match value:
        case str():
            yield value
        case Fact():
            for name in type(value).model_fields:
                yield from _texts(getattr(value, name))
        case tuple():
            for one in value:
                yield from _texts(one)
        case dict():
            for one in value.values():
                yield from _texts(one)
