"""Invites per second beside icalendar's plain serialisation, and a change planned for 10,000 calendars.

Run with `python -m bench.invites` from the root. Seconds are those of the processor, so that other work on
the machine does not count: what is told is per core.
"""

import argparse
import resource
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import icalendar

from delegation.calendar_rules import CalendarRules
from delegation.calendars.content_line import Property, checked, read_back, written
from delegation.calendars.rendering import CalendarParty, calendar_uid, location, render_invite
from delegation.calendars.revising import after, plan_revisions
from delegation.invite import Method, Revision, SentInvite
from delegation.itinerary import ItineraryItem, Place
from delegation.person import Person

T = TypeVar("T")
ROUNDS = 10
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECRET = b"s" * 32
ORGANISER = CalendarParty(name="European Cluster Collaboration Platform", email="usa-2027@legation.example")
PLACE = Place(
    id="hall",
    name="Convention Center",
    address="201 Waterfront Street, Boston",
    latitude=42.34,
    longitude=-71.04,
)


def item(number: int, **more: object) -> ItineraryItem:
    """The nth item of a programme of two hours each."""
    starts = datetime(2027, 3, 8, 9) + timedelta(hours=3 * number)  # noqa: DTZ001 - local, its zone stands beside it
    given: dict[str, object] = {
        "id": f"item-{number}",
        "kind": "visit",
        "title": f"Visit {number}: laboratories and a round table",
        "leg": "boston",
        "zone": "America/New_York",
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "place": "hall",
        "room": "Harbor Room",
        "description": "Laboratories, talks with three young firms, questions.\nPlease bring your badge.",
        "rsvp": True,
    }
    return ItineraryItem.model_validate({**given, **more})


def person(number: int) -> Person:
    return Person(id=f"A-{number}", name=f"Zoë Müller-{number}", email=f"a-{number}@cluster.example")


def ours(one: ItineraryItem, attendee: Person) -> bytes:
    """A complete invite: own UID, VTIMEZONE, read back and compared."""
    revision = Revision(item=one, method=Method.REQUEST, sequence=0, dtstamp=NOW)
    uid = calendar_uid(SECRET, one.id, attendee.id, "legation.example")
    return render_invite(revision, uid=uid, organiser=ORGANISER, attendee=attendee, place=PLACE)


def plain(one: ItineraryItem, attendee: Person) -> bytes:
    """The same event as icalendar writes it: without VTIMEZONE, and nothing is checked."""
    event = icalendar.Event()
    event.add("uid", calendar_uid(SECRET, one.id, attendee.id, "legation.example"))
    event.add("sequence", 0)
    for name in ("dtstamp", "last-modified"):
        event.add(name, NOW)
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.ends_at)
    event.add("summary", one.title)
    event.add("status", "CONFIRMED")
    event.add("class", "PUBLIC")
    event.add("location", location(one, PLACE))
    event.add("geo", (PLACE.latitude, PLACE.longitude))
    event.add("description", one.description)
    event.add("organizer", _party(ORGANISER.email, ORGANISER.name))
    answer = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    event.add("attendee", _party(attendee.email, attendee.name, **answer))
    for name, value in (("BUSYSTATUS", "TENTATIVE"), ("INTENDEDSTATUS", "BUSY")):
        event.add(f"X-MICROSOFT-CDO-{name}", value)
    event.add("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")
    apple = {"VALUE": "URI", "X-ADDRESS": PLACE.address, "X-APPLE-RADIUS": "100", "X-TITLE": PLACE.name}
    event.add("X-APPLE-STRUCTURED-LOCATION", f"geo:{PLACE.latitude},{PLACE.longitude}", parameters=apple)
    calendar = icalendar.Calendar()
    for name, value in (("version", "2.0"), ("prodid", "-//x//EN"), ("calscale", "GREGORIAN")):
        calendar.add(name, value)
    calendar.add("method", "REQUEST")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _party(email: str, name: str, **parameters: str) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{email}")
    for key, value in {"CN": name, **parameters}.items():
        address.params[key] = value
    return address


