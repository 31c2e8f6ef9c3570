"""The rules of a calendar book: news is gathered, revisions leave in order, answers are counted.

Pure, so that every interleaving can be tried. The workflows only wait and send.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from delegation.calendar_book import CalendarBook
from delegation.calendar_rules import CalendarRules
from delegation.calendars.gathering import CORRECTIONS, merged
from delegation.calendars.revising import after, plan_revisions
from delegation.fact import Fact
from delegation.invite import (
    AnswerKind,
    AnswerOutcome,
    AnswerSource,
    InviteAnswer,
    InviteReport,
    Method,
    PartStat,
    Revision,
    SentInvite,
)
from delegation.itinerary import ItineraryItem
from delegation.news import ItineraryPublished

SOON = timedelta(hours=24)
"""What starts within this time is told at once."""
MOST_AHEAD = 1000
"""By how much a reply's SEQUENCE may be ahead of ours to be taken seriously."""
AGAIN_AFTER = timedelta(hours=1)
"""How long an invite must have been out before it is sent once more on request."""


class Sending(Fact):
    """What leaves next for one recipient: the letter, if there is something to say, then the revisions."""

    news: ItineraryPublished | None = None
    revisions: tuple[Revision, ...] = ()


class Counted(NamedTuple):
    """The book after an answer, what became of the answer, and what the delegation must know."""

    book: CalendarBook
    outcome: AnswerOutcome
    report: InviteReport | None = None


# --- news ------------------------------------------------------------------------------------------


def heard(book: CalendarBook, news: ItineraryPublished, now: datetime) -> CalendarBook:
    """The book with this version waiting to be sent. A version heard before changes nothing.

    The first programme and urgent news leave at once, and so does what concerns the next 24 hours;
    everything else waits until its window, which the first correction opened, has passed.
    """
    if news.version <= book.version:
        return book
    pending = news if book.pending is None else merged(book.pending, news)
    is_first = not book.invites and not book.leaving
    leaves_now = is_first or pending.urgent or _is_soon(pending, book.invites, now)
    window = book.due if book.due is not None else now + pending.rules.gathers_for
    return book.model_copy(
        update={"version": news.version, "pending": pending, "due": now if leaves_now else window}
    )


def taken(book: CalendarBook, now: datetime) -> tuple[CalendarBook, Sending]:
    """What leaves now that the window has passed, and the book without it.

    Nothing leaves if the changes cancelled each other out. News that comes in while it is under way is
    kept for the next time; what was taken before and never said to have left counts as left.
    """
    book = left(book, Sending(revisions=book.leaving))
    news = book.pending
    items = news.items if news else _shown(book.invites)
    rules = news.rules if news else CalendarRules()
    revisions = plan_revisions(items, book.invites, now, rules, book.again)
    is_told = news is not None and (news.letter not in CORRECTIONS or bool(news.differences and revisions))
    emptied = book.model_copy(update={"pending": None, "due": None, "again": (), "leaving": revisions})
    return emptied, Sending(news=news if is_told else None, revisions=revisions)


def left(book: CalendarBook, sending: Sending) -> CalendarBook:
    """The book once `sending` has left. Answers that came in meanwhile stay counted."""
    return book.model_copy(update={"invites": after(book.invites, sending.revisions), "leaving": ()})


def _is_soon(news: ItineraryPublished, sent: Sequence[SentInvite], now: datetime) -> bool:
    revisions = plan_revisions(news.items, sent, now, news.rules)
    touched = (item for one in revisions for item in (one.item, one.before) if item is not None)
    return any(now < item.ends_at and item.starts_at - now < SOON for item in touched)


def _shown(invites: Sequence[SentInvite]) -> tuple[ItineraryItem, ...]:
    return tuple(one.item for one in invites if one.method is Method.REQUEST)


# --- answers ---------------------------------------------------------------------------------------


def answered(book: CalendarBook, recipient: str, answer: InviteAnswer, now: datetime) -> Counted:
    """Take an answer into the book.

    The newest one counts, by SEQUENCE and then by its own time; one given to an earlier time or place
    does not count for the new one. It may come before all that left with its invite has left.
    """
    book = _arrived(book, answer)
    invite = next((one for one in book.invites if one.item.id == answer.item), None)
    if invite is None or answer.sequence > invite.sequence + MOST_AHEAD:
        return Counted(book, AnswerOutcome.UNKNOWN)
    if invite.method is Method.CANCEL or invite.item.ends_at <= now:
        return Counted(book, AnswerOutcome.OVER)
    match answer.kind:
        case AnswerKind.ANSWER:
            return _counted(book, recipient, invite, answer)
        case AnswerKind.REFRESH:
            return _sent_again(book, invite, now)
        case _:
            return Counted(book, AnswerOutcome.FOR_A_PERSON, _report(recipient, invite, answer))


