"""What an earlier mail said about an item, read from the mail as it left."""

from datetime import UTC
from email import message_from_bytes
from email.policy import SMTP

from activities.keys import outbox_key
from activities.mail import invite_send_id
from activities.ports import DocumentStore
from activities.swapping import current
from delegation.calendars.calendar_client import Calendar, HeldEvent
from delegation.calendars.when import when_on_route
from delegation.file import DelegationFile
from delegation.invite import Method
from delegation.itinerary import ItineraryItem
from delegation.zoned import zone_named


def earlier_when(
    store: DocumentStore,
    file: DelegationFile,
    recipient: str,
    item: ItineraryItem,
    sequence: int,
    language: str = "en",
) -> str:
    """When `item` was to be, as its invite with that SEQUENCE said; empty if no such mail left.

    Raises OSError when the store is away.
    """
    send_id = invite_send_id(file.slug, recipient, item.id, Method.REQUEST, sequence)
    mail = current(store, outbox_key(file.slug, recipient, send_id))
    told = _told(mail) if mail is not None else None
    return when_on_route(_as_it_was(item, told), file.legs, language) if told else ""


def _told(mail: bytes) -> HeldEvent | None:
    for part in message_from_bytes(mail, policy=SMTP).walk():
        if part.get_content_type() == "text/calendar":
            calendar = Calendar()
            calendar.receive(bytes(part.get_payload(decode=True)))
            return next(iter(calendar.events()), None)
    return None


def _as_it_was(item: ItineraryItem, told: HeldEvent) -> ItineraryItem:
    """The item at the time of then, on the clocks of its zones."""
    zones = (UTC, UTC) if told.all_day else (zone_named(item.zone), zone_named(item.ends_zone or item.zone))
    starts, ends = told.starts_at.astimezone(zones[0]), told.ends_at.astimezone(zones[1])
    local = {"starts": starts.replace(tzinfo=None), "ends": ends.replace(tzinfo=None)}
    return item.model_copy(update={**local, "all_day": told.all_day})
