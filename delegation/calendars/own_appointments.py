"""Appointments of several sources in one calendar, where a programme has no itinerary of its own."""

from collections.abc import Mapping

from delegation.calendar_book import CalendarBook
from delegation.calendar_rules import CalendarRules
from delegation.journey import OwnAppointments
from delegation.letter import LetterName
from delegation.news import AppointmentsTold, ItineraryPublished


def kept_appointments(
    kept: Mapping[str, OwnAppointments], news: AppointmentsTold
) -> dict[str, OwnAppointments] | None:
    """With the news in place of what its source said before; None where that is known, or older."""
    known = kept.get(news.source)
    if known is not None and known.number >= news.number:
        return None
    new = {**kept, news.source: OwnAppointments(number=news.number, items=news.items)}
    return {source: new[source] for source in sorted(new)}


def brought_together(
    book: CalendarBook, appointments: Mapping[str, OwnAppointments], news: AppointmentsTold
) -> ItineraryPublished:
    """What the calendar is to hold: everything of every source. It leaves at once, without a letter."""
    items = [item for source in sorted(appointments) for item in appointments[source].items]
    return ItineraryPublished(
        at=news.at,
        version=book.version + 1,
        items=tuple(sorted(items, key=lambda item: (item.starts_at, item.id))),
        letter=LetterName.ITINERARY_CHANGED,
        rules=CalendarRules(policy=news.rules.policy),
        urgent=True,
    )
