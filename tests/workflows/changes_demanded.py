"""What must hold of a published programme whenever everything is at rest, each demand said on its own."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from activities.dossiers import Dossiers
from activities.refresher import out_of_date
from activities.refreshing import RefreshOrder
from activities.versions import VersionOrder, versions_kept
from delegation.calendars.rendering import location
from delegation.change import ChangeRecord
from delegation.document import DocumentKind, DocumentRef, newest
from delegation.file import DelegationFile
from delegation.hosting import HostAnswer
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.meeting import Wish, Wishes
from delegation.papers.needed import OF_A_PROGRAMME
from delegation.papers.programme import Programme
from delegation.planning.checking.problem import ProblemCode
from delegation.planning.clashes import check_itinerary
from delegation.planning.composing import meeting_item_id
from delegation.planning.differences import differences
from delegation.planning.hosting import hosted_items
from delegation.planning.plan_state import PlanState
from delegation.rooming import RoomKind, RoomWish
from delegation.status import Ledger, PlanView
from tests.fakes import Delivered
from tests.workflows.changes_opened import Opened
from tests.workflows.people import APPLICANTS

PURPOSE = "X-Delegation-Purpose"
CHANGED = ("itinerary-changed", "host-changed")
Shown = tuple[str, object, object, str]


class Seen(NamedTuple):
    """What can be seen of a delegation at rest."""

    ledger: Ledger
    view: PlanView
    programme: Programme
    tasks: dict[str, str]
    answers: dict[str, HostAnswer]
    mails: int

    @property
    def plan(self) -> PlanState:
        assert self.view.state is not None
        return self.view.state

    def same_as(self, other: "Seen") -> bool:
        mine = self.plan, self.ledger.changes, self.ledger.documents, self.ledger.delegates
        theirs = other.plan, other.ledger.changes, other.ledger.documents, other.ledger.delegates
        return mine == theirs and (self.tasks, self.mails) == (other.tasks, other.mails)


# --- calendars ---------------------------------------------------------------------------------------


async def demand_calendars_as_published(opened: Opened, seen: Seen) -> None:
    """Everybody's calendar, replayed from the mails that left, is what is published for them."""
    trip, itinerary = opened.trip, seen.plan.itinerary
    for who in seen.ledger.delegates:
        if trip.calendar_of(who) or "agenda-final" in trip.letters_to(who):
            assert _held(opened, who) == _shown(opened, itinerary.of(who)), who
    organisations = {one: APPLICANTS[one].organisation for one in APPLICANTS}
    for host in opened.file.hosts:
        if trip.calendar_of(host.person) or trip.letters_to(host.person).count("host-agenda") > 1:
            hosted = hosted_items(host.id, itinerary, trip.file, organisations)
            assert _held(opened, host.person) == _shown(opened, hosted), host.id


def _held(opened: Opened, who: str) -> list[Shown]:
    held = opened.trip.calendar_of(who)
    return sorted((one.summary, one.starts_at, one.ends_at, one.location) for one in held)


def _shown(opened: Opened, items: Iterable[ItineraryItem]) -> list[Shown]:
    file = opened.file
    return sorted(
        (one.title, one.starts_at, one.ends_at, location(one, file.place(one.place))) for one in items
    )


# --- the plan ----------------------------------------------------------------------------------------


def demand_possible(seen: Seen, file: DelegationFile) -> None:
    """Nobody is in two places, and no capacity, limit or `no` is ignored."""
    plan = seen.plan
    problems = check_itinerary(plan.itinerary, file, expected=len(plan.delegates))
    serious = [one.sentence for one in problems if not one.is_warning and one.code is not ProblemCode.CLOSED]
    assert not serious, serious
    _demand_meetings_possible(plan)
    _demand_visits_possible(plan)
    for away in plan.away:
        item = plan.itinerary.item(away.item)
        assert item is None or away.participant not in (item.attendees or plan.delegates), away


def _demand_meetings_possible(plan: PlanState) -> None:
    meetings, rules = plan.schedule.meetings, plan.meeting_rules
    assert rules is not None
    assert max(Counter((one.participant, one.slot) for one in meetings).values(), default=0) <= 1
    assert max(Counter((one.host, one.slot) for one in meetings).values(), default=0) <= 1
    assert max(Counter((one.table, one.slot) for one in meetings).values(), default=0) <= 1
    assert max(Counter((one.participant, one.host) for one in meetings).values(), default=0) <= 1
    assert all(1 <= one.table <= rules.tables for one in meetings)
    for host in plan.hosts:
        assert len(plan.of_host(host.id)) <= host.at_most, host.id
    held = {meeting_item_id(one.participant, one.host) for one in meetings}
    assert held.isdisjoint(plan.cancelled)


