"""What a reply to an offer says: a plain yes, a plain no, or something that a person must read.

Nothing is guessed. The first sentence of one's own must be one that the lists know whole; a question, or a
word that limits or denies, anywhere above the signature leaves it to a person.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum

from delegation.answering.offer_words import DENIALS, TONGUES, Tongue


class OfferReading(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    UNCLEAR = "unclear"


YES_WITH_ACCENT = ("s\u00ed", "s\u00ec")
UNFOLDED = str.maketrans({"\u0142": "l", "\u00f8": "o", "\u0111": "d", "\u2019": "'"})
WORD = re.compile(r"[^\W\d_]+")
SENTENCE_END = re.compile(r"[.!;:\u2013\u2014]+(?=\s|$)")
QUESTION = re.compile(r"[?\u00bf\u061f\uff1f]")
POSTSCRIPT = re.compile(r"p\.?\s?s\b", re.IGNORECASE)
FOLDED_AT = 60
"""Characters from which on a line was ended by the mail program and not by its writer."""
LONGEST_COURTESY = 6
"""Words of a greeting or a farewell; a longer line says something."""
MOST_LINES = 200
LONGEST_LINE = 1_000


def read_offer_reply(own_words: str) -> OfferReading:
    """What the words above quotes and signature say (`reply_words.own_words`)."""
    lines, after = _without_farewell(own_words.splitlines()[:MOST_LINES])
    sentences = list(_sentences(lines))
    number = next((at for at, one in enumerate(sentences) if not _is_courtesy(one)), None)
    if number is None or QUESTION.search(" ".join(lines)) or any(map(_is_postscript, (*lines, *after))):
        return OfferReading.UNCLEAR
    reading, tongues = _reading_of(sentences[number])
    if _is_limited(reading, tongues, sentences[number + 1 :]):
        return OfferReading.UNCLEAR
    return reading


def _without_farewell(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines above the first farewell, without their greeting, and those below it."""
    short = [line.strip()[:LONGEST_LINE] for line in lines]
    kept = [line for line in short if line]
    rest = [_without_greeting(kept[0]), *kept[1:]] if kept else []
    said = [line for line in rest if line]
    end = next((at for at, line in enumerate(said) if at and _begins(line, farewell=True)), len(said))
    return said[:end], said[end:]


def _without_greeting(line: str) -> str:
    """`Dear Anna, I accept` as `I accept`."""
    if not _begins(line.partition(",")[0].partition("!")[0], farewell=False):
        return line
    return re.split(r"[,!]", line, maxsplit=1)[1].strip() if re.search(r"[,!]", line) else ""


def _begins(line: str, *, farewell: bool) -> bool:
    """Whether the line is a short one that begins as greetings, or farewells, do."""
    said = _words(line)
    if not said or len(said) > LONGEST_COURTESY:
        return False
    starts = (start for one in TONGUES for start in (one.farewells if farewell else one.greetings))
    return any(said[: len(start.split())] == start.split() for start in starts)


def _sentences(lines: Iterable[str]) -> Iterator[list[str]]:
    """The words of each; a line ends one, unless the mail program broke it."""
    text = "".join(f"{line} " if len(line) >= FOLDED_AT else f"{line}\n" for line in lines)
    pieces = (piece for line in text.splitlines() for piece in SENTENCE_END.split(line))
    return (said for piece in pieces if (said := _words(piece)))


def _words(text: str) -> list[str]:
    return [_folded(word) for word in WORD.findall(unicodedata.normalize("NFC", text).lower())]


def _folded(word: str) -> str:
    if word in YES_WITH_ACCENT:
        return word
    parts = unicodedata.normalize("NFKD", word.translate(UNFOLDED).casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))


def _is_courtesy(sentence: list[str]) -> bool:
    """`Thank you very much`: harmless words only, of one language."""
    return any(set(sentence) <= one.harmless for one in TONGUES)


def _is_postscript(line: str) -> bool:
    return POSTSCRIPT.match(line) is not None


def _reading_of(sentence: list[str]) -> tuple[OfferReading, list[Tongue]]:
    """What one sentence says, and the languages in which it does."""
    said = frozenset(sentence)
    read = {
        OfferReading.ACCEPT: [one for one in TONGUES if _says(said, one.accept, one.harmless)],
        OfferReading.DECLINE: [one for one in TONGUES if _says(said, one.decline, one.harmless)],
    }
    found = [reading for reading, tongues in read.items() if tongues]
    return (found[0], read[found[0]]) if len(found) == 1 else (OfferReading.UNCLEAR, [])


def _says(said: frozenset[str], phrases: Iterable[frozenset[str]], harmless: frozenset[str]) -> bool:
    return any(phrase <= said and said - phrase <= harmless for phrase in phrases)


def _is_limited(reading: OfferReading, tongues: list[Tongue], rest: Iterable[list[str]]) -> bool:
    """Whether what follows takes the answer back, limits it, or asks for something else."""
    harmless = frozenset[str]().union(*(one.harmless for one in tongues))
    wary = frozenset[str]().union(*(one.wary for one in TONGUES))
    wary |= DENIALS if reading is OfferReading.ACCEPT else frozenset()
    return any(set(sentence) & (wary - harmless) or _contradicts(sentence, reading) for sentence in rest)


def _contradicts(sentence: list[str], reading: OfferReading) -> bool:
    """A decline is not taken back by `please accept my apologies`; a yes is by any no within a sentence."""
    if reading is OfferReading.ACCEPT:
        return any(phrase <= set(sentence) for one in TONGUES for phrase in one.decline)
    return _reading_of(sentence)[0] is OfferReading.ACCEPT
