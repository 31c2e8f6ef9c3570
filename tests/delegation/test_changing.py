"""Changes to a published itinerary: all consequences, and nobody moved who need not be."""

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from delegation.change import (
    AddSlots,
    CancelItem,
    ChangeRoom,
    DropOut,
    MoveItem,
    SwapMeetings,
)
from delegation.meeting import Slot
from delegation.planning.changing import apply_change, preview, solves
from delegation.planning.clashes import itinerary_problems
from delegation.planning.composing import meeting_item_id
from delegation.planning.differences import differences, moved_appointments
from delegation.planning.plan_state import PlanState, recomposed
from tests.small_trip import (
    DELEGATES,
    ORGANISATIONS,
    applied,
    appointments,
    change,
    first_version,
    meeting_rules,
    small_file,
    swappable,
    wishes,
)


@pytest.fixture(scope="module")
def file():
    return small_file()


@pytest.fixture(scope="module")
def plan(file):
    return first_version(file)


def test_the_first_plan_can_be_travelled_and_every_meeting_is_an_item(plan, file):
    assert plan.itinerary.version == 1
    assert itinerary_problems(plan.itinerary, file) == ()
    one = plan.schedule.meetings[0]
    found = plan.itinerary.item(meeting_item_id(one.participant, one.host))
    assert found is not None
    assert (found.title, found.table, found.attendees) == (
        f"Meeting with {one.host.title()}", f"Table {one.table}", (one.participant,),
    )  # fmt: skip


def test_composing_again_without_a_change_changes_nothing(plan, file):
    assert recomposed(plan, file) == plan
    assert PlanState.model_validate_json(plan.model_dump_json()) == plan


def test_a_cancelled_visit_sends_its_people_to_the_others_and_leaves_the_rest_alone(plan, file):
    went = plan.visits.attendees("singh-visit")

    after = applied(CancelItem(item="singh-visit"), plan, file)

    assert itinerary_problems(after.itinerary, file) == ()
    assert after.itinerary.version == 2
    for who in DELEGATES:
        titles = [one.id for one in after.itinerary.of(who) if one.block == "mon-14"]
        assert len(titles) == 1
        if who not in went:
            assert appointments(after, who) == appointments(plan, who)
    moved = [one for one in after.visits.assignments if one.participant in went]
    assert all(one.reason.startswith("'Singh Visit' was cancelled. ") for one in moved)
    effects = differences(plan.itinerary, after.itinerary, DELEGATES, file)
    assert {effect.recipient for effect in effects} == {*went, "singh", "penn"}
    assert moved_appointments(effects, DELEGATES) == 0


def test_when_the_last_parallel_visits_fall_away_the_time_is_free(plan, file):
    after = plan
    for name in ("penn-visit", "singh-visit"):
        after = applied(CancelItem(item=name), after, file)

    assert len(after.visits.attendees("wistar-visit")) == 2
    assert len(after.visits.gaps) == 4


def test_the_preview_sends_nobody_where_they_cannot_get_in_and_names_who_is_left_without(plan, file):
    went = plan.visits.attendees("singh-visit")
    cannot = {went[0]: ("penn-visit", "wistar-visit")}

    seen = preview(change(CancelItem(item="singh-visit")), plan, file, wishes(), ruled_out=cannot)

    told = {effect.recipient: effect.differences for effect in seen.effects}
    assert [one.item for one in told[went[0]]] == ["singh-visit"]
    assert seen.problems == (f"{went[0]} would have no place at the parallel visits of 'mon-14'.",)


def test_a_late_train_is_told_to_everybody_in_local_time(plan, file):
    late = MoveItem(item="train", starts="2017-05-15 18:45", ends="2017-05-15 20:40")

    seen = preview(change(late), plan, file, wishes())

    assert [effect.recipient for effect in seen.effects] == list(DELEGATES)
    (line,) = seen.effects[0].differences
    assert (line.old, line.new) == (
        "Mon 15 May 2017, 18:05 (EDT, UTC-4)",
        "Mon 15 May 2017, 18:45 (EDT, UTC-4)",
    )
    assert seen.moved_appointments == 6
    assert seen.problems == ()


