"""Whether what a person sees is the itinerary: every way in which it may not be is found and named."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.calendar_book import CalendarBook, CalendarView
from delegation.calendar_rules import CalendarRules, InvitePolicy
from delegation.calendars.book_keeping import heard, left, taken
from delegation.calendars.calendar_client import Calendar, read_calendar
from delegation.calendars.rendering import CalendarEntry, CalendarParty, render_calendar, render_invite
from delegation.calendars.verifying import CalendarCheck, CalendarEvidence, event_of, verify_calendar
from delegation.invite import Method, Revision
from delegation.itinerary import ItemKind, ItineraryItem, Place
from delegation.letter import LetterName
from delegation.news import ItineraryPublished
from delegation.person import Person

START = datetime(2017, 5, 11, 10, 0, tzinfo=UTC)
ORGANISER = CalendarParty(name="Cluster Platform", email="usa-2017@legation.example")
JORG = Person(id="A-17", name="Jörg Müller", email="jorg@cluster.example")
HALL = Place(id="hall", name="Convention Center", address="201 Waterfront Street")


def item(name: str, hour: int = 14, **more: object) -> ItineraryItem:
    facts = {
        "id": name,
        "kind": ItemKind.VISIT,
        "title": name.title(),
        "leg": "boston",
        "zone": "America/New_York",
        "starts": f"2017-05-18 {hour:02d}:00",
        "ends": f"2017-05-18 {hour:02d}:45",
        "place": "hall",
        "rsvp": True,
    }
    return ItineraryItem.model_validate({**facts, **more})


def uid(name: str) -> str:
    return f"{name}@legation.example"


def entry(one: ItineraryItem, sequence: int = 0, dtstamp: datetime = START) -> CalendarEntry:
    return CalendarEntry(uid=uid(one.id), item=one, dtstamp=dtstamp, sequence=sequence, place=HALL)


class Post:
    """A recipient's book, and all that it sends: mails in order, and the feed."""

    def __init__(self, policy: InvitePolicy = InvitePolicy.DIGEST_AND_EACH) -> None:
        self.rules = CalendarRules(policy=policy)
        self.book = CalendarBook()
        self.now = START
        self.items: tuple[ItineraryItem, ...] = ()
        self.mails: list[bytes] = []
        self.shown: dict[str, CalendarEntry] = {}

    def publish(self, *items: ItineraryItem) -> None:
        """The programme changes; nothing leaves yet."""
        self.items = items
        news = ItineraryPublished(
            at=self.now,
            version=self.book.version + 1,
            items=items,
            letter=LetterName.AGENDA_FINAL,
            rules=self.rules,
        )
        self.book = heard(self.book, news, self.now)

    def leave(self) -> None:
        """What was gathered leaves."""
        self.now += timedelta(minutes=10)
        self.book, sending = taken(self.book, self.now)
        for revision in sending.revisions:
            self.carry(revision)
        self.book = left(self.book, sending)

    def carry(self, revision: Revision) -> None:
        cancelled = revision.method is Method.CANCEL
        shown = revision.item.model_copy(update={"cancelled": cancelled})
        self.shown[revision.item.id] = entry(shown, revision.sequence, revision.dtstamp)
        if revision.mailed:
            self.mails.append(mail(revision))

    def evidence(self) -> CalendarEvidence:
        view = CalendarView(
            recipient=JORG.id,
            version=self.book.version,
            invites=self.book.invites,
            due=self.book.due,
            now=self.now,
        )
        return CalendarEvidence(
            recipient=JORG.id,
            owner=JORG.email,
            delivered=tuple(self.mails),
            feed=feed(list(self.shown.values())),
            wanted=tuple(entry(one) for one in self.items),
            view=view,
            uids={one.item.id: uid(one.item.id) for one in self.book.invites},
        )

    def check(self, **changed: object) -> CalendarCheck:
        return verify_calendar(self.evidence().model_copy(update=changed))


def mail(revision: Revision) -> bytes:
    return render_invite(revision, uid=uid(revision.item.id), organiser=ORGANISER, attendee=JORG, place=HALL)


def feed(entries: Sequence[CalendarEntry]) -> bytes:
    return render_calendar(entries, name="Trip", organiser=ORGANISER)


