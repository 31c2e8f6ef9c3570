import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from activities.feeds import FeedOwner, Feeds
from activities.register import Register
from delegation.calendars.calendar_client import read_calendar
from delegation.file import DelegationFile
from delegation.invite import Method, Revision
from delegation.itinerary import ItineraryItem
from tests.fakes import MemoryStore

NOON = datetime.fromisoformat("2017-05-08T12:00:00+00:00")


class Kept(NamedTuple):
    feeds: Feeds
    store: MemoryStore


@pytest.fixture
def kept(usa_2017: DelegationFile) -> Kept:
    store = MemoryStore()
    register = Register(store)
    register.keep_file(usa_2017)
    return Kept(Feeds(store, register), store)


def revision(item: ItineraryItem, sequence: int = 0, method: Method = Method.REQUEST) -> Revision:
    moved = item.model_copy(update={"title": f"{item.title} ({sequence})"})
    return Revision(item=moved, method=method, sequence=sequence, dtstamp=NOON + timedelta(hours=sequence))


def test_a_feed_shows_the_last_revision_of_every_item(kept: Kept, usa_2017: DelegationFile):
    one, other = usa_2017.itinerary[:2]
    kept.feeds.fold("usa-2017", "A-17", [revision(one), revision(other)])
    kept.feeds.fold("usa-2017", "A-17", [revision(one, 1)])

    shown = read_calendar(kept.feeds.calendar("usa-2017", "A-17"))

    assert {event.summary for event in shown} == {f"{one.title} (1)", f"{other.title} (0)"}


def test_a_cancelled_item_stays_in_the_feed_as_cancelled(kept: Kept, usa_2017: DelegationFile):
    item = usa_2017.itinerary[0]
    kept.feeds.fold("usa-2017", "A-17", [revision(item), revision(item, 1, Method.CANCEL)])

    (event,) = Calendar.from_ical(kept.feeds.calendar("usa-2017", "A-17")).walk("VEVENT")

    assert (event["STATUS"], event["SEQUENCE"], event["DTSTAMP"].dt) == (
        "CANCELLED",
        1,
        NOON + timedelta(hours=1),
    )
    assert "ATTENDEE" not in event


def test_nobody_sees_the_feed_of_another(kept: Kept, usa_2017: DelegationFile):
    kept.feeds.fold("usa-2017", "A-17", [revision(usa_2017.itinerary[0])])

    assert read_calendar(kept.feeds.calendar("usa-2017", "A-18")) == ()


def test_a_host_whose_id_is_that_of_a_participant_but_for_capitals_is_refused(
    kept: Kept, usa_2017: DelegationFile
):
    kept.feeds.fold("usa-2017", "A-17", [revision(usa_2017.itinerary[0])])

    with pytest.raises(ValueError, match="capital letters only"):
        kept.feeds.calendar("usa-2017", "a-17")


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_however_often_and_in_whatever_order_revisions_come_the_feed_is_the_same(
    usa_2017: DelegationFile, data: st.DataObject
):
    revisions = [
        revision(item, sequence, Method.CANCEL if sequence == 2 else Method.REQUEST)
        for item in usa_2017.itinerary[:3]
        for sequence in range(4)
    ]
    told = data.draw(st.lists(st.sampled_from(revisions), max_size=20).map(lambda more: revisions + more))
    batches = data.draw(st.permutations(told))
    feeds = Feeds(MemoryStore(), Register(MemoryStore()))

    for first in range(0, len(batches), 3):
        feeds.fold("usa-2017", "A-17", batches[first : first + 3])

    held = feeds.feed("usa-2017", "A-17").revisions
    assert {(one.item.title, one.sequence) for one in held} == {
        (f"{item.title} (3)", 3) for item in usa_2017.itinerary[:3]
    }
    assert [one.item.id for one in held] == sorted(one.item.id for one in held)


def test_what_many_tell_at_once_is_all_kept(kept: Kept, usa_2017: DelegationFile):
    items = usa_2017.itinerary[:12]

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda item: kept.feeds.fold("usa-2017", "A-17", [revision(item)]), items))

    assert len(kept.feeds.feed("usa-2017", "A-17").revisions) == len(items)


def test_the_same_feed_is_the_same_bytes(kept: Kept, usa_2017: DelegationFile):
    revisions = [revision(item) for item in usa_2017.itinerary]
    kept.feeds.fold("usa-2017", "A-17", revisions)
    first = kept.feeds.calendar("usa-2017", "A-17")

    kept.feeds.fold("usa-2017", "A-17", reversed(revisions))

    assert kept.feeds.calendar("usa-2017", "A-17") == first


def test_a_feed_is_found_under_its_token_and_under_nothing_else(kept: Kept):
    token = kept.feeds.token("usa-2017", "A-17")

    assert kept.feeds.token("usa-2017", "A-17") == token != kept.feeds.token("usa-2017", "A-18")
    assert kept.feeds.find(token) == FeedOwner(delegation="usa-2017", recipient="A-17")
    for wrong in ("", token[:-1], token + "a", token.upper(), "a" * 26, "../" + token[3:], token + "\n"):
        assert kept.feeds.find(wrong) is None


def test_a_malformed_token_does_not_even_reach_the_store(kept: Kept, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    monkeypatch.setattr(kept.store, "read", asked.append)

    assert kept.feeds.find("file.json") is None
    assert asked == []


def test_a_revoked_address_stops_at_once_and_a_new_one_takes_its_place(kept: Kept, usa_2017: DelegationFile):
    kept.feeds.fold("usa-2017", "A-17", [revision(usa_2017.itinerary[0])])
    old = kept.feeds.token("usa-2017", "A-17")

    new = kept.feeds.revoke("usa-2017", "A-17")

    assert kept.feeds.find(old) is None
    assert kept.feeds.find(new) is not None
    assert kept.feeds.token("usa-2017", "A-17") == new != old
    assert len(kept.feeds.feed("usa-2017", "A-17").revisions) == 1


def test_a_revoked_address_stays_dead_if_its_entry_comes_back(kept: Kept):
    """As when another process wrote it a moment after it was deleted."""
    old = kept.feeds.token("usa-2017", "A-17")
    entries = {key: content for key, content in kept.store.content.items() if key.startswith("feeds/")}

    kept.feeds.revoke("usa-2017", "A-17")
    kept.store.content |= entries

    assert kept.feeds.find(old) is None


def test_a_token_is_neither_stored_nor_logged(kept: Kept, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    token = kept.feeds.token("usa-2017", "A-17")
    kept.feeds.find(token)
    new = kept.feeds.revoke("usa-2017", "A-17")

    everything = b"".join(key.encode() + content for key, content in kept.store.content.items())
    for secret in (token, new):
        assert secret.encode() not in everything
        assert secret not in caplog.text
