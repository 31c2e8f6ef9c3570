"""What a change is called where nobody gives it a name."""

from collections.abc import Collection

from delegation.change import ChangeKind, SwapMeetings

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


def _subject(kind: ChangeKind) -> str:
    """The item, host or delegate it is about; of two delegates the first."""
    if isinstance(kind, SwapMeetings):
        return kind.one.lower()
    named = (str(getattr(kind, name, "")) for name in ("item", "host", "participant"))
    return next(name for name in named if name).lower()
