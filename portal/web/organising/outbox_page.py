"""The outbox as a page: which mails wait and why, how one reads, and what may be decided about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from activities.ledger import HoldReason, SendState
from activities.mail_desk import POSSIBLE, Verdict
from delegation.fact import Fact
from delegation.zoned import stamp
from portal.mail_shown import MailLine
from portal.web.organising.bar import DeskPage
from portal.web.organising.desk_visit import Shared
from portal.web.organising.outbox_mail import MailParts

PAGE = 50
"""Mails on one page."""
WAITING = "waiting"
"""What the list shows unless a state is asked for: all that wait for somebody or something."""
STATES = (WAITING, *(state.value for state in SendState))
FOR_GOOD = (Verdict.DROP, Verdict.SEND_AGAIN)
"""What cannot be taken back is asked twice."""
MANY = (Verdict.RELEASE, Verdict.HOLD, Verdict.DROP)
"""What may be decided about several at once."""


class MailRow(Fact):
    """One mail of the list. Times are on the organiser's clock."""

    send_id: str
    owner: str
    name: str
    """Organisation of the recipient."""
    purpose: str
    state: str
    reason: str = ""
    since: str = ""
    leaves: str = ""
    """When it leaves by itself, or left."""
    leaves_at: str = ""
    """ISO 8601, while it can still be called back."""


class OutboxPage(DeskPage):
    """The facts of `desk/outbox.html`."""

    state: str
    states: tuple[str, ...] = STATES
    purpose: str = ""
    purposes: tuple[str, ...] = ()
    rows: tuple[MailRow, ...] = ()
    count: int = 0
    number: int = 1
    """Of this page."""
    pages: int = 1
    said: str = ""
    """What was just done: a verdict."""
    done: int = 0
    late: int = 0
    """For how many it was no longer possible."""
    problem: str = ""
    may_decide: tuple[str, ...] = ()


class DecidePage(DeskPage):
    """The facts of `desk/outbox-decide.html`: several mails, once more before something is done."""

    verdict: str
    rows: tuple[MailRow, ...]
    left_out: int = 0
    """Chosen, and not in a state for it."""


class MailPage(DeskPage):
    """The facts of `desk/mail.html`."""

    row: MailRow
    parts: MailParts | None = None
    """None: it is written anew when it leaves."""
    verdicts: tuple[str, ...] = ()
    asked: str = ""
    """The verdict that waits to be confirmed."""
    said: str = ""
    problem: str = ""
    is_participant: bool = False


class OutboxLines(Fact):
    """The list as JSON."""

    state: str
    count: int
    mails: tuple[MailRow, ...]


def mail_row(line: MailLine, names: Mapping[str, str], zone: str) -> MailRow:
    leaves = line.leaves_at or line.sent_at
    is_counting = line.state is SendState.HELD and line.leaves_at is not None
    return MailRow(
        send_id=line.send_id,
        owner=line.owner,
        name=names.get(line.owner.upper(), names.get(line.owner, "")),
        purpose=line.purpose,
        state=line.state.value,
        reason=line.reason.value if line.reason else "",
        since=_told(line.since, zone),
        leaves=_told(leaves, zone),
        leaves_at=line.leaves_at.isoformat() if is_counting and line.leaves_at else "",
    )


def outbox_page(
    facts: Shared, rows: Sequence[MailRow], *, state: str, purpose: str = "", number: int = 1
) -> OutboxPage:
    """One page of the list, `facts` being those of every page; `number` beyond the last gives the last."""
    wanted = [row for row in rows if purpose in ("", row.purpose)]
    pages = max(1, -(-len(wanted) // PAGE))
    here = min(max(1, number), pages)
    shown = wanted[(here - 1) * PAGE : here * PAGE]
    possible = [one for one in MANY if any(SendState(row.state) in POSSIBLE[one] for row in shown)]
    return OutboxPage(
        **facts,
        state=state,
        purpose=purpose,
        purposes=tuple(sorted({row.purpose for row in rows})),
        rows=tuple(shown),
        count=len(wanted),
        number=here,
        pages=pages,
        may_decide=tuple(one.value for one in possible),
    )


def verdicts_for(state: SendState, reason: HoldReason | None) -> tuple[str, ...]:
    """What may be decided about a mail as it is; what leaves only by a word need not be held."""
    found = [one for one in Verdict if state in POSSIBLE[one]]
    if state is SendState.HELD and reason is not HoldReason.UNDO:
        found.remove(Verdict.HOLD)
    return tuple(one.value for one in found)


def _told(at: datetime | None, zone: str) -> str:
    return stamp(at, zone) if at else ""
