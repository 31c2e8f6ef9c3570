"""On which terms mails leave: unattended or not, at once or after a while, so many a day."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from activities.keys import mail_day_key
from activities.ledger import HoldReason
from activities.outbox import Hold
from activities.ports import DocumentStore
from activities.register import Register
from activities.swapping import current
from activities.waiting import WaitingMail, WaitingRoom
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.mail_rules import LEAST_A_DAY, usual_budget

AHEAD = 10
"""Mails a worker counts at once, so that not every mail waits for the count; a crash wastes no more."""
JSON = "application/json"


class MailDay(Fact):
    """What was taken from the budget of one day."""

    taken: int = 0


class MailBudget:
    """Counts the mails of a delegation by the day they bear (UTC), also over many workers.

    That day is today, but in a rehearsal, where the mails of a year leave within minutes.
    """

    def __init__(self, store: DocumentStore, register: Register) -> None:
        self._store = store
        self._register = register
        self._lock = threading.Lock()
        self._left: dict[str, int] = {}

    def takes(self, file: DelegationFile, written_at: datetime) -> bool:
        """Whether one more mail of that day may leave; it is counted. Raises OSError."""
        key = mail_day_key(file.slug, f"{written_at.astimezone(UTC):%Y-%m-%d}")
        with self._lock:
            left = self._left.get(key) or self._drawn(file, key)
            self._left = {**self._of_today(key), key: max(left - 1, 0)}
        return left > 0

    def _drawn(self, file: DelegationFile, key: str) -> int:
        """How many more this worker may send, counted beforehand."""
        while True:
            before = current(self._store, key)
            taken = MailDay.model_validate_json(before).taken if before else 0
            drawn = min(AHEAD, self._budget(file, taken) - taken)
            if drawn <= 0:
                return 0
            content = MailDay(taken=taken + drawn).model_dump_json().encode()
            if self._store.replace(key, content, JSON, instead_of=before):
                return drawn

    def _budget(self, file: DelegationFile, taken: int) -> int:
        """People are only counted once the figure that is enough for most is used up."""
        if file.mail.daily_budget is not None:
            return file.mail.daily_budget
        if taken < LEAST_A_DAY:
            return LEAST_A_DAY
        return usual_budget(self._register.count(file.slug), len(file.itinerary))

    def _of_today(self, key: str) -> dict[str, int]:
        day = key.rpartition("/")[2]
        return {known: left for known, left in self._left.items() if known.endswith(day)}


class MailTerms:
    """Whether a mail that nobody has seen yet leaves now."""

    def __init__(
        self, store: DocumentStore, register: Register, room: WaitingRoom, now: Callable[[], datetime]
    ) -> None:
        self._room = room
        self._now = now
        self._budget = MailBudget(store, register)

    def hold(self, file: DelegationFile, mail: WaitingMail, address: str) -> Hold | None:
        """Why `mail` waits, if it does; None: it leaves now. Raises OSError."""
        crowd = self._room.of(file.slug, mail.owner)
        if self._room.is_marked(crowd, file.slug, mail.owner, address):
            return Hold(HoldReason.ADDRESS)
        if crowd.older_than(mail):
            return Hold(HoldReason.ORDER)
        if not file.mail.may_go_unattended(mail.purpose):
            return Hold(HoldReason.UNATTENDED)
        if not self._budget.takes(file, mail.written_at):
            return Hold(HoldReason.BUDGET)
        if file.mail.undo_minutes:
            return Hold(HoldReason.UNDO, self._now() + file.mail.can_be_undone_for)
        return None
