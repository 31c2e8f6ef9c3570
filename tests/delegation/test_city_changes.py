"""A delegation file with meetings in two cities: read, planned, changed in every way, and checked."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
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
from delegation.cities.checking import objections
from delegation.cities.from_file import problem_of
from delegation.cities.plan import CityPlan
from delegation.file import DelegationFile
from delegation.meeting import MeetingWish, Slot, Wishes
from delegation.planning.changing import apply_change, carried_out, inverse, preview, problem_with_change
from delegation.planning.city_meetings import engaged
from delegation.planning.clashes import check_itinerary
from delegation.planning.composing import meeting_item_id
from delegation.planning.plan import Wishing, plan
from delegation.planning.plan_state import PlanState, recomposed
from delegation.planning.remaking import parties
from delegation.reading.delegation_file import DelegationFileError, read_delegation
from tests.two_cities import HOSTS, two_cities, two_cities_text

DELEGATES = ("A-1", "A-2", "A-3", "A-4")
LATE = Slot(id="late", starts="2027-05-11 12:30", minutes=30)
EARLIER, LATER = "2027-05-13 13:50", "2027-05-13 15:20"


def wished(*hosts: str, must: str = "") -> Wishes:
    return Wishes(
        meetings=tuple(MeetingWish(host=one, wish="must" if one == must else "nice") for one in hosts)
    )


WISHES = {
    **{one: wished(*HOSTS, must=host) for one, host in zip(DELEGATES, HOSTS, strict=True)},
    "B-1": wished("lake-institute"),
    "N-1": wished(*HOSTS),
}


@pytest.fixture(scope="module")
def file() -> DelegationFile:
    return two_cities()


@pytest.fixture(scope="module")
def first(file: DelegationFile) -> PlanState:
    return plan(file, wishing(*DELEGATES))


def wishing(*participants: str) -> list[Wishing]:
    return [
        Wishing(participant=one, organisation=f"Cluster {one}", wishes=WISHES[one]) for one in participants
    ]


def made(kind, *, moves: int = 0, at: datetime | None = None) -> Change:
    return Change(
        id="c-1", at=at, change=kind, author="organiser", reason="It happened.", moves_at_most=moves
    )


def after(kind, state: PlanState, file: DelegationFile, **more) -> PlanState:
    change = made(kind, **more)
    assert problem_with_change(change, state, file) is None
    return apply_change(change, state, file, WISHES)


def refusal(kind, state: PlanState, file: DelegationFile) -> str:
    return problem_with_change(made(kind), state, file) or ""


def seats(state: PlanState) -> dict[tuple[str, str], str]:
    return {(one.participant, one.host): one.slot for one in state.schedule.meetings}


def demand_sound(state: PlanState, file: DelegationFile) -> None:
    """The checks of the itinerary and the auditor of the planner, which share no code, find nothing."""
    problems = check_itinerary(state.itinerary, file, hosts=state.hosts)
    assert [one.sentence for one in problems if not one.is_warning] == []
    problem = problem_of(
        file,
        parties(state, {}),
        [host for host in state.hosts if host.meets],
        {
            who: [item for item in items if not state.is_away(who, item.id)]
            for who, items in engaged(state, file).items()
        },
        sections=state.sections,
        kept=state.schedule.meetings,
    )
    audited = problem.model_copy(update={"kept": ()})
    assert objections(audited, CityPlan(meetings=problem.kept)) == ()
    demand_fair_shares(state)


def demand_fair_shares(state: PlanState) -> None:
    """Nobody beyond a limit, at a table taken twice, or where they cannot or may not be."""
    meetings = state.schedule.meetings
    for key in ("participant", "host"):
        assert max(Counter((getattr(one, key), one.slot) for one in meetings).values(), default=1) == 1
    seated = [one for one in meetings if one.table]
    assert max(Counter((one.slot, one.table) for one in seated).values(), default=1) == 1
    for host in state.hosts:
        held = state.of_host(host.id)
        assert len(held) <= host.at_most
        assert host.meets or not held
        assert not {one.slot for one in held} & set(host.unavailable)
        assert {bool(one.table) for one in held} <= {host.receives_at is None}
    for rules in state.sections:
        own = Counter(one.participant for one in meetings if one.slot in {slot.id for slot in rules.slots})
        assert max(own.values(), default=0) <= rules.at_most
    for one in meetings:
        assert one.participant in state.delegates
        assert meeting_item_id(one.participant, one.host) not in state.cancelled
    assert state.schedule.value <= state.schedule.bound


# --- read and planned ----------------------------------------------------------------------------


def test_a_file_with_two_cities_is_planned_with_its_bound_and_can_be_travelled(file, first):
    assert {item.leg for item in first.itinerary.items if item.kind == "meeting"} == {"toronto", "chicago"}
    assert first.schedule.proven
    assert first.schedule.score.musts == len(DELEGATES)
    assert first.schedule.unmet_musts == ()
    demand_sound(first, file)


def test_a_meeting_at_the_premises_of_a_host_names_them_and_no_table(first):
    held = [item for item in first.itinerary.items if "lake-institute" in item.hosts]

    assert len(held) == 3
    assert {(item.place, item.room, item.table) for item in held} == {("institute", "", "")}


def test_planning_again_changes_nothing_and_a_newcomer_gets_what_is_free(file, first):
    again = plan(file, wishing(*DELEGATES), first)
    joined = plan(file, wishing(*DELEGATES, "N-1"), first)

    assert again.itinerary == first.itinerary
    assert set(first.schedule.meetings) <= set(joined.schedule.meetings)
    demand_sound(joined, file)


@pytest.mark.parametrize(
    ("before", "instead", "told"),
    [
        ("minutes_to: {institute: 25, harbour: 15}", "minutes_to: {harbour: 15}", "nobody knows the way"),
        ("    wishes_open: 2027-04-05", "    wishes_open: 2027-04-06", "'wishes_open' differs"),
        ("receives_at: institute", "receives_at: instutute", "place"),
        ("meets_in: chicago, at_most", "meets_in: detroit, at_most", "leg with meetings"),
    ],
)
def test_a_file_whose_cities_cannot_be_planned_is_refused_with_the_remedy(before, instead, told):
    text = two_cities_text()
    assert before in text

    with pytest.raises(DelegationFileError, match=told):
        read_delegation(text.replace(before, instead))


# --- changed in every way ------------------------------------------------------------------------

people, hosts = st.sampled_from(DELEGATES), st.sampled_from(HOSTS)
items = st.sampled_from(("fair", "talks", "visit-harbour", "dinner", "welcome"))
meetings = st.builds(meeting_item_id, people, hosts)
some_items = st.lists(st.one_of(items, meetings), min_size=1, max_size=2, unique=True).map(tuple)
slots = st.sampled_from(("t1", "t2", "t3", "t4", "t5", "s1", "s2"))
starts = st.sampled_from(("2027-05-11 10:00", "2027-05-11 11:00", "2027-05-11 12:00", "2027-05-13 14:00"))
KINDS = st.one_of(
    st.builds(CancelItem, item=st.one_of(items, meetings)),
    st.builds(ReinstateItem, item=st.one_of(items, meetings)),
    st.builds(StayAway, participant=people, items=some_items),
    st.builds(ComeBack, participant=people, items=some_items),
    st.builds(DropOut, participant=people, substitute=st.sampled_from((None, "B-1"))),
    st.just(Join(participant="N-1", organisation="Newcomer")),
    st.builds(HostWithdraws, host=hosts),
    st.builds(LimitHost, host=hosts, at_most=st.integers(0, 2)),
    st.builds(LimitHost, host=hosts, unavailable=st.tuples(slots)),
    st.builds(AddSlots, host=hosts, new_slots=st.just((LATE,)), at_most=st.just(4)),
    st.builds(SwapMeetings, one=people, one_slot=slots, other=people, other_slot=slots),
    st.builds(lambda item, at: MoveItem(item=item, starts=at, ends=f"{at[:-2]}30"), meetings, starts),
    st.just(MoveItem(item="talks", starts=EARLIER, ends=LATER)),
    st.just(ChangeRoom(item="fair", place="harbour", room="Hall")),
    st.just(ChangeRoom(item="talks", room="Attic")),
)
SERIES = st.lists(st.tuples(KINDS, st.sampled_from((0, 2))), min_size=1, max_size=5)
NAMED = ("participant", "substitute", "one", "other")


@settings(max_examples=40, deadline=None)
@given(SERIES)
def test_any_series_of_changes_leaves_everybody_the_time_for_their_ways(first, file, series):
    state = first
    for kind, moves in series:
        change = made(kind, moves=moves)
        if problem_with_change(change, state, file) is not None:
            continue
        before, (state, disturbance) = state, carried_out(change, state, file, WISHES)
        demand_only_asked_for(kind, moves, before, state)
        old, new = seats(before), seats(state)
        if not isinstance(kind, SwapMeetings | MoveItem | DropOut):
            assert disturbance.dropped == len(set(old) - set(new))
            assert disturbance.moved == sum(new[one] != old[one] for one in set(old) & set(new)) <= moves
        assert recomposed(state, file) == state
        assert PlanState.model_validate_json(state.model_dump_json()) == state
        if state.schedule.meetings:
            demand_sound(state, file)


def demand_only_asked_for(kind, moves: int, before: PlanState, state: PlanState) -> None:
    """Who is not named keeps every meeting, but for as many in another slot as may be moved."""
    if isinstance(kind, CancelItem) and kind.item in ("fair", "talks"):
        return
    named = {getattr(kind, name, None) for name in NAMED}
    host = kind.host if isinstance(kind, HostWithdraws | LimitHost) else None
    item, new = getattr(kind, "item", None), seats(state)
    kept = {
        pair: slot
        for pair, slot in seats(before).items()
        if pair[0] not in named and pair[1] != host and meeting_item_id(*pair) != item
    }
    assert set(kept) <= set(new)
    assert sum(new[pair] != slot for pair, slot in kept.items()) <= moves


@settings(max_examples=30, deadline=None)
@given(KINDS)
def test_a_change_and_its_inverse_restore_the_plan_of_two_cities(first, file, kind):
    change = made(kind)
    if problem_with_change(change, first, file) is not None:
        return
    changed = apply_change(change, first, file, WISHES)
    back = inverse(change, first, changed, file, WISHES)

    if back is not None:
        assert apply_change(back, changed, file, WISHES).itinerary.items == first.itinerary.items


# --- single changes ------------------------------------------------------------------------------


def test_a_freed_slot_at_premises_goes_to_who_has_the_time_for_the_way(file, first):
    one = first.of_host("lake-institute")[0]

    left = after(DropOut(participant=one.participant), first, file)

    assert set(seats(left)) >= {pair for pair in seats(first) if pair[0] != one.participant}
    assert len(left.of_host("lake-institute")) == 3
    demand_sound(left, file)


def test_a_host_that_withdraws_is_met_by_nobody_and_its_guests_meet_others(file, first):
    left = after(HostWithdraws(host="tower-house"), first, file)

    assert left.of_host("tower-house") == ()
    assert len(left.schedule.meetings) >= len(first.schedule.meetings) - 2
    demand_sound(left, file)


def test_what_was_held_before_the_host_withdrew_stays_as_it_was(file, first):
    noon = datetime(2027, 5, 11, 15, 15, tzinfo=UTC)  # 11:15 in Toronto
    change = made(HostWithdraws(host="lake-institute"), at=noon)

    left = apply_change(change, first, file, WISHES)

    past = {one for one in first.of_host("lake-institute") if one.slot in ("t1", "t2", "t3")}
    assert past
    assert set(left.of_host("lake-institute")) == past
    assert set(seats(left)) >= {pair for pair in seats(first) if pair[1] != "lake-institute"}


def test_a_preview_states_what_is_lost_if_nobody_moves_and_if_some_do(file, first):
    slot = first.of_host("lake-institute")[0].slot

    seen = preview(made(LimitHost(host="lake-institute", unavailable=(slot,))), first, file, WISHES)

    nobody, *some = seen.proposals
    assert nobody.disturbance.moved == 0
    assert nobody.disturbance.dropped == 1
    assert [one.disturbance.dropped for one in some] == [0]
    assert seen.problems == ()


def test_cancelling_the_session_of_one_city_leaves_the_other_and_the_premises_alone(file, first):
    left = after(CancelItem(item="fair"), first, file)

    kept = {pair for pair, slot in seats(first).items() if slot[0] == "s" or pair[1] == "lake-institute"}
    assert set(seats(left)) == kept
    back = after(ReinstateItem(item="fair"), left, file)
    assert back.itinerary.items == first.itinerary.items


def test_a_meeting_moves_to_a_slot_of_its_own_city_only(file, first):
    one = next(it for it in first.schedule.meetings if it.host == "rail-yard" and it.slot == "s2")
    item = meeting_item_id(one.participant, one.host)
    elsewhere = MoveItem(item=item, starts="2027-05-13 10:00", ends="2027-05-13 10:30")
    assert "Meetings take place in slots only; give it one that starts at 14:00, 14:30." in refusal(
        elsewhere, first, file
    )


def test_a_meeting_moves_only_where_its_delegate_has_the_time_for_the_way(file):
    state = plan(file, wishing("A-1"))
    at = {pair: int(slot[1]) for pair, slot in seats(state).items()}
    who = next(one for one, host in at if host == "harbour-lab" and (one, "lake-institute") in at)
    told = {n: refusal(_to_slot(who, n), state, file) for n in range(1, 6)}

    away = {n for n in told if abs(n - at[who, "harbour-lab"]) == 1}
    assert away
    assert all("it takes 25 minutes, but there are 0" in told[n] for n in away)
    free = {n for n in told if not told[n]}
    assert free
    assert all(abs(n - at[who, "harbour-lab"]) > 1 for n in free)
    demand_sound(after(_to_slot(who, min(free)), state, file), file)


def _to_slot(who: str, number: int) -> MoveItem:
    """The meeting of that delegate at the institute in that slot of Toronto."""
    starts = datetime(2027, 5, 11, 10) + (number - 1) * timedelta(minutes=30)  # noqa: DTZ001 - local
    item = meeting_item_id(who, "lake-institute")
    return MoveItem(item=item, starts=starts, ends=starts + timedelta(minutes=30))


def test_what_the_ways_do_not_allow_is_refused_before_anything_is_recorded(file, first):
    meeting = meeting_item_id(*next(iter(seats(first))))
    assert "its own premises" in refusal(ChangeRoom(item="fair", place="institute"), first, file)
    assert "change the room only" in refusal(ChangeRoom(item=meeting, place="harbour"), first, file)
    assert "no meeting slot 's1'" in refusal(
        LimitHost(host="lake-institute", unavailable=("s1",)), first, file
    )
    assert "already" in refusal(
        AddSlots(host="lake-institute", new_slots=(LATE.model_copy(update={"id": "s1"}),), at_most=4),
        first,
        file,
    )
    assert "not in Chicago" in refusal(
        AddSlots(host="tower-house", new_slots=(LATE,), at_most=4), first, file
    )


def test_who_is_ill_stays_away_and_comes_back_to_the_same_meetings(file, first):
    who = next(one for one, _ in seats(first))
    missed = tuple(meeting_item_id(one.participant, one.host) for one in first.schedule.of(who))

    away = after(StayAway(participant=who, items=(*missed, "fair")), first, file)

    assert away.schedule.of(who) == ()
    assert set(seats(away)) >= {pair for pair in seats(first) if pair[0] != who}
    alone = plan(file, wishing(who))
    missed = tuple(meeting_item_id(one.participant, one.host) for one in alone.schedule.meetings)
    ill = after(StayAway(participant=who, items=missed), alone, file)
    assert ill.schedule.meetings == ()
    assert after(ComeBack(participant=who, items=missed), ill, file).itinerary.items == alone.itinerary.items


def test_two_delegates_swap_meetings_of_two_cities_and_back_where_neither_is_late(file, first):
    swaps = [
        SwapMeetings(one=one.participant, one_slot=one.slot, other=other.participant, other_slot=other.slot)
        for one in first.schedule.meetings
        for other in first.schedule.meetings
        if one.slot[0] == "s" and other.slot[0] == "t" and not refusal_of_swap(one, other, first, file)
    ]

    assert swaps
    for swap in swaps:
        swapped = after(swap, first, file)
        demand_sound(swapped, file)
        assert after(swap.model_copy(update={"one_slot": swap.other_slot, "other_slot": swap.one_slot}),
                     swapped, file).itinerary.items == first.itinerary.items  # fmt: skip


def refusal_of_swap(one, other, state: PlanState, file: DelegationFile) -> str:
    swap = SwapMeetings(
        one=one.participant, one_slot=one.slot, other=other.participant, other_slot=other.slot
    )
    return refusal(swap, state, file)
