"""Hosts: each is told its part of the programme, through a workflow that keeps its calendar true."""

from collections.abc import Mapping, Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.change import Effect
    from delegation.correspondence import changes_of, host_agenda
    from delegation.itinerary import Itinerary
    from delegation.letter import FactValue, Letter, LetterName
    from delegation.meeting import Host
    from delegation.news import DelegationClosed, ItineraryPublished
    from delegation.planning.hosting import hosted_items

from workflows._desk import Desk


async def tell_hosts_early(desk: Desk) -> None:
    """The preliminary programme, by letter only: nothing enters a calendar yet."""
    itinerary = desk.state.plan.itinerary if desk.state.plan else Itinerary()
    letters = [
        _letter(LetterName.HOST_AGENDA, host, _facts(desk, host, itinerary), itinerary.version)
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
