"""Stores the histories that the replay tests replay: `python -m tests.replay.keep_histories <rehearsal> ...`.

Plays the stories of the small delegation on a server of its own, and takes from rehearsals of the examples
(`var/demo/histories` after `make demo`, `var/rehearsals/<event>/histories` after `legation rehearse`) one
journey of every kind; what is kept of an event that is not named stays. Run it when workflows were changed on
purpose so that old histories no longer replay, and say in the commit why they may go.
"""

import asyncio
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from temporalio.client import Client, WorkflowHistory

from activities.adapters.payloads import unpacked
from activities.sweeping import YOUNG, Slips, application_content
from delegation.change import DropOut
from delegation.exchange import ExchangeStep
from delegation.file import DelegationFile
from delegation.ids import (
    agreement_workflow_id,
    delegation_workflow_id,
    participant_workflow_id,
    sweeper_workflow_id,
)
from delegation.mail_rules import MailRules
from delegation.offer import Answer
from delegation.reading.delegation_file import read_delegation
from delegation.sweeping import SweeperStart
from tests.replay.fingerprints import write
from tests.replay.keep_other_ways import keep_other_ways
from tests.replay.kept import HISTORIES, keep, kept, start_of
from tests.workflows.arrangement import arrangement_on, planned
from tests.workflows.conftest import FEW_EVENTS, SMALL, delegation_on, server
from tests.workflows.dispatch_story import released_and_due
from tests.workflows.exchange_story import programme_on
from tests.workflows.stories import SECOND, two_cut_offs, whole_story, with_cut_offs
from tests.workflows.trip import DAY_OF_APPLICATIONS, FINAL, OFFERS, Trip, application
from workflows.sweeper import SweeperWorkflow

MAIN = "usa-2017"
LARGEST = 1_500_000
"""Bytes of the own history of another event, as saved; a longer one would weigh too much."""

ENDS = (
    "declined",
    "expired",
    "ineligible",
    "not_selected",
    "withdrawn",
    "paid",
    "lapsed",
    "refused",
    "evidenced",
    "signature",
    "paused",
    "ended",
)
"""How journeys end, as their results say it."""


async def keep_small_stories() -> None:
    """Of the small delegation: what happens seldom, each in as few events as possible."""
    async with server() as client:
        await keep_whole_story(client)
        await keep_cancelled(client)
        await keep_two_cut_offs(client)
        await keep_mail_away(client)
        await keep_agreement(client)
        await keep_exchange(client)
        await keep_dispatch(client)
    async with server(limit__historyCount__suggestContinueAsNew=str(FEW_EVENTS)) as client:
        await keep_continued(client)
        await keep_sweeper(client)


async def keep_whole_story(client: Client) -> None:
    async with delegation_on(client, small()) as trip:
        await whole_story(trip)
        await keep_workflow(trip, "whole-story")
        await keep_workflow(trip, "whole-story", "evaluation")
        for participant, story in {
            "A-1": "left",
            "A-2": "declined",
            "A-3": "promoted",
            "B-1": "substitute",
        }.items():
            await keep_journey(trip, participant, f"small-{story}")


async def keep_two_cut_offs(client: Client) -> None:
    file = with_cut_offs(small(), *small().call.cut_offs, SECOND)
    async with delegation_on(client, file) as trip:
        await two_cut_offs(trip)
        await keep_workflow(trip, "two-cut-offs")
        await keep_workflow(trip, "two-cut-offs", "evaluation")
        await keep_journey(trip, "A-2", "two-cut-offs-admitted")


async def keep_cancelled(client: Client) -> None:
    async with delegation_on(client, small()) as trip:
        await trip.reach_itinerary("A-1", "A-2", delegates=("A-1", "A-2"))
        await trip.change("ill", DropOut(participant="A-2"))
        await trip.cancel()
        await keep_workflow(trip, "cancelled")
        await keep_workflow(trip, "cancelled", "host/tower-house")
        await keep_journey(trip, "A-1", "cancelled")


async def keep_mail_away(client: Client) -> None:
    async with delegation_on(client, small()) as trip:
        await trip.reach_panel("A-1")
        await trip.decide()
        trip.post.is_closed = True
        await trip.legation.pass_time(delegation_workflow_id(trip.file.slug), trip.at(OFFERS))
        await asyncio.to_thread(trip.post.wait_turned_away, 3)
        trip.post.is_closed = False
        await trip.settle()
        await trip.answer("A-1", Answer.ACCEPTED)
        await keep_journey(trip, "A-1", "mail-away")


async def keep_continued(client: Client) -> None:
    async with delegation_on(client, small()) as trip:
        await trip.reach_itinerary("A-1", "A-2", delegates=("A-1", "A-2"))
        await keep_workflow(trip, "continued")
        await trip.reach("2027-05-13 06:00")
        await keep_workflow(trip, "continued", "host/tower-house")
        await keep_journey(trip, "A-1", "continued")
        await trip.reach(FINAL)


async def keep_sweeper(client: Client) -> None:
    """One run of the sweeper that finds an application left behind, and starts over."""
    async with delegation_on(client, small()) as trip:
        await trip.reach(DAY_OF_APPLICATIONS)
        slips = Slips(trip.store)
        left = application("A-1")
        _, slip = slips.note(trip.file.slug, left, trip.now, now=datetime.now(UTC) - 2 * YOUNG)
        trip.store.create(slip.document.key, application_content(left), slip.document.media_type)
        handle = await client.start_workflow(
            SweeperWorkflow.run,
            SweeperStart(sweep_every_seconds=0.01),
            id=sweeper_workflow_id(trip.file.slug),
            task_queue=trip.file.slug,
        )
        state = await handle.query(SweeperWorkflow.status)
        while state.sweeps < FEW_EVENTS:
            await asyncio.sleep(0.1)
            state = await handle.query(SweeperWorkflow.status)
        first = client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
        keep(await first.fetch_history(), "continued")
        await handle.terminate()


