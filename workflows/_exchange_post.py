"""The mail of an exchange: visitor and host through their journeys, coordinators directly."""

from collections.abc import Sequence
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.exchange_papers import ExchangePaperActivities
    from activities.journeys import JourneyActivities, Telling
    from delegation.calendar_rules import CalendarRules, InvitePolicy
    from delegation.document import DocumentRef, DocumentSet
    from delegation.exchange import Stay
    from delegation.exchange_state import ExchangeStart
    from delegation.exchanging.appointments import appointments
    from delegation.exchanging.papers import ExchangePaperOrder
    from delegation.exchanging.telling import Notice
    from delegation.letter import Letter
    from delegation.news import AppointmentsTold, LetterTold, News, Told
    from workflows._options import RENDER, TELL

from workflows._post import post


async def tell_letters(start: ExchangeStart, notices: Sequence[Notice], now: datetime) -> None:
    """Each letter to whom it is for, in order; only a participant's own journey writes to that person."""
    both = (start.visitor.participant, start.host.participant)
    told = [
        Told(participant=one.recipient, news=_news(start, one, now))
        for one in notices
        if one.recipient in both
    ]
    if told:
        await _tell(start, told, "Letters to visitor and host")
    for one in notices:
        if one.recipient not in both:
            await post(start.delegation, _letter(start, one), now)


async def made_papers(order: ExchangePaperOrder) -> tuple[DocumentRef, ...]:
    """Papers of an exchange. Where they cannot be made its letters leave without them."""
    try:
        made: DocumentSet = await workflow.execute_activity_method(
            ExchangePaperActivities.make_exchange_papers,
            order,
            summary=", ".join(order.kinds),
            **RENDER,
        )
    except ActivityError:
        workflow.logger.warning("Papers of an exchange cannot be made; letters leave without them")
        return ()
    return made.documents


async def tell_appointments(start: ExchangeStart, stay: Stay | None, number: int, now: datetime) -> None:
    """The calendars of both are brought up to the stay; to nothing where there is none any more."""
    news = AppointmentsTold(
        at=now,
        source=start.exchange,
        number=number,
        items=appointments(stay, start) if stay else (),
        rules=CalendarRules(policy=InvitePolicy.EACH),
    )
    told = [Told(participant=one, news=news) for one in (start.visitor.participant, start.host.participant)]
    await _tell(start, told, f"Appointments {number}" if stay else "Appointments are taken back")


async def _tell(start: ExchangeStart, told: Sequence[Told], summary: str) -> None:
    await workflow.execute_activity_method(
        JourneyActivities.tell_participants,
        Telling(delegation=start.delegation, told=tuple(told)),
        summary=summary,
        **TELL,
    )


def _news(start: ExchangeStart, one: Notice, now: datetime) -> News:
    return LetterTold(
        at=now,
        letter=one.letter,
        source=start.exchange,
        sequence=one.sequence,
        facts=one.facts,
        attachments=one.attachments,
    )


def _letter(start: ExchangeStart, one: Notice) -> Letter:
    return Letter(
        name=one.letter,
        recipient=one.recipient,
        sequence=one.sequence,
        facts=one.facts,
        attachments=one.attachments,
        about=start.exchange,
    )
