"""What delegates may ask, answer and rate when, and what becomes of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from delegation.application import Applied, Facts
from delegation.calendars.when import city_of
from delegation.encounters import MeetingRequest
from delegation.file import DelegationFile
from delegation.host_rules import reminder_of
from delegation.itinerary import ItemKind, Itinerary
from delegation.matchmaking_rules import MatchmakingRules
from delegation.meeting import Wish
from delegation.requesting import (
    AnswerRequests,
    MeetingMissed,
    Met,
    NoShow,
    RateMeetings,
    RequestBook,
    Requested,
    RequestMeetings,
    SaidOfMeetings,
    Went,
)
from delegation.zoned import stamp

PAIR = 2
NO_TRAVEL = "Only delegates with a confirmed place ask for meetings, answer and rate them."


# --- who meets whom ------------------------------------------------------------------------------


def group_of(facts: Facts, file: DelegationFile) -> str:
    """The group of the registration somebody belongs to; empty where there are none."""
    field = file.registration.group_field if file.registration else None
    return next(iter(facts.values_of(field)), "") if field else ""


def may_meet(one: str, other: str, rules: MatchmakingRules, file: DelegationFile) -> bool:
    """Whether members of these groups meet in any round; where there are no groups, everybody does."""
    if file.registration is None or not file.registration.groups:
        return True
    return any(round_.between in ((one, other), (other, one)) for round_ in rules.rounds)


def book_of(
    participant: str,
    file: DelegationFile,
    applied: Mapping[str, Applied],
    delegates: Sequence[str],
    requests: Iterable[MeetingRequest],
    itinerary: Itinerary | None,
) -> RequestBook | None:
    """What this delegate may ask, answer and rate; None where delegates do not ask each other.

    `applied` by participant. People who are no delegates any more, or not yet, are in none of the lists.
    """
    rules = file.matchmaking
    me = applied.get(participant)
    if rules is None or me is None:
        return None
    others = [applied[one] for one in sorted(delegates) if one != participant and one in applied]
    own = [one.participant for one in others if one.facts.organisation == me.facts.organisation]
    mine = group_of(me.facts, file)
    met = [one.participant for one in others if may_meet(mine, group_of(one.facts, file), rules, file)]
    told = [one for one in standing(requests, delegates) if one.whom == participant]
    return RequestBook(
        zone=rules.zone,
        opens_at=rules.requests_open_at,
        closes_at=rules.requests_close_at,
        answer_by=rules.answer_by_at,
        at_most=rules.requests_at_most,
        partners=tuple(one for one in met if one not in own),
        own=tuple(own),
        apart=tuple(one.participant for one in others if one.participant not in (*met, *own)),
        asked_by=tuple(sorted(one.asks for one in told)),
        words={one.asks: one.message for one in told if one.message},
        meetings=meetings_of(participant, itinerary) if itinerary else (),
    )


def standing(requests: Iterable[MeetingRequest], delegates: Iterable[str]) -> tuple[MeetingRequest, ...]:
    """Requests for a meeting between people who are both delegates still; who is ruled out is not in it."""
    here = frozenset(delegates)
    return tuple(one for one in requests if one.asks in here and one.whom in here and one.wish is not Wish.NO)


def meetings_of(participant: str, itinerary: Itinerary) -> tuple[Met, ...]:
    """The meetings of a delegate with other delegates, by time."""
    found = [
        Met(item=item.id, other=other, starts_at=item.starts_at, ends_at=item.ends_at)
        for item in itinerary.items
        if item.kind is ItemKind.MEETING and not item.cancelled and not item.hosts
        for other in item.attendees or ()
        if other != participant
        and participant in (item.attendees or ())
        and len(item.attendees or ()) == PAIR
    ]
    return tuple(sorted(found, key=lambda met: (met.starts_at, met.item)))


# --- asking --------------------------------------------------------------------------------------


def why_not_request(
    said: RequestMeetings, before: SaidOfMeetings, participant: str, now: datetime
) -> str | None:
    """One asks from the opening to the closing of requests, people one may meet, each once."""
    book = said.book
    if now < book.opens_at:
        return f"Requests for meetings open on {_told(book.opens_at, book)}; please ask from then on."
    if now > book.closes_at:
        return f"Requests for meetings closed on {_told(book.closes_at, book)}."
    named = [*(one.whom for one in said.requests), *said.taken_back]
    if not named:
        return "Nobody was named; say whom to meet, or whose request to take back."
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        return f"{', '.join(twice)} is named twice; say one thing about each."
    for one in said.requests:
        if (reason := _why_not_whom(one.whom, book, participant)) is not None:
            return reason
    return _why_not_so_many(said, before)


def _told(moment: datetime, book: RequestBook) -> str:
    """On the clock of the dates, with the place whose clock it is."""
    return stamp(moment, book.zone, place=city_of(book.zone))


def _why_not_whom(whom: str, book: RequestBook, participant: str) -> str | None:
    if whom == participant:
        return "One cannot ask oneself for a meeting; name somebody else."
    if whom in book.own:
        return f"{whom} is of the same organisation; ask somebody of another one."
    if whom in book.apart:
        return f"{whom} is of a group that does not meet yours in any round; ask somebody else."
    if whom not in book.partners:
        return f"There is no delegate {whom}; look the ids up in the list of who takes part."
    return None


def _why_not_so_many(said: RequestMeetings, before: SaidOfMeetings) -> str | None:
    limit = said.book.at_most
    asking = [one for one in after_requests(before, said, None).requests if one.wish is not Wish.NO]
    if limit is None or len(asking) <= limit:
        return None
    return f"These would be {len(asking)} requests, and {limit} are possible; take some of them back."


def after_requests(before: SaidOfMeetings, said: RequestMeetings, at: datetime | None) -> SaidOfMeetings:
    """The last word on each person; what is said again unchanged keeps its time."""
    kept = {one.whom: one for one in before.requests if one.whom not in said.taken_back}
    for one in said.requests:
        old = kept.get(one.whom)
        same = old is not None and (old.wish, old.message) == (one.wish, one.message)
        kept[one.whom] = old if same and old is not None else one.model_copy(update={"at": at})
    return before.model_copy(update={"requests": tuple(one for _, one in sorted(kept.items()))})


# --- answering -----------------------------------------------------------------------------------


def why_not_answer_requests(said: AnswerRequests, now: datetime) -> str | None:
    """Requests that were passed on are answered until their date."""
    book = said.book
    named = [*(one.asks for one in said.answers), *said.left_open]
    if now > book.answer_by:
        until = _told(book.answer_by, book)
        return f"Requests could be answered until {until}; to rule out a meeting, write to the organiser."
    if not named:
        return "Nothing was answered; say must, nice or no to a request."
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        return f"{', '.join(twice)} is named twice; answer each request once."
    strange = sorted(set(named) - set(book.asked_by))
    if strange:
        asking = ", ".join(book.asked_by) or "nobody"
        return f"{', '.join(strange)} asked for no meeting, or takes no part any more; {asking} did."
    return None


def after_answers(before: SaidOfMeetings, said: AnswerRequests, at: datetime | None) -> SaidOfMeetings:
    """The last word on each request; what is said again unchanged keeps its time."""
    kept = {one.asks: one for one in before.answers if one.asks not in said.left_open}
    for one in said.answers:
        old = kept.get(one.asks)
        kept[one.asks] = old if old and old.wish is one.wish else one.model_copy(update={"at": at})
    return before.model_copy(update={"answers": tuple(one for _, one in sorted(kept.items()))})


def unanswered(said: SaidOfMeetings, asked_by: Iterable[str]) -> tuple[str, ...]:
    """Whose request has no answer. Who is asked in return has one."""
    known = {*(one.asks for one in said.answers), *(one.whom for one in said.requests)}
    return tuple(one for one in asked_by if one not in known)


def reminder_at(rules: MatchmakingRules) -> datetime | None:
    """When those are reminded who have not answered; None: never."""
    at = reminder_of(rules.requests_close_at, rules.answer_by_at, rules.remind_days_before)
    return at if at is not None and at < rules.answer_by_at else None


def collected(
    said: Mapping[str, SaidOfMeetings], books: Mapping[str, RequestBook]
) -> tuple[MeetingRequest, ...]:
    """All requests with their answers, by who asks and whom. Only people who may meet are in it.

    Who asks somebody in return has answered with that, unless they said otherwise.
    """
    return tuple(
        _collected(participant, one, said.get(one.whom, SaidOfMeetings()))
        for participant, stated in sorted(said.items())
        for one in stated.requests
        if participant in books and one.whom in books[participant].partners
    )


def _collected(participant: str, one: Requested, theirs: SaidOfMeetings) -> MeetingRequest:
    answer = next((said for said in theirs.answers if said.asks == participant), None)
    returned = next((said for said in theirs.requests if said.whom == participant), None)
    given = answer or returned
    return MeetingRequest(
        asks=participant,
        whom=one.whom,
        wish=one.wish,
        answer=given.wish if given else None,
        asked_at=one.at,
        answered_at=given.at if given else None,
        message=one.message.key if one.message else "",
    )


# --- rating --------------------------------------------------------------------------------------


def why_not_rate(said: RateMeetings, now: datetime) -> str | None:
    """One's own meetings are rated once they have begun."""
    known = {met.item: met for met in said.book.meetings}
    for one in said.ratings:
        met = known.get(one.item)
        if met is None or met.other != one.other:
            return f"{one.item!r} is no meeting of yours with {one.other}."
        if now < met.starts_at:
            begins = _told(met.starts_at, said.book)
            return f"The meeting with {one.other} begins on {begins}; say afterwards how it went."
    return None


