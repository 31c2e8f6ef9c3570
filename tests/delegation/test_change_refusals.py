"""What cannot be done with delegates and hosts, and the sentence that says why."""

import pytest

from delegation.change import AddSlots, ComeBack, HostWithdraws, Join, LimitHost, ReinstateItem, StayAway
from delegation.meeting import Slot
from delegation.planning.changing import preview
from tests.small_trip import change, first_version, refusal, small_file, wishes


@pytest.fixture(scope="module")
def file():
    return small_file()


@pytest.fixture(scope="module")
def plan(file):
    return first_version(file)


NEW = Slot(id="late", starts="2017-05-20 16:00", minutes=20)
REFUSALS = [
    (ReinstateItem(item="moon"), "No item 'moon' was cancelled in version 1 or before; cancelled are none."),
    (ReinstateItem(item="train"), "'Train' (train) takes place; there is nothing to reinstate."),
    (StayAway(participant="Z-1", items=("train",)), "Z-1 is not among the delegates."),
    (
        StayAway(participant="A-1", items=("moon",)),
        "There is no item 'moon' in version 1 of the itinerary.",
    ),
    (
        StayAway(participant="A-1", items=("singh-visit",)),
        "A-1 is not in 'Singh Visit' (singh-visit), so cannot stay away from it.",
    ),
    (StayAway(participant="A-1", items=("train", "train")), "The item 'train' is named twice; name it once."),
    (
        ComeBack(participant="A-1", items=("train",)),
        "A-1 does not stay away from 'train', but from nothing.",
    ),
    (Join(participant="A-1"), "A-1 is in the programme already."),
    (HostWithdraws(host="moon"), "There is no host 'moon'."),
    (LimitHost(host="moon", at_most=1), "There is no host 'moon'."),
    (
        LimitHost(host="mit"),
        "Say how many meetings or guests it takes at most, or which slots it can no longer take.",
    ),
    (
        LimitHost(host="mit", at_most=4),
        "Mit takes 4 meetings at most as it is; 4 is no lower limit. More are taken with 'add-slots'.",
    ),
    (
        LimitHost(host="mit", unavailable=("s9",)),
        "There is no meeting slot 's9'; the slots are s0, s1, s2, s3, s4, s5.",
    ),
    (
        AddSlots(host="mit", at_most=9, new_slots=(NEW,)),
        "The slot 'late' is on 2017-05-20, when the delegation is not in Washington: it is there from "
        "2017-05-15 to 2017-05-17.",
    ),
]


@pytest.mark.parametrize(("kind", "sentence"), REFUSALS, ids=lambda value: getattr(value, "what", ""))
def test_what_cannot_be_is_refused_with_a_sentence(kind, sentence, plan, file):
    assert refusal(kind, plan, file) == sentence
    assert preview(change(kind), plan, file, wishes()).problems == (sentence,)
