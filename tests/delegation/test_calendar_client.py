from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.calendars.calendar_client import Calendar, Received, read_calendar
from delegation.calendars.rendering import CalendarEntry, CalendarParty, render_calendar, render_invite
from delegation.invite import Method, Revision
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.person import Person

STAMP = datetime(2017, 5, 8, 10, 0, tzinfo=UTC)
ORGANISER = CalendarParty(name="Cluster Platform", email="usa-2017@legation.example")
JORG = Person(id="A-17", name="Jörg Müller", email="jorg@cluster.example")
UID = "abc@legation.example"


def item(title: str = "Visit", hour: int = 14) -> ItineraryItem:
    return ItineraryItem(
        id="visit",
        kind=ItemKind.VISIT,
        title=title,
        leg="boston",
        zone="America/New_York",
        starts=datetime(2017, 5, 15, hour, 0),  # noqa: DTZ001 - local on purpose
        ends=datetime(2017, 5, 15, hour + 1, 0),  # noqa: DTZ001 - local on purpose
    )


def mail(
    sequence: int, method: Method = Method.REQUEST, title: str = "Visit", organiser: CalendarParty = ORGANISER
) -> bytes:
    one = Revision(
        item=item(title), method=method, sequence=sequence, dtstamp=STAMP + timedelta(hours=sequence)
    )
    return render_invite(one, uid=UID, organiser=organiser, attendee=JORG)


def test_an_invite_an_update_and_a_cancellation():
    calendar = Calendar(JORG.email)

    assert calendar.receive(mail(0)) is Received.ADDED
    assert calendar.receive(mail(1, title="Visit, later")) is Received.UPDATED
    (held,) = calendar.events()
    assert (held.uid, held.sequence, held.summary) == (UID, 1, "Visit, later")
    assert held.starts_at == datetime(2017, 5, 15, 18, 0, tzinfo=UTC)
    assert calendar.receive(mail(2, Method.CANCEL)) is Received.REMOVED
    assert calendar.events() == ()


def test_the_same_mail_twice_changes_nothing():
    calendar = Calendar()
    calendar.receive(mail(0))

    assert calendar.receive(mail(0)) is Received.STALE


def test_an_older_mail_that_arrives_later_changes_nothing():
    calendar = Calendar()
    calendar.receive(mail(2, title="new"))

    assert calendar.receive(mail(1, title="old")) is Received.STALE
    assert calendar.receive(mail(1, Method.CANCEL)) is Received.STALE
    assert [held.summary for held in calendar.events()] == ["new"]


def test_an_invite_for_somebody_else_or_from_somebody_else_is_ignored():
    calendar = Calendar(JORG.email)
    calendar.receive(mail(0))
    stranger = CalendarParty(name="Stranger", email="x@evil.example")

    assert Calendar("other@cluster.example").receive(mail(0)) is Received.IGNORED
    assert calendar.receive(mail(1, organiser=stranger)) is Received.IGNORED
    assert calendar.receive(mail(1, Method.CANCEL, organiser=stranger)) is Received.IGNORED
    assert len(calendar.events()) == 1


def test_cancelling_what_it_never_had_is_ignored():
    assert Calendar().receive(mail(3, Method.CANCEL)) is Received.IGNORED


def test_a_published_file_is_no_invite_but_can_be_read():
    entry = CalendarEntry(uid=UID, item=item(), dtstamp=STAMP)
    published = render_calendar([entry], name="Trip", organiser=ORGANISER)
    cancelled = entry.model_copy(update={"item": item().model_copy(update={"cancelled": True})})
    calendar = Calendar()
    calendar.receive(mail(0))

    assert Calendar().receive(published) is Received.IGNORED
    assert read_calendar(published) == calendar.events()
    assert read_calendar(render_calendar([cancelled], name="Trip", organiser=ORGANISER)) == ()


def test_a_time_without_zone_is_refused():
    floating = mail(0).replace(b"DTSTART;TZID=America/New_York:", b"DTSTART:")

    with pytest.raises(ValueError, match="has no zone"):
        Calendar().receive(floating)


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(5)))
def test_in_whatever_order_updates_arrive_the_newest_stays(order: list[int]):
    calendar = Calendar()

    for sequence in order:
        calendar.receive(mail(sequence, title=f"revision {sequence}"))

    assert [held.summary for held in calendar.events()] == ["revision 4"]
