"""Days, and local times with their zone."""

from datetime import date, datetime

from delegation.form import FormField
from delegation.reading.typed_text import LONGEST_LINE, plain_text
from delegation.zoned import FIRST_YEAR, LAST_YEAR, LOCAL_FORMAT, demand_existing

DATE_WANTED = "Give the date as year-month-day, as in 1980-06-30."


def day(field: FormField, raw: object) -> str:
    """`1980-06-30`. Raises ValueError."""
    text = plain_text(raw, LONGEST_LINE)
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ValueError(DATE_WANTED) from None
    _demand_within(field, found)
    return found.isoformat()


def local_time(field: FormField, raw: object) -> str:
    """`2017-05-14 14:35 America/New_York`. Raises ValueError, also where clocks skip that time."""
    zone = field.zone or "UTC"
    text = plain_text(raw, LONGEST_LINE).removesuffix(zone).strip().replace("T", " ")
    try:
        local = datetime.strptime(text, LOCAL_FORMAT)  # noqa: DTZ007 - local on purpose, its zone stands beside it
    except ValueError:
        raise ValueError(f"Give the local time as in 2017-05-14 14:35; the zone is {zone}.") from None
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise ValueError(f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.")
    _demand_within(field, local.date())
    demand_existing(local, zone, "The time")
    return f"{local:{LOCAL_FORMAT}} {zone}"


def _demand_within(field: FormField, found: date) -> None:
    if field.earliest is not None and found < field.earliest:
        raise ValueError(f"Give a day from {field.earliest} on; {found} is before it.")
    if field.latest is not None and found > field.latest:
        raise ValueError(f"Give a day until {field.latest}; {found} is after it.")
