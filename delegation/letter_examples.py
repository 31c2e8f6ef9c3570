"""Letters with made-up facts, for organisers who look at their own words before anybody gets them."""

import re
from collections.abc import Mapping

from delegation.fact_wanted import FactWanted, Shape
from delegation.letter import FactValue, Letter, LetterName
from delegation.letter_facts import AGENDA_COLUMNS, AGENDA_ITEM, CHANGE_COLUMNS, FACTS
from delegation.person import Person

READER = Person(
    id="A-1",
    name="Alex Example",
    email="alex@example.org",
    organisation="Example Cluster",
    position="Director",
)
"""Who reads the preview."""
MOMENT = "Tue 14 March 2017, 12:00 Brussels (CET, UTC+1)"
TIMES = re.compile(r"\b(when|until when|by when|day of the stay)\b")
QUOTED = re.compile(r"`([^`]+)`")
ITEM = "example-item"
AGENDA: tuple[dict[str, str], ...] = (
    dict(
        zip(
            (*AGENDA_COLUMNS, AGENDA_ITEM),
            ("Mon 15 May", "09:00-10:15", "EDT", "Welcome", "Hall 2", "", ITEM),
            strict=True,
        )
    ),
    dict(
        zip(
            (*AGENDA_COLUMNS, AGENDA_ITEM),
            ("Tue 16 May", "10:30-12:00", "EDT", "Seminar", "", "Bring your badge", ""),
            strict=True,
        )
    ),
)
CHANGES: tuple[dict[str, str], ...] = (
    {"item": "Lunch", "old": "Room 1", "new": "Room 2"},
    {"item": "Extra meeting", "old": "", "new": "Tue 16 May, 15:10"},
)
CODES: Mapping[str, FactValue] = {
    "because": (),
    "findings": (),
    "tone": "first",
    "stage": "negotiation",
    "registration": "",
    "ended_how": "withdrawn",
    "ended_by": "visitor",
    "undone": ("invites-cancelled",),
    "gave": ("8 one-to-one meetings",),
    "policy": "invites",
}
"""Facts that are codes; where reasons and findings have none, they are told in the sentences beside them."""


def example_letter(name: LetterName, portal: str, *, is_full: bool = True) -> Letter:
    """A letter with every fact, or with those alone that are never empty."""
    facts = {
        fact: _example(fact, wanted, portal)
        if is_full or not (wanted.may_be_empty or wanted.may_be_missing)
        else wanted.nothing
        for fact, wanted in FACTS[name].items()
    }
    return Letter(name=name, recipient=READER.id, facts=facts)


def _example(name: str, wanted: FactWanted, portal: str) -> FactValue:
    if name in CODES:
        return CODES[name]
    match wanted.shape:
        case Shape.TEXT:
            return f"{portal}/example" if name.endswith("_url") else _text(wanted)
        case Shape.TEXTS:
            return (f"First: {wanted.says.partition(':')[0]}", f"Second: {wanted.says.partition(':')[0]}")
        case Shape.ROWS:
            return _rows(wanted)


def _text(wanted: FactWanted) -> str:
    """The example its description quotes, a time, or the description itself."""
    quoted = QUOTED.search(wanted.says)
    if quoted:
        return quoted[1]
    return MOMENT if TIMES.search(wanted.says) else f"({wanted.says})"


def _rows(wanted: FactWanted) -> tuple[dict[str, str], ...]:
    if wanted.columns == AGENDA_COLUMNS:
        return AGENDA
    if wanted.columns == CHANGE_COLUMNS:
        return CHANGES
    return tuple({one: f"{which} {one}" for one in wanted.columns} for which in ("First", "Second"))
