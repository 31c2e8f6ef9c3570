"""What each kind of change does to visits, meetings and hosts, and what it leaves alone."""

import pytest

from delegation.change import (
    AddSlots,
    CancelItem,
    Change,
    ComeBack,
    DropOut,
    HostWithdraws,
    Join,
    LimitHost,
    ReinstateItem,
    StayAway,
)
from delegation.correspondence import reason_told
from delegation.itinerary import Itinerary
from delegation.meeting import HostWish, MeetingWish, Wish, Wishes
from delegation.planning.changing import carried_out, preview
from delegation.planning.composing import meeting_item_id
from delegation.planning.differences import effects_between
from delegation.planning.plan_state import PlanState, changed
from tests.small_trip import (
    DELEGATES,
    PROGRAMME,
    applied,
    appointments,
    change,
    first_version,
    refusal,
    small_file,
    wishes,
)


@pytest.fixture(scope="module")
def file():
    return small_file()


@pytest.fixture(scope="module")
def plan(file):
    return first_version(file)


def pairs(state: PlanState) -> set[tuple[str, str, str]]:
    return {(one.participant, one.host, one.slot) for one in state.schedule.meetings}


def test_the_people_of_a_reinstated_visit_return_to_it_with_their_old_reasons(plan, file):
    cancelled = applied(CancelItem(item="singh-visit"), plan, file)

    after = applied(ReinstateItem(item="singh-visit"), cancelled, file)

    assert {one.participant: one for one in after.visits.assignments} == {
        one.participant: one for one in plan.visits.assignments
    }
    assert after.itinerary.version == 3
    assert after.given_up == ()


def test_only_as_many_return_to_a_visit_as_it_takes_meanwhile(plan, file):
    state = applied(CancelItem(item="singh-visit"), plan, file)
    state = applied(LimitHost(host="singh", guests_at_most=1), state, file)

    after = applied(ReinstateItem(item="singh-visit"), state, file)

    (back,) = after.visits.attendees("singh-visit")
    assert back in plan.visits.attendees("singh-visit")
    assert len(after.visits.assignments) + len(after.visits.gaps) == 6


def test_a_cancelled_meeting_comes_back_to_its_slot_or_says_who_has_it(plan, file):
    one = next(one for one in plan.schedule.meetings if one.host == "wistar")
    name = meeting_item_id(one.participant, one.host)
    state = applied(CancelItem(item=name), plan, file)
    others = [each for each in state.schedule.meetings if one.slot == each.slot]
    taken = [each for each in others if one.host == each.host or one.participant == each.participant]

    said = refusal(ReinstateItem(item=name), state, file)

    if taken:
        assert said is not None
        assert "another meeting" in said or "at most" in said
    else:
        assert applied(ReinstateItem(item=name), state, file).schedule.at(one.participant, one.slot) == one


def test_a_delegate_who_stays_away_is_missed_by_nobody_but_their_hosts(plan, file):
    away = StayAway(participant="A-3", items=("reception", "singh-visit"))

    after = applied(away, plan, file)

    assert after.itinerary.item("reception").attendees == tuple(one for one in DELEGATES if one != "A-3")
    assert "A-3" not in after.visits.attendees("singh-visit")
    assert all(appointments(after, who) == appointments(plan, who) for who in DELEGATES if who != "A-3")
    told = {effect.recipient for effect in preview(change(away), plan, file, wishes()).effects}
    assert told == {"A-3", "singh"}


def test_why_a_delegate_stays_away_is_told_to_nobody():
    ill = Change(
        id="ill",
        change=StayAway(participant="A-3", items=("reception",)),
        author="guide",
        reason="Food poisoning.",
    )
    well = ill.model_copy(update={"change": ComeBack(participant="A-3", items=("reception",))})

    assert reason_told(ill) == "One of the delegates cannot attend."
    assert reason_told(well) == "One of the delegates can attend after all."


def test_a_place_that_is_left_goes_to_who_had_none(plan, file):
    state = applied(CancelItem(item="penn-visit"), plan, file)
    (waiting,) = (one.participant for one in state.visits.gaps)

    after = applied(StayAway(participant="A-3", items=("singh-visit",)), state, file)

    assert waiting in after.visits.attendees("singh-visit")
    assert after.visits.gaps == ()
    back = applied(ComeBack(participant="A-3", items=("singh-visit",)), after, file)
    assert [one.participant for one in back.visits.gaps] == ["A-3"]
    assert waiting in back.visits.attendees("singh-visit")


def test_the_slot_of_who_drops_out_goes_to_somebody_who_asked_for_the_host(plan, file):
    limited = applied(LimitHost(host="mit", at_most=1), plan, file)
    (held,) = limited.of_host("mit")

    after = applied(DropOut(participant=held.participant), limited, file)

    (regained,) = after.of_host("mit")
    asked = wishes()[regained.participant].meetings or ()
    assert regained.participant != held.participant
    assert "mit" in [one.host for one in asked if one.wish is not Wish.NO]


