"""Rooms: who sleeps where is worked out with every version of the programme."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.planning.rooming import rooms

from workflows._desk import Desk

TASK = "rooms"


def settle_rooms(desk: Desk) -> None:
    """Give everybody a room; who stays keeps theirs. What only a person can settle becomes a task."""
    before = desk.state.rooming if desk.state.rooming.rooms else None
    rooming = rooms(desk.file, desk.state.delegates, desk.state.rooms, before=before)
    desk.set(rooming=rooming)
    if rooming.open:
        desk.note_task(TASK, f"Rooms to settle: {' '.join(rooming.open)}")
    else:
        desk.drop_task(TASK)
