"""What the vault keeps of an answer to an offer, with what is personal in it and never enters a workflow."""

import hashlib
from contextlib import suppress

from pydantic import AwareDatetime

from activities.keys import offer_answer_key
from activities.ports import DocumentStore, KeyTaken
from delegation.fact import Fact
from delegation.offer import Answer, OfferSource


class OfferAnswerRecord(Fact):
    """One answer in full. Words and addresses are untrusted text: escape them wherever they are shown."""

    answer: Answer | None = None
    """None where it is neither a plain yes nor a plain no."""
    source: OfferSource
    received_at: AwareDatetime
    """Real time."""
    way: str = ""
    words: str = ""
    """The comment, or what the mail says above its quotes."""
    note: str = ""
    """What an organiser should know of how it came in."""
    mail: str = ""
    """Key of the mail itself."""
    sender: str = ""
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""


def keep_offer_answer(
    store: DocumentStore, delegation: str, participant: str, record: OfferAnswerRecord, *, sha256: str = ""
) -> str:
    """Keep the answer and return its key. `sha256` is that of the mail it came in; by default the record's.

    The first record of a mail stays, whatever a later attempt makes of it. Raises OSError.
    """
    content = record.model_dump_json().encode()
    key = offer_answer_key(delegation, participant, sha256 or hashlib.sha256(content).hexdigest())
    with suppress(KeyTaken):
        store.create(key, content, "application/json")
    return key
