"""Promotions: places passed on by hand, pairs that travel together or not at all, and who steps in."""

import asyncio
from collections.abc import Sequence

import pytest

from delegation.offer import Answer
from delegation.status import Acknowledged, PassOn
from portal.errors import Refused
from tests.workflows.trip import DAY_OF_APPLICATIONS, EVALUATION_OPENS, OFFERS, PANEL, Trip

ALL = ("A-1", "A-2", "A-3", "A-4")


async def pass_on(trip: Trip, *waived: str) -> Acknowledged:
    order = PassOn(at=trip.now, author="The director", reason="The ministry agreed.", waived=waived)
    said = await trip.legation.pass_on(trip.file.slug, order)
    await trip.settle()
    return said


async def offered(trip: Trip) -> tuple[str, ...]:
    """Whose offers are open."""
    return tuple(one.participant for one in (await trip.ledger()).offers if one.outcome is None)


async def reach_offers_with_pair(trip: Trip, *others: str, **marks: int) -> None:
    """A-1 and B-1 of one organisation apply together; two of a country may travel."""
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply(*others)
    await trip.apply("A-1", together_with="B-1")
    await trip.apply("B-1", together_with="A-1")
    await trip.reach(EVALUATION_OPENS)
    await trip.hand_in_all(**marks)
    await trip.reach(PANEL)
    await trip.adjust(limits={"per-country": 2}, reserve=4)
    await trip.decide()
    await trip.reach(OFFERS)


async def answer_at_once(trip: Trip, participants: Sequence[str], answer: Answer) -> None:
    await asyncio.gather(*(trip.answer(one, answer) for one in participants))
    await trip.settle()


async def test_a_place_that_the_rules_keep_free_is_passed_on_once_a_rule_is_waived_with_a_reason(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-3", country="SE")
    await trip.reach_offers("A-1", "A-2")
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.answer("A-2", Answer.DECLINED)
    before = await offered(trip)
    kept = await pass_on(trip)
    given = await pass_on(trip, "per-country")

    assert before == ()
    assert "the place stays free unless a waiver is recorded" in kept.text
    assert "with a recorded waiver of" in given.text
    assert given.text.endswith("Override: The ministry agreed.")
    assert await offered(trip) == ("A-3",)
    assert await trip.tasks() == {}
    last = (await trip.ledger()).promotions[-1]
    assert (last.participants, last.waived, last.author) == (("A-3",), ("per-country",), "The director")


async def test_nothing_is_passed_on_by_hand_while_all_places_are_taken_or_offered(trip: Trip):
    await trip.reach_offers(*ALL)
    await trip.answer("A-1", Answer.ACCEPTED)

    with pytest.raises(Refused, match="All 2 places are taken or offered"):
        await pass_on(trip)
    with pytest.raises(Refused, match="There is no rule 'per-town'; the rules are per-country"):
        await pass_on(trip, "per-town")
    assert (await trip.ledger()).promotions == ()


async def test_a_pair_waits_until_two_places_are_free_and_is_offered_both(trip: Trip):
    await reach_offers_with_pair(trip, "A-2", "A-3", A_1=2, B_1=2, A_2=5, A_3=4)
    await trip.answer("A-2", Answer.DECLINED)
    waiting, why = await offered(trip), (await trip.tasks())["place-free"]
    await trip.answer("A-3", Answer.DECLINED)

    assert waiting == ("A-3",)
    assert "Only pairs are left on the reserve list, and only one place is free." in why
    assert await offered(trip) == ("A-1", "B-1")
    assert await trip.tasks() == {}
    assert set((await trip.ledger()).promotions[-1].participants) == {"A-1", "B-1"}


async def test_when_one_of_a_pair_declines_the_other_keeps_the_place(trip: Trip):
    await reach_offers_with_pair(trip, "A-2", A_1=5, B_1=5, A_2=3)
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.answer("B-1", Answer.DECLINED)
    promoted = await offered(trip)
    await trip.answer("A-2", Answer.ACCEPTED)

    assert promoted == ("A-2",)
    assert await trip.delegates() == ("A-1", "A-2")


async def test_places_that_come_back_at_the_same_moment_are_passed_on_once_each(trip: Trip):
    await trip.reach_offers(*ALL)
    await answer_at_once(trip, ("A-1", "A-2"), Answer.DECLINED)

    assert await offered(trip) == ("A-3", "A-4")
    assert [one.participants for one in (await trip.ledger()).promotions] == [("A-3",), ("A-4",)]


async def test_who_gives_a_place_back_while_others_still_think_makes_room_for_one(trip: Trip):
    await trip.reach_offers(*ALL)
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.withdraw("A-1")

    assert await offered(trip) == ("A-2", "A-3")
    assert [one.participants for one in (await trip.ledger()).promotions] == [("A-3",)]
    assert await trip.tasks() == {}


async def test_who_is_offered_a_place_does_not_step_into_another_one(trip: Trip):
    await reach_offers_with_pair(trip, "A-2", A_1=5, B_1=5, A_2=3)
    await trip.answer("A-1", Answer.ACCEPTED)

    with pytest.raises(Refused, match="B-1 is offered a place already; nobody holds two"):
        await trip.release("A-1", substitute="B-1")
    await trip.answer("B-1", Answer.DECLINED)
    with pytest.raises(Refused, match="B-1 declined, withdrew or left; name another person"):
        await trip.release("A-1", substitute="B-1")
    assert await trip.delegates() == ("A-1",)


async def test_who_stepped_in_from_the_reserve_list_is_not_promoted_as_well(trip: Trip):
    await trip.reach_panel("A-1", "A-2", "A-3", "B-1", A_1=5, A_2=5, B_1=4, A_3=3)
    await trip.adjust(limits={"per-country": 2})
    await trip.decide()
    await trip.reach(OFFERS)
    for participant in ("A-1", "A-2"):
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.release("A-1", substitute="B-1")
    await trip.withdraw("A-2")

    assert await trip.delegates() == ("B-1",)
    assert await offered(trip) == ("A-3",)
