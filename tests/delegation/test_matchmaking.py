"""One-to-one meetings: rules that always hold, the best there can be, and reasons that keep confidences."""

from collections import Counter
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.change import Disturbance
from delegation.meeting import (
    Host,
    HostWish,
    Meeting,
    MeetingParty,
    MeetingRules,
    MeetingSchedule,
    MeetingScore,
    MeetingWish,
    Slot,
    Wish,
)
from delegation.planning.matchmaking import schedule_meetings
from delegation.planning.meeting_reasons import reason, why
from delegation.planning.replanning import replanned


def rules(slots: int, *, tables: int = 13, at_most: int = 6, at_least: int = 0) -> MeetingRules:
    return MeetingRules(
        leg="washington", zone="America/New_York", place="gaylord", room="Maryland Ballroom", tables=tables,
        slots=tuple(
            Slot(id=f"s{number}", starts=f"2017-05-16 {13 + number // 3}:{20 * (number % 3):02}", minutes=20)
            for number in range(slots)
        ),
        at_least=at_least, at_most=at_most, wishes_open="2017-04-18 09:00", wishes_close="2017-05-03 17:00",
        wishes_zone="Europe/Brussels",
    )  # fmt: skip


def host(name: str, *, wishes=(), unavailable=(), at_most: int = 8) -> Host:
    return Host(
        id=name, organisation=name.title(), person=f"{name}-desk", meets=True, at_most=at_most,
        wishes=wishes, unavailable=unavailable,
    )  # fmt: skip


def party(participant: str, **wishes: str) -> MeetingParty:
    stated = tuple(MeetingWish(host=name, wish=Wish(wish)) for name, wish in wishes.items())
    return MeetingParty(participant=participant, organisation=f"Cluster {participant}", wishes=stated)


def broken_rules(schedule: MeetingSchedule, given: MeetingRules, hosts, parties) -> list[str]:
    """What an auditor would object to; shares no code with what made the schedule."""
    meetings, limits = schedule.meetings, {one.id: one.at_most for one in hosts}
    away = {(one.id, slot) for one in hosts for slot in one.unavailable}
    ruled_out = {(one.participant, wish.host) for one in parties for wish in one.wishes if wish.wish == "no"}
    checks = {
        "delegate twice in a slot": max(
            Counter((one.participant, one.slot) for one in meetings).values(), default=0
        )
        > 1,
        "host twice in a slot": max(Counter((one.host, one.slot) for one in meetings).values(), default=0)
        > 1,
        "table twice in a slot": max(Counter((one.table, one.slot) for one in meetings).values(), default=0)
        > 1,
        "pair twice": max(Counter((one.participant, one.host) for one in meetings).values(), default=0) > 1,
        "table that is not there": any(not 1 <= one.table <= given.tables for one in meetings),
        "host has too many": any(
            count > limits[name] for name, count in Counter(one.host for one in meetings).items()
        ),
        "delegate has too many": any(
            count > given.at_most for count in Counter(one.participant for one in meetings).values()
        ),
        "host is away": any((one.host, one.slot) in away for one in meetings),
        "a no was scheduled": any((one.participant, one.host) in ruled_out for one in meetings),
        "value above bound": schedule.value > schedule.bound,
    }
    return [name for name, broken in checks.items() if broken]


def test_thirteen_hosts_and_nineteen_clusters_fill_nearly_every_seat():
    hosts = [
        host(f"h{number}", wishes=(f"Cluster D-{number}", f"Cluster D-{number + 3}")) for number in range(13)
    ]
    parties = [
        party(
            f"D-{number}",
            **{
                f"h{(number * 5 + step) % 13}": kind
                for step, kind in enumerate(("must", "nice", "nice", "no"))
            },
        )
        for number in range(19)
    ]

    schedule = schedule_meetings(rules(8, at_least=4), hosts, parties, iterations=20_000)

    assert len(schedule.meetings) > 90
    assert schedule.proven
    assert broken_rules(schedule, rules(8), hosts, parties) == []
    assert min(Counter(one.participant for one in schedule.meetings).values()) >= 4
    assert schedule.unmet_musts == ()
    assert all(len({one.table for one in schedule.meetings if one.host == name.id}) == 1 for name in hosts)