def _arrived(book: CalendarBook, answer: InviteAnswer) -> CalendarBook:
    """The book with the revision that was answered as one that left, which the answer proves."""
    shown = tuple(
        one
        for one in book.leaving
        if one.item.id == answer.item and 0 <= answer.sequence - one.sequence <= MOST_AHEAD
    )
    return book.model_copy(update={"invites": after(book.invites, shown)})


def _counted(book: CalendarBook, recipient: str, invite: SentInvite, answer: InviteAnswer) -> Counted:
    if _is_known(invite, answer):
        return Counted(book, AnswerOutcome.REPEATED)
    noted = invite.model_copy(
        update={
            "answer": _as_newest(answer, invite.answer),
            "heard_sequence": max(invite.heard_sequence, answer.sequence),
        }
    )
    if answer.sequence < invite.asked:
        return Counted(_with(book, noted), AnswerOutcome.OUTDATED)
    changed = _with(book, noted.model_copy(update={"partstat": answer.partstat}))
    if answer.partstat is PartStat.DECLINED:
        return _declined(changed, recipient, invite, answer)
    taken_back = invite.answer is not None and invite.answer.partstat is PartStat.DECLINED
    return Counted(changed, AnswerOutcome.COUNTED, _report(recipient, invite, answer) if taken_back else None)


def _declined(book: CalendarBook, recipient: str, invite: SentInvite, answer: InviteAnswer) -> Counted:
    """A decline is told the delegation once, and once more when what costs money is confirmed."""
    if invite.partstat is PartStat.DECLINED and answer.source is AnswerSource.MAIL:
        return Counted(book, AnswerOutcome.COUNTED)  # a program says once more what is known
    confirmed = answer.source is AnswerSource.LINK or not invite.item.decline_costs
    outcome = AnswerOutcome.COUNTED if confirmed else AnswerOutcome.TO_CONFIRM
    return Counted(book, outcome, _report(recipient, invite, answer, declined=True, confirmed=confirmed))


def _is_known(invite: SentInvite, answer: InviteAnswer) -> bool:
    known = invite.answer
    if known is None:
        return False
    if answer.source is AnswerSource.LINK:  # pressed now, whatever the clock of a mail program says
        return known.source is AnswerSource.LINK and known.partstat is invite.partstat is answer.partstat
    return (answer.sequence, answer.dtstamp) <= (known.sequence, known.dtstamp)


def _as_newest(answer: InviteAnswer, known: InviteAnswer | None) -> InviteAnswer:
    """As it is kept: never older than what was known, so that a mail which comes again stays known."""
    if known is None or (answer.sequence, answer.dtstamp) > (known.sequence, known.dtstamp):
        return answer
    return answer.model_copy(update={"sequence": known.sequence, "dtstamp": known.dtstamp})


def _sent_again(book: CalendarBook, invite: SentInvite, now: datetime) -> Counted:
    if not invite.mailed:
        return Counted(book, AnswerOutcome.UNKNOWN)
    if invite.item.id in book.again or now - invite.dtstamp < AGAIN_AFTER:
        return Counted(book, AnswerOutcome.REPEATED)
    again = book.model_copy(update={"again": (*book.again, invite.item.id), "due": now})
    return Counted(again, AnswerOutcome.SENT_AGAIN)


def _report(
    recipient: str,
    invite: SentInvite,
    answer: InviteAnswer,
    *,
    declined: bool = False,
    confirmed: bool = True,
) -> InviteReport:
    return InviteReport(
        at=answer.at,
        recipient=recipient,
        item=invite.item.id,
        title=invite.item.title,
        kind=answer.kind,
        declined=declined,
        is_confirmed=confirmed,
        record=answer.record,
    )


def _with(book: CalendarBook, invite: SentInvite) -> CalendarBook:
    invites = tuple(invite if one.item.id == invite.item.id else one for one in book.invites)
    return book.model_copy(update={"invites": invites})
