"""What the vault keeps of an answer to an invite, with what is personal in it and never enters a workflow."""

import hashlib
from contextlib import suppress

from pydantic import AwareDatetime

from activities.keys import answer_key
from activities.ports import DocumentStore, KeyTaken
from delegation.fact import Fact
from delegation.invite import AnswerKind, AnswerSource, PartStat


class AnswerRecord(Fact):
    """One answer in full. Comment and addresses are untrusted text: escape them wherever they are shown."""

    item: str
    source: AnswerSource
    kind: AnswerKind = AnswerKind.ANSWER
    partstat: PartStat
    sequence: int
    """Of the revision that was answered."""
    dtstamp: AwareDatetime
    received_at: AwareDatetime
    """Real time."""
    way: str = ""
    comment: str = ""
    note: str = ""
    """What an organiser should know of how it came in."""
    mail: str = ""
    """Key of the mail itself."""
    attendee: str = ""
    sender: str = ""
    delegated_to: tuple[str, ...] = ()
    proposed_start: str = ""
    """Of another time that is proposed, as it was written."""
    proposed_end: str = ""
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""


def keep_answer(
    store: DocumentStore, delegation: str, recipient: str, record: AnswerRecord, *, sha256: str = ""
) -> str:
    """Keep the answer and return its key. `sha256` is that of the mail it came in; by default the record's.

    The first record of a mail stays, whatever a later attempt makes of it. Raises OSError.
    """
    content = record.model_dump_json().encode()
    key = answer_key(delegation, recipient, sha256 or hashlib.sha256(content).hexdigest())
    with suppress(KeyTaken):
        store.create(key, content, "application/json")
    return key