def test_a_must_comes_before_any_number_of_nice_meetings():
    schedule = schedule_meetings(
        rules(1, tables=1),
        [host("mit", wishes=("Cluster D-2",))],
        [party("D-1", mit="must"), party("D-2", mit="nice")],
    )

    assert [one.participant for one in schedule.meetings] == ["D-1"]


def test_a_wish_of_both_sides_comes_before_a_wish_of_one():
    schedule = schedule_meetings(
        rules(1),
        [host("mit", wishes=("cluster  d-2",))],
        [party("D-1", mit="nice"), party("D-2", mit="nice")],
    )

    assert [one.participant for one in schedule.meetings] == ["D-2"]


def test_everyone_reaches_the_fewest_before_anybody_gets_more_of_what_they_like():
    parties = [party("D-1", mit="nice", penn="nice"), party("D-2")]

    schedule = schedule_meetings(rules(1, at_least=1), [host("mit"), host("penn")], parties)

    assert {one.participant for one in schedule.meetings} == {"D-1", "D-2"}


def test_a_must_that_cannot_be_met_is_reported_with_its_owner():
    parties = [party("D-1", mit="must"), party("D-2", mit="must")]

    schedule = schedule_meetings(rules(1), [host("mit")], parties)

    (met,) = schedule.meetings
    assert [(one.participant, one.host) for one in schedule.unmet_musts] == [
        ("D-2" if met.participant == "D-1" else "D-1", "mit")
    ]


def test_kept_meetings_stay_where_they_are():
    kept = (Meeting(participant="D-1", host="mit", slot="s1", table=1),)
    parties = [party("D-1", mit="must", penn="must"), party("D-2", mit="must")]

    schedule = schedule_meetings(rules(2), [host("mit"), host("penn")], parties, kept=kept)

    assert set(kept) <= set(schedule.meetings)
    assert {(one.participant, one.host) for one in schedule.meetings} >= {("D-2", "mit"), ("D-1", "penn")}


def test_without_filling_only_what_somebody_asked_for_is_held():
    schedule = schedule_meetings(
        rules(3), [host("mit"), host("penn")], [party("D-1", mit="nice")], fill=False
    )

    assert [(one.participant, one.host) for one in schedule.meetings] == [("D-1", "mit")]


def test_meetings_of_one_delegate_stand_together():
    hosts = [host("mit"), host("penn", unavailable=("s0", "s1")), host("nist", unavailable=("s2", "s3"))]

    schedule = schedule_meetings(rules(4), hosts, [party("D-1")], iterations=2_000)

    assert len(schedule.meetings) == 3
    assert schedule.idle_slots == 0


def test_fewer_tables_than_hosts_are_shared_out_slot_by_slot():
    hosts = [host(f"h{number}") for number in range(5)]
    parties = [party(f"D-{number}") for number in range(6)]

    schedule = schedule_meetings(rules(4, tables=3), hosts, parties, iterations=500)

    assert len(schedule.meetings) == 12
    assert schedule.proven
    assert broken_rules(schedule, rules(4, tables=3), hosts, parties) == []


def test_reasons_say_what_applies_and_never_what_the_host_wished():
    hosts = [host("mit", wishes=("Cluster D-2",), at_most=1), host("penn")]
    parties = [party("D-1", mit="nice", penn="no"), party("D-2", mit="nice")]
    schedule = schedule_meetings(rules(2), hosts, parties)

    told = [why(schedule, rules(2), hosts, one, name.id) for one in parties for name in hosts]

    assert told == [
        "Mit takes no more meetings than the 1 it has.",
        "You asked not to meet Penn.",
        "You meet Mit because you asked for it and both of you had a slot free.",
        "You meet Penn because you both had a slot free and you did not rule it out.",
    ]


WISHES = st.sampled_from(("must", "nice", "no", None))


@st.composite
def tiny_events(draw):
    """Two or three delegates and hosts, one to three slots, with limits, absences, wishes and few tables."""
    slots, names = draw(st.integers(1, 3)), ("mit", "penn", "nist")[: draw(st.integers(1, 3))]
    people = [f"D-{number}" for number in range(draw(st.integers(1, 3)))]
    hosts = [
        host(
            name,
            wishes=tuple(f"Cluster {one}" for one in draw(st.lists(st.sampled_from(people), unique=True))),
            unavailable=tuple(f"s{one}" for one in draw(st.lists(st.integers(0, slots - 1), unique=True))),
            at_most=draw(st.integers(0, 3)),
        )
        for name in names
    ]
    parties = [
        party(one, **{name: wish for name in names if (wish := draw(WISHES)) is not None}) for one in people
    ]
    given = rules(
        slots,
        tables=draw(st.integers(1, 3)),
        at_most=draw(st.integers(1, 3)),
        at_least=draw(st.integers(0, 2)),
    )
    return given, hosts, parties


