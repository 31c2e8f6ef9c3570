"""Text that someone typed, made fit to be stored, shown and sent."""

from delegation.person import CONTROL

UNREAD = "\N{REPLACEMENT CHARACTER}"
"""What stands where a character was sent that nobody can read."""
LONGEST_LINE = 300
LONGEST_TEXT = 5_000


def plain_text(raw: object, longest: int, *, lines: bool = False) -> str:
    """Text that can be stored, shown and sent. Raises ValueError."""
    if not isinstance(raw, str):
        raise ValueError("Write a text.")
    text = raw.replace("\r\n", "\n").strip()
    allowed = {"\n", "\t"} if lines else set[str]()
    if (CONTROL - allowed) & set(text) or _has_surrogate(text):
        breaks = "" if lines else "line breaks and "
        raise ValueError(f"Remove {breaks}control characters from the text.")
    if UNREAD in text:
        raise ValueError(f"A character could not be read and stands as {UNREAD} in the text; write it again.")
    if len(text) > longest:
        raise ValueError(f"Shorten the text to {longest:,} characters; it has {len(text):,}.")
    return text


def is_empty(raw: object) -> bool:
    return raw is None or raw == [] or raw == () or (isinstance(raw, str) and not raw.strip())


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= one <= "\udfff" for one in text)
