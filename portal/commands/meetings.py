"""The one-to-one meetings: who sits with whom, when."""

from typing import Annotated, Literal

from cyclopts import App, Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, Json

app = App(name="meetings", help="One-to-one meetings: slots and hosts.")
app.command("portal.commands.meetings_solving:solve", name="solve")
app.command("portal.commands.meeting_ratings:ratings", name="ratings")
app.command("portal.commands.meeting_ratings:rate", name="rate")
for shown in ("solve", "ratings", "rate"):
    app[shown]  # found now, so that the list of commands shows what it does


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

    Below it stands how good the schedule is, and which musts it misses for what reason. Where delegates
    meet each other, every row is a delegate, and --json gives those meetings with value, bound and gap.

    Example: `./legation meetings show usa-2017 --by delegate`
    """
    from portal.meeting_matrix import EncountersShown, show_encounters_worth, show_matrix, show_worth
    from portal.show import json_object, say

    legation = await connect()
    published, file = await legation.itinerary(slug), await legation.file(slug)
    if json:
        met = published.encounters
        json_object(EncountersShown.of(met) if file.matchmaking else published.schedule)
        return
    if not (published.schedule.meetings or published.encounters.encounters):
        is_planned = file.meeting_sections or file.matchmaking
        say("No meetings are scheduled yet." if is_planned else f"{file.title} has no one-to-one meetings.")
        return
    names = {one.participant: one.organisation for one in (await legation.roster(slug)).everyone}
    names |= {host.id: host.organisation for host in file.hosts}
    show_matrix(published.itinerary, names, by)
    if file.meeting_sections:
        show_worth(published.schedule, file, names)
    if file.matchmaking:
        show_encounters_worth(published.encounters, names)
