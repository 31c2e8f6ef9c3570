"""The participant catalogue: who travels, what they offer and seek. Personal details only with consent."""

from collections.abc import Sequence
from datetime import datetime

from delegation.application import words_of
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.papers.paper import Delegate, Imprint, imprint

THEMES, OFFER, SEEK, PROFILE, CONSENT = "focus-areas", "offer", "seek", "eccp-profile", "consent-profile"
"""Ids of the form fields a catalogue shows, and of the one that allows a name and an address in it."""


class CatalogueEntry(Fact):
    number: int
    organisation: str
    country: str
    themes: tuple[str, ...]
    offer: str
    seek: str
    profile: str = ""
    person: str = ""
    """Name and position; empty without consent."""
    email: str = ""


class CountryCount(Fact):
    country: str
    organisations: int


class Catalogue(Fact):
    imprint: Imprint
    entries: tuple[CatalogueEntry, ...]
    countries: tuple[CountryCount, ...]


def may_be_shown(delegate: Delegate) -> bool:
    """Whether the delegate agreed to be named with an address."""
    consent = delegate.answers.get(CONSENT, False)
    return consent is True or str(consent).casefold() in ("yes", "true")


def catalogue(
    file: DelegationFile, delegates: Sequence[Delegate], made_at: datetime, version: int = 0
) -> Catalogue:
    """The catalogue of these delegates, by organisation."""
    ordered = sorted(delegates, key=lambda one: (one.organisation.casefold(), one.participant))
    titles = {theme.id: theme.title for theme in file.themes}
    countries = sorted({one.country for one in ordered if one.country})
    return Catalogue(
        imprint=imprint(file, made_at, version),
        entries=tuple(_entry(number, one, titles) for number, one in enumerate(ordered, start=1)),
        countries=tuple(
            CountryCount(country=name, organisations=sum(one.country == name for one in ordered))
            for name in countries
        ),
    )


def _entry(number: int, delegate: Delegate, titles: dict[str, str]) -> CatalogueEntry:
    chosen = words_of(delegate.answers.get(THEMES, ()))
    person, shown = delegate.person, may_be_shown(delegate)
    return CatalogueEntry(
        number=number,
        organisation=delegate.organisation or f"Participant {delegate.participant}",
        country=delegate.country,
        themes=tuple(titles.get(theme, theme) for theme in chosen if theme),
        offer=delegate.answer(OFFER).strip(),
        seek=delegate.answer(SEEK).strip(),
        profile=delegate.answer(PROFILE).strip(),
        person=", ".join(text for text in (person.name, person.position) if text) if shown else "",
        email=str(person.email) if shown else "",
    )