@settings(max_examples=50, deadline=None)
@given(tiny_events())
def test_no_schedule_is_better_than_ours(event):
    given, hosts, parties = event

    schedule = schedule_meetings(given, hosts, parties, iterations=200)

    assert broken_rules(schedule, given, hosts, parties) == []
    assert schedule.proven
    assert tuple(schedule.score.model_dump().values()) == best_by_trying(given, hosts, parties)
    assert schedule_meetings(given, hosts[::-1], parties[::-1], iterations=200).score == schedule.score
    assert MeetingSchedule.model_validate_json(schedule.model_dump_json()) == schedule


def best_by_trying(given, hosts, parties) -> tuple[int, int, int, int]:
    """The best figures over every possible schedule, slot by slot."""
    options = [list(_slot_options(slot.id, given, hosts, parties)) for slot in given.slots]
    figures = []
    for chosen in product(*options):
        pairs = [pair for some in chosen for pair in some]
        delegates, receiving = Counter(one for one, _ in pairs), Counter(name for _, name in pairs)
        if (
            len(set(pairs)) == len(pairs)
            and all(count <= given.at_most for count in delegates.values())
            and all(receiving[one.id] <= one.at_most for one in hosts)
        ):
            figures.append(_figures(pairs, given, hosts, parties))
    return max(figures)


def _slot_options(slot, given, hosts, parties):
    present = [one.id for one in hosts if slot not in one.unavailable]
    no = {(one.participant, wish.host) for one in parties for wish in one.wishes if wish.wish == "no"}
    possible = [pair for pair in product((one.participant for one in parties), present) if pair not in no]
    for count in range(given.tables + 1):
        for some in combinations(possible, count):
            if len({one for one, _ in some}) == len({name for _, name in some}) == count:
                yield some


def _figures(pairs, given, hosts, parties) -> tuple[int, int, int, int]:
    wish = {(one.participant, stated.host): stated.wish for one in parties for stated in one.wishes}
    asked = {
        (one.participant, name.id) for one in parties for name in hosts if one.organisation in name.wishes
    }
    mutual = sum(pair in asked and wish.get(pair) in ("must", "nice") for pair in pairs)
    floor = sum(min(given.at_least, count) for count in Counter(one for one, _ in pairs).values())
    points = sum(1 + 2 * (wish.get(pair) in ("must", "nice")) + (pair in asked) for pair in pairs)
    return sum(wish.get(pair) == "must" for pair in pairs), mutual, floor, points


@settings(max_examples=25, deadline=None)
@given(tiny_events(), st.data())
def test_whatever_is_kept_stays_and_the_rest_is_the_best_around_it(event, data):
    given, hosts, parties = event
    first = schedule_meetings(given, hosts, parties, iterations=100)
    kept = [one for one in first.meetings if data.draw(st.booleans())]

    again = schedule_meetings(given, hosts, parties, kept=kept, iterations=100)

    assert set(kept) <= set(again.meetings)
    assert broken_rules(again, given, hosts, parties) == []
    assert again.value <= first.value
    assert schedule_meetings(given, hosts, parties, kept=again.meetings).meetings == again.meetings


def test_scores_compare_as_their_figures_do():
    less, more = MeetingScore(musts=1, points=999), MeetingScore(musts=2)

    assert less.as_number(1000) < more.as_number(1000)


def test_a_host_that_says_no_is_not_met_and_one_that_says_nice_counts_as_asking():
    answers = [
        HostWish(host="mit", participant="D-1", wish=Wish.NO),
        HostWish(host="penn", participant="D-1", wish=Wish.NICE),
    ]

    schedule = schedule_meetings(
        rules(2),
        [host("mit", wishes=("Cluster D-1",)), host("penn")],
        [party("D-1", mit="must", penn="nice")],
        host_wishes=answers,
    )

    assert [(one.participant, one.host) for one in schedule.meetings] == [("D-1", "penn")]
    assert schedule.score.mutual == 1


