"""What the workflows know of one person, as that person may read it: nothing of others, nothing untold."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pydantic import Field

from delegation.application import ApplicationStatus
from delegation.exchange_state import ExchangeBook, ExchangeRecord, PaymentRun
from delegation.fact import Fact
from delegation.invite import SentInvite
from delegation.itinerary import ItineraryItem
from delegation.journey import JourneyState
from delegation.own_facts import (
    OwnAfterwards,
    OwnAnswers,
    OwnApplication,
    OwnAttendance,
    OwnDecision,
    OwnExchange,
    OwnExchanges,
    OwnItem,
    OwnMeetings,
    OwnOffer,
    OwnPayment,
    OwnPayments,
    OwnPlace,
    OwnProgramme,
    OwnRating,
    OwnRecord,
    OwnRequest,
)
from delegation.requesting import SaidOfMeetings
from delegation.selecting.selection import Decision
from delegation.status import Departure, Ledger, OfferRecord, RosterEntry

HIDDEN = "[id]"
"""What stands in sentences in place of the id of somebody else."""
UNTOLD = (ApplicationStatus.SUBMITTED, ApplicationStatus.UNDER_EVALUATION)
"""While a journey is there, whatever a panel has before it is not told yet."""
ELIGIBILITY = (ApplicationStatus.INELIGIBLE, ApplicationStatus.ASKED_TO_FIX)


class Others(Fact):
    """Everybody else, so that sentences can be cleared of them: organisations by participant id, and ids
    of evaluators and others who work for the programme."""

    organisations: dict[str, str] = Field(default_factory=dict)
    staff: tuple[str, ...] = ()


def own_record(
    participant: str,
    *,
    state: JourneyState | None,
    entry: RosterEntry | None,
    ledger: Ledger | None,
    programme: Sequence[ItineraryItem] = (),
    invites: Sequence[SentInvite] = (),
    others: Others,
) -> OwnRecord:
    """What is known of `participant`; nothing of the journey (`state`) for who has only a draft."""
    ids = {*others.organisations, *others.staff} - {participant}
    return OwnRecord(
        application=own_application(state) if state else None,
        decision=own_decision(participant, state, entry, ledger, ids),
        place=own_place(participant, state, ledger, ids),
        answers=own_answers(state) if state else None,
        meetings=own_meetings(participant, state.meetings, ledger, others.organisations) if state else None,
        programme=own_programme(programme, invites),
        afterwards=own_afterwards(participant, ledger) if ledger else None,
        exchanges=own_exchanges(participant, ledger.exchanges, others.organisations) if ledger else None,
        payments=own_payments(participant, ledger.exchanges) if ledger else None,
    )


def own_application(state: JourneyState) -> OwnApplication:
    return OwnApplication(
        status=state.status,
        receipt=state.receipt,
        received_at=state.received_at,
        times_handed_in=state.revision,
        cut_off=state.cut_off,
        fix_until=state.fix_until,
        steps_in_for_another=state.substitute_for is not None,
        facts=state.facts,
        mail_came_back=state.address_refused,
    )


def own_decision(
    participant: str,
    state: JourneyState | None,
    entry: RosterEntry | None,
    ledger: Ledger | None,
    ids: Collection[str],
) -> OwnDecision | None:
    """Of the panel once it was told, before that of eligibility; None while neither was."""
    if state is None or state.status in UNTOLD:
        return None
    decision = ledger.selection.of(participant) if ledger and ledger.selection else None
    if decision is not None and state.decided:
        return _decided(decision, ids)
    if entry is not None and state.status in ELIGIBILITY:
        return OwnDecision(status=state.status, reasons=_cleared(entry.reasons, ids))
    return None


def _decided(decision: Decision, ids: Collection[str]) -> OwnDecision:
    return OwnDecision(
        status=decision.status,
        score=decision.score,
        rank=decision.rank,
        points_missing=decision.points_missing,
        reasons=_cleared(decision.reasons, ids),
    )


def own_place(
    participant: str, state: JourneyState | None, ledger: Ledger | None, ids: Collection[str]
) -> OwnPlace | None:
    """None for who was never offered one."""
    offers = [one for one in ledger.offers if one.participant == participant] if ledger else []
    left = [one for one in ledger.departures if one.participant == participant] if ledger else []
    if state is None or not (offers or left or state.outcome):
        return None
    return OwnPlace(
        offers=tuple(_offer(one, ids) for one in offers) if state.offer or state.outcome else (),
        outcome=state.outcome,
        answered_at=state.answered_at,
        answered_by=state.answered_by,
        next_steps=state.next_steps,
        left_at=tuple(one.left_at for one in left),
        left_because=_cleared(_reasons(left), ids),
    )


def _offer(record: OfferRecord, ids: Collection[str]) -> OwnOffer:
    return OwnOffer(
        confirm_by=record.confirm_by,
        promoted=record.promoted,
        reason=without_ids(record.reason, ids),
        outcome=record.outcome,
    )


def _reasons(left: Iterable[Departure]) -> tuple[str, ...]:
    return tuple(one.reason for one in left)


def own_answers(state: JourneyState) -> OwnAnswers:
    return OwnAnswers(
        handed_in=state.provided,
        room=state.room.kind if state.room else None,
        shares_room=bool(state.room and state.room.with_participant),
        wishes=state.wishes,
        survey=state.survey,
        outcomes=state.outcomes,
    )


def own_meetings(
    participant: str, said: SaidOfMeetings, ledger: Ledger | None, organisations: Mapping[str, str]
) -> OwnMeetings | None:
    """None for who said nothing of meetings and was missed nowhere."""
    missed = [one for one in ledger.no_shows if one.missing == participant] if ledger else []
    if not (said.requests or said.answers or said.ratings or missed):
        return None
    asked = ((one.whom, one.wish, one.at) for one in said.requests)
    answered = ((one.asks, one.wish, one.at) for one in said.answers)
    return OwnMeetings(
        requests=tuple(OwnRequest(whom=organisations.get(a, ""), wish=b, at=c) for a, b, c in asked),
        answers=tuple(OwnRequest(whom=organisations.get(a, ""), wish=b, at=c) for a, b, c in answered),
        ratings=tuple(
            OwnRating(
                item=one.item,
                whom=organisations.get(one.other, ""),
                went=one.went,
                mark=one.mark,
                at=one.at,
            )
            for one in said.ratings
        ),
        missed=tuple(one.item for one in missed),
    )


def own_item(item: ItineraryItem, state: str = "") -> OwnItem:
    """Without who else attends."""
    return OwnItem(
        title=item.title,
        starts=f"{item.starts:%Y-%m-%d %H:%M}",
        ends=f"{item.ends:%Y-%m-%d %H:%M}",
        zone=item.zone,
        room=item.room,
        description=item.description,
        state=state,
    )


def own_programme(items: Sequence[ItineraryItem], invites: Sequence[SentInvite]) -> OwnProgramme | None:
    if not items and not invites:
        return None
    return OwnProgramme(
        items=tuple(own_item(one) for one in items),
        invites=tuple(own_item(one.item, f"{one.method}, {one.partstat}") for one in invites),
    )


def own_afterwards(participant: str, ledger: Ledger) -> OwnAfterwards | None:
    """Where it was recorded whether they came, and the outcomes that were collected."""
    attendance = tuple(
        OwnAttendance(item=one.item or "", came=participant in one.present, at=one.at)
        for one in ledger.attendance
        if participant in (*one.present, *one.absent)
    )
    outcomes = tuple(one for one in ledger.outcomes if one.participant == participant)
    if not attendance and not outcomes:
        return None
    return OwnAfterwards(attendance=attendance, outcomes=outcomes)


def own_exchanges(
    participant: str, book: ExchangeBook | None, organisations: Mapping[str, str]
) -> OwnExchanges | None:
    found = tuple(_exchange(one, participant, organisations) for one in exchanges_of(participant, book))
    return OwnExchanges(exchanges=found) if found else None


def _exchange(one: ExchangeRecord, participant: str, organisations: Mapping[str, str]) -> OwnExchange:
    """Money is told to the visitor alone, who is paid it."""
    visits = one.visitor == participant
    return OwnExchange(
        exchange=one.exchange,
        part="visitor" if visits else "host",
        partner=organisations.get(one.host if visits else one.visitor, ""),
        step=one.step,
        starts=one.starts,
        ends=one.ends,
        agreed_at=one.agreed_at,
        approved_at=one.approved_at if visits else None,
        cents=one.cents if visits else None,
        paid_at=one.paid_at if visits else None,
    )


def exchanges_of(participant: str, book: ExchangeBook | None) -> tuple[ExchangeRecord, ...]:
    """Those in which they are visitor or host."""
    found = book.exchanges if book else ()
    return tuple(one for one in found if participant in (one.visitor, one.host))


def own_payments(participant: str, book: ExchangeBook | None) -> OwnPayments | None:
    found = tuple(_paid_in(participant, book.runs)) if book else ()
    return OwnPayments(payments=found) if found else None


def _paid_in(participant: str, runs: Iterable[PaymentRun]) -> Iterator[OwnPayment]:
    for run in runs:
        for line in run.lines:
            if line.visitor == participant:
                yield OwnPayment(
                    exchange=line.exchange,
                    cents=line.cents,
                    run=run.number,
                    ordered_at=run.ordered_at,
                    executed_at=run.executed_at,
                    left_out=line.exchange in run.left_out,
                )


def _cleared(sentences: Iterable[str], ids: Collection[str]) -> tuple[str, ...]:
    return tuple(without_ids(one, ids) for one in sentences)


def without_ids(text: str, ids: Collection[str]) -> str:
    """`text` with the ids of others hidden, wherever one stands as a word."""
    for one in sorted(ids, key=lambda name: (-len(name), name)):
        if one in text:
            text = re.sub(rf"(?<![\w-]){re.escape(one)}(?![\w-])", HIDDEN, text)
    return text
