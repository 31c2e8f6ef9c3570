from datetime import UTC, datetime, timedelta
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.answering.answer import Answer
from delegation.answering.classifying import classify
from delegation.calendars.calendar_client import Calendar, Received, read_calendar
from delegation.calendars.rendering import CalendarEntry, CalendarParty, render_calendar, render_invite
from delegation.calendars.replying import reply_mail
from delegation.invite import Method, PartStat, Revision
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


def test_whole_days_are_held_as_dates_whatever_the_zone_of_the_reader():
    days = item().model_copy(
        update={"all_day": True, "starts": datetime(2017, 5, 14), "ends": datetime(2017, 5, 20)}  # noqa: DTZ001
    )
    one = Revision(item=days, method=Method.REQUEST, sequence=0, dtstamp=STAMP)
    calendar = Calendar(JORG.email)

    calendar.receive(render_invite(one, uid=UID, organiser=ORGANISER, attendee=JORG))

    (held,) = calendar.events()
    assert held.all_day
    assert (held.starts_at, held.ends_at) == (
        datetime(2017, 5, 14, tzinfo=UTC),
        datetime(2017, 5, 20, tzinfo=UTC),
    )


def test_the_calendar_knows_what_is_asked_and_shows_the_own_answer():
    asking = Revision(
        item=item().model_copy(update={"rsvp": True}), method=Method.REQUEST, sequence=0, dtstamp=STAMP
    )
    calendar = Calendar(JORG.email)
    calendar.receive(render_invite(asking, uid=UID, organiser=ORGANISER, attendee=JORG))

    before = calendar.invite(UID)
    calendar.reply(UID, PartStat.ACCEPTED, dtstamp=STAMP)

    assert (before.asks, before.partstat) == (True, PartStat.NEEDS_ACTION)
    assert calendar.invite(UID).partstat is PartStat.ACCEPTED
    assert calendar.invite(UID).event == before.event


def test_what_was_cancelled_cannot_be_answered():
    calendar = Calendar(JORG.email)
    calendar.receive(mail(0))
    calendar.receive(mail(1, Method.CANCEL))

    with pytest.raises(LookupError, match="or uninvited"):
        calendar.reply(UID, PartStat.ACCEPTED, dtstamp=STAMP)


WORDS = st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="\\"), max_size=60)
ANSWERS = st.sampled_from((PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED))


@settings(max_examples=30, deadline=None)
@given(partstat=ANSWERS, sequence=st.integers(0, 50), comment=WORDS, title=WORDS.filter(str.strip))
def test_a_reply_is_understood_as_what_was_answered(
    partstat: PartStat, sequence: int, comment: str, title: str
):
    calendar = Calendar(JORG.email)
    calendar.receive(mail(sequence, title=title))
    given_at = STAMP + timedelta(days=1)

    answer = classify(reply_mail(calendar.reply(UID, partstat, dtstamp=given_at, comment=comment)))

    assert isinstance(answer, Answer)
    assert (answer.uid, answer.attendee, answer.sender) == (UID, JORG.email, JORG.email)
    assert (answer.partstat, answer.sequence, answer.dtstamp) == (partstat, sequence, given_at)
    assert answer.comment.split() == normalize("NFC", comment).split()


def test_the_same_reply_is_the_same_mail_and_nothing_else_becomes_one():
    calendar = Calendar(JORG.email)
    calendar.receive(mail(0))
    reply = calendar.reply(UID, PartStat.DECLINED, dtstamp=STAMP, comment="No, thank you.")

    assert reply_mail(reply) == reply_mail(reply)
    with pytest.raises(ValueError, match="This is no reply"):
        reply_mail(mail(0))
