"""How each kind of work is tried: named once, each with its reason."""

from datetime import timedelta
from typing import NotRequired, TypedDict

from temporalio.common import RetryPolicy


class Tries(TypedDict):
    """How an activity is tried: a part of `ActivityConfig`; the summary is said at the call."""

    start_to_close_timeout: timedelta
    schedule_to_close_timeout: NotRequired[timedelta]
    heartbeat_timeout: NotRequired[timedelta]
    retry_policy: RetryPolicy


class TriesAtOnce(TypedDict):
    """The same for a local activity, which has no heartbeat."""

    start_to_close_timeout: timedelta
    schedule_to_close_timeout: timedelta
    retry_policy: RetryPolicy


LOST = timedelta(seconds=15)
"""Without a sign of life for so long, a worker is taken for lost and the work is given to another."""
LOST_MAIL = timedelta(seconds=40)
"""The same where one step may wait for a mail server or set a booklet."""

SEND = Tries(
    start_to_close_timeout=timedelta(minutes=10),
    heartbeat_timeout=LOST_MAIL,
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=15)),
)
"""Mail: retried until it leaves. A letter that arrives late is better than one never sent."""

SEND_AT_ONCE = TriesAtOnce(
    start_to_close_timeout=timedelta(seconds=20),
    schedule_to_close_timeout=timedelta(seconds=25),
    retry_policy=RetryPolicy(maximum_attempts=2),
)
"""One letter inside the workflow task: half the history. What fails here goes on as SEND, and is seen."""

SOLVE = Tries(
    start_to_close_timeout=timedelta(minutes=10),
    heartbeat_timeout=LOST,
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=2), maximum_interval=timedelta(minutes=1)),
)
"""Computing: deterministic, so a second try only helps against a lost worker."""

RENDER = Tries(
    start_to_close_timeout=timedelta(minutes=10),
    heartbeat_timeout=LOST_MAIL,
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=5)),
)
"""Documents: a booklet takes seconds, two hundred badges a minute; retried until the store takes them."""

STORE = Tries(
    start_to_close_timeout=timedelta(minutes=10),
    heartbeat_timeout=LOST,
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)),
)
"""The vault: short steps, retried until the store is back."""

TELL = Tries(
    start_to_close_timeout=timedelta(minutes=10),
    heartbeat_timeout=LOST,
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)),
)
"""Signals and queries to journeys: a journey hears the same news twice without harm, so retry until told."""

SWEEP = Tries(
    start_to_close_timeout=timedelta(minutes=30),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=5)),
)
"""Looking for applications that were left behind: as many as there are, retried until all answers are in."""