def revision(name: str, sequence: int, method: Method = Method.REQUEST, hour: int = 14) -> Revision:
    stamp = START + timedelta(hours=sequence)
    return Revision(item=item(name, hour), method=method, sequence=sequence, dtstamp=stamp)


@pytest.fixture
def post() -> Post:
    """Two items are published: one is mailed, the other stands in the feed only."""
    post = Post()
    post.publish(item("visit"), item("lunch", 12, rsvp=False))
    post.leave()
    return post


def test_invites_and_feed_together_are_the_itinerary(post: Post) -> None:
    check = post.check()

    assert check.is_true
    assert (check.events, check.invites, check.problems) == (2, 1, ())


def test_updates_and_cancellations_keep_it_true(post: Post) -> None:
    post.publish(item("visit", 15), item("reception", 18))
    post.leave()
    post.publish(item("visit", 15, room="Hall 2"))
    post.leave()

    assert post.check() == CalendarCheck(recipient="A-17", is_true=True, events=1, invites=5)


def test_what_is_gathered_is_not_wrong_but_waits(post: Post) -> None:
    post.now = START + timedelta(hours=1)
    post.publish(item("visit", 15), item("lunch", 12, rsvp=False))

    check = post.check()

    assert (check.is_true, check.problems, check.pending_until) == (False, (), post.book.due)
    assert len(check.waiting) == 2
    assert all(line.startswith("'Visit' ") for line in check.waiting)


def test_a_mail_that_was_lost_is_missed_by_name_and_time(post: Post) -> None:
    check = post.check(delivered=(), feed=b"")

    assert "'Visit', Thu 18 May 2017, 14:00 (EDT, UTC-4), is missing." in check.problems
    assert "'Lunch', Thu 18 May 2017, 12:00 (EDT, UTC-4), is missing." in check.problems
    assert (
        "The invite to 'Visit' should be REQUEST with SEQUENCE 0, but no mail about it left."
        in check.problems
    )


def test_an_event_that_nobody_planned_is_named(post: Post) -> None:
    check = post.check(delivered=(*post.mails, mail(revision("stranger", 0))))

    assert "An invite to 'Stranger' was mailed that nobody planned." in check.problems
    assert any("'Stranger'" in line and "still shown" in line for line in check.problems)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"title": "Visit, new"}, "'Visit, new' is called 'Visit'."),
        (
            {"starts": "2017-05-18 13:00"},
            "'Visit' is shown at Thu 18 May 2017, 14:00 (EDT, UTC-4) "
            "instead of Thu 18 May 2017, 13:00 (EDT, UTC-4).",
        ),
        (
            {"ends": "2017-05-18 15:00"},
            "'Visit' ends at Thu 18 May 2017, 14:45 (EDT, UTC-4) "
            "instead of Thu 18 May 2017, 15:00 (EDT, UTC-4).",
        ),
        (
            {"room": "Hall 2"},
            "'Visit' is shown in 'Convention Center, 201 Waterfront Street' instead of "
            "'Hall 2, Convention Center, 201 Waterfront Street'.",
        ),
    ],
    ids=("title", "start", "end", "place"),
)
def test_what_is_shown_otherwise_is_told_with_both(post: Post, changed: dict[str, object], told: str) -> None:
    wanted = (entry(item("visit", **changed)), entry(item("lunch", 12, rsvp=False)))

    assert post.check(wanted=wanted).problems == (told,)


def test_a_feed_that_lags_behind_the_invite_contradicts_it(post: Post) -> None:
    before = feed(list(post.shown.values()))
    post.publish(item("visit", 15), item("lunch", 12, rsvp=False))
    post.leave()

    problems = post.check(feed=before).problems

    assert "The invite to 'Visit' and the feed differ in time, SEQUENCE." in problems


def test_a_feed_that_keeps_what_was_cancelled_contradicts_the_mail(post: Post) -> None:
    before = feed(list(post.shown.values()))
    post.publish(item("lunch", 12, rsvp=False))
    post.leave()

    problems = post.check(feed=before).problems

    assert "'Visit' was cancelled by mail, and the feed still shows it." in problems


def test_mails_out_of_order_are_found_also_where_the_calendar_is_right_in_the_end() -> None:
    mails = [mail(revision("visit", 1)), mail(revision("visit", 0)), mail(revision("visit", 2))]

    (problem,) = _problems_of_order(mails)

    assert problem.startswith("The mail about 'Visit' (REQUEST with SEQUENCE 0) left after REQUEST with SEQ")


