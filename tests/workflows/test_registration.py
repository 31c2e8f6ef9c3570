"""Registration: a place at once while there are any, a place on the list, or full; and who moves up."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import Client

from delegation.application import ApplicationStatus
from delegation.file import DelegationFile, Phase
from delegation.form import FieldType, FormField
from delegation.registration import Group, RegistrationRules
from delegation.status import PassOn
from portal.errors import Refused
from tests.workflows.conftest import delegation_on
from tests.workflows.trip import CUT_OFF, DAY_OF_APPLICATIONS, FINAL, PRELIMINARY, THE_END, Trip, application

PASSED_ON_UNTIL = "2027-05-08 12:00"
ZONE = "Europe/Brussels"


def registered_for(small: DelegationFile, **rules: object) -> DelegationFile:
    """The small delegation as an event one registers for: nobody is evaluated or offered a place."""
    given = {"zone": ZONE, "places": 2, "reserve": 2, "passed_on_until": PASSED_ON_UNTIL, **rules}
    return small.model_copy(
        update={
            "phases": (Phase.REGISTRATION, Phase.ITINERARY, Phase.TRIP, Phase.FOLLOW_UP),
            "registration": RegistrationRules.model_validate(given),
            "evaluation": None,
            "selection": None,
            "offers": None,
            "eligibility": small.eligibility.model_copy(update={"checked": None}),
            "documents": small.documents.model_copy(update={"visa_letters": None}),
        }
    )


@pytest.fixture
async def event(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    """Two places, and two may wait."""
    async with delegation_on(client, registered_for(small)) as opened:
        await opened.reach(DAY_OF_APPLICATIONS)
        yield opened


async def register_in_turn(event: Trip, *participants: str) -> None:
    """One after the other, a minute apart."""
    for participant in participants:
        await event.wait(minutes=1)
        await event.apply(participant)


async def statuses(event: Trip) -> dict[str, tuple[str, int | None]]:
    return {one.participant: (one.status, one.rank) for one in (await event.roster()).entries}


async def test_who_registers_while_there_are_places_has_one_at_once(event: Trip):
    await register_in_turn(event, "A-1", "A-2")

    assert await event.delegates() == ("A-1", "A-2")
    assert event.letters_to("A-1") == ["application-received", "registered"]
    assert (await event.journey("A-1")).state.status is ApplicationStatus.SELECTED


async def test_who_comes_later_waits_in_order_and_then_it_is_full(event: Trip):
    await register_in_turn(event, "A-1", "A-2", "A-3", "A-4", "A-5")

    assert await statuses(event) == {
        "A-1": ("delegate", None),
        "A-2": ("delegate", None),
        "A-3": ("reserve", 1),
        "A-4": ("reserve", 2),
        "A-5": ("not_selected", None),
    }
    assert event.letters_to("A-4") == ["application-received", "registration-waiting"]
    assert event.letters_to("A-5") == ["application-received", "registration-full"]
    counts = (await event.status()).counts
    assert (counts.delegates, counts.reserve, counts.places) == (2, 2, 2)


async def test_many_who_register_at_once_are_decided_together_and_by_arrival(event: Trip):
    arriving = [
        event.legation.submit(event.file.slug, application(one), event.now + minutes, at=event.now)
        for one, minutes in zip(
            ("A-4", "A-3", "A-2", "A-1"), (timedelta(minutes=number) for number in range(4)), strict=True
        )
    ]
    await asyncio.gather(*arriving)
    for participant in ("A-1", "A-2", "A-3", "A-4"):
        event.stillness.watch(participant)
    await event.settle()

    shown = await statuses(event)
    assert sorted(status for status, _ in shown.values()) == ["delegate", "delegate", "reserve", "reserve"]
    assert len(await event.delegates()) == 2


async def test_a_place_that_is_given_back_goes_to_who_waits_first_and_is_confirmed_at_once(event: Trip):
    await register_in_turn(event, "A-1", "A-2", "A-3", "A-4")

    await event.withdraw("A-1")

    assert await event.delegates() == ("A-2", "A-3")
    assert event.letters_to("A-1")[-1] == "delegate-left"
    assert event.letters_to("A-3")[-1] == "place-free"
    assert (await statuses(event))["A-4"] == ("reserve", 1)
    assert event.letters_to("A-4")[-1] == "registration-waiting"


async def test_who_leaves_the_list_gives_nobody_a_place_and_lets_others_move_on(event: Trip):
    await register_in_turn(event, "A-1", "A-2", "A-3", "A-4")

    await event.withdraw("A-3")
    await register_in_turn(event, "A-5")

    assert await event.delegates() == ("A-1", "A-2")
    assert (await statuses(event))["A-4"] == ("reserve", 1)
    assert (await statuses(event))["A-5"] == ("reserve", 2)


async def test_who_gave_a_place_back_may_register_again_and_is_then_the_last(event: Trip):
    await register_in_turn(event, "A-1", "A-2", "A-3")
    await event.withdraw("A-1")

    await register_in_turn(event, "A-1")

    assert await event.delegates() == ("A-2", "A-3")
    assert (await statuses(event))["A-1"] == ("reserve", 1)


async def test_who_was_told_that_it_is_full_may_ask_again(event: Trip):
    await register_in_turn(event, "A-1", "A-2", "A-3", "A-4", "A-5")
    await event.withdraw("A-4")

    await register_in_turn(event, "A-5")

    assert (await statuses(event))["A-5"] == ("reserve", 2)
    assert event.letters_to("A-5")[-1] == "registration-waiting"


async def test_the_same_registration_again_has_the_same_answer_and_no_further_letter(event: Trip):
    await register_in_turn(event, "A-1")
    first = await event.apply("A-1")

    assert first == await event.apply("A-1")
    assert event.letters_to("A-1") == ["application-received", "registered"]


async def test_the_form_may_be_changed_without_losing_the_place_or_the_place_on_the_list(event: Trip):
    await register_in_turn(event, "A-1", "A-2", "A-3", "A-4")

    await event.wait(hours=1)
    await event.apply("A-1", "A-3", objectives="Cleaner rivers too.")

    assert await event.delegates() == ("A-1", "A-2")
    assert (await statuses(event))["A-3"] == ("reserve", 1)
    assert event.letters_to("A-1") == ["application-received", "registered", "application-received"]
    assert event.letters_to("A-3") == [
        "application-received",
        "registration-waiting",
        "application-received",
    ]


async def test_what_no_longer_meets_the_rules_after_a_change_is_a_matter_for_the_organiser(event: Trip):
    await register_in_turn(event, "A-1")

    await event.wait(hours=1)
    await event.apply("A-1", cluster=False)

    assert await event.delegates() == ("A-1",)
    assert "no longer meets: cluster" in (await event.tasks())["unmet-A-1"]


async def test_after_the_call_has_closed_nothing_is_changed_and_nobody_is_taken(event: Trip):
    await register_in_turn(event, "A-1")
    await event.reach("2027-02-06 09:00")

    with pytest.raises(Refused, match="The registration closed on"):
        await event.apply("A-1", objectives="Too late.")
    await event.apply("A-2")

    assert await event.delegates() == ("A-1",)
    assert event.letters_to("A-2") == ["application-received", "not-eligible"]


# --- what must be met -----------------------------------------------------------------------------


async def test_what_is_missing_may_be_mended_and_counts_from_when_it_first_arrived(event: Trip):
    await event.apply("A-1", profile="")
    await register_in_turn(event, "A-2", "A-3", "A-4", "A-5")
    assert event.letters_to("A-1") == ["application-received", "fix-needed"]

    await event.withdraw("A-4")
    await event.apply("A-1")

    assert await event.delegates() == ("A-2", "A-3")
    assert await _order_on_list(event) == ["A-1", "A-5"]


async def test_who_mends_and_still_lacks_something_is_told_again(event: Trip):
    await event.apply("A-1", profile="")
    await event.wait(hours=1)
    await event.apply("A-1", profile="", objectives="More.")

    assert event.letters_to("A-1") == ["application-received", "fix-needed"] * 2

    await event.wait(hours=1)
    await event.apply("A-1")

    assert await event.delegates() == ("A-1",)


async def test_what_was_not_mended_by_the_end_of_the_call_has_no_place(event: Trip):
    await event.apply("A-1", profile="")
    await event.reach(CUT_OFF)

    assert await event.standing() == {"A-1": "ineligible"}
    assert event.letters_to("A-1")[-1] == "not-eligible"


async def test_who_is_no_cluster_is_told_why_and_may_register_once_more(event: Trip):
    await event.apply("A-1", cluster=False)
    assert event.letters_to("A-1") == ["application-received", "not-eligible"]

    await event.wait(hours=1)
    await event.apply("A-1")

    assert await event.delegates() == ("A-1",)


async def test_a_rule_set_aside_gives_the_place_at_once(event: Trip):
    await event.apply("A-1", profile="")

    said = await event.admit("A-1", "profile")

    assert said.text == "A-1 is admitted and has a place."
    assert await event.delegates() == ("A-1",)


# --- groups -----------------------------------------------------------------------------------------


KIND = FormField(
    id="kind", label="For whom do you come?", type=FieldType.CHOICE, choices=("cluster", "company")
)


@pytest.fixture
async def mixed(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    """Three places, at most one of them for a company; three may wait."""
    groups = (Group(id="cluster", title="Clusters"), Group(id="company", title="Companies", places=1))
    file = registered_for(small, places=3, reserve=3, groups=groups, group_field="kind")
    fields = (KIND, *small.call.fields)
    file = file.model_copy(update={"call": small.call.model_copy(update={"fields": fields})})
    async with delegation_on(client, file) as opened:
        await opened.reach(DAY_OF_APPLICATIONS)
        yield opened


async def register_as(event: Trip, **kinds: str) -> None:
    """`A_1="company"`, one after the other."""
    for participant, kind in kinds.items():
        await event.wait(minutes=1)
        await event.apply(participant.replace("_", "-"), kind=kind)


async def test_a_group_has_its_own_limit_and_others_pass_who_cannot_use_their_place(mixed: Trip):
    await register_as(mixed, A_1="company", B_1="company", A_4="cluster", A_2="cluster", A_3="cluster")

    assert await mixed.delegates() == ("A-1", "A-4", "A-2")
    assert await _order_on_list(mixed) == ["B-1", "A-3"]

    await mixed.withdraw("A-4")
    assert await mixed.delegates() == ("A-1", "A-2", "A-3")

    await mixed.withdraw("A-1")
    assert await mixed.delegates() == ("A-2", "A-3", "B-1")


async def test_who_has_a_place_of_one_group_does_not_take_one_of_another_by_changing_the_form(mixed: Trip):
    await register_as(mixed, A_1="company", A_2="cluster")
    await register_as(mixed, A_2="company")

    assert await mixed.delegates() == ("A-1", "A-2")
    assert "keeps the place as it was given" in (await mixed.tasks())["group-A-2"]
    await register_as(mixed, A_3="cluster")
    await mixed.withdraw("A-1")
    await register_as(mixed, A_4="company")
    assert await mixed.delegates() == ("A-2", "A-3", "A-4")


# --- later ------------------------------------------------------------------------------------------


async def test_who_moves_up_after_the_final_programme_gets_it_with_its_invites(event: Trip):
    await register_in_turn(event, "A-1", "A-2", "A-3")
    await event.reach(FINAL)
    assert event.letters_to("A-3") == ["application-received", "registration-waiting"]

    await event.withdraw("A-1")

    assert await event.delegates() == ("A-2", "A-3")
    assert event.letters_to("A-3")[2:] == ["place-free", "agenda-final"]
    assert "welcome" in await event.invited("A-3")
    assert [one.change.id for one in (await event.ledger()).changes] == ["release-1", "moved-up-2"]


async def test_who_is_released_before_the_programme_frees_a_place_for_who_waits(event: Trip):
    await register_in_turn(event, "A-1", "A-2", "A-3")

    said = await event.release("A-2")

    assert said.text == "A-2 no longer takes part. A-3 moves up."
    assert await event.delegates() == ("A-1", "A-3")


async def test_after_places_are_passed_on_no_more_only_the_organiser_moves_somebody_up(event: Trip):
    await register_in_turn(event, "A-1", "A-2", "A-3", "A-4")
    await event.reach(PASSED_ON_UNTIL)
    assert event.letters_to("A-3")[-1] == "waiting-ended"

    await event.withdraw("A-1")
    assert await event.delegates() == ("A-2",)
    assert "by hand" in (await event.tasks())["place-free"]

    order = PassOn(at=event.now, author="The organiser", reason="They can come.", participant="A-4")
    said = await event.legation.pass_on(event.file.slug, order)
    await event.settle()

    assert said.text == "A-4 has the place now."
    assert await event.delegates() == ("A-2", "A-4")
    assert "place-free" not in await event.tasks()


async def test_nobody_moves_up_by_hand_while_all_places_are_taken(event: Trip):
    await register_in_turn(event, "A-1", "A-2", "A-3")

    with pytest.raises(Refused, match="No place is free for anybody who waits"):
        await event.legation.pass_on(event.file.slug, PassOn(at=event.now, author="Me", reason="I wish."))


async def test_a_registration_goes_on_to_the_end_of_the_event(event: Trip):
    await register_in_turn(event, "A-1", "A-2", "A-3", "A-4", "A-5")
    await event.reach(PRELIMINARY)
    assert event.letters_to("A-1")[-1] == "agenda-preliminary"

    await event.reach(THE_END)

    assert (await event.status()).phase is Phase.CLOSED
    assert "certificate" in event.letters_to("A-1")
    assert "certificate" not in event.letters_to("A-3")


async def test_a_cut_off_that_is_moved_keeps_registration_open_until_then(event: Trip):
    await event.apply("A-1", profile="")
    await event.move_cut_off("2027-02-07 17:00")
    await event.reach("2027-02-06 12:00")

    await event.apply("A-1")

    assert await event.delegates() == ("A-1",)
    assert (await event.journey("A-1")).state.closes_at == event.at("2027-02-07 17:00")


async def _order_on_list(event: Trip) -> list[str]:
    """Who waits, by place."""
    listed = {rank: one for one, (status, rank) in (await statuses(event)).items() if status == "reserve"}
    return [listed[rank] for rank in sorted(rank for rank in listed if rank is not None)]
