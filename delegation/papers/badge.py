"""Badges with a QR code that puts the wearer into a phone's contacts."""

import io
from collections.abc import Sequence
from datetime import datetime

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.papers.catalogue import may_be_shown
from delegation.papers.paper import Delegate, Imprint, imprint


class Badge(Fact):
    name: str
    organisation: str
    country: str
    code: str
    """Name of the picture with the QR code."""
    group: str = ""
    """As what the person registered; empty where there are no groups."""
    language: str = ""
    """`DE`, where people register in several languages; empty elsewhere."""


class BadgeSheet(Fact):
    imprint: Imprint
    badges: tuple[Badge, ...]


def badge_sheet(file: DelegationFile, delegates: Sequence[Delegate], made_at: datetime) -> BadgeSheet:
    """The badges of these delegates, by name."""
    ordered = sorted(delegates, key=lambda one: (one.person.name.casefold(), one.participant))
    languages = {_language(one) for one in ordered}
    shows_language = file.registration is not None and len(languages) > 1
    return BadgeSheet(
        imprint=imprint(file, made_at),
        badges=tuple(_badge(one, file, shows_language=shows_language) for one in ordered),
    )


def _language(delegate: Delegate) -> str:
    return delegate.person.language.split("-")[0].upper()


def _group(delegate: Delegate, file: DelegationFile) -> str:
    rules = file.registration
    if rules is None or rules.group_field is None:
        return ""
    group = rules.group(delegate.answer(rules.group_field))
    return group.title if group else ""


def _badge(delegate: Delegate, file: DelegationFile, *, shows_language: bool) -> Badge:
    return Badge(
        name=delegate.person.name,
        organisation=delegate.organisation,
        country=delegate.country,
        code=delegate.participant,
        group=_group(delegate, file),
        language=_language(delegate) if shows_language else "",
    )


def vcard(delegate: Delegate) -> str:
    """The contact as vCard 3.0; the address only where the delegate agreed to have it shown.

    The name is one text and never split: who knows which part of it is the family's.
    """
    person = delegate.person
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escaped(person.name)};;;;",
        f"FN:{_escaped(person.name)}",
        f"ORG:{_escaped(delegate.organisation)}" if delegate.organisation else "",
        f"TITLE:{_escaped(person.position)}" if person.position else "",
        f"EMAIL:{_escaped(str(person.email))}" if may_be_shown(delegate) else "",
        "END:VCARD",
    ]
    return "".join(f"{line}\r\n" for line in lines if line)


def _escaped(text: str) -> str:
    """RFC 2426: backslash, comma, semicolon and line breaks lose their meaning."""
    for plain, safe in (
        ("\\", "\\\\"),
        (",", "\\,"),
        (";", "\\;"),
        ("\r\n", "\\n"),
        ("\n", "\\n"),
        ("\r", "\\n"),
    ):
        text = text.replace(plain, safe)
    return text


def qr_code(text: str) -> str:
    """The text as a QR code, an SVG picture with the quiet zone the standard asks for."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m", micro=False, encoding="utf-8").save(
        out, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=False, light="#ffffff", dark="#000000"
    )
    return out.getvalue().decode()
