"""Numbers, decimals and amounts of money as people type them. None of them is ever a binary fraction."""

import re
from collections.abc import Mapping
from decimal import Decimal

from delegation.application import Value
from delegation.form import FormField

MOST_DIGITS = 12
_NUMBER = re.compile(rf"-?[0-9]{{1,{MOST_DIGITS}}}")
_DECIMAL = re.compile(rf"-?[0-9]{{1,{MOST_DIGITS}}}(\.[0-9]{{1,6}})?")
_AMOUNT = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}(\.[0-9]{{1,2}})?")
_CURRENCY = re.compile("[A-Z]{3}")


def number(field: FormField, raw: object) -> int:
    """A whole number. Raises ValueError."""
    text = str(raw).strip() if isinstance(raw, int | str) and not isinstance(raw, bool) else ""
    if not text.isascii() or not _NUMBER.fullmatch(text):
        raise ValueError("Write a whole number in digits.")
    demand_within(field, Decimal(text))
    return int(text)


def decimal(field: FormField, raw: object) -> str:
    """The number as it was typed, without needless zeros before it. Raises ValueError."""
    text = _typed(raw)
    if not _DECIMAL.fullmatch(text):
        raise ValueError("Write a number in digits, with a point before fractions, as in 4.5.")
    demand_within(field, Decimal(text))
    return f"{abs(Decimal(text)) if Decimal(text) == 0 else Decimal(text):f}"


def money(field: FormField, raw: object) -> str:
    """`12500.50 EUR`, from that or from amount and currency. Raises ValueError."""
    typed, currency = _amount_and_currency(raw)
    possible = field.choices
    if not currency and len(possible) == 1:
        currency = possible[0]
    if not _AMOUNT.fullmatch(typed) or not _CURRENCY.fullmatch(currency):
        raise ValueError(f"Write an amount and its currency, as in 12500.50 {(*possible, 'EUR')[0]}.")
    if possible and currency not in possible:
        raise ValueError(f"Give the amount in {' or '.join(possible)}.")
    demand_within(field, Decimal(typed))
    return f"{Decimal(typed):.2f} {currency}"


def size_of(value: Value | None) -> Decimal | None:
    """How much a number, decimal or amount says; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).partition(" ")[0]
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def demand_within(field: FormField, size: Decimal) -> None:
    """Raise ValueError where `size` is outside the bounds of the field; nothing is below zero."""
    if field.at_least is not None and size < field.at_least:
        raise ValueError(f"Write a number of {field.at_least} or more.")
    if field.more_than is not None and size <= field.more_than:
        raise ValueError(f"Write a number above {field.more_than}.")
    if size < 0 or (field.at_most is not None and size > field.at_most):
        limit = field.at_most if field.at_most is not None else "any size"
        raise ValueError(f"Write a number from {field.at_least or 0} to {limit}.")


def _typed(raw: object) -> str:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
        return ""
    text = str(raw).strip()
    return text if text.isascii() else ""


def _amount_and_currency(raw: object) -> tuple[str, str]:
    if isinstance(raw, Mapping):
        known = set(raw) <= {"amount", "currency"}
        return (_typed(raw.get("amount")), _typed(raw.get("currency"))) if known else ("", "")
    words = _typed(raw).split()
    if len(words) == 2 and _CURRENCY.fullmatch(words[0]):
        words.reverse()
    return (words[0], " ".join(words[1:])) if words else ("", "")
