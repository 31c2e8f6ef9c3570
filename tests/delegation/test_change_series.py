"""Many changes one after the other: the itinerary stays one that can be travelled."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.change import (
    AddSlots,
    CancelItem,
    ChangeRoom,
    DropOut,
    MoveItem,
    SwapMeetings,
)
from delegation.planning.changing import apply_change
from delegation.planning.clashes import itinerary_problems
from delegation.planning.plan_state import recomposed
from tests.small_trip import (
    DELEGATES,
    PROGRAMME,
    change,
    first_version,
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


CHANGES = st.lists(
    st.one_of(
        st.sampled_from([one["id"] for one in PROGRAMME]).map(lambda name: CancelItem(item=name)),
        st.sampled_from(DELEGATES).map(lambda who: DropOut(participant=who)),
        st.sampled_from(DELEGATES).map(lambda who: DropOut(participant=who, substitute=f"B-{who[2:]}")),
        st.sampled_from(["mit", "penn"]).map(lambda host: AddSlots(host=host, slots=("s5",), at_most=6)),
        st.builds(
            lambda one, other, first, second: SwapMeetings(
                one=one, one_slot=f"s{first}", other=other, other_slot=f"s{second}"
            ),
            st.sampled_from(DELEGATES), st.sampled_from(DELEGATES), st.integers(0, 5), st.integers(0, 5),
        ),
        st.just(MoveItem(item="matchmaking", starts="2017-05-16 13:40", ends="2017-05-16 16:40")),
        st.just(ChangeRoom(item="welcome", room="Library")),
    ),
    max_size=5,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(CHANGES)
def test_any_series_of_changes_leaves_an_itinerary_that_can_be_travelled(plan, file, kinds):
    state = plan
    for kind in kinds:
        if refusal(kind, state, file) is not None:
            continue
        before, state = state, apply_change(change(kind), state, file, wishes())
        assert itinerary_problems(state.itinerary, file) == ()
        assert recomposed(state, file) == state
        named = {getattr(kind, name, None) for name in ("participant", "one", "other")}
        for who in set(state.delegates) - named:
            kept = Counter(one.id for one in before.itinerary.of(who) if one.kind == "meeting")
            assert kept <= Counter(one.id for one in state.itinerary.of(who)) or kind.what == "cancel-item"
        visits = Counter((one.participant, one.block) for one in state.visits.assignments)
        assert max(visits.values(), default=1) == 1
