"""Mail that cannot leave: what waits, what goes on, and what is noted."""

import asyncio

from temporalio.client import WorkflowHistory

from activities.addresses import mail_address
from delegation.offer import Answer, OfferAnswer
from tests.workflows.trip import DAY_OF_APPLICATIONS, OFFERS, Trip, application


def signals_in(history: WorkflowHistory) -> list[str]:
    told = (event.workflow_execution_signaled_event_attributes.signal_name for event in history.events)
    return [name for name in told if name]


async def test_while_mail_is_away_people_act_as_usual_and_every_letter_leaves_once_afterwards(trip: Trip):
    await trip.reach_panel("A-1", "A-2")
    await trip.decide()
    trip.post.is_closed = True
    slug = trip.file.slug
    await trip.legation.pass_time(f"delegation/{slug}", trip.at(OFFERS))
    await asyncio.to_thread(trip.post.wait_turned_away, 10)
    during = trip.letters_to("A-1"), trip.letters_to("A-2")
    trip.post.is_closed = False
    await trip.settle()

    assert during == (["application-received"], ["application-received"])
    assert trip.letters_to("A-1") == trip.letters_to("A-2") == ["application-received", "offer"]


async def test_a_delegation_hears_what_people_do_also_while_mail_is_away(trip: Trip):
    await trip.reach_offers("A-1", "A-2", "A-3")
    trip.post.is_closed = True
    await trip.legation.answer(trip.file.slug, "A-1", OfferAnswer(at=trip.now, answer=Answer.DECLINED))
    await asyncio.to_thread(trip.post.wait_turned_away, 10)
    await trip.legation.answer(trip.file.slug, "A-2", OfferAnswer(at=trip.now, answer=Answer.ACCEPTED))
    heard = (await trip.ledger()).offers
    trip.post.is_closed = False
    await trip.settle()

    assert [one.outcome for one in heard][:2] == ["declined", "confirmed"]
    assert trip.letters_to("A-3")[-1] == "offer"


async def test_an_address_that_is_refused_is_noted_and_does_not_stop_the_journey(trip: Trip):
    trip.post.refuses = (mail_address(trip.address_of("A-1")),)
    await trip.reach_offers("A-1", "A-2")
    await trip.answer("A-1", Answer.ACCEPTED)

    journey = await trip.journey("A-1")
    assert journey.state.address_refused
    assert trip.mails_to("A-1") == []
    assert await trip.delegates() == ("A-1",)
    assert trip.letters_to("A-2") == ["application-received", "offer"]


async def test_an_application_replaced_while_mail_is_away_is_heard_of_at_once(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    trip.post.is_closed = True
    for cluster, tries in ((True, 5), (False, 10)):
        replaced = application("A-1", cluster=cluster)
        await trip.legation.submit(trip.file.slug, replaced, trip.now, at=trip.now)
        await asyncio.to_thread(trip.post.wait_turned_away, tries)
    heard = await trip.legation.client.get_workflow_handle(f"delegation/{trip.file.slug}").fetch_history()
    trip.post.is_closed = False
    trip.stillness.watch("A-1")
    await trip.settle()

    assert signals_in(heard).count("application_received") == 2
    assert trip.letters_to("A-1") == ["application-received", "application-received"]
