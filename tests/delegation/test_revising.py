"""Calendar revisions: what is told, in which order, and that calendars end up true."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.calendar_rules import CalendarRules
from delegation.calendars.revising import after, material_change, plan_revisions
from delegation.invite import Method, PartStat, Revision, SentInvite
from delegation.itinerary import ItineraryItem

NOW = datetime(2017, 5, 11, 9, tzinfo=UTC)


def item(name: str = "mit", **more) -> ItineraryItem:
    given = {
        "id": name, "kind": "visit", "title": name.title(), "leg": "boston", "zone": "America/New_York",
        "starts": "2017-05-18 09:30", "ends": "2017-05-18 11:00", "place": "mit", "room": "Atrium",
    }  # fmt: skip
    return ItineraryItem.model_validate({**given, **more})


def sent(one: ItineraryItem, sequence: int = 0, method: Method = Method.REQUEST, **more) -> SentInvite:
    given = {"dtstamp": NOW - timedelta(days=1), "partstat": PartStat.ACCEPTED}
    return SentInvite(item=one, sequence=sequence, method=method, **{**given, **more})


def test_the_first_invite_has_sequence_zero_and_asks_for_an_answer():
    (first,) = plan_revisions([item()], [], NOW)

    assert (first.method, first.sequence, first.partstat, first.before) == (
        "REQUEST",
        0,
        "NEEDS-ACTION",
        None,
    )


def test_what_has_not_changed_is_not_sent_again():
    assert plan_revisions([item(attendees=("A-1",))], [sent(item())], NOW) == ()


def test_a_new_time_asks_again_and_says_what_was_known_before():
    moved = item(starts="2017-05-18 10:30", ends="2017-05-18 12:00")

    (update,) = plan_revisions([moved], [sent(item(), 3)], NOW)

    assert (update.sequence, update.partstat, update.material) == (4, "NEEDS-ACTION", True)
    assert (update.before, update.item) == (item(), moved)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "MIT and its labs"},
        {"description": "Bring a photo ID."},
        {"link": "https://meet.cluster.example/mit"},
        {"rsvp": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_smaller_change_is_told_and_keeps_the_answer(change):
    (update,) = plan_revisions([item(**change)], [sent(item())], NOW)

    assert (update.sequence, update.partstat, update.material) == (1, "ACCEPTED", False)
    assert after([sent(item())], [update])[0].partstat == "ACCEPTED"


@pytest.mark.parametrize(
    "change",
    [
        {"starts": "2017-05-18 09:45"},
        {"ends": "2017-05-18 11:30"},
        {"zone": "America/Chicago"},
        {"ends_zone": "America/Chicago"},
        {"place": "whitehead"},
        {"room": "Hall"},
        {"table": "Table 3"},
        {"starts": "2017-05-18 00:00", "ends": "2017-05-19 00:00", "all_day": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_time_or_place_asks_for_a_new_answer(change):
    (update,) = plan_revisions([item(**change)], [sent(item())], NOW)

    assert (update.material, update.partstat) == (True, "NEEDS-ACTION")
    told = after([sent(item())], [update])[0]
    assert (told.asked, told.partstat) == (update.sequence, "NEEDS-ACTION")


def test_the_second_of_two_equal_hours_is_another_time():
    hour = {"starts": "2017-11-05 00:30", "ends": "2017-11-05 01:30"}

    (update,) = plan_revisions([item(**hour, ends_fold=True)], [sent(item(**hour))], NOW)

    assert update.material


@pytest.mark.parametrize("desired", [[], [item(cancelled=True)]], ids=["missing", "cancelled"])
def test_what_falls_away_is_cancelled_once_as_it_was_last_sent(desired):
    (cancel,) = plan_revisions(desired, [sent(item(), 1)], NOW)

    assert (cancel.method, cancel.sequence, cancel.before) == ("CANCEL", 2, item())
    assert cancel.item == item(cancelled=True)
    assert plan_revisions(desired, after([sent(item(), 1)], [cancel]), NOW) == ()


def test_what_was_never_sent_is_not_cancelled():
    assert plan_revisions([item(cancelled=True)], [], NOW) == ()


def test_what_comes_back_is_requested_anew_with_a_higher_sequence():
    (again,) = plan_revisions([item()], [sent(item(cancelled=True), 2, Method.CANCEL)], NOW)

    assert (again.method, again.sequence, again.partstat, again.before) == (
        "REQUEST", 3, "NEEDS-ACTION", None,
    )  # fmt: skip


def test_dtstamp_rises_with_every_revision_also_within_one_second_and_when_clocks_run_back():
    for last in (NOW, NOW + timedelta(hours=2)):
        (update,) = plan_revisions([item(title="Tour")], [sent(item(), dtstamp=last)], NOW)
        assert update.dtstamp == last + timedelta(seconds=1)


def test_dtstamp_is_in_whole_seconds_of_utc():
    moment = datetime.fromisoformat("2017-05-11T11:00:00.75+02:00")

    (first,) = plan_revisions([item()], [], moment)

    assert first.dtstamp.isoformat() == "2017-05-11T09:00:00+00:00"


def test_a_program_that_raised_the_sequence_does_not_miss_the_next_revision():
    (update,) = plan_revisions([item(room="Hall")], [sent(item(), 2, heard_sequence=7)], NOW)
    (cancel,) = plan_revisions([], [sent(item(), 2, heard_sequence=7)], NOW)

    assert (update.sequence, cancel.sequence) == (8, 8)


def test_what_is_asked_for_once_more_is_sent_as_it_is_with_the_answer_that_is_known():
    (again,) = plan_revisions([item()], [sent(item(), 4)], NOW, again=("mit", "never-heard-of"))

    assert (again.sequence, again.partstat, again.material, again.item) == (5, "ACCEPTED", False, item())


@pytest.mark.parametrize(
    ("policy", "rsvp", "mailed"),
    [
        ("each", False, True),
        ("digest", True, False),
        ("digest+each", True, True),
        ("digest+each", False, False),
    ],
)
def test_the_policy_says_which_items_are_mailed_as_invites(policy, rsvp, mailed):
    (first,) = plan_revisions([item(rsvp=rsvp)], [], NOW, CalendarRules(policy=policy))

    assert first.mailed == mailed


def test_what_was_mailed_once_is_updated_and_cancelled_by_mail_whatever_the_policy_is_by_then():
    rules = CalendarRules(policy="digest")

    (update,) = plan_revisions([item(room="Hall")], [sent(item())], NOW, rules)
    (cancel,) = plan_revisions([], after([sent(item())], [update]), NOW, rules)

    assert (update.mailed, cancel.mailed) == (True, True)


def test_what_was_only_shown_is_cancelled_without_a_mail():
    (cancel,) = plan_revisions([], [sent(item(), mailed=False)], NOW)

    assert not cancel.mailed


def test_what_comes_back_after_a_cancellation_by_mail_is_mailed_again():
    gone = sent(item(cancelled=True), 2, Method.CANCEL, mailed=True)

    (again,) = plan_revisions([item()], [gone], NOW, CalendarRules(policy="digest"))

    assert again.mailed


def test_an_answer_that_comes_in_while_a_smaller_change_is_under_way_stays():
    (update,) = plan_revisions([item(title="Tour")], [sent(item(), partstat=PartStat.NEEDS_ACTION)], NOW)
    answered = sent(item(), partstat=PartStat.DECLINED, heard_sequence=3)

    (told,) = after([answered], [update])

    assert (told.partstat, told.heard_sequence, told.item.title) == ("DECLINED", 3, "Tour")


def test_cancellations_leave_before_invites_and_invites_in_order_of_time():
    early = item("early", starts="2017-05-18 08:00", ends="2017-05-18 09:00")
    late = item("late", starts="2017-05-18 20:00", ends="2017-05-18 21:00")

    revisions = plan_revisions([item(), early], [sent(late)], NOW)

    assert [(one.method, one.item.id) for one in revisions] == [
        ("CANCEL", "late"), ("REQUEST", "early"), ("REQUEST", "mit"),
    ]  # fmt: skip


def test_one_id_for_two_items_is_refused():
    with pytest.raises(ValueError, match="'mit' stands twice"):
        plan_revisions([item(), item(title="Other")], [], NOW)


def test_a_revision_sent_twice_changes_nothing():
    revisions = plan_revisions([item()], [], NOW)
    once = after([], revisions)

    assert after(once, revisions) == once


ITEMS = st.builds(
    lambda name, hour, minutes, room, title, cancelled: item(
        name,
        starts=f"2017-05-18 {hour}:00",
        ends=datetime.fromisoformat(f"2017-05-18 {hour}:00") + timedelta(minutes=minutes),
        room=room,
        title=title,
        cancelled=cancelled,
    ),
    st.sampled_from("abc"),
    st.integers(10, 12),
    st.sampled_from([30, 60]),
    st.sampled_from(["Atrium", "Hall"]),
    st.sampled_from(["Visit", "Tour"]),
    st.sampled_from([False, False, True]),
)
STEPS = st.lists(
    st.tuples(st.lists(ITEMS, max_size=3, unique_by=lambda one: one.id), st.sampled_from(list(PartStat))),
    max_size=6,
)


class Calendar:
    """A client that believes the highest SEQUENCE, as RFC 5546 says."""

    def __init__(self) -> None:
        self.heard: dict[str, Revision] = {}

    def receive(self, revision: Revision) -> None:
        known = self.heard.get(revision.item.id)
        assert known is None or known.sequence < revision.sequence
        assert known is not None or (revision.method is Method.REQUEST and revision.sequence == 0)
        self.heard[revision.item.id] = revision

    def shows(self):
        live = (one.item for one in self.heard.values() if one.method is Method.REQUEST)
        return {(one.id, one.title, one.starts, one.ends, one.room) for one in live}


@settings(max_examples=50, deadline=None)
@given(STEPS)
def test_after_any_series_of_versions_the_calendar_shows_exactly_the_last(steps):
    calendar, state = Calendar(), ()
    for number, (desired, answer) in enumerate(steps):
        before = {one.item.id: one for one in state}
        revisions = plan_revisions(desired, state, NOW + timedelta(hours=number))
        for one in revisions:
            calendar.receive(one)
            known = before.get(one.item.id)
            if one.method is Method.REQUEST and known is not None and known.method is Method.REQUEST:
                assert one.material == material_change(known.item, one.item)
                assert one.partstat == (PartStat.NEEDS_ACTION if one.material else known.partstat)
                assert one.before == known.item
                assert one.dtstamp > known.dtstamp
        state = after(state, revisions)
        assert plan_revisions(desired, state, NOW) == ()
        assert calendar.shows() == {
            (one.id, one.title, one.starts, one.ends, one.room) for one in desired if not one.cancelled
        }
        state = tuple(
            one.model_copy(update={"partstat": answer}) if one.method is Method.REQUEST else one
            for one in state
        )
