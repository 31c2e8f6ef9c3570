"""What becomes of a mail that somebody wrote in reply to an offer."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from delegation.application import ApplicationStatus
from delegation.letter import LetterName
from delegation.offer import Answer, OfferOutcome, OfferSource, ReplyWhy
from portal.errors import EngineAway
from portal.inbound.receiving import Receiver
from portal.inbound.reception import Became, Reception
from tests.portal.invites_portal import JORG, SLUG
from tests.portal.offers_portal import Offered
from tests.portal.test_receiving import Reader

RECEIVED_AT = datetime(2017, 3, 11, 12, 30, tzinfo=UTC)
QUOTED = """

Am Sa., 11. März 2017 um 12:00 Uhr schrieb EU Clusters <usa-2017@delegations.example>:
> we are glad to offer you a place on the delegation.
> Please reply to this mail with "I accept" or "I decline".
"""


class Office:
    """The organiser's mailbox while an offer is open."""

    def __init__(self) -> None:
        self.trip = trip = Offered()
        self.journeys = trip.journeys
        self.receiver = Receiver(
            trip.store, trip.register, trip.appointments, Reader(), trip.books, trip.journeys
        )

    async def gets(self, mail: EmailMessage | bytes) -> Reception:
        raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP)
        return await self.receiver.receive(raw, way="imap", received_at=RECEIVED_AT)


@pytest.fixture
def office() -> Office:
    return Office()


