"""What delegates are told of requests for meetings, and what organisers have to do about them.

Facts name people by id; who they are, and what they wrote, is looked up when the letter is rendered.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from delegation.decision_letters import moment_of
from delegation.encounters import MeetingRequest
from delegation.file import DelegationFile
from delegation.itinerary import Itinerary
from delegation.letter import FactValue, Letter, LetterName
from delegation.matchmaking_rules import MatchmakingRules
from delegation.meeting import Wish
from delegation.request_rules import meetings_of, standing
from delegation.requesting import NoShow, RequestBook
from delegation.zoned import instant, zone_named


def opening_letter(participant: str, book: RequestBook, file: DelegationFile) -> Letter:
    """Who takes part, until when one may ask, and how many."""
    facts: dict[str, FactValue] = {
        "partners": tuple({"participant": one} for one in book.partners),
        "closes_at": moment_of(book.closes_at, file),
        "at_most": "" if book.at_most is None else str(book.at_most),
        "meetings_url": "",
    }
    return Letter(name=LetterName.REQUESTS_OPEN, recipient=participant, facts=facts)


def request_letter(
    name: LetterName,
    participant: str,
    requests: Sequence[MeetingRequest],
    rules: MatchmakingRules,
    file: DelegationFile,
    *,
    sequence: int = 0,
) -> Letter:
    """Who asks them, with their words; how much they want it stays with us."""
    facts: dict[str, FactValue] = {
        "requests": tuple({"participant": one.asks, "message": one.message} for one in requests),
        "due": moment_of(rules.answer_by_at, file),
        "meetings_url": "",
    }
    return Letter(name=name, recipient=participant, sequence=sequence, facts=facts)


def by_asked(requests: Iterable[MeetingRequest]) -> dict[str, tuple[MeetingRequest, ...]]:
    """Requests by who is asked, both in order."""
    found: dict[str, tuple[MeetingRequest, ...]] = {}
    for one in sorted(requests, key=lambda one: (one.whom, one.asks)):
        found[one.whom] = (*found.get(one.whom, ()), one)
    return found


def new_requests(
    before: Iterable[MeetingRequest], after: Iterable[MeetingRequest]
) -> tuple[MeetingRequest, ...]:
    """Those the asked has not been told of."""
    told = {(one.asks, one.whom) for one in before if one.wish is not Wish.NO}
    return tuple(one for one in after if (one.asks, one.whom) not in told and one.wish is not Wish.NO)


def not_arranged(
    participant: str,
    requests: Iterable[MeetingRequest],
    delegates: Sequence[str],
    itinerary: Itinerary,
    organisations: Mapping[str, str],
) -> tuple[str, ...]:
    """Organisations with which no meeting could be arranged, for whoever wanted it.

    Whom this delegate asked, and who asked them and was not told no. Nobody learns from it who said no.
    """
    met = {one.other for one in meetings_of(participant, itinerary)}
    wanted = [one.whom for one in standing(requests, delegates) if one.asks == participant]
    wanted += [
        one.asks
        for one in standing(requests, delegates)
        if one.whom == participant and one.answer in (Wish.MUST, Wish.NICE)
    ]
    missed = {organisations.get(one, one) for one in wanted if one not in met}
    return tuple(sorted(missed))


# --- on site -------------------------------------------------------------------------------------


def meeting_days(rules: MatchmakingRules) -> tuple[tuple[date, datetime], ...]:
    """Each day with meetings, on the clock of the place, and when the last slot of it ends."""
    ends: dict[date, datetime] = {}
    for round_ in rules.rounds:
        for slot in round_.slots:
            day, end = slot.starts.date(), round_.hours(slot)[1]
            ends[day] = max(end, ends.get(day, end))
    return tuple(sorted(ends.items()))


def ratings_letter(participant: str, day: date, itinerary: Itinerary, file: DelegationFile) -> Letter | None:
    """The meetings of that day, for this delegate to say how they went; None if there were none."""
    zone = zone_named(_zone_of(file))
    met = [one for one in meetings_of(participant, itinerary) if one.starts_at.astimezone(zone).date() == day]
    if not met:
        return None
    facts: dict[str, FactValue] = {
        "meetings": tuple(
            {"time": f"{one.starts_at.astimezone(zone):%H:%M}", "participant": one.other} for one in met
        ),
        "day": _day_fact(day, file),
        "meetings_url": "",
    }
    return Letter(
        name=LetterName.RATINGS_WANTED, recipient=participant, sequence=day.toordinal(), facts=facts
    )


def _zone_of(file: DelegationFile) -> str:
    return file.matchmaking.rounds[0].zone if file.matchmaking else file.organiser.zone


def _day_fact(day: date, file: DelegationFile) -> str:
    """Noon of the day as a moment, of which letters say the date in their language."""
    noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - made aware by instant()
    return moment_of(instant(noon, _zone_of(file)), file)


def no_show_task_id(missing: str) -> str:
    return f"no-show-{missing}"


def no_show_task(missing: str, no_shows: Iterable[NoShow], slug: str) -> str:
    """Who waited, how often it happened, and what can be done; empty if nobody waited."""
    waited = [one.waited for one in no_shows if one.missing == missing]
    if not waited:
        return ""
    times = "a meeting" if len(waited) == 1 else f"{len(waited)} meetings"
    return (
        f"{missing} did not come to {times} (waited: {', '.join(waited)}); call them, and if they are gone, "
        f"'./legation change drop-out {slug} {missing}' frees the rest"
    )
