"""Parallel sessions of a delegation: places, reserve lists, who moved up."""

from typing import TYPE_CHECKING

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, Json

if TYPE_CHECKING:
    from delegation.session_overview import SessionView


async def sessions(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """Show the parallel sessions: how many each takes, who waits in which order, who moved up.

    Example: `./legation itinerary sessions go-cluster-2015`
    """
    from portal import show

    view = await (await connect()).sessions(slug)
    if json:
        show.json_object(view)
        return
    if not view.sessions:
        show.say("No sessions take place at the same time.")
        return
    columns = ("session", "block", "#places", "#taken", "#left", "#waiting", "#moved up")
    show.rows(columns, [_line(one) for one in view.sessions])
    for one in view.sessions:
        _show_list(one)


def _line(one: "SessionView") -> tuple[object, ...]:
    title = f"{one.title} (cancelled)" if one.cancelled else one.title
    places = "-" if one.capacity is None else one.capacity
    waiting = f"{len(one.waiting)} of {one.reserve}" if one.reserve else "-"
    return title, one.block, places, one.taken, one.places_left, waiting, len(one.moved_up)


def _show_list(one: "SessionView") -> None:
    from portal import show

    if one.waiting:
        show.rows(
            ("number", "who", "#wish", "attends meanwhile"),
            [(str(who.position), who.participant, who.rank, who.attends or "-") for who in one.waiting],
            title=f"Waiting for {one.title}",
        )
    if one.moved_up:
        show.rows(
            ("who", "came from"),
            [(who.participant, who.came_from or "-") for who in one.moved_up],
            title=f"Moved up to {one.title}",
        )
