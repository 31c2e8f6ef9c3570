"""The itinerary: published into every calendar, and kept true there through every change."""

from datetime import datetime

import pytest

from delegation.calendars.rendering import location
from delegation.change import AddSlots, CancelItem, ChangeRoom, DropOut, MoveItem
from delegation.journey import ChecklistItem
from delegation.meeting import Slot
from delegation.offer import Answer
from portal.errors import Refused
from tests.workflows.trip import FINAL, PAPERS_DUE, Trip

TWO = ("A-1", "A-2")
INVITES = "text/calendar"


async def calendars_are_as_published(trip: Trip, *participants: str) -> bool:
    """Whether everyone's calendar, made of the mails they got, shows what is published for them."""
    for participant in participants:
        published = [
            (item.title, item.starts_at, item.ends_at, location(item, trip.file.place(item.place)))
            for item in await trip.programme_of(participant)
        ]
        held = [
            (one.summary, one.starts_at, one.ends_at, one.location) for one in trip.calendar_of(participant)
        ]
        assert sorted(held) == sorted(published), participant
    return True


async def test_a_change_before_the_itinerary_exists_is_refused_in_words(trip: Trip):
    await trip.reach_offers(*TWO)

    with pytest.raises(
        Refused, match=r"There is no itinerary to change yet; the preliminary one is published on"
    ):
        await trip.cancel_item("visit-harbour")


async def test_the_final_programme_enters_every_calendar_and_the_preliminary_none(trip: Trip):
    await trip.reach_offers(*TWO)
    for participant in TWO:
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.reach("2027-04-19 13:00")
    before = [trip.calendar_of(one) for one in TWO]
    await trip.reach(FINAL)

    assert before == [(), ()]
    assert [trip.letters_to(one)[-2:] for one in TWO] == [["agenda-preliminary", "agenda-final"]] * 2
    assert len(trip.calendar_of("A-1")) == 5  # welcome, one visit, two meetings, dinner
    assert await calendars_are_as_published(trip, *TWO)


async def test_a_cancelled_visit_moves_its_people_and_only_they_are_told_and_once(trip: Trip):
    await trip.reach_offers(*TWO)
    for participant in TWO:
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.wish("A-1", "visit-harbour", "visit-beach")
    await trip.wish("A-2", "visit-beach", "visit-harbour")
    await trip.reach(FINAL)
    sent_to_a_2 = len(trip.mails_to("A-2"))

    record = await trip.cancel_item("visit-harbour")

    assert set(record.told()) == {"A-1", "harbour-lab"}
    assert trip.letters_to("A-1")[-1:] == ["itinerary-changed"]
    assert trip.letters_to("A-1").count("itinerary-changed") == 1
    assert trip.letters_to("harbour-desk")[-1:] == ["host-changed"]
    assert "visit-beach" in await trip.invited("A-1")
    assert len(trip.mails_to("A-2")) == sent_to_a_2
    assert await calendars_are_as_published(trip, *TWO)


async def test_every_calendar_equals_the_published_itinerary_after_every_change(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    moved = {"starts": datetime(2027, 5, 13, 20), "ends": datetime(2027, 5, 13, 22)}  # noqa: DTZ001 - local
    later = Slot(id="s3", starts=datetime(2027, 5, 13, 15), minutes=30)  # noqa: DTZ001 - local
    changes = {
        "room": ChangeRoom(item="welcome", room="Lake room"),
        "dinner": MoveItem(item="dinner", **moved),
        "more": AddSlots(host="tower-house", new_slots=(later,), at_most=2),
        "cancelled": CancelItem(item="dinner"),
        "visit": CancelItem(item="visit-beach"),
    }

    for name, kind in changes.items():
        await trip.change(name, kind)
        assert await calendars_are_as_published(trip, *TWO), name

    assert [one.change.id for one in (await trip.ledger()).changes] == list(changes)
    with pytest.raises(Refused, match="The change 'dinner' was made already; give a new change its own id"):
        await trip.change("dinner", ChangeRoom(item="welcome", room="Quay room"))


async def test_who_drops_out_on_the_way_keeps_what_was_and_loses_what_lies_ahead(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.reach("2027-05-13 06:00")
    await trip.change("ill", DropOut(participant="A-1"))

    left = [one.summary for one in trip.calendar_of("A-1")]
    assert left[0] == "Welcome"
    assert len(left) == 2  # the visit of the first day
    assert trip.letters_to("A-1")[-1] == "delegate-left"
    assert await trip.delegates() == ("A-2",)
    assert await calendars_are_as_published(trip, "A-2")


async def test_a_substitute_gets_the_programme_of_who_left(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    left = await trip.programme_of("A-1")
    await trip.apply("B-1", substitute_for="A-1")
    await trip.change("ill", DropOut(participant="A-1", substitute="B-1"))

    assert trip.calendar_of("A-1") == ()
    assert trip.letters_to("B-1") == ["application-received", "place-confirmed", "agenda-final"]
    assert len(await trip.programme_of("B-1")) == len(left)
    assert await calendars_are_as_published(trip, "A-2", "B-1")


async def test_a_delegate_who_withdraws_from_a_published_programme_leaves_it_without_gaps(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.withdraw("A-1")

    assert trip.calendar_of("A-1") == ()
    assert await trip.delegates() == ("A-2",)
    assert trip.letters_to("harbour-desk")[-1] == "host-changed"
    assert await calendars_are_as_published(trip, "A-2")


async def test_only_who_owes_travel_papers_is_reminded_and_then_named_to_the_organiser(trip: Trip):
    await trip.reach_offers(*TWO)
    for participant in TWO:
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.hand_in_papers("A-1")
    await trip.hand_in_papers("A-2", ChecklistItem.PASSPORT, ChecklistItem.ROOM)
    await trip.reach(PAPERS_DUE)

    assert "checklist-reminder" not in trip.letters_to("A-1")
    assert trip.letters_to("A-2").count("checklist-reminder") == 1
    assert await trip.tasks() == {"papers-A-2": "A-2 has not handed in: diet, consent to be listed"}
