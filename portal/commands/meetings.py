"""The one-to-one meetings: who sits with whom, when."""

from typing import TYPE_CHECKING

from cyclopts import App

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, Json

if TYPE_CHECKING:
    from delegation.file import DelegationFile
    from delegation.meeting import MeetingSchedule

app = App(name="meetings", help="One-to-one meetings: slots and hosts.")


@app.command
async def show(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """Show the meetings as a matrix: a row for each host, a column for each slot.

    Below it stands how good the schedule is, and what no schedule could make possible.

    Example: `./legation meetings show usa-2017`
    """
    from portal.show import json_object, say

    legation = await connect()
    schedule, file = (await legation.itinerary(slug)).schedule, await legation.file(slug)
    if json:
        json_object(schedule)
        return
    if not schedule.meetings or file.meetings is None:
        say(
            "No meetings are scheduled yet." if file.meetings else f"{file.title} has no one-to-one meetings."
        )
        return
    _show_matrix(schedule, file)
    _show_worth(schedule)


def _show_matrix(schedule: "MeetingSchedule", file: "DelegationFile") -> None:
    from delegation.papers.wall_clock import day_in_full, zone_in_full
    from delegation.zoned import instant
    from portal.show import rows

    rules = file.meetings
    if rules is None:
        return
    known = {slot.id: slot for slot in rules.slots}
    slots = sorted(known.values(), key=lambda slot: slot.starts)
    others = sorted({one.slot for one in schedule.meetings} - known.keys())
    held = {(one.host, one.slot): one.participant for one in schedule.meetings}
    hosts = [host for host in file.hosts if any(host.id == one for one, _ in held)]
    first = slots[0].starts
    title = f"{day_in_full(first)}, {zone_in_full(instant(first, rules.zone), rules.zone)}"
    rows(
        ("host", *(f"{slot.starts:%H:%M}" for slot in slots), *others),
        [
            (host.organisation, *(held.get((host.id, slot)) for slot in (*(s.id for s in slots), *others)))
            for host in hosts
        ],
        title=title,
    )


def _show_worth(schedule: "MeetingSchedule") -> None:
    from portal.show import say

    score = schedule.score
    proof = (
        "no schedule can be better"
        if schedule.proven
        else f"at most {schedule.gap_percent:.2f} % below the best"
    )
    say(
        f"{len(schedule.meetings)} meetings: {score.musts} musts, {score.mutual} wished by both sides, "
        f"{schedule.idle_slots} idle slots in between; {proof}.",
        *(f"- not possible: {one.participant} with {one.host}" for one in schedule.unmet_musts),
    )
