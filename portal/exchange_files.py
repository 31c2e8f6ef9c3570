"""Files that people type about exchanges: the small itinerary of a stay, and an account."""

from pathlib import Path

from pydantic import Field

from delegation.exchange import MOST_ITEMS, StayItem
from delegation.exchanging.accounts import Account, read_account
from delegation.fact import Fact
from delegation.person import Line
from portal.errors import Refused
from portal.typed_files import typed


class TypedStay(Fact):
    """The points of a stay, in its zone."""

    place: Line = ""
    """Empty: as it was."""
    items: tuple[StayItem, ...] = Field(max_length=MOST_ITEMS)


class TypedAccount(Fact):
    """As a person wrote it, blanks allowed."""

    holder: str
    iban: str
    bic: str = ""


def account_from(path: Path) -> Account:
    """Raises Refused where it is no account, in words that do not repeat its number; FileError."""
    written = typed(path, TypedAccount)
    try:
        return read_account(written.holder, written.iban, written.bic)
    except ValueError as error:
        raise Refused(str(error)) from None
