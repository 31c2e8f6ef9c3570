"""What an answer to an invite means for the delegation."""

from delegation.change import CancelItem, Change, StayAway
from delegation.invite import AnswerKind, InviteReport
from delegation.itinerary import ItemKind, Itinerary
from delegation.offer import ReplyToRead, ReplyWhy


def declined_appointment(report: InviteReport, itinerary: Itinerary, *, number: int) -> Change | None:
    """The change that passes on what was declined: a meeting's slot, a delegate's place at a visit.

    None where a person must decide: a visit declined by its host, a session, a flight. `number` tells the
    change apart from others of the delegation.
    """
    item = itinerary.item(report.item)
    if not report.declined or item is None or item.cancelled:
        return None
    side = "the host" if report.recipient in item.hosts else "the delegate"
    if item.kind is ItemKind.MEETING:
        return _declined(report, number, CancelItem(item=item.id), side, "meeting")
    if item.block is None or item.decline_costs or report.recipient not in (item.attendees or ()):
        return None
    away = StayAway(participant=report.recipient, items=(item.id,))
    return _declined(report, number, away, side, "visit")


def _declined(
    report: InviteReport, number: int, change: CancelItem | StayAway, side: str, what: str
) -> Change:
    return Change(
        at=report.at,
        id=f"declined-{number}",
        change=change,
        author=side,
        reason=f"A {what} was declined by {side}; what it frees goes to others.",
    )


def task_id_of(report: InviteReport) -> str:
    return f"answer-{report.item}-{report.recipient}"


def returned_task(recipient: str) -> str:
    """What the organiser has to do about a mail that came back."""
    return f"A mail to {recipient} came back; reach them another way, and ask for an address that works"


def reply_task_id(participant: str) -> str:
    """One task for all replies of one applicant; dropped once their offer is answered."""
    return f"reply-{participant}"


def reply_task(reply: ReplyToRead, slug: str) -> str:
    """What the organiser has to do about a reply to an offer that changed nothing."""
    look = f"see './legation offers replies {slug} {reply.participant}'"
    match reply.why:
        case ReplyWhy.UNCLEAR:
            return f"{reply.participant} replied to the offer with neither a plain yes nor a plain no; {look}"
        case ReplyWhy.STRANGER:
            return f"Somebody replied to the offer of {reply.participant} from another address; {look}"
        case ReplyWhy.NOT_COUNTED:
            return f"A reply of {reply.participant} to the offer could not count: {reply.reason} {look}"


def answer_task(report: InviteReport, slug: str) -> str:
    """What the organiser has to decide, as a sentence; empty if nothing (any more)."""
    look = f"see './legation calendar answers {slug} {report.recipient}'"
    match report.kind:
        case AnswerKind.COUNTER:
            return f"{report.recipient} proposes another time for {report.title!r}; {look}"
        case AnswerKind.DELEGATED:
            return f"{report.recipient} wants to send somebody else to {report.title!r}; {look}"
        case AnswerKind.STRANGER:
            return f"Somebody who was not invited answered for {report.recipient} to {report.title!r}; {look}"
        case _ if not report.declined:
            return ""
        case _ if not report.is_confirmed:
            return (
                f"{report.recipient} declined {report.title!r}, which costs money, and was asked to confirm"
            )
        case _:
            return f"{report.recipient} declined {report.title!r}; {look}"
