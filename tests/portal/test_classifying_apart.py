"""Mails are read in a process that may be killed: none of them takes the portal with it."""

import asyncio
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from delegation.answering.answer import Answer, NotAnAnswer, Why
from delegation.answering.classifying import classify
from portal.inbound.apart import MOST_MEMORY, Classifier

REPLIES = Path(__file__).parents[1] / "delegation" / "replies"
TRUSTED = frozenset({"mx.legation.example", "amazonses.com"})


@pytest.fixture
async def classifier():
    async with Classifier(trusted=TRUSTED) as one:
        yield one


def mail(name: str) -> bytes:
    return (REPLIES / f"{name}.eml").read_bytes()


async def test_every_mail_of_the_corpus_is_read_as_it_would_be_here(classifier):
    mails = [one.read_bytes() for one in sorted(REPLIES.glob("*.eml"))]

    assert [await classifier.classify(one) for one in mails] == [
        classify(one, trusted=TRUSTED) for one in mails
    ]


async def test_no_process_runs_before_the_first_mail_nor_after_closing():
    classifier = Classifier()
    assert classifier.process_id is None

    await classifier.classify(mail("thunderbird"))
    reader = classifier.process_id
    await classifier.close()

    assert reader is not None
    assert classifier.process_id is None
    with pytest.raises(ProcessLookupError):
        os.kill(reader, 0)


async def test_mails_that_come_at_once_are_read_one_after_the_other(classifier):
    names = ("thunderbird", "plain-words", "refresh", "bounce-with-our-invite")

    found = await asyncio.gather(*(classifier.classify(mail(name)) for name in names))

    assert found == [classify(mail(name), trusted=TRUSTED) for name in names]


async def test_a_mail_that_takes_too_long_is_given_up_and_the_next_one_is_read():
    async with Classifier(seconds=0.5) as classifier:
        await classifier.classify(mail("thunderbird"))
        reader = classifier.process_id
        assert reader is not None
        os.kill(reader, signal.SIGSTOP)  # as if a mail kept it busy for ever

        slow = await classifier.classify(mail("thunderbird"))

        assert isinstance(slow, NotAnAnswer)
        assert slow.why is Why.TOO_SLOW
        with pytest.raises(ProcessLookupError):
            os.kill(reader, 0)
        assert isinstance(await _patiently(classifier, mail("thunderbird")), Answer)
        assert classifier.process_id != reader


async def test_a_process_that_was_killed_meanwhile_is_replaced(classifier):
    await classifier.classify(mail("refresh"))
    os.kill(classifier.process_id, signal.SIGKILL)

    assert isinstance(await classifier.classify(mail("thunderbird")), Answer)


async def test_a_process_that_is_killed_over_a_mail_is_given_a_second_try(classifier):
    await classifier.classify(mail("refresh"))
    reader = classifier.process_id
    os.kill(reader, signal.SIGSTOP)
    reading = asyncio.create_task(classifier.classify(mail("thunderbird")))
    await asyncio.sleep(0.2)
    os.kill(reader, signal.SIGKILL)

    assert isinstance(await reading, Answer)


async def test_a_mail_that_ends_two_processes_is_not_an_answer_and_the_next_one_is_read(classifier):
    await classifier.classify(mail("refresh"))
    reading = asyncio.create_task(classifier.classify(mail("thunderbird")))
    first = await _stopped(classifier, other_than=None)
    os.kill(first, signal.SIGKILL)
    os.kill(await _stopped(classifier, other_than=first), signal.SIGKILL)

    found = await reading

    assert isinstance(found, NotAnAnswer)
    assert found.why is Why.UNREADABLE
    assert isinstance(await classifier.classify(mail("thunderbird")), Answer)


async def test_a_mail_that_nobody_waits_for_any_more_does_not_answer_for_the_next_one(classifier):
    await classifier.classify(mail("refresh"))
    os.kill(classifier.process_id, signal.SIGSTOP)
    reading = asyncio.create_task(classifier.classify(mail("thunderbird")))
    await asyncio.sleep(0.2)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)

    assert await classifier.classify(mail("zimbra")) == classify(mail("zimbra"), trusted=TRUSTED)


async def test_a_mail_of_many_megabytes_is_refused_and_not_sent_across(classifier):
    found = await classifier.classify(mail("thunderbird") + b"x" * 30_000_000)

    assert isinstance(found, NotAnAnswer)
    assert found.why is Why.TOO_LARGE


async def test_the_process_knows_no_secrets_and_is_held_in_bounds(classifier, monkeypatch):
    monkeypatch.setenv("LEGATION_SECRET", "of-nobody-elses-business")
    await classifier.classify(mail("refresh"))
    proc = Path(f"/proc/{classifier.process_id}")

    assert b"SECRET" not in (proc / "environ").read_bytes()
    assert resource.prlimit(classifier.process_id, resource.RLIMIT_AS) == (MOST_MEMORY, MOST_MEMORY)
    assert resource.prlimit(classifier.process_id, resource.RLIMIT_FSIZE) == (0, 0)
    assert {entry.name for entry in (proc / "fd").iterdir()} <= {"0", "1", "2"}


async def _stopped(classifier: Classifier, *, other_than: int | None) -> int:
    """The process that reads, halted as soon as it is held in bounds, which is just before its first mail."""
    while True:
        reader = classifier.process_id
        with suppress(ProcessLookupError):
            if reader not in (None, other_than) and resource.prlimit(reader, resource.RLIMIT_FSIZE) == (0, 0):
                os.kill(reader, signal.SIGSTOP)
                await asyncio.sleep(0.1)
                return reader
        await asyncio.sleep(0)


async def _patiently(classifier: Classifier, raw: bytes) -> Answer | NotAnAnswer:
    """Half a second is little on a machine that does much else."""
    for _ in range(20):
        found = await classifier.classify(raw)
        if isinstance(found, Answer):
            return found
    return found
