"""Meetings of any event: rules that always hold, and the best there can be, and reasons."""

from collections import Counter
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.matchmaking.baselines import best_first, first_come, self_booking
from delegation.matchmaking.event import EventMeeting, EventSchedule, MeetingEvent
from delegation.matchmaking.numbered import Numbered
from delegation.matchmaking.reasons import why
from delegation.matchmaking.rescheduling import proposals_after, reschedule_event
from delegation.matchmaking.scheduling import schedule_event

FEW = 300
"""Proposals to shorten waiting: these tests ask for rules, not for the least waiting."""


def event(slots=4, *, per_day=4, tables=2, people, wishes=(), **other) -> MeetingEvent:
    """Slots of 20 minutes, `per_day` on each day; `people` by id with what is special about them."""
    return MeetingEvent.model_validate(
        {
            "zone": "Europe/Brussels",
            "slots": [
                {
                    "id": f"s{number}",
                    "starts": f"2027-05-{11 + number // per_day} 09:{20 * (number % per_day) % 60:02}"
                    if number % per_day < 3
                    else f"2027-05-{11 + number // per_day} 10:00",
                    "minutes": 20,
                }
                for number in range(slots)
            ],
            "rooms": [{"id": "hall", "tables": tables}],
            "people": [{"id": name, **special} for name, special in people.items()],
            "requests": [{"from": one, "to": other, "wish": wish} for one, other, wish in wishes],
            **other,
        }
    )


def pairs(schedule: EventSchedule) -> list[tuple[str, str]]:
    return sorted((one.one, one.other) for one in schedule.meetings)


def broken_rules(schedule: EventSchedule, given: MeetingEvent) -> list[str]:
    """What an auditor would object to; shares no code with what made the schedule."""
    held = schedule.meetings
    slots = {slot.id: f"{slot.starts:%d}" for slot in given.slots}
    each = [(person, one.slot) for one in held for person in (one.one, one.other)]
    days = Counter((person, slots[slot]) for person, slot in each)
    people = {one.id: one for one in given.people}
    no = {frozenset((one.asks, one.whom)) for one in given.requests if one.wish == "no"}
    rooms = {(room.id, slot) for room in given.rooms for slot in slots if slot not in room.closed}
    sizes = {room.id: room.tables for room in given.rooms}
    checks = {
        "in two meetings of a slot": max(Counter(each).values(), default=0) > 1,
        "table twice": max(Counter((one.slot, one.room, one.table) for one in held).values(), default=0) > 1,
        "no such table": any(not 1 <= one.table <= sizes[one.room] for one in held),
        "room closed": any((one.room, one.slot) not in rooms for one in held),
        "pair twice": max(Counter(frozenset((one.one, one.other)) for one in held).values(), default=0) > 1,
        "a no": any(frozenset((one.one, one.other)) in no for one in held),
        "away": any(slot in people[person].away for person, slot in each),
        "not available": any(slot not in (people[one].available or slots) for one, slot in each),
        "too many": any(
            count > (people[one].at_most if people[one].at_most is not None else 99)
            for one, count in Counter(one for one, _ in each).items()
        ),
        "too many of a day": any(count > (given.at_most_per_day or 99) for count in days.values()),
        "above the bound": schedule.value > schedule.bound,
        "waits less than it can": schedule.idle_slots < schedule.idle_bound,
    }
    return [name for name, broken in checks.items() if broken]


NAMES = ("P-1", "P-2", "P-3", "P-4")
WISHES = st.sampled_from(("must", "nice", "no", 1, 0, None))


