"""`demo` and `rehearse`: a whole delegation played on real servers, and what it leaves behind."""

import asyncio
import json
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from activities.headers import DELEGATION_HEADER
from delegation.file import DelegationFile, Phase
from delegation.itinerary import Itinerary
from delegation.planning.plan_state import PlanState
from delegation.reading.story import Story
from embedded import background
from embedded.mail import fetch_all, inbox_address
from embedded.mail_journal import DeliveredMail
from embedded.ports import is_free
from embedded.settings import EmbeddedSettings
from portal.client import Legation
from portal.errors import LegationError
from portal.rehearsals.front_doors import FrontDoor, front_doors
from portal.rehearsals.harvest import Harvest, gather
from portal.rehearsals.rehearsal import BEFORE, Audience, Rehearsal
from portal.rehearsals.stage import Stage
from portal.rehearsals.summary import headlines, summary_of
from portal.story_files import read_story_folder

ROOT = Path(__file__).resolve().parents[2]
WORKER = (sys.executable, "-m", "worker")
PORTAL = (sys.executable, "-m", "portal.web")


def demo(event: str, *, stay: bool | None = None) -> int:
    """Play the example `event` on a fresh embedded stack under `var/demo`. Returns the exit code.

    With a terminal the stack stays up afterwards, so that everything can be looked at.
    """
    folder = ROOT / "examples" / event
    if not folder.is_dir():
        known = ", ".join(sorted(path.parent.name for path in folder.parent.glob("*/delegation.yaml")))
        raise LegationError(f"There is no example {event!r}; there are: {known}.")
    return rehearse(folder, ROOT / "var" / "demo", stay=_stays() if stay is None else stay)


def rehearse(folder: Path, results: Path | None = None, *, stay: bool = False) -> int:
    """Play the delegation and story in `folder`; leave the results under `results`, replacing older ones.

    Without `results` they lie in `var/rehearsals/` under the delegation's slug.
    """
    file, story = read_story_folder(folder)
    results = results or ROOT / "var" / "rehearsals" / file.slug
    settings = _fresh_stack(results)
    background.up(settings, WORKER, portal_command=PORTAL)
    try:
        with Stage(file) as stage:
            summary, harvest = asyncio.run(perform(file, story, settings, stage))
        harvest.save(results)
        text = json.dumps(summary, indent=2, ensure_ascii=False)
        (results / "summary.json").write_text(text + "\n")
    except BaseException:
        background.down(settings)
        raise
    _tell_results(summary, results)
    if stay:
        _tell_addresses(settings, file)
    else:
        background.down(settings)
    return 0


def _stays() -> bool:
    return sys.stdout.isatty() and os.environ.get("DEMO_STAY", "1") != "0"


def _fresh_stack(results: Path) -> EmbeddedSettings:
    """Settings for an empty stack under `results`, on the usual ports if they are free."""
    directory = results / "stack"
    if EmbeddedSettings(directory=directory).is_claimed():
        background.down(EmbeddedSettings(directory=directory))
    shutil.rmtree(results, ignore_errors=True)
    usual = EmbeddedSettings(directory=directory)
    if all(is_free(usual.host, port.number) for port in usual.ports()):
        return usual
    return EmbeddedSettings.on_free_ports(directory)


async def perform(
    file: DelegationFile, story: Story, settings: EmbeddedSettings, audience: Audience
) -> tuple[dict[str, Any], Harvest]:
    """Play the rehearsal on a stack that is up, gather what it left and count it."""
    from composition import open_legation
    from settings import Settings

    legation = await open_legation(Settings(embedded=settings))
    began = time.monotonic()
    await Rehearsal(legation, file, story, audience, settings).play()
    seconds = time.monotonic() - began
    return await count_up(legation, file, settings, seconds)


async def count_up(
    legation: Legation, file: DelegationFile, settings: EmbeddedSettings, seconds: float
) -> tuple[dict[str, Any], Harvest]:
    """What a rehearsal of so many `seconds` left behind, counted and gathered."""
    ledger = await legation.ledger(file.slug)
    plan = await legation.plan(file.slug) if file.has(Phase.ITINERARY) else PlanState(itinerary=Itinerary())
    journeys = [entry.participant for entry in (await legation.roster(file.slug)).entries]
    journeys += [one.substitute for one in ledger.departures if one.substitute]
    mails = _of(file, await asyncio.to_thread(fetch_all, settings))
    harvest = await gather(legation, file, ledger, journeys, mails)
    summary = summary_of(
        file,
        await legation.status(file.slug),
        ledger,
        plan,
        harvest,
        wall_seconds=seconds,
        began=file.call.opens_at - BEFORE,
    )
    return summary, harvest


def _of(file: DelegationFile, mails: Sequence[DeliveredMail]) -> list[DeliveredMail]:
    """What was sent about this delegation, and what people wrote to its organiser.

    Others may have been played on the same servers before, with people of the same address.
    """
    mailbox = file.organiser.mailbox.lower()
    about = [(one, BytesHeaderParser().parsebytes(one.content)[DELEGATION_HEADER]) for one in mails]
    return [one for one, slug in about if slug == file.slug or (slug is None and one.mailbox == mailbox)]


def _tell_results(summary: Mapping[str, Any], results: Path) -> None:
    where = results.relative_to(ROOT) if results.is_relative_to(ROOT) else results
    print(
        f"\n{summary['virtual_days']} days in {summary['wall_seconds']} s: {'; '.join(headlines(summary))}.\n"
        f"Calendars verified: {_verified(summary['calendars'])}.\n"
        f"Look at mail, calendar, documents, histories and summary.json in {where}."
    )


def _verified(calendars: Mapping[str, Any]) -> str:
    """`19 of 19 delegates, 22 of 22 hosts`, with those whose calendar is wrong."""
    hosts, wrong = calendars["hosts"], calendars["different"]
    counted = f"{calendars['equal']} of {calendars['of']} delegates, {hosts['equal']} of {hosts['of']} hosts"
    return f"{counted}; wrong: {', '.join(one['recipient'] for one in wrong)}" if wrong else counted


def _tell_addresses(settings: EmbeddedSettings, file: DelegationFile) -> None:
    mailbox = file.organiser.mailbox
    print(
        f"\nThe stack is up until 'LEGATION_EMBEDDED__DIRECTORY={settings.directory} ./legation down':\n"
        f"  Temporal UI   {settings.temporal_ui_address}\n"
        f"  Mail inboxes  {inbox_address(settings, mailbox)}\n"
        f"  Portal        {settings.portal_address}/\n"
        "\nThe front door, as each of them has it in a mail:"
    )
    for one in asyncio.run(_front_doors(settings, file)):
        print(f"  {one.who:<22}{one.address}")


async def _front_doors(settings: EmbeddedSettings, file: DelegationFile) -> tuple[FrontDoor, ...]:
    from composition import open_legation
    from settings import Settings

    everything = Settings(embedded=settings)
    return await front_doors(await open_legation(everything), file, everything.portal_address)
