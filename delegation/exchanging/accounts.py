"""Bank accounts: what a payment needs, checked before it is kept. Kept in the vault only."""

import re

from delegation.fact import Fact
from delegation.person import Line

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")


class Account(Fact):
    """Where a lump sum goes."""

    holder: Line
    iban: str
    bic: str = ""


def read_account(holder: str, iban: str, bic: str = "") -> Account:
    """An account as typed, blanks and small letters allowed. Raises ValueError in the user's words.

    The number itself is never part of the message.
    """
    number, bank = "".join(iban.split()).upper(), "".join(bic.split()).upper()
    if not holder.strip():
        raise ValueError("Write whose account it is.")
    if IBAN.fullmatch(number) is None:
        raise ValueError("This is no IBAN: two letters, two digits, then up to 30 letters and digits.")
    if _remainder(number) != 1:
        raise ValueError("The check digits of the IBAN are wrong; compare it with the bank card.")
    if bank and BIC.fullmatch(bank) is None:
        raise ValueError("This is no BIC: 8 or 11 letters and digits, as DEUTDEFF.")
    return Account(holder=holder, iban=number, bic=bank)


def _remainder(iban: str) -> int:
    """ISO 7064 modulo 97: letters count from A = 10, the first four characters come last."""
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97
