"""How an exchange stands, for people: what it waits for, and its card in the Temporal UI."""

from delegation.exchange import ExchangeStep, Side, Undoing
from delegation.exchange_state import ENDS, ExchangeStart, ExchangeState
from delegation.exchanging.dates import due
from delegation.exchanging.lump_sums import money
from delegation.exchanging.refusals import STAND
from delegation.exchanging.steps import unsigned
from delegation.zoned import stamp

UNPAID = (
    ExchangeStep.PROPOSED,
    ExchangeStep.VALIDATED,
    ExchangeStep.AGREED,
    ExchangeStep.SIGNED,
    ExchangeStep.STAYED,
    ExchangeStep.REPORTED,
    ExchangeStep.CHECKED,
)
"""Steps at which no money is owed yet."""


def is_ahead_of_money(state: ExchangeState) -> bool:
    """Whether it goes on, and nothing is owed for it: then it ends with whatever it is part of."""
    return state.by is not None and state.ending is None and state.step in UNPAID


def is_in_calendars(state: ExchangeState) -> bool:
    """Whether the stay stands in the calendars of both: it was signed, and not undone since."""
    undone = any(one.what is Undoing.INVITES_CANCELLED for one in state.undone)
    return state.signed_at is not None and not undone


def missing(state: ExchangeState) -> tuple[str, ...]:
    """What it waits for, a sentence each."""
    if state.by is None or state.ending is not None:
        return ()
    match state.step:
        case ExchangeStep.VALIDATED:
            return tuple(f"The {side} has not accepted." for side in Side if side not in state.accepted)
        case ExchangeStep.AGREED:
            return tuple(f"The {party} has not signed the {paper}." for paper, party in unsigned(state))
        case ExchangeStep.PAID:
            return ()
        case _:
            return (f"It {STAND[state.step]}.",)


def exchange_card(start: ExchangeStart, state: ExchangeState) -> str:
    """Markdown, nothing personal."""
    lines = [f"**{start.exchange}** · {start.visitor.participant} visits {start.host.participant}"]
    lines.append(f"It {STAND[state.step]}; it counts for {start.counts_for}.")
    if state.stay is not None:
        lines.append(f"{state.stay.starts} to {state.stay.ends}, {state.stay.days} days")
    by = due(state, start.rules)
    if by is not None and state.step not in ENDS:
        lines.append(f"Due by {stamp(by, start.rules.zone, place=start.place)}")
    if state.cents:
        lines.append(f"Lump sum {money(state.cents, start.rules.currency)}")
    if state.ending is not None:
        lines.append("Undone: " + (", ".join(one.what for one in state.undone) or "nothing was to be"))
    return "\n\n".join(lines)
