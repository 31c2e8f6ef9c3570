"""Every version of the itinerary can be read as it was published."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from activities.versions import Occasion, VersionActivities, VersionOrder, versions_kept
from delegation.itinerary import Itinerary
from tests.fakes import MemoryStore
from tests.usa import with_meetings

AT = datetime(2017, 5, 4, 10, 0, tzinfo=UTC)


def an_order(version: int, change: str | None = None, *, at: datetime = AT) -> VersionOrder:
    itinerary = with_meetings("A-1").model_copy(update={"version": version})
    occasion = Occasion.CHANGE if change else Occasion.PRELIMINARY
    return VersionOrder(
        delegation="usa-2017",
        occasion=occasion,
        change=change,
        published_at=at,
        itinerary=itinerary,
        delegates=("A-1",),
        told=("A-1", "mit-host"),
    )


def test_versions_are_read_back_as_they_were_published_the_oldest_first():
    store = MemoryStore()
    orders = [an_order(1), an_order(2, "late-train"), an_order(12, "room"), an_order(3, "fog")]

    for order in orders:
        VersionActivities(store).keep_version(order)

    assert versions_kept(store, "usa-2017") == (orders[0], orders[1], orders[3], orders[2])
    assert versions_kept(store, "usa-2018") == ()


def test_what_was_kept_first_stays():
    store = MemoryStore()
    first = VersionActivities(store).keep_version(an_order(1))

    again = VersionActivities(store).keep_version(an_order(1, at=AT + timedelta(hours=1)))

    assert again == first
    assert [one.published_at for one in versions_kept(store, "usa-2017")] == [AT]


def test_the_final_programme_may_be_the_preliminary_one():
    store = MemoryStore()
    final = an_order(1).model_copy(
        update={"occasion": Occasion.FINAL, "published_at": AT + timedelta(days=3)}
    )

    VersionActivities(store).keep_version(an_order(1))
    VersionActivities(store).keep_version(final)

    assert [one.occasion for one in versions_kept(store, "usa-2017")] == ["preliminary", "final"]


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 10**5), st.from_regex(r"\A[a-z0-9]{1,8}\Z")), max_size=6))
def test_no_version_replaces_another(named: list[tuple[int, str]]):
    store = MemoryStore()

    for version, change in named:
        VersionActivities(store).keep_version(an_order(version, change))

    assert len(versions_kept(store, "usa-2017")) == len(set(named))


def test_a_version_for_a_change_names_it():
    with pytest.raises(ValidationError, match="exactly if it names one"):
        VersionOrder(
            delegation="usa-2017", occasion=Occasion.CHANGE, published_at=AT, itinerary=Itinerary(version=1)
        )
