"""What a host may answer when, and what its answers mean for the planning."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from delegation.host_state import HostState, Question
from delegation.hosting import HostAnswer, HostWithdrawal
from delegation.itinerary import ItineraryItem
from delegation.meeting import Host, HostWish, Wish
from delegation.moments import read_moment
from delegation.news import HostAsked, HostRequests, ItineraryPublished
from delegation.zoned import stamp

FIELDS = ("confirmed", "at_most", "guests_at_most", "unavailable")
"""Of an answer: what replaces an earlier one where it is said."""


def merged(before: HostAnswer | None, answer: HostAnswer) -> HostAnswer:
    """Both together: what `answer` leaves out stays as it was said `before`."""
    before = before or HostAnswer(host=answer.host)
    said = {name: getattr(before, name) for name in FIELDS if getattr(answer, name) is None}
    answered = {wish.participant: wish for wish in (*before.wishes, *answer.wishes)}
    kept = tuple(wish for name, wish in sorted(answered.items()) if name not in answer.left_open)
    return answer.model_copy(update={**said, "wishes": kept, "left_open": ()})


def says_the_same(one: HostAnswer | None, other: HostAnswer) -> bool:
    """Whether nothing but the moment and the way differs."""
    if one is None:
        return False
    return one.model_copy(update={"at": other.at, "source": other.source}) == other


def reminder_of(asked_at: datetime, until: datetime, days_before: int) -> datetime | None:
    """When to remind: days before the date, but not before half of the time has passed. None without time."""
    if until <= asked_at:
        return None
    return max(until - timedelta(days=days_before), asked_at + (until - asked_at) / 2)


def is_confirmed(state: HostState) -> bool:
    return state.answer is not None and bool(state.answer.confirmed)


def unanswered(state: HostState) -> tuple[str, ...]:
    """Who asked for a meeting and has no answer, by id."""
    answered = {wish.participant for wish in state.answer.wishes} if state.answer else set()
    return tuple(one.participant for one in state.requests if one.participant not in answered)


def reminder_due(state: HostState) -> datetime | None:
    """When the host is reminded next of what it has not answered."""
    if state.withdrawal is not None:
        return None
    waiting: list[Question | None] = []
    waiting += [] if is_confirmed(state) else [state.confirming]
    waiting += [state.requesting] if unanswered(state) else []
    return min((one.remind_at for one in waiting if one and one.remind_at), default=None)


def why_not_answer_host(answer: HostAnswer, state: HostState, now: datetime) -> str | None:
    """A host answers what it was asked, until the last thing it receives is over."""
    reason = _why_not_now(state, now)
    if reason is not None:
        return reason
    if answer.confirmed is False:
        return "A host that receives nobody withdraws, with a reason; limits say how many it receives."
    if state.at_most is None and (answer.at_most is not None or answer.unavailable):
        return "This host takes no one-to-one meetings, so there is no number of them and no slot to limit."
    unknown = sorted(set(answer.unavailable or ()) - set(state.slots))
    if unknown:
        return f"There is no slot {', '.join(unknown)}; the slots are {', '.join(state.slots)}."
    return _why_not_wishes(answer, state, now)


def _why_not_wishes(answer: HostAnswer, state: HostState, now: datetime) -> str | None:
    """Requests are answered until their date; after it, a host may still rule a meeting out."""
    asking = [one.participant for one in state.requests]
    named = (*(wish.participant for wish in answer.wishes), *answer.left_open)
    strange = sorted(set(named) - set(asking))
    if strange:
        return f"{', '.join(strange)} asked this host for no meeting; {', '.join(asking) or 'nobody'} did."
    if state.requesting is None or now <= state.requesting.until:
        return None
    before = {wish.participant: wish.wish for wish in state.answer.wishes} if state.answer else {}
    late = [one for one in answer.wishes if before.get(one.participant) != one.wish]
    opened = [one for one in answer.left_open if one in before]
    if opened or any(one.wish is not Wish.NO for one in late):
        return f"Requests could be answered until {until_of(state.requesting)}; you can still decline one."
    return None


def until_of(question: Question) -> str:
    """Until when it could be answered, on the organiser's clock."""
    moment = read_moment(question.told)
    return stamp(question.until, moment.zone, place=moment.place) if moment else f"{question.until:%d %B %Y}"


