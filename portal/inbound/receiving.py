"""Receiving: every mail that comes in, by whichever way, is kept, understood, and acted upon once."""

import asyncio
import hashlib
import logging
import re
from contextlib import suppress
from datetime import datetime
from traceback import format_tb
from typing import Protocol

from activities.answer_records import AnswerRecord, keep_answer
from activities.appointments import Appointment, Appointments
from activities.keys import bounce_key, inbound_key, ledgers_prefix, outbox_key, reception_key
from activities.mail_desk import addressee
from activities.ports import DocumentStore, KeyTaken, Missing
from activities.register import Register
from activities.swapping import current
from activities.waiting import WaitingRoom
from delegation.answering.answer import Answer, NotAnAnswer, Why, as_invite_answer
from delegation.invite import AnswerSource, InviteAnswer, MailReturned
from delegation.person import Person
from portal.engine import Calendars, Journeys
from portal.errors import EngineAway, NotFound, Refused
from portal.inbound.addresses import address_of
from portal.inbound.offer_replies import OfferReplies
from portal.inbound.reception import Became, Reception

JSON = "application/json"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SEND_ID = re.compile(r"[a-z2-7]{26}")
STRANGER = "Neither the attendee nor the sender is the person who was invited."
OTHER_ADDRESS = "The calendar answers for another address; the mail came from the person who was invited."

log = logging.getLogger("portal.inbound")


class Classifying(Protocol):
    """Understands mails, away from this process: they are made by anybody."""

    async def classify(self, raw: bytes) -> Answer | NotAnAnswer: ...


