"""What hosts are told and asked: what they would receive, who asks for a meeting, what waits for them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from delegation.correspondence import Facts, Row, host_agenda
from delegation.decision_letters import moment_of
from delegation.file import DelegationFile
from delegation.host_rules import is_confirmed, items_as_answered, reminder_of, unanswered
from delegation.host_state import HostState, Question
from delegation.hosting import Asking, HostWithdrawal
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.meeting import Host, MeetingRules, Slot, Wish, Wishes
from delegation.meeting_sections import receives_at_home, section_of_host
from delegation.news import HostAsked, HostRequests
from delegation.zoned import instant, zone_named


def meeting_sections(file: DelegationFile) -> tuple[MeetingRules, ...]:
    """The meetings of every city, by date."""
    return file.meeting_sections


def meetings_with(host: Host, file: DelegationFile) -> MeetingRules | None:
    """Where the host takes meetings: in the city it names, or where meetings come first."""
    if not host.meets:
        return None
    return section_of_host(meeting_sections(file), host)


def news_of_asking(host: Host, file: DelegationFile, now: datetime) -> HostAsked | None:
    """What the host is asked to confirm; None if it receives nothing or hosts are not asked."""
    rules, rows = file.hosting, rows_asked(host, file)
    if rules is None or not rows or rules.confirm_by_at <= now:
        return None
    meetings = meetings_with(host, file)
    return HostAsked(
        at=now,
        facts={"rows": rows, "confirm_by": moment_of(rules.confirm_by_at, file)},
        until=rules.confirm_by_at,
        remind_at=reminder_of(now, rules.confirm_by_at, rules.remind_days_before),
        at_most=host.at_most if meetings else None,
        slots=tuple(slot.id for slot in meetings.slots) if meetings else (),
        ends_at=_end_of(host, file),
    )


def rows_asked(host: Host, file: DelegationFile) -> tuple[Row, ...]:
    """What the host would receive, by the delegation file: the rows of its letter by time, on the place's
    clock."""
    items = Itinerary(items=_received(host, file))
    rows = tuple({**row, "remark": _most(row, items)} for row in host_agenda(host.id, items, file, {}))
    meetings = meetings_with(host, file)
    if meetings is None:
        return rows
    starts = instant(min(slot.starts for slot in meetings.slots), meetings.zone)
    earlier = sum(item.starts_at < starts for item in items.items)
    return (*rows[:earlier], _meetings_row(host, file, meetings), *rows[earlier:])


def _received(host: Host, file: DelegationFile) -> tuple[ItineraryItem, ...]:
    return tuple(item for item in file.itinerary if host.id in item.hosts and not item.cancelled)


def _most(row: Row, items: Itinerary) -> str:
    """How many come: at a visit one chooses, as many as it takes."""
    item = items.item(row["item"])
    if item is None or item.capacity is None or item.attendees is not None:
        return row["remark"]
    return f"up to {item.capacity} guests"


def _meetings_row(host: Host, file: DelegationFile, rules: MeetingRules) -> Row:
    first, last = min(rules.slots, key=_start), max(rules.slots, key=_start)
    starts, ends = instant(first.starts, rules.zone), _end(last, rules)
    at_home = receives_at_home(meeting_sections(file), host)
    place = file.place(host.receives_at if at_home else rules.place)
    minutes = sorted({slot.minutes for slot in rules.slots})
    lasting = f"of {minutes[0]} minutes" if len(minutes) == 1 else f"of {minutes[0]} to {minutes[-1]} minutes"
    return {
        "day": f"{starts:%a %-d %b}",
        "time": f"{starts:%H:%M}-{ends:%H:%M}",
        "zone": starts.astimezone(zone_named(rules.zone)).tzname() or rules.zone,
        "title": "One-to-one meetings",
        "place": ", ".join(
            part for part in (place.name if place else "", "" if at_home else rules.room) if part
        ),
        "remark": f"up to {host.at_most} meetings {lasting}",
    }


def _start(slot: Slot) -> datetime:
    return slot.starts


def _end(slot: Slot, rules: MeetingRules) -> datetime:
    return instant(slot.starts, rules.zone) + timedelta(minutes=slot.minutes)


def _end_of(host: Host, file: DelegationFile) -> datetime | None:
    """When the last thing the host receives is over."""
    ends = [item.ends_at for item in _received(host, file)]
    meetings = meetings_with(host, file)
    if meetings is not None:
        ends += [_end(slot, meetings) for slot in meetings.slots]
    return max(ends, default=None)


def news_of_requests(
    host: Host,
    file: DelegationFile,
    wishes: Mapping[str, Wishes],
    organisations: Mapping[str, str],
    now: datetime,
) -> HostRequests | None:
    """Who asks the host for a meeting; None if nobody does, wishes are still open, or time is over."""
    rules = meetings_with(host, file)
    until = rules.hosts_answer_by_at if rules else None
    asking = requests_to(host.id, wishes, organisations)
    if rules is None or until is None or not rules.wishes_close_at <= now < until or not asking:
        return None
    days = file.hosting.remind_days_before if file.hosting else 0
    named = tuple(dict.fromkeys(one.organisation for one in asking))
    return HostRequests(
        at=now,
        facts={"organisations": named, "due": moment_of(until, file)},
        until=until,
        remind_at=reminder_of(now, until, days) if file.hosting else None,
        requests=asking,
    )


def requests_to(
    host: str, wishes: Mapping[str, Wishes], organisations: Mapping[str, str]
) -> tuple[Asking, ...]:
    """Delegates who want to meet the host, by id. How much they want to stays with us."""
    asking = (
        participant
        for participant, stated in sorted(wishes.items())
        if any(one.host == host and one.wish is not Wish.NO for one in stated.meetings or ())
    )
    return tuple(Asking(participant=one, organisation=organisations.get(one, one)) for one in asking)


# --- reminders -----------------------------------------------------------------------------------


def reminder_facts(state: HostState) -> Facts:
    """What waits for the host's answer, and until when the first of it does."""
    asked: list[tuple[Question, str]] = []
    if state.confirming is not None and not is_confirmed(state):
        asked.append((state.confirming, "You have not confirmed what you receive."))
    if state.requesting is not None and (count := len(unanswered(state))):
        asked.append((state.requesting, _requests_wait(count)))
    if not asked:
        return {}
    first = min((question for question, _ in asked), key=lambda question: question.until)
    return {"waiting": tuple(sentence for _, sentence in asked), "due": first.told}


