"""The letters of a delegation by phase, and the words of one: what counts, what was typed, what differs."""

from collections.abc import Iterator, Sequence

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.letter import LetterName
from delegation.zoned import stamp
from portal.letter_views import LetterRow, LetterShown, LettersListed
from portal.web.organising.bar import DeskPage
from portal.web.organising.cancel_page import Problem

GROUPS: tuple[tuple[str, str], ...] = (
    ("Call", "application-received"),
    ("Evaluation", "scores-wanted"),
    ("Selection and offers", "offer"),
    ("Registration", "registered"),
    ("Selection and offers", "reserve"),
    ("Before the trip", "checklist"),
    ("Programme", "agenda-preliminary"),
    ("Hosts", "host-asked"),
    ("Meetings between delegates", "requests-open"),
    ("After the trip", "survey"),
    ("Whenever it has to be", "delegation-cancelled"),
    ("Exchanges", "exchange-proposed"),
    ("Agreements", "agreement-reminder"),
)
"""Each phase with the letter it begins with, in the order in which letters are named."""
IN_ENGLISH = "en"


class LetterLine(Fact):
    """One letter in the list."""

    letter: str
    title: str
    own: tuple[tuple[str, str], ...] = ()
    """Languages in which an organiser worded it, with who did so and when."""


class LetterGroup(Fact):
    name: str
    letters: tuple[LetterLine, ...]


class LettersPage(DeskPage):
    """The facts of `desk/letters.html`."""

    slug: str
    groups: tuple[LetterGroup, ...]
    troubles: tuple[str, ...] = ()
    """Words that could not be used, in sentences."""


class Theirs(Fact):
    """What somebody else saved in the meantime."""

    subject: str
    body: str
    author: str
    """Empty: our own words count again."""


class LetterPage(DeskPage):
    """The facts of `desk/letter.html`."""

    slug: str
    letter: str
    title: str
    language: str
    languages: tuple[str, ...]
    subject: str
    body: str
    version: int
    worded: str = ""
    """Who worded it, and when; empty: these are our own words."""
    names: tuple[tuple[str, str, str], ...] = ()
    """What may stand in it: the name, what it is, what it says."""
    said: str = ""
    problems: tuple[Problem, ...] = ()
    theirs: Theirs | None = None


class TriedPage(Fact):
    """The facts of `desk/letter-refused.html`, in the frame of a letter that cannot be written."""

    reasons: tuple[str, ...]


def groups_of(file: DelegationFile, listed: LettersListed) -> tuple[LetterGroup, ...]:
    """Those that this delegation can send, in the order of its life."""
    lines = {name: _line(name, listed.letters, file.organiser.zone) for name in LetterName}
    found: dict[str, list[LetterLine]] = {}
    for group, name in _grouped():
        found.setdefault(group, []).append(lines[name])
    left_out = set(_not_sent(file))
    return tuple(
        LetterGroup(name=group, letters=tuple(letters))
        for group, letters in found.items()
        if group not in left_out or any(one.own for one in letters)
    )


def title_of(name: LetterName) -> str:
    """`Offer reminder`."""
    return name.value.replace("-", " ").capitalize()


def names_of(shown: LetterShown) -> tuple[tuple[str, str, str], ...]:
    """As they are written: `person.name`, `ours.closing`."""
    words = [
        (f"{name}.{part}" if part else name, word.kind.value, word.says)
        for name, word in shown.names.items()
        for part in (word.parts if word.kind.name == "RECORD" else ("",))
    ]
    return (*words, *((f"ours.{one}", "a passage of ours", "") for one in shown.passages))


def worded(shown: LetterShown, zone: str) -> str:
    return f"{shown.author}, {stamp(shown.at, zone)}" if shown.author and shown.at else ""


def problems_of(refusal: str) -> tuple[Problem, ...]:
    """Each reason beside the field it is about."""
    return tuple(
        ("subject" if one.startswith("The subject") else "body", one) for one in refusal.splitlines() if one
    )


def _grouped() -> Iterator[tuple[str, LetterName]]:
    begins, group = {first: name for name, first in GROUPS}, ""
    for name in LetterName:
        group = begins.get(name.value, group)
        yield group, name


def _not_sent(file: DelegationFile) -> Iterator[str]:
    parts = (
        ("Registration", file.registration),
        ("Evaluation", file.evaluation),
        ("Meetings between delegates", file.matchmaking),
        ("Exchanges", file.exchanges),
        ("Agreements", file.cooperation),
    )
    return (group for group, rules in parts if rules is None)


def _line(name: LetterName, rows: Sequence[LetterRow], zone: str) -> LetterLine:
    own = [one for one in rows if one.letter is name and one.author]
    return LetterLine(
        letter=name.value,
        title=title_of(name),
        own=tuple(
            (one.language, f"{one.author}, {stamp(one.at, zone)}" if one.at else one.author) for one in own
        ),
    )