class Receiver:
    """Takes mails in. The same bytes again are recognised, and acted upon only if that was not finished."""

    def __init__(
        self,
        store: DocumentStore,
        register: Register,
        appointments: Appointments,
        classifier: Classifying,
        calendars: Calendars,
        journeys: Journeys,
    ) -> None:
        self._store = store
        self._register = register
        self._appointments = appointments
        self._classifier = classifier
        self._calendars = calendars
        self._offers = OfferReplies(store, register, journeys)

    async def receive(self, raw: bytes, *, way: str, received_at: datetime) -> Reception:
        """Keep a mail and act upon it. `received_at` is real time.

        A defect of ours is a result, not an error, so that one mail never holds up all others.

        Raises:
            EngineAway: Temporal does not answer; hand the mail in again later.
            OSError: the vault does not answer; the same.
        """
        sha256 = hashlib.sha256(raw).hexdigest()
        known = await asyncio.to_thread(current, self._store, reception_key(sha256))
        if known is not None:
            return Reception.model_validate_json(known)
        await asyncio.to_thread(self._store.create, inbound_key(sha256), raw, "message/rfc822")
        came = Reception(sha256=sha256, way=way, received_at=received_at, became=Became.FAILED)
        try:
            done = await self._acted(raw, came)
        except (EngineAway, OSError):
            raise
        except Exception as defect:  # a mail that we cannot cope with must not stop those behind it
            where = "".join(format_tb(defect.__traceback__))  # without its text, which may be personal
            log.error("mail %s by %s: %s\n%s", sha256[:16], way, type(defect).__name__, where)
            return came.model_copy(update={"reason": type(defect).__name__})
        await asyncio.to_thread(self._finish, done)
        return done

    async def _acted(self, raw: bytes, came: Reception) -> Reception:
        understood = await self._classifier.classify(raw)
        if isinstance(understood, NotAnAnswer):
            if answered := await self._offers.taken(understood, came):
                return answered
            aside = await asyncio.to_thread(self._set_aside, understood, came)
            if aside.became is Became.BOUNCE:
                returned = MailReturned(recipient=aside.recipient, send_id=aside.send_id)
                await self._calendars.mail_returned(aside.delegation, returned)
            return aside
        appointment = await asyncio.to_thread(self._appointments.find, understood.uid)
        if appointment is None:
            reason = "It answers an invite that is not one of ours."
            return came.model_copy(update={"became": Became.QUARANTINED, "reason": reason})
        return await self._answered(understood, appointment, came)

    async def _answered(self, answer: Answer, appointment: Appointment, came: Reception) -> Reception:
        try:
            note = await asyncio.to_thread(self._note, answer, appointment)
        except Missing:
            reason = "Whoever was invited is no longer registered."
            return came.model_copy(update={"became": Became.QUARANTINED, "reason": reason})
        given = await asyncio.to_thread(self._given, answer, appointment, came, note)
        told = came.model_copy(
            update={
                "delegation": appointment.delegation,
                "recipient": appointment.recipient,
                "item": appointment.item,
                "record": given.record,
            }
        )
        try:
            outcome = await self._calendars.answer_invite(
                appointment.delegation, appointment.recipient, given
            )
        except NotFound:
            return told.model_copy(update={"became": Became.TOO_LATE})
        except Refused as refusal:
            return told.model_copy(update={"became": Became.REFUSED, "reason": str(refusal)})
        return told.model_copy(update={"became": Became.ANSWER, "outcome": outcome})

    def _note(self, answer: Answer, appointment: Appointment) -> str:
        """What there is to say about who answered; nothing if it is the person who was invited."""
        invited = address_of(self._invited(appointment))
        if answer.attendee == invited:
            return ""
        return OTHER_ADDRESS if answer.sender == invited else STRANGER

    def _invited(self, appointment: Appointment) -> Person:
        file = self._register.delegation_file(appointment.delegation)
        host = file.host(appointment.recipient)
        return self._register.person(appointment.delegation, host.person if host else appointment.recipient)

    def _given(self, answer: Answer, appointment: Appointment, came: Reception, note: str) -> InviteAnswer:
        """What the workflow is told, once the whole answer lies in the vault."""
        given = as_invite_answer(
            answer,
            appointment.item,
            AnswerSource.MAIL,
            "",
            received_at=came.received_at,
            is_stranger=note == STRANGER,
        )
        record = keep_answer(
            self._store,
            appointment.delegation,
            appointment.recipient,
            _record(answer, given, came, note),
            sha256=came.sha256,
        )
        return given.model_copy(update={"record": record})

    def _set_aside(self, other: NotAnAnswer, came: Reception) -> Reception:
        """A bounce of one of our mails is noted with its delegation; everything else waits for people."""
        noted = came.model_copy(update={"became": Became.NO_ANSWER, "reason": other.why.value})
        owner = self._owner(other.delegation, other.send_id) if other.why is Why.BOUNCE else ""
        if not owner:
            return noted
        bounced = noted.model_copy(
            update={
                "became": Became.BOUNCE,
                "delegation": other.delegation,
                "recipient": owner,
                "send_id": other.send_id,
            }
        )
        with suppress(KeyTaken):  # it came back before: the first time is what counts
            content = bounced.model_dump_json().encode()
            self._store.create(bounce_key(other.delegation, other.send_id), content, JSON)
        self._mark_address(bounced)
        return bounced

    def _mark_address(self, bounced: Reception) -> None:
        """No more is sent to the address that mail went to, until it is corrected."""
        key = outbox_key(bounced.delegation, bounced.recipient, bounced.send_id)
        mail = current(self._store, key)
        if mail is not None:
            room = WaitingRoom(self._store, self._register)
            room.mark(bounced.delegation, bounced.recipient, addressee(mail))

    def _owner(self, delegation: str, send_id: str) -> str:
        """Whose mail that is in our ledger; empty if nobody's. Both words may come from a stranger."""
        if SLUG.fullmatch(delegation) is None or SEND_ID.fullmatch(send_id) is None:
            return ""
        keys = self._store.keys(ledgers_prefix(delegation))
        found = next((key for key in keys if key.endswith(f"/{send_id}.json")), None)
        if found is None:
            return ""
        owner = found.split("/")[-2]  # keys have no capitals, participants' ids have nothing else
        return owner if self._register.delegation_file(delegation).knows(owner) else owner.upper()

    def _finish(self, done: Reception) -> None:
        """Written last: a mail whose reception is not written is handed in again."""
        with suppress(KeyTaken):  # another way was at the same mail, and was first
            self._store.create(reception_key(done.sha256), done.model_dump_json().encode(), JSON)
        log.info("mail %s by %s: %s %s", done.sha256[:16], done.way, done.became, done.outcome or done.reason)


def _record(answer: Answer, given: InviteAnswer, came: Reception, note: str) -> AnswerRecord:
    return AnswerRecord(
        item=given.item,
        source=given.source,
        kind=given.kind,
        partstat=given.partstat,
        sequence=given.sequence,
        dtstamp=given.dtstamp,
        received_at=came.received_at,
        way=came.way,
        comment=answer.comment,
        note=note,
        mail=inbound_key(came.sha256),
        attendee=answer.attendee,
        sender=answer.sender,
        delegated_to=answer.delegated_to,
        proposed_start=answer.proposed_start,
        proposed_end=answer.proposed_end,
        spf=answer.verdicts.spf,
        dkim=answer.verdicts.dkim,
        dmarc=answer.verdicts.dmarc,
    )
