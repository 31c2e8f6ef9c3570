"""The audit: every decision about a delegation, by whom and why, in the order of time."""

from datetime import UTC, datetime

from delegation.audit import audit_of
from delegation.evaluation import ConflictOfInterest, Relief
from delegation.panel import Adjust, Adjustment, Decide, PanelDecision, Publish
from delegation.status import (
    DelegationState,
    Departure,
    MoveCutOff,
    OverrideEligibility,
    Promotion,
)
from tests.usa import usa_2017


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2017, 3, day, hour, tzinfo=UTC)


def test_whatever_was_decided_stands_in_the_audit_in_the_order_of_time():
    adjust = Adjust(
        at=at(6, 11),
        adjustment=Adjustment(places=20, limits={"per-country": 4}, take=("A-13",)),
        author="The panel",
        reason="The host asked.",
    )
    state = DelegationState(
        promotions=(
            Promotion(
                at=at(9),
                participants=("A-13",),
                reason="First on the list.",
                waived=("excellence",),
                author="O",
            ),
            Promotion(at=at(10), reason="Nobody is left."),
        ),
        departures=(
            Departure(participant="A-05", left_at=at(8), reason="Ill.", author="O", substitute="A-35"),
        ),
        decision=Decide(at=at(6, 12), author="The panel", note="As solved."),
        publication=Publish(at=at(6, 13), author="The director"),
        adjustments=(adjust,),
        conflicts=(ConflictOfInterest(at=at(2), evaluator="e1", application="A-05", reason="A friend."),),
        relieved=(Relief(at=at(3), evaluator="e2", author="O", reason="On leave."),),
        overrides=(
            OverrideEligibility(
                at=at(1, 10), participant="A-32", rule="on-time", author="O", reason="Strike."
            ),
        ),
        moved_cut_offs=(
            MoveCutOff(at=at(1), cut_off="first", closes="2017-02-18 17:00", author="O", reason="Away."),
        ),
    )

    entries = audit_of(usa_2017(), state)

    assert [(one.at, one.who) for one in entries] == [
        (at(1), "O"),
        (at(1, 10), "O"),
        (at(2), "e1"),
        (at(3), "O"),
        (at(6, 11), "The panel"),
        (at(6, 12), "The panel"),
        (at(6, 13), "The director"),
        (at(8), "O"),
        (at(9), "O"),
        (at(10), "the rules"),
    ]
    assert entries[4].what == "20 places; the limit of per-country is 4; taken: A-13"
    assert "Set aside: excellence." in entries[8].why
    assert entries[9].what == "a free place went to nobody"


def test_what_was_decided_for_an_earlier_cut_off_names_it():
    earlier = PanelDecision(
        cut_off="first",
        decision=Decide(at=at(6), author="The panel"),
        publication=Publish(at=at(7), author="The director"),
    )

    entries = audit_of(usa_2017(), DelegationState(earlier_decisions=(earlier,)))

    assert [one.what for one in entries] == [
        "the selection for first was decided",
        "the selection for first was published",
    ]
