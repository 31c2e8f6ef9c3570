"""An offer as it lies in somebody's mailbox: where its page is, and the reply that people write to it."""

import re
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256

from activities.headers import PURPOSE_HEADER
from delegation.letter import LetterName
from delegation.offer import Answer

OFFERS = (LetterName.OFFER, LetterName.OFFER_REMINDER)
OFFER_PAGE = re.compile(r"https?://[^\s<>\"]+/o/[\w.~-]+")
WORDS = {
    "en": ("I accept.", "I decline."),
    "de": ("Ich nehme an.", "Ich lehne ab."),
    "fr": ("J'accepte.", "Je décline."),
    "es": ("Acepto.", "Renuncio."),
    "it": ("Accetto.", "Rinuncio."),
    "nl": ("Ik accepteer.", "Ik sla het aanbod af."),
    "pl": ("Przyjmuję.", "Rezygnuję."),
    "pt": ("Aceito.", "Recuso."),
}
"""Yes and no, as the letters ask for them."""


def last_offer(mails: Sequence[bytes]) -> EmailMessage:
    """The newest letter that an answer is asked for. Raises LookupError where none was delivered."""
    for raw in reversed(mails):
        mail = BytesParser(policy=SMTP).parsebytes(raw)
        if mail[PURPOSE_HEADER] in OFFERS:
            return mail
    raise LookupError("No offer was delivered to this mailbox.")


def offer_page(offer: EmailMessage) -> str:
    """The page behind the link. Raises LookupError where it has none."""
    found = OFFER_PAGE.search(_text(offer))
    if found is None:
        raise LookupError("The offer has no link to answer it by.")
    return found.group()


def offer_reply(
    offer: EmailMessage, sender: str, answer: Answer, *, language: str = "en", comment: str = "", at: datetime
) -> bytes:
    """What a mail program sends: the answer on top, the comment below it, then the letter as a quote."""
    yes, no = WORDS.get(language.split("-")[0].lower(), WORDS["en"])
    said = yes if answer is Answer.ACCEPTED else no
    quoted = "\n".join(f"> {line}" for line in _text(offer).splitlines())
    wrote = f"On {at:%d %b %Y at %H:%M}, {parseaddr(str(offer['From']))[1]} wrote:"
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = str(offer["From"])
    mail["Subject"] = f"Re: {offer['Subject']}"
    mail["Date"] = format_datetime(at)
    name = sha256(f"{offer['Message-ID']}|{answer}|{at.isoformat()}".encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    mail["In-Reply-To"] = mail["References"] = str(offer["Message-ID"]).strip()
    mail.set_content("\n\n".join(part for part in (said, comment, wrote + "\n" + quoted) if part) + "\n")
    return mail.as_bytes()


def _text(mail: EmailMessage) -> str:
    words = mail.get_body(("plain",))
    return str(words.get_content()) if words else ""
