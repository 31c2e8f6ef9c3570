"""Meetings in two cities, from the wishes to the final programme, and a host that withdraws."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from delegation.change import CancelItem, HostWithdraws
from delegation.itinerary import ItemKind
from delegation.offer import Answer
from delegation.planning.clashes import check_itinerary
from portal.errors import Refused
from tests.two_cities import HOSTS, two_cities
from tests.workflows.conftest import delegation_on
from tests.workflows.test_itinerary import calendars_are_as_published
from tests.workflows.trip import FINAL, Trip

TWO = ("A-1", "A-2")


@pytest.fixture
async def in_two_cities(client: Client, quick_tries: None) -> AsyncIterator[Trip]:
    async with delegation_on(client, two_cities()) as opened:
        yield opened


async def met_by(trip: Trip, participant: str) -> dict[str, tuple[str, str | None, str]]:
    """For each host the city, place and table at which the delegate meets it."""
    return {
        item.hosts[0]: (item.leg, item.place, item.table)
        for item in await trip.programme_of(participant)
        if item.kind is ItemKind.MEETING
    }


async def test_meetings_in_two_cities_reach_every_calendar_and_a_host_withdraws(in_two_cities: Trip):
    trip = in_two_cities
    await trip.reach_offers(*TWO)
    for participant in TWO:
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.reach("2027-04-05 10:00")
    assert [trip.letters_to(one)[-1] for one in TWO] == ["wishes-open"] * 2
    for participant in TWO:
        await trip.wish(participant, meet=HOSTS)
    await trip.reach(FINAL)

    for participant in TWO:
        held = await met_by(trip, participant)
        assert held["harbour-lab"] == ("toronto", "pier", "Table 1")
        assert held["lake-institute"] == ("toronto", "institute", "")
        assert {held[one][:2] for one in ("tower-house", "rail-yard")} == {("chicago", "tower")}
    assert await calendars_are_as_published(trip, *TWO)
    await nobody_is_late(trip)

    record = await trip.change("flooded", HostWithdraws(host="lake-institute"))

    assert record.disturbance.dropped == len(TWO)
    assert record.disturbance.moved == 0
    assert set(record.told()) == {*TWO, "lake-institute"}
    assert ["lake-institute" in await met_by(trip, one) for one in TWO] == [False, False]
    assert await calendars_are_as_published(trip, *TWO)
    await nobody_is_late(trip)
    with pytest.raises(Refused, match=r"Lake Institute \(lake-institute\) withdrew already"):
        await trip.change("again", HostWithdraws(host="lake-institute"))


async def test_cancelling_the_meetings_of_one_city_leaves_those_of_the_other(in_two_cities: Trip):
    trip = in_two_cities
    await trip.reach_offers(*TWO)
    for participant in TWO:
        await trip.answer(participant, Answer.ACCEPTED)
        await trip.wish(participant, meet=HOSTS)
    await trip.reach(FINAL)

    await trip.change("strike", CancelItem(item="talks"))

    assert [sorted(await met_by(trip, one)) for one in TWO] == [["harbour-lab", "lake-institute"]] * 2
    assert await calendars_are_as_published(trip, *TWO)


async def nobody_is_late(trip: Trip) -> None:
    published = await trip.legation.itinerary(trip.file.slug)
    found = check_itinerary(published.itinerary, trip.file)
    assert [one.sentence for one in found if not one.is_warning] == []
