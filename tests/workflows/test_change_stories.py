"""Stories that random changes led to: each was wrong once."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from delegation.change import AddSlots, CancelItem, ChangeRoom, DropOut, LimitHost, ReinstateItem
from delegation.document import DocumentKind
from delegation.file import DelegationFile
from delegation.hosting import HostAnswer, HostWithdrawal
from delegation.meeting import HostWish, Wish
from delegation.papers.asking import MakeDocuments
from tests.workflows.changes_opened import Opened, Story, file_of
from tests.workflows.trip import FINAL, PRELIMINARY

LAB, TOWER = "harbour-lab", "tower-house"
MUST_BOTH = 2 * 2 + 8 * 2
STORY = Story(wishes=(MUST_BOTH,) * 5, shares=False, hosting=True, short=False)


@pytest.fixture
async def opened(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Opened]:
    world = Opened(client, file_of(small, STORY), STORY)
    await world.begin(PRELIMINARY)
    yield world
    await world.end()


async def says(opened: Opened, host: str, **said: object) -> None:
    answer = HostAnswer.model_validate({"at": opened.trip.now, "host": host, **said})
    await opened.legation.answer_host(opened.file.slug, answer)
    await opened.trip.settle()


async def test_who_was_told_of_a_change_before_the_final_programme_gets_that_programme_too(opened: Opened):
    trip = opened.trip
    await trip.change("room", ChangeRoom(item="welcome", room="Lake room"))
    await trip.reach(FINAL)

    assert [trip.letters_to(one)[-1] for one in ("A-1", "A-2", "A-3")] == ["agenda-final"] * 3


async def test_a_change_is_never_taken_for_that_of_a_host_which_would_bear_the_same_name(opened: Opened):
    trip = opened.trip
    await trip.reach(FINAL)
    await trip.change("host-2", ChangeRoom(item="welcome", room="Lake room"))
    withdrawal = HostWithdrawal(at=trip.now, host=LAB, reason="The laboratory is flooded.")
    await trip.legation.withdraw_host(trip.file.slug, withdrawal)
    await trip.settle()

    ledger = await trip.ledger()
    assert [one.change.what for one in (record.change for record in ledger.changes)] == [
        "change-room",
        "host-withdraws",
    ]
    assert await trip.invited(LAB) == {}


async def test_what_a_withdrawal_leaves_to_do_stands_on_the_day_sheet_at_once_and_stays_there(
    opened: Opened,
):
    trip = opened.trip
    await trip.reach(FINAL)
    withdrawal = HostWithdrawal(at=trip.now, host=LAB, reason="The laboratory is flooded.")
    await trip.legation.withdraw_host(trip.file.slug, withdrawal)
    await trip.settle()

    shown = list(await trip.tasks())
    made = await trip.legation.make_documents(trip.file.slug, MakeDocuments(kind=DocumentKind.DAY_SHEET))

    assert f"host-withdrew-{LAB}" in shown
    assert list(await trip.tasks()) == shown  # in the order in which the sheets show them
    assert made.documents == ()


async def test_a_slot_that_a_host_can_no_longer_take_is_not_given_to_the_next(opened: Opened):
    trip = opened.trip
    await trip.reach(FINAL)
    schedule = (await trip.legation.itinerary(trip.file.slug)).schedule
    held = {one.slot: one.participant for one in schedule.meetings if one.host == TOWER}
    slot, who = sorted(held.items())[0]
    await says(opened, TOWER, unavailable=(slot,))
    await trip.change("ill", DropOut(participant=who))

    after = (await trip.legation.itinerary(trip.file.slug)).schedule
    assert slot not in [one.slot for one in after.meetings if one.host == TOWER]


async def test_whom_a_host_declines_after_publication_never_gets_a_slot_that_is_freed(opened: Opened):
    trip = opened.trip
    await trip.reach(FINAL)
    await trip.change("less", LimitHost(host=LAB, at_most=1))
    schedule = (await trip.legation.itinerary(trip.file.slug)).schedule
    (kept,) = [one.participant for one in schedule.meetings if one.host == LAB]
    others = [one for one in ("A-1", "A-2", "A-3") if one != kept]
    await says(opened, LAB, wishes=tuple(HostWish(host=LAB, participant=one, wish=Wish.NO) for one in others))
    await trip.change("off", CancelItem(item=f"meeting-{kept.lower()}-{LAB}"))

    after = (await trip.legation.itinerary(trip.file.slug)).schedule
    assert [one for one in after.meetings if one.host == LAB] == []


async def test_a_host_that_expected_nobody_on_the_date_of_its_list_gets_one_once_somebody_comes(
    opened: Opened,
):
    trip = opened.trip
    await trip.change("no-meetings", LimitHost(host=LAB, at_most=0))
    await trip.change("no-visit", CancelItem(item="visit-harbour"))
    await trip.reach(FINAL)
    before = trip.letters_to("harbour-desk").count("host-guest-list")
    await trip.change("visit-back", ReinstateItem(item="visit-harbour"))

    assert before == 0
    assert trip.letters_to("harbour-desk").count("host-guest-list") == 1


async def test_what_an_organiser_agreed_on_since_is_not_taken_back_by_another_answer(opened: Opened):
    trip = opened.trip
    await trip.reach(FINAL)
    await says(opened, LAB, at_most=0)
    await trip.change("more", AddSlots(host=LAB, slots=("s1",), at_most=2))
    planned = len((await trip.legation.plan(trip.file.slug)).of_host(LAB))
    await says(opened, LAB, guests_at_most=5)

    plan = await trip.legation.plan(trip.file.slug)
    assert planned > 0
    assert len(plan.of_host(LAB)) == planned


async def test_the_day_sheet_shows_what_a_host_that_withdrew_leaves_to_be_settled(opened: Opened):
    trip = opened.trip
    await trip.reach(FINAL)
    withdrawal = HostWithdrawal(at=trip.now, host=TOWER, reason="The tower is closed.")
    await trip.legation.withdraw_host(trip.file.slug, withdrawal)
    await trip.settle()

    (record,) = (await trip.ledger()).changes
    assert "host-withdrew-tower-house" in record.tasks
    sheets = [ref for ref in record.documents if ref.kind is DocumentKind.DAY_SHEET]
    assert any(b"nobody receives" in opened.store.content[ref.key] for ref in sheets)