@st.composite
def tiny_events(draw):
    """Three or four people, any to any or two sides, two to four slots, every kind of limit."""
    slots, names = draw(st.integers(2, 4)), NAMES[: draw(st.integers(3, 4))]
    sides = draw(st.booleans())
    slot_names = [f"s{number}" for number in range(slots)]
    people = {
        name: {
            "away": draw(st.lists(st.sampled_from(slot_names), unique=True, max_size=2)),
            "at_most": draw(st.sampled_from((None, 0, 1, 2))),
            "group": ("left", "right")[number % 2] if sides else "",
        }
        for number, name in enumerate(names)
    }
    wishes = [
        (one, other, wish)
        for one, other in product(names, names)
        if one != other
        and not (sides and people[one]["group"] == people[other]["group"])
        and (wish := draw(WISHES)) is not None
    ]
    return event(
        slots, per_day=2, tables=draw(st.integers(1, 2)), people=people, wishes=wishes,
        at_least=draw(st.integers(0, 2)), at_most_per_day=draw(st.sampled_from((None, 1))),
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(tiny_events())
def test_no_rule_is_ever_broken_and_nothing_is_better(given):
    schedule = schedule_event(given, iterations=FEW)

    assert broken_rules(schedule, given) == []
    best = schedule.score
    assert (best.musts, best.mutual, best.floor, best.points) == best_by_trying(given)
    assert schedule.proven


def best_by_trying(given: MeetingEvent) -> tuple[int, int, int, int]:
    """The best figures of all schedules there are: for every slot every set of meetings in it."""
    wish = {
        (one.asks, one.whom): {"must": 3, "nice": 2, "no": -1}.get(one.wish, one.wish)
        for one in given.requests
    }
    limits = {one.id: 99 if one.at_most is None else one.at_most for one in given.people}
    away = {(one.id, slot) for one in given.people for slot in one.away}
    possible = [
        (one, other)
        for one, other in combinations(sorted(limits), 2)
        if min(both := (wish.get((one, other), 0), wish.get((other, one), 0))) >= 0 and max(both) > 0
    ]
    options = []
    for slot in given.slots:
        free = [pair for pair in possible if not any((one, slot.id) in away for one in pair)]
        sets = [some for count in range(given.rooms[0].tables + 1) for some in combinations(free, count)]
        options.append(
            [some for some in sets if len({one for pair in some for one in pair}) == 2 * len(some)]
        )
    return max(
        figures(held, wish, given)
        for chosen in product(*options)
        if is_allowed(held := [pair for some in chosen for pair in some], chosen, given, limits)
    )


def is_allowed(held, chosen, given: MeetingEvent, limits) -> bool:
    days = Counter(
        (person, f"{slot.starts:%d}")
        for slot, some in zip(given.slots, chosen, strict=True)
        for pair in some
        for person in pair
    )
    each = Counter(person for pair in held for person in pair)
    most = given.at_most_per_day or 99
    return (
        len(set(held)) == len(held)
        and all(count <= limits[one] for one, count in each.items())
        and all(count <= most for count in days.values())
    )


def figures(held, wish, given: MeetingEvent) -> tuple[int, int, int, int]:
    both = [(wish.get((one, other), 0), wish.get((other, one), 0)) for one, other in held]
    each = Counter(person for pair in held for person in pair)
    return (
        sum(rating == 3 for pair in both for rating in pair),
        sum(min(pair) >= 2 for pair in both),
        sum(min(given.at_least, count) for count in each.values()),
        sum(sum(pair) + 2 * (min(pair) >= 2) for pair in both),
    )


@settings(max_examples=20, deadline=None)
@given(tiny_events(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_written_changes_nothing(given, random):
    def shuffled(entries):
        return tuple(random.sample(entries, len(entries)))

    other = given.model_copy(
        update={name: shuffled(getattr(given, name)) for name in ("people", "slots", "requests")}
    )

    assert schedule_event(other, iterations=FEW) == schedule_event(given, iterations=FEW)


def in_order(schedule: EventSchedule, event: MeetingEvent) -> tuple[int, ...]:
    """The score in the order of the event's aims; `value` is written with as many digits as it needs."""
    return tuple(getattr(schedule.score, aim.value) for aim in event.order)


@settings(max_examples=20, deadline=None)
@given(tiny_events(), st.data())
def test_kept_meetings_stay_with_slot_and_table(given, data):
    first = schedule_event(given, iterations=FEW)
    kept = tuple(one for one in first.meetings if data.draw(st.booleans()))

    again = schedule_event(given.model_copy(update={"kept": kept}), iterations=FEW)

    assert set(kept) <= set(again.meetings)
    assert broken_rules(again, given) == []
    assert in_order(again, given) <= in_order(first, given)


@settings(max_examples=20, deadline=None)
@given(tiny_events())
def test_planning_again_without_a_change_changes_nothing(given):
    published = schedule_event(given, iterations=FEW).meetings

    for proposal in proposals_after(given, published):
        assert (proposal.dropped, proposal.regained, proposal.moved) == (0, 0, 0)
        assert proposal.schedule.meetings == published


@settings(max_examples=25, deadline=None)
@given(tiny_events(), st.sampled_from(("person", "slot", "tables")))
def test_a_loss_costs_no_meeting_that_could_stay(given, what):
    published = schedule_event(given, iterations=FEW).meetings
    after = lost(given, what)

    still, moving = proposals_after(after, published, moves_at_most=2)

    for proposal in (still, moving):
        assert broken_rules(proposal.schedule, after) == []
        assert proposal.moved <= proposal.moves_at_most
        assert proposal.proven
    assert moving.dropped <= still.dropped
    assert still.dropped == (fewest_lost(after, published) if what == "tables" else still.dropped)
    gains = in_order(moving.schedule, after) >= in_order(still.schedule, after)
    assert moving.dropped < still.dropped or gains


def lost(given: MeetingEvent, what: str) -> MeetingEvent:
    if what == "person":
        return given.model_copy(
            update={
                "people": given.people[1:],
                "requests": tuple(one for one in given.requests if "P-1" not in (one.asks, one.whom)),
            }
        )
    if what == "slot":
        rooms = tuple(room.model_copy(update={"closed": ("s0",)}) for room in given.rooms)
    else:
        rooms = tuple(room.model_copy(update={"tables": 1}) for room in given.rooms)
    return given.model_copy(update={"rooms": rooms})


def fewest_lost(after: MeetingEvent, published) -> int:
    """Where nobody moves, each slot keeps as many as it has tables."""
    return sum(max(0, count - 1) for count in Counter(one.slot for one in published).values())


def test_half_the_tables_lost_moves_exactly_those_that_have_no_table():
    everybody = {f"P-{number}": {} for number in range(8)}
    wishes = [(f"P-{2 * number}", f"P-{2 * number + 1}", "must") for number in range(4)]
    given = event(4, tables=4, people=everybody, wishes=wishes)
    slots = [one.model_copy(update={"slot": "s0"}) for one in schedule_event(given, iterations=1).meetings]
    published = tuple(one.model_copy(update={"table": number + 1}) for number, one in enumerate(slots))
    after = given.model_copy(update={"rooms": (given.rooms[0].model_copy(update={"tables": 2}),)})

    still, moving = proposals_after(after, published, moves_at_most=2)

    assert (still.dropped, still.moved) == (2, 0)
    assert (moving.dropped, moving.moved) == (0, 2)


def test_a_confirmed_meeting_never_moves():
    given = event(
        2, tables=1, people={"P-1": {}, "P-2": {}, "P-3": {"away": ["s1"]}}, wishes=[("P-1", "P-2", "must")]
    )
    published = schedule_event(given, iterations=1).meetings
    wished = given.model_copy(
        update={
            "requests": event(people={"P-1": {}, "P-3": {}}, wishes=[("P-1", "P-3", "must")]).requests
            + given.requests
        }
    )
    confirmed = wished.model_copy(update={"kept": published})

    free = reschedule_event(wished, published, moves_at_most=1)
    fixed = reschedule_event(confirmed, published, moves_at_most=1)

    assert (free.regained, free.moved) == (1, 1)
    assert (fixed.regained, fixed.moved) == (0, 0)


def test_what_only_two_moves_can_win_is_not_won_with_one():
    away = {"P-1": ["s1", "s2"], "P-2": ["s2"], "P-3": [], "P-4": ["s0"]}
    given = event(
        3,
        people={name: {"away": slots} for name, slots in away.items()},
        wishes=[("P-1", "P-2", "must"), ("P-2", "P-3", "nice"), ("P-3", "P-4", "nice")],
    )
    published = (
        EventMeeting(one="P-2", other="P-3", slot="s0", room="hall", table=1),
        EventMeeting(one="P-3", other="P-4", slot="s1", room="hall", table=1),
    )

    found = [reschedule_event(given, published, moves_at_most=moves) for moves in (0, 1, 2)]

    assert [(one.dropped, one.regained, one.moved) for one in found] == [(0, 0, 0), (0, 0, 0), (0, 1, 2)]


def test_themes_lift_a_pair_that_nobody_rated_but_never_above_a_wish():
    people = {"P-1": {"themes": ["Robotics"]}, "P-2": {"themes": ["robotics "]}, "P-3": {}}

    alone = schedule_event(event(1, people=people, open_to="themes"))
    beside = schedule_event(event(1, people=people, wishes=[("P-1", "P-3", 1)], open_to="themes"))

    assert pairs(alone) == [("P-1", "P-2")]
    assert pairs(beside) == [("P-1", "P-3")]


def test_a_lapsed_request_counts_neither_for_nor_against():
    given = event(1, people={"P-1": {}, "P-2": {}}, wishes=[("P-1", "P-2", "must"), ("P-2", "P-1", "no")])
    lapsing = given.requests[1].model_copy(update={"expires": given.slots[0].starts})
    later = given.model_copy(update={"requests": (given.requests[0], lapsing)})
    moment = given.slots[0].starts.astimezone()

    assert schedule_event(later).meetings == ()
    assert pairs(schedule_event(later.standing_at(moment.replace(year=2028)))) == [("P-1", "P-2")]


def test_people_stay_in_their_room():
    people = {f"P-{number}": {} for number in range(4)}
    wishes = [
        (one, other, "nice") for one, other in combinations(people, 2) if (one, other) != ("P-0", "P-3")
    ]
    given = event(
        3, people=people, wishes=wishes, rooms=[{"id": "blue", "tables": 2}, {"id": "red", "tables": 2}]
    )

    assert schedule_event(given).room_changes == 0


def test_every_other_way_keeps_the_rules_and_is_no_better():
    names = [f"P-{number:02}" for number in range(12)]
    wishes = [
        (one, other, 1 + (number * 7) % 3)
        for number, (one, other) in enumerate(product(names, names))
        if one != other and (number * 5) % 3 == 0
    ]
    given = event(4, tables=4, people={name: {} for name in names}, wishes=wishes, at_least=2)
    ours = schedule_event(given)

    for way in (first_come, self_booking, best_first):
        theirs = way(given)
        assert broken_rules(theirs, given) == []
        assert in_order(theirs, given) <= in_order(ours, given)
    assert ours.proven


@settings(max_examples=25, deadline=None)
@given(tiny_events(), st.sampled_from(("must", "nice", "no", 1, 0)))
def test_a_reason_never_tells_what_the_other_side_wished(given, wish):
    schedule = schedule_event(given, iterations=FEW)
    asker, other = given.people[0].id, given.people[1].id
    rest = tuple(one for one in given.requests if (one.asks, one.whom) != (other, asker))
    stated = event(people={other: {}, asker: {}}, wishes=[(other, asker, wish)]).requests
    changed = given.model_copy(update={"requests": (*rest, *stated)})
    again = schedule_event(changed, iterations=FEW)

    if again.meetings == schedule.meetings:
        told = [why(Numbered(one), schedule.meetings, asker, other) for one in (given, changed)]
        assert told[0] == told[1]


def test_a_missing_meeting_is_explained_with_what_it_would_cost():
    people = {"P-1": {}, "P-2": {}, "P-3": {}, "P-4": {"away": ["s0"]}}
    wishes = [("P-1", "P-2", "must"), ("P-2", "P-1", "must"), ("P-2", "P-3", 1), ("P-1", "P-3", "no")]
    given = event(1, people=people, wishes=wishes)
    numbered, held = Numbered(given), schedule_event(given).meetings

    told = [why(numbered, held, asker, other).sentence for asker, other in (
        ("P-1", "P-2"), ("P-2", "P-3"), ("P-3", "P-2"), ("P-1", "P-3"), ("P-1", "P-4"),
    )]  # fmt: skip

    assert told == [
        "You meet P-2 because you called this meeting a must.",
        "Your calendar is full (1 meeting); P-3 is not among them. "
        "To hold it would cost everybody together 2 of the musts met and take away 1 of yours.",
        "The calendar of P-2 is full (1 meeting). "
        "To hold it would cost everybody together 2 of the musts met.",
        "You asked not to meet P-3.",
        "There is no slot in which P-4 and you are both available.",
    ]


def test_a_must_that_is_not_met_is_listed_with_its_reason():
    wishes = [("P-1", "P-2", "must"), ("P-2", "P-1", "must"), ("P-3", "P-2", "must")]

    schedule = schedule_event(event(1, people={"P-1": {}, "P-2": {}, "P-3": {}}, wishes=wishes))

    assert [(one.asks, one.whom, one.code) for one in schedule.unmet_musts] == [("P-3", "P-2", "other-full")]
