"""A sign of life from work that computes: a lost worker is noticed in seconds, however long it may take."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context

from temporalio import activity

EVERY = 3.0
"""Seconds between two heartbeats."""


@contextmanager
def lifesign() -> Iterator[None]:
    """Heartbeat from a thread of its own until the work is done; outside of an activity nobody listens."""
    if not activity.in_activity():
        yield
        return
    done = threading.Event()
    beating = threading.Thread(target=copy_context().run, args=(_beat, done), daemon=True)
    beating.start()
    try:
        yield
    finally:
        done.set()
        beating.join()


def _beat(done: threading.Event) -> None:
    while not done.wait(EVERY):
        activity.heartbeat()
