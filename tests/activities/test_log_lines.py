"""Log lines: what went wrong and where, and nothing that an error says."""

import asyncio
import io
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from temporalio.exceptions import ApplicationError

from activities import log_lines
from activities.engine import EngineKeyMissing

SECRET = "P1234567"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that is logged; loggers and hooks are as before afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    stream = io.StringIO()
    log_lines.set_up(stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = before


def fail() -> None:
    try:
        raise ValueError(f"no passport {SECRET}")
    except ValueError as error:
        raise ApplicationError(f"{SECRET} has expired", type="PassportExpired") from error


def test_an_error_is_told_by_type_and_place_with_what_led_to_it(written: io.StringIO) -> None:
    try:
        fail()
    except ApplicationError:
        logging.getLogger("temporalio.activity").warning("Completing activity as failed", exc_info=True)

    assert SECRET not in written.getvalue()
    assert "WARNING temporalio.activity Completing activity as failed" in written.getvalue()
    assert "\n  ApplicationError PassportExpired\n" in written.getvalue()
    assert "\n  because of ValueError\n    tests/activities/test_log_lines.py:" in written.getvalue()


@pytest.mark.parametrize("name", ["portal.web", "temporalio.worker", "botocore.parsers"])
def test_an_error_that_is_part_of_a_message_is_named_by_its_type(name: str, written: io.StringIO) -> None:
    logging.getLogger(name).error("it failed: %s", ValueError(SECRET))

    assert SECRET not in written.getvalue()
    assert written.getvalue().rstrip().endswith(("it failed: ValueError", "it failed: %s"))


def test_of_a_logger_that_we_do_not_know_only_the_pattern_is_kept(written: io.StringIO) -> None:
    logging.getLogger("botocore.parsers").warning("Response body: %s", SECRET)
    logging.getLogger("portal.inbound").info("%s: %s", "imap", "up")

    assert SECRET not in written.getvalue()
    assert "botocore.parsers Response body: %s" in written.getvalue()
    assert "portal.inbound imap: up" in written.getvalue()


async def test_a_task_that_nobody_waited_for_does_not_say_why_it_failed(written: io.StringIO) -> None:
    async def failing() -> None:
        raise ValueError(SECRET)

    task = asyncio.create_task(failing())
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    )

    assert SECRET not in written.getvalue()
    assert "asyncio Task exception was never retrieved\n  ValueError\n" in written.getvalue()


def test_what_ends_a_thread_or_the_process_is_told_the_same_way(written: io.StringIO) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        fail()
    except ApplicationError as error:
        sys.excepthook(type(error), error, error.__traceback__)

    assert SECRET not in written.getvalue()
    assert written.getvalue().count("CRITICAL worker ended by\n  ApplicationError PassportExpired") == 2


def test_an_error_of_the_keys_is_told_in_full_to_whoever_can_put_them_back(written: io.StringIO) -> None:
    logging.getLogger("temporalio.worker").error(
        "Failed", exc_info=EngineKeyMissing("'engine-1' is not there.")
    )

    assert "\n  EngineKeyMissing 'engine-1' is not there.\n" in written.getvalue()


def test_errors_that_lead_to_each_other_come_to_an_end(written: io.StringIO) -> None:
    one, other = ValueError(SECRET), TypeError(SECRET)
    one.__cause__, other.__cause__ = other, one
    logging.getLogger("portal").error("round", exc_info=one)

    assert written.getvalue().splitlines()[1:] == ["  ValueError", "  because of TypeError"]