async def keep_agreement(client: Client) -> None:
    """One agreement from first contact to evidence, and the arrangement with its first yearly report."""
    async with arrangement_on(client) as pact:
        await pact.open("delta", "2027-02-01 10:00", next=planned(pact, "2027-03-01 12:00"))
        await pact.prove("delta", "2027-05-04 10:00")
        await pact.reach("2027-12-15 10:00")
        slug = pact.file.slug
        for workflow_id in (delegation_workflow_id(slug), agreement_workflow_id(slug, "delta")):
            keep(await pact.legation.client.get_workflow_handle(workflow_id).fetch_history(), "arrangement")


async def keep_exchange(client: Client) -> None:
    """One exchange from the proposal to the payment, with its programme and its visitor."""
    async with programme_on(client) as story:
        exchange = await story.come_to(ExchangeStep.PAID)
        await keep_workflow(story.trip, "programme-of-exchanges")
        await keep_workflow(story.trip, "paid", f"exchange/{exchange}")
        await keep_journey(story.trip, "A-1", "exchange-visitor")


async def keep_dispatch(client: Client) -> None:
    """The undo window: one mail is called back, one leaves at its time."""
    async with delegation_on(client, small().model_copy(update={"mail": MailRules(undo_minutes=5)})) as trip:
        await released_and_due(trip)
        await keep_workflow(trip, "undo-window", "dispatch")


async def keep_workflow(trip: Trip, story: str, part: str = "") -> None:
    """The newest run of the delegation, or of a part of it."""
    workflow_id = "/".join(filter(None, (delegation_workflow_id(trip.file.slug), part)))
    keep(await trip.legation.client.get_workflow_handle(workflow_id).fetch_history(), story)


async def keep_journey(trip: Trip, participant: str, story: str) -> None:
    workflow_id = participant_workflow_id(trip.file.slug, participant)
    keep(await trip.legation.client.get_workflow_handle(workflow_id).fetch_history(), story)


def keep_rehearsal(folder: Path) -> None:
    """Of a rehearsal: the event itself, its evaluation, and of every kind of journey the shortest."""
    for path in kept():
        if path.name.startswith(slug_of(folder)):
            path.unlink()
    own = [*folder.glob("delegation*.json")]
    if slug_of(folder) != MAIN and sum(path.stat().st_size for path in own) > LARGEST:
        own = []
    for path in sorted((*own, *folder.glob("evaluation*.json"))):
        run = path.stem.partition("-")[2]
        story = "-run-".join(filter(None, (slug_of(folder), run)))
        keep(WorkflowHistory.from_json("", path.read_text()), story)
    for part in ("participant", "host", "exchange", "agreement"):
        for kind, history in sorted(shortest_of_each_kind(folder.glob(f"{part}-*.json")).items()):
            keep(history, f"{slug_of(folder)}-{kind}")


def shortest_of_each_kind(paths: Iterable[Path]) -> dict[str, WorkflowHistory]:
    chosen: dict[str, WorkflowHistory] = {}
    for path in sorted(paths):
        history = WorkflowHistory.from_json("", path.read_text())
        for kind in kinds_of(history):
            if kind not in chosen or len(history.events) < len(chosen[kind].events):
                chosen[kind] = history
    return chosen


def kinds_of(history: WorkflowHistory) -> Iterator[str]:
    """How the journey ended, whether the programme changed under way, and whether invites were answered."""
    result = history.events[-1].workflow_execution_completed_event_attributes.result
    said = unpacked(result.payloads[0]).data.decode() if result.payloads else ""
    for word in ENDS:
        if f'"{word}"' in said:
            yield word.replace("_", "-")
    if any(b'"substitute_for":"' in event.SerializeToString() for event in history.events):
        yield "substitute"
    signals = [one.workflow_execution_signaled_event_attributes.signal_name for one in history.events]
    if signals.count("itinerary_published") > 2:
        yield "changed"
    if any(b"answer_invite" in event.SerializeToString() for event in history.events):
        yield "answered"


def slug_of(folder: Path) -> str:
    """The slug of the delegation that was rehearsed."""
    first = min(folder.glob("delegation*.json"))
    return str(start_of(WorkflowHistory.from_json("", first.read_text()))["file"]["slug"])


def small() -> DelegationFile:
    return read_delegation(SMALL.read_text(), str(SMALL))


def main() -> None:
    rehearsals = [Path(name) for name in sys.argv[1:]] or [Path("var/demo/histories")]
    for rehearsal in rehearsals:
        if not any(rehearsal.glob("delegation*.json")):
            sys.exit(f"There are no histories in {rehearsal}; run 'make demo' first, or name their folder.")
        keep_rehearsal(rehearsal)
    asyncio.run(keep_small_stories())
    asyncio.run(keep_other_ways())
    write()
    size = sum(path.stat().st_size for path in kept())
    print(f"{len(kept())} histories, {size:,} bytes, are in {HISTORIES}.")


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # the SDK's threads may otherwise abort a clean exit (temporalio/sdk-python#300)