def measure_rendering(count: int) -> None:
    """Print invites per second of both, and what reading back costs of ours."""
    one, people = item(1), [person(number) for number in range(count // ROUNDS)]
    content = ours(one, people[0])  # describes the zone once
    rates = {"Legation, read back and compared": 0.0, "icalendar, plain": 0.0}
    for _ in range(ROUNDS):  # by turns, the best of each: other work on the machine disturbs both alike
        for name, render in zip(rates, (ours, plain), strict=True):
            seconds, _ = _timed(lambda render=render: [render(one, who) for who in people])
            rates[name] = max(rates[name], len(people) / seconds)
    for name, rate in rates.items():
        print(f"  {name:34} {rate:7.0f} a second")
    fast, slow = rates.values()
    print(f"  ratio {fast / slow:.1f}; {len(content)} bytes and {len(plain(one, people[0]))}")
    _measure_guard(read_back(content[content.index(b"BEGIN:VEVENT") :]), count)


def _measure_guard(lines: list[Property], count: int) -> None:
    """The event only: what stands around it was checked once."""
    unchecked, _ = _timed(lambda: [written(lines) for _ in range(count)])
    guarded, _ = _timed(lambda: [checked(lines) for _ in range(count)])
    print(f"  reading back and comparing: {1e6 * (guarded - unchecked) / count:.0f} microseconds an invite")


def measure_planning(participants: int, items: int) -> None:
    """Print how long it takes to find who must be told of one changed item, attended by every third."""
    rules = CalendarRules()
    programme = [item(number) for number in range(items)]
    affected = [f"A-{number}" for number in range(0, participants, 3)]
    programme[items // 2] = changing = programme[items // 2].model_copy(update={"attendees": tuple(affected)})
    moved = item(items // 2, room="Garden Room", attendees=tuple(affected))
    attended = set(affected)

    def mine(who: str, plan: Sequence[ItineraryItem]) -> list[ItineraryItem]:
        return [one for one in plan if one.attendees is None or who in attended]

    tracemalloc.start()
    people = [f"A-{number}" for number in range(participants)]
    told = {who: after((), plan_revisions(mine(who, programme), (), NOW, rules)) for who in people}
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    new = [moved if one is changing else one for one in programme]
    _planned(people, told, new, mine, rules)
    peak = tracemalloc.get_traced_memory()[1] - held
    tracemalloc.stop()
    seconds, revisions = _timed(lambda: _planned(people, told, new, mine, rules))
    assert sorted(revisions) == sorted(affected), "others were told, or some were not"
    assert all(len(one) == 1 and one[0].item is moved for one in revisions.values())
    calendars = participants * items
    print(f"  {len(revisions):,} of {calendars:,} invites revised, exactly those affected")
    print(f"  planned in {seconds:.2f} s, {1e6 * seconds / participants:.0f} microseconds a participant")
    print(f"  memory: books {held / 2**20:.0f} MiB, planning {peak / 2**20:.0f} MiB more at its peak")
    print(f"  whole process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10:.0f} MiB")


def _planned(
    people: Sequence[str],
    told: dict[str, tuple[SentInvite, ...]],
    plan: Sequence[ItineraryItem],
    mine: Callable[[str, Sequence[ItineraryItem]], list[ItineraryItem]],
    rules: CalendarRules,
) -> dict[str, tuple[Revision, ...]]:
    """What each must be told; who must be told nothing is left out."""
    planned = ((who, plan_revisions(mine(who, plan), told[who], NOW, rules)) for who in people)
    return {who: revisions for who, revisions in planned if revisions}


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of the processor, and what came out."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--invites", type=int, default=5_000)
    parser.add_argument("--participants", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=15)
    chosen = parser.parse_args(arguments)
    print(f"\n{chosen.invites:,} invites of one visit, one core")
    measure_rendering(chosen.invites)
    print(f"\n{chosen.participants:,} participants x {chosen.items} items, one item changed")
    measure_planning(chosen.participants, chosen.items)


if __name__ == "__main__":
    main()
