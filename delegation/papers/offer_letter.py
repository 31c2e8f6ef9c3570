"""The letter that offers a place, in the language of whom it is for.

Here are its figures and dates; its words stand beside its template, one file for each language.
"""

from datetime import date, datetime

from babel.dates import format_date

from delegation.calendars.when import dates_in, locale_of
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.papers.paper import Delegate, Imprint, Row, Signature, imprint, signature
from delegation.person import Person
from delegation.zoned import zone_named

REGIONS = {"en": "GB", "pt": "PT"}
"""Whose habits count where only the language is known, for those who read the letter out."""


class OfferTold(Fact):
    """What the mail says of the offer, in its language and its words."""

    language: str = "en"
    """BCP 47; English where the mail is in English for want of a translation."""
    confirm_by: str = ""
    """Empty where only the mail says it."""
    reasons: tuple[str, ...] = ()
    own_cost: str = ""
    """That the participant pays, as a sentence; empty where that is not so."""


class Step(Fact):
    """What comes after the answer: a word file has a sentence for each code."""

    code: str
    day: str


class OfferLetter(Fact):
    imprint: Imprint
    language: str
    """Two letters: which file has the words."""
    region: str
    recipient: tuple[str, ...]
    """Name, position, organisation, country: one line each."""
    name: str
    dates: str
    legs: tuple[Row, ...]
    places: int
    told: OfferTold
    next_steps: tuple[Step, ...]
    first_city: str
    signature: Signature


def offer_letter(
    file: DelegationFile,
    delegate: Delegate,
    told: OfferTold,
    signatory: Person | None,
    made_at: datetime,
    *,
    after: datetime | None = None,
    places: int | None = None,
) -> OfferLetter:
    """What is offered, why, until when it stands, and what comes `after` that.

    `places` are how many there are by now, where the panel changed what the file says.
    """
    language = told.language
    today = made_at.astimezone(zone_named(file.organiser.zone)).date()
    return OfferLetter(
        imprint=imprint(file, made_at).model_copy(update={"made_on": _day(today, language)}),
        language=_short(language),
        region=REGIONS.get(_short(language), ""),
        recipient=_recipient(delegate, language),
        name=delegate.person.name,
        dates=dates_in(language, file.starts_on, file.ends_on),
        legs=tuple(
            Row(label=leg.city, text=dates_in(language, leg.arrives, leg.leaves)) for leg in file.legs
        ),
        places=file.capacity if places is None else places,
        told=told,
        next_steps=_next_steps(file, after or made_at, language),
        first_city=file.legs[0].city,
        signature=signature(file, signatory),
    )


def _recipient(delegate: Delegate, language: str) -> tuple[str, ...]:
    person, code = delegate.person, delegate.answer("country")
    country = locale_of(language).territories.get(code, code)
    return tuple(line for line in (person.name, person.position, delegate.organisation, country) if line)


def _next_steps(file: DelegationFile, after: datetime, language: str) -> tuple[Step, ...]:
    """The dates that follow the answer, those already past left out."""
    dates = file.itinerary_rules
    papers = file.documents.passport_due
    dated = [(file.at(papers), "papers")] if papers else []
    dated += [
        (dates.visit_wishes_close_at, "visits"),
        (dates.preliminary_at, "preliminary"),
        (dates.final_at, "final"),
        (file.starts_at, "starts"),
    ]
    if (meetings := file.first_meetings) is not None:
        dated.append((meetings.wishes_open_at, "meetings"))
    coming = sorted((moment, code) for moment, code in dated if moment > after)
    return tuple(Step(code=code, day=_day(_when(file, moment), language)) for moment, code in coming)


def _when(file: DelegationFile, moment: datetime) -> date:
    zone = file.legs[0].zone if moment == file.starts_at else file.organiser.zone
    return moment.astimezone(zone_named(zone)).date()


def _day(day: date, language: str) -> str:
    return format_date(day, "long", locale=locale_of(language))


def _short(language: str) -> str:
    return language.split("-")[0].lower()
