"""The real worker with one workflow more and the sink's log as journal; `--naive`: without sending once.

python -m tests.faults.sending_worker LOG [--naive]
"""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import postal
import worker
from activities.outbox import Outbox
from activities.ports import DocumentStore, Mailer
from tests.faults.naive_outbox import NaiveOutbox
from tests.faults.rounds import RoundsWorkflow
from tests.faults.sink_journal import SinkJournal

TAKES_AT_MOST = timedelta(seconds=1.5)
"""A fraction of production's, as every patience here."""


def outbox_of_the_laboratory(store: DocumentStore, mailer: Mailer, **given: Any) -> Outbox:
    """The real one; only what it asks about lost answers, and how long, is the laboratory's."""
    own = {"journal": SinkJournal(Path(sys.argv[1])), "takes_at_most": TAKES_AT_MOST}
    return Outbox(store, mailer, **{**given, **own})


if __name__ == "__main__":
    worker.WORKFLOWS.append(RoundsWorkflow)
    is_naive = "--naive" in sys.argv
    postal.Outbox = NaiveOutbox if is_naive else outbox_of_the_laboratory  # type: ignore[assignment,misc]
    asyncio.run(worker.main())
    sys.stdout.flush()
    os._exit(0)
