"""Replies to offers: a plain yes or no from the applicant's own address counts, the rest is for a person."""

import asyncio

from activities.expected_replies import ExpectedReplies, ExpectedReply
from activities.keys import inbound_key
from activities.offer_records import OfferAnswerRecord, keep_offer_answer
from activities.ports import DocumentStore, Missing
from activities.register import Register
from delegation.answering.answer import NotAnAnswer, PlainReply
from delegation.answering.offer_reply import OfferReading
from delegation.journey import JourneyView
from delegation.offer import Answer, OfferAnswer, OfferOutcome, OfferSource, ReplyToRead, ReplyWhy
from portal.engine import Journeys
from portal.errors import NotFound, Refused
from portal.inbound.addresses import address_of
from portal.inbound.reception import Became, Reception

ANSWERS = {OfferReading.ACCEPT: Answer.ACCEPTED, OfferReading.DECLINE: Answer.DECLINED}
STRANGER = "It came from another address than the applicant's."
LATER = "It continues a conversation that began with the offer."


class OfferReplies:
    """Knows which mails answer an offer, and acts upon them once."""

    def __init__(self, store: DocumentStore, register: Register, journeys: Journeys) -> None:
        self._store = store
        self._register = register
        self._journeys = journeys
        self._expected = ExpectedReplies(store)

    async def taken(self, mail: NotAnAnswer, came: Reception) -> Reception | None:
        """What became of a reply to an offer; None if it is something else.

        Raises EngineAway or OSError, after which the same mail may be handed in again.
        """
        if mail.reply is None:
            return None
        expected, is_direct = await asyncio.to_thread(self._about, mail.reply)
        if expected is None:
            return None
        try:
            view = await self._journeys.journey(expected.delegation, expected.participant)
            why = await asyncio.to_thread(self._why_to_read, mail, mail.reply, expected, is_direct)
        except (NotFound, Missing):
            return None
        told = came.model_copy(update={"delegation": expected.delegation, "recipient": expected.participant})
        if why is not None and not _is_open(view):
            return told.model_copy(update={"became": Became.NO_ANSWER, "reason": why.value})
        key = await asyncio.to_thread(self._keep, mail, mail.reply, expected, came, why, is_direct)
        told = told.model_copy(update={"record": key})
        if why is not None:
            return await self._for_a_person(told, expected, why)
        return await self._answered(told, expected, ANSWERS[mail.reply.reading])

    async def _answered(self, told: Reception, expected: ExpectedReply, answer: Answer) -> Reception:
        said = OfferAnswer(answer=answer, source=OfferSource.MAIL, record=told.record)
        try:
            outcome = await self._journeys.answer(expected.delegation, expected.participant, said)
        except NotFound:
            return told.model_copy(update={"became": Became.TOO_LATE})
        except Refused as refusal:
            return await self._for_a_person(told, expected, ReplyWhy.NOT_COUNTED, str(refusal))
        return told.model_copy(update={"became": Became.OFFER_ANSWERED, "reason": outcome.value})

    async def _for_a_person(
        self, told: Reception, expected: ExpectedReply, why: ReplyWhy, reason: str = ""
    ) -> Reception:
        reply = ReplyToRead(participant=expected.participant, why=why, reason=reason, record=told.record)
        await self._journeys.report_reply(expected.delegation, reply)
        return told.model_copy(update={"became": Became.FOR_A_PERSON, "reason": reason or why.value})

    def _about(self, reply: PlainReply) -> tuple[ExpectedReply | None, bool]:
        """Whose offer the reply is about, and whether it answers our letter itself."""
        for number, message_id in enumerate(reply.references):
            if expected := self._expected.find(message_id):
                return expected, number == 0
        return None, False

    def _why_to_read(
        self, mail: NotAnAnswer, reply: PlainReply, expected: ExpectedReply, is_direct: bool
    ) -> ReplyWhy | None:
        """Why it changes nothing by itself; None if it may. Raises Missing."""
        person = self._register.person(expected.delegation, expected.participant)
        if mail.sender != address_of(person):
            return ReplyWhy.STRANGER
        return None if is_direct and reply.reading in ANSWERS else ReplyWhy.UNCLEAR

    def _keep(
        self,
        mail: NotAnAnswer,
        reply: PlainReply,
        expected: ExpectedReply,
        came: Reception,
        why: ReplyWhy | None,
        is_direct: bool,
    ) -> str:
        note = STRANGER if why is ReplyWhy.STRANGER else "" if is_direct else LATER
        record = OfferAnswerRecord(
            answer=ANSWERS.get(reply.reading),
            source=OfferSource.MAIL,
            received_at=came.received_at,
            way=came.way,
            words=reply.words,
            note=note,
            mail=inbound_key(came.sha256),
            sender=mail.sender,
            spf=reply.verdicts.spf,
            dkim=reply.verdicts.dkim,
            dmarc=reply.verdicts.dmarc,
        )
        return keep_offer_answer(
            self._store, expected.delegation, expected.participant, record, sha256=came.sha256
        )


def _is_open(view: JourneyView) -> bool:
    """Whether an offer waits for an answer, or expired without one: nobody else will tell the organiser."""
    outcome = view.state.outcome
    return view.state.offer is not None and outcome in (None, OfferOutcome.EXPIRED)
