"""Many changes one after the other: the itinerary stays one that can be travelled, and everybody knows it."""

import re
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from delegation.change import (
    AddSlots,
    CancelItem,
    Change,
    ChangeRoom,
    ComeBack,
    DropOut,
    HostWithdraws,
    Join,
    LimitHost,
    MoveItem,
    ReinstateItem,
    StayAway,
    SwapMeetings,
)
from delegation.file import DelegationFile
from delegation.meeting import HostWish, Meeting, MeetingWish, Slot, Wish, Wishes
from delegation.planning.changing import apply_change, inverse, problem_with_change
from delegation.planning.clashes import itinerary_problems
from delegation.planning.composing import meeting_item_id
from delegation.planning.differences import appointment, effects_between, hosted, received
from delegation.planning.plan import Wishing, plan
from delegation.planning.plan_state import PlanState, recomposed
from tests.small_trip import DELEGATES, ORGANISATIONS, PROGRAMME, small_file, wishes

HOSTS = ("wistar", "singh", "penn", "mit")
NOES = {"A-1": "mit", "A-4": "singh"}
ITEMS = [one["id"] for one in PROGRAMME]
MEETINGS = [meeting_item_id(who, host) for who in DELEGATES for host in HOSTS]
NAMED = ("participant", "substitute", "one", "other")


def stated() -> dict[str, Wishes]:
    """The wishes of the small trip; two delegates rule a host out, and those who may join wish as well."""
    known = wishes()
    for who, host in NOES.items():
        meetings = (MeetingWish(host=host, wish=Wish.NO), *(known[who].meetings or ()))
        known[who] = known[who].model_copy(update={"meetings": meetings})
    return {**known, "B-1": known["A-1"], "N-1": known["A-2"]}


WISHES = stated()


@pytest.fixture(scope="module")
def file() -> DelegationFile:
    return small_file()


@pytest.fixture(scope="module")
def first(file) -> PlanState:
    return plan(file, wishing())


def wishing() -> list[Wishing]:
    return [
        Wishing(participant=one, organisation=ORGANISATIONS[one], wishes=WISHES[one]) for one in DELEGATES
    ]


def made(kind, at: datetime | None = None, moves: int = 0) -> Change:
    return Change(
        id="c-1", at=at, change=kind, author="organiser", reason="as it happened", moves_at_most=moves
    )


people, hosts, items, meetings = (st.sampled_from(one) for one in (DELEGATES, HOSTS, ITEMS, MEETINGS))
slots = st.integers(0, 5).map(lambda number: f"s{number}")
some_items = st.lists(st.one_of(items, meetings), min_size=1, max_size=2, unique=True).map(tuple)
LATE = Slot(id="late", starts="2017-05-16 16:00", minutes=20)
KINDS = st.one_of(
    st.builds(CancelItem, item=st.one_of(items, meetings)),
    st.builds(ReinstateItem, item=st.one_of(items, meetings)),
    st.builds(StayAway, participant=people, items=some_items),
    st.builds(ComeBack, participant=people, items=some_items),
    st.builds(DropOut, participant=people, substitute=st.sampled_from((None, "B-1"))),
    st.just(Join(participant="N-1", organisation="Newcomer")),
    st.builds(HostWithdraws, host=hosts),
    st.builds(LimitHost, host=hosts, at_most=st.integers(0, 3)),
    st.builds(LimitHost, host=hosts, guests_at_most=st.integers(1, 2)),
    st.builds(LimitHost, host=hosts, unavailable=st.tuples(slots)),
    st.builds(AddSlots, host=hosts, slots=st.just(("s5",)), at_most=st.just(6)),
    st.builds(AddSlots, host=hosts, new_slots=st.just((LATE,)), at_most=st.just(6)),
    st.builds(SwapMeetings, one=people, one_slot=slots, other=people, other_slot=slots),
    st.just(MoveItem(item="matchmaking", starts="2017-05-16 13:40", ends="2017-05-16 16:40")),
    st.just(MoveItem(item="train", starts="2017-05-15 18:45", ends="2017-05-15 20:40")),
    st.just(ChangeRoom(item="welcome", room="Library")),
)
SERIES = st.lists(st.tuples(KINDS, st.sampled_from((0, 2))), max_size=6)


class Books:
    """What every delegate and host has been told so far: per item the last line."""

    def __init__(self, state: PlanState, file: DelegationFile) -> None:
        self.places = {place.id: place.name for place in file.places}
        self.lines = {who: self.published(state, who) for who in (*state.delegates, *HOSTS)}

    def published(self, state: PlanState, who: str) -> dict[str, str]:
        if who in HOSTS:
            return {one.id: received(one, self.places) for one in hosted(state.itinerary, who, {})}
        mine = state.itinerary.of(who) if who in state.delegates else ()
        return {one.id: appointment(one, self.places) for one in mine}

    def told(self, effects, left) -> None:
        for effect in effects:
            book = self.lines.setdefault(effect.recipient, {})
            for line in effect.differences if effect.recipient not in left else ():
                assert _without_end(line.old) == book.pop(line.item, "")
                if line.new:
                    book[line.item] = _without_end(line.new)