def demand_new_meetings_wanted(before: Seen, seen: Seen) -> None:
    """A new meeting is with nobody who ruled it out, in no slot that the host cannot take."""
    plan, old = seen.plan, {(one.participant, one.host, one.slot) for one in before.plan.schedule.meetings}
    known = {(participant, host) for participant, host, _ in old}
    closed = {host.id: set(host.unavailable) for host in plan.hosts}
    for one in plan.schedule.meetings:
        if (one.participant, one.host) not in known:
            wish = _wish(seen.view.wishes.get(one.participant), one.host)
            assert wish is not Wish.NO, f"{one} although {one.participant} does not want it"
            answered = seen.answers.get(one.host, HostAnswer(host=one.host)).wishes
            refused = [wish for wish in answered if wish.wish is Wish.NO]
            assert one.participant not in [wish.participant for wish in refused], f"{one} was declined"
        if (one.participant, one.host, one.slot) not in old:
            assert one.slot not in closed[one.host], f"{one} in a slot the host cannot take"


def _wish(wishes: Wishes | None, host: str) -> Wish | None:
    return next((one.wish for one in (wishes and wishes.meetings) or () if one.host == host), None)


def _demand_visits_possible(plan: PlanState) -> None:
    limits = {host.id: host.guests_at_most for host in plan.hosts}
    places = Counter(one.participant for one in plan.visits.assignments)
    assert max(places.values(), default=0) <= 1
    for item in plan.itinerary.items:
        if item.block is None or item.cancelled:
            continue
        come = len(item.attendees or ())
        most = [item.capacity, *(limits[host] for host in item.hosts)]
        assert come <= min((one for one in most if one is not None), default=come), item.id


# --- who was told what -------------------------------------------------------------------------------


def demand_told_once(opened: Opened, before: Seen, seen: Seen) -> None:
    """Only those affected got a mail about a change, each change at most once."""
    new = opened.post.sent[before.mails :]
    assert len({mail.send_id for mail in opened.post.sent}) == len(opened.post.sent)
    records = [one for one in seen.ledger.changes if one not in before.ledger.changes]
    told = Counter(name for record in records for name in record.told())
    for who in (*APPLICANTS, *(host.id for host in opened.file.hosts)):
        host = opened.file.host(who)
        mine = _to(new, opened.trip.address_of(host.person if host else who))
        letters = sum(str(mail.parsed[PURPOSE]) in CHANGED for mail in mine)
        assert letters <= told[who], f"{who} got {letters} letters about {told[who]} changes"
        if len(records) == 1 and told[who] and (host is not None or who in seen.ledger.delegates):
            _demand_said(mine, records[0], who, is_final=_has_programme(opened, who))


def _has_programme(opened: Opened, who: str) -> bool:
    host = opened.file.host(who)
    return bool(opened.trip.calendar_of(host.person if host else who))


def _to(mails: Sequence[Delivered], address: str) -> list[Delivered]:
    return [mail for mail in mails if mail.recipient == address]


def _demand_said(mails: Sequence[Delivered], record: ChangeRecord, who: str, *, is_final: bool) -> None:
    """The letter about the change says what was and what is, as the record has it."""
    letters = [mail for mail in mails if str(mail.parsed[PURPOSE]) in CHANGED]
    if not letters and not is_final:
        return
    assert letters, f"{who} was not told of {record.change}"
    said = "".join(letters[0].part("text/plain").decode().split())
    (effect,) = [one for one in record.effects if one.recipient == who]
    for line in effect.differences:
        for words in filter(None, (line.old, line.new)):
            assert "".join(words.split()) in said, f"{who} was not told {words!r}"


def demand_versions_kept(opened: Opened, seen: Seen) -> None:
    """Every change has its version, kept once, and what the record says lies between the two."""
    kept = versions_kept(opened.store, opened.file.slug)
    changes = [one.change for one in kept if one.change is not None]
    assert sorted(changes) == sorted(record.change.id for record in seen.ledger.changes)
    numbers = [one.itinerary.version for one in kept]
    assert all(later - earlier in (0, 1) for earlier, later in pairwise(numbers))
    for one, other in pairwise(kept):
        assert (one.itinerary == other.itinerary) == (one.itinerary.version == other.itinerary.version)
    assert kept[-1].itinerary == seen.plan.itinerary
    for record in seen.ledger.changes:
        (version,) = [one for one in kept if one.change == record.change.id]
        before = next((one for one in kept if one.itinerary.version == record.version - 1), version)
        _demand_effects_agree(record, before, version, opened.file)


def _demand_effects_agree(
    record: ChangeRecord, before: VersionOrder, after: VersionOrder, file: DelegationFile
) -> None:
    assert record.version == after.itinerary.version
    assert record.told() == after.told
    if not record.effects:
        return
    organisations = {one: APPLICANTS[one].organisation for one in APPLICANTS}
    expected = differences(
        before.itinerary,
        after.itinerary,
        tuple(dict.fromkeys((*before.delegates, *after.delegates))),
        file,
        organisations,
        joined=[one for one in after.delegates if one not in before.delegates],
    )
    assert sorted(expected, key=str) == sorted(record.effects, key=str), record.change


