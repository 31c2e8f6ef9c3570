"""Invites: gathered, sent to delegates and hosts alike, answered, and acted upon."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from temporalio.client import Client

from delegation.calendar_rules import CalendarRules
from delegation.change import ChangeRoom, MoveItem, Urgency
from delegation.file import DelegationFile
from delegation.invite import (
    AnswerKind,
    AnswerOutcome,
    AnswerSource,
    InviteAnswer,
    MailReturned,
    PartStat,
)
from tests.workflows.conftest import delegation_on
from tests.workflows.trip import Trip

TWO = ("A-1", "A-2")
COSTLY = "dinner"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
async def gathering_trip(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    """The small delegation under the rules a delegation has by default."""
    items = tuple(
        item.model_copy(update={"decline_costs": item.id == COSTLY, "rsvp": item.rsvp or item.id == COSTLY})
        for item in small.itinerary
    )
    file = small.model_copy(update={"calendar": CalendarRules(), "itinerary": items})
    async with delegation_on(client, file) as opened:
        yield opened


async def answers(
    trip: Trip,
    recipient: str,
    item: str,
    partstat: PartStat,
    *,
    sequence: int = 0,
    source: AnswerSource = AnswerSource.MAIL,
    kind: AnswerKind = AnswerKind.ANSWER,
    later: timedelta = timedelta(),
) -> AnswerOutcome:
    """The recipient answers an invite now, or a little `later`."""
    answer = InviteAnswer(
        at=trip.now,
        item=item,
        partstat=partstat,
        sequence=sequence,
        dtstamp=trip.now + later,
        source=source,
        kind=kind,
    )
    outcome = await trip.legation.answer_invite(trip.file.slug, recipient, answer)
    await trip.settle()
    return outcome


async def state_of(trip: Trip, recipient: str, item: str) -> tuple[PartStat, str, int]:
    view = await trip.legation.calendar(trip.file.slug, recipient)
    invite = next(one for one in view.invites if one.item.id == item)
    return invite.partstat, invite.method.value, invite.sequence


async def meeting_of(trip: Trip, participant: str, host: str) -> str:
    return next(item.id for item in await trip.programme_of(participant) if host in item.hosts and item.table)


def invites_to(trip: Trip, somebody: str) -> list[str]:
    """Purposes of the mails that carry an invite, in the order they left."""
    purposes = (str(mail.parsed["X-Delegation-Purpose"]) for mail in trip.mails_to(somebody))
    return [purpose for purpose in purposes if purpose.startswith("invite-")]


async def test_only_what_asks_for_an_answer_is_an_invite_of_its_own_the_digest_shows_everything(
    gathering_trip: Trip,
):
    trip = gathering_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)

    held = {event.summary for event in trip.calendar_of("A-1")}
    assert "Welcome" not in held
    assert "Dinner by the lake" in held
    digest = next(
        mail for mail in trip.mails_to("A-1") if "agenda-final" in mail.parsed["X-Delegation-Purpose"]
    )
    assert b"SUMMARY:Welcome" in digest.part("application/ics")
    assert b"METHOD:PUBLISH" in digest.part("application/ics")


async def test_changes_within_the_window_leave_as_one_mail_from_the_first_state_to_the_last(
    gathering_trip: Trip,
):
    trip = gathering_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.change(
        "later", MoveItem(item="dinner", starts=local("2027-05-13 20:00"), ends=local("2027-05-13 22:00"))
    )
    await trip.change("room", ChangeRoom(item="dinner", place="tower", room="Lake room"))
    early = trip.letters_to("A-1").count("itinerary-changed")
    await trip.wait(minutes=11)

    assert early == 0
    assert trip.letters_to("A-1").count("itinerary-changed") == 1
    assert (await state_of(trip, "A-1", "dinner"))[1:] == ("REQUEST", 1)
    letter = next(
        m for m in reversed(trip.mails_to("A-1")) if m.parsed["X-Delegation-Purpose"] == "itinerary-changed"
    )
    words = " ".join(letter.part("text/plain").decode().split())
    assert "19:00" in words
    assert "Lake room" in words


async def test_an_urgent_change_overtakes_the_window_with_all_that_was_gathered(gathering_trip: Trip):
    trip = gathering_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.change("room", ChangeRoom(item="welcome", place="harbour", room="Lake room"))
    await trip.change("dinner-room", ChangeRoom(item="dinner", place="tower", room="Terrace"), Urgency.URGENT)

    assert trip.letters_to("A-1").count("itinerary-changed") == 1
    assert (await state_of(trip, "A-1", "welcome"))[1:] == ("REQUEST", 1)
    assert (await state_of(trip, "A-1", "dinner"))[1:] == ("REQUEST", 1)


async def test_what_starts_within_a_day_is_told_at_once(gathering_trip: Trip):
    trip = gathering_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.reach("2027-05-13 12:00")
    await trip.change("room", ChangeRoom(item="dinner", place="tower", room="Terrace"))

    assert trip.letters_to("A-1")[-1] == "itinerary-changed"


async def test_what_is_moved_and_moved_back_in_time_is_told_to_nobody(gathering_trip: Trip):
    trip = gathering_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)
    mails = len(trip.mails_to("A-1"))
    await trip.change("there", ChangeRoom(item="dinner", place="tower", room="Terrace"))
    await trip.change("back", ChangeRoom(item="dinner", place="tower", room=""))
    await trip.wait(minutes=11)

    assert len(trip.mails_to("A-1")) == mails


async def test_hosts_get_invites_for_what_they_receive_and_updates_and_cancellations(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    meeting = await meeting_of(trip, "A-1", "tower-house")
    before = [event.summary for event in trip.calendar_of("tower-desk")]
    await trip.change(
        "later", MoveItem(item="dinner", starts=local("2027-05-13 20:00"), ends=local("2027-05-13 22:00"))
    )
    await trip.cancel_item(meeting)

    assert "Meeting with Mälar Water" in before
    assert [event.summary for event in trip.calendar_of("tower-desk")] == [
        summary for summary in before if summary != "Meeting with Mälar Water"
    ]
    assert invites_to(trip, "tower-desk")[-2:] == ["invite-update", "invite-cancel"]


async def test_a_cancelled_delegation_empties_the_calendars_of_its_hosts(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    full = [len(trip.calendar_of(desk)) for desk in ("harbour-desk", "tower-desk")]
    await trip.cancel()

    assert min(full) > 0
    assert [trip.calendar_of(desk) for desk in ("harbour-desk", "tower-desk")] == [(), ()]
    assert trip.letters_to("tower-desk")[-1] == "delegation-cancelled"


async def test_an_accepted_invite_stays_accepted_until_its_time_or_place_changes(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    outcome = await answers(trip, "A-1", "dinner", PartStat.ACCEPTED)
    accepted = await state_of(trip, "A-1", "dinner")
    await trip.change("room", ChangeRoom(item="dinner", place="tower", room="Terrace"))

    assert outcome is AnswerOutcome.COUNTED
    assert accepted == (PartStat.ACCEPTED, "REQUEST", 0)
    assert await state_of(trip, "A-1", "dinner") == (PartStat.NEEDS_ACTION, "REQUEST", 1)
    assert await answers(trip, "A-1", "dinner", PartStat.DECLINED, sequence=0) is AnswerOutcome.REPEATED
    late = await answers(trip, "A-1", "dinner", PartStat.DECLINED, sequence=0, later=timedelta(minutes=1))
    assert late is AnswerOutcome.OUTDATED
    assert (await state_of(trip, "A-1", "dinner"))[0] is PartStat.NEEDS_ACTION


@pytest.mark.parametrize("who", ["A-1", "tower-house"])
async def test_a_declined_meeting_frees_its_slot_and_the_other_side_is_told(trip: Trip, who: str):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    meeting = await meeting_of(trip, "A-1", "tower-house")
    outcome = await answers(trip, who, meeting, PartStat.DECLINED)

    assert outcome is AnswerOutcome.COUNTED
    assert meeting not in [item.id for item in await trip.programme_of("A-1")]
    assert (await state_of(trip, "A-1", meeting))[1] == "CANCEL"
    assert (await state_of(trip, "tower-house", meeting))[1] == "CANCEL"
    assert [record.change.author for record in (await trip.ledger()).changes] == [
        "the delegate" if who == "A-1" else "the host"
    ]


async def test_a_decline_that_costs_money_counts_once_it_is_confirmed_by_link(gathering_trip: Trip):
    trip = gathering_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)
    by_mail = await answers(trip, "A-1", COSTLY, PartStat.DECLINED)
    asked = trip.letters_to("A-1")[-1]
    task = (await trip.tasks())[f"answer-{COSTLY}-A-1"]
    by_link = await answers(
        trip, "A-1", COSTLY, PartStat.DECLINED, source=AnswerSource.LINK, later=timedelta(minutes=5)
    )

    assert (by_mail, by_link) == (AnswerOutcome.TO_CONFIRM, AnswerOutcome.COUNTED)
    assert asked == "decline-to-confirm"
    assert "was asked to confirm" in task
    assert "confirm" not in (await trip.tasks())[f"answer-{COSTLY}-A-1"]


async def test_who_declines_by_mail_accepts_and_declines_again_is_asked_again(gathering_trip: Trip):
    trip = gathering_trip
    await trip.reach_itinerary(*TWO, delegates=TWO)
    for minutes, partstat in enumerate((PartStat.DECLINED, PartStat.ACCEPTED, PartStat.DECLINED)):
        await answers(trip, "A-1", COSTLY, partstat, later=timedelta(minutes=minutes))

    assert trip.letters_to("A-1").count("decline-to-confirm") == 2


async def test_who_comes_after_all_takes_the_task_off_the_organisers_list(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await answers(trip, "A-1", "dinner", PartStat.DECLINED)
    noted = set(await trip.tasks())
    await answers(trip, "A-1", "dinner", PartStat.ACCEPTED, later=timedelta(minutes=5))

    assert "answer-dinner-A-1" in noted
    assert "answer-dinner-A-1" not in await trip.tasks()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (AnswerKind.COUNTER, "proposes another time for 'Dinner by the lake'"),
        (AnswerKind.DELEGATED, "wants to send somebody else to 'Dinner by the lake'"),
        (AnswerKind.STRANGER, "Somebody who was not invited answered for A-1"),
    ],
)
async def test_what_only_a_person_can_decide_becomes_a_task_and_changes_no_answer(
    trip: Trip, kind: AnswerKind, words: str
):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    outcome = await answers(trip, "A-1", "dinner", PartStat.ACCEPTED, kind=kind)

    assert outcome is AnswerOutcome.FOR_A_PERSON
    assert words in (await trip.tasks())["answer-dinner-A-1"]
    assert (await state_of(trip, "A-1", "dinner"))[0] is PartStat.NEEDS_ACTION


async def test_a_mail_that_came_back_is_a_task_of_the_organiser(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.legation.mail_returned(trip.file.slug, MailReturned(recipient="A-1", send_id="abc"))
    await trip.settle()

    assert "A mail to A-1 came back" in (await trip.tasks())["returned-A-1"]


async def test_a_calendar_that_asks_again_is_sent_the_invite_with_the_answer_it_gave(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await answers(trip, "A-1", "dinner", PartStat.ACCEPTED)
    await trip.wait(hours=2)
    outcome = await answers(trip, "A-1", "dinner", PartStat.NEEDS_ACTION, kind=AnswerKind.REFRESH)

    assert outcome is AnswerOutcome.SENT_AGAIN
    assert await state_of(trip, "A-1", "dinner") == (PartStat.ACCEPTED, "REQUEST", 1)
    assert b"PARTSTAT=ACCEPTED" in trip.mails_to("A-1")[-1].part("text/calendar").replace(b"\r\n ", b"")


async def test_an_invite_that_was_never_sent_cannot_be_answered(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)

    assert await answers(trip, "A-1", "no-such-item", PartStat.DECLINED) is AnswerOutcome.UNKNOWN


async def test_the_same_answer_by_mail_twice_is_counted_once(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    first = await answers(trip, "A-1", "dinner", PartStat.TENTATIVE)
    again = await answers(trip, "A-1", "dinner", PartStat.TENTATIVE)

    assert [first, again] == [AnswerOutcome.COUNTED] * 2  # the second is the first, told once more
    assert (await state_of(trip, "A-1", "dinner"))[0] is PartStat.TENTATIVE
