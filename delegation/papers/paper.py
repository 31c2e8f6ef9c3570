"""What stands on paper: letters and certificates as facts, worded before a template sees them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from babel.lists import format_list
from pydantic import Field

from delegation.application import Value, words_of
from delegation.calendars.when import locale_of
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ParticipantId
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.languages.paper_sayings import PAPER_SAYINGS
from delegation.languages.tongue import Tongue, file_in, said_text, tongue_of
from delegation.papers.wall_clock import country_name, date_in_full, span
from delegation.person import Line, Person
from delegation.zoned import zone_named

PaperLanguage = Literal["en", "de", "fr"]
SPOKEN: tuple[PaperLanguage, ...] = ("en", "de", "fr")
"""Languages that documents are made in."""
SIGHTS = (ItemKind.SESSION, ItemKind.VISIT)


class Imprint(Fact):
    """What every page says of its delegation."""

    delegation: str
    organiser: str
    mailbox: str
    website: str
    dates: str
    route: str
    made_on: str
    version: int = 0
    language: PaperLanguage = "en"
    """Which files have the words of a document that several share."""


class Signature(Fact):
    name: str
    position: str
    organisation: str


class Delegate(Fact):
    """One participant with what the vault holds of them: the person, and the answers of the application."""

    participant: ParticipantId
    person: Person
    answers: dict[str, Value] = Field(default_factory=dict)
    told_in: str = "en"
    """The language of the document that shows the delegate."""

    @property
    def organisation(self) -> str:
        return self.person.organisation or self.answer("organisation")

    @property
    def country(self) -> str:
        """The country's name; empty if the application does not say."""
        return country_name(self.answer("country"), self.told_in) if self.answer("country") else ""

    def answer(self, field: str) -> str:
        """The answer as one text: choices joined by commas, empty if there is none."""
        value = self.answers.get(field, "")
        return ", ".join(words_of(value)) if isinstance(value, tuple) else str(value)


class Passport(Fact):
    """What a visa letter needs of a passport. In the vault until the purge date, nowhere else."""

    full_name: Line = Field(min_length=1)
    nationality: Line = Field(min_length=1)
    """ISO 3166-1 alpha-2, or in words."""
    birth_date: date
    passport_number: Line = Field(min_length=1)
    passport_expires: date


class Row(Fact):
    """A line of a table of facts."""

    label: str
    text: str


class Certificate(Fact):
    imprint: Imprint
    language: str = "en"
    """Two letters: which file has the words."""
    name: str
    organisation: str
    cities: str
    programme: str
    """What this delegate's programme comprised, in one sentence; empty if nothing is known."""
    visited: tuple[str, ...]
    signature: Signature


class VisaStop(Fact):
    city: str
    dates: str
    hotel: str


class VisaInvitation(Fact):
    """The facts of the letter to a consulate. Every field is a placeholder of `visa-invitation.docx`."""

    date: str
    organiser: str
    mailbox: str
    website: str
    full_name: str
    nationality: str
    birth_date: str
    passport_number: str
    passport_expires: str
    position: str
    organisation: str
    delegation: str
    purpose: str
    dates: str
    stops: tuple[VisaStop, ...]
    signature_name: str
    signature_position: str
    signature_organisation: str


def imprint(file: DelegationFile, made_at: datetime, version: int = 0) -> Imprint:
    organiser = file.organiser
    return Imprint(
        delegation=file.title,
        organiser=organiser.name,
        mailbox=organiser.mailbox,
        website=organiser.website,
        dates=span(file.starts_on, file.ends_on),
        route=" – ".join(leg.city for leg in file.legs),
        made_on=date_in_full(made_at.astimezone(zone_named(organiser.zone))),
        version=version,
    )


def signature(file: DelegationFile, signatory: Person | None) -> Signature:
    """Who signs; the organiser where the delegation file names nobody we know."""
    if signatory is None:
        return Signature(name=file.organiser.name, position="", organisation="")
    return Signature(
        name=signatory.name,
        position=signatory.position,
        organisation=signatory.organisation or file.organiser.name,
    )


