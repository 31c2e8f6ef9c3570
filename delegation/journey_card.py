"""The card of a journey in the Temporal UI: Markdown, nothing personal."""

from delegation.journey import JourneyState
from delegation.terms import Terms
from delegation.zoned import stamp


def journey_card(participant: str, state: JourneyState, terms: Terms) -> str:
    """Where one person's journey stands, for engineers and organisers who watch."""
    lines = [f"**{participant}** · {state.status.replace('_', ' ')}"]
    if state.facts is not None:
        lines.append(f"{state.facts.organisation} ({state.facts.country})")
    if state.offer is not None and state.outcome is None:
        lines.append(f"Offer open until {stamp(state.offer.confirm_by, terms.zone, place=terms.place)}")
    if state.outcome is not None:
        lines.append(f"Offer {state.outcome}")
    if state.provided:
        lines.append("Handed in: " + ", ".join(state.provided))
    if state.calendar.version:
        entries = len(state.calendar.invites)
        lines.append(f"Itinerary version {state.calendar.version}, {entries} calendar entries")
    if state.address_refused:
        lines.append("**Mail to this person is refused by their mail server**")
    return "\n\n".join(lines)
