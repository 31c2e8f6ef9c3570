"""The stages and kinds of agreements: words alone, quick to load for the command line."""

from enum import StrEnum


class Stage(StrEnum):
    """How far an agreement has come."""

    FIRST_CONTACT = "first-contact"
    NEGOTIATION = "negotiation"
    SIGNATURE = "signature"
    """Signed, as its owner says. Claimed until there is evidence."""
    EVIDENCED = "evidenced"
    """Signed, and a document or link proves it. Only these count as agreements."""
    PAUSED = "paused"
    ENDED = "ended"
    """Ended without an agreement."""


PATH = (Stage.FIRST_CONTACT, Stage.NEGOTIATION, Stage.SIGNATURE, Stage.EVIDENCED)
"""The stages one after the other."""


class AgreementKind(StrEnum):
    LETTER_OF_INTENT = "letter-of-intent"
    MEMORANDUM = "memorandum"
    JOINT_PROJECT = "joint-project"
    LICENCE = "licence"
    SUPPLY = "supply"
    STAFF_EXCHANGE = "staff-exchange"
    OTHER = "other"
