"""Offers: a place is kept free until its date, and passed on when it comes back."""

from datetime import timedelta

import pytest

from delegation.offer import Answer, OfferOutcome
from delegation.status import PassOn
from portal.errors import Refused
from tests.workflows.trip import (
    CONFIRM_BY,
    DAY_OF_APPLICATIONS,
    EVALUATION_OPENS,
    OFFERS,
    PANEL,
    REPLACEMENT_ENDS,
    Trip,
)

ALL = ("A-1", "A-2", "A-3", "A-4")


async def test_a_silent_applicant_loses_the_place_to_the_next_on_the_reserve_list(trip: Trip):
    await trip.reach_offers(*ALL)

    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.reach(CONFIRM_BY)  # A-2 never answers
    await trip.answer("A-3", Answer.ACCEPTED)

    assert await trip.delegates() == ("A-1", "A-3")
    assert trip.letters_to("A-2") == ["application-received", "offer", "offer-reminder", "offer-expired"]
    assert trip.letters_to("A-4") == ["application-received", "reserve"]


async def test_only_those_who_have_not_answered_are_reminded(trip: Trip):
    await trip.reach_offers(*ALL)
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.reach(trip.at(CONFIRM_BY) - timedelta(days=2))

    assert "offer-reminder" not in trip.letters_to("A-1")
    assert trip.letters_to("A-2")[-1] == "offer-reminder"


async def test_who_declines_makes_room_for_the_next_at_once(trip: Trip):
    await trip.reach_offers(*ALL)

    assert await trip.answer("A-1", Answer.DECLINED) is OfferOutcome.DECLINED
    assert await trip.answer("A-1", Answer.DECLINED) is OfferOutcome.DECLINED

    assert trip.letters_to("A-1")[-1] == "offer-declined"
    assert trip.letters_to("A-3")[-2:] == ["reserve", "offer"]
    promoted = (await trip.ledger()).offers[-1]
    assert (promoted.participant, promoted.promoted) == ("A-3", True)
    assert promoted.confirm_by - trip.now < timedelta(days=5, minutes=1)


async def test_who_confirms_from_two_devices_is_confirmed_once(trip: Trip):
    await trip.reach_offers(*ALL)

    assert await trip.answer("A-1", Answer.ACCEPTED) is OfferOutcome.CONFIRMED
    assert await trip.answer("A-1", Answer.ACCEPTED) is OfferOutcome.CONFIRMED
    with pytest.raises(Refused, match=r"The place is already confirmed\. To give it back, withdraw"):
        await trip.answer("A-1", Answer.DECLINED)

    assert await trip.delegates() == ("A-1",)
    assert trip.letters_to("A-1") == ["application-received", "offer", "place-confirmed"]


async def test_an_answer_after_the_confirm_by_date_is_refused_in_words(trip: Trip):
    await trip.reach_offers(*ALL)
    await trip.reach(CONFIRM_BY)

    with pytest.raises(Refused, match=r"The offer was not answered in time and has been passed on\."):
        await trip.answer("A-2", Answer.ACCEPTED)

    assert (await trip.standing())["A-2"] == "expired"


async def test_an_answer_without_an_offer_is_refused_in_words(trip: Trip):
    await trip.reach_offers(*ALL)

    with pytest.raises(Refused, match="No place has been offered to this applicant"):
        await trip.answer("A-3", Answer.ACCEPTED)


async def test_when_the_reserve_list_runs_empty_the_organiser_is_told_why_a_place_stays_free(trip: Trip):
    await trip.reach_offers("A-1", "A-2", "A-3")
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.answer("A-2", Answer.DECLINED)
    await trip.answer("A-3", Answer.DECLINED)

    assert await trip.tasks() == {
        "place-free": "A place stays free: Nobody is left on the reserve list, so the place stays free."
    }
    assert await trip.delegates() == ("A-1",)


async def test_those_still_waiting_are_told_when_places_are_no_longer_passed_on(trip: Trip):
    await trip.reach_offers(*ALL)
    for participant in ("A-1", "A-2"):
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.reach(REPLACEMENT_ENDS)

    assert [trip.letters_to(one)[-1] for one in ("A-3", "A-4")] == ["reserve-closed"] * 2
    assert "reserve-closed" not in (*trip.letters_to("A-1"), *trip.letters_to("A-2"))


