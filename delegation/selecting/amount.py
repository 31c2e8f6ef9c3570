"""Numbers with their noun."""


def amount(number: int, noun: str) -> str:
    """`1 place`, `19 places`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
