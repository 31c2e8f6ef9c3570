"""People at their mail: in a rehearsal they answer offers and invites as they do in life, by mail or by link.

The calendar is made of the mails that were delivered; a reply leaves by SMTP for the organiser's mailbox,
where the portal finds it; a link is opened and its form is sent.
"""

import asyncio
import hashlib
import re
import smtplib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from email.parser import BytesParser
from email.policy import SMTP
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from icalendar import Calendar as Parsed

from activities.keys import reception_key
from activities.ports import Missing
from delegation.calendars.calendar_client import Calendar, HeldInvite
from delegation.calendars.rendering import calendar_uid
from delegation.calendars.replying import reply_mail
from delegation.file import DelegationFile
from delegation.ids import recipient_workflow_id
from delegation.invite import AnswerSource, PartStat
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.offer import Answer, OfferAnswer, OfferSource
from delegation.reading.story import InviteReplies
from embedded.mail import fetch_all
from embedded.settings import EmbeddedSettings
from portal.calendar_evidence import calendars_in
from portal.client import Legation
from portal.inbound.reception import Became, Reception
from portal.rehearsals.offer_mails import last_offer, offer_page, offer_reply

PATIENCE = 60.0
"""Seconds until a reply must have been taken in."""
PAUSE = 0.05
ANSWER_PAGE = re.compile(r"https?://[^\s<>\"]+/a/[\w.~-]+")
OFFER_CHOICE = {Answer.ACCEPTED: "accept", Answer.DECLINED: "decline"}
CHOICE = {PartStat.ACCEPTED: "accept", PartStat.TENTATIVE: "maybe", PartStat.DECLINED: "decline"}


SendForm = Callable[[str, Mapping[str, str]], Awaitable[None]]
"""Opens a page that somebody has a link to, and sends its form with these fields."""


class Asked(NamedTuple):
    """An invite that is open in somebody's calendar, and the item it is about."""

    invite: HeldInvite
    item: ItineraryItem


