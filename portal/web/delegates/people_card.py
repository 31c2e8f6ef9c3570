"""A person for an address book: vCard 3.0 (RFC 2426), which every telephone reads."""

from collections.abc import Iterable

from delegation.calendars.calendar_text import clean_text
from delegation.fact import Fact

LONGEST_LINE = 75
"""Octets of a line without its end; longer ones are folded."""


class Card(Fact):
    """What a card says. Without a name it is that of an organisation."""

    name: str = ""
    organisation: str = ""
    position: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""


def vcards(cards: Iterable[Card]) -> bytes:
    """All of them in one file."""
    return "".join(f"{_folded(line)}\r\n" for card in cards for line in _lines(card)).encode()


def _lines(card: Card) -> Iterable[str]:
    """The name is one text and never split: who knows which part of it is the family's."""
    yield from ("BEGIN:VCARD", "VERSION:3.0")
    yield f"N:{_escaped(card.name)};;;;"
    yield f"FN:{_escaped(card.name or card.organisation)}"
    said = {"TITLE": card.position, "TEL;TYPE=work,voice": card.phone, "EMAIL;TYPE=internet": card.email}
    if card.organisation:
        yield f"ORG:{_escaped(card.organisation)}"
    yield from (f"{name}:{_escaped(text)}" for name, text in said.items() if text)
    if card.note:
        yield f"NOTE:{_escaped(card.note)}"
    yield "END:VCARD"


def _escaped(text: str) -> str:
    """Backslash, comma, semicolon and line breaks lose their meaning; control characters go."""
    plain = clean_text(text.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in ("\\", ",", ";"):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Split between characters, never within one; what follows is indented by a space."""
    parts, part, room = [], "", LONGEST_LINE
    for sign in line:
        size = len(sign.encode())
        if len(part.encode()) + size > room:
            parts.append(part)
            part, room = "", LONGEST_LINE - 1
        part += sign
    return "\r\n ".join((*parts, part))
