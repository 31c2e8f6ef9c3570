"""Letters that nobody expects in a form, and where they are found again."""

import html
import json
import re
import unicodedata
from collections.abc import Iterator

UNREAD = "\N{REPLACEMENT CHARACTER}"
ODD = {
    "emoji, both directions, marks and code": (
        "=SUM(1) 👩\u200d🚀🇪🇺👍🏽 E\u0301le\u0300ve שלום\u200f مرحبا <b>{{ 7*7 }}</b> {% x %} &amp; '\" \\"
    ),
    "one letter": "Ø",
    "a hundred and twenty": "Åß" * 60,
    "control characters": "a\x00b\x1bc\x7fd\x85e",
    "half a character": "half \ud83d here",
    "a line of its own": "one\u2028two",
    "nothing but spaces": " \u00a0 \u3000 ",
}
CODES = re.compile(r"\b(country|substitute|participant)$")
SEEN = str.maketrans(dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), UNREAD))


def read_as(text: str) -> str:
    """What a reader is left with: nobody can read control characters and halves of characters."""
    sent = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return letters(sent.translate(SEEN))


def readings(field: str, text: str) -> set[str]:
    """How it may come out of a field. Ids and codes of countries are written in capitals."""
    return {read_as(text), read_as(text.upper() if CODES.search(field) else text)}


def letters(text: str) -> str:
    """Composed, and each space and line break the same."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def written_in(state: object) -> str:
    """Every text in it, as `letters`: of what is stored as JSON or YAML what it says."""
    return letters("\n".join(_texts(state)))


def shown_on(page: str) -> str:
    """What is read on a page and in its fields, as `letters`."""
    return letters(html.unescape(re.sub(r"<wbr>|</?(?:mark|span)[^>]*>", "", page)))


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case bytes():
            yield from _read(value)
        case dict():
            for name, one in value.items():
                yield from (*_texts(name), *_texts(one))
        case list() | tuple() | set() | frozenset():
            for one in value:
                yield from _texts(one)
        case _ if hasattr(value, "model_dump"):
            yield from _texts(value.model_dump(mode="json"))
        case _:
            return


def _read(content: bytes) -> Iterator[str]:
    text = content.decode(errors="replace")
    try:
        yield from _texts(json.loads(text))
    except ValueError:
        yield text
