"""The end of a programme for one recipient: what is still ahead is taken out of the calendar."""

from datetime import datetime

from delegation.calendar_book import CalendarBook
from delegation.invite import Method
from delegation.letter import FactValue, LetterName
from delegation.news import ItineraryPublished


def emptied(
    book: CalendarBook, letter: LetterName, facts: dict[str, FactValue], now: datetime, *, at: datetime
) -> ItineraryPublished:
    """A programme with only what is over by `now`: every appointment still ahead is cancelled, at once."""
    over = tuple(
        sent.item for sent in book.invites if sent.method is Method.REQUEST and sent.item.ends_at <= now
    )
    return ItineraryPublished(
        at=at, facts=facts, version=book.version + 1, items=over, letter=letter, urgent=True
    )