def test_whoever_is_elsewhere_in_a_slot_has_no_meeting_then():
    schedule = schedule_meetings(
        rules(2), [host("mit")], [party("D-1"), party("D-2")], busy={"D-1": ["s0"], "mit": ["s9"]}
    )

    assert [(one.participant, one.slot) for one in schedule.meetings] == [("D-2", "s0"), ("D-1", "s1")]


def test_a_freed_slot_is_won_back_by_one_move_where_that_is_allowed():
    hosts = [host("mit"), host("penn")]
    parties = [party("D-1", mit="nice"), party("D-2", mit="must")]
    kept = [Meeting(participant="D-1", host="mit", slot="s0", table=1)]
    busy = {"D-2": ["s1"]}

    still, nobody = replanned(rules(2), hosts, parties, kept, busy=busy)
    moved, one = replanned(rules(2), hosts, parties, kept, busy=busy, moves_at_most=1)
    fixed, none = replanned(rules(2), hosts, parties, kept, busy=busy, moves_at_most=1, pinned=kept)

    assert still.meetings == fixed.meetings == tuple(kept)
    assert nobody == none == Disturbance(dropped=0, regained=0, moved=0, value_lost=0)
    assert {(one.participant, one.slot) for one in moved.meetings} == {("D-1", "s1"), ("D-2", "s0")}
    assert one == Disturbance(dropped=0, regained=1, moved=1, value_lost=-3)


def test_a_meeting_whose_slot_is_lost_moves_if_it_may_and_falls_away_if_not():
    parties, lost = [party("D-1", mit="must")], [Meeting(participant="D-1", host="mit", slot="s0", table=1)]
    hosts = [host("mit", unavailable=("s0",))]

    still, dropped = replanned(rules(2), hosts, parties, (), freed=lost, only=())
    moved, held = replanned(rules(2), hosts, parties, (), freed=lost, moves_at_most=1, only=())

    assert (still.meetings, dropped.dropped) == ((), 1)
    assert [one.slot for one in moved.meetings] == ["s1"]
    assert (held.dropped, held.moved) == (0, 1)


@settings(max_examples=20, deadline=None)
@given(tiny_events(), st.integers(0, 2))
def test_replanning_without_a_change_changes_nothing(event, moves):
    given, hosts, parties = event
    published = schedule_meetings(given, hosts, parties, iterations=100).meetings

    schedule, disturbed = replanned(given, hosts, parties, published, moves_at_most=moves, fill=True)

    assert schedule.meetings == published
    assert disturbed == Disturbance()


@settings(max_examples=20, deadline=None)
@given(tiny_events(), st.integers(0, 2))
def test_when_a_delegate_leaves_all_others_stay_but_those_few_that_move(event, moves):
    given, hosts, parties = event
    published = schedule_meetings(given, hosts, parties, iterations=100).meetings
    kept = [one for one in published if one.participant != parties[0].participant]

    schedule, disturbed = replanned(
        given, hosts, parties[1:], kept, published=published, gone=parties[:1], moves_at_most=moves, fill=True
    )

    slots = {(one.participant, one.host): one.slot for one in schedule.meetings}
    assert broken_rules(schedule, given, hosts, parties[1:]) == []
    assert {(one.participant, one.host) for one in kept} <= slots.keys()
    assert disturbed.dropped == len(published) - len(kept)
    assert disturbed.moved == sum(slots[one.participant, one.host] != one.slot for one in kept) <= moves
    assert schedule.proven


def test_a_reason_is_the_same_whatever_the_host_answered_and_has_a_code():
    hosts, people = [host("mit"), host("penn", at_most=0)], [party("D-1", mit="nice", penn="nice")]
    ruled_out = (HostWish(host="mit", participant="D-1", wish=Wish.NO),)
    unasked = schedule_meetings(rules(1), hosts, [party("D-1", penn="nice")], fill=False)
    refused = schedule_meetings(rules(1), hosts, people, host_wishes=ruled_out)

    told = [
        reason(one, rules(1), hosts, people[0], name)
        for one in (unasked, refused)
        for name in ("mit", "penn")
    ]

    assert told[:2] == told[2:]
    assert [one.code for one in told[:2]] == ["not-planned", "host-full"]
