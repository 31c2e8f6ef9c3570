"""Cut-offs: moved while the call is open, late at one's own cost, a second one for places that are left."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from temporalio.client import Client

from delegation.file import DelegationFile
from delegation.offer import Answer
from portal.errors import Refused
from tests.workflows.conftest import delegation_on
from tests.workflows.stories import SECOND, with_cut_offs
from tests.workflows.trip import (
    CONFIRM_BY,
    CUT_OFF,
    DAY_OF_APPLICATIONS,
    EVALUATION_OPENS,
    OFFERS,
    REPLACEMENT_ENDS,
    THE_END,
    Trip,
)


@pytest.fixture
async def two_rounds(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    """The small delegation with a second cut-off for places that are left."""
    async with delegation_on(client, with_cut_offs(small, *small.call.cut_offs, SECOND)) as opened:
        yield opened


async def test_a_cut_off_is_moved_while_the_call_is_open_and_everyone_is_told(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1", "A-2")
    said = await trip.move_cut_off("2027-02-07 17:00")
    await trip.reach(CUT_OFF)
    await trip.wait(hours=5)
    await trip.apply("A-3")
    await trip.apply("A-1", objectives="More than before.")
    await trip.reach(EVALUATION_OPENS)

    assert "Sun 7 February 2027, 17:00" in said.text
    assert said.text.endswith("2 were told.")
    assert trip.letters_to("A-1")[1] == "cut-off-moved"
    assert "cut-off-moved" not in trip.letters_to("A-3")
    assert await trip.standing() == dict.fromkeys(("A-1", "A-2", "A-3"), "under_evaluation")


async def test_a_cut_off_is_moved_back_and_forth_and_people_are_told_once_each_time(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")
    for closes in ("2027-02-07 17:00", "2027-02-06 17:00", "2027-02-07 17:00"):
        await trip.move_cut_off(closes)
        again = await trip.move_cut_off(closes)
        assert again.text.endswith("already; nobody was told.")

    assert trip.letters_to("A-1").count("cut-off-moved") == 3
    closes = (await trip.legation.file(trip.file.slug)).call.cut_offs[0].closes
    assert f"{closes:%Y-%m-%d %H:%M}" == "2027-02-07 17:00"
    assert len([one for one in (await trip.ledger()).audit if "moved to" in one.what]) == 3


async def test_a_cut_off_is_not_moved_past_the_check_nor_once_it_has_closed(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    with pytest.raises(Refused, match=r"Eligibility is checked on .* Name an earlier date\."):
        await trip.move_cut_off("2027-02-20 17:00")
    with pytest.raises(Refused, match="There is no cut-off 'third'; the call has only"):
        await trip.move_cut_off("2027-02-07 17:00", "third")
    await trip.reach(CUT_OFF)

    with pytest.raises(Refused, match="The cut-off 'only' closed on"):
        await trip.move_cut_off("2027-02-07 17:00")


async def test_who_is_late_within_what_the_rules_allow_travels_at_their_own_cost(
    client: Client, small: DelegationFile, quick_tries: None
):
    lenient = small.call.cut_offs[0].model_copy(
        update={"late_until": datetime(2027, 2, 6, 17, 0)}  # noqa: DTZ001 - local to the zone of the call
    )
    async with delegation_on(client, with_cut_offs(small, lenient)) as trip:
        await trip.reach(DAY_OF_APPLICATIONS)
        await trip.apply("A-2")
        await trip.reach("2027-02-06 09:00")
        await trip.apply("A-1")
        await trip.reach("2027-02-06 17:01")
        await trip.apply("A-3")
        await trip.reach(EVALUATION_OPENS)
        standing = await trip.standing()
        await trip.hand_in_all()
        await trip.reach("2027-02-22 10:00")
        await trip.decide()
        await trip.reach(OFFERS)

        assert standing == {"A-1": "under_evaluation", "A-2": "under_evaluation", "A-3": "ineligible"}
        assert trip.letters_to("A-1")[-1] == "offer"
        assert b"own cost" in trip.mails_to("A-1")[-1].part("text/plain")
        assert b"own cost" not in trip.mails_to("A-2")[-1].part("text/plain")


async def test_places_that_are_left_are_given_to_who_applies_for_the_second_cut_off(two_rounds: Trip):
    trip = two_rounds
    await trip.reach_offers("A-1", "A-2")
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.answer("A-2", Answer.DECLINED)
    await trip.reach(CONFIRM_BY)
    await trip.apply("A-3", "A-4")
    await trip.reach("2027-03-11 09:00")
    await trip.hand_in_later("second")
    await trip.reach("2027-03-17 10:00")
    tasks = await trip.tasks()
    await trip.decide()
    await trip.answer("A-3", Answer.ACCEPTED)

    assert "decide" in tasks
    assert await trip.delegates() == ("A-1", "A-3")
    assert trip.letters_to("A-4")[-1] == "reserve"
    assert trip.letters_to("A-1") == ["application-received", "offer", "place-confirmed"]
    kinds = [one.key for one in (await trip.ledger()).documents if "selection-record" in one.key]
    assert len(kinds) == 2


async def test_when_no_place_is_left_nobody_is_evaluated_for_the_second_cut_off(two_rounds: Trip):
    trip = two_rounds
    await trip.reach_offers("A-1", "A-2")
    for participant in ("A-1", "A-2"):
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.reach(CONFIRM_BY)
    await trip.apply("A-3")
    await trip.reach("2027-03-11 09:00")

    assert trip.letters_to("A-3") == ["application-received", "not-selected"]
    assert b"All places were taken" in trip.mails_to("A-3")[-1].part("text/plain")
    assert (await trip.status()).counts.received == 3


async def test_who_was_not_eligible_applies_again_for_the_second_cut_off_and_travels(two_rounds: Trip):
    trip = two_rounds
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")
    await trip.apply("A-2", cluster=False)
    await trip.reach(EVALUATION_OPENS)
    await trip.hand_in_all()
    await trip.reach("2027-02-22 10:00")
    await trip.decide()
    await trip.reach(OFFERS)
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.apply("A-2")
    await trip.reach("2027-03-11 09:00")
    await trip.hand_in_later("second")
    await trip.reach("2027-03-17 10:00")
    await trip.decide()
    await trip.answer("A-2", Answer.ACCEPTED)

    assert trip.letters_to("A-2") == [
        "application-received",
        "not-eligible",
        "application-received",
        "offer",
        "place-confirmed",
    ]
    assert await trip.delegates() == ("A-1", "A-2")


async def test_a_second_cut_off_without_a_decision_ends_with_the_window_and_a_task(two_rounds: Trip):
    trip = two_rounds
    await trip.reach_offers("A-1")
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.apply("A-3")
    await trip.reach("2027-03-11 09:00")
    await trip.hand_in_later("second")
    await trip.reach(REPLACEMENT_ENDS)
    tasks = await trip.tasks()
    await trip.reach(THE_END)

    assert tasks["undecided-second"] == "Cut-off 'second' ended without a decision"
    assert (await trip.status()).phase == "closed"


async def test_an_unmet_rule_is_set_aside_with_a_reason_and_the_application_is_evaluated(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")
    await trip.apply("A-2", profile="")
    await trip.reach(EVALUATION_OPENS)
    refused = await trip.standing()
    said = await trip.admit("A-2", "profile")
    with pytest.raises(Refused, match="The rule 'on-time' is met as it is"):
        await trip.admit("A-2", "on-time")
    await trip.hand_in_all()
    await trip.reach("2027-02-22 10:00")
    await trip.decide()
    await trip.reach(OFFERS)

    assert refused["A-2"] == "ineligible"
    assert said.text == "A-2 is admitted and will be evaluated."
    assert trip.letters_to("A-2")[2:] == ["not-eligible", "application-admitted", "offer"]
    with pytest.raises(Refused, match="The panel has met"):
        await trip.admit("A-1", "cluster")


async def test_two_of_one_organisation_are_selected_together_or_not_at_all(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-2", "A-3")
    await trip.apply("A-1", together_with="B-1")
    await trip.apply("B-1", together_with="A-1")
    await trip.reach(EVALUATION_OPENS)
    await trip.hand_in_all(A_1=5, B_1=5, A_2=2, A_3=2)
    await trip.reach("2027-02-22 10:00")
    await trip.adjust(limits={"per-country": 2})
    await trip.decide()
    await trip.reach(OFFERS)

    assert [trip.letters_to(one)[-1] for one in ("A-1", "B-1", "A-2")] == ["offer", "offer", "reserve"]