def visa_invitation(
    file: DelegationFile, delegate: Delegate, passport: Passport, signatory: Person | None, made_at: datetime
) -> VisaInvitation:
    """The letter a delegate shows at a consulate."""
    signed = signature(file, signatory)
    return VisaInvitation(
        date=imprint(file, made_at).made_on,
        organiser=file.organiser.name,
        mailbox=file.organiser.mailbox,
        website=file.organiser.website,
        full_name=passport.full_name,
        nationality=country_name(passport.nationality),
        birth_date=date_in_full(passport.birth_date),
        passport_number=passport.passport_number,
        passport_expires=date_in_full(passport.passport_expires),
        position=delegate.person.position,
        organisation=delegate.organisation,
        delegation=file.title,
        purpose=" ".join(file.purpose.split()),
        dates=span(file.starts_on, file.ends_on),
        stops=tuple(
            VisaStop(city=leg.city, dates=span(leg.arrives, leg.leaves), hotel=leg.hotel or "to be arranged")
            for leg in file.legs
        ),
        signature_name=signed.name,
        signature_position=signed.position,
        signature_organisation=signed.organisation,
    )


def certificate(
    file: DelegationFile,
    delegate: Delegate,
    itinerary: Itinerary,
    signatory: Person | None,
    made_at: datetime,
) -> Certificate:
    """The certificate of attendance: who, where, when, and what the delegate's programme comprised.

    In the language of the delegate where it has words, else in English.
    """
    tongue = tongue_of(spoken(delegate.person.language), file)
    file = file_in(tongue, file)
    mine = itinerary.of(delegate.participant)
    sights = [item for item in mine if item.kind in SIGHTS and not is_undecided(item)]
    meetings = sum(item.kind is ItemKind.MEETING for item in mine)
    counted = (
        _counted(sum(item.kind is ItemKind.SESSION for item in sights), "session"),
        _counted(sum(item.kind is ItemKind.VISIT for item in sights), "site visit"),
        _counted(meetings, "one-to-one meeting"),
    )
    return Certificate(
        imprint=_imprint_in(tongue, imprint(file, made_at, itinerary.version)),
        language=tongue.short,
        name=delegate.person.name,
        organisation=", ".join(text for text in (delegate.organisation, _country(tongue, delegate)) if text),
        cities=_listed_in(tongue, [leg.city for leg in file.legs]),
        programme=_listed_in(tongue, [said_text(text, tongue, PAPER_SAYINGS) for text in counted if text]),
        visited=tuple(
            dict.fromkeys(said_text(item.title, tongue) for item in sights if item.kind is ItemKind.VISIT)
        ),
        signature=signature(file, signatory),
    )


def spoken(language: str) -> str:
    """That language, if documents have words for it, else English."""
    return language if language.split("-")[0].lower() in SPOKEN else "en"


def _imprint_in(tongue: Tongue, made: Imprint) -> Imprint:
    """Its dates in the language; names stay as the file gives them."""
    dates = {"dates": made.dates, "made_on": made.made_on}
    return made.model_copy(update={name: said_text(date, tongue) for name, date in dates.items()})


def _country(tongue: Tongue, delegate: Delegate) -> str:
    code = delegate.answer("country")
    return delegate.country if tongue.is_english else locale_of(tongue.language).territories.get(code, code)


def _listed_in(tongue: Tongue, texts: Sequence[str]) -> str:
    return listed(texts) if tongue.is_english else format_list(list(texts), locale=locale_of(tongue.language))


def is_undecided(item: ItineraryItem) -> bool:
    """One of several at the same time, and nobody was told yet who goes where."""
    return item.block is not None and item.attendees is None


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' if number > 1 else ''}" if number else ""


def listed(texts: Sequence[str]) -> str:
    """`Philadelphia, Washington and Boston`."""
    return " and ".join((", ".join(texts[:-1]), texts[-1])) if len(texts) > 1 else "".join(texts)