def _requests_wait(count: int) -> str:
    if count == 1:
        return "One organisation asks for a meeting with you and has no answer yet."
    return f"{count} organisations ask for a meeting with you and have no answer yet."


# --- tasks of the organiser ----------------------------------------------------------------------


def confirm_task_id(host: str) -> str:
    return f"host-confirms-{host}"


def requests_task_id(host: str) -> str:
    return f"host-requests-{host}"


def answer_task_id(host: str) -> str:
    return f"host-answer-{host}"


def withdrawal_task_id(host: str) -> str:
    return f"host-withdrew-{host}"


def confirm_task(host: str, slug: str) -> str:
    return f"{host} has not confirmed what it receives; call, then './legation hosts answer {slug} {host}'"


def requests_task(host: str, open_requests: Iterable[str], slug: str) -> str:
    """Unanswered requests lapse: they count neither for nor against a meeting."""
    names = ", ".join(open_requests)
    return f"{host} has not answered {names}; the requests lapsed, see './legation hosts show {slug} {host}'"


def withdrawal_task(withdrawal: HostWithdrawal, items: Iterable[ItineraryItem]) -> str:
    """What has no host any more; empty if nothing is lost by it."""
    listed = tuple(items)
    left = items_as_answered(listed, (withdrawal,))
    lost = [
        one.title
        for one, before in zip(left, listed, strict=True)
        if one.cancelled and not before.cancelled and one.kind is not ItemKind.MEETING
    ]
    if not lost:
        return ""
    return (
        f"{withdrawal.host} withdrew ({withdrawal.reason.rstrip('.')}), "
        f"so nobody receives {', '.join(lost)}; find another host or tell the delegates"
    )