def test_a_later_arrival_is_told_although_the_departure_stays(plan, file):
    slower = MoveItem(item="train", starts="2017-05-15 18:05", ends="2017-05-15 20:40")

    (line,) = preview(change(slower), plan, file, wishes()).effects[0].differences

    assert line.new.endswith("until Mon 15 May 2017, 20:40 (EDT, UTC-4)")


def test_a_move_into_something_else_is_shown_as_a_problem(plan, file):
    clash = MoveItem(item="reception", starts="2017-05-16 16:00", ends="2017-05-16 17:00")

    (everybody,) = preview(change(clash), plan, file, wishes()).problems
    assert everybody.startswith(
        "Everybody is in two places: 'Matchmaking' (Tue 16 May 2017, 13:30 (EDT, UTC-4)) and"
    )
    clash = MoveItem(item="train", starts="2017-05-15 15:00", ends="2017-05-15 17:00")
    problems = preview(change(clash), plan, file, wishes()).problems
    assert sorted(one.split(" is in two places: ")[0] for one in problems) == list(DELEGATES)


def test_who_drops_out_leaves_their_seats_and_nobody_else_is_moved(plan, file):
    after = applied(DropOut(participant="A-3"), plan, file)

    effects = differences(plan.itinerary, after.itinerary, [one for one in DELEGATES if one != "A-3"], file)
    assert not any(
        line.old for effect in effects for line in effect.differences if effect.recipient in DELEGATES
    )
    assert moved_appointments(effects, DELEGATES) == 0
    assert after.itinerary.of("A-3") == tuple(
        one for one in plan.itinerary.of("A-3") if one.attendees is None
    )
    assert {one for one in plan.schedule.meetings if one.participant != "A-3"} <= set(after.schedule.meetings)
    assert itinerary_problems(after.itinerary, file) == ()


def test_a_substitute_takes_over_every_visit_and_meeting(plan, file):
    after = applied(DropOut(participant="A-3", substitute="B-9"), plan, file)

    def seats(state, who):
        return [(one.host, one.slot, one.table) for one in state.schedule.of(who)]

    assert seats(after, "B-9") == seats(plan, "A-3")
    assert [one.item for one in after.visits.of("B-9")] == [one.item for one in plan.visits.of("A-3")]
    assert after.organisations["B-9"] == "Cluster A-3"
    assert all(appointments(after, who) == appointments(plan, who) for who in DELEGATES if who != "A-3")


def test_a_host_that_adds_slots_gets_more_meetings_and_nobody_is_moved(plan, file):
    more = AddSlots(
        host="mit",
        slots=("s5",),
        new_slots=(Slot(id="late", starts="2017-05-16 16:00", minutes=20),),
        at_most=6,
    )

    after = applied(more, plan, file)

    assert set(plan.schedule.meetings) <= set(after.schedule.meetings)
    new = set(after.schedule.meetings) - set(plan.schedule.meetings)
    assert new
    assert {one.host for one in new} == {"mit"}
    assert itinerary_problems(after.itinerary, file) == ()


def test_a_room_change_of_the_matchmaking_takes_every_meeting_along(plan, file):
    after = applied(ChangeRoom(item="matchmaking", room="Potomac Room"), plan, file)

    rooms = {one.room for one in after.itinerary.items if one.kind in ("meeting",) or one.id == "matchmaking"}
    assert rooms == {"Potomac Room"}
    assert [one.model_copy(update={"room": ""}).id for one in after.itinerary.items] == [
        one.id for one in plan.itinerary.items
    ]


def test_a_room_change_of_one_meeting_survives_later_changes(plan, file):
    one = plan.schedule.meetings[0]
    name = meeting_item_id(one.participant, one.host)

    after = applied(ChangeRoom(item=name, room="Quiet Room"), plan, file)
    after = applied(CancelItem(item="reception"), after, file)

    found = after.itinerary.item(name)
    assert found is not None
    assert found.room == "Quiet Room"


