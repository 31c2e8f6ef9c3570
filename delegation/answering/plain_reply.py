"""Mails that somebody wrote in reply to one of ours: to which, and what they say to an offer."""

import re
from email.message import Message

from delegation.answering.answer import PlainReply, Verdicts, Why
from delegation.answering.mail_parts import Part, decoded_header, header, walk
from delegation.answering.offer_reply import OfferReading, read_offer_reply
from delegation.answering.reply_words import own_words, text_of

MESSAGE_ID = re.compile(r"<([!-;=?-~]{1,255})>")
MOST_REFERENCES = 20
WRITTEN = frozenset({Why.NO_CALENDAR, Why.NOT_A_REPLY, Why.ENCRYPTED, Why.WINMAIL, Why.TOO_LARGE})
"""What people write; a machine's notes and broken mails answer nothing."""
AUTOMATIC = re.compile(
    r"(automatic reply|auto(matic)?[ -]?(reply|response)|autoreply|out of (the )?office|automatische antwort"
    r"|abwesen(d|heit)|abwesenheitsnotiz|réponse automatique|absence du bureau|respuesta automática"
    r"|fuera de la oficina|risposta automatica|fuori (sede|ufficio)|automatisch antwoord|afwezig"
    r"|odpowiedź automatyczna|autoodpowiedź|resposta automática|ausência)",
    re.IGNORECASE,
)
"""How subjects of absence notes begin where no header says what they are."""


def plain_reply(mail: Part, why: Why, verdicts: Verdicts) -> PlainReply | None:
    """What `mail`, which carries no answer to an invite, says; None where it is a reply to nothing."""
    references = references_of(mail.headers)
    if why not in WRITTEN or not references or is_absence_note(mail.headers):
        return None
    if why is not Why.NO_CALENDAR:
        return PlainReply(references=references, verdicts=verdicts)
    words = own_words(text_of(list(walk(mail))))
    reading = read_offer_reply(words) if words else OfferReading.UNCLEAR
    return PlainReply(references=references, reading=reading, words=words, verdicts=verdicts)


def references_of(headers: Message) -> tuple[str, ...]:
    """Message-IDs of the mails it replies to: In-Reply-To, then References from the last to the first."""
    direct = MESSAGE_ID.findall(header(headers, "In-Reply-To"))
    earlier = MESSAGE_ID.findall(header(headers, "References"))
    return tuple(dict.fromkeys([*direct, *reversed(earlier)]))[:MOST_REFERENCES]


def is_absence_note(headers: Message) -> bool:
    """By its subject; mails that say so in a header are told apart before."""
    return AUTOMATIC.match(decoded_header(header(headers, "Subject")).strip()) is not None
