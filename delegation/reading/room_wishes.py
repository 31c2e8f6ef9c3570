"""Whom a delegate wants to share a room with, from words to an id."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from delegation.fact import Fact
from delegation.ids import ParticipantId
from delegation.rooming import RoomKind, RoomWish

ROOM_FIELD = "room"
ROOM_WITH_FIELD = "room-with"
"""Ids of the form fields: `single`, `shared` or `none`; and an organisation or a person, in any words."""


class Fellow(Fact):
    """Somebody a room may be shared with, by the names others know. Stays where names may be."""

    participant: ParticipantId
    name: str = ""
    organisation: str = ""


def room_wish(answers: Mapping[str, object], fellows: Sequence[Fellow], own: str = "") -> RoomWish | None:
    """The wish in these answers, the person named by id alone; None: nothing was said about a room.

    A name that fits nobody, several, or `own`, the id of who asks, leaves the wish without a person:
    `unclear_partner` says so to whoever wrote it.
    """
    said = _text(answers, ROOM_FIELD).lower()
    if said not in {kind.value for kind in RoomKind}:
        return None
    kind = RoomKind(said)
    if kind is not RoomKind.SHARED:
        return RoomWish(kind=kind)
    found = _meant(_text(answers, ROOM_WITH_FIELD), fellows, own)
    return RoomWish(kind=kind, with_participant=found[0] if len(found) == 1 else None)


def unclear_partner(answers: Mapping[str, object], fellows: Sequence[Fellow], own: str = "") -> str | None:
    """What to tell somebody whose words for the other person cannot be followed; None: all is clear."""
    typed = _text(answers, ROOM_WITH_FIELD)
    if not typed or _text(answers, ROOM_FIELD).lower() != RoomKind.SHARED.value:
        return None
    found = _meant(typed, fellows, own)
    if len(found) == 1:
        return None
    if _meant(typed, fellows, ""):
        return (
            f"{typed!r} fits several delegates; write the person's full name as well as the organisation."
            if found
            else f"{typed!r} is you; name the person you want to share a room with."
        )
    return f"Nobody who applied is called {typed!r}; write the person's name or organisation as published."


def _meant(typed: str, fellows: Sequence[Fellow], own: str) -> list[str]:
    """Whose id, name or organisation it is; else of whom it names both, as in `Ada Berg, Fyn Clean`."""
    words = _plain(typed)
    others = sorted((one for one in fellows if one.participant != own), key=lambda one: one.participant)
    exact = [
        one.participant
        for one in others
        if words and words in (_plain(one.participant), _plain(one.name), _plain(one.organisation))
    ]
    both = [
        one.participant
        for one in others
        if _plain(one.name) and _plain(one.organisation) and _names_both(words, one)
    ]
    return exact or both


def _names_both(words: str, fellow: Fellow) -> bool:
    parts = (_plain(fellow.name), _plain(fellow.organisation))
    return all(f" {part} " in f" {words} " for part in parts)


def _plain(text: str) -> str:
    """Small letters and digits without accents, single spaces between."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(one for one in letters if not unicodedata.combining(one))))


def _text(answers: Mapping[str, object], field: str) -> str:
    return str(answers.get(field) or answers.get(field.replace("-", "_")) or "").strip()
