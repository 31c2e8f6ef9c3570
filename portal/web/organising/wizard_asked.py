"""What the wizard can ask: fields, rows of fields, and pages of both."""

from enum import StrEnum

from delegation.fact import Fact

Option = tuple[str, str]
"""The value as it stands in the file, and what people read."""


class Kind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    """A local time."""
    DAY = "day"
    CHOICE = "choice"
    TICK = "tick"
    WORDS = "words"
    """Several, one a line."""
    SHORT = "short"
    """Several short ones in one line, with commas between."""
    MANY = "many"
    """Several out of options."""
    ZONE = "zone"
    COUNTRY = "country"


class Source(StrEnum):
    """Where the options of a field come from: entries of the draft itself."""

    NOWHERE = ""
    PEOPLE = "people"
    LEGS = "legs"
    PLACES = "places"
    HOSTS = "hosts"
    FIELDS = "call.fields"
    HOLIDAYS = "holidays"


NAMED = {
    Source.PEOPLE: "name",
    Source.LEGS: "city",
    Source.PLACES: "name",
    Source.HOSTS: "organisation",
    Source.FIELDS: "label",
    Source.HOLIDAYS: "id",
}
"""How entries are called where one is chosen."""


class Asked(Fact):
    """One field. `key` leads to it: from the file, or from the entry it is part of."""

    key: str
    label: str
    kind: Kind = Kind.LINE
    help: str = ""
    options: tuple[Option, ...] = ()
    source: Source = Source.NOWHERE
    is_wide: bool = False


class Rows(Fact):
    """Entries of a list, each with the same fields. `key` leads from the file to the list."""

    key: str
    heading: str
    one: str
    """What one of them is called: city."""
    columns: tuple[Asked, ...]
    named_by: str
    """The field an entry is called by; its id is made from it."""
    help: str = ""


class Group(Fact):
    """Fields under one heading."""

    heading: str
    asked: tuple[Asked, ...]
    help: str = ""


Part = Group | Rows


class AskedPage(Fact):
    """One page of the wizard."""

    name: str
    title: str
    intro: str
    parts: tuple[Part, ...]
    phases: tuple[str, ...] = ()
    """It is there for delegations that have one of these phases; for all where none is named."""


def line(key: str, label: str, said: str = "", *, wide: bool = False) -> Asked:
    return Asked(key=key, label=label, help=said, is_wide=wide)


def text(key: str, label: str, said: str = "") -> Asked:
    return Asked(key=key, label=label, help=said, kind=Kind.TEXT, is_wide=True)


def number(key: str, label: str, said: str = "") -> Asked:
    return Asked(key=key, label=label, help=said, kind=Kind.NUMBER)


def moment(key: str, label: str, said: str = "") -> Asked:
    return Asked(key=key, label=label, help=said, kind=Kind.TIME)


def day(key: str, label: str, said: str = "") -> Asked:
    return Asked(key=key, label=label, help=said, kind=Kind.DAY)


def tick(key: str, label: str, said: str = "") -> Asked:
    return Asked(key=key, label=label, help=said, kind=Kind.TICK)


def words(key: str, label: str, said: str = "One a line.") -> Asked:
    return Asked(key=key, label=label, help=said, kind=Kind.WORDS)


def short(key: str, label: str, said: str = "With commas between.") -> Asked:
    return Asked(key=key, label=label, help=said, kind=Kind.SHORT)


def zone(key: str, label: str, said: str = "") -> Asked:
    return Asked(key=key, label=label, help=said, kind=Kind.ZONE)


def country(key: str, label: str = "Country", said: str = "Two capitals, as in PT.") -> Asked:
    return Asked(key=key, label=label, help=said, kind=Kind.COUNTRY)


def choice(key: str, label: str, options: tuple[Option, ...], said: str = "") -> Asked:
    return Asked(key=key, label=label, help=said, kind=Kind.CHOICE, options=options)


def one_of(key: str, label: str, source: Source, said: str = "") -> Asked:
    return Asked(key=key, label=label, help=said, kind=Kind.CHOICE, source=source)


def many_of(key: str, label: str, source: Source, said: str = "") -> Asked:
    return Asked(key=key, label=label, help=said, kind=Kind.MANY, source=source, is_wide=True)


def identity(said: str = "Leave it empty to have it made from the name. Others refer to it.") -> Asked:
    return Asked(key="id", label="Short name", help=said)
