"""The dry run of whatever sends letters: which letter would go to whom."""

from collections import Counter
from collections.abc import Mapping, Sequence

from delegation.status import Roster
from portal import show
from portal.foresight import LetterAhead


def show_letters(
    letters: Sequence[LetterAhead], roster: Roster, hosts: Mapping[str, str] | None = None
) -> None:
    """A table of the letters; organisations are named by the roster, hosts by `hosts`."""
    organisations = {one.participant: one.organisation for one in roster.entries} | dict(hosts or {})
    if not letters:
        show.say("No letter would be sent. Nothing was done.")
        return
    show.rows(
        ("letter", "to", "organisation", "why"),
        [(one.letter, one.recipient, organisations.get(one.recipient), one.reason) for one in letters],
    )
    counted = Counter(one.letter.value for one in letters)
    amounts = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
    show.say(f"{show.amount(len(letters), 'letter')} would be sent ({amounts}). Nothing was done.")