def test_a_request_after_a_cancellation_needs_a_higher_sequence() -> None:
    again = [revision("visit", 0), revision("visit", 1, Method.CANCEL), revision("visit", 1)]

    (problem,) = _problems_of_order([mail(one) for one in again])

    assert problem.endswith("left after CANCEL with SEQUENCE 1; it needs a higher SEQUENCE.")


def test_the_same_mail_twice_is_told() -> None:
    assert _problems_of_order([mail(revision("visit", 0))] * 2) == [
        "The mail about 'Visit' (REQUEST with SEQUENCE 0) left twice."
    ]


def test_a_cancellation_of_what_was_never_there_is_told() -> None:
    (problem,) = _problems_of_order([mail(revision("visit", 0, Method.CANCEL))])

    assert "changes nothing in the calendar" in problem


def test_mail_for_somebody_else_is_told(post: Post) -> None:
    problems = post.check(owner="other@cluster.example").problems

    assert any("it is for somebody else" in problem for problem in problems)


def test_a_book_that_believes_something_else_is_told(post: Post) -> None:
    believed = [one.model_copy(update={"sequence": 3}) for one in post.book.invites]
    view = post.evidence().view.model_copy(update={"invites": tuple(believed)})

    problems = post.check(view=view).problems

    found = "but the last mail is REQUEST with SEQUENCE 0."
    assert f"The invite to 'Visit' should be REQUEST with SEQUENCE 3, {found}" in problems
    assert "'Lunch' is in the feed with SEQUENCE 0, not 3." in problems


def test_who_dropped_out_keeps_what_was_over(post: Post) -> None:
    over = item("lunch", 12, rsvp=False)
    post.publish(over)
    post.leave()

    assert post.check(wanted=(entry(over),)).is_true


def test_whole_days_are_compared_as_dates() -> None:
    days = {"starts": "2017-05-14 00:00", "ends": "2017-05-20 00:00", "all_day": True}
    whole = item("hotel", **days)
    post = Post()
    post.publish(whole)
    post.leave()

    assert post.check().is_true
    assert event_of(entry(whole)).starts_at == datetime(2017, 5, 14, tzinfo=UTC)
    assert read_calendar(feed([entry(whole)])) == (event_of(entry(whole)),)


NAMES = ("visit", "lunch", "flight", "dinner")
PROGRAMMES = st.lists(
    st.dictionaries(
        st.sampled_from(NAMES),
        st.tuples(st.integers(8, 20), st.sampled_from(("", "Hall 2")), st.booleans()),
        max_size=len(NAMES),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(PROGRAMMES, st.sampled_from(InvitePolicy), st.data())
def test_whatever_is_published_the_calendar_is_true_once_all_has_left(programmes, policy, data) -> None:
    post = Post(policy)
    for programme in programmes:
        post.publish(
            *(item(name, hour, room=room, rsvp=asks) for name, (hour, room, asks) in programme.items())
        )
        if data.draw(st.booleans()):
            post.leave()
    if not post.book.is_empty:
        post.leave()

    check = post.check()

    assert check.problems == ()
    assert check.is_true


def _problems_of_order(mails: Sequence[bytes]) -> list[str]:
    view = CalendarView(recipient=JORG.id, version=1, now=START)
    evidence = CalendarEvidence(recipient=JORG.id, delivered=tuple(mails), view=view)
    order = ("left after", "left twice", "changes nothing")
    return [one for one in verify_calendar(evidence).problems if any(words in one for words in order)]


TITLES = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=80).filter(
    str.strip
)


@settings(max_examples=50, deadline=None)
@given(TITLES | st.sampled_from(("C:\\New\\now", "a; b, c", 'quo"te^n')), TITLES)
def test_whatever_stands_in_a_title_or_a_room_is_compared_as_it_is(title: str, room: str) -> None:
    one = entry(item("visit", title=title, room=room))
    asked = Revision(item=one.item, method=Method.REQUEST, sequence=0, dtstamp=START)
    calendar = Calendar(JORG.email)

    calendar.receive(mail(asked))

    assert read_calendar(feed([one])) == calendar.events() == (event_of(one),)
