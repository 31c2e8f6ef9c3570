"""Hosts: asked, reminded, heard, and kept true from the asking to the thanks."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from temporalio.client import Client

from delegation.document import DocumentKind, DocumentRef
from delegation.file import DelegationFile
from delegation.host_state import HostState, HostView
from delegation.hosting import HostAnswer, HostRules, HostSource, HostWithdrawal
from delegation.ids import delegation_workflow_id, host_workflow_id
from delegation.itinerary import ItemKind
from delegation.meeting import HostWish, Wish
from delegation.news import GuestListSent
from delegation.offer import Answer
from portal.errors import Refused
from tests.fakes import Delivered
from tests.workflows.conftest import delegation_on
from tests.workflows.trip import FINAL, PRELIMINARY, THE_END, Trip

TWO = ("A-1", "A-2")
ASKED = "2027-03-05 10:00"
REMINDED = "2027-03-16 18:00"
CONFIRM_BY = "2027-03-19 18:00"
REQUESTS_SENT = "2027-04-12 17:00"
REQUESTS_REMINDED = "2027-04-14 06:00"
REQUESTS_BY = "2027-04-15 17:00"
LAB, TOWER = "harbour-lab", "tower-house"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def asking(file: DelegationFile) -> DelegationFile:
    """The small delegation, in which hosts are asked."""
    assert file.meetings is not None
    rules = HostRules(
        zone=file.organiser.zone,
        asked=local(ASKED),
        confirm_by=local(CONFIRM_BY),
        guest_list=local("2027-04-20 12:00"),
    )
    meetings = file.meetings.model_copy(update={"hosts_answer_by": local(REQUESTS_BY)})
    return file.model_copy(update={"hosting": rules, "meetings": meetings})


@pytest.fixture
async def hosted(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    async with delegation_on(client, asking(small)) as opened:
        yield opened


@pytest.fixture
async def hosted_with_short_histories(
    client_of_short_histories: Client, small: DelegationFile, quick_tries: None
) -> AsyncIterator[Trip]:
    async with delegation_on(client_of_short_histories, asking(small)) as opened:
        yield opened


async def reach_asking(trip: Trip) -> None:
    """Both places are confirmed, and hosts are asked."""
    await trip.reach_offers(*TWO)
    for participant in TWO:
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.reach(ASKED)


async def says(trip: Trip, host: str, **said: object) -> HostState:
    answer = HostAnswer.model_validate({"at": trip.now, "host": host, **said})
    state = await trip.legation.answer_host(trip.file.slug, answer)
    await trip.settle()
    return state


async def withdraws(trip: Trip, host: str) -> None:
    withdrawal = HostWithdrawal(at=trip.now, host=host, reason="The laboratory is flooded.")
    await trip.legation.withdraw_host(trip.file.slug, withdrawal)
    await trip.settle()


async def view(trip: Trip, host: str) -> HostView:
    return await trip.legation.host(trip.file.slug, host)


def desk_of(trip: Trip, host: str) -> str:
    """Who answers the mail of the host."""
    known = trip.file.host(host)
    assert known is not None
    return known.person


def letters_to(trip: Trip, host: str) -> list[str]:
    return trip.letters_to(desk_of(trip, host))


def mails_to(trip: Trip, host: str) -> list[Delivered]:
    return trip.mails_to(desk_of(trip, host))


def text_of(mail: Delivered) -> str:
    return mail.part("text/plain").decode()


async def meetings_of(trip: Trip, host: str) -> list[str]:
    items = (await trip.legation.itinerary(trip.file.slug)).itinerary.items
    return [
        one.id for one in items if one.kind is ItemKind.MEETING and host in one.hosts and not one.cancelled
    ]


async def test_each_host_is_asked_once_what_it_receives_with_its_own_page(hosted: Trip):
    await reach_asking(hosted)

    assert letters_to(hosted, LAB) == letters_to(hosted, TOWER) == ["host-asked"]
    text = text_of(mails_to(hosted, LAB)[0])
    for words in ("Visit A: Harbour Laboratory", "up to 2 guests", "One-to-one meetings", "up to 2 meetings"):
        assert words in text
    assert f"/h/{hosted_token(hosted, LAB)}" in text
    assert "Dinner by the lake" not in text


def hosted_token(trip: Trip, host: str) -> str:
    from activities.feeds import Feeds
    from activities.links import Links

    register = trip.legation.register
    links = Links("https://portal.legation.example", register, Feeds(trip.store, register))
    return links.host_link(trip.file.slug, host).rsplit("/", 1)[-1]


async def test_only_who_has_not_confirmed_is_reminded_and_then_becomes_a_task(hosted: Trip):
    await reach_asking(hosted)
    await says(hosted, LAB, confirmed=True)
    await hosted.reach(REMINDED)
    reminded = {host: letters_to(hosted, host) for host in (LAB, TOWER)}
    before = set(await hosted.tasks())
    await hosted.reach(CONFIRM_BY)
    tasks = await hosted.tasks()
    await says(hosted, TOWER, confirmed=True, source=HostSource.ORGANISER)

    assert reminded == {LAB: ["host-asked"], TOWER: ["host-asked", "host-reminded"]}
    assert "host-confirms-tower-house" not in before
    assert "has not confirmed what it receives" in tasks["host-confirms-tower-house"]
    assert "host-confirms-harbour-lab" not in tasks
    assert "host-confirms-tower-house" not in await hosted.tasks()


async def test_limits_a_host_sets_before_planning_hold_in_the_programme(hosted: Trip):
    await reach_asking(hosted)
    await says(hosted, LAB, confirmed=True, at_most=1)
    await says(hosted, LAB, unavailable=("s1",))
    for participant in TWO:
        await hosted.wish(participant, "visit-harbour", meet=(LAB,))
    await hosted.reach(FINAL)

    held = await meetings_of(hosted, LAB)
    answer = (await view(hosted, LAB)).state.answer
    assert answer is not None
    assert (answer.confirmed, answer.at_most, answer.unavailable) == (True, 1, ("s1",))
    assert len(held) == 1
    schedule = (await hosted.legation.itinerary(hosted.file.slug)).schedule
    assert [one.slot for one in schedule.meetings if one.host == LAB] == ["s2"]


async def test_a_host_learns_the_organisations_that_ask_for_it_and_its_no_is_kept(hosted: Trip):
    await reach_asking(hosted)
    for participant in TWO:
        await hosted.wish(participant, "visit-harbour", meet=(LAB,))
    await hosted.reach(REQUESTS_SENT)
    text = text_of(mails_to(hosted, LAB)[-1])
    requests = (await view(hosted, LAB)).state.requests
    await says(
        hosted,
        LAB,
        confirmed=True,
        wishes=(
            HostWish(host=LAB, participant="A-1", wish=Wish.NO),
            HostWish(host=LAB, participant="A-2", wish=Wish.MUST),
        ),
    )
    await hosted.reach(FINAL)

    assert "Mälar Water" in text
    assert "Tejo Limpo" in text
    assert "Velander" not in text
    assert [one.participant for one in requests] == ["A-1", "A-2"]
    assert letters_to(hosted, TOWER)[:2] == ["host-asked", "host-reminded"]
    assert "host-requests" not in letters_to(hosted, TOWER)
    assert await meetings_of(hosted, LAB) == ["meeting-a-2-harbour-lab"]


async def test_requests_nobody_answers_are_reminded_of_once_lapse_and_become_a_task(hosted: Trip):
    await reach_asking(hosted)
    await says(hosted, LAB, confirmed=True)
    await hosted.wish("A-1", "visit-harbour", meet=(LAB,))
    await hosted.reach(REQUESTS_REMINDED)
    reminded = letters_to(hosted, LAB)
    await hosted.reach(REQUESTS_BY)
    task = (await hosted.tasks())["host-requests-harbour-lab"]
    await hosted.wait(minutes=1)

    assert reminded == ["host-asked", "host-requests", "host-reminded"]
    assert "has not answered A-1" in task
    with pytest.raises(Refused, match="Requests could be answered until Thu 15 April 2027, 17:00 Brussels"):
        await says(hosted, LAB, wishes=(HostWish(host=LAB, participant="A-1", wish=Wish.MUST),))
    await hosted.reach(FINAL)
    assert "meeting-a-1-harbour-lab" in await meetings_of(hosted, LAB)


async def test_a_meeting_the_host_rules_out_after_publication_is_freed_and_both_sides_are_told(hosted: Trip):
    await reach_asking(hosted)
    await hosted.wish("A-1", "visit-harbour", meet=(LAB,))
    await hosted.reach(FINAL)
    await says(hosted, LAB, wishes=(HostWish(host=LAB, participant="A-1", wish=Wish.NO),))

    (record,) = (await hosted.ledger()).changes
    assert (record.change.author, record.change.reason) == (
        LAB,
        "A meeting was declined by the host; what it frees goes to others.",
    )
    assert "meeting-a-1-harbour-lab" not in await meetings_of(hosted, LAB)
    assert "host-changed" in letters_to(hosted, LAB)
    assert hosted.letters_to("A-1")[-1] == "itinerary-changed"


async def test_fewer_meetings_after_publication_are_a_change_and_more_are_for_a_person(hosted: Trip):
    await reach_asking(hosted)
    for participant in TWO:
        await hosted.wish(participant, "visit-harbour", meet=(LAB,))
    await hosted.reach(FINAL)
    planned = await meetings_of(hosted, LAB)
    await says(hosted, LAB, at_most=1)
    (record,) = (await hosted.ledger()).changes
    after = await meetings_of(hosted, LAB)
    await says(hosted, LAB, at_most=4)

    assert len(planned) == 2
    assert len(after) == 1
    assert record.change.author == LAB
    assert "takes up to 4 meetings instead of 1" in (await hosted.tasks())["host-answer-harbour-lab"]
    assert len((await hosted.ledger()).changes) == 1


async def test_a_host_that_withdraws_before_planning_gets_no_programme(hosted: Trip):
    await reach_asking(hosted)
    await hosted.wish("A-1", "visit-beach", meet=(TOWER,))
    await withdraws(hosted, TOWER)
    task = (await hosted.tasks())["host-withdrew-tower-house"]
    await hosted.reach(FINAL)

    assert letters_to(hosted, TOWER) == ["host-asked", "host-withdrawn"]
    assert "nobody receives Dinner by the lake" in task
    assert await meetings_of(hosted, TOWER) == []


async def test_a_host_that_withdraws_after_publication_leaves_every_calendar(hosted: Trip):
    await reach_asking(hosted)
    await hosted.wish("A-1", "visit-harbour", meet=(LAB,))
    await hosted.reach(FINAL)
    await withdraws(hosted, LAB)

    record = (await hosted.ledger()).changes[-1]
    assert (record.change.author, record.change.reason) == (LAB, "The laboratory is flooded.")
    assert await meetings_of(hosted, LAB) == []
    assert "meeting-a-1-harbour-lab" not in await hosted.invited("A-1")
    assert await hosted.invited(LAB) == {}
    assert "host-withdrawn" in letters_to(hosted, LAB)
    with pytest.raises(Refused, match="has withdrawn"):
        await says(hosted, LAB, confirmed=True)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"unavailable": ("s9",)}, "There is no slot s9; the slots are s1, s2."),
        ({"confirmed": False}, "withdraws, with a reason"),
        (
            {"wishes": ({"host": LAB, "participant": "A-1", "wish": "must"},)},
            "A-1 asked this host for no meeting; nobody did.",
        ),
    ],
)
async def test_an_answer_that_makes_no_sense_is_refused_with_a_sentence(
    hosted: Trip, said: dict[str, object], sentence: str
):
    await reach_asking(hosted)

    with pytest.raises(Refused, match=sentence.replace(".", r"\.")):
        await says(hosted, LAB, **said)
    assert (await view(hosted, LAB)).state.answer is None


async def test_after_the_last_item_nothing_can_be_answered(hosted: Trip):
    await reach_asking(hosted)
    await hosted.reach("2027-05-14 12:00")

    with pytest.raises(Refused, match="What this host receives is over"):
        await says(hosted, LAB, at_most=1)


async def test_a_guest_list_is_sent_once_and_a_newer_one_replaces_it(hosted: Trip):
    await reach_asking(hosted)
    await hosted.reach(PRELIMINARY)
    for number in (1, 1, 2):
        await hand_guest_list(hosted, number)

    mails = [one for one in mails_to(hosted, LAB) if "uest list" in one.subject or "GUEST" in one.subject]
    assert len(mails) == 2
    assert "replaces list 1" in text_of(mails[1])
    assert (await view(hosted, LAB)).state.guest_list == 2


async def hand_guest_list(trip: Trip, number: int) -> None:
    import hashlib

    content, key = b"%PDF", f"delegations/{trip.file.slug}/documents/guest-list-{number}.pdf"
    if not any(key == one for one in trip.store.content):
        trip.store.create(key, content, "application/pdf")
    ref = DocumentRef(
        key=key,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type="application/pdf",
        kind=DocumentKind.GUEST_LIST,
    )
    news = GuestListSent(at=trip.now, number=number, attachments=(ref,))
    handle = trip.legation.client.get_workflow_handle(host_workflow_id(trip.file.slug, LAB))
    await handle.signal("guest_list_sent", news)
    await trip.settle()


async def test_hosts_are_thanked_for_what_they_gave_with_their_page(hosted: Trip):
    await reach_asking(hosted)
    await hosted.wish("A-1", "visit-harbour", meet=(LAB,))
    await hosted.reach(THE_END)

    assert letters_to(hosted, LAB)[-1] == "host-thanks"
    thanks = text_of(mails_to(hosted, LAB)[-1])
    assert "meetings and Visit A: Harbour Laboratory" in thanks
    assert f"/h/{hosted_token(hosted, LAB)}" in thanks


async def test_without_hosting_rules_hosts_are_asked_nothing_and_set_no_timer(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)

    assert letters_to(trip, TOWER) == ["host-agenda", "host-agenda"]
    assert (await trip.legation.standing(host_workflow_id(trip.file.slug, TOWER))).waiting_until is None


async def test_what_a_host_said_survives_continuing_as_new(hosted_with_short_histories: Trip):
    trip = hosted_with_short_histories
    await reach_asking(trip)
    for guests in range(1, 9):
        await says(trip, LAB, confirmed=True, guests_at_most=guests)
    await trip.wish("A-1", "visit-harbour", meet=(LAB,))
    await trip.reach(REQUESTS_SENT)
    await says(trip, LAB, wishes=(HostWish(host=LAB, participant="A-1", wish=Wish.NICE),))

    state = (await view(trip, LAB)).state
    assert state.answer is not None
    assert (state.answer.confirmed, state.answer.guests_at_most) == (True, 8)
    assert [one.participant for one in state.answer.wishes] == ["A-1"]
    handle = trip.legation.client.get_workflow_handle(host_workflow_id(trip.file.slug, LAB))
    first = (await handle.fetch_history()).events[0].workflow_execution_started_event_attributes
    assert first.continued_execution_run_id


async def test_the_same_answer_again_leaves_the_delegation_in_peace(hosted: Trip):
    await reach_asking(hosted)
    await says(hosted, LAB, confirmed=True, at_most=1)
    handle = hosted.legation.client.get_workflow_handle(delegation_workflow_id(hosted.file.slug))
    before = (await handle.describe()).history_length
    await says(hosted, LAB, confirmed=True, at_most=1, source=HostSource.ORGANISER)

    assert (await handle.describe()).history_length == before
