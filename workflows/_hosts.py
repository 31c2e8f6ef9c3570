"""Hosts: each is told its part of the programme, through a workflow that keeps its calendar true."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.change import Effect
    from delegation.correspondence import changes_of, host_agenda, thanks_facts
    from delegation.host_letters import (
        confirm_task,
        confirm_task_id,
        meeting_sections,
        meetings_with,
        news_of_asking,
        news_of_requests,
        requests_task,
        requests_task_id,
        requests_to,
    )
    from delegation.itinerary import Itinerary
    from delegation.letter import FactValue, Letter, LetterName
    from delegation.meeting import Host, Wishes
    from delegation.news import DelegationClosed, HostNews, HostThanked, ItineraryPublished
    from delegation.planning.hosting import hosted_items

from workflows._dates import Due
from workflows._desk import Desk


def host_dates(desk: Desk) -> list[Due]:
    """What hosts are asked when, before the programme is planned. Nothing where the file has no `hosting`."""
    hosting = desk.file.hosting
    dates: list[Due] = []
    if hosting is not None:
        dates.append((hosting.asked_at, "Hosts are asked", ask_hosts))
        dates.append((hosting.confirm_by_at, "Hosts have confirmed", note_silent_hosts))
    for meetings in meeting_sections(desk.file):
        if (until := meetings.hosts_answer_by_at) is not None:
            dates.append((meetings.wishes_close_at, "Requests go to hosts", send_requests))
            dates.append((until, "Hosts have answered requests", note_unanswered_requests))
    return dates


async def ask_hosts(desk: Desk) -> None:
    """Each host that receives something is asked to confirm it."""
    now = desk.clock.now()
    news: dict[str, HostNews] = {
        host.id: asked for host in _staying(desk) if (asked := news_of_asking(host, desk.file, now))
    }
    await desk.tell_hosts(news, "Asked to confirm")


async def send_requests(desk: Desk) -> None:
    """Each host learns which organisations ask it for a meeting; how much they want it stays with us."""
    now, wishes = desk.clock.now(), _wishes_of_delegates(desk)
    news: dict[str, HostNews] = {
        host.id: asked
        for host in _staying(desk)
        if (asked := news_of_requests(host, desk.file, wishes, desk.organisations(), now))
    }
    await desk.tell_hosts(news, "Requests for meetings")


async def note_silent_hosts(desk: Desk) -> None:
    """Who has not confirmed by the date is for the organiser to call."""
    confirmed = {one.host for one in desk.state.host_answers if one.confirmed}
    for host in _staying(desk):
        if host.id not in confirmed and news_of_asking(host, desk.file, _asked_at(desk)):
            desk.note_task(confirm_task_id(host.id), confirm_task(host.id, desk.slug))


async def note_unanswered_requests(desk: Desk) -> None:
    """What is unanswered lapses; the organiser may still answer for the host until the programme is made."""
    answers = {one.host: {wish.participant for wish in one.wishes} for one in desk.state.host_answers}
    now, wishes = desk.clock.now(), _wishes_of_delegates(desk)
    for host in _staying(desk):
        until = rules.hosts_answer_by_at if (rules := meetings_with(host, desk.file)) else None
        asking = requests_to(host.id, wishes, desk.organisations()) if until and until <= now else ()
        names = [one.participant for one in asking if one.participant not in answers.get(host.id, set())]
        if names:
            desk.note_task(requests_task_id(host.id), requests_task(host.id, names, desk.slug))


async def thank_asked_hosts(desk: Desk) -> None:
    """Thanks to those who gave something, each with its page."""
    if desk.state.plan is None:
        return
    itinerary, now = desk.state.plan.itinerary, desk.clock.now()
    news: dict[str, HostNews] = {
        host.id: HostThanked(at=now, facts=facts)
        for host in desk.file.hosts
        if (facts := thanks_facts(host.id, itinerary))
    }
    await desk.tell_hosts(news, "Thanks to hosts")


def _asked_at(desk: Desk) -> datetime:
    return desk.file.hosting.asked_at if desk.file.hosting else desk.clock.now()


def _staying(desk: Desk) -> Sequence[Host]:
    """The hosts that have not withdrawn."""
    gone = {one.host for one in desk.state.withdrawn_hosts}
    return [host for host in desk.file.hosts if host.id not in gone]


def _wishes_of_delegates(desk: Desk) -> dict[str, Wishes]:
    return {one: desk.state.wishes[one] for one in desk.state.delegates if one in desk.state.wishes}


async def tell_hosts_early(desk: Desk) -> None:
    """The preliminary programme, by letter only: nothing enters a calendar yet.

    It leaves as letter 0, since the final one may be of the same version.
    """
    itinerary = desk.state.plan.itinerary if desk.state.plan else Itinerary()
    letters = [
        _letter(LetterName.HOST_AGENDA, host, _facts(desk, host, itinerary))
        for host in _receiving(desk, itinerary)
    ]
    await desk.write(letters, "Preliminary programme to hosts")


async def publish_to_hosts(
    desk: Desk,
    letter: LetterName,
    effects: Mapping[str, Effect],
    old: Itinerary,
    *,
    everyone: bool = False,
    reason: str = "",
    urgent: bool = False,
) -> None:
    """Hand hosts their part of the itinerary: those it changes something for, or `everyone` who has one."""
    if desk.state.plan is None:
        return
    new = desk.state.plan.itinerary
    receiving = [host.id for host in _receiving(desk, new)] if everyone else []
    news = {}
    for host in desk.file.hosts:
        if host.id not in effects and host.id not in receiving:
            continue
        effect = effects.get(host.id, Effect(recipient=host.id))
        facts = {**_facts(desk, host, new), "changes": changes_of(effect.differences, new, old)}
        news[host.id] = ItineraryPublished(
            at=desk.clock.now(),
            version=new.version,
            items=hosted_items(host.id, new, desk.file, desk.organisations()),
            letter=letter,
            facts={**facts, "reason": reason} if reason else facts,
            differences=effect.differences,
            rules=desk.file.calendar,
            urgent=urgent,
        )
    await desk.tell_hosts(news, f"Itinerary version {new.version}")


async def close_hosts(desk: Desk, news: DelegationClosed) -> None:
    """The last news to every host; if the delegation is cancelled, also to those who had a letter only."""
    itinerary = desk.state.plan.itinerary if desk.state.plan else Itinerary()
    receiving = _receiving(desk, itinerary)
    told = await desk.tell_hosts({host.id: news for host in desk.file.hosts}, "The delegation has ended")
    if news.cancelled and news.letter is not None:
        unreached = [host for host in receiving if host.id in told]
        letters = [_letter(news.letter, host, news.facts) for host in unreached]
        await desk.write(letters, "Called off with hosts")


def _receiving(desk: Desk, itinerary: Itinerary) -> Sequence[Host]:
    """The hosts that have something in this itinerary."""
    busy = {host for item in itinerary.items if not item.cancelled for host in item.hosts}
    return [host for host in desk.file.hosts if host.id in busy]


def _facts(desk: Desk, host: Host, itinerary: Itinerary) -> dict[str, FactValue]:
    agenda = host_agenda(host.id, itinerary, desk.file, desk.organisations())
    return {"version": str(itinerary.version), "rows": agenda, "changes": ()}


def _letter(name: LetterName, host: Host, facts: dict[str, FactValue], sequence: int = 0) -> Letter:
    """To the person who answers the host's mail."""
    return Letter(name=name, recipient=host.person, host=host.id, sequence=sequence, facts=facts)
