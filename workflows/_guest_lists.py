"""Guest lists: each host learns by its date who comes, and again when that changes."""

from collections.abc import Iterable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.document import DocumentKind, DocumentRef
    from delegation.guest_lists import guest_list_dates
    from delegation.news import GuestListSent, HostNews

from workflows._dates import Due, Step
from workflows._desk import Desk
from workflows._documents import documents_of, refresh_documents


def guest_list_steps(desk: Desk) -> list[Due]:
    """When which hosts need to know who comes. Nothing where the file has no `hosting`."""
    return [(due, "Guest lists", _sending(hosts)) for due, hosts in guest_list_dates(desk.file).items()]


def _sending(hosts: tuple[str, ...]) -> Step:
    async def send(desk: Desk) -> None:
        await send_guest_lists(desk, hosts)

    return send


async def send_guest_lists(desk: Desk, hosts: Iterable[str]) -> None:
    """The first list to each of these hosts that receives somebody."""
    wanted = {host for host in hosts if host not in desk.state.guest_lists}
    if desk.state.plan is None:
        return
    await refresh_documents(desk, lambda one: one.kind is DocumentKind.GUEST_LIST and one.about in wanted)
    lists = documents_of(desk, lambda one: one.kind is DocumentKind.GUEST_LIST and one.about in wanted)
    await _hand_out(desk, lists)


def hosts_with_lists(desk: Desk) -> frozenset[str]:
    """Those that have a list, and those that had nobody to expect on its date."""
    now = desk.clock.now()
    due = (host for at, hosts in guest_list_dates(desk.file).items() if at <= now for host in hosts)
    return frozenset((*desk.state.guest_lists, *due))


async def renew_guest_lists(desk: Desk, made: Iterable[DocumentRef]) -> None:
    """Hosts that have a list, or should have one by now, get the new one where a fact in it changed."""
    known = hosts_with_lists(desk)
    changed = [ref for ref in made if ref.kind is DocumentKind.GUEST_LIST and ref.about in known]
    about = {ref.about for ref in changed}
    await _hand_out(
        desk, documents_of(desk, lambda one: one.kind is DocumentKind.GUEST_LIST and one.about in about)
    )


async def _hand_out(desk: Desk, lists: Iterable[DocumentRef]) -> None:
    by_host: dict[str, tuple[DocumentRef, ...]] = {}
    for ref in lists:
        by_host[ref.about] = (*by_host.get(ref.about, ()), ref)
    now, sent = desk.clock.now(), dict(desk.state.guest_lists)
    news: dict[str, HostNews] = {}
    for host, refs in sorted(by_host.items()):
        sent[host] = sent.get(host, 0) + 1
        news[host] = GuestListSent(at=now, number=sent[host], attachments=refs)
    desk.set(guest_lists=sent)
    await desk.tell_hosts(news, "Guest lists")
