"""English dates and times that the software wrote, found in a text and said in another language.

`Mon 15 May`, `Tue 14 March 2017, 12:00 Brussels (CET, UTC+1)`, `Monday 15 May 2017`, `14–19 May 2017`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from babel.dates import format_date

from delegation.calendars.when import dates_in, day_in, locale_of, long_date_in
from delegation.languages.saying import form_of

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTH = "|".join(MONTHS)
SHORT_MONTH = "|".join(month[:3] for month in MONTHS)
SHORT_DAY = "|".join(day[:3] for day in DAYS)
STAMP = re.compile(
    rf"(?P<until>until )?(?:{SHORT_DAY}) (?P<day>\d{{1,2}}) (?P<month>{MONTH}) (?P<year>\d{{4}})"
    r"(?:, (?P<clock>\d\d:\d\d)(?: (?P<place>[^(),]+))? (?P<zone>\([^()]*\)))?"
)
"""A whole moment, or its day alone; also the end of something."""
SHORT = re.compile(
    rf"(?P<weekday>{SHORT_DAY}) (?P<day>\d{{1,2}})(?: (?P<month>{MONTH}|{SHORT_MONTH}))?(?! \d{{4}})\b"
)
FULL = re.compile(rf"(?:{'|'.join(DAYS)}) (?P<day>\d{{1,2}}) (?P<month>{MONTH}) (?P<year>\d{{4}})")
PLAIN = re.compile(rf"(?P<day>\d{{1,2}}) (?P<month>{MONTH}) (?P<year>\d{{4}})")
SPAN = re.compile(
    rf"(?P<first>\d{{1,2}})(?: (?P<month>{MONTH})(?: (?P<year>\d{{4}}))?)? ?– ?"
    rf"(?P<last>\d{{1,2}}) (?P<last_month>{MONTH}) (?P<last_year>\d{{4}})"
)
DIGIT = re.compile(r"\d")
"""Every date has one, and most texts have none."""
LATER = re.compile(r"\((?P<days>[+-]\d+) days?\)")
"""`(+1 day)`: on another day than the one above."""
DAY_WORDS = {
    "de": {"one": "Tag", "other": "Tage", "until": "bis"},
    "fr": {"one": "jour", "other": "jours", "until": "jusqu'au"},
}
SEARCH_YEARS = range(2000, 2028)
"""Every date falls on every day of the week in one of them."""


def dates_said(text: str, language: str, names: Mapping[str, str]) -> str:
    """`text` with every English date in it said in `language`; `names` are cities by their English name."""
    short = language.split("-")[0].lower()
    if short not in DAY_WORDS or DIGIT.search(text) is None:
        return text
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (STAMP, lambda found: _stamp(found, language, names)),
        (SPAN, lambda found: _span(found, language)),
        (FULL, lambda found: _full(found, language)),
        (PLAIN, lambda found: long_date_in(language, _date(found))),
        (SHORT, lambda found: _short(found, language)),
        (LATER, lambda found: _later(found, language)),
    )
    for pattern, say in steps:
        text = pattern.sub(say, text)
    return text


def _date(found: re.Match[str]) -> date:
    return date(int(found["year"]), _month(found["month"]), int(found["day"]))


def _month(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, start=1) if month.startswith(name))


def _stamp(found: re.Match[str], language: str, names: Mapping[str, str]) -> str:
    until = f"{_word(language, 'until')} " if found["until"] else ""
    day = day_in(language, _date(found))
    if not found["clock"]:
        return f"{until}{day}"
    place = names.get(found["place"], found["place"]) if found["place"] else ""
    return f"{until}{day}, {' '.join(part for part in (found['clock'], place, found['zone']) if part)}"


def _span(found: re.Match[str], language: str) -> str:
    last = date(int(found["last_year"]), _month(found["last_month"]), int(found["last"]))
    month = _month(found["month"]) if found["month"] else last.month
    return dates_in(language, date(int(found["year"] or last.year), month, int(found["first"])), last)


def _full(found: re.Match[str], language: str) -> str:
    day = _date(found)
    return (
        f"{format_date(day, _with_comma(language), locale=locale_of(language))} {long_date_in(language, day)}"
    )


def _with_comma(language: str) -> str:
    """`Montag, 15. Mai 2017`, but `lundi 15 mai 2017`."""
    return "EEEE," if language.split("-")[0].lower() == "de" else "EEEE"


def _short(found: re.Match[str], language: str) -> str:
    """Without the year, which it does not need; without a month where the text has none."""
    number, weekday = int(found["day"]), [day[:3] for day in DAYS].index(found["weekday"])
    dot = "." if language.split("-")[0].lower() == "de" else ""
    month = _month(found["month"]) if found["month"] else 0
    day = _falling_on(weekday, number, month)
    if day is None:
        return found[0]
    name = format_date(day, "EEE", locale=locale_of(language))
    if not month:
        return f"{name} {number}{dot}"
    shown = "MMMM" if found["month"] in MONTHS else "MMM"
    first = "1er" if number == 1 and not dot else f"{number}{dot}"
    return f"{name} {first} {format_date(day, shown, locale=locale_of(language))}"


def _falling_on(weekday: int, number: int, month: int) -> date | None:
    """A date of that number (and month, if it is not 0) which falls on the day of the week."""
    for year in SEARCH_YEARS:
        for one in (month,) if month else range(1, 13):
            try:
                day = date(year, one, number)
            except ValueError:
                continue
            if day.weekday() == weekday:
                return day
    return None


def _later(found: re.Match[str], language: str) -> str:
    return f"({found['days']} {_word(language, form_of(abs(int(found['days'])), language))})"


def _word(language: str, name: str) -> str:
    return DAY_WORDS[language.split("-")[0].lower()][name]
