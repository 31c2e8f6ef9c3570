"""Appointments, feeds and the outbox on every store: what compare-and-swap must carry."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from activities.appointments import Appointment, Appointments
from activities.feeds import Feeds
from activities.links import Asked, Links
from activities.outbox import Outbox, sent_mails
from activities.ports import DocumentStore
from activities.register import Register
from delegation.invite import Method, Revision
from delegation.itinerary import ItemKind, ItineraryItem
from tests import fakes

UID = "abcdefghijklmnopqrstuvwxyz234567@legation.example"
AT_ONCE = pytest.mark.parametrize("store", ["memory", "seaweed"], indirect=True)
"""Moto closes what one thread reads when another one overwrites it; no store of the real world does."""
NOON = datetime(2017, 5, 15, 12, tzinfo=UTC)


def revision(name: str, sequence: int) -> Revision:
    item = ItineraryItem(
        id=name,
        kind=ItemKind.VISIT,
        title=name,
        leg="boston",
        zone="America/New_York",
        starts=datetime(2017, 5, 15, 9),  # noqa: DTZ001 - local, its zone stands beside it
        ends=datetime(2017, 5, 15, 10),  # noqa: DTZ001 - the same
    )
    return Revision(
        item=item, method=Method.REQUEST, sequence=sequence, dtstamp=NOON + timedelta(hours=sequence)
    )


@AT_ONCE
def test_of_many_claims_at_once_the_highest_stays(store: DocumentStore):
    appointments = Appointments(store)

    def claim(sequence: int) -> bool:
        one = Appointment(
            delegation="usa-2017", recipient="A-17", item="visit", sequence=sequence, method=Method.REQUEST
        )
        return appointments.claim(UID, one)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(claim, [3, 1, 4, 1, 5, 0, 2, 6, 5]))

    found = appointments.find(UID)
    assert found is not None
    assert found.sequence == 6
    assert (claim(6), claim(5)) == (True, False)


@AT_ONCE
def test_what_many_fold_at_once_is_all_in_the_feed(store: DocumentStore):
    feeds = Feeds(store, Register(store))
    news = [revision(f"item-{number % 4}", number) for number in range(12)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: feeds.fold("usa-2017", "A-17", [one]), news))

    held = feeds.feed("usa-2017", "A-17").revisions
    assert [(one.item.id, one.sequence) for one in held] == [
        (f"item-{number}", 8 + number) for number in range(4)
    ]


def test_an_address_of_a_feed_lives_until_it_is_revoked(store: DocumentStore):
    feeds = Feeds(store, Register(store))
    old = feeds.token("usa-2017", "A-17")
    assert feeds.find(old) is not None

    new = feeds.revoke("usa-2017", "A-17")

    assert feeds.find(old) is None
    assert feeds.find(new) is not None


def test_a_link_reads_back_in_another_process(store: DocumentStore):
    written, read = (
        Links("https://portal.example", register, Feeds(store, register))
        for register in (Register(store), Register(store))
    )
    address = written.calendar_links("usa-2017", "A-17", [Asked("visit", 1, NOON)]).answers["visit"]

    link = read.read(address.rpartition("/")[2])

    assert link is not None
    assert (link.item, link.sequence, link.until) == ("visit", 1, NOON)


def test_an_outbox_tells_what_left_for_one_owner(store: DocumentStore):
    outbox = Outbox(store, fakes.Outbox())
    for owner, name in (("A-17", "m-2"), ("A-17", "m-1"), ("A-1", "m-3")):
        outbox.send_once(
            "usa-2017",
            owner,
            name,
            sender="usa@legation.example",
            recipient="a@cluster.example",
            message_builder=name.encode,
        )

    assert [mail.message for mail in sent_mails(store, "usa-2017", "A-17")] == [b"m-2", b"m-1"]