def reply(to: EmailMessage, text: str, *, sender: str = JORG.email, html: str = "") -> EmailMessage:
    """Written in a mail program, below which it quotes our letter."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Jörg Müller <{sender}>"
    mail["To"] = "usa-2017@delegations.example"
    mail["Subject"] = f"Re: {to['Subject']}"
    mail["Message-ID"] = "<reply-1@cluster.example>"
    mail["In-Reply-To"] = mail["References"] = to["Message-ID"]
    if html:
        mail.set_content(html, subtype="html")
    else:
        mail.set_content(text)
    return mail


async def test_a_decline_in_german_frees_the_place(office: Office):
    offer = office.trip.sends_offer()
    text = f"Sehr geehrte Frau Vermeulen,\n\nich lehne das Angebot leider ab.\n\nMfG\nJörg Müller{QUOTED}"

    came = await office.gets(reply(offer, text))

    assert (came.became, came.reason) == (Became.OFFER_ANSWERED, "declined")
    assert (came.delegation, came.recipient) == (SLUG, "A-17")
    assert office.trip.state().outcome is OfferOutcome.DECLINED
    heard = office.journeys.heard[0]
    assert (heard.answer, heard.source, heard.comment) == (Answer.DECLINED, OfferSource.MAIL, "")
    record = office.trip.record(heard.record)
    assert record.sender == JORG.email
    assert record.words.endswith("MfG\nJörg Müller")
    assert office.journeys.replies == []


async def test_an_html_mail_from_a_telephone_accepts(office: Office):
    offer = office.trip.sends_offer()
    html = (
        "<html><head><style>p{color:red}</style></head><body><div>I accept&nbsp;the place.</div><br>"
        "<div>Sent from my iPhone</div><blockquote type=cite>I decline</blockquote></body></html>"
    )

    came = await office.gets(reply(offer, "", html=html))

    assert (came.became, came.reason) == (Became.OFFER_ANSWERED, "confirmed")


async def test_a_reply_to_the_reminder_counts_as_well(office: Office):
    office.trip.sends_offer()
    reminder = office.trip.sends_offer(LetterName.OFFER_REMINDER)

    assert (await office.gets(reply(reminder, "J'accepte"))).became is Became.OFFER_ANSWERED


async def test_the_same_answer_by_link_and_by_mail_at_once_is_one_answer(office: Office):
    trip, offer = office.trip, office.trip.sends_offer()

    async with trip.browser() as browser:
        page, came = await asyncio.gather(
            browser.post(trip.offer_page(), data={"answer": "accept"}), office.gets(reply(offer, "I accept"))
        )

    assert (page.status_code, came.became) == (303, Became.OFFER_ANSWERED)
    assert len(office.journeys.heard) == 1
    assert trip.state().outcome is OfferOutcome.CONFIRMED


async def test_a_second_answer_that_contradicts_the_first_becomes_a_task(office: Office):
    offer = office.trip.sends_offer()
    await office.gets(reply(offer, "I accept"))

    came = await office.gets(reply(offer, "I decline"))

    assert came.became is Became.FOR_A_PERSON
    assert office.trip.state().outcome is OfferOutcome.CONFIRMED
    told = office.journeys.replies[0]
    assert (told.participant, told.why) == ("A-17", ReplyWhy.NOT_COUNTED)
    assert told.reason.startswith("The place is already confirmed.")


async def test_an_answer_after_the_confirm_by_date_becomes_a_task_with_the_reason(office: Office):
    offer = office.trip.sends_offer()
    office.journeys.now = office.trip.confirm_by + timedelta(hours=2)

    came = await office.gets(reply(offer, "I accept"))

    assert came.became is Became.FOR_A_PERSON
    assert office.trip.state().outcome is None
    assert "which has passed" in office.journeys.replies[0].reason


@pytest.mark.parametrize(
    "text", ["I accept, but may my colleague come along?", "Let me think about it.", "Yes", "", QUOTED]
)
async def test_what_is_no_plain_yes_or_no_changes_nothing_and_becomes_a_task(office: Office, text: str):
    offer = office.trip.sends_offer()

    came = await office.gets(reply(offer, text))

    assert (came.became, came.reason) == (Became.FOR_A_PERSON, "unclear")
    assert office.journeys.heard == []
    assert [one.why for one in office.journeys.replies] == [ReplyWhy.UNCLEAR]
    assert office.trip.record(office.journeys.replies[0].record).answer is None


async def test_a_stranger_who_holds_the_letter_answers_for_nobody(office: Office):
    offer = office.trip.sends_offer()

    came = await office.gets(reply(offer, "I decline", sender="rival@elsewhere.example"))

    assert (came.became, came.reason) == (Became.FOR_A_PERSON, "stranger")
    assert office.trip.state().outcome is None
    told = office.journeys.replies[0]
    assert told.why is ReplyWhy.STRANGER
    assert "rival" not in told.model_dump_json()
    assert office.trip.record(told.record).sender == "rival@elsewhere.example"


async def test_the_address_counts_in_capital_letters_too(office: Office):
    offer = office.trip.sends_offer()

    came = await office.gets(reply(offer, "I accept", sender=JORG.email.upper()))

    assert came.became is Became.OFFER_ANSWERED


async def test_who_guesses_the_name_of_our_mail_answers_for_nobody(office: Office):
    offer = office.trip.sends_offer()
    guessed = EmailMessage(policy=SMTP)
    guessed["Subject"] = "Your place"
    guessed["Message-ID"] = f"<{offer['X-Delegation-Send-Id']}@delegations.example>"

    came = await office.gets(reply(guessed, "I decline"))

    assert came.became is Became.NO_ANSWER
    assert (office.journeys.heard, office.journeys.replies) == ([], [])


@pytest.mark.parametrize(
    "mark",
    [
        ("Auto-Submitted", "auto-replied"),
        ("X-Autoreply", "yes"),
        ("Subject", "Automatic reply: your place"),
        ("Subject", "Abwesenheitsnotiz: Ihr Platz"),
    ],
)
async def test_a_note_of_absence_is_no_answer_whatever_it_says(office: Office, mark: tuple[str, str]):
    mail = reply(office.trip.sends_offer(), "I accept")
    del mail[mark[0]]
    mail[mark[0]] = mark[1]

    came = await office.gets(mail)

    assert came.became is Became.NO_ANSWER
    assert (office.journeys.heard, office.journeys.replies) == ([], [])


async def test_a_yes_later_in_a_conversation_is_read_by_a_person(office: Office):
    offer = office.trip.sends_offer()
    mail = reply(offer, "I accept")
    del mail["In-Reply-To"], mail["References"]
    mail["In-Reply-To"] = "<question@delegations.example>"
    mail["References"] = f"{offer['Message-ID']} <question@delegations.example>"

    came = await office.gets(mail)

    assert (came.became, came.reason) == (Became.FOR_A_PERSON, "unclear")
    assert office.journeys.heard == []


async def test_a_talk_with_somebody_who_has_answered_makes_no_task(office: Office):
    offer = office.trip.sends_offer()
    await office.gets(reply(offer, "I accept"))

    came = await office.gets(reply(offer, "Which hotel is it?"))

    assert came.became is Became.NO_ANSWER
    assert office.journeys.replies == []


async def test_while_the_engine_is_away_the_reply_stays_outside_and_is_taken_later(office: Office):
    mail = reply(office.trip.sends_offer(), "I accept")
    office.journeys.is_away = True
    with pytest.raises(EngineAway):
        await office.gets(mail)

    office.journeys.is_away = False

    assert (await office.gets(mail)).became is Became.OFFER_ANSWERED
    assert (await office.gets(mail)).became is Became.OFFER_ANSWERED
    assert len(office.journeys.heard) == 1


async def test_who_was_promoted_answers_the_offer_that_is_theirs(office: Office):
    trip = office.trip
    trip.stands("A-18", ApplicationStatus.SELECTED, offer=trip.state().offer)
    offer = trip.sends_offer(participant="A-18")

    came = await office.gets(reply(offer, "I decline", sender="lena@forest.example"))

    assert came.recipient == "A-18"
    assert (trip.state("A-18").outcome, trip.state().outcome) == (OfferOutcome.DECLINED, None)


async def test_logs_name_nobody(office: Office, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG, logger="portal")
    offer = office.trip.sends_offer()
    await office.gets(reply(offer, "I accept, but my wheelchair?"))
    await office.gets(reply(offer, "I decline"))

    assert "offer-answered" in caplog.text
    for word in ("jorg", "müller", "wheelchair", "cluster.example"):
        assert word not in caplog.text.lower()
