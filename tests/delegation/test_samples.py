"""What the samples promise, held to figures worked out by hand."""

import pytest

from delegation.calendars import sample_trip as trip
from delegation.calendars.samples import expected_in_feed, expected_of, sample_feed, sample_uid, samples

FILE = trip.sample_file()
MAILS = {sample.name.partition("-")[2]: sample for sample in samples()}


def promised(name: str):
    sample = MAILS[name]
    return expected_of(sample, trip.hostile(FILE) if sample.is_hostile else FILE)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("boston-request", "2027-03-11T23:30:00Z", "2027-03-12T01:30:00Z"),
        ("boston-update", "2027-03-12T00:00:00Z", "2027-03-12T02:00:00Z"),
        ("us-before-the-change", "2027-03-12T19:00:00Z", "2027-03-12T21:00:00Z"),
        ("us-across-the-change", "2027-03-14T03:10:00Z", "2027-03-14T12:05:00Z"),
        ("us-first-minute", "2027-03-14T07:00:00Z", "2027-03-14T08:30:00Z"),
        ("us-after-the-change", "2027-03-15T13:00:00Z", "2027-03-15T16:00:00Z"),
        ("eu-before-the-change", "2027-03-26T13:00:00Z", "2027-03-26T15:00:00Z"),
        ("eu-first-minute", "2027-03-28T01:00:00Z", "2027-03-28T01:45:00Z"),
        ("eu-after-the-change", "2027-03-29T07:30:00Z", "2027-03-29T10:30:00Z"),
        ("first-of-two-hours", "2027-11-07T04:45:00Z", "2027-11-07T05:30:00Z"),
        ("second-of-two-hours", "2027-11-07T06:30:00Z", "2027-11-07T07:15:00Z"),
        ("night-into-the-second-hour", "2027-11-07T00:45:00Z", "2027-11-07T06:30:00Z"),
        ("flight-to-london", "2027-03-14T00:10:00Z", "2027-03-14T07:05:00Z"),
        ("flight-to-brussels", "2027-03-27T23:35:00Z", "2027-03-28T06:40:00Z"),
        ("all-day", "2027-03-16", "2027-03-18"),
        ("casablanca-ramadan", "2027-03-10T10:00:00Z", "2027-03-10T12:00:00Z"),
        ("casablanca-after", "2027-03-17T09:00:00Z", "2027-03-17T11:00:00Z"),
        ("dublin-winter", "2027-03-12T08:00:00Z", "2027-03-12T09:30:00Z"),
        ("dublin-summer", "2027-03-29T11:30:00Z", "2027-03-29T13:00:00Z"),
    ],
)
def test_every_clock_change_is_promised_at_the_right_instant(name: str, start: str, end: str):
    assert (promised(name).start, promised(name).end) == (start, end)


def test_the_life_of_one_item_keeps_its_uid_and_raises_its_sequence():
    names = ("request", "update", "minor-update", "cancel", "request-again")
    life = [promised(f"boston-{name}") for name in names]

    assert len({one.uid for one in life}) == 1
    assert [one.sequence for one in life] == [0, 1, 2, 3, 4]
    assert [one.method for one in life] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL", "REQUEST"]
    assert [one.partstat for one in life] == [
        "NEEDS-ACTION", "NEEDS-ACTION", "ACCEPTED", "ACCEPTED", "NEEDS-ACTION",
    ]  # fmt: skip
    assert [one.status for one in life] == ["CONFIRMED"] * 3 + ["CANCELLED", "CONFIRMED"]


def test_hostile_names_are_promised_as_one_harmless_line():
    hostile = promised("hostile-names")

    assert hostile.summary == (
        'Tea; "quoted", ^caret^ C:\\New\\notes ATTENDEE:mailto:evil@attacker.example X-EVIL;P=1:yes'
    )
    assert hostile.location == (
        'R;1\\N, Café "L\'Étoile"; Room=1 END:VEVENT, C:\\New Street 5, ^n Boston; MA BEGIN:VALARM'
    )
    assert not set('"^;\r\n') & set(hostile.attendee_name + hostile.organizer_name)
    assert hostile.attendee == "mailto:joerg.mueller@donau-cluster.example"


def test_names_are_promised_without_what_turns_text_around_and_without_double_blanks():
    hostile = promised("hostile-names")

    assert (
        hostile.organizer_name == "Cluster \u2019Programme\u2019, X=1, & Söhne:mailto:evil@attacker.example"
    )
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(hostile.attendee_name)


def test_the_long_text_is_promised_whole():
    assert len(promised("long-text").description) >= 2000
    assert promised("conference-link").description.endswith(trip.ONLINE.link)


def test_a_host_has_a_uid_of_its_own():
    item = trip.VISIT.id

    assert promised("host-invite").uid == sample_uid(FILE, item, trip.HOST) != sample_uid(FILE, item, "A-07")
    assert promised("host-invite").attendee == f"mailto:{trip.HELEN.email}"


def test_the_feed_shows_each_item_once_one_of_them_cancelled_and_asks_nobody():
    shown = list(expected_in_feed("feed.ics", sample_feed(FILE, trip.JOERG), FILE))

    assert {one.method for one in shown} == {"PUBLISH"}
    assert [one.sequence for one in shown if one.status == "CANCELLED"] == [1]
    assert len({one.uid for one in shown}) == len(shown) == 9
    assert {one.attendee for one in shown} == {""}


def test_no_address_of_the_samples_can_reach_anybody():
    people = (trip.JOERG, trip.HELEN, trip.HOSTILE_PERSON, *FILE.people)

    assert all(one.email.endswith(".example") for one in people)
    assert FILE.organiser.mailbox.endswith(".example")
