"""The call: who may apply when, and what becomes of an application."""

from datetime import timedelta

import pytest

from delegation.application import ApplicationStatus
from delegation.ids import participant_workflow_id
from delegation.journey import JourneyEnd, JourneyStart
from portal.errors import CallClosed, Refused
from tests.workflows.trip import CUT_OFF, DAY_OF_APPLICATIONS, EVALUATION_OPENS, Trip
from workflows.participant import ParticipantWorkflow

CHECKED = "2027-02-08 10:00"


async def test_an_application_that_is_sent_twice_is_confirmed_with_the_same_receipt(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)

    first = await trip.apply("A-1")
    again = await trip.apply("A-1")

    assert again.code == first.code
    assert trip.letters_to("A-1") == ["application-received"]
    assert await trip.standing() == {"A-1": "submitted"}


async def test_until_the_cut_off_the_last_application_counts_and_after_it_none_is_taken(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    first = await trip.apply("A-1", cluster=False)
    second = await trip.apply("A-1", cluster=True)

    await trip.reach(CUT_OFF)
    await trip.wait(hours=1)
    with pytest.raises(Refused, match=r"The call closed on .*; the application stays as it was handed in\."):
        await trip.apply("A-1", cluster=False)
    await trip.reach(CHECKED)

    assert second.code != first.code
    assert trip.letters_to("A-1") == ["application-received"] * 2
    assert await trip.standing() == {"A-1": "under_evaluation"}


async def test_who_sends_an_earlier_application_again_means_that_one(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    first = await trip.apply("A-1", cluster=False)
    await trip.apply("A-1", cluster=True)

    assert await trip.apply("A-1", cluster=False) == first.model_copy(update={"received_at": trip.now})
    assert trip.letters_to("A-1") == ["application-received"] * 3
    await trip.reach(CHECKED)
    assert await trip.standing() == {"A-1": "ineligible"}


async def test_a_late_application_is_ineligible_and_its_letter_says_by_how_much(trip: Trip):
    await trip.reach(trip.at(CUT_OFF) + timedelta(minutes=6))
    await trip.apply("A-1")
    await trip.reach(CHECKED)

    (entry,) = (await trip.roster()).entries
    assert entry.status == "ineligible"
    (reason,) = entry.reasons
    assert "at 17:06 (CET), six minutes after the cut-off of 5 Feb 2027 at 17:00 (CET)." in reason
    assert trip.letters_to("A-1") == ["application-received", "not-eligible"]
    assert "six minutes after the cut-off" in trip.mails_to("A-1")[-1].part("text/plain").decode()


async def test_what_is_mended_within_three_working_days_is_evaluated(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1", profile="")
    await trip.apply("A-2")
    await trip.reach(CHECKED)
    asked = await trip.journey("A-1")
    await trip.reach("2027-02-12 18:00")
    await trip.apply("A-1")

    assert asked.state.fix_until == trip.at("2027-02-12 23:59")  # Wednesday is a holiday of the office
    assert trip.letters_to("A-1") == ["application-received", "fix-needed", "application-received"]
    assert trip.letters_to("A-2") == ["application-received"]
    assert await trip.standing() == {"A-1": "under_evaluation", "A-2": "under_evaluation"}


async def test_what_is_not_mended_in_time_is_ineligible(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1", profile="")
    await trip.apply("A-2")
    await trip.reach(EVALUATION_OPENS)

    assert trip.letters_to("A-1") == ["application-received", "fix-needed", "not-eligible"]
    assert await trip.standing() == {"A-1": "ineligible", "A-2": "under_evaluation"}
    with pytest.raises(Refused, match="No cut-off lies ahead for which this application could be handed in"):
        await trip.apply("A-1")


async def test_applications_sent_before_the_call_opens_are_refused_in_words(trip: Trip):
    with pytest.raises(CallClosed, match=r"The call opens on Mon 11 January 2027, 09:00 .*; please apply"):
        await trip.apply("A-1")

    about = [key for key in trip.store.content if key.startswith("delegations/")]
    assert about == [f"delegations/{trip.file.slug}/file.json"]


async def test_a_journey_that_nobody_claims_ends_by_itself(trip: Trip):
    intake = await trip.legation.intake(trip.file.slug)
    journey = await trip.legation.client.start_workflow(
        ParticipantWorkflow.run,
        JourneyStart(delegation=trip.file.slug, participant="A-1", tempo=intake.tempo, terms=intake.terms),
        id=participant_workflow_id(trip.file.slug, "A-1"),
        task_queue=trip.file.slug,
    )

    await trip.legation.pass_time(journey.id, trip.now + timedelta(minutes=16))

    assert await journey.result() == JourneyEnd(status=ApplicationStatus.WITHDRAWN)
    assert trip.post.sent == []
