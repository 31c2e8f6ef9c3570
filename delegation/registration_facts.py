"""What the letters of a registration need to be told: a place at once, a place on the list, or none."""

from collections.abc import Mapping

from delegation.fact_wanted import FactWanted, perhaps, text
from delegation.letter import LetterName
from delegation.selection_facts import ANSWER_URL

CLOSES_AT = perhaps(text("until when the form may be changed, or one may register again; empty once over"))
GROUP = perhaps(text("the group whose places are taken, where it has places of its own"))
PLACES = text("how many places there are, of the group where one is named")

REGISTRATION_FACTS: Mapping[LetterName, Mapping[str, FactWanted]] = {
    LetterName.REGISTERED: {"closes_at": CLOSES_AT, "answer_url": ANSWER_URL},
    LetterName.REGISTRATION_WAITING: {
        "position": text("the place on the reserve list: `3`"),
        "group": GROUP,
        "places": PLACES,
        "until": perhaps(text("until when free places are passed on")),
        "answer_url": ANSWER_URL,
    },
    LetterName.REGISTRATION_FULL: {
        "group": GROUP,
        "places": PLACES,
        "waiting": perhaps(text("how many wait; empty where there is no reserve list")),
        "closes_at": CLOSES_AT,
    },
    LetterName.PLACE_FREE: {"answer_url": ANSWER_URL},
    LetterName.WAITING_ENDED: {"closed_at": text("when the passing on of places ended")},
}
"""By letter, then by name of the fact. What follows for who has a place is said by the writer, as `steps`."""
