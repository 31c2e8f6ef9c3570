"""The panel: it adjusts and decides; nothing leaves before it publishes, and all of it is on record."""

import json

import pytest
from temporalio.client import Client

from activities.deciding import DecisionActivities
from delegation.application import ApplicationStatus
from delegation.document import DocumentKind
from delegation.file import DelegationFile
from delegation.offer import Answer
from delegation.selection_rules import BalanceRule, RuleKind
from portal.errors import Refused
from tests.workflows.conftest import delegation_on
from tests.workflows.trip import DAY_OF_APPLICATIONS, EVALUATION_OPENS, OFFERS, PANEL, Trip

ALL = ("A-1", "A-2", "A-3", "A-4")


async def selected(trip: Trip) -> tuple[str, ...]:
    selection = (await trip.ledger()).selection
    assert selection is not None
    return tuple(sorted(selection.with_status(ApplicationStatus.SELECTED)))


async def test_the_panel_takes_one_and_leaves_another_and_the_group_is_solved_anew(trip: Trip):
    await trip.reach_panel(*ALL)
    before = await selected(trip)
    said = await trip.adjust(take=("A-4",), leave=("A-1",))
    after = await selected(trip)
    await trip.decide()
    await trip.reach(OFFERS)

    assert (before, after) == (("A-1", "A-2"), ("A-2", "A-4"))
    assert said.text.startswith("Solved anew: ")
    assert {one: trip.letters_to(one)[-1] for one in ALL} == {
        "A-1": "not-selected",
        "A-2": "offer",
        "A-3": "reserve",
        "A-4": "offer",
    }


async def test_an_adjustment_takes_the_decision_back_until_it_is_published(trip: Trip):
    await trip.reach_panel(*ALL)
    await trip.decide_only()
    decided = await trip.tasks()
    await trip.adjust(places=3)
    adjusted = await trip.tasks()
    with pytest.raises(Refused, match="The panel has not decided yet; 'selection decide' comes before"):
        await trip.publish()
    await trip.decide()
    with pytest.raises(Refused, match="was published by The director; it can no longer be changed"):
        await trip.adjust(places=2)
    await trip.reach(OFFERS)

    assert (list(decided), list(adjusted)) == (["publish"], ["decide"])
    assert [trip.letters_to(one)[-1] for one in ALL] == ["offer", "offer", "offer", "reserve"]
    assert (await trip.status()).counts.places == 3


async def test_what_is_decided_leaves_only_when_it_is_published(trip: Trip):
    await trip.reach_panel(*ALL)
    await trip.decide_only()
    await trip.reach(OFFERS)
    await trip.wait(days=1)
    waiting = [trip.letters_to(one) for one in ALL]
    await trip.publish()

    assert waiting == [["application-received"]] * 4
    assert trip.letters_to("A-1")[-1] == "offer"


async def test_rules_that_no_group_keeps_are_named_and_one_of_them_is_changed(
    client: Client, small: DelegationFile, quick_tries: None
):
    finns = BalanceRule(
        id="finns",
        text="At least 2 organisations from Finland.",
        kind=RuleKind.AT_LEAST,
        field="country",
        values=("FI",),
        limit=2,
    )
    rules = small.selection.model_copy(update={"rules": (*small.selection.rules, finns)})
    async with delegation_on(client, small.model_copy(update={"selection": rules})) as trip:
        await trip.reach_panel(*ALL)
        selection = (await trip.ledger()).selection
        with pytest.raises(Refused, match="No group keeps these rules together: finns"):
            await trip.decide_only()
        await trip.adjust(limits={"finns": 1})
        await trip.decide()

        assert selection is not None
        assert selection.clash == ("finns",)
        assert await selected(trip) == ("A-1", "A-3")


async def test_what_cannot_be_changed_is_refused_in_words(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    with pytest.raises(Refused, match="There is no selection to change yet"):
        await trip.adjust(places=3)
    await trip.reach_panel(*ALL)

    with pytest.raises(Refused, match="The weights would add up to 110, not to 100"):
        await trip.adjust(weights={"objectives": 70})
    with pytest.raises(Refused, match="There is no rule 'per-town'; the rules are per-country"):
        await trip.adjust(dropped=("per-town",))
    with pytest.raises(Refused, match="A-9 was not evaluated, so nothing can be ruled about it"):
        await trip.adjust(take=("A-9",))


async def test_what_was_published_is_on_record_with_what_it_was_solved_from(trip: Trip):
    await trip.reach_panel(*ALL)
    await trip.adjust(take=("A-3",))
    await trip.decide()
    await trip.reach(OFFERS)

    kept = {one.kind: one for one in (await trip.ledger()).documents}
    record = json.loads(trip.store.read(kept[DocumentKind.SELECTION_RECORD].key))["record"]
    assert record["decided"]["by"] == "The panel"
    assert record["published"]["by"] == "The director"
    assert [one["author"] for one in record["adjustments"]] == ["The panel"]
    assert record["inputs_sha256"] == kept[DocumentKind.SELECTION_INPUTS].sha256


async def test_the_audit_says_who_decided_what_in_the_order_of_time(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply(*ALL)
    await trip.move_cut_off("2027-02-06 12:00")
    await trip.reach(EVALUATION_OPENS)
    await trip.hand_in_all()
    await trip.reach(PANEL)
    await trip.adjust(places=1)
    await trip.decide()
    await trip.reach(OFFERS)
    await trip.answer("A-1", Answer.DECLINED)

    audit = (await trip.ledger()).audit
    assert [one.who for one in audit][:4] == ["The director", "The panel", "The panel", "The director"]
    assert audit[0].what.startswith("cut-off only moved to 2027-02-06 12:00")
    assert [one.at for one in audit] == sorted(one.at for one in audit if one.at)
    assert audit[-1].about == ("A-2",)


async def test_who_would_be_promoted_can_be_asked_before_anybody_declines(trip: Trip):
    await trip.reach_offers(*ALL)
    order = await trip.legation.next_promotion(trip.file.slug)
    nobody = DecisionActivities().find_promotion(order)
    freed = order.model_copy(update={"holding": ("A-2",), "out": ("A-1",)})

    assert nobody.participants == ()
    assert DecisionActivities().find_promotion(freed).participants == ("A-3",)
