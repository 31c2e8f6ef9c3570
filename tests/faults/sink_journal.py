"""The sink's log as the journal of the outbox: what a mailbox of one's own or SES events are elsewhere."""

import time
from datetime import timedelta
from pathlib import Path

from activities.ports import MailReceipt
from tests.faults.kept_lines import lines_of

VISIBLE_AFTER = 0.3
"""Seconds after which a mail that was taken is seen: no journal knows it at once."""


class SinkJournal:
    """See `activities.ports.Journal`."""

    silent_after = timedelta(seconds=1)

    def __init__(self, log: Path, visible_after: float = VISIBLE_AFTER) -> None:
        self._log = log
        self._visible_after = visible_after

    def receipt(self, send_id: str) -> MailReceipt | None:
        seen_until = time.time() - self._visible_after
        for line in lines_of(self._log):
            if line["send_id"] == send_id and line["at"] <= seen_until:
                return MailReceipt(send_id=send_id, message_id=line["message_id"])
        return None
