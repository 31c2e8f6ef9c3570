"""What people write below an offer: a plain yes, a plain no, or something for a person to read."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.answering.classifying import classify
from delegation.answering.offer_reply import OfferReading, read_offer_reply
from delegation.answering.offer_words import TONGUES
from delegation.answering.reply_words import own_words, text_in_html

ACCEPT, DECLINE, UNCLEAR = OfferReading
REQUESTS = sorted(Path("templates/letters/decision").glob("answer*.md.j2"))
ASKED = re.compile('["“”„«»]\\s?([^"“”„«»{}]{3,40}?)\\s?["“”»«]')
QUOTES = (
    "\n\nOn Sat, 11 Mar 2017 at 12:00, EU Clusters <usa@trips.example> wrote:\n> I accept or I decline?\n",
    "\n\nAm 11.03.2017 um 12:00 schrieb EU Clusters:\n\n> Wenn Sie nicht zusagen\n",
    "\n\n-----Ursprüngliche Nachricht-----\nVon: EU Clusters\nIf you accept?\n",
    "\n________________________________\nFrom: EU Clusters <usa@trips.example>\nSent: 11 March 2017\nBut?",
    "\n-- \nJörg Müller\nbut not only\n",
    "\n\nSent from my iPhone\n",
    "\n\nVon meinem iPhone gesendet\n\n> I decline\n",
    "\n\nLe sam. 11 mars 2017 à 12:00, EU Clusters\n<usa@delegations.example> a écrit :\n\n> Si vous\n",
    "\n\nW dniu 11.03.2017 o 12:00, EU Clusters pisze:\n> ale?\n",
    "\n\nBest regards\nJörg\nThis message is only for its recipient. If it is not for you, delete it.\n",
)


def read(text: str) -> OfferReading:
    return read_offer_reply(own_words(text))


@pytest.mark.parametrize(
    "text",
    [
        *("I accept", "I accept.", "I ACCEPT!", "Accepted", "Yes, I accept the offer.", '"I accept"'),
        *("Dear Ms Weber,\n\nI accept with great pleasure.\n\nKind regards\nJörg", "Hi Anna, I accept"),
        *("Thank you very much! I accept.", "I am happy to accept the place.", "I confirm my participation."),
        *("Ich nehme an", "Ja, ich nehme das Angebot gerne an.", "Ich sage zu", "Wir nehmen den Platz an."),
        *("J'accepte", "J’accepte avec plaisir", "Oui, j'accepte la place. Merci beaucoup !"),
        *("Acepto", "Sí, acepto la plaza", "Accetto", "Sì, accetto l'offerta", "Accetto volentieri il posto"),
        *("Ik accepteer", "Ik neem het aanbod graag aan", "Ja, ik aanvaard de plaats"),
        *("Przyjmuję", "Przyjmuję ofertę", "Potwierdzam udział", "Aceito", "Sim, aceito o lugar"),
    ],
)
def test_a_plain_yes_is_understood(text: str):
    assert read(text) is ACCEPT


@pytest.mark.parametrize(
    "text",
    [
        *("I decline", "I must decline.", "Unfortunately I have to decline the offer.", "I cannot accept."),
        *("I can't come", "I am unable to attend", "I decline. I cannot get leave that week."),
        *("Ich lehne ab", "Ich muss leider absagen", "Ich lehne das Angebot leider ab.", "Ich sage ab"),
        *("Je décline", "Je refuse la place", "Je ne peux pas venir", "Je n'accepte pas", "Rechazo"),
        *("No acepto", "No puedo asistir", "Rifiuto", "Non accetto", "Purtroppo devo rinunciare"),
        *("Ik sla af", "Ik wijs het aanbod af", "Ik kan helaas niet komen", "Odrzucam", "Nie przyjmuję"),
        *("Niestety rezygnuję", "Recuso", "Não aceito", "Infelizmente não posso participar"),
    ],
)
def test_a_plain_no_is_understood(text: str):
    assert read(text) is DECLINE


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "Yes",
            "No",
            "OK",
            "Ja",
            "Confirmed",
            "Thank you!",
            "I confirm receipt",
            "I accept and decline",
        ),
        *("I accept, but who pays for the flight?", "I accept\nbut only if my colleague comes too."),
        *("I accept. Which hotel is it?", "I would accept", "I might accept", "I do not know yet"),
        *(
            "I accept. On second thoughts, I decline.",
            "I decline. I accept.",
            "I decline. My colleague can come.",
        ),
        *("I accept.\n\nAber nur, wenn ich allein reise.", "I accept your proposal for dinner"),
        *("I accept\n\nBest regards\nJörg\n\nPS: unless my visa is refused", "Thank you for accepting me"),
        *("Ich nehme an, dass Sie noch warten", "Si acepto la plaza", "Accetto, ma con una condizione"),
        *("Si j'accepte", "Ik bedankt", "Moje nie", "Não sei", "not I accept", "Is my place accepted"),
        *("Would it be possible to accept later", "I accept that I was not selected", "I cannot decline"),
    ],
)
def test_whatever_is_not_plain_is_left_to_a_person(text: str):
    assert read(text) is UNCLEAR


@pytest.mark.parametrize("quote", QUOTES, ids=range(len(QUOTES)))
@pytest.mark.parametrize(
    ("text", "reading"), [("I accept.", ACCEPT), ("Ich lehne ab", DECLINE), ("Hm", UNCLEAR)]
)
def test_quotes_signatures_and_telephones_change_nothing(quote: str, text: str, reading: OfferReading):
    assert read(text + quote) is reading


def test_an_answer_below_the_quote_is_read_as_well():
    assert read("On 11 March EU Clusters wrote:\n> Please reply.\n> If you accept,\n\nI accept\n") is ACCEPT


def test_a_line_that_the_mail_program_broke_is_read_whole():
    assert read("I hereby accept with very great pleasure the place that\nsomebody else declined") is UNCLEAR
    assert (
        read("I gladly accept with very great pleasure and gratitude the place on\nyour delegation") is ACCEPT
    )


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda path: path.name)
def test_what_the_letter_asks_to_be_written_is_what_is_understood(request_: Path):
    words = re.sub(r"{[{%].*?[}%]}", "", request_.read_text(encoding="utf-8"))

    assert [read(asked) for asked in ASKED.findall(words)] == [ACCEPT, DECLINE] * 2


def test_the_request_is_made_in_every_language_that_is_understood():
    assert len(REQUESTS) == len(TONGUES)


def test_no_harmless_word_denies_or_limits_in_its_own_language():
    for tongue in TONGUES:
        assert tongue.harmless & tongue.wary == set()
        assert all(phrase & tongue.wary == set() for phrase in tongue.accept)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300))
def test_no_text_stops_the_reader(text: str):
    assert read(text) in OfferReading
    assert len(own_words(text_in_html(text))) <= 2_000


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(["I", "accept", "decline", "not", "but", "if", "?", "ich", "an", "no", "\n"]),
        max_size=7,
    )
)
def test_a_word_that_denies_limits_or_asks_never_makes_a_yes(words: list[str]):
    text = " ".join(words)

    if {"not", "but", "if", "?", "decline"} & set(words):
        assert read(text) is not ACCEPT


@settings(max_examples=50, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"text/plain", b"text/html", b"multipart/mixed; boundary=b"])
)
def test_no_bytes_stop_the_reading_of_a_mail(body: bytes, media_type: bytes):
    raw = (
        b"From: a@b.example\r\nIn-Reply-To: <x@y.example>\r\nContent-Type: " + media_type + b"\r\n\r\n" + body
    )

    found = classify(raw)

    assert found == classify(raw)
    reply = getattr(found, "reply", None)
    assert reply is None or reply.references == ("x@y.example",)


@pytest.mark.parametrize(
    "text",
    ["<style" * 40_000, "<" * 250_000, "-" * 250_000, "\n>" * 100_000, "a:\n" * 80_000, " \n" * 100_000],
)
def test_a_mail_that_is_built_to_be_slow_is_read_soon_enough(text: str):
    assert read(text) is UNCLEAR
    assert read(text_in_html(text)) is UNCLEAR
