"""How meetings of delegates with each other went: the figures, and saying it for somebody."""

import asyncio
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Json, Participant


async def ratings(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """Show what delegates say of their meetings with each other, and who did not come.

    Example: `./legation meetings ratings hannover-2016 --json`
    """
    from portal import show
    from portal.request_shown import RATING_COLUMNS, rating_rows, ratings_of, summary_line

    legation = await connect()
    found = await ratings_of(legation, slug, await legation.file(slug))
    if json:
        show.json_object(found)
        return
    show.rows(RATING_COLUMNS, rating_rows(found))
    show.say(summary_line(found.summary))


async def rate(
    slug: Delegation,
    participant: Participant,
    meeting: Annotated[str, Parameter(name="MEETING", help="The id of the item, as in meeting-c-02-c-17.")],
    /,
    *,
    went: Annotated[
        Literal["held", "missed", "not-held"],
        Parameter(help="Took place; the other did not come; fell through otherwise.", show_default=True),
    ] = "held",
    mark: Annotated[int | None, Parameter(validator=Number(gte=1, lte=5), help="1 (poor) to 5.")] = None,
    remark: Annotated[str, Parameter(help="For the organiser; the other side never sees it.")] = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Say for a delegate how a meeting went; somebody who did not come becomes a task.

    Example: `./legation meetings rate hannover-2016 C-17 meeting-c-02-c-17 --mark 4`
    """
    from activities.request_records import keep_words
    from delegation.request_rules import why_not_rate
    from delegation.requesting import MeetingRating, RateMeetings, RequestSource, Went
    from portal.errors import NotFound, Refused
    from portal.show import say

    if mark is not None and went != "held":
        raise Refused("A meeting that did not take place has no mark; leave out --mark or --went.")
    legation = await connect()
    book = await legation.meeting_book(slug, participant)
    met = next((one for one in book.meetings if one.item == meeting), None)
    if met is None:
        own = ", ".join(one.item for one in book.meetings) or "none"
        raise NotFound(f"{participant} has no meeting {meeting!r}; theirs are: {own}.")
    rating = MeetingRating(item=meeting, other=met.other, went=Went(went), mark=mark)
    said = RateMeetings(ratings=(rating,), book=book, source=RequestSource.ORGANISER)
    if dry_run:
        now = (await legation.journey(slug, participant)).now
        if refusal := why_not_rate(said, now):
            raise Refused(refusal)
        say("It would be recorded; the other side is not told. Nothing was done.")
        return
    words = await asyncio.to_thread(keep_words, legation.store, slug, participant, remark)
    rated = rating.model_copy(update={"remark": words})
    await legation.rate_meetings(slug, participant, said.model_copy(update={"ratings": (rated,)}))
    say(f"Recorded for {participant}: './legation meetings ratings {slug}'.")