def _without_end(line: str) -> str:
    """The end of an item is told as well where its length has changed."""
    return re.sub(r", until .*$", "", line)


@settings(max_examples=40, deadline=None)
@given(SERIES)
def test_after_any_series_everybody_was_told_exactly_what_is_published(first, file, series):
    state, books = first, Books(first, file)
    for kind, moves in series:
        change = made(kind, moves=moves)
        if problem_with_change(change, state, file, WISHES) is not None:
            continue
        before, state = state, apply_change(change, state, file, WISHES)
        gone = set(before.delegates) - set(state.delegates)
        for one in gone:
            del books.lines[one]  # their journey ends, and with it every invite
        effects = effects_between(before, state, file)
        for who in (*state.delegates, *HOSTS):
            was, now = (books.published(one, who) for one in (before, state))
            assert any(effect.recipient == who for effect in effects) == (was != now)
        books.told(effects, gone)
        for who in (*state.delegates, *HOSTS):
            assert books.lines.get(who, {}) == books.published(state, who)


def test_no_swap_gives_a_delegate_or_a_host_whom_they_ruled_out(first, file):
    """`NOES` are of delegates; here a host says no as well."""
    mine, theirs = _pair_of_meetings(first)
    swap = made(
        SwapMeetings(
            one=mine.participant,
            one_slot=mine.slot,
            other=theirs.participant,
            other_slot=theirs.slot,
        )
    )
    no = HostWish(host=theirs.host, participant=mine.participant, wish=Wish.NO)
    declined = first.model_copy(update={"host_wishes": (no,)})
    unwanted = {mine.participant: Wishes(meetings=(MeetingWish(host=theirs.host, wish=Wish.NO),))}

    assert problem_with_change(swap, first, file, {}) is None
    for said in (
        problem_with_change(swap, declined, file, {}),
        problem_with_change(swap, first, file, unwanted),
    ):
        assert (
            said == f"A meeting of {mine.participant} and {theirs.host} is ruled out; exchange another one."
        )


def _pair_of_meetings(state: PlanState) -> tuple[Meeting, Meeting]:
    """Two that could be exchanged if nobody had ruled anything out."""
    held = state.schedule.meetings

    def is_free(one: Meeting, other: Meeting) -> bool:
        others = [kept for kept in state.schedule.of(one.participant) if kept != one]
        return not any(kept.slot == other.slot or kept.host == other.host for kept in others)

    return next(
        (one, other)
        for one in held
        for other in held
        if one.participant != other.participant and is_free(one, other) and is_free(other, one)
    )


@settings(max_examples=40, deadline=None)
@given(SERIES)
@example([(SwapMeetings(one="A-4", one_slot="s0", other="A-1", other_slot="s3"), 0)])
@example(
    [
        (AddSlots(host="singh", slots=("s5",), at_most=6), 0),
        (LimitHost(host="wistar", unavailable=("s0",)), 2),
    ]
)
def test_any_series_of_changes_leaves_an_itinerary_that_can_be_travelled(first, file, series):
    state = first
    for kind, moves in series:
        change = made(kind, moves=moves)
        if problem_with_change(change, state, file, WISHES) is not None:
            continue
        before, state = state, apply_change(change, state, file, WISHES)
        assert [one for one in itinerary_problems(state.itinerary, file) if "without" not in one] == []
        assert recomposed(state, file) == state
        assert PlanState.model_validate_json(state.model_dump_json()) == state
        demand_sound_meetings(state)
        demand_room(state)
        demand_nobody_moved(kind, moves, before, state)


def demand_sound_meetings(state: PlanState) -> None:
    """Nobody is in two meetings of a slot, nobody beyond a limit, and no `no` is held."""
    meetings, rules = state.schedule.meetings, state.meeting_rules
    assert rules is not None
    for key in ("participant", "host", "table"):
        assert max(Counter((getattr(one, key), one.slot) for one in meetings).values(), default=1) == 1
    pairs = Counter((one.participant, one.host) for one in meetings)
    assert max(pairs.values(), default=1) == 1
    for host in state.hosts:
        held = state.of_host(host.id)
        assert len(held) <= host.at_most
        assert not {one.slot for one in held} & set(host.unavailable)
        assert host.meets or not held
    for one in meetings:
        assert NOES.get(one.participant) != one.host
        assert one.participant in state.delegates
        name = meeting_item_id(one.participant, one.host)
        assert name not in state.cancelled
        assert not state.is_away(one.participant, name)
        assert not state.is_away(one.participant, "matchmaking")
    assert max(Counter(one.participant for one in meetings).values(), default=0) <= rules.at_most


