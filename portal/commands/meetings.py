"""The one-to-one meetings: who sits with whom, when."""

from typing import Annotated, Literal

from cyclopts import App, Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, Json

app = App(name="meetings", help="One-to-one meetings: slots and hosts.")
app.command("portal.commands.meetings_solving:solve", name="solve")
app["solve"]  # found now, so that the list of commands shows what it does


@app.command
async def show(
    slug: Delegation,
    /,
    *,
    by: Annotated[
        Literal["host", "delegate"],
        Parameter(help="Whether a row is a host or a delegate.", show_default=True),
    ] = "host",
    json: Json = False,
    connect: Connect,
) -> None:
    """Show the meetings day by day: a row for each host or delegate, a column for each time.

    Below it stands how good the schedule is, and which musts it misses for what reason.

    Example: `./legation meetings show usa-2017 --by delegate`
    """
    from portal.meeting_matrix import show_matrix, show_worth
    from portal.show import json_object, say

    legation = await connect()
    published, file = await legation.itinerary(slug), await legation.file(slug)
    if json:
        json_object(published.schedule)
        return
    if not published.schedule.meetings or not file.meeting_sections:
        say(
            "No meetings are scheduled yet."
            if file.meeting_sections
            else f"{file.title} has no one-to-one meetings."
        )
        return
    names = {one.participant: one.organisation for one in (await legation.roster(slug)).entries}
    names |= {host.id: host.organisation for host in file.hosts}
    show_matrix(published.itinerary, names, by)
    show_worth(published.schedule, file, names)
