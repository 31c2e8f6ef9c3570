"""From the words of a delegate to a wish for a room, and from papers to what somebody needs."""

import pytest

from delegation.reading.access_needs import access_needs
from delegation.reading.room_wishes import Fellow, room_wish, unclear_partner
from delegation.rooming import RoomKind, RoomWish
from delegation.venue import Access

FELLOWS = (
    Fellow(participant="A-1", name="Katrin Lohmann", organisation="biosaxony"),
    Fellow(participant="A-2", name="Solène Garnier", organisation="NanoRhône"),
    Fellow(participant="A-3", name="Ida Holm", organisation="Fyn Clean"),
    Fellow(participant="A-4", name="Nils Holm", organisation="Fyn Clean"),
)


@pytest.mark.parametrize(
    "typed", ["A-2", "a-2", "Solène Garnier", "solene  garnier", "NANORHONE", "Solene Garnier (NanoRhone)"]
)
def test_a_person_is_found_by_id_name_or_organisation_however_it_is_written(typed):
    wish = room_wish({"room": "shared", "room-with": typed}, FELLOWS, "A-1")

    assert wish == RoomWish(kind=RoomKind.SHARED, with_participant="A-2")
    assert unclear_partner({"room": "shared", "room-with": typed}, FELLOWS, "A-1") is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Fyn Clean", "fits several delegates"),
        ("biosaxony", "is you"),
        ("Elmo", "Nobody who applied is called 'Elmo'"),
    ],
)
def test_who_cannot_be_found_is_left_out_and_the_writer_is_told(typed, told):
    answers = {"room": "shared", "room-with": typed}

    assert room_wish(answers, FELLOWS, "A-1") == RoomWish(kind=RoomKind.SHARED)
    assert told in (unclear_partner(answers, FELLOWS, "A-1") or "")


def test_a_name_beside_a_single_counts_for_nothing():
    assert room_wish({"room": "single", "room-with": "A-2"}, FELLOWS) == RoomWish()
    assert room_wish({"room": "none"}, FELLOWS) == RoomWish(kind=RoomKind.NONE)


def test_without_an_answer_there_is_no_wish():
    assert room_wish({}, FELLOWS) is None
    assert room_wish({"room": "penthouse"}, FELLOWS) is None


def test_needs_are_read_from_the_paper_and_from_answers_alike():
    both = (Access.STEP_FREE, Access.QUIET_ROOM)

    assert access_needs({"access_needs": ["quiet-room", "step-free"]}) == both
    assert access_needs({"access-needs": ("step-free", "quiet-room", "a pony")}) == both
    assert access_needs({"diet": "vegan"}) == ()
