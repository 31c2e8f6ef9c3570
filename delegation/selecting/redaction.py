"""Hiding who applied in what they wrote: names, addresses, links and phone numbers.

Letters, accents, case, hyphens and line breaks may differ from the name as given; whole words are
hidden, with a plural or possessive s. Words that many names share (`cluster`, `energy`) are hidden as
part of the whole name only, so that the text can still be read.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from delegation.selecting.ordinary_words import ORDINARY, PARTICLES


class Hidden(StrEnum):
    """What stands in place of what was hidden."""

    ORGANISATION = "[organisation]"
    PERSON = "[person]"
    LINK = "[link]"
    ADDRESS = "[address]"
    PHONE = "[phone]"


class Written(StrEnum):
    """How a word must be written in the text to be hidden."""

    ANY_CASE = "any case"
    CAPITAL = "with a capital first letter"
    """For words that are also ordinary ones, or very short."""
    CAPITALS = "in capitals"
    """For initials."""


@dataclass(frozen=True, slots=True)
class Term:
    """A name or a word of one; `words` are folded and follow each other."""

    words: tuple[str, ...]
    shown: Hidden
    written: Written = Written.ANY_CASE

    @property
    def pattern(self) -> str:
        apart = (r"(?:-\s*)?".join(map(re.escape, word)) for word in self.words)
        return rf"(?<![^\W_]){GAP.join(apart)}(?:'?s)?(?![^\W_])"


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is to be hidden, and the hiding."""

    terms: tuple[Term, ...] = ()
    hosts: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    """Digits only."""

    @classmethod
    def of(cls, names: Iterable[str], people: Iterable[str] = ()) -> "Redaction":
        """Hide organisations with their distinctive words, and people with the parts of their names.

        Among `names` may be addresses of mail and web pages, phone numbers and cities. Addresses,
        links and phone numbers are hidden anyway; of those given, also the telling parts.
        """
        given = sorted({name.strip() for name in names} - {""})
        addresses = [name for name in given if MAIL.fullmatch(name)]
        links = [name for name in given if name not in addresses and HOST.fullmatch(name)]
        phones = [
            name for name in given if PHONE_GIVEN.fullmatch(name) and len(_digits(name)) >= LEAST_DIGITS
        ]
        plain = [name for name in given if name not in {*addresses, *links, *phones}]
        hosts = {_host(name) for name in links} | {_host(name.rpartition("@")[2]) for name in addresses}
        own = {host for host in hosts if not ORDINARY.issuperset(words_of(_label(host)))}
        terms = {
            *(term for name in plain for term in _of_organisation(name)),
            *(term for host in own for term in _of_host(host)),
            *(term for name in people for term in _of_person(name)),
            *(term for name in addresses for term in _of_person(name.rpartition("@")[0], is_whole=False)),
        }
        ordered = sorted(terms, key=lambda term: (-len("".join(term.words)), term.words, term.shown))
        return cls(
            terms=tuple(ordered),
            hosts=tuple(sorted(own)),
            phones=tuple(sorted({_digits(phone) for phone in phones})),
        )

    def text(self, text: str) -> str:
        """`text` with everything hidden. Doing it twice changes nothing more."""
        while (hidden := self._once(text)) != text:
            text = hidden
        return text

    def _once(self, text: str) -> str:
        parts = PLACEHOLDER.split(text)
        parts[::2] = [self._part(part) for part in parts[::2]]
        hidden = "".join(parts)
        return hidden if hidden == text else REPEATED.sub(r"\1", hidden)

    def _part(self, text: str) -> str:
        """A stretch without placeholders."""
        for shown, pattern in (*PATTERNS, *self._given()):
            if pattern.search(text):
                return "".join(_replaced(text, pattern, shown))
        fold = _Fold.of(text)
        spans = sorted(self._spans(fold), key=lambda span: (span[0], -span[1]))
        parts, at = [], 0
        for start, end, shown in spans:
            if start >= at:
                parts += [text[at:start], shown.value]
                at = end
        return "".join((*parts, text[at:]))

    def _given(self) -> Iterator[tuple[Hidden, re.Pattern[str]]]:
        for host in self.hosts:
            yield Hidden.LINK, _pattern_of_host(host)
        for phone in self.phones:
            yield Hidden.PHONE, _pattern_of_phone(phone)

    def _spans(self, fold: "_Fold") -> Iterator[tuple[int, int, Hidden]]:
        for term in self.terms:
            for found in re.finditer(term.pattern, fold.text):
                start, end = fold.span(found.start(), found.end())
                if _is_written(fold.original[start:end], term.written):
                    yield start, end, term.shown


@dataclass(frozen=True, slots=True)
class _Fold:
    """A text as it is compared, with the place of every character in the original."""

    original: str
    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> "_Fold":
        pairs = [(one, place) for place, char in enumerate(original) for one in folded(char)]
        return cls(original, "".join(one for one, _ in pairs), tuple(place for _, place in pairs))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original; with the accents that follow the last letter."""
        last = self.places[end - 1] + 1
        while last < len(self.original) and not folded(self.original[last]):
            last += 1
        return self.places[start], last


def folded(text: str) -> str:
    """Lower case, without accents, ligatures and what cannot be seen."""
    apart = unicodedata.normalize("NFKD", text).translate(LETTERS)
    lower = unicodedata.normalize("NFKD", apart.casefold())
    return "".join(one for one in lower if unicodedata.category(one) not in ("Mn", "Me", "Cf"))


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded; `NanoRhone` has two."""
    return tuple(word for word in WORD.findall(folded(CAMEL.sub(" ", name))))


