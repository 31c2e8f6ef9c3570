"""Which mails may leave without anybody looking, how long they can be called back, and how many a day."""

import difflib
from datetime import timedelta
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field, field_validator

from delegation.fact import Fact
from delegation.letter import LetterName

INVITES = ("invite-request", "invite-update", "invite-cancel")
PURPOSES = (*(name.value for name in LetterName), *INVITES)
"""Why a mail is sent: the name of its letter, or what its invite does."""

LEAST_A_DAY = 1000
"""Mails a day that no delegation is held up at, unless its file says so."""
LETTERS_EACH = 20
ROUNDS_OF_INVITES = 3


class WhenUnknown(StrEnum):
    """What happens to a mail of which nobody can tell whether it arrived."""

    ASK = "ask"
    """A person decides: a second copy, or none."""
    SEND_AGAIN = "send-again"
    """Rather a second copy than none."""


class MailRules(Fact):
    """The section `mail` of a delegation file."""

    unattended: Literal["all"] | tuple[str, ...] = "all"
    """Purposes that leave by themselves; every other mail waits in the outbox until it is released."""
    undo_minutes: int = Field(default=0, ge=0, le=24 * 60)
    """Real minutes in which a mail that leaves by itself can still be called back."""
    daily_budget: int | None = Field(default=None, ge=1)
    """Mails that bear one day (UTC); above it they are held. None: by how many people and items there are."""
    when_unknown: WhenUnknown = WhenUnknown.ASK

    @field_validator("unattended", mode="before")
    @classmethod
    def _known_purposes(cls, given: Any) -> Any:  # Any: what the file holds is not known yet
        if isinstance(given, list | tuple):
            for name in given:
                _demand_purpose(name)
        return given

    def may_go_unattended(self, purpose: str) -> bool:
        return self.unattended == "all" or purpose in self.unattended

    @property
    def can_be_undone_for(self) -> timedelta:
        return timedelta(minutes=self.undo_minutes)


def usual_budget(people: int, items: int) -> int:
    """Mails a day that `people` registered and `items` in the programme explain; more is taken for a loop.

    Each may get 20 letters, and the whole programme three times as invites.
    """
    return max(LEAST_A_DAY, people * (LETTERS_EACH + ROUNDS_OF_INVITES * items))


def _demand_purpose(name: object) -> None:
    if name in PURPOSES:
        return
    near = difflib.get_close_matches(str(name), PURPOSES, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "a letter's name, or one of " + ", ".join(INVITES) + "."
    raise ValueError(f"There is no mail {str(name)!r} that could go unattended; {hint}")