class Correspondents:
    """Everyone who answers offers and invites, with the mailboxes they do it from."""

    def __init__(
        self,
        legation: Legation,
        file: DelegationFile,
        settings: EmbeddedSettings,
        send: "SendForm | None" = None,
    ) -> None:
        self._legation = legation
        self._file = file
        self._settings = settings
        self._send = send or open_and_send

    async def answer(self, replies: InviteReplies, at: datetime) -> None:
        """Answer everything that the invites in the mailbox ask, as `replies` has it, at trip time `at`."""
        address = await asyncio.to_thread(self._address, replies.recipient)
        mails = await asyncio.to_thread(self._delivered_to, address)
        calendar = Calendar(owner=address)
        for mail in mails:
            for ics in calendars_in(mail):
                calendar.receive(ics)
        asked = await self._asked(replies, calendar, at)
        await self._legation.pass_time(recipient_workflow_id(self._file.slug, replies.recipient), at)
        if replies.way is AnswerSource.LINK:
            await self._by_link(replies, asked, mails)
        else:
            await self._by_mail(replies, asked, calendar, at)

    async def answer_offer(
        self, participant: str, answer: Answer, way: OfferSource, at: datetime, *, comment: str = ""
    ) -> None:
        """Answer the newest offer in the mailbox of `participant` at trip time `at`.

        By mail the answer must be understood without a person, so a comment is a plain remark. Raises
        LookupError where no offer was delivered, OSError where the page refuses, RuntimeError where the
        reply was not taken as an answer.
        """
        slug = self._file.slug
        await self._legation.pass_time(recipient_workflow_id(slug, participant), at)
        if way is OfferSource.ORGANISER:
            said = OfferAnswer(at=at, answer=answer, comment=comment)
            await self._legation.answer(slug, participant, said)
            return
        person = await asyncio.to_thread(self._legation.register.person, slug, participant)
        offer = last_offer(await asyncio.to_thread(self._delivered_to, person.email))
        if way is OfferSource.LINK:
            fields = {"answer": OFFER_CHOICE[answer], "comment": comment}
            await self._send(offer_page(offer), fields)
            return
        raw = offer_reply(offer, person.email, answer, language=person.language, comment=comment, at=at)
        await asyncio.to_thread(self._post, [raw])
        if (await self._taken_in(raw)).became is not Became.OFFER_ANSWERED:
            raise RuntimeError(f"The reply of {participant} to the offer was not taken as an answer.")

    async def _by_mail(
        self, replies: InviteReplies, asked: Sequence[Asked], calendar: Calendar, at: datetime
    ) -> None:
        sent = [
            reply_mail(
                calendar.reply(
                    one.invite.event.uid, said(replies, one, asked), dtstamp=at, comment=replies.comment
                )
            )
            for one in asked
        ]
        await asyncio.to_thread(self._post, sent)
        for raw in sent:
            await self._taken_in(raw)

    async def _by_link(self, replies: InviteReplies, asked: Sequence[Asked], mails: Sequence[bytes]) -> None:
        for one in asked:
            page = answer_page(mails, one.invite.event.uid)
            fields = {
                "answer": CHOICE[said(replies, one, asked)],
                "comment": replies.comment,
                "costs": "yes",
            }
            await self._send(page, fields)

    async def _asked(self, replies: InviteReplies, calendar: Calendar, at: datetime) -> list[Asked]:
        """What waits for an answer of this recipient; at a later sitting, what it was named for."""
        secret = await asyncio.to_thread(self._legation.register.secret, self._file.slug)
        domain = self._file.organiser.mailbox.rpartition("@")[2]
        view = await self._legation.calendar(self._file.slug, replies.recipient)
        items = {
            calendar_uid(secret, one.item.id, replies.recipient, domain): one.item for one in view.invites
        }
        asked = [
            Asked(invite, items[invite.event.uid])
            for invite in calendar.invites()
            if invite.asks and invite.event.uid in items and invite.event.ends_at > at
        ]
        return [one for one in asked if not replies.only or one.item.id in replies.only]

    def _address(self, recipient: str) -> str:
        host = self._file.host(recipient)
        register = self._legation.register
        return register.person(self._file.slug, host.person if host else recipient).email

    def _delivered_to(self, address: str) -> list[bytes]:
        return [one.content for one in fetch_all(self._settings) if one.mailbox == address.lower()]

    def _post(self, mails: Sequence[bytes]) -> None:
        with smtplib.SMTP(self._settings.host, self._settings.smtp_port, timeout=30) as server:
            for raw in mails:
                sender = BytesParser(policy=SMTP).parsebytes(raw, headersonly=True)["From"]
                server.sendmail(str(sender), [self._file.organiser.mailbox], raw)

    async def _taken_in(self, raw: bytes) -> Reception:
        """Until the portal has found the mail and done what it says."""
        key = reception_key(hashlib.sha256(raw).hexdigest())
        for _ in range(round(PATIENCE / PAUSE)):
            try:
                kept = await asyncio.to_thread(self._legation.store.read, key)
            except Missing:
                await asyncio.sleep(PAUSE)
            else:
                return Reception.model_validate_json(kept)
        raise RuntimeError("A reply was not taken in; does the portal run? See its log.")


def said(replies: InviteReplies, one: Asked, asked: Sequence[Asked]) -> PartStat:
    """What this person answers to one of the invites asked."""
    meetings = [other.item.id for other in asked if other.item.kind is ItemKind.MEETING]
    number = meetings.index(one.item.id) + 1 if one.item.id in meetings else 0
    if one.item.id in replies.declined or number in replies.declined_meetings:
        return PartStat.DECLINED
    return PartStat.TENTATIVE if one.item.id in replies.tentative else PartStat.ACCEPTED


def answer_page(mails: Sequence[bytes], uid: str) -> str:
    """The page that the last invite to this event links to. Raises LookupError where it has none."""
    for mail in reversed(mails):
        if any(str(_event_uid(ics)) == uid for ics in calendars_in(mail)):
            words = BytesParser(policy=SMTP).parsebytes(mail).get_body(("plain",))
            found = ANSWER_PAGE.search(words.get_content() if words else "")
            if found:
                return found.group()
    raise LookupError("None of the invites has a link to answer it by.")


def _event_uid(ics: bytes) -> str:
    return str(Parsed.from_ical(ics).walk("VEVENT")[0]["UID"])


async def open_and_send(page: str, fields: Mapping[str, str]) -> None:
    """Look first, as people and their mail scanners do, then answer. Raises OSError where it is refused."""
    await asyncio.to_thread(_open_and_submit, page, fields)


def _open_and_submit(page: str, fields: Mapping[str, str]) -> None:
    with urlopen(page, timeout=30) as shown:  # noqa: S310 - an address of our own portal
        shown.read()
    request = Request(page, data=urlencode(fields).encode())  # noqa: S310 - an address of our own portal
    with urlopen(request, timeout=30) as answered:  # noqa: S310 - the same
        answered.read()
