"""The parts a form is made of, and lists to choose from in the language of whoever reads them."""

import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache

from babel import Locale
from markupsafe import Markup

from delegation.calendars.when import locale_of
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.form import FormField
from delegation.languages.tongue import Tongue
from delegation.reading.country_codes import COUNTRY_CODES

LETTER_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt")
"""In which letters are written."""


class Choice(Fact):
    """One thing to choose. Of a ranking, `value` is its rank so far."""

    value: str
    label: str
    is_chosen: bool

    @cached_property
    def option(self) -> Markup:
        """As it stands in a list to choose from; of the hundreds of countries it is made once."""
        chosen = Markup(" selected") if self.is_chosen else ""
        return Markup('<option value="{}"{}>{}</option>').format(self.value, chosen, self.label)


class Control(Fact):
    """One question, with what was typed so far."""

    name: str
    kind: str
    """Which part of the template shows it: input, textarea, select, radios, checks, tick, money, ..."""
    label: str
    hint: str = ""
    help: str = ""
    is_needed: bool = False
    value: str = ""
    choices: tuple[Choice, ...] = ()
    input: str = "text"
    keyboard: str = ""
    fills: str = "off"
    longest: int | None = None
    accepts: str = ""
    rows: "tuple[tuple[Control, ...], ...]" = ()
    problem: str = ""
    asked_if: str = ""
    """The control whose answer decides whether this one is asked."""
    asked_if_values: str = ""

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def target(self) -> str:
        """The id a link in the summary leads to: something that takes the focus."""
        match self.kind:
            case "radios" | "checks" | "ranking":
                return f"{self.id}-1"
            case "rows" if self.rows and self.rows[0]:
                return self.rows[0][0].id
            case _:
                return self.id

    @property
    def described_by(self) -> str:
        parts = (("help", self.help), ("hint", self.hint), ("why", self.problem))
        return " ".join(f"{self.id}-{name}" for name, text in parts if text)


def choices_in(
    file: DelegationFile, tongue: Tongue, field: FormField, chosen: Sequence[str]
) -> tuple[Choice, ...]:
    """The choices of a field as people read them: titles of themes and groups, names of languages, words."""
    groups = file.registration.groups if file.registration else ()
    themes = {one.id: one.title for one in file.themes}
    titles = themes | {one.id: one.title for one in groups} | field.titles
    locale = locale_of(tongue.language)
    is_language = all(one in locale.languages and len(one) == 2 for one in field.choices)
    return tuple(
        Choice(value=one, label=_called(one, titles, tongue, locale, is_language), is_chosen=one in chosen)
        for one in field.choices
    )


def _called(one: str, titles: dict[str, str], tongue: Tongue, locale: Locale, is_language: bool) -> str:
    if is_language:
        return str(locale.languages[one])
    words = titles.get(one) or one.replace("-", " ")
    said = tongue.own.get(words) or tongue.own.get(one) or words
    return said[:1].upper() + said[1:]


def countries_in(language: str, possible: Sequence[str], chosen: str) -> tuple[Choice, ...]:
    """Countries by name, in the order of the alphabet; of `possible` ones only, where any are named."""
    return tuple(
        Choice(value=one.value, label=one.label, is_chosen=True) if one.value == chosen else one
        for one in _countries(language)
        if not possible or one.value in possible
    )


def languages_in(chosen: str) -> tuple[Choice, ...]:
    """The languages of letters, each in its own name; whatever else was chosen stays possible."""
    known = LETTER_LANGUAGES if chosen in LETTER_LANGUAGES else (*LETTER_LANGUAGES, chosen)
    return tuple(Choice(value=one, label=_own_name(one), is_chosen=one == chosen) for one in known)


@lru_cache(maxsize=16)
def _countries(language: str) -> tuple[Choice, ...]:
    """All of them, none chosen."""
    names = locale_of(language).territories
    found = (Choice(value=code, label=str(names.get(code, code)), is_chosen=False) for code in COUNTRY_CODES)
    return tuple(sorted(found, key=lambda one: (_plain(one.label), one.value)))


def _plain(name: str) -> str:
    """Without accents: Österreich stands between Oman and Pakistan."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in letters if not unicodedata.combining(one))


def _own_name(language: str) -> str:
    """`Deutsch`; of a language that was typed and is none of ours, as it was typed."""
    if language not in LETTER_LANGUAGES:
        return language
    name = str(locale_of(language).get_display_name(language))
    return name[:1].upper() + name[1:]
