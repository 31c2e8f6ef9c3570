"""The schedule of an event after a change to it: what was published stays where it can."""

from collections import Counter
from collections.abc import Sequence

from delegation.fact import Fact
from delegation.matchmaking.event import EventMeeting, EventSchedule, MeetingEvent
from delegation.matchmaking.numbered import Numbered
from delegation.matchmaking.replanning import Disrupted, Replanned, replan
from delegation.matchmaking.scheduling import described
from delegation.matchmaking.seating import in_order, seated


class EventProposal(Fact):
    """One way to go on after a change, with what it does to the published meetings."""

    moves_at_most: int
    schedule: EventSchedule
    dropped: int = 0
    """Published meetings that fall away: those of who left, and those that fit nowhere."""
    regained: int = 0
    """New meetings in freed slots."""
    moved: int = 0
    """Published meetings held in another slot."""
    points_regained: int = 0
    whole_event: bool = True
    """Whether everybody's meetings were looked at; else only those near the people affected."""
    proven: bool = True
    """Whether nothing better is possible with as many moves, within what was looked at."""


def proposals_after(
    event: MeetingEvent, published: Sequence[EventMeeting], *, moves_at_most: int = 3
) -> tuple[EventProposal, ...]:
    """The two proposals: nobody else is moved, and at most that many meetings are, where that differs."""
    still = reschedule_event(event, published)
    moving = reschedule_event(event, published, moves_at_most=moves_at_most)
    return (still, moving)


def reschedule_event(
    event: MeetingEvent, published: Sequence[EventMeeting], *, moves_at_most: int = 0
) -> EventProposal:
    """The published meetings in the event as it is now (somebody left, a slot or table is lost).

    Fewest published meetings are dropped; then the best score with at most `moves_at_most` of them in
    another slot; then the fewest moves; then few idle slots of those affected. `event.kept` never moves.
    """
    known, published = {one.id for one in event.people}, tuple(in_order(one) for one in published)
    standing = [one for one in published if one.one in known and one.other in known]
    numbered = Numbered(event.model_copy(update={"kept": ()}))
    possible = [_possible(numbered, one) for one in standing]
    stays = [one for one, can in zip(standing, possible, strict=True) if can]
    lost = [one for one, can in zip(standing, possible, strict=True) if not can]
    here = Numbered(event.model_copy(update={"kept": tuple(stays)}))
    found = replan(_disrupted(here, event, stays, lost, published, moves_at_most))
    return _proposal(here, published, found, moves_at_most)


def _possible(numbered: Numbered, meeting: EventMeeting) -> bool:
    """Whether the published meeting can be where it is: slot there, both available, no `no`."""
    if meeting.slot not in numbered.slot_numbers:
        return False
    slot, market = numbered.slot_numbers[meeting.slot], numbered.market
    people = sorted((numbered.person_numbers[meeting.one], numbered.person_numbers[meeting.other]))
    available = all(market.open_slots[one] >> slot & 1 for one in people)
    return available and not _ruled_out(numbered, people) and market.tables[slot] > 0


def _ruled_out(numbered: Numbered, people: Sequence[int]) -> bool:
    one, other = people
    return min(numbered.ratings.get((one, other), 0), numbered.ratings.get((other, one), 0)) < 0


def _disrupted(
    here: Numbered,
    event: MeetingEvent,
    stays: Sequence[EventMeeting],
    lost: Sequence[EventMeeting],
    published: Sequence[EventMeeting],
    moves_at_most: int,
) -> Disrupted:
    staying = {(one.one, one.other) for one in stays}
    gone = [one for one in published if (one.one, one.other) not in staying]
    names = {name for one in gone for name in (one.one, one.other)}
    pairs = [here.pinned(one.model_copy(update={"slot": here.slots[0].id})).pair for one in lost]
    fixed = [here.pinned(one).pair for one in event.kept]
    return Disrupted(
        market=here.market,
        moves_at_most=moves_at_most,
        homeless=tuple(pair for pair in pairs if not _ruled_out(here, (pair.one, pair.other))),
        fixed=frozenset((pair.one, pair.other) for pair in fixed),
        contested=_contested(here, stays),
        affected=tuple(sorted(here.person_numbers[one] for one in names if one in here.person_numbers)),
    )


def _contested(here: Numbered, stays: Sequence[EventMeeting]) -> frozenset[tuple[int, int]]:
    """Published pairs of which some have to go: too many for a slot's tables or somebody's limits."""
    by_slot = Counter(one.slot for one in stays)
    crowded = {slot for slot, count in by_slot.items() if count > here.market.tables[here.slot_numbers[slot]]}
    held = enumerate(here.market.held)
    over = {person for person, mask in held if _is_over(here, person, mask)}
    pairs = [(one, here.pinned(one).pair) for one in stays]
    return frozenset(
        (pair.one, pair.other)
        for one, pair in pairs
        if one.slot in crowded or pair.one in over or pair.other in over
    )


def _is_over(here: Numbered, person: int, held: int) -> bool:
    market = here.market
    most = market.per_day[person] if market.per_day else market.slots
    days = any((held & day).bit_count() > most for day in market.days)
    return days or held.bit_count() > market.at_most[person]


def _proposal(
    here: Numbered, published: Sequence[EventMeeting], found: Replanned, moves_at_most: int
) -> EventProposal:
    meetings = seated(here, found.arrangement.meetings)
    before = {(one.one, one.other): one.slot for one in published}
    now = {(one.one, one.other): one for one in meetings}
    new = [one for pair, one in now.items() if pair not in before]
    return EventProposal(
        moves_at_most=moves_at_most,
        schedule=described(here, meetings, found.arrangement.bound),
        dropped=sum(pair not in now for pair in before),
        regained=len(new),
        moved=sum(pair in now and now[pair].slot != slot for pair, slot in before.items()),
        points_regained=sum(here.pinned(one).pair.points for one in new),
        whole_event=found.whole,
        proven=found.proven,
    )
