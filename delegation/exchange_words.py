"""The words of exchanges alone: steps, sides, parties and papers, quick to load for the command line."""

from enum import StrEnum


class ExchangeStep(StrEnum):
    """How far an exchange has come, in this order; the last four are ends."""

    PROPOSED = "proposed"
    """Its partnership is to validate it."""
    VALIDATED = "validated"
    """Visitor and host are to accept it."""
    AGREED = "agreed"
    """Both accepted; the papers are to be signed."""
    SIGNED = "signed"
    """Everything is signed; the stay is ahead, or under way."""
    STAYED = "stayed"
    """The stay is over; its report is due."""
    REPORTED = "reported"
    CHECKED = "checked"
    APPROVED = "approved"
    """The lump sum is fixed; it is to be paid."""
    ORDERED = "ordered"
    """It stands in the file of a payment run."""
    PAID = "paid"
    REFUSED = "refused"
    """By its partnership."""
    LAPSED = "lapsed"
    """Somebody stayed silent past the date."""
    WITHDRAWN = "withdrawn"
    CALLED_OFF = "called-off"
    """With the whole programme."""


class Side(StrEnum):
    VISITOR = "visitor"
    HOST = "host"


class Proposer(StrEnum):
    """Who brings an exchange forward. Visitor and host accept it by that; the organiser binds nobody."""

    VISITOR = "visitor"
    HOST = "host"
    ORGANISER = "organiser"


class Party(StrEnum):
    """Who signs."""

    VISITOR = "visitor"
    VISITOR_BODY = "visitor-body"
    """For the visitor's side: the coordinator of its partnership; outside the partnerships the organisation
    itself, whose signature the visitor hands in."""
    HOST = "host"
    HOST_BODY = "host-body"
    """The same for the host's side."""
    PROGRAMME = "programme"
    """Who signs for the organiser."""


class Paper(StrEnum):
    COMMITMENT = "commitment"
    """To quality: what both sides do before, during and after the stay."""
    AGREEMENT = "agreement"
    """On what is paid, between the visitor and the programme."""


SIGNED_BY: dict[Paper, tuple[Party, ...]] = {
    Paper.COMMITMENT: (Party.VISITOR, Party.VISITOR_BODY, Party.HOST, Party.HOST_BODY),
    Paper.AGREEMENT: (Party.VISITOR, Party.PROGRAMME),
}
"""Whose signatures each paper needs."""
