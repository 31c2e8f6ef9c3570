"""Requests and ratings as organisers see them."""

from collections.abc import Iterable

from pydantic import AwareDatetime

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, ParticipantId
from delegation.matchmaking_rules import MatchmakingRules
from delegation.meeting import Wish
from delegation.ratings import RatingsSummary, summary_of
from delegation.requesting import NoShow, RatingGiven, SaidOfMeetings
from portal import show
from portal.client import Legation
from portal.errors import NotFound

REQUEST_COLUMNS = ("asks", "organisation", "whom", "organisation", "wish", "answer")
RATING_COLUMNS = ("who", "meeting", "with", "how", "#mark")
EXPIRED, OPEN = "expired", "open"


class RequestShown(Fact):
    """One request, as it stands now."""

    asks: ParticipantId
    asks_organisation: str
    whom: ParticipantId
    whom_organisation: str
    wish: Wish
    answer: str
    """must, nice, no; open, or expired."""
    asked_at: AwareDatetime | None = None


class RequestsShown(Fact):
    """Requests between people who are both delegates."""

    requests: tuple[RequestShown, ...] = ()


class RatingShown(Fact):
    """What one side says of one meeting."""

    participant: ParticipantId
    item: ItemId
    other: ParticipantId
    went: str
    mark: int | None = None
    at: AwareDatetime | None = None


class RatingsShown(Fact):
    """What meetings were worth. Remarks stay in the vault."""

    summary: RatingsSummary
    ratings: tuple[RatingShown, ...] = ()
    no_shows: tuple[NoShow, ...] = ()


class MeetingsPageShown(Fact):
    """Where a delegate asks, answers and rates."""

    participant: ParticipantId
    page: str


def matchmaking_of(file: DelegationFile) -> MatchmakingRules:
    """Raises NotFound where delegates do not ask each other for meetings."""
    if file.matchmaking is None:
        raise NotFound(f"The delegates of {file.slug!r} ask each other for no meetings.")
    return file.matchmaking


async def said_by_all(legation: Legation, slug: str) -> tuple[dict[str, SaidOfMeetings], AwareDatetime]:
    """What every delegate said so far, and what time it is."""
    said: dict[str, SaidOfMeetings] = {}
    now = (await legation.status(slug)).now
    for participant in (await legation.ledger(slug)).delegates:
        said[participant] = (await legation.journey(slug, participant)).state.meetings
    return said, now


async def requests_of(
    legation: Legation, slug: str, file: DelegationFile, only: str | None = None
) -> tuple[RequestShown, ...]:
    """All requests as they stand, also before they are passed on; `only` of or to this delegate."""
    rules = matchmaking_of(file)
    said, now = await said_by_all(legation, slug)
    names = {one.participant: one.organisation for one in (await legation.roster(slug)).entries}
    unanswered = EXPIRED if now > rules.answer_by_at else OPEN
    found = [
        RequestShown(
            asks=asks,
            asks_organisation=names.get(asks, asks),
            whom=one.whom,
            whom_organisation=names.get(one.whom, one.whom),
            wish=one.wish,
            answer="" if one.wish is Wish.NO else _answer(asks, said[one.whom]) or unanswered,
            asked_at=one.at,
        )
        for asks, stated in sorted(said.items())
        for one in stated.requests
        if one.whom in said
    ]
    return tuple(one for one in found if only is None or only in (one.asks, one.whom))


def _answer(asks: str, theirs: SaidOfMeetings) -> str:
    """Who asks in return has answered with that, unless they said otherwise."""
    answered = (one.wish.value for one in theirs.answers if one.asks == asks)
    returned = (one.wish.value for one in theirs.requests if one.whom == asks)
    return next(answered, "") or next(returned, "")


def request_rows(requests: Iterable[RequestShown]) -> list[tuple[object, ...]]:
    return [
        (one.asks, one.asks_organisation, one.whom, one.whom_organisation, one.wish.value, one.answer)
        for one in requests
    ]


async def ratings_of(legation: Legation, slug: str, file: DelegationFile) -> RatingsShown:
    """What delegates said of their meetings so far, with the figures."""
    matchmaking_of(file)
    said, _ = await said_by_all(legation, slug)
    given = [
        RatingGiven(participant=one, rating=rating)
        for one, stated in sorted(said.items())
        for rating in stated.ratings
    ]
    no_shows = (await legation.ledger(slug)).no_shows
    return RatingsShown(
        summary=summary_of(given, no_shows),
        ratings=tuple(_rating(one) for one in given),
        no_shows=no_shows,
    )


def _rating(one: RatingGiven) -> RatingShown:
    said = one.rating
    return RatingShown(
        participant=one.participant,
        item=said.item,
        other=said.other,
        went=said.went.value,
        mark=said.mark,
        at=said.at,
    )


def rating_rows(found: RatingsShown) -> list[tuple[object, ...]]:
    return [(one.participant, one.item, one.other, one.went, one.mark) for one in found.ratings]


def summary_line(summary: RatingsSummary) -> str:
    marks = show.amount(summary.marked, "mark")
    mean = "no marks" if summary.mean is None else f"{marks}, {summary.mean:.2f} on average"
    missed = show.amount(summary.no_shows, "meeting")
    line = f"{show.amount(summary.given, 'rating')}, {mean}; {missed} with somebody missing."
    again = ", ".join(summary.repeated)
    return f"{line} Missing more than once: {again}." if again else line