def why_not_withdraw_host(state: HostState, now: datetime) -> str | None:
    """A host withdraws once, until the last thing it receives is over."""
    return _why_not_now(state, now)


def _why_not_now(state: HostState, now: datetime) -> str | None:
    if state.withdrawal is not None:
        return "This host has withdrawn; to receive guests after all, write to the organiser."
    if state.ends_at is not None and now >= state.ends_at:
        return "What this host receives is over."
    return None


# --- what becomes of a host's state ------------------------------------------------------------------


def asked(state: HostState, news: HostAsked) -> HostState:
    """It is asked to confirm, once."""
    if state.confirming is not None:
        return state
    question = _question(news, "confirm_by")
    return state.model_copy(
        update={
            "rows": _rows_of(news),
            "at_most": news.at_most,
            "slots": news.slots,
            "ends_at": news.ends_at,
            "confirming": question,
        }
    )


def requested(state: HostState, news: HostRequests) -> HostState:
    """It is asked for meetings, once."""
    if state.requesting is not None or state.withdrawal is not None:
        return state
    return state.model_copy(update={"requests": news.requests, "requesting": _question(news, "due")})


def told_programme(state: HostState, news: ItineraryPublished) -> HostState:
    """It was told its part of the programme. What it was asked is over when the last item is."""
    ends = [item.ends_at for item in news.items]
    told = {"rows": _rows_of(news), "ends_at": max(ends, default=state.ends_at)}
    return state.model_copy(update=told)


def reminded(state: HostState) -> HostState:
    """It was reminded of all that is not answered; once of each."""
    return state.model_copy(
        update={
            name: question.model_copy(update={"remind_at": None})
            for name in ("confirming", "requesting")
            if (question := getattr(state, name)) is not None
        }
    )


def _question(news: HostAsked | HostRequests, fact: str) -> Question:
    told = news.facts.get(fact, "")
    said = told if isinstance(told, str) else ""
    return Question(asked_at=news.at, until=news.until, told=said, remind_at=news.remind_at)


def _rows_of(news: HostAsked | ItineraryPublished) -> tuple[dict[str, str], ...]:
    return tuple(row for row in news.facts.get("rows", ()) if isinstance(row, dict))


# --- what answers mean for the planning --------------------------------------------------------------


def hosts_as_answered(
    hosts: Iterable[Host], answers: Iterable[HostAnswer], withdrawn: Iterable[HostWithdrawal]
) -> tuple[Host, ...]:
    """The hosts with the limits they set. Who withdrew takes no meetings, and keeps its name."""
    said = {answer.host: answer for answer in answers}
    gone = {one.host for one in withdrawn}
    return tuple(_as_answered(host, said.get(host.id), is_gone=host.id in gone) for host in hosts)


def _as_answered(host: Host, answer: HostAnswer | None, *, is_gone: bool) -> Host:
    if is_gone:
        return host.model_copy(update={"meets": False, "at_most": 0})
    if answer is None:
        return host
    said = {
        name: getattr(answer, name)
        for name in ("at_most", "guests_at_most", "unavailable")
        if getattr(answer, name) is not None
    }
    return host.model_copy(update=said) if said else host


def host_wishes(answers: Iterable[HostAnswer]) -> tuple[HostWish, ...]:
    """What hosts answered to requests, in the order of hosts and participants."""
    wishes = (wish for answer in answers for wish in answer.wishes)
    return tuple(sorted(wishes, key=lambda wish: (wish.host, wish.participant)))


def items_as_answered(
    items: Sequence[ItineraryItem], withdrawn: Iterable[HostWithdrawal]
) -> tuple[ItineraryItem, ...]:
    """Without the hosts that withdrew; what only they received is cancelled."""
    gone = {one.host for one in withdrawn}
    return tuple(_without(item, gone) if gone.intersection(item.hosts) else item for item in items)


def _without(item: ItineraryItem, gone: set[str]) -> ItineraryItem:
    staying = tuple(host for host in item.hosts if host not in gone)
    return item.model_copy(
        update={"hosts": staying or item.hosts, "cancelled": item.cancelled or not staying}
    )
