"""What a change is called where nobody gives it a name."""

from collections.abc import Collection, Sequence

from delegation.change import Book, ChangeKind, ChangeRecord, Choose, GiveBack, Meet, SwapMeetings

LONGEST = 52
"""Characters before the counter; an id has 60 at most."""


def change_id(kind: ChangeKind, known: Collection[str]) -> str:
    """`move-item-train-1`: what happens, to whom or what, and a counter behind the ids `known`.

    The same command typed again before the first one was made gives the same id, and so happens once;
    afterwards it is a change of its own, as cancelling anew what was reinstated meanwhile.
    """
    stem = f"{kind.what}-{_subject(kind)}"[:LONGEST].rstrip("-")
    number = 1
    while f"{stem}-{number}" in known:
        number += 1
    return f"{stem}-{number}"


def next_number(prefix: str, made: Sequence[ChangeRecord]) -> int:
    """`4` where three changes were made: from there on no change is called `prefix-4`, `prefix-5` and so on.

    Organisers may call a change as they like, also like one that follows from an answer.
    """
    tails = (one.change.id.removeprefix(f"{prefix}-") for one in made)
    return 1 + max([len(made), *(int(tail) for tail in tails if tail.isdecimal())])


def _subject(kind: ChangeKind) -> str:
    """The item, host or delegate it is about; of two delegates the first."""
    if isinstance(kind, SwapMeetings):
        return kind.one.lower()
    if isinstance(kind, Meet):
        return f"{kind.who}-{kind.whom}".lower()
    if isinstance(kind, Choose):
        return f"{kind.participant}-{kind.item}".lower()
    if isinstance(kind, Book | GiveBack):
        return f"{kind.participant}-{kind.host}".lower()
    named = (str(getattr(kind, name, "")) for name in ("item", "host", "participant"))
    return next(name for name in named if name).lower()
