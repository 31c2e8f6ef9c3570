"""What follows a change beside calendars: documents, guest lists, versions, the record; and who joins."""

import json

import pytest

from activities.versions import Occasion, versions_kept
from delegation.change import ChangeRoom, DropOut, Join
from delegation.document import DocumentKind, newest
from delegation.invite import AnswerOutcome, PartStat
from delegation.offer import Answer
from portal.errors import Refused
from tests.workflows.test_hosts import LAB, TOWER, desk_of, hosted  # noqa: F401 - a fixture
from tests.workflows.test_invites import answers
from tests.workflows.test_itinerary import calendars_are_as_published
from tests.workflows.trip import FINAL, TRIP_BEGINS, Trip

TWO = ("A-1", "A-2")


async def kinds_made(trip: Trip) -> dict[str, int]:
    counted: dict[str, int] = {}
    for wanted in newest((await trip.ledger()).documents):
        counted[wanted.kind.value] = counted.get(wanted.kind.value, 0) + 1
    return counted


async def test_the_final_programme_brings_every_document_it_needs_once(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)

    made = await kinds_made(trip)

    assert made["briefing-book"] == len(TWO)
    assert made["guest-list"] == 2 * len(trip.file.hosts)  # as PDF and as a workbook
    assert made["programme-booklet"] == made["badge-sheet"] == made["table-cards"] == 1
    attached = [one.get_filename() for mail in trip.mails_to("A-1") for one in mail.parsed.iter_attachments()]
    assert {"programme-booklet.pdf", "briefing-book-A-1.pdf"} <= set(attached)


async def test_a_change_makes_only_those_documents_anew_that_show_it(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    before = newest((await trip.ledger()).documents)
    record = await trip.change("room", ChangeRoom(item="visit-beach", place="harbour", room="Pier"))

    after = newest((await trip.ledger()).documents)
    anew = {wanted for wanted in after if after[wanted] != before.get(wanted)}
    went = {one for one in TWO if any(i.id == "visit-beach" for i in await trip.programme_of(one))}
    assert {one.participant for one in anew if one.kind is DocumentKind.BRIEFING_BOOK} == went
    assert DocumentKind.BADGE_SHEET not in {one.kind for one in anew}
    assert DocumentKind.GUEST_LIST not in {one.kind for one in anew}  # the beach has no host
    assert {ref.key for ref in record.documents} == {after[one].key for one in anew}


async def test_every_version_is_kept_with_what_led_to_it(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.cancel_item("dinner")

    kept = versions_kept(trip.store, trip.file.slug)

    assert [(one.occasion, one.change) for one in kept] == [
        (Occasion.PRELIMINARY, None),
        (Occasion.FINAL, None),
        (Occasion.CHANGE, "cancel-dinner"),
    ]
    assert kept[-1].itinerary == (await trip.legation.itinerary(trip.file.slug)).itinerary
    assert "Jansson" not in json.dumps([one.model_dump(mode="json") for one in kept])


async def test_hosts_get_the_guest_list_by_its_date_and_again_only_when_it_changes(hosted: Trip):  # noqa: F811
    await hosted.reach_itinerary(*TWO, delegates=TWO)
    await hosted.reach(TRIP_BEGINS)
    first = [hosted.letters_to(desk_of(hosted, host)).count("host-guest-list") for host in (LAB, TOWER)]
    await hosted.change("ill", DropOut(participant="A-1"))
    after_drop_out = [
        hosted.letters_to(desk_of(hosted, host)).count("host-guest-list") for host in (LAB, TOWER)
    ]
    await hosted.change("room", ChangeRoom(item="welcome", room="Lake room"))
    at_last = [hosted.letters_to(desk_of(hosted, host)).count("host-guest-list") for host in (LAB, TOWER)]

    assert min(first) == 1
    assert after_drop_out[1] == first[1] + 1  # A-1 had a meeting at the tower, and came to the dinner
    assert at_last == after_drop_out


async def test_who_declines_a_visit_leaves_it_and_nobody_has_to_do_anything(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    visit = next(item.id for item in await trip.programme_of("A-1") if item.block == "wednesday")
    outcome = await answers(trip, "A-1", visit, PartStat.DECLINED)

    assert outcome is AnswerOutcome.COUNTED
    assert visit not in [item.id for item in await trip.programme_of("A-1")]
    assert (await trip.ledger()).changes[-1].change.author == "the delegate"
    assert [task for task in await trip.tasks() if visit in task] == []
    assert await calendars_are_as_published(trip, *TWO)


async def test_who_waits_on_the_reserve_list_may_join_once_a_place_is_free(trip: Trip):
    await trip.reach_offers("A-1", "A-2", "A-3")
    for participant in TWO:
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.reach(FINAL)
    with pytest.raises(Refused, match="All 2 places are taken or offered; one has to be released first"):
        await trip.change("too-early", Join(participant="A-3"))
    await trip.change("ill", DropOut(participant="A-1"))
    record = await trip.change("late", Join(participant="A-3"))

    assert sorted(await trip.delegates()) == ["A-2", "A-3"]
    assert "A-3" in record.told()
    assert trip.letters_to("A-3")[-2:] == ["place-confirmed", "agenda-final"]
    assert len(await trip.programme_of("A-3")) > 2
    assert await calendars_are_as_published(trip, "A-2", "A-3")
    with pytest.raises(Refused, match="A-3 is in the programme already"):
        await trip.change("again", Join(participant="A-3"))
    with pytest.raises(Refused, match="A-1 declined, withdrew or left"):
        await trip.change("back", Join(participant="A-1"))
    with pytest.raises(Refused, match="Z-9 has not handed in their details"):
        await trip.change("nobody", Join(participant="Z-9"))