def demand_room(state: PlanState) -> None:
    """Visits keep to their own capacity and to their hosts'; everybody has one place or none."""
    limits = {host.id: host.guests_at_most for host in state.hosts}
    for item in state.itinerary.items:
        if item.block is None or item.cancelled:
            continue
        here = item.attendees or ()
        assert len(here) <= min(
            (one for one in (item.capacity, *map(limits.get, item.hosts)) if one), default=99
        )
        assert not any(state.is_away(who, item.id) for who in here)
        assert item.hosts
        assert not set(item.hosts) & set(state.withdrawn)
    places = Counter((one.participant, one.block) for one in (*state.visits.assignments, *state.visits.gaps))
    assert max(places.values(), default=1) == 1


def demand_nobody_moved(kind, moves: int, before: PlanState, after: PlanState) -> None:
    """Who is not named keeps meetings in their slots, but for as many as may be moved."""
    if isinstance(kind, CancelItem) and kind.item == "matchmaking":
        return
    named = {getattr(kind, name, None) for name in NAMED}
    host = getattr(kind, "host", None) if isinstance(kind, HostWithdraws | LimitHost) else None
    item = getattr(kind, "item", None)
    old = {(one.participant, one.host): one.slot for one in before.schedule.meetings}
    new = {(one.participant, one.host): one.slot for one in after.schedule.meetings}
    kept = {
        pair: slot
        for pair, slot in old.items()
        if pair[0] not in named and pair[1] != host and meeting_item_id(*pair) != item
    }
    assert set(kept) <= set(new)
    assert sum(new[pair] != slot for pair, slot in kept.items()) <= moves


@settings(max_examples=30, deadline=None)
@given(SERIES, KINDS)
def test_a_change_and_its_inverse_restore_the_plan(first, file, series, kind):
    before = first
    for earlier, _ in series[:2]:
        if problem_with_change(made(earlier), before, file) is None:
            before = apply_change(made(earlier), before, file, WISHES)
    change = made(kind)
    if problem_with_change(change, before, file) is not None:
        return
    after = apply_change(change, before, file, WISHES)

    back = inverse(change, before, after, file, WISHES)

    if back is None:
        return
    assert problem_with_change(back, after, file) is None
    restored = apply_change(back, after, file, WISHES)
    assert restored.itinerary.items == before.itinerary.items


INVERTED = [
    CancelItem(item="singh-visit"),
    CancelItem(item="matchmaking"),
    CancelItem(item="reception"),
    StayAway(participant="A-3", items=("reception", "singh-visit")),
    StayAway(participant="A-3", items=("matchmaking",)),
    DropOut(participant="A-3", substitute="B-1"),
    MoveItem(item="matchmaking", starts="2017-05-16 13:40", ends="2017-05-16 16:40"),
    ChangeRoom(item="welcome", room="Library"),
    Join(participant="N-1", organisation="Newcomer"),
]


@pytest.mark.parametrize("kind", INVERTED, ids=lambda kind: kind.what)
def test_what_was_freed_comes_back_where_nobody_else_took_it(kind, first, file):
    after = apply_change(made(kind), first, file, WISHES)
    assert after.itinerary.items != first.itinerary.items

    back = inverse(made(kind), first, after, file, WISHES)

    assert back is not None
    assert apply_change(back, after, file, WISHES).itinerary.items == first.itinerary.items
    again = inverse(back, after, apply_change(back, after, file, WISHES), file, WISHES)
    assert again is not None
    assert again.change.what == kind.what


@settings(max_examples=20, deadline=None)
@given(KINDS)
def test_what_has_begun_stays_as_it_was(first, file, kind):
    now = datetime(2017, 5, 16, 14, 15, tzinfo=ZoneInfo("America/New_York"))
    named = isinstance(kind, CancelItem | ReinstateItem | SwapMeetings | MoveItem | ChangeRoom)
    if named or problem_with_change(made(kind, now), first, file) is not None:
        return

    after = apply_change(made(kind, now, moves=3), first, file, WISHES)

    def held(state: PlanState) -> set[tuple[str, str, str]]:
        began = ("s0", "s1", "s2")
        swap = {"B-1": getattr(kind, "participant", "")}
        meetings = state.schedule.meetings
        return {
            (swap.get(one.participant, one.participant), one.host, one.slot)
            for one in meetings
            if one.slot in began
        }

    assert held(after) == held(first)
    if not (isinstance(kind, DropOut) and kind.substitute):
        assert after.visits.assignments == first.visits.assignments


def test_planning_again_without_a_change_changes_nothing(first, file):
    assert plan(file, wishing(), first) == first
