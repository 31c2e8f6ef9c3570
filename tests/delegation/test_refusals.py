"""What cannot be done to a published itinerary, and the sentence that says why."""

from datetime import timedelta

import pytest

from delegation.change import (
    AddSlots,
    CancelItem,
    ChangeRoom,
    DropOut,
    MoveItem,
    SwapMeetings,
)
from delegation.meeting import Slot
from delegation.planning.changing import preview
from delegation.planning.composing import meeting_item_id
from tests.small_trip import (
    applied,
    change,
    first_version,
    meeting_rules,
    refusal,
    small_file,
    wishes,
)


@pytest.fixture(scope="module")
def file():
    return small_file()


@pytest.fixture(scope="module")
def plan(file):
    return first_version(file)


SLOT = timedelta(minutes=20)


REFUSALS = [
    (CancelItem(item="moon-visit"), "There is no item 'moon-visit' in version 1 of the itinerary."),
    (
        MoveItem(item="train", starts="2017-03-12 02:30", ends="2017-03-12 04:00"),
        "The new start of 'Train' 2017-03-12 02:30 does not exist in America/New_York: clocks go forward "
        "over it. Did you mean 03:30?",
    ),
    (
        MoveItem(item="train", starts="2017-05-15 20:00", ends="2017-05-15 19:00"),
        "'Train' would end at 2017-05-15 19:00 (America/New_York), not after it starts at 2017-05-15 20:00 "
        "(America/New_York).",
    ),
    (ChangeRoom(item="welcome", place="moon"), "There is no place 'moon'; the places are eda, gaylord."),
    (ChangeRoom(item="welcome"), "Name the new room, the new place, or both."),
    (DropOut(participant="Z-1"), "Z-1 is not among the delegates."),
    (DropOut(participant="A-1", substitute="A-2"), "A-2 is a delegate already and cannot stand in for A-1."),
    (AddSlots(host="moon", at_most=3), "There is no host 'moon'."),
    (
        AddSlots(host="mit", at_most=9, slots=("s9",)),
        "There is no meeting slot 's9'; the slots are s0, s1, s2, s3, s4, s5.",
    ),
    (
        AddSlots(host="mit", at_most=9, new_slots=(Slot(id="new", starts="2017-05-16 15:20", minutes=20),)),
        "Meeting slots 's5' and 'new' overlap; move the later one.",
    ),
    (
        SwapMeetings(one="A-1", one_slot="s5", other="A-2", other_slot="s1"),
        "A-1 has no meeting in slot 's5'.",
    ),
]


@pytest.mark.parametrize(("kind", "sentence"), REFUSALS, ids=lambda value: getattr(value, "what", ""))
def test_what_cannot_be_is_refused_with_a_sentence(kind, sentence, plan, file):
    assert refusal(kind, plan, file) == sentence
    assert preview(change(kind), plan, file, wishes()).problems == (sentence,)


def test_cancelling_twice_is_refused(plan, file):
    after = applied(CancelItem(item="welcome"), plan, file)

    assert refusal(CancelItem(item="welcome"), after, file) == "'Welcome' (welcome) is cancelled already."


def test_a_meeting_moves_to_a_slot_that_both_have_free_and_nowhere_else(plan, file):
    one = plan.schedule.meetings[0]
    name, starts = (
        meeting_item_id(one.participant, one.host),
        {slot.id: slot for slot in meeting_rules().slots},
    )

    odd = MoveItem(item=name, starts="2017-05-16 13:35", ends="2017-05-16 13:55")
    assert refusal(odd, plan, file) == (
        "Meetings take place in slots only; "
        "give it one that starts at 13:30, 13:50, 14:10, 14:30, 14:50, 15:10."
    )
    taken = {
        other.slot
        for other in plan.schedule.meetings
        if other.participant == one.participant or other.host == one.host
    }
    for slot in starts.values():
        move = MoveItem(item=name, starts=slot.starts, ends=slot.starts + SLOT)
        assert (refusal(move, plan, file) is None) == (slot.id == one.slot or slot.id not in {*taken, "s5"})
