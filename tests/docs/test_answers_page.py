"""The page about answers to offers names what there is, in the words of the program."""

from delegation.answering.offer_words import TONGUES
from delegation.offer import OfferSource, ReplyWhy
from portal.inbound.reception import Became
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")


def test_every_way_every_reason_and_every_result_is_named() -> None:
    results = (Became.OFFER_ANSWERED, Became.FOR_A_PERSON, Became.NO_ANSWER)

    for word in (*OfferSource, *ReplyWhy, *results):
        assert f"`{word}`" in PAGE


def test_the_number_of_languages_is_true() -> None:
    assert len(TONGUES) == 8
    assert "for the eight languages of\nthe letters" in PAGE
