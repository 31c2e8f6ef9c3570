"""The delegation file as it is amended: nothing that was changed before is lost by a later change."""

from datetime import UTC, datetime

from delegation.amending import as_amended
from delegation.panel import Adjust, Adjustment, Decide, PanelDecision, Publish
from delegation.status import DelegationState, MoveCutOff
from tests.usa import usa_2017

AT = datetime(2017, 3, 20, 9, 0, tzinfo=UTC)


def changed(**what: object) -> Adjust:
    return Adjust(
        at=AT, adjustment=Adjustment.model_validate(what), author="The panel", reason="The host asked."
    )


def test_a_cut_off_that_is_moved_later_keeps_what_the_panel_changed_for_an_earlier_one():
    first = PanelDecision(
        cut_off="first",
        adjustments=(changed(places=20),),
        decision=Decide(at=AT, author="The panel"),
        publication=Publish(at=AT, author="The director"),
    )
    moved = MoveCutOff(
        at=AT, cut_off="second", closes="2017-04-01 12:00", author="The office", reason="The portal was away."
    )

    file = as_amended(
        usa_2017(),
        DelegationState(
            earlier_decisions=(first,),
            adjustments=(changed(limits={"per-country": 4}),),
            moved_cut_offs=(moved,),
        ),
    )

    assert file.selection.places == 20
    assert {rule.id: rule.limit for rule in file.selection.rules}["per-country"] == 4
    assert f"{file.call.cut_offs[1].closes:%d %B %H:%M}" == "01 April 12:00"
    assert usa_2017().selection.places == 19
