"""To which partnership an exchange belongs, and who signs for whom."""

from delegation.exchange import Party, Taker
from delegation.exchange_rules import ExchangeRules, Partnership
from delegation.exchange_state import ExchangeStart
from delegation.ids import ItemId


def partnership_of(organisation: str, rules: ExchangeRules) -> Partnership | None:
    """The partnership that names the organisation; None for those outside. Case does not count."""
    wanted = " ".join(organisation.split()).casefold()
    for one in rules.partnerships:
        if any(" ".join(name.split()).casefold() == wanted for name in one.organisations):
            return one
    return None


def counts_for(visitor: Taker, host: Taker) -> ItemId | None:
    """The one partnership an exchange counts for: the visitor's, else the host's; None where neither is in
    any."""
    return visitor.partnership or host.partnership


def coordinator(partnership: ItemId | None, rules: ExchangeRules) -> ItemId | None:
    """Who validates and signs for a partnership, by id of the delegation's people."""
    found = rules.partnership(partnership) if partnership else None
    return found.coordinator if found else None


def signs_for(party: Party, start: ExchangeStart) -> str:
    """Who is asked for a signature: a participant, or one of the people.

    Outside the partnerships the participant obtains the signature of their own organisation.
    """
    match party:
        case Party.VISITOR:
            return start.visitor.participant
        case Party.VISITOR_BODY:
            return coordinator(start.visitor.partnership, start.rules) or start.visitor.participant
        case Party.HOST:
            return start.host.participant
        case Party.HOST_BODY:
            return coordinator(start.host.partnership, start.rules) or start.host.participant
        case Party.PROGRAMME:
            return start.signatory


def validator(start: ExchangeStart) -> str:
    """Who validates an exchange, and checks its report."""
    return coordinator(start.counts_for, start.rules) or start.signatory
