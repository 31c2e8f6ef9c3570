"""An experiment: N mails under kills and faults, and what became of each."""

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from activities.mail import InviteOrder, LetterOrder, MailSent, invite_send_id
from activities.register import Register
from delegation.file import DelegationFile
from delegation.ids import send_id
from delegation.invite import Method, Revision
from delegation.letter import Letter, LetterName
from delegation.person import Person
from settings import Settings
from tests.faults.checker import Intended, Sends, Taken, judge_sends
from tests.faults.kept_lines import lines_of
from tests.faults.laboratory import Faults, Laboratory, outcome
from tests.faults.rounds import Round, RoundsWorkflow
from tests.faults.smtp_sink import REFUSED

BATCH = 5
EACH = 3
"""Mails per person: a letter, an invite, and its update."""
WRITTEN_AT = datetime(2027, 4, 26, 10, tzinfo=UTC)
PATIENCE = 900


class Sent(NamedTuple):
    """What an experiment showed."""

    sends: Sends
    told: MailSent
    """What the workflow heard."""
    kills: Mapping[str, int]
    faults: Mapping[str, int]
    seconds: float


def person(number: int) -> Person:
    """Somebody invented; every fiftieth cannot receive mail."""
    address = f"{REFUSED if number % 50 == 7 else ''}delegate-{number}@laboratory.example"
    name = f"Þórunn Łukasz the {number}th"
    return Person(
        id=f"L-{number}", name=name, email=address, organisation="Laboratory", zone="Europe/Brussels"
    )


def round_of(file: DelegationFile, people: list[Person]) -> Round:
    item = next(one for one in file.itinerary if one.id == "dinner")
    first = Revision(item=item, method=Method.REQUEST, sequence=0, dtstamp=WRITTEN_AT)
    moved = item.model_copy(update={"room": "Upstairs"})
    update = Revision(
        item=moved, before=item, method=Method.REQUEST, sequence=1, dtstamp=WRITTEN_AT + timedelta(hours=1)
    )
    batches = [people[one : one + BATCH] for one in range(0, len(people), BATCH)]
    facts = {"next_steps": ("Wait for the programme.",)}
    letters = tuple(
        LetterOrder(
            delegation=file.slug,
            letters=tuple(
                Letter(name=LetterName.PLACE_CONFIRMED, recipient=one.id, facts=facts) for one in batch
            ),
            written_at=WRITTEN_AT,
        )
        for batch in batches
    )
    invites = tuple(
        InviteOrder(delegation=file.slug, recipient=one.id, revisions=(first, update), written_at=WRITTEN_AT)
        for one in people
    )
    return Round(letters=letters, invites=invites)


def intended(file: DelegationFile, people: list[Person]) -> list[Intended]:
    """Every mail that has to leave, from what was ordered alone."""
    mails = []
    for one in people:
        letter = send_id(file.slug, one.id, LetterName.PLACE_CONFIRMED.value, 0)
        invites = [invite_send_id(file.slug, one.id, "dinner", Method.REQUEST, n) for n in (0, 1)]
        mails += [Intended(name, one.email) for name in (letter, *invites)]
    return mails


def send_under_faults(
    folder: Path, seed: str, mails: int, kills: Mapping[str, int], faults: Faults, *, naive: bool = False
) -> Sent:
    """Send `mails` mails on a laboratory of its own in `folder`, and judge."""
    with Laboratory(folder, seed, faults, naive=naive).open() as laboratory:
        return asyncio.run(_send(laboratory, mails, kills))


async def _send(laboratory: Laboratory, mails: int, kills: Mapping[str, int]) -> Sent:
    file = laboratory.delegation("laboratory")
    people = [person(number) for number in range(-(-mails // EACH))]
    register = Register(laboratory.store())
    await asyncio.to_thread(lambda: [register.keep(file.slug, one) for one in people])
    client, began = await laboratory.client(), time.monotonic()
    blows = laboratory.blows(kills, until=len(people) * EACH * 9 // 10)
    blows.start()
    try:
        await client.start_workflow(
            RoundsWorkflow.run, round_of(file, people), id="rounds", task_queue=Settings().task_queue
        )
        told = MailSent.model_validate(await outcome(client, "rounds", PATIENCE))
    finally:
        await asyncio.to_thread(blows.stop)
    taken = [
        Taken(line["send_id"], line["recipient"], line["sha256"], line["invite"])
        for line in lines_of(laboratory.sink_log)
    ]
    faults, seconds = laboratory.thrown(), time.monotonic() - began
    return Sent(judge_sends(intended(file, people), taken, REFUSED), told, blows.killed, faults, seconds)