def _of_organisation(name: str) -> Iterator[Term]:
    words = words_of(name)
    if not words:
        return
    is_short = len("".join(words)) <= SHORT
    yield Term(words, Hidden.ORGANISATION, Written.CAPITAL if is_short else Written.ANY_CASE)
    initials = "".join(word[0] for word in words)
    if len(initials) >= 3 and initials not in ORDINARY:
        yield Term((initials,), Hidden.ORGANISATION, Written.CAPITALS)
    for word in {*words, *WORD.findall(folded(name))} - ORDINARY:
        if len(word) >= SHORT and not word.isdigit():
            written = Written.CAPITAL if len(word) <= SHORT else Written.ANY_CASE
            yield Term((word,), Hidden.ORGANISATION, written)


def _of_person(name: str, *, is_whole: bool = True) -> Iterator[Term]:
    words = words_of(name)
    if is_whole:
        yield from _in_a_row(words)
    for word in WORD.findall(folded(name)):
        if len(word) < 2 or word in PARTICLES or word.isdigit() or (word in ORDINARY and not is_whole):
            continue
        is_telling = len(word) > SHORT and word not in ORDINARY
        yield Term((word,), Hidden.PERSON, Written.ANY_CASE if is_telling else Written.CAPITAL)


def _in_a_row(words: tuple[str, ...]) -> Iterator[Term]:
    """Two or more parts of a name that follow each other: `van Looy`, `Looy-Peeters`."""
    for start in range(len(words)):
        for end in range(start + 2, len(words) + 1):
            if words[end - 1] not in PARTICLES:
                yield Term(words[start:end], Hidden.PERSON)


def _of_host(host: str) -> Iterator[Term]:
    label = _label(host)
    if len(label) > SHORT and words_of(label):
        yield Term(words_of(label), Hidden.ORGANISATION)


def _host(link: str) -> str:
    found = HOST.fullmatch(link.strip())
    return found["host"].lower().removeprefix("www.") if found else link.lower()


def _label(host: str) -> str:
    """`nanorhone` of `www.nanorhone.example`."""
    return folded(host.rsplit(".", 2)[-2] if "." in host else host)


def _is_written(text: str, written: Written) -> bool:
    match written:
        case Written.ANY_CASE:
            return True
        case Written.CAPITAL:
            return text[:1].isupper()
        case Written.CAPITALS:
            return text.rstrip("s'\u2019").isupper()


def _replaced(text: str, pattern: re.Pattern[str], shown: Hidden) -> Sequence[str]:
    return [pattern.sub(shown.value, text)]


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())


def _pattern_of_host(host: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w@])(?:[\w-]+\.)*{re.escape(host)}(?:/{IN_LINK}*{LINK_END})?(?![\w])", re.IGNORECASE
    )


def _pattern_of_phone(digits: str) -> re.Pattern[str]:
    """However its digits are grouped, with or without the country's code."""
    national = digits[-8:]
    rest = r"[\s().\-/]*".join(national)
    return re.compile(rf"(?<!\d)\+?(?:\d[\s().\-/]*){{0,6}}{rest}(?!\d)")


GAP = r"[\W_]{0,6}"
"""What may stand between two words of a name: `Leuven Nano-Circle`, a line break, nothing."""
SHORT = 3
LEAST_DIGITS = 8
LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"}
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i", "\u2019": "'", "\u02bc": "'", "\u00b4": "'"}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)
WORD = re.compile(r"[^\W_]+")
CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
IN_LINK = r"[^\s<>\"\[\]]"
LINK_END = r"[^\s<>\"\[\].,;:!?)']"
MAIL = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\W\d_]{2,}")
LINK = re.compile(rf"(?<!\w)(?:https?://|www\.){IN_LINK}*{LINK_END}", re.IGNORECASE)
BARE_HOST = re.compile(
    rf"(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:com|org|net|eu|info|io|edu|int)(?:/{IN_LINK}*{LINK_END})?(?![\w])"
)
HOST = re.compile(r"(?:https?://)?(?P<host>(?:[\w-]+\.)+[^\W\d_]{2,})(?:[:/?#]\S*)?", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w+])(?:\+|00)[1-9](?:[ \u00a0().\-/]{0,3}\d){8,13}(?!\w)")
PHONE_GIVEN = re.compile(r"\+?[\d\s().\-/]+")
PATTERNS = ((Hidden.ADDRESS, MAIL), (Hidden.LINK, LINK), (Hidden.LINK, BARE_HOST), (Hidden.PHONE, PHONE))
PLACEHOLDER = re.compile("(" + "|".join(re.escape(one.value) for one in Hidden) + ")")
REPEATED = re.compile(r"(\[organisation\]|\[person\])(?:\s+\1)+")