def after_ratings(before: SaidOfMeetings, said: RateMeetings, at: datetime | None) -> SaidOfMeetings:
    """The last word on each meeting."""
    kept = {one.item: one for one in before.ratings}
    for one in said.ratings:
        old = kept.get(one.item)
        same = old is not None and old.model_copy(update={"at": one.at}) == one
        kept[one.item] = old if same and old is not None else one.model_copy(update={"at": at})
    return before.model_copy(update={"ratings": tuple(one for _, one in sorted(kept.items()))})


def missed_anew(
    before: SaidOfMeetings, after: SaidOfMeetings, participant: str, at: datetime
) -> tuple[MeetingMissed, ...]:
    """Who did not come, as far as that is said for the first time or taken back."""
    old = {one.item for one in before.ratings if one.went is Went.MISSED}
    changed = [one for one in after.ratings if (one.went is Went.MISSED) != (one.item in old)]
    return tuple(
        MeetingMissed(
            at=at,
            participant=participant,
            missing=one.other,
            item=one.item,
            is_taken_back=one.went is not Went.MISSED,
        )
        for one in changed
    )


def after_missing(no_shows: Iterable[NoShow], missed: MeetingMissed, at: datetime) -> tuple[NoShow, ...]:
    """All who did not come, oldest first; to hear the same twice changes nothing."""
    key = (missed.missing, missed.participant, missed.item)
    known = tuple(no_shows)
    others = tuple(one for one in known if (one.missing, one.waited, one.item) != key)
    if missed.is_taken_back:
        return others
    if others != known:
        return known
    return (*known, NoShow(missing=missed.missing, waited=missed.participant, item=missed.item, at=at))