async def test_a_place_released_in_time_is_passed_on_until_somebody_takes_it(trip: Trip):
    await trip.reach_offers(*ALL)
    for participant in ("A-1", "A-2"):
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.wait(days=5)
    await trip.release("A-1")
    await trip.answer("A-3", Answer.DECLINED)
    await trip.answer("A-4", Answer.ACCEPTED)

    assert trip.letters_to("A-1")[-1] == "delegate-left"
    assert await trip.delegates() == ("A-2", "A-4")


async def test_after_the_window_a_place_is_passed_on_only_with_a_reason(trip: Trip):
    await trip.reach_offers(*ALL)
    for participant in ("A-1", "A-2"):
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.reach(REPLACEMENT_ENDS)
    await trip.wait(days=1)

    kept = await trip.release("A-1")
    passed_on = await trip.release("A-2", override="The ministry agreed.")

    assert "The replacement window has ended; the place stays empty" in kept.text
    assert passed_on.text.endswith("Override: The ministry agreed.")
    assert trip.letters_to("A-3")[-1] == "offer"
    assert [one.override for one in (await trip.ledger()).departures] == ["", "The ministry agreed."]


async def test_a_delegate_who_withdraws_frees_the_place(trip: Trip):
    await trip.reach_offers(*ALL)
    for participant in ("A-1", "A-2"):
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.withdraw("A-1")
    await trip.answer("A-3", Answer.ACCEPTED)

    assert await trip.delegates() == ("A-2", "A-3")
    assert trip.letters_to("A-1")[-1] == "delegate-left"


async def test_who_withdraws_while_an_offer_is_open_makes_room_and_is_not_written_to_again(trip: Trip):
    await trip.reach_offers(*ALL)
    await trip.withdraw("A-1")
    offered = trip.letters_to("A-3")[-1]
    await trip.reach(CONFIRM_BY)

    assert offered == "offer"
    assert trip.letters_to("A-1") == ["application-received", "offer", "withdrawal-noted"]


async def test_who_withdraws_before_the_decision_is_not_offered_a_place(trip: Trip):
    await trip.reach_panel(*ALL)
    await trip.withdraw("A-1")
    await trip.decide()
    await trip.reach(OFFERS)

    assert trip.letters_to("A-1") == ["application-received", "withdrawal-noted"]
    assert {one: trip.letters_to(one)[-1] for one in ("A-2", "A-3", "A-4")} == {
        "A-2": "offer",
        "A-3": "offer",
        "A-4": "reserve",
    }
    assert (await trip.standing())["A-1"] == "withdrawn"


async def test_a_substitute_of_another_organisation_is_refused(trip: Trip):
    await trip.reach_offers(*ALL)
    for participant in ("A-1", "A-2"):
        await trip.answer(participant, Answer.ACCEPTED)

    with pytest.raises(Refused, match="A-3 is not of the same organisation as A-1; a place stays with its"):
        await trip.release("A-1", substitute="A-3")
    with pytest.raises(Refused, match="B-1 has not handed in their details"):
        await trip.release("A-1", substitute="B-1")

    assert await trip.delegates() == ("A-1", "A-2")


async def test_a_substitute_of_the_same_organisation_takes_the_place(trip: Trip):
    await trip.reach_offers(*ALL)
    for participant in ("A-1", "A-2"):
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.apply("B-1", substitute_for="A-1")
    await trip.release("A-1", substitute="B-1")

    assert await trip.delegates() == ("A-2", "B-1")
    assert trip.letters_to("B-1") == ["application-received", "place-confirmed"]
    assert trip.letters_to("A-3")[-1] == "reserve"


async def test_who_is_promoted_past_a_rule_reads_which_one_was_set_aside(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1", "A-2")
    await trip.apply("A-3", country="SE")
    await trip.reach(EVALUATION_OPENS)
    await trip.hand_in_all()
    await trip.reach(PANEL)
    await trip.decide()
    await trip.reach(OFFERS)
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.answer("A-2", Answer.DECLINED)
    assert list(await trip.tasks()) == ["place-free"]

    pass_on = PassOn(at=trip.now, author="organiser", reason="The ministry agreed.", waived=("per-country",))
    await trip.legation.pass_on(trip.file.slug, pass_on)
    await trip.settle()

    offer = trip.mails_to("A-3")[-1].parsed
    text = offer.get_body(("plain",)).get_content()
    (letter,) = (part.get_content() for part in offer.iter_attachments() if part.get_filename())
    for written in (text, letter.decode()):
        assert "these were set aside" in written
        assert "At most 1 organisation per country." in written
        assert "with which all published rules hold" not in written