def test_who_leaves_is_among_those_whom_the_change_affects(plan, file):
    after = applied(DropOut(participant="A-2"), plan, file)

    assert "A-2" in [one.recipient for one in effects_between(plan, after, file)]


def test_a_meeting_that_was_cancelled_stays_so_for_the_substitute(plan, file):
    one = plan.schedule.meetings[0]
    state = applied(CancelItem(item=meeting_item_id(one.participant, one.host)), plan, file)

    after = applied(DropOut(participant=one.participant, substitute="B-1"), state, file)

    assert meeting_item_id("B-1", one.host) in after.cancelled


def test_who_stays_away_from_the_matchmaking_has_no_meetings_and_gets_none(plan, file):
    after = applied(StayAway(participant="A-3", items=("matchmaking",)), plan, file)
    after = applied(AddSlots(host="mit", slots=("s5",), at_most=6), after, file)

    assert after.schedule.of("A-3") == ()
    assert after.itinerary.item("matchmaking").attendees == tuple(one for one in DELEGATES if one != "A-3")
    others = {one for one in pairs(plan) if one[0] != "A-3"}
    assert others <= pairs(after)


def test_what_everybody_attends_stays_for_everybody_else_when_the_absent_one_leaves(plan, file):
    away = applied(StayAway(participant="A-3", items=("reception",)), plan, file)

    after = applied(DropOut(participant="A-3"), away, file)

    assert after.itinerary.item("reception").attendees is None


def test_a_newcomer_gets_what_is_free_and_nobody_is_moved(plan, file):
    stated = {**wishes(), "N-1": wishes()["A-2"]}

    seen = preview(change(Join(participant="N-1", organisation="Newcomer")), plan, file, stated)
    after, disturbance = carried_out(
        change(Join(participant="N-1", organisation="Newcomer")), plan, file, stated
    )

    assert pairs(plan) <= pairs(after)
    assert after.organisations["N-1"] == "Newcomer"
    assert [one.item for one in after.visits.of("N-1")] == ["penn-visit"]
    assert disturbance.regained == len(after.schedule.of("N-1"))
    assert (disturbance.dropped, disturbance.moved) == (0, 0)
    told = {effect.recipient: effect for effect in seen.effects}
    assert {line.item for line in told["N-1"].differences} == {one.id for one in after.itinerary.of("N-1")}
    assert set(told) <= {"N-1", "wistar", "singh", "penn", "mit"}
    assert [one.moves_at_most for one in seen.proposals] == [0]


def test_a_newcomer_gets_the_fewest_meetings_also_without_a_wish(plan, file):
    after, _ = carried_out(change(Join(participant="N-1")), plan, file, wishes())

    free = [host for host in after.hosts if len(plan.of_host(host.id)) < host.at_most]
    assert len(after.schedule.of("N-1")) == min(2, len(free))


def test_a_host_that_withdraws_receives_nobody_and_its_delegates_meet_others(plan, file):
    withdrawal = HostWithdraws(host="wistar")

    after, disturbance = carried_out(change(withdrawal), plan, file, wishes())

    freed = {one for one in pairs(plan) if one[1] == "wistar"}
    assert pairs(plan) - freed <= pairs(after)
    assert after.of_host("wistar") == ()
    assert after.itinerary.item("wistar-visit").cancelled
    assert len(after.visits.assignments) == 6
    assert not any(one.meets for one in after.hosts if one.id == "wistar")
    assert disturbance.dropped == len(freed)
    assert disturbance.regained == len(pairs(after)) - len(pairs(plan)) + len(freed)
    said = refusal(withdrawal, after, file)
    assert said == "Wistar (wistar) withdrew already and receives nobody any more."
    said = refusal(ReinstateItem(item="wistar-visit"), after, file)
    assert said is not None
    assert "Wistar receives nobody any more" in said


def test_what_several_hosts_receive_goes_on_without_the_one_that_withdraws(file):
    together = [
        {**one, "hosts": ["wistar", "penn"]} if one["id"] == "wistar-visit" else one for one in PROGRAMME
    ]
    items = Itinerary.model_validate({"items": together}).items
    shared = file.model_copy(update={"itinerary": tuple(items)})
    plan = first_version(shared)

    after, _ = carried_out(change(HostWithdraws(host="wistar")), plan, shared, wishes())

    visit = after.itinerary.item("wistar-visit")
    assert (visit.cancelled, visit.hosts) == (False, ("penn",))
    assert visit.attendees == plan.itinerary.item("wistar-visit").attendees


def test_a_host_that_takes_fewer_loses_the_least_wished_meetings_first(file):
    stated = wishes()
    stated["A-1"] = Wishes(meetings=(MeetingWish(host="mit", wish=Wish.MUST),))
    plan = first_version(file)
    state = changed(plan, host_wishes=(HostWish(host="mit", participant="A-1", wish=Wish.MUST),))
    held = state.of_host("mit")
    assert len(held) == 4
    points = {one.participant: _wish(stated, one.participant, "mit") for one in held}

    after, disturbance = carried_out(change(LimitHost(host="mit", at_most=2)), state, file, stated)

    staying = {one.participant for one in after.of_host("mit")}
    assert len(staying) == 2
    assert min(points[one] for one in staying) >= max(points[one] for one in set(points) - staying)
    assert disturbance.dropped == 2


