"""The words organisers give to letters: which names they may use, and how long they may be.

Our own words are templates beside the code. What an organiser writes instead is kept per delegation,
letter and language, and may show nothing but the names here: a person's name and organisation, the
delegation, the organiser, and the facts of that letter (`delegation/letter_facts.py`).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from delegation.fact import Fact
from delegation.fact_wanted import FactWanted, Shape
from delegation.letter import LetterName
from delegation.letter_facts import AGENDA_ITEM, FACTS
from delegation.person import Line

LONGEST_SUBJECT_TEMPLATE = 1_000
LONGEST_BODY_TEMPLATE = 20_000
"""Characters. Our longest letter has 2,500."""
LINKS = frozenset({"feed", "webcal", "answer"})
"""Names of links that do not end in `_url`."""
STEPS = FactWanted(says="what comes next", shape=Shape.ROWS, columns=("code", "at", "opens"))
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]


class Kind(StrEnum):
    """What stands behind a name."""

    TEXT = "a text"
    LINK = "the address of a page"
    TEXTS = "a list of texts"
    ROWS = "a list of rows"
    RECORD = "several texts"


class Word(Fact):
    """A name that a letter may use."""

    says: str
    kind: Kind = Kind.TEXT
    parts: tuple[str, ...] = ()
    """Of rows and of several texts: their names, which stand after a dot."""
    may_be_empty: bool = False


class LetterWords(Fact):
    """Subject and body of a letter, in the template language, as an organiser wrote them."""

    letter: LetterName
    language: Language
    subject: str = Field(min_length=1, max_length=LONGEST_SUBJECT_TEMPLATE)
    body: str = Field(min_length=1, max_length=LONGEST_BODY_TEMPLATE)
    author: Line
    at: AwareDatetime
    version: int = Field(default=1, ge=1)


EVERYWHERE: Mapping[str, Word] = {
    "person": Word(
        says="who reads the letter", kind=Kind.RECORD, parts=("id", "name", "organisation", "position")
    ),
    "delegation": Word(
        says="what it is about", kind=Kind.RECORD, parts=("slug", "title", "destination", "dates")
    ),
    "organiser": Word(
        says="who writes it",
        kind=Kind.RECORD,
        parts=("name", "mailbox", "signatory", "signatory_position"),
    ),
    "written_on": Word(says="the day on which it is written"),
    "language": Word(says="the language of the letter, in two letters"),
    "policy": Word(says="how calendars are told: by invites, by the feed, or both"),
    "feed": Word(says="the address of the reader's own calendar", kind=Kind.LINK, may_be_empty=True),
    "webcal": Word(says="the same, for a calendar program", kind=Kind.LINK, may_be_empty=True),
    "answers": Word(says="`yes` where the rows of a programme can be answered", may_be_empty=True),
}
"""What every letter knows."""


def vocabulary(letter: LetterName) -> Mapping[str, Word]:
    """Every name that the words of this letter may use."""
    facts = {name: _word(name, wanted) for name, wanted in FACTS[letter].items()}
    steps = {"steps": _word("steps", STEPS)} if letter in WITH_STEPS else {}
    return {**EVERYWHERE, **facts, **steps}


WITH_STEPS = frozenset({LetterName.PLACE_CONFIRMED, LetterName.REGISTERED, LetterName.PLACE_FREE})
"""Letters that say what comes next; their writer knows it from the delegation file."""


def _word(name: str, wanted: FactWanted) -> Word:
    is_link = wanted.shape is Shape.TEXT and (name.endswith("_url") or name in LINKS)
    kinds = {Shape.TEXT: Kind.TEXT, Shape.TEXTS: Kind.TEXTS, Shape.ROWS: Kind.ROWS}
    answered = ("answer",) if AGENDA_ITEM in wanted.optional else ()
    return Word(
        says=wanted.says,
        kind=Kind.LINK if is_link else kinds[wanted.shape],
        parts=(*wanted.columns, *wanted.optional, *answered),
        may_be_empty=wanted.may_be_empty or wanted.may_be_missing,
    )
