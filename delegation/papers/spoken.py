"""Documents in the language of who reads them: composed in English words, then said in the language."""

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape, unescape
from typing import Any, TypeVar

from delegation.calendars.when import locale_of
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.languages.dates import MONTH, MONTHS
from delegation.languages.paper_sayings import PAPER_SAYINGS
from delegation.languages.tongue import Tongue, item_in, said_text, tongue_of
from delegation.papers.paper import Delegate, Imprint, spoken
from delegation.papers.programme import Programme
from delegation.papers.workbook import Sheet

NAMES = frozenset({"name", "email", "phone", "mailbox", "website", "contact", "organiser", "code", "author"})
"""Fields that hold names and addresses: the same in every language."""
SHOWN = re.compile(r"(<(?P<tag>text|tspan|title|desc)\b[^>]*>)([^<]+)(</(?P=tag)>)")
"""What an SVG picture says."""
UNITED_STATES = "United States of America"
"""As maps have it."""
LONGEST_DATED = 120
"""Characters: longer texts are the organiser's own sentences, whose dates stay as they were written."""
STAY = re.compile(rf"\b\d{{1,2}}(?: (?:{MONTH}))?(?:–\d{{1,2}})? (?:{MONTH})\b(?! \d{{4}})")
DAY = re.compile(rf"(\d{{1,2}})(?: ({MONTH}))?")
"""A date on a map, without its year: `14–15 May`."""
AnyFact = TypeVar("AnyFact", bound=Fact)


def paper_tongue(language: str, file: DelegationFile) -> Tongue:
    """The language a document is made in, with names of cities and countries; else English."""
    tongue = tongue_of(spoken(language), file)
    if tongue.is_english:
        return tongue
    return tongue._replace(own={**_countries(tongue.short), **tongue.cities, **tongue.own})


@lru_cache(maxsize=8)
def _countries(language: str) -> Mapping[str, str]:
    from babel import Locale

    english, own = Locale("en").territories, Locale(language).territories
    named = {str(name): str(own.get(code, name)) for code, name in english.items() if code.isalpha()}
    named[UNITED_STATES] = str(own["US"])
    return {**{one.upper(): told.upper() for one, told in named.items()}, **named}


def programme_said(tongue: Tongue, programme: Programme) -> Programme:
    """The programme as its items are called in the language."""
    items = tuple(item_in(tongue, item) for item in programme.itinerary.items)
    return programme.model_copy(update={"itinerary": programme.itinerary.model_copy(update={"items": items})})


def delegate_said(tongue: Tongue, delegate: Delegate) -> Delegate:
    return delegate.model_copy(update={"told_in": tongue.short})


def paper_in(tongue: Tongue, paper: AnyFact) -> AnyFact:
    """All that the software says on the paper, in the language; names of people stay as they are."""
    if tongue.is_english:
        return paper
    changed: dict[str, object] = {
        name: _said(tongue, getattr(paper, name))
        for name in type(paper).model_fields
        if name not in NAMES or isinstance(paper, Sheet)
    }
    if isinstance(paper, Imprint):
        changed["language"] = tongue.short
    return paper.model_copy(update=changed)


def _said(tongue: Tongue, value: Any) -> Any:  # Any: a field of whatever type
    if type(value) is str:
        return _text_said(tongue, value)
    if isinstance(value, Fact):
        return paper_in(tongue, value)
    if isinstance(value, tuple):
        return tuple(_said(tongue, one) for one in value)
    return value


def _text_said(tongue: Tongue, text: str) -> str:
    if len(text) > LONGEST_DATED and text not in tongue.own and PAPER_SAYINGS.find(text) is None:
        return text
    city, colon, rest = text.partition(": ")
    if colon and city in tongue.cities:
        between = " : " if tongue.short == "fr" else ": "
        return f"{tongue.cities[city]}{between}{said_text(rest, tongue, PAPER_SAYINGS)}"
    return said_text(text, tongue, PAPER_SAYINGS)


def drawing_in(tongue: Tongue, svg: str) -> str:
    """The picture with its words in the language; they take about the room of the English ones."""
    if tongue.is_english:
        return svg
    return SHOWN.sub(lambda found: f"{found[1]}{_drawn(tongue, found[3])}{found[4]}", svg)


def _drawn(tongue: Tongue, markup: str) -> str:
    told = _text_said(tongue, unescape(markup))
    dated = STAY.sub(lambda stay: DAY.sub(lambda found: _day(tongue, found), stay[0]), told)
    return escape(dated, quote=False)


def _day(tongue: Tongue, found: re.Match[str]) -> str:
    """`14.` or `15. Mai`; `15 mai`."""
    number = f"{found[1]}." if tongue.short == "de" else found[1]
    if found[2] is None:
        return number
    return f"{number} {locale_of(tongue.language).months['format']['wide'][MONTHS.index(found[2]) + 1]}"
