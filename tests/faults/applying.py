"""An experiment: N people apply while everything is killed, and what became of each application."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from activities.keys import application_key
from activities.ports import DocumentStore, Missing
from delegation.application import Application
from delegation.file import DelegationFile
from delegation.ids import receipt_code, send_id
from delegation.letter import LetterName
from delegation.tempo import Tempo
from portal.client import Legation
from portal.errors import LegationError
from tests.faults.applicants import application, legation_as_soon_as_possible
from tests.faults.checker import Applications, Intended, Sends, Taken, judge_applications, judge_sends
from tests.faults.kept_lines import lines_of
from tests.faults.laboratory import Faults, Laboratory
from tests.faults.smtp_sink import REFUSED

PROCESSES = 3
PATIENCE = 600
QUIET = 12
"""Seconds without a mail once all were taken: longer than a lost claim is waited for here."""


class Received(NamedTuple):
    """What an experiment showed."""

    applications: Applications
    letters: Sends
    """The letters of receipt that applicants are sent."""
    kills: Mapping[str, int]
    faults: Mapping[str, int]
    seconds: float


def apply_under_faults(
    folder: Path,
    seed: str,
    applicants: int,
    kills: Mapping[str, int],
    faults: Faults,
    meanwhile: Callable[[Laboratory], None] = lambda _: None,
) -> Received:
    """Let `applicants` people apply on a laboratory of its own in `folder`, and judge.

    `meanwhile` is called once when they have begun.
    """
    with Laboratory(folder, seed, faults, with_portal=True).open() as laboratory:
        return asyncio.run(_apply(laboratory, applicants, kills, meanwhile))


async def _apply(
    laboratory: Laboratory,
    applicants: int,
    kills: Mapping[str, int],
    meanwhile: Callable[[Laboratory], None],
) -> Received:
    legation = await legation_as_soon_as_possible(laboratory.direct)
    file = laboratory.delegation("laboratory")
    await _open(legation, file)
    began, blows = time.monotonic(), laboratory.blows(kills, until=applicants * 9 // 10)
    blows.start()
    people = laboratory.apply(file.slug, applicants, PROCESSES)
    try:
        await asyncio.to_thread(meanwhile, laboratory)
        for process in people:
            await asyncio.to_thread(process.wait, PATIENCE)
    finally:
        for process in people:
            process.kill()
        await asyncio.to_thread(blows.stop)
    await asyncio.to_thread(laboratory.stack.wait_ready)
    handed_in = [application(number) for number in range(applicants)]
    letters = [Intended(letter_of_receipt(file, one), one.person.email) for one in handed_in]
    await _until_quiet(laboratory, len(letters))
    events = [line for path in sorted(laboratory.applicants.glob("*")) for line in lines_of(path)]
    desk = await _desk(legation, file.slug)
    receipts = await asyncio.to_thread(receipts_in, laboratory.store(), file.slug, handed_in)
    taken = [Taken(line["send_id"], line["recipient"]) for line in lines_of(laboratory.sink_log)]
    return Received(
        judge_applications(events, desk, receipts),
        judge_sends(letters, taken, REFUSED),
        blows.killed,
        laboratory.thrown(),
        time.monotonic() - began,
    )


async def _open(legation: Legation, file: DelegationFile) -> None:
    """With its call open from now on."""
    now = datetime.now(UTC)
    await legation.open(file, Tempo(real_origin=now, trip_origin=file.call.opens_at))


def letter_of_receipt(file: DelegationFile, one: Application) -> str:
    return send_id(file.slug, one.id, LetterName.APPLICATION_RECEIVED.value, 1)


def receipts_in(store: DocumentStore, slug: str, handed_in: list[Application]) -> dict[str, str]:
    """The receipt code of each application that lies in the vault as it was handed in, to the byte."""
    found = {}
    for one in handed_in:
        content = one.model_dump_json().encode()
        sha256 = hashlib.sha256(content).hexdigest()
        try:
            kept = store.read(application_key(slug, one.id, sha256))
        except Missing:
            continue
        if kept == content:
            found[one.id] = receipt_code(slug, one.id, sha256)
    return found


async def _desk(legation: Legation, slug: str) -> list[str]:
    """Everybody on the organiser's desk."""
    while True:
        try:
            return [entry.participant for entry in (await legation.roster(slug)).entries]
        except LegationError:
            await asyncio.sleep(1)


async def _until_quiet(laboratory: Laboratory, letters: int) -> None:
    """Until every letter was taken and none came for a while; what is missing then is lost."""
    deadline, seen, since = time.monotonic() + PATIENCE, 0, time.monotonic()
    taken = laboratory.sink.taken
    while time.monotonic() < deadline and (len(taken) < letters or time.monotonic() - since < QUIET):
        if taken.total() != seen:
            seen, since = taken.total(), time.monotonic()
        await asyncio.sleep(0.2)
