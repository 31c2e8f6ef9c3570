"""Offers answered as people do: on the page behind the link, and by replying to the letter."""

import asyncio
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import httpx
import pytest

from activities.appointments import Appointments
from activities.feeds import Feeds
from activities.links import Links
from delegation.answering.answer import Answer as InviteReply
from delegation.answering.answer import NotAnAnswer
from delegation.answering.classifying import classify
from delegation.application import ApplicationStatus
from delegation.offer import Answer, OfferSource
from portal.inbound.receiving import Receiver
from portal.inbound.reception import Became, Reception
from portal.rehearsals.offer_mails import last_offer, offer_page, offer_reply
from portal.web.app import create_app
from portal.web.desk import Desk
from tests.workflows.ports import PORTAL
from tests.workflows.trip import CONFIRM_BY, DAY_OF_APPLICATIONS, Trip

ALL = ("A-1", "A-2", "A-3", "A-4")
TEMPLATES = Path(__file__).parents[2] / "templates" / "portal"


class Reader:
    async def classify(self, raw: bytes) -> InviteReply | NotAnAnswer:
        return classify(raw)


class Answering:
    """The portal of a trip, and people with their mailboxes."""

    def __init__(self, trip: Trip) -> None:
        self.trip = trip
        register, store, legation = trip.legation.register, trip.store, trip.legation
        feeds, appointments = Feeds(store, register), Appointments(store)
        desk = Desk(
            address=PORTAL,
            templates=TEMPLATES,
            store=store,
            register=register,
            feeds=feeds,
            links=Links(PORTAL, register, feeds),
            calendars=legation,
            journeys=legation,
            hosts=legation,
        )
        self.receiver = Receiver(store, register, appointments, Reader(), legation, legation)
        self.browser = httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app(desk)), base_url=PORTAL, follow_redirects=True
        )

    def offer_to(self, participant: str) -> EmailMessage:
        return last_offer([mail.message for mail in self.trip.mails_to(participant)])

    async def by_link(self, participant: str, choice: str) -> httpx.Response:
        page = offer_page(self.offer_to(participant))
        await self.browser.get(page)
        return await self.browser.post(page, data={"answer": choice})

    async def by_mail(
        self, participant: str, answer: Answer, *, sender: str = "", language: str = "de"
    ) -> Reception:
        sender = sender or self.trip.address_of(participant)
        raw = offer_reply(self.offer_to(participant), sender, answer, language=language, at=self.trip.now)
        return await self.receiver.receive(raw, way="imap", received_at=self.trip.now)

    async def writes(self, participant: str, text: str) -> Reception:
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self.trip.address_of(participant)
        mail["In-Reply-To"] = str(self.offer_to(participant)["Message-ID"])
        mail.set_content(text)
        return await self.receiver.receive(mail.as_bytes(), way="imap", received_at=self.trip.now)


@pytest.fixture
async def answering(trip: Trip):
    await trip.reach_offers(*ALL)
    answering = Answering(trip)
    async with answering.browser:
        yield answering


async def test_a_place_accepted_by_link_and_one_declined_by_mail_in_german(answering: Answering):
    trip = answering.trip

    thanks = await answering.by_link("A-1", "accept")
    came = await answering.by_mail("A-2", Answer.DECLINED)
    await trip.settle()

    assert "Your place is confirmed" in thanks.text
    assert came.became is Became.OFFER_ANSWERED
    assert await trip.delegates() == ("A-1",)
    assert (await trip.journey("A-1")).state.answered_by is OfferSource.LINK
    assert (await trip.journey("A-2")).state.answered_by is OfferSource.MAIL
    assert trip.letters_to("A-3")[-1] == "offer"


async def test_who_confirms_by_link_and_by_mail_at_once_is_confirmed_once(answering: Answering):
    trip = answering.trip

    page, came = await asyncio.gather(
        answering.by_link("A-1", "accept"), answering.by_mail("A-1", Answer.ACCEPTED)
    )
    await trip.settle()

    assert (page.status_code, came.became) == (200, Became.OFFER_ANSWERED)
    assert await trip.delegates() == ("A-1",)
    assert trip.letters_to("A-1").count("place-confirmed") == 1


async def test_of_a_yes_and_a_no_at_once_one_counts_and_the_other_is_told_why(answering: Answering):
    trip = answering.trip

    page, came = await asyncio.gather(
        answering.by_link("A-1", "accept"), answering.by_mail("A-1", Answer.DECLINED)
    )
    await trip.settle()

    is_confirmed = await trip.delegates() == ("A-1",)
    assert page.status_code == (200 if is_confirmed else 409)
    assert came.became is (Became.FOR_A_PERSON if is_confirmed else Became.OFFER_ANSWERED)
    assert ("reply-A-1" in await trip.tasks()) is is_confirmed


async def test_an_unclear_reply_is_a_task_until_the_offer_is_answered(answering: Answering):
    trip = answering.trip

    came = await answering.writes("A-1", "I accept, but may I bring my colleague?")
    await trip.settle()
    assert came.became is Became.FOR_A_PERSON
    assert "neither a plain yes nor a plain no" in (await trip.tasks())["reply-A-1"]

    await answering.by_link("A-1", "accept")
    await trip.settle()
    assert "reply-A-1" not in await trip.tasks()


async def test_a_reply_after_the_confirm_by_date_changes_nothing_and_is_a_task(answering: Answering):
    trip = answering.trip
    await trip.reach(CONFIRM_BY)

    came = await answering.by_mail("A-2", Answer.ACCEPTED)
    await trip.settle()

    assert came.became is Became.FOR_A_PERSON
    assert (await trip.standing())["A-2"] == "expired"
    assert "could not count: The offer was not answered in time" in (await trip.tasks())["reply-A-2"]


async def test_who_leaves_the_reserve_list_by_link_is_not_promoted(answering: Answering):
    trip = answering.trip
    path = Links(PORTAL, trip.legation.register, Feeds(trip.store, trip.legation.register)).offer_link(
        trip.file.slug, "A-3"
    )

    page = await answering.browser.get(path)
    assert "<strong>1 to 2</strong>" in page.text
    await answering.browser.post(path, data={"answer": "withdraw", "standing": "reserve"})
    await answering.by_link("A-1", "decline")
    await trip.settle()

    assert "offer" not in trip.letters_to("A-3")
    assert trip.letters_to("A-4")[-1] == "offer"


async def test_who_withdraws_applies_again_and_withdraws_again_has_withdrawn(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)

    for _ in range(2):
        await trip.apply("A-1")
        assert (await trip.journey("A-1")).state.status is ApplicationStatus.SUBMITTED
        await trip.withdraw("A-1")
        await trip.withdraw("A-1")
        assert (await trip.journey("A-1")).state.status is ApplicationStatus.WITHDRAWN
