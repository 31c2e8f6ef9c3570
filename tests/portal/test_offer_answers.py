from datetime import UTC, datetime

from activities.offer_records import OfferAnswerRecord, keep_offer_answer
from delegation.answer_rules import reply_task, reply_task_id
from delegation.offer import Answer, OfferSource, ReplyToRead, ReplyWhy
from portal.offer_answers import OfferAnswersShown
from tests.portal.commands_portal import Terminal

AT = datetime(2017, 3, 11, 12, 30, tzinfo=UTC)


def test_an_organiser_reads_what_was_written_to_an_offer(at_offers: Terminal) -> None:
    assert "Nobody answered by link or by mail yet." in at_offers("offers replies usa-2017 A-01").out
    assert at_offers.legation is not None
    store = at_offers.legation.store
    unclear = OfferAnswerRecord(
        source=OfferSource.MAIL,
        received_at=AT,
        way="imap",
        words="May I think?",
        sender="ann@cluster.example",
    )
    plain = OfferAnswerRecord(answer=Answer.DECLINED, source=OfferSource.LINK, received_at=AT, way="link")
    keep_offer_answer(store, "usa-2017", "A-01", unclear)
    keep_offer_answer(store, "usa-2017", "A-02", plain)

    shown = at_offers("offers replies usa-2017 A-01").out
    everybody = OfferAnswersShown.model_validate(at_offers("offers replies usa-2017 --json").object)

    assert "(as written by the sender) May I think?" in shown
    assert "ann@cluster.example" in shown
    assert [one.record for one in everybody.answers if one.participant == "A-02"] == [plain]
    assert len(everybody.answers) == 2


def test_the_task_of_a_reply_says_what_to_do_and_names_nobody() -> None:
    reason = "The offer was not answered in time and has been passed on."
    texts = [
        reply_task(ReplyToRead(participant="A-17", why=why, reason=reason), "usa-2017") for why in ReplyWhy
    ]

    assert reply_task_id("A-17") == "reply-A-17"
    assert all("'./legation offers replies usa-2017 A-17'" in text for text in texts)
    assert reason in texts[-1]
    assert len(set(texts)) == 3
