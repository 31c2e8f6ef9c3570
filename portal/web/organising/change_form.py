"""A change as a form: which kinds there are, what each asks for, and what was typed as a `Change`."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from delegation.change import Change, ChangeKind, MoveItem, Urgency
from delegation.change_naming import change_id
from delegation.itinerary import Itinerary
from delegation.reading.typed_text import UNREAD
from delegation.zoned import LOCAL_FORMAT, LocalTime, instant, zone_named

SHORTEST_REASON = 3
ID = re.compile(r"(?=.{1,60}\Z)[a-z0-9]+(-[a-z0-9]+)*")


class Asked(NamedTuple):
    """One field of a form. Its kind says which control it is: item, people, host, slot, time, text, number,
    items, slots, place or meeting items."""

    name: str
    kind: str
    is_needed: bool = True


FORMS: Mapping[str, tuple[Asked, ...]] = {
    "move-item": (Asked("item", "item"), Asked("starts", "time"), Asked("ends", "time", False)),
    "change-room": (Asked("item", "item"), Asked("place", "place", False), Asked("room", "text", False)),
    "cancel-item": (Asked("item", "item"),),
    "reinstate-item": (Asked("item", "cancelled"),),
    "change-capacity": (Asked("item", "parallel"), Asked("capacity", "number")),
    "swap-meetings": (
        Asked("one", "person"),
        Asked("one_slot", "slot"),
        Asked("other", "person"),
        Asked("other_slot", "slot"),
    ),
    "stay-away": (Asked("participant", "person"), Asked("items", "items")),
    "come-back": (Asked("participant", "person"), Asked("items", "items")),
    "choose": (Asked("participant", "person"), Asked("item", "parallel")),
    "drop-out": (Asked("participant", "person"), Asked("substitute", "id", False)),
    "join": (Asked("participant", "id"), Asked("organisation", "text", False)),
    "book": (Asked("participant", "person"), Asked("host", "host"), Asked("slot", "slot", False)),
    "give-back": (Asked("participant", "person"), Asked("host", "host")),
    "meet": (Asked("who", "person"), Asked("whom", "person"), Asked("slot", "slot", False)),
    "limit-host": (
        Asked("host", "host"),
        Asked("at_most", "number", False),
        Asked("guests_at_most", "number", False),
        Asked("unavailable", "slots", False),
    ),
    "add-slots": (Asked("host", "host"), Asked("slots", "slots"), Asked("at_most", "number")),
    "host-withdraws": (Asked("host", "host"),),
}
"""By what happens, in the order in which the page offers them."""
MANY = ("items", "slots")
"""Kinds of which several may be ticked."""


class Mistake(NamedTuple):
    """One thing that was typed wrong. `field` is the id of its control on the page."""

    field: str
    text: str


class NotAChange(ValueError):
    """What was typed is no change. Every mistake is in it."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(one.text for one in mistakes))
        self.mistakes = tuple(mistakes)


def read_change(
    fields: Mapping[str, Sequence[str]],
    author: str,
    itinerary: Itinerary,
    known: Collection[str],
    id_: str = "",
) -> Change:
    """The change that was typed. `known` are the ids of those made before. Raises NotAChange.

    `id_`: as it was called when it was looked at; a name of its own where that is none.
    """
    mistakes = list(_missing(fields))
    if mistakes:
        raise NotAChange(mistakes)
    kind = _kind(fields, itinerary)
    try:
        return Change(
            id=id_ if ID.fullmatch(id_) else change_id(kind, known),
            change=kind,
            author=author,
            reason=_last(fields, "reason"),
            urgency=Urgency.URGENT if _last(fields, "urgent") == "yes" else Urgency.NORMAL,
            moves_at_most=_moves(_last(fields, "moves_at_most")),
        )
    except ValidationError:
        raise NotAChange([Mistake("reason", ODD_REASON)]) from None


def _missing(fields: Mapping[str, Sequence[str]]) -> Sequence[Mistake]:
    form = FORMS.get(_last(fields, "what"))
    if form is None:
        return [Mistake("what", "Choose what happens.")]
    found = [
        Mistake(one.name, MISSING[one.kind]) for one in form if one.is_needed and not _last(fields, one.name)
    ]
    if len(_last(fields, "reason")) < SHORTEST_REASON:
        found.append(Mistake("reason", "Say why in a few words; everybody who asks later reads it."))
    elif UNREAD in _last(fields, "reason"):
        found.append(Mistake("reason", ODD_REASON))
    return found


ODD_REASON = "Say why on one line: this has characters in it that cannot be shown. Type it once more."
MISSING: Mapping[str, str] = {
    "item": "Choose the item it is about.",
    "cancelled": "Choose the item it is about.",
    "parallel": "Choose the session or visit it is about.",
    "items": "Tick at least one item.",
    "slots": "Tick at least one time.",
    "slot": "Choose the time of the meeting.",
    "time": "Give the date and time, on the clock of the place.",
    "person": "Choose the delegate it is about.",
    "id": "Give the id of the person, as in A-17.",
    "host": "Choose the host it is about.",
    "number": "Give a whole number.",
    "place": "Choose the place.",
    "text": "Say what it is.",
}


def _kind(fields: Mapping[str, Sequence[str]], itinerary: Itinerary) -> ChangeKind:
    what = _last(fields, "what")
    typed: dict[str, object] = {"what": what}
    for asked in FORMS[what]:
        value = _value(fields, asked)
        if value not in ("", ()):
            typed[asked.name] = value
    if what == MoveItem.model_fields["what"].default and "ends" not in typed:
        typed["ends"] = as_long(itinerary, str(typed["item"]), str(typed["starts"]))
    try:
        kind: ChangeKind = TypeAdapter(ChangeKind).validate_python(typed)
    except ValidationError as error:
        raise NotAChange([_mistake(one["loc"], str(one["msg"])) for one in error.errors()]) from None
    return kind


def _value(fields: Mapping[str, Sequence[str]], asked: Asked) -> object:
    match asked.kind:
        case "items" | "slots":
            return tuple(one for one in fields.get(asked.name, ()) if one)
        case "time":
            return _last(fields, asked.name).replace("T", " ")
        case "person" | "id":
            return _last(fields, asked.name).upper()
        case _:
            return _last(fields, asked.name)


def _mistake(place: tuple[int | str, ...], message: str) -> Mistake:
    name = str(place[1]) if len(place) > 1 else "what"
    said = message.removeprefix("Value error, ")
    return Mistake(
        name, f"{name.replace('_', ' ').capitalize()}: {said[:1].lower()}{said[1:]}.".replace("..", ".")
    )


def _moves(typed: str) -> int:
    return min(50, int(typed)) if typed.isdecimal() else 0


def _last(fields: Mapping[str, Sequence[str]], name: str) -> str:
    """Line ends and spaces at the ends are nobody's."""
    return " ".join((fields.get(name) or [""])[-1].split())


def as_long(itinerary: Itinerary, item: str, starts: str) -> str:
    """The end that leaves an item as long as it is, on its clocks; `starts` where there is no such item."""
    found = itinerary.item(item)
    try:
        local: datetime = TypeAdapter(LocalTime).validate_python(starts)
    except ValidationError:
        return starts
    if found is None:
        return starts
    ends = instant(local, found.zone).astimezone(UTC) + (found.ends_at - found.starts_at)
    return f"{ends.astimezone(zone_named(found.ends_zone or found.zone)):{LOCAL_FORMAT}}"