# --- documents, guest lists, rooms -------------------------------------------------------------------


def demand_documents_true(opened: Opened, before: Seen, seen: Seen, now: datetime) -> None:
    """Every document says what is so: none would be made anew, and none is about what is no longer."""
    made = newest(seen.ledger.documents)
    if not any(one.kind is DocumentKind.PROGRAMME_BOOKLET for one in made):
        return
    order = RefreshOrder(
        delegation=opened.file.slug,
        programme=seen.programme,
        known=tuple(ref for one, ref in made.items() if one.kind in OF_A_PROGRAMME),
        made_at=now,
    )
    dossiers = Dossiers(opened.store, opened.legation.register)
    due, others = out_of_date(order, opened.file, dossiers)
    open_tasks = {DocumentKind.DAY_SHEET} if _has_other_tasks(before, seen) else set()
    assert not [one for one in due if one.kind not in open_tasks], "Out of date."
    assert others.gone == ()
    for record in seen.ledger.changes:
        assert len({ref.key for ref in record.documents}) == len(record.documents)


def _has_other_tasks(before: Seen, seen: Seen) -> bool:
    """Whether tasks came or went beside a change: day sheets show them with the next one."""
    records = [one for one in seen.ledger.changes if one not in before.ledger.changes]
    left = {task for record in records for task in record.tasks}
    return len(records) != 1 or not set(before.tasks) <= set(seen.tasks) <= {*before.tasks, *left}


def demand_lists_as_sent(opened: Opened, seen: Seen) -> None:
    """Each list differs from the one before, and the last one says who comes."""
    current = newest(seen.ledger.documents)
    for host in opened.file.hosts:
        mails = [m for m in opened.trip.mails_to(host.person) if str(m.parsed[PURPOSE]) == "host-guest-list"]
        lists = [_guests(_attached(mail)) for mail in mails]
        for one, other in pairwise(lists):
            assert one != other, f"{host.id} got the same list twice"
        refs = [
            ref for one, ref in current.items() if (one.kind, one.about) == (DocumentKind.GUEST_LIST, host.id)
        ]
        if lists and refs:
            assert lists[-1] == _guests(_content(opened, refs)), host.id


def _attached(mail: Delivered) -> bytes:
    return bytes(mail.part("application/pdf"))


def _content(opened: Opened, refs: Sequence[DocumentRef]) -> bytes:
    (key,) = [ref.key for ref in refs if ref.key.endswith(".pdf")]
    return opened.store.content[key]


def _guests(content: bytes) -> object:
    """The facts of a list, without its version and date."""
    facts = json.loads(content[content.index(b"{") :])
    return {name: value for name, value in facts.items() if name != "imprint"}


def demand_lists_agree(opened: Opened, seen: Seen) -> None:
    """A host that has a list and receives somebody has one that names exactly those who come."""
    for host in opened.file.hosts:
        mails = [m for m in opened.trip.mails_to(host.person) if str(m.parsed[PURPOSE]) == "host-guest-list"]
        mine = [one for one in seen.plan.itinerary.items if host.id in one.hosts and not one.cancelled]
        comes = {(who, one.id) for one in mine for who in seen.plan.delegates if one.is_for(who)}
        if not mails or not comes:
            continue
        facts = _guests(_attached(mails[-1]))
        assert isinstance(facts, dict)
        listed = [guest["name"] for one in (*facts["visits"], *facts["meetings"]) for guest in one["guests"]]
        assert sorted(listed) == sorted(APPLICANTS[who].name for who, _ in comes), host.id


def demand_rooms_kept(before: Seen, seen: Seen, wishes: dict[str, RoomWish]) -> None:
    """Everybody who needs a room has one of every leg; who stays keeps the number."""
    rooms = seen.programme.rooming.rooms
    if not rooms:
        return
    slept = Counter((room.leg, guest) for room in rooms for guest in room.guests)
    need = {
        (leg, who)
        for leg in {room.leg for room in rooms}
        for who in seen.ledger.delegates
        if who not in wishes or wishes[who].kind is not RoomKind.NONE
    }
    assert set(slept) == need
    assert set(slept.values()) <= {1}
    assert len({(room.leg, room.number) for room in rooms}) == len(rooms)
    known = {(room.leg, room.guests): room.number for room in before.programme.rooming.rooms}
    for room in rooms:
        assert known.get((room.leg, room.guests), room.number) == room.number


def demand_meetings_in_itinerary(seen: Seen) -> None:
    """The meetings of the schedule are those of the itinerary."""
    items = {one.id for one in seen.plan.itinerary.items if one.kind is ItemKind.MEETING}
    held = {meeting_item_id(one.participant, one.host) for one in seen.plan.schedule.meetings}
    assert items == held
