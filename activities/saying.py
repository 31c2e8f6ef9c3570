"""Facts said in the language of a letter: moments, spans, figures, countries, quotations.

Published rules and comments are quoted as they were published; everything around them is in one language.
A fact that is not in a form known here is a text, and said as it is.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple

from babel import Locale
from babel.dates import format_timedelta
from babel.lists import format_list
from babel.numbers import format_percent, get_decimal_symbol

from activities.phrases import AT_LEAST, AT_MOST, QUOTES, RECORDED_DECISIONS, phrase
from activities.wording import Told
from delegation.calendars.when import city_of, day_in, locale_of, stamp_in
from delegation.decision_letters import steps_ahead
from delegation.file import DelegationFile
from delegation.languages.dates import STAMP
from delegation.languages.letter_sayings import LETTER_SAYINGS
from delegation.languages.tongue import ENGLISH, Tongue, said_line, said_text
from delegation.letter import FactValue, Letter, LetterName
from delegation.letter_facts import FACTS
from delegation.moments import Moment, read_moment
from delegation.person import Person
from delegation.reason_rows import HUNDREDTHS, ROW_BREAK
from delegation.selecting.redaction import Redaction
from delegation.selection_facts import FINDING_FIGURES, REASON_FIGURES
from delegation.zoned import midnight, zone_named

Row = Mapping[str, str]
Unit = Literal["day", "hour", "minute", "second"]
SECONDS: Mapping[Unit, int] = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
BAND = re.compile(r"(\d+) to (\d+)")
SPAN = re.compile(r"(\d+) (day|hour)s?")
WITH_STEPS = (LetterName.PLACE_CONFIRMED, LetterName.REGISTERED, LetterName.PLACE_FREE)
"""Letters that say what comes next, each with its date."""


class Reader(NamedTuple):
    """Who reads the letter, in which language, on which day it is written (organiser's calendar)."""

    person: Person
    language: str
    today: date
    tongue: Tongue = ENGLISH
    """The language again, with what the delegation's own texts are called in it."""

    @property
    def short(self) -> str:
        return self.language.split("-")[0].lower()

    @property
    def locale(self) -> Locale:
        return locale_of(self.language)


def said_facts(letter: Letter, file: DelegationFile, reader: Reader) -> dict[str, FactValue]:
    """All facts of the letter in the reader's language; those that are missing are empty."""
    facts: dict[str, FactValue] = {name: wanted.nothing for name, wanted in FACTS[letter.name].items()}
    facts |= {name: _without_people(name, fact, file) for name, fact in letter.facts.items()}
    if letter.name in WITH_STEPS:
        facts["steps"] = steps_ahead(file, midnight(reader.today, file.organiser.zone))
    return {name: _fact(name, fact, reader) for name, fact in facts.items()}


def _fact(name: str, fact: FactValue, reader: Reader) -> FactValue:
    if isinstance(fact, str):
        return SAID_TEXT.get(name, said)(fact, reader)
    texts = [SAID_TEXT.get(name, said)(one, reader) for one in fact if isinstance(one, str)]
    rows = [SAID_ROW.get(name, _row)(one, reader) for one in fact if isinstance(one, dict)]
    return tuple(texts) if texts else tuple(rows)


def said(fact: str, reader: Reader) -> str:
    """A moment in words, on the organiser's clock first, then on the reader's own; a text that the software
    or the delegation's file has in the language; any other text as it is."""
    moment = read_moment(fact)
    return _said_words(fact, reader) if moment is None else _said_moment(moment, reader)


def _said_words(fact: str, reader: Reader) -> str:
    """A moment that arrived in English words keeps its day apart, for subjects."""
    told = said_text(fact, reader.tongue)
    stamp = STAMP.fullmatch(fact)
    if stamp is None or reader.short == "en":
        return told
    comma = told.find(", ", told.find(stamp["year"]))
    return Told(told, day=told[:comma] if comma > 0 else told, clock="", nearness="")


def _said_moment(moment: Moment, reader: Reader) -> Told:
    local = moment.at.astimezone(zone_named(moment.zone))
    place = moment.place
    if place == city_of(moment.zone):
        place = city_of(moment.zone, reader.language)
    stamp = stamp_in(reader.language, local, moment.zone, place)
    day = day_in(reader.language, local.date())
    own = _on_own_clock(moment, reader)
    ahead = (local.date() - reader.today).days
    return Told(
        f"{stamp}, {own}" if own else stamp,
        day=day,
        clock=stamp.removeprefix(f"{day}, ").partition(" (")[0],
        nearness={0: "today", 1: "tomorrow"}.get(ahead, ""),
    )


def _on_own_clock(moment: Moment, reader: Reader) -> str:
    """The same on the clock where the reader lives; empty where it shows the same, or is not known."""
    zone = reader.person.zone
    if "/" not in zone or zone.startswith("Etc/"):
        return ""
    own, there = moment.at.astimezone(zone_named(zone)), moment.at.astimezone(zone_named(moment.zone))
    if own.utcoffset() == there.utcoffset():
        return ""
    stamp = stamp_in(reader.language, own, zone, city_of(zone, reader.language))
    return (
        stamp.removeprefix(f"{day_in(reader.language, own.date())}, ")
        if own.date() == there.date()
        else stamp
    )


def said_span(fact: str, reader: Reader) -> str:
    """`3 days` in the reader's language."""
    found = SPAN.fullmatch(fact)
    if found is None or reader.short == "en":
        return fact
    return _counted(int(found[1]), "day" if found[2] == "day" else "hour", reader)


def said_band(fact: str, reader: Reader) -> str:
    """`4 to 6`, in other languages `4–6`."""
    found = BAND.fullmatch(fact)
    return f"{found[1]}–{found[2]}" if found and reader.short != "en" else fact


def _row(row: Row, reader: Reader) -> dict[str, str]:
    return {name: said(cell, reader) for name, cell in row.items()}


def _reason(row: Row, reader: Reader) -> dict[str, str]:
    """Figures as the language writes them, the rule quoted with what decided, and its other texts quoted."""
    cells = {name: row.get(name, "") for name in REASON_FIGURES}
    cells |= {name: _figure(cells[name], reader) for name in HUNDREDTHS}
    cells["value"] = _value(cells, reader)
    return {
        **cells,
        "code": row.get("code", ""),
        "rule": f"{_own(cells['text'] or cells['rule'], reader)}{_limits(cells, reader)}",
        "rules": _listed(
            cells["texts"], reader, also=phrase(RECORDED_DECISIONS, reader.short) if cells["pinned"] else ""
        ),
        "note": _quoted(cells["note"], reader),
    }


def _value(cells: Row, reader: Reader) -> str:
    """A country by its name; anything else is published wording, and quoted."""
    country = cells["country"]
    return reader.locale.territories.get(country.upper(), country) or _quoted(cells["value"], reader)


def _limits(cells: Row, reader: Reader) -> str:
    """` (Deutschland: höchstens 3)`: what decided, in short."""
    low = f"{AT_LEAST.get(reader.short, AT_LEAST['en'])} {cells['low']}" if cells["low"] else ""
    high = f"{AT_MOST.get(reader.short, AT_MOST['en'])} {cells['high']}" if cells["high"] else ""
    decided = ", ".join(part for part in (low, high) if part)
    colon = " : " if reader.short == "fr" else ": "
    told = colon.join(part for part in (cells["value"], decided) if part)
    return f" ({told})" if told else ""


def _finding(row: Row, reader: Reader) -> dict[str, str]:
    cells = {name: row.get(name, "") for name in FINDING_FIGURES}
    late = int(cells["late_seconds"] or 0)
    return {
        **_row(cells, reader),
        "code": row.get("code", ""),
        "text": _quoted(row.get("text", ""), reader),
        "field": _quoted(cells["field"], reader),
        "found": _listed(cells["found"], reader),
        "accepted": _listed(cells["accepted"], reader, "or"),
        "late": _duration(late, reader) if late > 0 else "",
    }


def _duration(seconds: int, reader: Reader) -> str:
    """Its two largest units, rounded down."""
    lengths: tuple[tuple[Unit, int], ...] = (
        ("day", seconds // 86_400),
        ("hour", seconds // 3_600 % 24),
        ("minute", seconds // 60 % 60),
    )
    units: list[tuple[Unit, int]] = [(unit, count) for unit, count in lengths if count][:2] or [
        ("second", seconds)
    ]
    told = [_counted(count, unit, reader) for unit, count in units]
    return format_list(told, locale=reader.locale)


def _counted(count: int, unit: Unit, reader: Reader) -> str:
    """`3 dagen`. Units as babel knows them in general lack days in Italian, Dutch and Portuguese."""
    length = timedelta(seconds=count * SECONDS[unit])
    return format_timedelta(length, granularity=unit, threshold=float("inf"), locale=reader.locale)


def _quoted(text: str, reader: Reader) -> str:
    """`text` in the quotation marks of the language; nothing if there is nothing to quote."""
    before, after = QUOTES.get(reader.short, QUOTES["en"])
    return f"{before}{text}{after}" if text else ""


def _listed(
    texts: str, reader: Reader, style: Literal["standard", "or"] = "standard", *, also: str = ""
) -> str:
    """The texts of one cell, each quoted; `also` is not a quotation."""
    words = [_quoted(text, reader) for text in texts.split(ROW_BREAK) if text]
    words += [also] if also else []
    return format_list(words, style, locale=reader.locale) if words else ""


def _figure(text: str, reader: Reader) -> str:
    return text.replace(".", get_decimal_symbol(reader.locale))


def _foreign(fact: str, reader: Reader) -> str:
    """What the software says, in the language; any other text quoted, in letters that are not in English."""
    if fact in reader.tongue.own or LETTER_SAYINGS.find(fact) is not None:
        return said_text(fact, reader.tongue)
    return fact if reader.short == "en" else _quoted(fact, reader)


def _choice(fact: str, reader: Reader) -> str:
    """A title, or a host with its profile: `Export promotion: Markets and trade missions.`"""
    if fact in reader.tongue.own or ": " not in fact:
        return said(fact, reader)
    host, _, profile = fact.partition(": ")
    colon = " : " if reader.short == "fr" else ": "
    return f"{said(host, reader)}{colon}{said(profile, reader)}"


def _own(fact: str, reader: Reader) -> str:
    """A published text in quotation marks, as the delegation's file translates it."""
    return _quoted(reader.tongue.own.get(fact, fact), reader)


def _agenda_row(row: Row, reader: Reader) -> dict[str, str]:
    """An item of a programme: its names and dates in the language."""
    told = {name: said_text(cell, reader.tongue) for name, cell in row.items()}
    return {**told, "place": said_line(row.get("place", ""), reader.tongue), "item": row.get("item", "")}


def _change(row: Row, reader: Reader) -> dict[str, str]:
    """How an item was and how it is now: times, room, table and place in the language."""
    old, new = (said_line(row.get(side, ""), reader.tongue) for side in ("old", "new"))
    return {"item": said_text(row.get("item", ""), reader.tongue), "old": old, "new": new}


def _criterion(row: Row, reader: Reader) -> dict[str, str]:
    weight = row.get("weight", "")
    share = format_percent(int(weight) / 100, locale=reader.locale) if weight.isdecimal() else weight
    return {"text": _own(row.get("text", ""), reader), "weight": share}


def _without_people(name: str, fact: FactValue, file: DelegationFile) -> FactValue:
    """Comments, and notes beside reasons, without the names of people."""
    if isinstance(fact, str) or name not in ("comments", "because"):
        return fact
    redaction = _redaction(file)
    comments = tuple(redaction.text(one) for one in fact if isinstance(one, str))
    return comments or tuple(
        {**row, "note": redaction.text(row["note"])} if row.get("note") else row
        for row in fact
        if isinstance(row, dict)
    )


def _redaction(file: DelegationFile) -> Redaction:
    """Hides the people of the delegation, and whom the evaluators work for."""
    evaluators = file.evaluation.evaluators if file.evaluation else ()
    return Redaction.of((one.organisation for one in evaluators), (one.name for one in file.people))


SAID_TEXT: Mapping[str, Callable[[str, Reader], str]] = {
    "time_left": said_span,
    "rank_band": said_band,
    "comments": _quoted,
    "rules": _own,
    "reason": _foreign,
    "reasons": _foreign,
    "fixes": _foreign,
    "why": _quoted,
    "contribution": _foreign,
    "choices": _choice,
}
SAID_ROW: Mapping[str, Callable[[Row, Reader], dict[str, str]]] = {
    "because": _reason,
    "findings": _finding,
    "criteria": _criterion,
    "rows": _agenda_row,
    "changes": _change,
}
