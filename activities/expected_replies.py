"""Letters that may be answered by a reply: known again by the Message-ID that the reply names.

That of an offer holds a part that only its reader knows, so that nobody answers for others by guessing.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from contextlib import suppress

from activities.keys import expected_reply_key
from activities.ports import DocumentStore, KeyTaken
from activities.swapping import current
from delegation.fact import Fact
from delegation.ids import ParticipantId, Slug
from delegation.letter import LetterName

ANSWERABLE = frozenset({LetterName.OFFER, LetterName.OFFER_REMINDER})
"""Letters to which `I accept` is an answer."""


class ExpectedReply(Fact):
    """Whose offer a letter is about."""

    delegation: Slug
    participant: ParticipantId


class ExpectedReplies:
    """Which Message-ID stands for whose offer."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    def expect(self, message_ids: Iterable[str], expected: ExpectedReply) -> None:
        """Note that replies to these mails answer that offer. Safe to repeat. Raises OSError."""
        content = expected.model_dump_json().encode()
        for one in sorted({_bare(message_id) for message_id in message_ids} - {""}):
            with suppress(KeyTaken):
                self._store.create(expected_reply_key(one), content, "application/json")

    def find(self, message_id: str) -> ExpectedReply | None:
        """Whose offer the mail with this Message-ID is about, if it is ours. Raises OSError."""
        content = current(self._store, expected_reply_key(_bare(message_id)))
        return ExpectedReply.model_validate_json(content) if content else None


def unguessable(secret: bytes, send_id: str) -> str:
    """The part of a Message-ID that only those know who got the mail: 16 base32 characters."""
    digest = hmac.new(secret, f"reply|{send_id}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:16].lower()


def _bare(message_id: str) -> str:
    return message_id.strip().strip("<>")
