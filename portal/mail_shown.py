"""Mails of the outbox as people see them: lists, previews, and what a person has to do."""

from collections import Counter
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage

from pydantic import AwareDatetime

from activities.ledger import HoldReason, LedgerEntry, SendState
from activities.mail_desk import LedgerLine
from delegation.fact import Fact
from delegation.status import DelegationStatus, Task

PREVIEW = 20_000
"""Characters of text that are shown."""

TO_DO: dict[str, str] = {
    "unattended": "{mails} to be released; see 'mail list', then 'mail release' or 'mail drop'.",
    "person": "{mails} to be released after somebody called them back; 'mail release' or 'mail drop'.",
    "budget": "{mails} because the mails of the day are used up. If it is no loop, 'mail release'.",
    "address": "{mails} because mail to the address came back. Correct the address, and they leave; if it is "
    "right after all, 'mail release'.",
    "unknown": "{mails} of which nobody can tell whether they arrived. Ask, then 'mail mark-delivered' or "
    "'mail send-again'.",
    "refused": "{mails} that the mail server refused when they were released; 'mail show', then 'mail drop'.",
}
"""By the reason of the wait, or by the state; what is not here leaves by itself."""


class MailLine(Fact):
    """One mail in a list."""

    send_id: str
    owner: str
    purpose: str
    state: SendState
    reason: HoldReason | None = None
    since: AwareDatetime | None = None
    """Real time; since when it waits."""
    leaves_at: AwareDatetime | None = None
    sent_at: AwareDatetime | None = None


class MailLines(Fact):
    mails: tuple[MailLine, ...]


class MailTo(Fact):
    """One mail to somebody, as a list of all their mails shows it."""

    line: MailLine
    subject: str = ""


class MailPreview(Fact):
    """A mail as it leaves. Empty where it is written anew when it leaves, to a corrected address."""

    line: MailLine
    recipient: str = ""
    subject: str = ""
    text: str = ""
    attachments: tuple[str, ...] = ()


class MailsDecided(Fact):
    """For which mails a word counted."""

    verdict: str
    done: tuple[str, ...]
    not_possible: tuple[str, ...] = ()


def line_of(one: LedgerLine, purpose: str) -> MailLine:
    entry = one.entry
    waits = entry.state in (SendState.HELD, SendState.UNKNOWN)
    return MailLine(
        send_id=one.send_id,
        owner=one.waiting.owner if one.waiting else one.owner,
        purpose=purpose,
        state=entry.state,
        reason=entry.reason if entry.state is SendState.HELD else None,
        since=entry.since if waits else None,
        leaves_at=entry.leaves_at,
        sent_at=entry.sent_at,
    )


def preview_of(line: MailLine, content: bytes | None) -> MailPreview:
    if content is None:
        return MailPreview(line=line)
    message = message_from_bytes(content, policy=policy.default)
    mail = message if isinstance(message, EmailMessage) else EmailMessage()
    body = mail.get_body(("plain",))
    names = tuple(part.get_filename() or "" for part in mail.iter_attachments())
    return MailPreview(
        line=line,
        recipient=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        text=str(body.get_content())[:PREVIEW] if body else "",
        attachments=tuple(name for name in names if name),
    )


def with_mail_tasks(status: DelegationStatus, lines: Sequence[LedgerLine]) -> DelegationStatus:
    """The status with what there is to do about mails; it is looked up in the ledger, not asked."""
    tasks = mail_tasks(status.delegation, [line.entry for line in lines])
    return status.model_copy(update={"tasks": (*status.tasks, *tasks)})


def mail_tasks(slug: str, entries: Sequence[LedgerEntry]) -> tuple[Task, ...]:
    """What a person has to do about mails that wait, with how many and since when."""
    counted: Counter[str] = Counter()
    first: dict[str, AwareDatetime] = {}
    for entry in entries:
        kind = entry.reason.value if entry.state is SendState.HELD and entry.reason else entry.state.value
        since = entry.since or entry.deadline
        counted[kind] += 1
        first[kind] = min(first.get(kind, since), since)
    return tuple(
        Task(id=f"mail-{kind}", text=_text(slug, kind, counted[kind], first[kind]), since=first[kind])
        for kind in TO_DO
        if counted[kind]
    )


def _text(slug: str, kind: str, number: int, since: AwareDatetime) -> str:
    mails = "1 mail waits" if number == 1 else f"{number} mails wait"
    if kind in ("unknown", "refused"):
        mails = "There is 1 mail" if number == 1 else f"There are {number} mails"
    said = TO_DO[kind].format(mails=mails).replace("'mail ", "'./legation mail ")
    return f"{said} (delegation {slug}, since {since:%-d %b %Y %H:%M} UTC)"
