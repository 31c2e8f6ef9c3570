"""Requests of delegates for meetings with each other: looking, and asking or answering for somebody."""

import asyncio
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Json, Participant, Someone

if TYPE_CHECKING:
    from delegation.meeting import Wish
    from delegation.requesting import RequestBook, SaidOfMeetings
    from portal.client import Legation

app = App(name="requests", help="Whom delegates ask for a meeting, and what the asked say.")

Whom = Annotated[
    tuple[str, ...], Parameter(consume_multiple=True, help="Participants, by the id of their application.")
]


@app.command(name="list")
async def list_requests(
    slug: Delegation,
    /,
    *,
    of: Annotated[Someone, Parameter(help="Only those of or to this delegate.")] = None,
    json: Json = False,
    connect: Connect,
) -> None:
    """List every request with its answer, as it stands now.

    Example: `./legation requests list hannover-2016 --of C-17`
    """
    from portal import show
    from portal.request_shown import REQUEST_COLUMNS, RequestsShown, request_rows, requests_of

    legation = await connect()
    found = await requests_of(legation, slug, await legation.file(slug), of)
    if json:
        show.json_object(RequestsShown(requests=found))
        return
    show.rows(REQUEST_COLUMNS, request_rows(found))
    show.say(f"{show.amount(len(found), 'request')}.")


@app.command
async def ask(
    slug: Delegation,
    participant: Participant,
    /,
    *,
    must: Whom = (),
    nice: Whom = (),
    no: Whom = (),
    back: Annotated[
        tuple[str, ...], Parameter(consume_multiple=True, help="Whose requests are taken back.")
    ] = (),
    message: Annotated[str, Parameter(help="Words to all who are named with --must or --nice.")] = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Ask for somebody who phoned or wrote. Of each person the last word counts.

    Example: `./legation requests ask hannover-2016 C-17 --must C-02 --nice C-31 C-40`
    """
    from activities.request_records import keep_words
    from delegation.meeting import Wish
    from delegation.request_rules import why_not_request
    from delegation.requesting import Requested, RequestMeetings, RequestSource
    from portal.errors import Refused
    from portal.show import say

    legation = await connect()
    book, before = await _known(legation, slug, participant)
    named = _named({Wish.MUST: must, Wish.NICE: nice, Wish.NO: no})
    said = RequestMeetings(
        requests=tuple(Requested(whom=one, wish=wish) for one, wish in named),
        taken_back=tuple(one.upper() for one in back),
        book=book,
        source=RequestSource.ORGANISER,
    )
    if dry_run:
        now = (await legation.journey(slug, participant)).now
        if refusal := why_not_request(said, before, participant, now):
            raise Refused(refusal)
        say(f"{participant} would ask {len(said.requests)}; they hear of it in a letter. Nothing was done.")
        return
    words = await asyncio.to_thread(keep_words, legation.store, slug, participant, message)
    with_words = tuple(
        one if one.wish is Wish.NO else one.model_copy(update={"message": words}) for one in said.requests
    )
    await legation.request_meetings(slug, participant, said.model_copy(update={"requests": with_words}))
    say(f"Recorded for {participant}: './legation requests list {slug} --of {participant}'.")


@app.command
async def answer(
    slug: Delegation,
    participant: Participant,
    /,
    *,
    must: Whom = (),
    nice: Whom = (),
    no: Whom = (),
    left_open: Annotated[
        tuple[str, ...], Parameter(name="--open", consume_multiple=True, help="Answers that are taken back.")
    ] = (),
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Answer requests for somebody who phoned or wrote; --must gladly, --nice if it fits.

    Example: `./legation requests answer hannover-2016 C-17 --must C-02 --no C-31`
    """
    from delegation.meeting import Wish
    from delegation.request_rules import why_not_answer_requests
    from delegation.requesting import AnswerRequests, RequestAnswer, RequestSource
    from portal.errors import Refused
    from portal.show import say

    legation = await connect()
    book, _ = await _known(legation, slug, participant)
    said = AnswerRequests(
        answers=tuple(
            RequestAnswer(asks=one, wish=wish)
            for one, wish in _named({Wish.MUST: must, Wish.NICE: nice, Wish.NO: no})
        ),
        left_open=tuple(one.upper() for one in left_open),
        book=book,
        source=RequestSource.ORGANISER,
    )
    if dry_run:
        now = (await legation.journey(slug, participant)).now
        if refusal := why_not_answer_requests(said, now):
            raise Refused(refusal)
        say(f"{participant} would answer {len(said.answers)}; nobody is told how. Nothing was done.")
        return
    await legation.answer_requests(slug, participant, said)
    say(f"Recorded for {participant}: './legation requests list {slug} --of {participant}'.")


@app.command
async def link(
    slug: Delegation, participant: Participant, /, *, json: Json = False, connect: Connect
) -> None:
    """Print the address of a delegate's page of meetings, to be given to nobody but them.

    Example: `./legation requests link hannover-2016 C-17`
    """
    from activities.feeds import Feeds
    from activities.links import Links
    from portal import show
    from portal.errors import Refused
    from portal.request_shown import MeetingsPageShown
    from settings import Settings

    legation = await connect()
    await _known(legation, slug, participant)
    links = Links(Settings().portal_address, legation.register, Feeds(legation.store, legation.register))
    address = await asyncio.to_thread(links.meetings_link, slug, participant)
    if not address:
        raise Refused("The portal has no address; set LEGATION_PORTAL_ADDRESS.")
    if json:
        show.json_object(MeetingsPageShown(participant=participant, page=address))
        return
    show.say(address)


async def _known(legation: "Legation", slug: str, participant: str) -> "tuple[RequestBook, SaidOfMeetings]":
    """What the delegate may say, and said before. Raises NotFound."""
    book = await legation.meeting_book(slug, participant)
    return book, (await legation.journey(slug, participant)).state.meetings


def _named(said: "dict[Wish, tuple[str, ...]]") -> "list[tuple[str, Wish]]":
    """Each person with what is said of them. Raises Refused where somebody is named twice."""
    from portal.errors import Refused

    named = [(name.upper(), wish) for wish, names in said.items() for name in names]
    only = [name for name, _ in named]
    twice = sorted({name for name in only if only.count(name) > 1})
    if twice:
        raise Refused(f"{', '.join(twice)} is named twice; say one thing about each.")
    return named
