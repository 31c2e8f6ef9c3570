"""What people in a rehearsal do with an offer in their mailbox is what real people do, and is understood."""

from datetime import UTC, datetime

import pytest

from delegation.letter import LetterName
from delegation.offer import Answer, OfferOutcome
from portal.inbound.receiving import Receiver
from portal.inbound.reception import Became
from portal.rehearsals.offer_mails import WORDS, last_offer, offer_page, offer_reply
from tests.portal.invites_portal import JORG, PORTAL
from tests.portal.offers_portal import Offered
from tests.portal.test_receiving import Reader

AT = datetime(2017, 3, 11, 12, 30, tzinfo=UTC)
OUTCOMES = {Answer.ACCEPTED: OfferOutcome.CONFIRMED, Answer.DECLINED: OfferOutcome.DECLINED}


@pytest.mark.parametrize("language", sorted(WORDS))
@pytest.mark.parametrize("answer", list(Answer))
async def test_a_reply_in_any_language_of_the_letters_is_an_answer(language: str, answer: Answer):
    trip = Offered()
    trip.sends_offer()
    offer = last_offer([mail.message for mail in trip.mailer.sent])
    raw = offer_reply(offer, JORG.email, answer, language=language, at=AT)
    receiver = Receiver(trip.store, trip.register, trip.appointments, Reader(), trip.books, trip.journeys)

    came = await receiver.receive(raw, way="embedded mailboxes", received_at=AT)

    assert came.became is Became.OFFER_ANSWERED
    assert trip.state().outcome is OUTCOMES[answer]


def test_the_newest_letter_is_the_one_that_is_answered():
    trip = Offered()
    trip.sends_offer()
    reminder = trip.sends_offer(LetterName.OFFER_REMINDER)
    mails = [mail.message for mail in trip.mailer.sent]

    assert last_offer(mails)["Message-ID"] == reminder["Message-ID"]
    assert offer_page(last_offer(mails)) == PORTAL + trip.offer_page()


def test_who_got_no_offer_has_none_to_answer():
    with pytest.raises(LookupError, match="No offer was delivered"):
        last_offer([b"Subject: Hello\r\n\r\nHello\r\n"])
