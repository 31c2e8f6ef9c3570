"""How many mails a delegation sent, by purpose: counted from the outbox, which keeps every mail that left."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email.parser import BytesHeaderParser
from email.policy import SMTP

from pydantic import Field
from temporalio import activity

from activities.headers import PURPOSE_HEADER
from activities.ports import DocumentStore
from activities.swapping import current
from delegation.fact import Fact

AT_ONCE = 8
"""Mails read at once: looking is mostly waiting for the store."""


class CountOrder(Fact):
    delegation: str


class MailCount(Fact):
    """Mails by purpose, the purposes in alphabetical order."""

    by_purpose: dict[str, int] = Field(default_factory=dict)


class CountActivities:
    """Counts for reports."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    @activity.defn(name="count_mails")
    def count_mails(self, order: CountOrder) -> MailCount:
        """Read the head of every mail in the outbox. About 5 milliseconds a mail; safe to retry.

        Mails of people who were erased are no longer there, and not counted.
        """
        counted: Counter[str] = Counter()
        with ThreadPoolExecutor(AT_ONCE) as readers:
            keys = self._store.keys(f"delegations/{order.delegation}/outbox/")
            for number, purpose in enumerate(readers.map(self._purpose, keys), start=1):
                if purpose:
                    counted[purpose] += 1
                activity.heartbeat(number)
        return MailCount(by_purpose=dict(sorted(counted.items())))

    def _purpose(self, key: str) -> str:
        """Empty for a mail that was erased since it was listed."""
        mail = current(self._store, key)
        if mail is None:
            return ""
        head = BytesHeaderParser(policy=SMTP).parsebytes(mail)
        return str(head[PURPOSE_HEADER] or "other")