def test_who_lost_nothing_gets_nothing_new_where_a_host_takes_fewer(plan, file):
    open_penn = tuple(
        one.model_copy(update={"at_most": 6, "unavailable": ()}) if one.id == "penn" else one
        for one in plan.hosts
    )
    state = changed(plan, hosts=open_penn)
    stated = wishes() | {who: _wishing_for("penn") for who in DELEGATES}

    after, disturbance = carried_out(change(LimitHost(host="wistar", at_most=3)), state, file, stated)

    lost = {one[0] for one in pairs(plan) if one[1] == "wistar"} - {
        one[0] for one in pairs(after) if one[1] == "wistar"
    }
    assert len(lost) == disturbance.dropped == 1
    bystanders = set(DELEGATES) - lost
    assert [who for who in bystanders if not _meets(plan, who, "penn") and len(plan.schedule.of(who)) < 4]
    for who in bystanders:
        assert after.schedule.of(who) == plan.schedule.of(who)


def _wishing_for(host: str) -> Wishes:
    return Wishes(meetings=(MeetingWish(host=host, wish=Wish.MUST),))


def _meets(state: PlanState, who: str, host: str) -> bool:
    return any(one.host == host for one in state.schedule.of(who))


def _wish(stated: dict[str, Wishes], who: str, host: str) -> int:
    wish = next((one.wish for one in stated[who].meetings or () if one.host == host), None)
    return {Wish.MUST: 2, Wish.NICE: 1}.get(wish, 0)


def test_slots_a_host_can_no_longer_take_are_freed(plan, file):
    after = applied(LimitHost(host="mit", unavailable=("s0", "s1")), plan, file)

    assert not {one.slot for one in after.of_host("mit")} & {"s0", "s1"}
    assert {one for one in pairs(plan) if one[1] != "mit"} <= pairs(after)


def test_guests_beyond_a_limit_get_a_parallel_visit_and_the_reason(plan, file):
    after = applied(LimitHost(host="singh", guests_at_most=1), plan, file)

    moved = set(plan.visits.attendees("singh-visit")) - set(after.visits.attendees("singh-visit"))
    assert len(moved) == 2
    for one in after.visits.assignments:
        assert (one.participant in moved) == one.reason.startswith("Singh can receive 1 guests only. ")
    for who in set(DELEGATES) - moved:
        assert appointments(after, who) == appointments(plan, who)


def test_changes_that_free_meetings_come_with_what_they_disturb(plan, file):
    for kind in (DropOut(participant="A-3"), HostWithdraws(host="penn"), LimitHost(host="mit", at_most=1)):
        seen = preview(change(kind), plan, file, wishes())

        assert seen.proposals[0].moves_at_most == 0
        assert seen.proposals[0].disturbance.moved == 0
        assert seen.disturbance == seen.proposals[0].disturbance
        assert seen.effects == seen.proposals[0].effects
        assert seen.disturbance.dropped > 0
        for better in seen.proposals[1:]:
            one, other = better.disturbance, seen.proposals[0].disturbance
            assert (one.dropped, one.value_lost) < (other.dropped, other.value_lost)
            assert one.moved <= better.moves_at_most == 3


def test_a_substitute_of_a_substitute_attends_what_the_first_did(file):
    named = [{**one, "attendees": ["A-3", "A-4"]} if one["id"] == "reception" else one for one in PROGRAMME]
    items = Itinerary.model_validate({"items": named}).items
    few = file.model_copy(update={"itinerary": tuple(items)})
    state = first_version(few)
    for left, came in (("A-3", "B-3"), ("B-3", "C-3")):
        state, _ = carried_out(change(DropOut(participant=left, substitute=came)), state, few, wishes())
        assert state.itinerary.item("reception").attendees == (came, "A-4")

    back, _ = carried_out(change(DropOut(participant="C-3", substitute="A-3")), state, few, wishes())

    assert back.itinerary.items == first_version(few).itinerary.items


def test_no_slots_are_added_to_a_matchmaking_that_was_cancelled(plan, file):
    state = applied(CancelItem(item="matchmaking"), plan, file)
    assert state.schedule.meetings == ()

    assert refusal(AddSlots(host="mit", at_most=6), state, file) == (
        "'Matchmaking' (matchmaking) is cancelled, and its meetings with it; reinstate it first."
    )
    joined, _ = carried_out(change(Join(participant="N-1")), state, file, wishes())
    assert joined.schedule.meetings == ()
    back = applied(ReinstateItem(item="matchmaking"), state, file)
    assert pairs(back) == pairs(plan)
