"""Spaces as typesetters of a language put them. Words are written with ordinary ones, which is easier.

French sets a thin space that never breaks before `;`, `!` and `?`, a full one before `:`, and one inside
guillemets.
"""

import re

FULL, THIN = "\u00a0", "\u202f"
HIGH = re.compile(r"(?<=\S) (?=\\?[;!?](?:\s|$|[)*\]|»\"]))", re.MULTILINE)
COLON = re.compile(r"(?<=\S) (?=\\?:(?:\s|$|[)*\]|]))", re.MULTILINE)
LINKED = re.compile(r"(?<=\w): (?=(?:https?|webcal)://)")
"""Between what a link is called and where it leads, in plain text."""
OPENING, CLOSING = re.compile(r"« "), re.compile(r" »")


def typeset(text: str, language: str) -> str:
    """`text` with the spaces of the language; the words stay as they are."""
    if language.split("-")[0].lower() != "fr":
        return text
    spaced = LINKED.sub(f"{FULL}: ", COLON.sub(FULL, HIGH.sub(THIN, text)))
    return CLOSING.sub(f"{FULL}»", OPENING.sub(f"«{FULL}", spaced))