def test_a_matchmaking_that_starts_later_takes_its_slots_along(plan, file):
    later = MoveItem(item="matchmaking", starts="2017-05-16 14:00", ends="2017-05-16 17:00")

    after = applied(later, plan, file)

    before = {one.id: one for one in plan.itinerary.items}
    moved = [one for one in after.itinerary.items if one.kind == "meeting"]
    assert {(one.starts - before[one.id].starts).seconds for one in moved} == {1800}
    assert itinerary_problems(after.itinerary, file) == ()


def test_a_cancelled_meeting_does_not_come_back(plan, file):
    one = plan.schedule.meetings[0]
    name = meeting_item_id(one.participant, one.host)

    after = applied(CancelItem(item=name), plan, file)
    after = applied(AddSlots(host=one.host, slots=("s5",), at_most=6), after, file)

    assert after.itinerary.item(name) is None


def test_two_delegates_swap_their_appointments(plan, file):
    one, other, swap = swappable(plan)

    after = applied(swap, plan, file)

    assert after.schedule.at(one.participant, other.slot) == other.model_copy(
        update={"participant": one.participant}
    )
    assert after.schedule.at(other.participant, one.slot) == one.model_copy(
        update={"participant": other.participant}
    )
    told = {effect.recipient for effect in preview(change(swap), plan, file, wishes()).effects}
    assert told == {one.participant, other.participant, one.host, other.host}
    back = SwapMeetings(
        one=one.participant, one_slot=other.slot, other=other.participant, other_slot=one.slot
    )
    assert set(applied(back, after, file).schedule.meetings) == set(plan.schedule.meetings)


def test_only_changes_that_free_meetings_or_add_slots_need_the_solver(plan, file, monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)  # importing it fails from here on
    train = MoveItem(item="train", starts="2017-05-15 18:45", ends="2017-05-15 20:40")
    one = plan.schedule.meetings[0]
    light = (
        train, CancelItem(item="singh-visit"),
        ChangeRoom(item="welcome", room="Library"), DropOut(participant="A-1", substitute="B-1"),
        swappable(plan)[2],
    )  # fmt: skip

    for kind in light:
        assert not solves(change(kind))
        assert preview(change(kind), plan, file, wishes()).effects
    assert solves(change(DropOut(participant="A-1")))
    assert solves(change(AddSlots(host="mit", at_most=6)))
    assert solves(change(CancelItem(item=meeting_item_id(one.participant, one.host))))


def test_who_leaves_during_the_meetings_keeps_those_that_were_held(plan, file):
    slots = {slot.id: slot for slot in meeting_rules().slots}
    now = datetime(2017, 5, 16, 14, 15, tzinfo=ZoneInfo("America/New_York"))
    begun = {name for name, slot in slots.items() if slot.starts <= now.replace(tzinfo=None)}

    after = apply_change(change(DropOut(participant="A-3")), plan, file, wishes(), now)

    held = [one for one in plan.schedule.of("A-3") if one.slot in begun]
    assert held
    assert list(after.schedule.of("A-3")) == held
    assert after.visits == plan.visits
    new = set(after.schedule.meetings) - set(plan.schedule.meetings)
    assert begun.isdisjoint(one.slot for one in new)
    assert "A-3" not in after.delegates


def test_hosts_are_told_who_comes_to_a_meeting_and_how_many_to_a_visit(plan, file):
    one = plan.schedule.of("A-3")[0]

    effects = differences(
        plan.itinerary,
        applied(DropOut(participant="A-3"), plan, file).itinerary,
        DELEGATES,
        file,
        ORGANISATIONS,
    )

    told = {effect.recipient: effect.differences for effect in effects}
    assert "Meeting with Cluster A-3" in [line.title for line in told[one.host]]
    visit = plan.visits.of("A-3")[0].item
    (line,) = [line for line in told[visit.removesuffix("-visit")] if line.item == visit]
    before = len(plan.visits.attendees(visit))
    assert line.old.endswith(f", {before} delegates")
    assert f", {before - 1} delegate" in line.new
