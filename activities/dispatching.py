"""Mails that waited leave: what people released, and what nobody called back in time."""

from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple, Protocol

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.keys import ledger_key
from activities.mail import STILL_SENDING, MailActivities
from activities.ports import DocumentStore
from activities.swapping import current
from delegation.fact import Fact

if TYPE_CHECKING:  # needed by those who send, not by the workflow that orders it
    from activities.ledger import LedgerEntry
    from activities.outbox import Outbox
    from activities.register import Register
    from activities.waiting import WaitingMail


class Dispatch(Protocol):
    """The workflow that lets waiting mails leave."""

    def wake(self, delegation: str) -> None:
        """Have it look at what waits, beginning it where there is none. Safe to repeat.

        Raises OSError or a Temporal RPC error when the engine is away; try again.
        """
        ...


class DispatchOrder(Fact):
    """Whose mails are looked at."""

    dispatch_of: str


class Dispatched(Fact):
    """How many mails left or came to their end, and when it is worth looking again."""

    sent: int = 0
    waiting: int = 0
    again_in_seconds: float | None = None
    """None: nothing leaves by itself any more."""


class _Step(Enum):
    DONE = auto()
    """It waits no more."""
    ASIDE = auto()
    """It waits for a person, and nothing about the same waits for it."""
    BLOCKS = auto()
    """It waits, and so does everything newer about the same."""


class _Seen(NamedTuple):
    step: _Step
    again_in: float | None = None
    """Seconds."""


class DispatchActivities:
    """Looks through what waits, in order, and sends what may leave."""

    def __init__(
        self, mail: MailActivities, outbox: "Outbox", store: DocumentStore, register: "Register"
    ) -> None:
        from activities.mail_desk import MailDesk

        self._mail = mail
        self._now = outbox.now
        self._store = store
        self._register = register
        self._desk = MailDesk(store, register)
        self._room = self._desk.room

    @activity.defn(name="send_held")
    def send_held(self, order: DispatchOrder) -> Dispatched:
        """Send what was released, and what nobody called back while it could be.

        Safe to retry: the ledger says what left. About 70 milliseconds a mail that leaves, 10 for one that
        waits; heartbeats after each. What cannot be sent now keeps only newer mails about the same waiting.

        Raises:
            OSError: the mail server or the store is away; Temporal retries.
        """
        sent, again, blocked = 0, list[float](), set[tuple[str, str]]()
        waiting = self._room.all(order.dispatch_of)
        for mail in waiting:
            place = mail.owner, mail.thread
            seen = self._seen(mail, is_blocked=place in blocked)
            sent += seen.step is _Step.DONE
            if seen.step is _Step.BLOCKS:
                blocked.add(place)
            if seen.again_in is not None:
                again.append(seen.again_in)
            activity.heartbeat(sent)
        return Dispatched(
            sent=sent, waiting=len(waiting) - sent, again_in_seconds=min(again) if again else None
        )

    def _seen(self, mail: "WaitingMail", *, is_blocked: bool) -> _Seen:
        from activities.ledger import SendState, read_entry

        written = current(self._store, ledger_key(mail.delegation, mail.owner, mail.send_id))
        entry = read_entry(written)
        match entry.state if entry else None:
            case SendState.OVERTAKEN | SendState.DROPPED:
                return self._left(mail)
            case None | SendState.UNKNOWN | SendState.REFUSED:
                return _Seen(_Step.ASIDE)
            case SendState.SENT:
                return self._sent(mail)
            case SendState.HELD if entry is not None:
                return self._held(mail, entry, written, is_blocked=is_blocked)
            case _:
                return _Seen(_Step.BLOCKS) if is_blocked else self._sent(mail)

    def _held(
        self, mail: "WaitingMail", entry: "LedgerEntry", before: bytes | None, *, is_blocked: bool
    ) -> _Seen:
        """One that waits for its time, an older one or a better address is released when that is over."""
        from activities.ledger import HoldReason, SendState

        if entry.leaves_at is not None and entry.leaves_at > self._now():
            return _Seen(_Step.BLOCKS, _seconds(entry.leaves_at, self._now()))
        if is_blocked or entry.reason not in (HoldReason.UNDO, HoldReason.ORDER, HoldReason.ADDRESS):
            return _Seen(_Step.BLOCKS)
        if entry.reason is HoldReason.ADDRESS and not self._desk.turn_to_corrected(mail, entry):
            return _Seen(_Step.BLOCKS)
        rules = self._register.delegation_file(mail.delegation).mail
        may_go = entry.reason is HoldReason.UNDO or rules.may_go_unattended(mail.purpose)
        state, reason = (SendState.RELEASED, entry.reason) if may_go else (entry.state, HoldReason.UNATTENDED)
        decided = entry.model_copy(update={"state": state, "reason": reason, "leaves_at": None})
        key = ledger_key(mail.delegation, mail.owner, mail.send_id)
        is_written = self._store.replace(key, decided.content(), "application/json", instead_of=before)
        return self._sent(mail) if may_go and is_written else _Seen(_Step.BLOCKS)

    def _sent(self, mail: "WaitingMail") -> _Seen:
        try:
            told = self._mail.send_waiting(mail)
        except ApplicationError as trouble:
            if trouble.type != STILL_SENDING or trouble.next_retry_delay is None:
                return _Seen(_Step.BLOCKS)  # its person or document is gone: people see it waiting
            return _Seen(_Step.BLOCKS, trouble.next_retry_delay.total_seconds())
        if told.refused:
            return _Seen(_Step.ASIDE)
        return _Seen(_Step.BLOCKS) if told.held else self._left(mail)

    def _left(self, mail: "WaitingMail") -> _Seen:
        self._room.leave(mail)
        return _Seen(_Step.DONE)


def _seconds(moment: datetime, now: datetime) -> float:
    return max((moment - now).total_seconds(), 0.0)
