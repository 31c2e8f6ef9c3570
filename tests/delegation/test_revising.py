"""Calendar revisions: what is told, in which order, and that calendars end up true."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def sent(one: ItineraryItem, sequence: int = 0, method: Method = Method.REQUEST, partstat=PartStat.ACCEPTED):
    return SentInvite(item=one, sequence=sequence, method=method, partstat=partstat)


def test_the_first_invite_has_sequence_zero_and_asks_for_an_answer():
    (first,) = plan_revisions([item()], [], NOW)

    assert (first.method, first.sequence, first.partstat, first.changed) == ("REQUEST", 0, "NEEDS-ACTION", ())


def test_what_has_not_changed_is_not_sent_again():
    assert plan_revisions([item(attendees=("A-1",))], [sent(item())], NOW) == ()


def test_a_new_time_asks_again_and_says_old_and_new():
    moved = item(starts="2017-05-18 10:30", ends="2017-05-18 12:00")

    (update,) = plan_revisions([moved], [sent(item(), 3)], NOW)

    assert (update.sequence, update.partstat, update.material) == (4, "NEEDS-ACTION", True)
    assert update.changed == (
        "Thu 18 May 2017, 09:30 (EDT, UTC-4), Atrium -> Thu 18 May 2017, 10:30 (EDT, UTC-4), Atrium",
        "until Thu 18 May 2017, 11:00 (EDT, UTC-4) -> until Thu 18 May 2017, 12:00 (EDT, UTC-4)",
    )


def test_a_new_title_keeps_the_answer():
    (update,) = plan_revisions([item(title="MIT and its labs")], [sent(item())], NOW)

    assert (update.sequence, update.partstat, update.material) == (1, "ACCEPTED", False)
    assert update.changed == ("Mit -> MIT and its labs",)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"place": "whitehead"}, "mit -> whitehead"),
        ({"room": "Hall"}, "Atrium -> Thu 18 May 2017, 09:30 (EDT, UTC-4), Hall"),
        ({"table": "Table 3"}, "Table 3, Atrium"),
        ({"ends": "2017-05-18 11:30"}, "until Thu 18 May 2017, 11:30 (EDT, UTC-4)"),
        ({"ends_zone": "America/Chicago"}, "until Thu 18 May 2017, 11:00 (CDT, UTC-5)"),
    ],
)
def test_every_material_change_says_what_is_new(change, line):
    (update,) = plan_revisions([item(**change)], [sent(item())], NOW)

    assert update.material
    assert any(one.endswith(line) for one in update.changed)


@pytest.mark.parametrize("desired", [[], [item(cancelled=True)]], ids=["missing", "cancelled"])
def test_what_falls_away_is_cancelled_once(desired):
    (cancel,) = plan_revisions(desired, [sent(item(), 1)], NOW)

    assert (cancel.method, cancel.sequence, cancel.item.cancelled) == ("CANCEL", 2, True)
    assert cancel.changed == ("Thu 18 May 2017, 09:30 (EDT, UTC-4), Atrium -> cancelled",)
    assert plan_revisions(desired, after([sent(item(), 1)], [cancel]), NOW) == ()


def test_what_was_never_sent_is_not_cancelled():
    assert plan_revisions([item(cancelled=True)], [], NOW) == ()


def test_what_comes_back_is_requested_anew_with_a_higher_sequence():
    (again,) = plan_revisions([item()], [sent(item(cancelled=True), 2, Method.CANCEL)], NOW)

    assert (again.method, again.sequence, again.partstat) == ("REQUEST", 3, "NEEDS-ACTION")
    assert again.changed == ("cancelled -> Thu 18 May 2017, 09:30 (EDT, UTC-4), Atrium",)


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
                assert one.changed
        state = after(state, revisions)
        assert plan_revisions(desired, state, NOW) == ()
        assert calendar.shows() == {
            (one.id, one.title, one.starts, one.ends, one.room) for one in desired if not one.cancelled
        }
        state = tuple(
            one.model_copy(update={"partstat": answer}) if one.method is Method.REQUEST else one
            for one in state
        )
